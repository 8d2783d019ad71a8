// From a path in a document to what the API knows of it.

import { apiVersionOf } from '../schema/builtinCatalogue';
import type {
  ApiField,
  ApiKind,
  Catalogue,
  FieldPath,
  FieldType,
  TypeName,
} from '../schema/catalogue';
import type { ManifestDocument, ManifestObject } from './manifestDocument';

export interface FieldInfo {
  readonly object: ManifestObject;
  readonly kind: ApiKind;
  /** From the object's root. */
  readonly path: FieldPath;
  /** The field that the path ends at or, for an item or a map's value, the field that holds it; absent at the root. */
  readonly field: ApiField | undefined;
  /** The type that declares `field`. */
  readonly owner: TypeName | undefined;
  /** What stands at the path itself: the item's type for a path that ends in an index. */
  readonly type: FieldType;
}

/**
 * The kind of an object; by its kind alone while its apiVersion is missing or is a built-in one that does not fit.
 * Undefined for what another group defines.
 */
export function kindOf(catalogue: Catalogue, object: ManifestObject): ApiKind | undefined {
  const { apiVersion, kind } = object;
  if (kind === undefined) return undefined;
  if (apiVersion === undefined) return preferredKind(catalogue, kind);
  const exact = catalogue.kind(apiVersion, kind);
  if (exact !== undefined) return exact;
  return isBuiltInGroup(apiVersion) ? preferredKind(catalogue, kind) : undefined;
}

const BUILT_IN_GROUPS =
  /^(?:(?:admissionregistration|apiextensions|apiregistration|authentication|authorization|certificates|coordination|discovery|events|flowcontrol\.apiserver|internal\.apiserver|networking|node|policy|rbac\.authorization|resource|scheduling|storage|storagemigration)\.k8s\.io)$/;

/** Groups of the built-in API have no dot or end in `.k8s.io`; `extensions` and old betas count, and so does no group at all. */
export function isBuiltInGroup(apiVersion: string): boolean {
  const slash = apiVersion.indexOf('/');
  if (slash < 0) return true;
  const group = apiVersion.slice(0, slash);
  return !group.includes('.') || BUILT_IN_GROUPS.test(group);
}

/** The newest stable version of a kind by its name alone. */
export function preferredKind(catalogue: Catalogue, kind: string): ApiKind | undefined {
  let best: ApiKind | undefined;
  for (const candidate of catalogue.kinds) {
    if (candidate.kind !== kind) continue;
    if (best === undefined || isPreferred(candidate, best)) best = candidate;
  }
  return best;
}

function isPreferred(candidate: ApiKind, best: ApiKind): boolean {
  // Event is in two groups: the core one is what people write.
  if (candidate.group === '' || best.group === '') return candidate.group === '';
  return stability(candidate.version) > stability(best.version);
}

function stability(version: string): number {
  const [, major = '0', stage = '', minor = '0'] = /^v(\d+)(alpha|beta)?(\d*)$/.exec(version) ?? [];
  const rank = stage === '' ? 2 : stage === 'beta' ? 1 : 0;
  return rank * 10_000 + Number(major) * 100 + Number(minor || 0);
}

/** What the API knows of a path of the document; undefined where it knows nothing: foreign kinds, unknown fields. */
export function fieldInfoAt(
  catalogue: Catalogue,
  document: ManifestDocument,
  path: FieldPath,
): FieldInfo | undefined {
  const object = document.objectAt(path);
  if (object === undefined) return undefined;
  return objectFieldInfo(catalogue, object, path.slice(object.path.length));
}

/** The same for a path from the object's root. */
export function objectFieldInfo(
  catalogue: Catalogue,
  object: ManifestObject,
  path: FieldPath,
): FieldInfo | undefined {
  const kind = kindOf(catalogue, object);
  if (kind === undefined) return undefined;
  const found = walk(catalogue, kind.type, path);
  return found && { object, kind, path, ...found };
}

/** The field at the end of a path that begins at a type. */
export function walk(
  catalogue: Catalogue,
  root: TypeName,
  path: FieldPath,
): Pick<FieldInfo, 'field' | 'owner' | 'type'> | undefined {
  let type: FieldType = { kind: 'object', type: root };
  let field: ApiField | undefined;
  let owner: TypeName | undefined;
  for (const step of path) {
    if (typeof step === 'number') {
      if (type.kind !== 'list') return undefined;
      type = type.of;
    } else if (type.kind === 'map') {
      type = type.of;
    } else if (type.kind === 'object') {
      owner = type.type;
      field = catalogue.field(owner, step);
      if (field === undefined) return undefined;
      type = field.type;
    } else return undefined;
  }
  return { field, owner, type };
}

export { apiVersionOf };
