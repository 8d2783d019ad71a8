// Whether the field at a path may be changed once its object exists. Rules: L-API-7.

import type { ApiKind, Catalogue, FieldPath, FieldType, Mutability, TypeName } from './catalogue';

/**
 * What an update may do to the field at `path`; undefined where we do not know it. What is fixed or free above decides
 * for all below: in a Deployment's template everything is free, in a Pod's spec nearly nothing.
 */
export function mutabilityAt(
  catalogue: Catalogue,
  kind: ApiKind,
  path: FieldPath,
): Mutability | undefined {
  const names = path.filter((step): step is string => typeof step === 'string');
  if (kind.podTemplate === '' && names[0] === 'spec') return podSpecMutability(names.slice(1));
  if (names[0] === 'status' || names[0] === 'apiVersion' || names[0] === 'kind') return undefined;
  let type: TypeName | undefined = kind.type;
  for (const name of names) {
    const field = type === undefined ? undefined : catalogue.field(type, name);
    if (field === undefined || field.mutability !== undefined) return field?.mutability;
    type = objectTypeOf(field.type);
  }
  return undefined;
}

function objectTypeOf(type: FieldType): TypeName | undefined {
  if (type.kind === 'list' || type.kind === 'map') return objectTypeOf(type.of);
  return type.kind === 'object' ? type.type : undefined;
}

/** Fields of a Pod's spec that an ordinary update may change in some way; the resize subresource is not one. */
const RESTRICTED_IN_POD: readonly string[] = [
  'activeDeadlineSeconds',
  'ephemeralContainers',
  'schedulingGates',
  'terminationGracePeriodSeconds',
  'tolerations',
];

function podSpecMutability(names: readonly string[]): Mutability | undefined {
  const [field, inside, deeper] = names;
  if (field === undefined) return 'restricted';
  if (field === 'containers' || field === 'initContainers') {
    if (inside === undefined) return 'restricted';
    if (inside === 'image') return 'mutable';
    // Through the resize subresource: cpu and memory.
    const isResize =
      inside === 'resources' &&
      (deeper === undefined || deeper === 'limits' || deeper === 'requests');
    return isResize ? 'restricted' : 'immutable';
  }
  return RESTRICTED_IN_POD.includes(field) ? 'restricted' : 'immutable';
}
