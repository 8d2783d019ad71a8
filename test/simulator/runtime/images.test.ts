import { describe, expect, test } from 'vitest';
import { parseImageName } from '../../../server/src/simulator/runtime/imageName';
import { pullErrorText } from '../../../server/src/simulator/runtime/pullErrors';

function full(text: string): string {
  const parsed = parseImageName(text);
  return parsed.kind === 'name' ? parsed.name.full : parsed.text;
}

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('an image reference', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['luksa/kubia', 'docker.io/luksa/kubia:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost/a', 'localhost/a:latest'],
    ['localhost:5000/a/b:c', 'localhost:5000/a/b:c'],
    [`nginx@${DIGEST}`, `docker.io/library/nginx@${DIGEST}`],
    [`nginx:1@${DIGEST}`, `docker.io/library/nginx:1@${DIGEST}`],
    [`nginx@sha512:${'b'.repeat(128)}`, `docker.io/library/nginx@sha512:${'b'.repeat(128)}`],
    ['a'.repeat(63), `docker.io/library/${'a'.repeat(63)}:latest`],
    ['a_b/c__d/e--f.g', 'docker.io/a_b/c__d/e--f.g:latest'],
    ['Host/a', 'Host/a:latest'],
    ['host:443/a', 'host:443/a:latest'],
    ['a:443', 'docker.io/library/a:443'],
  ])('%s means %s (L-IMG-1)', (text, expected) => {
    expect(full(text)).toBe(expected);
  });

  test.each(['nginx:', 'a b', 'a//b', '-a', 'a:b:c', '', 'a@sha256:12', 'nginx:#'])(
    '%j is refused (L-IMG-1)',
    (text) => {
      expect(full(text)).toBe(`couldn't parse image name "${text}": invalid reference format`);
    },
  );

  test.each([
    [
      'a'.repeat(64),
      `invalid repository name (${'a'.repeat(64)}), cannot specify 64-byte hexadecimal strings`,
    ],
    [`x/${'a'.repeat(256)}`, 'repository name must not be more than 255 characters'],
    [`nginx@sha256:${'a'.repeat(40)}`, 'invalid checksum digest length'],
    [`nginx@sha256:${'A'.repeat(64)}`, 'invalid checksum digest format'],
    [`nginx@md5:${'a'.repeat(32)}`, 'unsupported digest algorithm'],
  ])('%s is refused: %s (L-IMG-1)', (text, problem) => {
    expect(full(text)).toBe(`couldn't parse image name "${text}": ${problem}`);
  });

  test('in capitals is refused in its own words (L-IMG-1)', () => {
    expect(full('Nginx')).toBe(
      'couldn\'t parse image name "Nginx": invalid reference format: repository name (library/Nginx) must be lowercase',
    );
  });
});

describe('a failed pull', () => {
  const parsed = parseImageName('example.com/a/b:1');
  if (parsed.kind === 'invalid') throw new Error(parsed.text);
  const begin = 'failed to pull and unpack image "example.com/a/b:1": failed to resolve image: ';
  test.each([
    ['notFound', `rpc error: code = NotFound desc = ${begin}example.com/a/b:1: not found`],
    [
      'denied',
      `${begin}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
    ],
    [
      'unreachable',
      `${begin}failed to do request: Head "https://example.com/v2/a/b/manifests/1": dial tcp: lookup example.com on 10.96.0.10:53: no such host`,
    ],
  ] as const)('that is %s says so (L-IMG-4)', (kind, expected) => {
    expect(pullErrorText(parsed.name, { kind })).toBe(expected);
  });
});
