// The catalogue of the built-in API, decoded from the generated tables. A type is decoded when it is first asked for:
// most documents touch a few dozen of the hundreds. What stands in the tables is told in server/build/generateCatalogue.mjs.

import { invariant } from '../support/invariant';
import type { ApiField, ApiKind, ApiType, Catalogue, FieldType, TypeName } from './catalogue';
import { KINDS, TYPES } from './generated/structure';

type FieldRow = readonly [name: string, code: string, required?: 0 | 1, facts?: Partial<ApiField>];

interface TypeLine {
  readonly start: number;
  readonly end: number;
  readonly number: number;
}

const MACHINERY = 'io.k8s.apimachinery.pkg';

const SCALAR_TYPES: Readonly<Record<string, FieldType>> = {
  s: { kind: 'string' },
  b: { kind: 'string', format: 'byte' },
  d: { kind: 'string', format: 'date-time', typeName: `${MACHINERY}.apis.meta.v1.Time` },
  u: { kind: 'string', format: 'date-time', typeName: `${MACHINERY}.apis.meta.v1.MicroTime` },
  q: { kind: 'string', format: 'quantity', typeName: `${MACHINERY}.api.resource.Quantity` },
  i: { kind: 'integer', format: 'int32' },
  l: { kind: 'integer', format: 'int64' },
  n: { kind: 'number' },
  t: { kind: 'boolean' },
  x: { kind: 'intOrString' },
  a: { kind: 'any' },
};

let made: Catalogue | undefined;

/** The catalogue of Kubernetes 1.36, all versions that it serves by default. Always the same value. */
export function getCatalogue(): Catalogue {
  made ??= makeCatalogue();
  return made;
}

/** Line numbers of the types in the generated tables; the prose has the same order. */
export function typeLineNumber(name: TypeName): number | undefined {
  return typeLines().get(name)?.number;
}

let lines: ReadonlyMap<TypeName, TypeLine> | undefined;

function typeLines(): ReadonlyMap<TypeName, TypeLine> {
  lines ??= readLines(TYPES);
  return lines;
}

function readLines(table: string): ReadonlyMap<TypeName, TypeLine> {
  const found = new Map<TypeName, TypeLine>();
  for (let start = 0; start < table.length; ) {
    const newline = table.indexOf('\n', start);
    const end = newline < 0 ? table.length : newline;
    const nameEnd = table.indexOf(' ', start);
    found.set(table.slice(start, nameEnd), { start: nameEnd + 1, end, number: found.size });
    start = end + 1;
  }
  return found;
}

function makeCatalogue(): Catalogue {
  const kinds = JSON.parse(KINDS) as readonly ApiKind[];
  const kindIndex = new Map(kinds.map((kind) => [`${apiVersionOf(kind)} ${kind.kind}`, kind]));
  const names = [...typeLines().keys()];
  const types = new Map<TypeName, DecodedType>();
  const codes = new Map<string, FieldType>();

  const decodedType = (name: TypeName): DecodedType | undefined => {
    const known = types.get(name);
    if (known !== undefined) return known;
    const line = typeLines().get(name);
    if (line === undefined) return undefined;
    const decoded = decodeType(name, TYPES.slice(line.start, line.end), names, codes);
    types.set(name, decoded);
    return decoded;
  };
  return {
    kinds: kinds.filter(({ plural, kind }) => plural !== '' || kind === 'List'),
    kind: (apiVersion, kind) => kindIndex.get(`${apiVersion} ${kind}`),
    type: (name) => decodedType(name)?.type,
    field: (type, name) => decodedType(type)?.fields.get(name),
  };
}

/** `apps/v1`; `v1` in the core group. */
export function apiVersionOf({ group, version }: Pick<ApiKind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

interface DecodedType {
  readonly type: ApiType;
  readonly fields: ReadonlyMap<string, ApiField>;
}

function decodeType(
  name: TypeName,
  json: string,
  names: readonly TypeName[],
  codes: Map<string, FieldType>,
): DecodedType {
  const rows = JSON.parse(json) as readonly FieldRow[];
  const fields = rows.map(([fieldName, code, required, facts]): ApiField => {
    return {
      name: fieldName,
      type: decodeFieldType(code, names, codes),
      required: required === 1,
      ...facts,
    };
  });
  return { type: { name, fields }, fields: new Map(fields.map((field) => [field.name, field])) };
}

/** Equal codes give the same value, so that a thousand strings are one object. */
function decodeFieldType(
  code: string,
  names: readonly TypeName[],
  codes: Map<string, FieldType>,
): FieldType {
  const known = SCALAR_TYPES[code] ?? codes.get(code);
  if (known !== undefined) return known;
  const type = readFieldType(code, names, codes);
  codes.set(code, type);
  return type;
}

function readFieldType(
  code: string,
  names: readonly TypeName[],
  codes: Map<string, FieldType>,
): FieldType {
  if (code.startsWith('['))
    return { kind: 'list', of: decodeFieldType(code.slice(1), names, codes) };
  if (code.startsWith('{'))
    return { kind: 'map', of: decodeFieldType(code.slice(1), names, codes) };
  const isObject = code.startsWith('#');
  const type = names[Number(code.slice(isObject ? 1 : 2))];
  invariant(type !== undefined, `the generated tables have no type for ${code}`);
  return isObject ? { kind: 'object', type } : { kind: 'any', typeName: type };
}
