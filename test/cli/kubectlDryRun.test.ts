import { beforeAll, expect, test } from 'vitest';
import { kubectlCommand } from '../../server/src/cli/kubectl';
import { loadYaml } from '../../server/src/documents/yamlValue';

beforeAll(loadYaml);

const WEB =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: nginx}]}\n';

/** What a dry run of a manifest prints, in a cluster in which the Pod `web` runs. */
async function tried(manifest: string, mode = 'server'): Promise<string> {
  const texts: Readonly<Record<string, string>> = { 'web.yaml': WEB, 'new.yaml': manifest };
  const files = { read: (path: string) => texts[path], list: () => undefined, folderOf: () => '' };
  const line = ['create', `--dry-run=${mode}`, '-f', 'new.yaml'];
  const { stdout, stderr } = await kubectlCommand(
    ['web.yaml', '--at', '30s', '--', ...line],
    files,
  );
  return (stdout + stderr).trim();
}

const pod = (metadata: string, spec = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {${metadata}}\nspec: {${spec}containers: [{name: a, image: b}]}\n`;

test('a dry run of the server judges without storing', async () => {
  expect(await tried(pod('name: new'))).toBe('pod/new created (server dry run)');
  expect(await tried(pod('name: new', 'restartPolicy: always, '))).toBe(
    'The Pod "new" is invalid: spec.restartPolicy: Unsupported value: "always": supported values: "Always", "OnFailure", "Never"',
  );
  expect(await tried(pod('name: new', 'restartpolicy: x, '))).toContain(
    'Error from server (BadRequest): error when creating "new.yaml": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.restartpolicy"',
  );
});

test('a dry run of the server knows what the cluster has', async () => {
  expect(await tried(WEB)).toContain('pods "web" already exists');
  expect(await tried(pod('name: new', 'serviceAccountName: nope, '))).toContain(
    'pods "new" is forbidden: error looking up service account default/nope: serviceaccount "nope" not found',
  );
  expect(await tried(pod('name: new, namespace: nope'))).toContain('namespaces "nope" not found');
});

test('a generated name is shown, also in a refusal', async () => {
  expect(await tried(pod('generateName: new-'))).toMatch(
    /^pod\/new-\w{5} created \(server dry run\)$/,
  );
  expect(await tried(pod('generateName: New-'))).toMatch(/^The Pod "New-\w{5}" is invalid: /);
});

test('metadata that kubectl cannot read does not reach the server', async () => {
  expect(await tried(pod('name: new, labels: {a: 1}'))).toBe(
    'error: unable to decode "new.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
  );
});

test('a dry run of the client judges nothing', async () => {
  expect(await tried(pod('name: new', 'restartPolicy: always, '), 'client')).toBe(
    'pod/new created (dry run)',
  );
});

test.each([
  ['name: other', 'the name of the object (other) does not match the name on the URL (web)'],
  ['namespace: other', 'the namespace of the provided object does not match the namespace'],
  ['uid: other', 'metadata.uid: Invalid value: "other": field is immutable'],
  ['resourceVersion: "1"', 'the object has been modified; please apply your changes'],
  ['labels: {a: b}', 'pod/web patched'],
])('a patch may not make its object another one: %s', async (metadata, says) => {
  const files = { read: () => WEB, list: () => undefined, folderOf: () => '' };
  const [key = '', value = ''] = metadata.split(/: (.*)/);
  const told = value.startsWith('{') ? { a: 'b' } : value.replaceAll('"', '');
  const line = ['patch', 'pod', 'web', '-p', JSON.stringify({ metadata: { [key]: told } })];
  const { stdout, stderr } = await kubectlCommand(
    ['web.yaml', '--at', '30s', '--', ...line],
    files,
  );
  expect(stdout + stderr).toContain(says);
});
