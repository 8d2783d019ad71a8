// Fields behind a feature gate that is off: the API server takes them and forgets them.

import type { Catalogue, FieldType } from './catalogue';
import { type Gates, gateState } from './featureGates';
import type { KubeObject } from './objects';

/**
 * The object without the fields whose gate is off in `version`, by default or as `gates` says; itself where it has none.
 * Rules: L-GEN-5.
 */
export function withoutGatedFields(
  catalogue: Catalogue,
  object: KubeObject,
  version: string,
  gates: Gates = {},
): KubeObject {
  const kind = catalogue.kind(object.apiVersion, object.kind);
  if (kind === undefined) return object;
  const isOff = (gate: string | undefined): boolean =>
    gate !== undefined && (gates[gate] ?? gateState(gate, version)?.on) !== true;
  return cleaned({ catalogue, isOff }, { kind: 'object', type: kind.type }, object) as KubeObject;
}

interface Walk {
  readonly catalogue: Catalogue;
  readonly isOff: (gate: string | undefined) => boolean;
}

function cleaned(walk: Walk, type: FieldType, value: unknown): unknown {
  switch (type.kind) {
    case 'list':
      return Array.isArray(value) ? cleanedList(walk, type.of, value) : value;
    case 'map':
      return isPlain(value) ? cleanedEntries(value, () => type.of, walk) : value;
    case 'object':
      return isPlain(value)
        ? cleanedEntries(value, (name) => fieldType(walk, type.type, name), walk)
        : value;
    default:
      return value;
  }
}

/** Undefined: the field goes; fields that nobody knows stay for others to complain of. */
function fieldType({ catalogue, isOff }: Walk, type: string, name: string): FieldType | undefined {
  const field = catalogue.field(type, name);
  if (field === undefined) return ANYTHING;
  return isOff(field.gate) ? undefined : field.type;
}
const ANYTHING: FieldType = { kind: 'any' };

function cleanedList(walk: Walk, of: FieldType, list: readonly unknown[]): readonly unknown[] {
  const next = list.map((item) => cleaned(walk, of, item));
  return next.some((item, i) => item !== list[i]) ? next : list;
}

type Plain = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cleanedEntries(
  value: Plain,
  typeOf: (name: string) => FieldType | undefined,
  walk: Walk,
): Plain {
  let hasChanged = false;
  const kept: [string, unknown][] = [];
  for (const [name, item] of Object.entries(value)) {
    const type = typeOf(name);
    const next = type === undefined ? undefined : cleaned(walk, type, item);
    if (type === undefined || next !== item) hasChanged = true;
    if (type !== undefined) kept.push([name, next]);
  }
  return hasChanged ? Object.fromEntries(kept) : value;
}
