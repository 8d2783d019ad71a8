import { expect, test } from 'vitest';
import { clientReader, readsFiles } from '../../server/src/handlers/clientReader';

/** An editor that knows these files; `undefined` is one that it cannot read. */
function editor(files: Readonly<Record<string, string | undefined>>) {
  const sendRequest = async (method: string, params: { readonly uri?: string }) => {
    if (method === 'podlab/listFiles') return Object.keys(files);
    if (method !== 'podlab/readFile' || params.uri === undefined) throw new Error('unknown method');
    if (files[params.uri] === undefined) throw new Error('no such file');
    return files[params.uri];
  };
  return clientReader({ sendRequest } as unknown as Parameters<typeof clientReader>[0]);
}

test('the editor reads the files of the folders that are asked for', async () => {
  const reader = editor({
    'vscode-vfs://github/a/pod.yaml': 'kind: Pod',
    'vscode-vfs://github/a/gone.yaml': undefined,
    'vscode-vfs://github/ab/other.yaml': 'kind: Job',
  });
  const found = [];
  for await (const file of reader.files(['vscode-vfs://github/a'])) found.push(file);
  expect(found).toEqual([{ uri: 'vscode-vfs://github/a/pod.yaml', text: 'kind: Pod' }]);
  expect(await reader.read('vscode-vfs://github/a/gone.yaml')).toBeUndefined();
});

test('only an editor that offers to read files is asked', () => {
  expect([{ readsFiles: true }, {}, null, undefined, 'x'].map(readsFiles)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
