// Which well-known name stands at a place: a label, a taint, a capability, a resource … and what it means.

import type { FieldInfo } from '../../documents/fieldInfo';
import type { TypeName } from '../../schema/catalogue';
import type { NameKind } from '../../schema/notes/wellKnownNotes';
import { nameNote } from '../../schema/notes/wellKnownNotes';
import { shortTypeName } from '../../schema/typeText';
import type { Language } from './words';

/** What the name means; undefined where it is nobody's but the author's. */
export function wellKnownNote(
  info: FieldInfo,
  on: 'key' | 'value',
  name: string,
  language: Language,
): string | undefined {
  const place = on === 'key' ? keyKind(info) : valueKind(info);
  return place && noteOf(place, name, language);
}

/** What a value means in a field that holds names of one kind. */
export function wellKnownValueNote(
  type: TypeName,
  field: string,
  value: string,
  language: Language,
): string | undefined {
  const place = kindIn(type, field);
  return place && noteOf(place, value, language);
}

export function noteOf(place: NameKind, name: string, language: Language): string | undefined {
  return nameNote(place, bareName(place, name), language) ?? computedNote(place, name, language);
}

/** The key of a map whose keys are free. */
function keyKind({ field, type, path }: FieldInfo): NameKind | undefined {
  if (field?.type.kind !== 'map' || type === field.type || typeof path.at(-1) !== 'string')
    return undefined;
  const isAmount = field.type.of.kind === 'string' && field.type.of.format === 'quantity';
  return isAmount ? 'resource' : 'key';
}

function valueKind({ field, owner, path, type }: FieldInfo): NameKind | undefined {
  const name = field?.name ?? '';
  if (type.kind !== 'string') return undefined;
  if (field?.type.kind === 'map')
    return /^pod-security\.kubernetes\.io\/(?:enforce|audit|warn)$/.test(String(path.at(-1)))
      ? 'securityLevel'
      : undefined;
  return kindIn(owner ?? '', name);
}

function kindIn(type: TypeName, name: string): NameKind | undefined {
  switch (`${shortTypeName(type)}.${name}`) {
    case 'Capabilities.add':
    case 'Capabilities.drop':
      return 'capability';
    case 'Lifecycle.stopSignal':
      return 'signal';
    case 'ObjectFieldSelector.fieldPath':
    case 'ResourceFieldSelector.resource':
      return 'fieldPath';
    case 'PolicyRule.verbs':
      return 'verb';
    case 'PodSpec.priorityClassName':
      return 'priorityClass';
    case 'ContainerResizePolicy.resourceName':
    case 'ResourceMetricSource.name':
    case 'ContainerResourceMetricSource.name':
      return 'resource';
    default:
      return name === 'topologyKey' || name === 'key' ? 'key' : undefined;
  }
}

function bareName(kind: NameKind, name: string): string {
  if (kind === 'resource') return name.replace(/^(?:requests|limits)\./, '');
  return kind === 'capability' ? name.replace(/^CAP_/, '') : name;
}

/** `metadata.labels['app']`, `limits.cpu`: names with a part that is free. */
function computedNote(kind: NameKind, name: string, language: Language): string | undefined {
  if (kind !== 'fieldPath') return undefined;
  const zh = language === 'zh';
  const single = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(name);
  if (single !== null) {
    const [, map, key] = single;
    if (map === 'labels') return zh ? `标签 \`${key}\` 的值` : `the value of the label \`${key}\``;
    return zh ? `注解 \`${key}\` 的值` : `the value of the annotation \`${key}\``;
  }
  const amount = /^(limits|requests)\.(.+)$/.exec(name);
  if (amount === null) return undefined;
  const [, list, resource] = amount;
  if (list === 'requests')
    return zh ? `容器请求的 ${resource}` : `the ${resource} that the container requests`;
  return zh
    ? `容器的 ${resource} 上限；未设置时为节点可分配的量`
    : `the container’s ${resource} limit; without one, what the node can allocate`;
}
