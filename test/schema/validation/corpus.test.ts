// Manifests that others wrote and that real clusters run: what is valid must stay without a finding.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { getCatalogue } from '../../../server/src/schema/builtinCatalogue';
import type { KubeObject } from '../../../server/src/schema/objects';
import { decodeIssues } from '../../../server/src/schema/validation/decode';
import { validateCreate } from '../../../server/src/schema/validation/validate';

const CORPUS = new URL('../../../../shared/corpus', import.meta.url).pathname;

function manifestFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((found) => {
    const path = join(folder, found.name);
    if (found.isDirectory()) return manifestFiles(path);
    return /\.(?:ya?ml|json)$/.test(found.name) ? [path] : [];
  });
}

function objectsIn(file: string): readonly KubeObject[] {
  const text = readFileSync(file, 'utf8');
  // Templates of other tools are no manifests.
  if (/\{\{|\$\{|<[a-z-]+>/i.test(text)) return [];
  return parseAllDocuments(text, { version: '1.1' }).flatMap((document) => {
    if (document.errors.length > 0) return [];
    const object: unknown = document.toJS();
    const isObject =
      typeof object === 'object' && object !== null && 'kind' in object && 'apiVersion' in object;
    if (!isObject) return [];
    const items = (object as { items?: readonly KubeObject[] }).items;
    return object.kind === 'List' && Array.isArray(items) ? items : [object as KubeObject];
  });
}

function findings(file: string): readonly string[] {
  return objectsIn(file).flatMap((object) => {
    const decoding = decodeIssues(getCatalogue(), object);
    if (decoding.some((issue) => issue.kind === 'unknown-kind')) return [];
    const found = [
      ...decoding.map(({ message }) => message),
      ...validateCreate(object).map(({ field, message }) => `${field}: ${message}`),
    ];
    return found.map((text) => `${file.slice(CORPUS.length + 1)} ${object.kind}: ${text}`);
  });
}

/** Files that a server of today refuses too: misspelt or removed fields, `tcp` for `TCP`, `exact` for `Exact`, a selector without labels. */
const REFUSED = [
  'container-solutions/Ingress/',
  'gcp/https-ready-alb/',
  'sysdig-cloud/',
  'aws_ebs/aws-ebs-web',
  'cinder/cinder-web',
  'fibre_channel/fc',
  'rbd/rbd.yaml',
  'scaleio/pod',
  'storageos/',
];

test('no valid manifest of the corpus gets a finding', () => {
  if (!existsSync(CORPUS)) {
    console.log('the corpus is absent: nothing to compare with');
    return;
  }
  const files = manifestFiles(CORPUS).filter((file) => !file.includes('/broken-'));
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap(findings);
  expect(found.filter((text) => !REFUSED.some((part) => text.includes(part)))).toEqual([]);
  expect(found.length).toBe(22);
});
