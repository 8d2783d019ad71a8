// CustomResourceDefinitions of a workspace as a catalogue on top of the built-in one. The schema comes from a file that
// someone is typing: whatever is not as it should be is passed over, and the rest stands.

import type { ApiField, ApiKind, ApiType, Catalogue, FieldType, TypeName } from './catalogue';
import { type Descriptions, splitFieldText } from './descriptions';
import { INLINE_TYPE_PREFIX } from './typeText';

/** What one or more CRDs define. */
export interface CrdTypes {
  readonly kinds: readonly ApiKind[];
  readonly types: ReadonlyMap<TypeName, ApiType>;
  readonly texts: ReadonlyMap<TypeName, TypeTexts>;
}

interface TypeTexts {
  readonly type: string | undefined;
  readonly fields: ReadonlyMap<string, string>;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Deeper and larger than any schema that people write: guards against files that are made to hurt. */
const DEEPEST = 64;
const MOST_TYPES = 20_000;
const POD = 'io.k8s.api.core.v1.Pod';
const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** The kinds that a CRD's document defines, a served version each; empty where it is no CRD (yet). */
export function crdTypes(document: unknown): CrdTypes {
  const builder: Builder = { types: new Map(), texts: new Map() };
  const crd = objectOf(document);
  const spec = objectOf(crd?.['spec']);
  const group = textOf(spec?.['group']);
  const names = objectOf(spec?.['names']);
  const kind = textOf(names?.['kind']);
  if (crd?.['kind'] !== 'CustomResourceDefinition' || group === undefined || kind === undefined) {
    return { kinds: [], ...builder };
  }
  const kinds = listOf(spec?.['versions']).flatMap((version): readonly ApiKind[] => {
    const name = textOf(objectOf(version)?.['name']);
    if (name === undefined || objectOf(version)?.['served'] === false) return [];
    const type = `${INLINE_TYPE_PREFIX}${group}/${name}/${kind}`;
    const schema = objectOf(objectOf(objectOf(version)?.['schema'])?.['openAPIV3Schema']) ?? {};
    addResourceType(builder, type, schema, 0);
    return [
      {
        group,
        version: name,
        kind,
        type,
        namespaced: spec?.['scope'] !== 'Cluster',
        plural: textOf(names?.['plural']) ?? `${kind.toLowerCase()}s`,
        singular: textOf(names?.['singular']) ?? kind.toLowerCase(),
        shortNames: listOf(names?.['shortNames']).filter((one) => typeof one === 'string'),
      },
    ];
  });
  return { kinds, ...builder };
}

/** `base` with the CRDs' kinds behind its own. A kind that `base` has too stays as it is there. */
export function layered(base: Catalogue, crds: readonly CrdTypes[]): Catalogue {
  const kinds = crds.flatMap((one) => one.kinds);
  const types = new Map(crds.flatMap((one) => [...one.types]));
  return {
    kinds: [...base.kinds, ...kinds],
    kind: (apiVersion, kind) =>
      base.kind(apiVersion, kind) ??
      kinds.find((one) => one.kind === kind && `${one.group}/${one.version}` === apiVersion),
    type: (name) => (isInline(name) ? types.get(name) : base.type(name)),
    field: (type, name) =>
      isInline(type)
        ? types.get(type)?.fields.find((field) => field.name === name)
        : base.field(type, name),
  };
}

/** The texts that go with `layered`. Where a CRD is silent on apiVersion, kind and metadata they are everyone's. */
export function layeredDescriptions(base: Descriptions, crds: readonly CrdTypes[]): Descriptions {
  const texts = new Map(crds.flatMap((one) => [...one.texts]));
  const roots = new Set(crds.flatMap((one) => one.kinds.map((kind) => kind.type)));
  return {
    ofType: (name) => (isInline(name) ? texts.get(name)?.type : base.ofType(name)),
    ofField: (type, field) => {
      if (!isInline(type)) return base.ofField(type, field);
      const text = texts.get(type)?.fields.get(field);
      if (text !== undefined) return splitFieldText(text);
      return roots.has(type) && isTypeMeta(field) ? base.ofField(POD, field) : undefined;
    },
  };
}

function isInline(name: TypeName): boolean {
  return name.startsWith(INLINE_TYPE_PREFIX);
}

// -- schemas to types -----------------------------------------------------------------------------------------------------

interface Builder {
  readonly types: Map<TypeName, ApiType>;
  readonly texts: Map<TypeName, TypeTexts>;
}

/**
 * A resource, the custom one or one inside another, has apiVersion, kind and metadata whether or not its schema says
 * so; metadata is always the same.
 */
function addResourceType(
  builder: Builder,
  name: TypeName,
  schema: JsonObject,
  depth: number,
): void {
  addObjectType(builder, name, schema, depth);
  const whole = builder.types.get(name);
  const own = (whole?.fields ?? []).filter((field) => !isTypeMeta(field.name));
  const fields: readonly ApiField[] = [
    { name: 'apiVersion', type: { kind: 'string' }, required: false },
    { name: 'kind', type: { kind: 'string' }, required: false },
    { name: 'metadata', type: { kind: 'object', type: OBJECT_META }, required: false },
    ...own,
  ];
  builder.types.set(name, { ...whole, name, fields: sorted(fields) });
}

function isTypeMeta(name: string): boolean {
  return name === 'apiVersion' || name === 'kind' || name === 'metadata';
}

function addObjectType(builder: Builder, name: TypeName, schema: JsonObject, depth: number): void {
  // Its place is taken before its fields are looked at, so that an endless schema meets the limit.
  builder.types.set(name, { name, fields: [] });
  const required = new Set(listOf(schema['required']));
  const fields: ApiField[] = [];
  const texts = new Map<string, string>();
  for (const [fieldName, value] of Object.entries(objectOf(schema['properties']) ?? {})) {
    const fieldSchema = objectOf(value) ?? {};
    const type = fieldType(builder, `${name}.${fieldName}`, fieldSchema, depth + 1);
    fields.push({
      name: fieldName,
      type,
      required: required.has(fieldName),
      ...factsOf(fieldSchema),
    });
    const description = textOf(fieldSchema['description']);
    if (description !== undefined) texts.set(fieldName, description);
  }
  const isOpen =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    (schema['additionalProperties'] !== undefined && schema['additionalProperties'] !== false);
  builder.types.set(name, { name, fields: sorted(fields), ...(isOpen ? { open: true } : {}) });
  builder.texts.set(name, {
    type: depth === 0 ? textOf(schema['description']) : undefined,
    fields: texts,
  });
}

function sorted(fields: readonly ApiField[]): readonly ApiField[] {
  return [...fields].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function fieldType(builder: Builder, name: TypeName, schema: JsonObject, depth: number): FieldType {
  if (depth > DEEPEST || builder.types.size >= MOST_TYPES) return { kind: 'any' };
  if (schema['x-kubernetes-int-or-string'] === true) return { kind: 'intOrString' };
  switch (schema['type']) {
    case 'string':
      return stringType(schema['format']);
    case 'integer':
      return { kind: 'integer', format: schema['format'] === 'int32' ? 'int32' : 'int64' };
    case 'number':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'array':
      return {
        kind: 'list',
        of: fieldType(builder, name, objectOf(schema['items']) ?? {}, depth + 1),
      };
    case 'object':
    case undefined:
      return objectFieldType(builder, name, schema, depth);
    default:
      return { kind: 'any' };
  }
}

function stringType(format: unknown): FieldType {
  return format === 'date-time' || format === 'byte'
    ? { kind: 'string', format }
    : { kind: 'string' };
}

function objectFieldType(
  builder: Builder,
  name: TypeName,
  schema: JsonObject,
  depth: number,
): FieldType {
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const isEmpty = Object.keys(objectOf(schema['properties']) ?? {}).length === 0;
  if (schema['x-kubernetes-embedded-resource'] === true) {
    addResourceType(builder, name, schema, depth);
    return { kind: 'object', type: name };
  }
  if (isEmpty) {
    const values = objectOf(schema['additionalProperties']);
    if (values !== undefined)
      return { kind: 'map', of: fieldType(builder, name, values, depth + 1) };
    const isFree = isOpen || schema['additionalProperties'] === true || schema['type'] !== 'object';
    if (isFree) return { kind: 'any' };
  }
  // An object without properties holds nothing: what is written into it is dropped.
  addObjectType(builder, name, schema, depth);
  return { kind: 'object', type: name };
}

function factsOf(schema: JsonObject): Partial<ApiField> {
  const values = listOf(innermost(schema)['enum']).filter((one) => typeof one === 'string');
  const keys = listOf(schema['x-kubernetes-list-map-keys']).filter(
    (one) => typeof one === 'string',
  );
  const isFixed = listOf(schema['x-kubernetes-validations']).some(
    (rule) => textOf(objectOf(rule)?.['rule'])?.replaceAll(' ', '') === 'self==oldSelf',
  );
  return {
    ...(values.length > 0 ? { values } : {}),
    ...(schema['default'] === undefined ? {} : { default: yamlText(schema['default']) }),
    ...(keys.length > 0 ? { mergeKeys: keys } : {}),
    ...(isFixed ? { mutability: 'immutable' as const } : {}),
    ...(schema['deprecated'] === true ? { deprecated: true } : {}),
    ...(boundsOf(schema) === '' ? {} : { bounds: boundsOf(schema) }),
  };
}

function boundsOf(schema: JsonObject): string {
  const range = rangeText('', schema['minimum'], schema['maximum']);
  const length = rangeText('length ', schema['minLength'], schema['maxLength']);
  const items = rangeText('items ', schema['minItems'], schema['maxItems']);
  const pattern = textOf(schema['pattern']);
  const format = textOf(schema['format']);
  return [range, length, items, pattern && `\`/${pattern}/\``, format && `\`${format}\``]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

function rangeText(what: string, least: unknown, most: unknown): string {
  if (typeof least === 'number' && typeof most === 'number') return `${what}${least} … ${most}`;
  if (typeof least === 'number') return `${what}≥ ${least}`;
  return typeof most === 'number' ? `${what}≤ ${most}` : '';
}

/** What stands in the end in lists of lists, or in a map of single values: `values` is about that. */
function innermost(schema: JsonObject): JsonObject {
  let inner = schema;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const next = objectOf(inner['items']) ?? objectOf(inner['additionalProperties']);
    if (next === undefined || inner['properties'] !== undefined) return inner;
    inner = next;
  }
  return inner;
}

/** A default on one line of YAML: plain where that is safe, else as JSON, which is YAML too. */
function yamlText(value: unknown): string {
  const isPlain = typeof value === 'string' && /^[A-Za-z_/][\w./-]*$/.test(value);
  const isWord =
    typeof value === 'string' && /^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain && !isWord ? value : JSON.stringify(value);
}

function objectOf(value: unknown): JsonObject | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
