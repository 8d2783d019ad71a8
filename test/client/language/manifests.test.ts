import { describe, expect, test } from 'vitest';
import { isBlank, looksLikeManifest } from '../../../client/src/language/manifests';

describe('the cheap look', () => {
  test.each([
    ['a manifest', 'apiVersion: v1\nkind: Pod\n', 'yaml'],
    ['one after comments and a separator', '# web\n---\nkind: Pod\n', 'yaml'],
    ['half typed', 'apiVersion:', 'yaml'],
    ['JSON', '{ "kind": "Pod" }', 'json'],
  ])('knows %s', (_, text, language) => {
    expect(looksLikeManifest(text, language)).toBe(true);
  });

  test.each([
    ['a compose file', 'services:\n  web:\n    image: nginx\n', 'yaml'],
    ['a workflow that mentions a kind deeper down', 'jobs:\n  kind: x\n', 'yaml'],
    ['values of a chart', 'replicaCount: 1\n', 'yaml'],
    ['other JSON', '{ "name": "podlab" }', 'json'],
  ])('leaves %s alone', (_, text, language) => {
    expect(looksLikeManifest(text, language)).toBe(false);
  });

  test('is quick on a large file', () => {
    const started = performance.now();
    looksLikeManifest('a: 1\n'.repeat(1_000_000), 'yaml');
    expect(performance.now() - started).toBeLessThan(200);
  });
});

test('a file with nothing but comments may become a manifest', () => {
  expect(isBlank('')).toBe(true);
  expect(isBlank('# my pod\n\n---\n')).toBe(true);
  expect(isBlank('services:\n')).toBe(false);
  expect(isBlank('a')).toBe(false);
});
