// The catalogue as a JSON schema, so that a peer in the bench knows what we know: every kind, every field, with the API's
// own texts, as the schemas that people give to YAML servers have them.

import { apiVersionOf, getCatalogue } from '../../server/src/schema/builtinCatalogue';
import type { ApiField, ApiKind, FieldType, TypeName } from '../../server/src/schema/catalogue';
import { loadDescriptions } from '../../server/src/schema/descriptions';

type Json = Readonly<Record<string, unknown>>;

/**
 * A schema for one kind, which is the peer's best case, or for whatever kind a document says it is, as the schemas
 * published for Kubernetes do it: one of all.
 */
export function catalogueSchema(only?: string): Json {
  const catalogue = getCatalogue();
  const kinds = catalogue.kinds.filter(({ kind }) => only === undefined || kind === only);
  const definitions: Record<TypeName, Json> = {};
  const waiting = kinds.map(({ type }) => type);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (definitions[name] !== undefined) continue;
    definitions[name] = typeSchema(name, waiting);
  }
  return { oneOf: kinds.map(kindSchema), definitions };
}

function kindSchema(kind: ApiKind): Json {
  const words = { apiVersion: { enum: [apiVersionOf(kind)] }, kind: { enum: [kind.kind] } };
  return { allOf: [reference(kind.type), { properties: words, required: ['apiVersion', 'kind'] }] };
}

function reference(type: TypeName): Json {
  return { $ref: `#/definitions/${type}` };
}

function typeSchema(name: TypeName, waiting: TypeName[]): Json {
  const descriptions = loadDescriptions();
  const fields = getCatalogue().type(name)?.fields ?? [];
  const properties = Object.fromEntries(
    fields.map((field) => {
      const description = descriptions.ofField(name, field.name)?.raw;
      return [field.name, { ...fieldSchema(field, waiting), description }];
    }),
  );
  const required = fields.filter((it) => it.required).map((it) => it.name);
  return {
    type: 'object',
    description: descriptions.ofType(name),
    properties,
    ...(required.length > 0 && { required }),
    ...(fields.length > 0 && { additionalProperties: false }),
  };
}

function fieldSchema({ type, values }: ApiField, waiting: TypeName[]): Json {
  const schema = valueSchema(type, waiting);
  if (values === undefined) return schema;
  return type.kind === 'list'
    ? { ...schema, items: { type: 'string', enum: values } }
    : { ...schema, enum: values };
}

function valueSchema(type: FieldType, waiting: TypeName[]): Json {
  switch (type.kind) {
    case 'object':
      waiting.push(type.type);
      return reference(type.type);
    case 'list':
      return { type: 'array', items: valueSchema(type.of, waiting) };
    case 'map':
      return { type: 'object', additionalProperties: valueSchema(type.of, waiting) };
    case 'intOrString':
      return { oneOf: [{ type: 'integer' }, { type: 'string' }] };
    case 'any':
      return {};
    case 'string':
      return type.format === 'quantity'
        ? { oneOf: [{ type: 'string' }, { type: 'number' }] }
        : { type: 'string' };
    default:
      return { type: type.kind };
  }
}
