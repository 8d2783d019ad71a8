import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import { crdTypes, layered, layeredDescriptions } from '../../server/src/schema/crdCatalogue';
import { loadDescriptions } from '../../server/src/schema/descriptions';
import { explain } from '../../server/src/schema/explain';
import { explainText } from '../../server/src/schema/explainText';
import { typeText } from '../../server/src/schema/typeText';

const ROCKET = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: rockets.space.example.com }
spec:
  group: space.example.com
  scope: Cluster
  names: { kind: Rocket, plural: rockets, singular: rocket, shortNames: [rkt] }
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        description: Rocket flies.
        required: [spec]
        properties:
          spec:
            type: object
            description: What is wanted.
            required: [stages]
            properties:
              fuel: { type: string, enum: [kerosene, methane, ""], default: methane }
              thrust: { x-kubernetes-int-or-string: true, description: In kN. }
              crew: { type: integer, format: int32, default: 0 }
              mass: { type: number }
              reusable: { type: boolean, default: false }
              launchedAt: { type: string, format: date-time }
              labels: { type: object, additionalProperties: { type: string } }
              anything: { type: object, x-kubernetes-preserve-unknown-fields: true }
              half:
                type: object
                x-kubernetes-preserve-unknown-fields: true
                properties: { known: { type: string } }
              pod: { type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true }
              name: { type: string, x-kubernetes-validations: [{ rule: self == oldSelf }] }
              stages:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items:
                  type: object
                  required: [name]
                  properties:
                    name: { type: string, description: Of the stage. }
                    engines: { type: array, items: { type: array, items: { type: integer } } }
  - name: v1alpha1
    served: false
    schema: { openAPIV3Schema: { type: object } }
`;

const crds = [crdTypes(parse(ROCKET))];
const api = {
  catalogue: layered(getCatalogue(), crds),
  descriptions: layeredDescriptions(loadDescriptions(), crds),
};

function fieldAt(...steps: readonly string[]): { readonly type: string } & Record<string, unknown> {
  const result = explain(api, { path: ['rocket', ...steps].join('.') });
  if (result.outcome !== 'page' || result.page.field === undefined) throw new Error(result.outcome);
  const { field } = result.page;
  return { ...field, type: typeText(field.type) };
}

describe('a kind that a CRD defines', () => {
  test('is found like a built-in one, by all its names', () => {
    expect(api.catalogue.kind('space.example.com/v1', 'Rocket')).toMatchObject({
      plural: 'rockets',
      shortNames: ['rkt'],
      namespaced: false,
    });
    expect(explain(api, { path: 'rkt' }).outcome).toBe('page');
  });

  test('has only the versions that are served', () => {
    expect(api.catalogue.kind('space.example.com/v1alpha1', 'Rocket')).toBeUndefined();
  });

  test('has metadata like every object, although its schema does not say so', () => {
    expect(fieldAt('metadata', 'labels').type).toBe('map[string]string');
  });

  test.each([
    ['fuel', { type: 'string', values: ['kerosene', 'methane', ''], default: 'methane' }],
    ['thrust', { type: 'IntOrString' }],
    ['crew', { type: 'integer', default: '0' }],
    ['mass', { type: 'number' }],
    ['reusable', { type: 'boolean', default: 'false' }],
    ['launchedAt', { type: 'string' }],
    ['labels', { type: 'map[string]string' }],
    ['anything', { type: 'Object' }],
    ['name', { mutability: 'immutable' }],
    ['stages', { type: '[]Object', required: true, mergeKeys: ['name'] }],
  ])('%s is told with its facts', (name, facts) => {
    expect(fieldAt('spec', name)).toMatchObject(facts);
  });

  test('lists in lists keep their depth', () => {
    expect(fieldAt('spec', 'stages', 'engines').type).toBe('[][]integer');
  });

  test('an object that keeps unknown fields says so and still knows the others', () => {
    const half = api.catalogue.field('inline:space.example.com/v1/Rocket.spec', 'half');
    const type = half?.type.kind === 'object' ? api.catalogue.type(half.type.type) : undefined;
    expect(type).toMatchObject({ open: true, fields: [{ name: 'known' }] });
  });

  test('an object inside has kind and metadata', () => {
    expect(fieldAt('spec', 'pod', 'metadata', 'name').type).toBe('string');
  });

  test('is explained as kubectl explains it', () => {
    const result = explain(api, { path: 'rocket.spec.stages' });
    expect(result.outcome === 'page' ? explainText(result.page, false) : '').toBe(
      [
        'GROUP:      space.example.com',
        'KIND:       Rocket',
        'VERSION:    v1',
        '',
        'FIELD: stages <[]Object>',
        '',
        '',
        'DESCRIPTION:',
        '    <empty>',
        'FIELDS:',
        '  engines\t<[][]integer>',
        '    <no description>',
        '',
        '  name\t<string> -required-',
        '    Of the stage.',
        '',
        '',
        '',
      ].join('\n'),
    );
  });

  test('the built-in kinds stay what they were', () => {
    expect(api.catalogue.kind('v1', 'Pod')).toBe(getCatalogue().kind('v1', 'Pod'));
    expect(explain(api, { path: 'pod.spec' }).outcome).toBe('page');
  });
});

describe('a CRD that is being typed', () => {
  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['another kind', { kind: 'Pod' }],
    ['no spec', { kind: 'CustomResourceDefinition' }],
    ['no names', { kind: 'CustomResourceDefinition', spec: { group: 'a.b' } }],
    [
      'versions that are no list',
      {
        kind: 'CustomResourceDefinition',
        spec: { group: 'a.b', names: { kind: 'X' }, versions: 3 },
      },
    ],
  ])('%s defines no kind', (_, document) => {
    expect(crdTypes(document).kinds).toEqual([]);
  });

  test('without a schema the kind exists with what every object has', () => {
    const document = {
      kind: 'CustomResourceDefinition',
      spec: { group: 'a.b', names: { kind: 'X' }, versions: [{ name: 'v1' }] },
    };
    const { kinds, types } = crdTypes(document);
    expect(kinds).toMatchObject([{ kind: 'X', plural: 'xs', namespaced: true }]);
    const [kind] = kinds;
    expect(types.get(kind?.type ?? '')?.fields.map(({ name }) => name)).toEqual([
      'apiVersion',
      'kind',
      'metadata',
    ]);
  });

  test('a schema that unfolds into millions is cut off', () => {
    let schema: Record<string, unknown> = {
      type: 'object',
      properties: { end: { type: 'string' } },
    };
    for (let depth = 0; depth < 12; depth += 1) {
      const inner = schema;
      const names = [...'abcdefghij'];
      schema = {
        type: 'object',
        properties: Object.fromEntries(names.map((name) => [name, inner])),
      };
    }
    const document = {
      kind: 'CustomResourceDefinition',
      spec: {
        group: 'a.b',
        names: { kind: 'X' },
        versions: [{ name: 'v1', schema: { openAPIV3Schema: schema } }],
      },
    };
    expect(crdTypes(document).types.size).toBeLessThan(20_001);
  });

  test('a schema without end is cut off', () => {
    const schema: Record<string, unknown> = { type: 'object' };
    schema['properties'] = { again: schema };
    const document = {
      kind: 'CustomResourceDefinition',
      spec: {
        group: 'a.b',
        names: { kind: 'X' },
        versions: [{ name: 'v1', schema: { openAPIV3Schema: schema } }],
      },
    };
    expect(crdTypes(document).types.size).toBeLessThan(100);
  });
});
