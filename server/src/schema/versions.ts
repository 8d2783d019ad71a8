// Which fields and kinds an older Kubernetes has. The tables describe the newest version; `since` takes the rest away.

import type {
  ApiField,
  ApiKind,
  ApiType,
  Catalogue,
  FieldPath,
  FieldType,
  TypeName,
} from './catalogue';

export const NEWEST_VERSION = '1.36';
/** What this version has may be older still: nobody here tells. */
export const OLDEST_VERSION = '1.30';
/** The versions that a user may choose. */
export const KUBERNETES_VERSIONS: readonly string[] = [
  OLDEST_VERSION,
  '1.31',
  '1.32',
  '1.33',
  '1.34',
  '1.35',
  NEWEST_VERSION,
];

/** Whether the API of `version` (`1.33`, `1.33.2`, `v1.33`) has the field; gates are not looked at. */
export function fieldExistsIn(field: Pick<ApiField, 'since'>, version: string): boolean {
  return field.since === undefined || minorOf(version) >= minorOf(field.since);
}

/** Whether `version` serves the kind by default. */
export function kindExistsIn(kind: Pick<ApiKind, 'since'>, version: string): boolean {
  return kind.since === undefined || minorOf(version) >= minorOf(kind.since);
}

/** Since when a place in a kind can be written, and the gate that it takes: its own, or that of what it stands in. */
export function arrivalOf(
  catalogue: Catalogue,
  kind: ApiKind,
  path: FieldPath,
): { readonly since: string | undefined; readonly gate: string | undefined } {
  let { since } = kind;
  let gate: string | undefined;
  let type: FieldType | undefined = { kind: 'object', type: kind.type };
  for (const step of path) {
    while (type?.kind === 'list') type = type.of;
    if (typeof step === 'number') continue;
    if (type?.kind === 'map') type = type.of;
    else if (type?.kind === 'object') {
      const field: ApiField | undefined = catalogue.field(type.type, step);
      if (field?.since !== undefined && !fieldExistsIn(field, since ?? OLDEST_VERSION))
        since = field.since;
      gate = field?.gate ?? gate;
      type = field?.type;
    }
  }
  return { since, gate };
}

/** 33 for `1.33`; what is no version counts as the newest. */
export function minorOf(version: string): number {
  const minor = /^v?1\.(\d+)/.exec(version)?.[1];
  return minor === undefined ? Number.POSITIVE_INFINITY : Number(minor);
}

/** The catalogue without what came after `version`. The newest version gives `catalogue` itself. */
export function asOf(catalogue: Catalogue, version: string): Catalogue {
  if (minorOf(version) >= minorOf(NEWEST_VERSION)) return catalogue;
  const types = new Map<TypeName, ApiType>();
  const typeAsOf = (name: TypeName): ApiType | undefined => {
    const known = types.get(name);
    if (known !== undefined) return known;
    const whole = catalogue.type(name);
    if (whole === undefined) return undefined;
    const fields = whole.fields.filter((field) => fieldExistsIn(field, version));
    const type = fields.length === whole.fields.length ? whole : { name, fields };
    types.set(name, type);
    return type;
  };
  const existing = <T extends { readonly since?: string }>(one: T | undefined): T | undefined =>
    one !== undefined && fieldExistsIn(one, version) ? one : undefined;
  return {
    kinds: catalogue.kinds.filter((kind) => kindExistsIn(kind, version)),
    kind: (apiVersion, kind) => existing(catalogue.kind(apiVersion, kind)),
    type: typeAsOf,
    field: (type, name) => existing(catalogue.field(type, name)),
  };
}
