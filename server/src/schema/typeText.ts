import { assertNever } from '../support/invariant';
import type { FieldType, TypeName } from './catalogue';

/** Types that a CRD declares in place have no name of their own to show; the catalogue's name for them starts so. */
export const INLINE_TYPE_PREFIX = 'inline:';

/** `[]Container`, `map[string]Quantity`, `integer`: the type as `kubectl explain` writes it between angle brackets. */
export function typeText(type: FieldType): string {
  switch (type.kind) {
    case 'list':
      return `[]${typeText(type.of)}`;
    case 'map':
      return `map[string]${typeText(type.of)}`;
    case 'object':
      return shortTypeName(type.type);
    case 'string':
      return type.format === 'quantity' ? 'Quantity' : 'string';
    case 'intOrString':
      return 'IntOrString';
    case 'any':
      return type.typeName === undefined ? 'Object' : shortTypeName(type.typeName);
    case 'integer':
    case 'number':
    case 'boolean':
      return type.kind;
    default:
      return assertNever(type);
  }
}

/** `Container` for `io.k8s.api.core.v1.Container`. */
export function shortTypeName(name: TypeName): string {
  return name.startsWith(INLINE_TYPE_PREFIX) ? 'Object' : name.slice(name.lastIndexOf('.') + 1);
}

/** The named type behind a field, through lists and maps; undefined for a plain scalar. */
export function namedTypeOf(type: FieldType): TypeName | undefined {
  switch (type.kind) {
    case 'list':
    case 'map':
      return namedTypeOf(type.of);
    case 'object':
      return type.type;
    case 'string':
    case 'any':
      return type.typeName;
    case 'intOrString':
      return 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
    case 'integer':
    case 'number':
    case 'boolean':
      return undefined;
    default:
      return assertNever(type);
  }
}
