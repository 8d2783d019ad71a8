import { describe, expect, test } from 'vitest';
import { effectiveOverlap, type OtherExtensions } from '../../../client/src/language/overlap';

const nobody: OtherExtensions = { yaml: false, kubernetes: false, yamlSchemas: {} };
const redHat: OtherExtensions = { ...nobody, yaml: true };
const file = { path: '/work/deploy/web.yaml', top: 'apiVersion: v1\nkind: Pod\n' };
const schemas = (glob: unknown): OtherExtensions => ({
  ...redHat,
  yamlSchemas: { kubernetes: glob },
});

describe('auto', () => {
  test('serves everything where no other extension serves Kubernetes fields', () => {
    expect(effectiveOverlap('auto', nobody, file)).toBe('on');
    expect(effectiveOverlap('auto', redHat, file)).toBe('on');
  });

  test('shares with the Kubernetes extension, which ties its schema to every manifest', () => {
    expect(effectiveOverlap('auto', { ...redHat, kubernetes: true }, file)).toBe('shared');
  });

  test('shares a file that carries a schema of its own', () => {
    const top = '# yaml-language-server: $schema=https://example.invalid/pod.json\nkind: Pod\n';
    expect(effectiveOverlap('auto', redHat, { ...file, top })).toBe('shared');
  });

  test.each([
    ['*.yaml', 'shared'],
    ['deploy/*.yaml', 'shared'],
    [['other/**', '/**/deploy/*.{yml,yaml}'], 'shared'],
    ['k8s/*.yaml', 'on'],
    ['web.yml', 'on'],
    [42, 'on'],
  ])('heeds the globs of yaml.schemas: %j', (glob, expected) => {
    expect(effectiveOverlap('auto', schemas(glob), file)).toBe(expected);
  });
});

test('on and off mean what they say, whoever else is there', () => {
  const others = { ...redHat, kubernetes: true };
  expect(effectiveOverlap('on', others, file)).toBe('on');
  expect(effectiveOverlap('off', others, file)).toBe('off');
});
