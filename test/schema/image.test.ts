import { expect, test } from 'vitest';
import { defaultPullPolicy, normalizeImage, parseImage } from '../../server/src/schema/image';

const HASH = 'a'.repeat(64);

test.each([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:1.25', 'docker.io/library/nginx:1.25'],
  ['me/app', 'docker.io/me/app:latest'],
  ['docker.io/nginx', 'docker.io/library/nginx:latest'],
  ['index.docker.io/nginx', 'docker.io/library/nginx:latest'],
  ['ghcr.io/a/b:1', 'ghcr.io/a/b:1'],
  ['localhost/a', 'localhost/a:latest'],
  ['localhost:5000/a/b', 'localhost:5000/a/b:latest'],
  ['reg:5000/a', 'reg:5000/a:latest'],
  ['[::1]:5000/a', '[::1]:5000/a:latest'],
  [`nginx@sha256:${HASH}`, `docker.io/library/nginx@sha256:${HASH}`],
  [`nginx:1@sha256:${HASH}`, `docker.io/library/nginx:1@sha256:${HASH}`],
])('%s means %s', (written, whole) => {
  expect(normalizeImage(written)).toBe(whole);
});

test.each([
  '',
  'Nginx',
  'nginx:',
  'nginx:a b',
  ' nginx',
  'a//b',
  'nginx@sha256:12',
  HASH,
  '-a',
  'a:b:c',
  'a/B',
])('a runtime refuses %j', (written) => {
  expect(parseImage(written)).toBeUndefined();
});

test.each([
  ['nginx', 'Always'],
  ['nginx:latest', 'Always'],
  ['nginx:1', 'IfNotPresent'],
  [`nginx@sha256:${HASH}`, 'IfNotPresent'],
  ['Not An Image', 'IfNotPresent'],
])('%s is pulled %s', (image, policy) => {
  expect(defaultPullPolicy(image)).toBe(policy);
});
