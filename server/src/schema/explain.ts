// What `kubectl explain` tells about a resource or a field, as data: explainText.ts makes kubectl's text of it. The
// simulated kubectl and our own command line both use it; what a field does to a Pod's life is for the hover to say.

import { apiVersionOf } from './builtinCatalogue';
import type { ApiField, ApiKind, Catalogue, FieldType, Mutability, TypeName } from './catalogue';
import type { Descriptions } from './descriptions';
import { mutabilityAt } from './mutability';
import { kindsNamed, splitResourcePath } from './resourceNames';
import { namedTypeOf } from './typeText';

/** The catalogue with its texts. */
export interface DocumentedApi {
  readonly catalogue: Catalogue;
  readonly descriptions: Descriptions;
}

export interface ExplainRequest {
  /** `pod.spec.containers`, `deploy.spec`, `deployments.apps`. */
  readonly path: string;
  /** `autoscaling/v1`; absent: the preferred version. */
  readonly apiVersion?: string;
  /** With the fields of the fields. */
  readonly recursive?: boolean;
}

export interface ExplainPage {
  readonly kind: ApiKind;
  /** Field names below the kind; empty for the kind itself. */
  readonly path: readonly string[];
  /** The field that the path ends in; absent for the kind itself. */
  readonly field?: ApiField;
  /** Whether an update may change the field in an object of this kind. */
  readonly mutability?: Mutability;
  /** The field's text and after it that of its type, each as the API's document has it; may be empty. */
  readonly descriptions: readonly string[];
  readonly fields: readonly ExplainedField[];
}

export interface ExplainedField {
  readonly field: ApiField;
  readonly description?: string;
  /** Empty unless asked for recursively, and where a type comes back to itself. */
  readonly fields: readonly ExplainedField[];
}

export type Explanation =
  | { readonly outcome: 'page'; readonly page: ExplainPage }
  | { readonly outcome: 'noSuchResource'; readonly resource: string }
  | { readonly outcome: 'noSuchVersion'; readonly apiVersion: string; readonly plural: string }
  | { readonly outcome: 'noSuchField'; readonly kind: ApiKind; readonly field: string };

/** The page for a path as a user types it, or why there is none. */
export function explain(api: DocumentedApi, request: ExplainRequest): Explanation {
  const { resource, steps } = splitResourcePath(api.catalogue, withoutIndices(request.path));
  const kinds = kindsNamed(api.catalogue, resource);
  const preferred = kinds[0];
  if (preferred === undefined) return { outcome: 'noSuchResource', resource };
  const { apiVersion } = request;
  const kind = kinds.find((one) => apiVersion === undefined || apiVersionOf(one) === apiVersion);
  if (kind === undefined) {
    return { outcome: 'noSuchVersion', apiVersion: apiVersion ?? '', plural: preferred.plural };
  }
  return explainKind(api, kind, steps, request.recursive === true);
}

/** People paste paths from messages: `spec.containers[0].image` asks about `spec.containers.image`. */
function withoutIndices(path: string): string {
  return path.replace(/\[[^\]]*\]/g, '');
}

/** The page of a kind (no steps) or of the field that `steps` lead to; lists and maps are stepped through. */
export function explainKind(
  api: DocumentedApi,
  kind: ApiKind,
  steps: readonly string[],
  recursive: boolean,
): Explanation {
  const { catalogue, descriptions } = api;
  let type: TypeName | undefined = kind.type;
  let field: ApiField | undefined;
  let fieldDescription: string | undefined;
  for (const step of steps) {
    const next: ApiField | undefined = type === undefined ? undefined : catalogue.field(type, step);
    if (type === undefined || next === undefined)
      return { outcome: 'noSuchField', kind, field: step };
    fieldDescription = descriptions.ofField(type, step)?.raw;
    field = next;
    type = objectTypeOf(next.type);
  }
  const named = field === undefined ? kind.type : namedTypeOf(field.type);
  const typeDescription = named === undefined ? undefined : descriptions.ofType(named);
  const mutability = mutabilityAt(catalogue, kind, steps);
  const page: ExplainPage = {
    kind,
    path: steps,
    ...(field === undefined ? {} : { field }),
    ...(mutability === undefined ? {} : { mutability }),
    descriptions: [fieldDescription, typeDescription].filter((text) => text !== undefined),
    // kubectl remembers the types that it came through by a field, so the page's own is unfolded once more.
    fields: type === undefined ? [] : fieldsOf(api, type, recursive, new Set()),
  };
  return { outcome: 'page', page };
}

/** The object type inside lists and maps. */
function objectTypeOf(type: FieldType): TypeName | undefined {
  if (type.kind === 'list' || type.kind === 'map') return objectTypeOf(type.of);
  return type.kind === 'object' ? type.type : undefined;
}

function fieldsOf(
  api: DocumentedApi,
  type: TypeName,
  recursive: boolean,
  above: ReadonlySet<TypeName>,
): readonly ExplainedField[] {
  return (api.catalogue.type(type)?.fields ?? []).map((field): ExplainedField => {
    const description = api.descriptions.ofField(type, field.name)?.raw;
    const inner = objectTypeOf(field.type);
    const goesOn = recursive && inner !== undefined && !above.has(inner);
    return {
      field,
      ...(description === undefined ? {} : { description }),
      fields: goesOn ? fieldsOf(api, inner, recursive, new Set([...above, inner])) : [],
    };
  });
}
