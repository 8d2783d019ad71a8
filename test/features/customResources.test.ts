import { beforeAll, expect, test } from 'vitest';
import { loadYaml } from '../../server/src/documents/yamlValue';
import { completionOffers } from '../../server/src/features/completion';
import { DiagnosticsCache } from '../../server/src/features/diagnosticsCache';
import { hoverText } from '../../server/src/features/hover';
import { sceneIn } from '../support/scene';

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets, singular: widget}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [size]
            properties:
              size: {type: string, enum: [small, large], description: How big it is.}
              parts: {type: integer}
`;

beforeAll(loadYaml);

const sceneOf = (marked: string) => sceneIn('file:///w.yaml', marked, { 'file:///crd.yaml': CRD });

const labels = (marked: string) => completionOffers(sceneOf(marked)).map(({ label }) => label);

test('a CRD of the workspace is the schema of its resources', () => {
  const widget = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec:\n';
  expect(labels(`${widget}  ¦`)).toEqual(expect.arrayContaining(['size', 'parts']));
  expect(labels(`${widget}  size: ¦`)).toEqual(['small', 'large']);
  expect(labels('apiVersion: example.com/v1\nkind: ¦')).toEqual(['Widget']);
  expect(hoverText(sceneOf(`${widget}  si¦ze: small`))?.markdown).toContain('How big it is.');
});

test('its resources are judged by it', () => {
  const found = (spec: string) => {
    const scene = sceneOf(
      `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: ${spec}¦\n`,
    );
    return new DiagnosticsCache(scene.workspace, 'en').findings(scene).map(({ code }) => code);
  };
  expect(found('{size: small}')).toEqual([]);
  expect(found('{size: huge}')).toEqual(['unsupported-value']);
  expect(found('{parts: 3}')).toEqual(['required-value']);
  expect(found('{size: small, colour: red}')).toEqual(['unknown-field']);
});
