import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { FULL, LanguageClient } from '../support/languageClient';
import { cursorIn } from '../support/marks';

const root = join(import.meta.dirname, '../..');
const URI = 'file:///manifests/web.yaml';
const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: app
    image: nginx
    li¦
`;

interface Items {
  readonly items: readonly {
    readonly label: string;
    readonly textEdit: { readonly newText: string; readonly range: unknown };
    readonly documentation?: unknown;
  }[];
}
interface Folder {
  readonly path: string;
  readonly uri: string;
  readonly name: string;
}
interface Diagnostics {
  readonly items: readonly {
    readonly message: string;
    readonly code: string;
    readonly range: { readonly start: { readonly line: number } };
  }[];
}

let client: LanguageClient;

beforeAll(() => {
  const { status } = spawnSync(process.execPath, ['server/build/bundle.mjs'], { cwd: root });
  expect(status).toBe(0);
}, 60_000);

afterEach(() => {
  client.process.kill();
});

function positionOf(text: string, offset: number) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

async function start(capabilities: object = FULL, more: object = {}) {
  client = new LanguageClient();
  return client.initialize(capabilities, more);
}

async function completeAt(marked: string) {
  const { text, offset } = cursorIn(marked);
  client.open(URI, text);
  const position = positionOf(text, offset);
  return client.request<Items>('textDocument/completion', { textDocument: { uri: URI }, position });
}

test('a field is completed with its skeleton, and its documentation comes when it is asked for', async () => {
  await start();
  const { items } = await completeAt(POD);
  const probe = items.find(({ label }) => label === 'livenessProbe');
  expect(probe?.textEdit.newText).toBe(
    ['livenessProbe:', '  httpGet:', '    path: $', '{1:/}\n    port: $2']
      .join('\n')
      .replace('$\n', '$'),
  );
  expect(probe?.documentation).toBeUndefined();
  const resolved = await client.request<{ documentation: { value: string } }>(
    'completionItem/resolve',
    probe,
  );
  expect(resolved.documentation.value).toContain('**livenessProbe** `<Probe>`');
});

test('an editor without snippets gets plain text and the documentation at once', async () => {
  await start({ textDocument: { completion: {} } });
  const { items } = await completeAt(POD);
  const probe = items.find(({ label }) => label === 'livenessProbe');
  expect(probe?.textEdit.newText).toBe('livenessProbe:\n  httpGet:\n    path: /\n    port: ');
  expect(probe?.documentation).toBeDefined();
});

test('edits are followed one by one, and diagnostics tell of the text as it is', async () => {
  await start();
  client.open(
    URI,
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: app, image: nginx}\n',
  );
  const pull = () =>
    client.request<Diagnostics>('textDocument/diagnostic', { textDocument: { uri: URI } });
  expect((await pull()).items).toEqual([]);
  client.notify('textDocument/didChange', {
    textDocument: { uri: URI, version: 2 },
    contentChanges: [
      {
        range: { start: { line: 3, character: 5 }, end: { line: 3, character: 5 } },
        text: '\n  hostNetwerk: true',
      },
    ],
  });
  const { items } = await pull();
  expect(items.map(({ code, range }) => [code, range.start.line])).toEqual([['unknown-field', 4]]);
});

test('an editor that cannot ask for diagnostics is sent them, with the version they are of', async () => {
  await start({});
  client.open(URI, 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {}\n');
  const { params } = await client.nextNotification('textDocument/publishDiagnostics');
  expect(params).toMatchObject({ uri: URI, version: 1, diagnostics: [{ source: 'podlab' }] });
});

test('a cancelled request is answered as cancelled, and the next one as ever', async () => {
  await start();
  client.open(URI, cursorIn(POD).text);
  const params = { textDocument: { uri: URI }, position: { line: 8, character: 4 } };
  const { id, reply } = client.begin('textDocument/completion', params);
  client.notify('$/cancelRequest', { id });
  const { error } = await reply;
  expect([undefined, -32800]).toContain(error?.code);
  expect(
    (await client.request<Items>('textDocument/completion', params)).items.length,
  ).toBeGreaterThan(10);
});

test('a request for a file that nobody opened is answered with nothing', async () => {
  await start();
  const position = { line: 0, character: 0 };
  const textDocument = { uri: 'file:///nowhere.yaml' };
  expect(await client.request('textDocument/hover', { textDocument, position })).toBeNull();
  expect(await client.request('textDocument/completion', { textDocument, position })).toMatchObject(
    { items: [] },
  );
});

test('the server ends when it is told to', async () => {
  await start();
  expect(await client.stop()).toBe(0);
});

test('what a finding’s fix edits comes as a workspace edit, and its page as a command for those who have it', async () => {
  await start(FULL, { clientInfo: { name: 'Visual Studio Code' } });
  const text = POD.replace('    li¦\n', '').replace(
    'spec:\n',
    'spec:\n  terminationGracePeriodSeconds: 0\n',
  );
  client.open(URI, text);
  const textDocument = { uri: URI };
  const { items: diagnostics } = await client.request<Diagnostics>('textDocument/diagnostic', {
    textDocument,
  });
  const range = diagnostics[0]?.range;
  expect(diagnostics.map(({ code }) => code)).toEqual(['grace-period-zero']);
  interface Answer {
    readonly title: string;
    readonly edit?: {
      readonly changes: Readonly<Record<string, readonly { readonly newText: string }[]>>;
    };
    readonly command?: { readonly arguments: readonly string[] };
    readonly diagnostics?: readonly unknown[];
  }
  const ask = (only?: readonly string[]) =>
    client.request<readonly Answer[]>('textDocument/codeAction', {
      textDocument,
      range,
      context: { diagnostics, ...(only && { only }) },
    });
  const actions = await ask();
  expect(actions[0]?.title).toBe('Change to 1');
  expect(actions[0]?.edit?.changes[URI]?.[0]?.newText).toBe('1');
  expect(actions[0]?.diagnostics).toHaveLength(1);
  expect(actions.at(-1)?.command?.arguments).toEqual(['finding:grace-period-zero']);
  expect(await ask(['refactor'])).toEqual([]);
});

test('names from files that nobody opened are known, also to the very first question', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'podlab workspace-'));
  try {
    writeFileSync(
      join(folder, 'config.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n',
    );
    writeFileSync(join(folder, 'values.yaml'), 'apiVersion: nothing\n');
    const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'w' }];
    await start(FULL, { workspaceFolders });
    const marked =
      'apiVersion: v1\nkind: Pod\nspec:\n  volumes:\n  - name: v\n    configMap:\n      name: ¦\n';
    const { items } = await completeAt(marked);
    expect(items.map(({ label }) => label)).toEqual(['settings']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a folder that joins the workspace is known, and one that leaves it is forgotten', async () => {
  const [first, second] = ['one', 'two'].map((name) => {
    const folder = mkdtempSync(join(tmpdir(), 'podlab-folder-'));
    const manifest = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;
    writeFileSync(join(folder, 'config.yaml'), manifest);
    return { path: folder, uri: pathToFileURL(folder).href, name };
  }) as [Folder, Folder];
  try {
    await start(FULL, { workspaceFolders: [first] });
    const change = (added: readonly Folder[], removed: readonly Folder[]) =>
      client.notify('workspace/didChangeWorkspaceFolders', { event: { added, removed } });
    const { text, offset } = cursorIn(
      'apiVersion: v1\nkind: Pod\nspec:\n  volumes:\n  - name: v\n    configMap:\n      name: ¦\n',
    );
    client.open(URI, text);
    const offered = async () => {
      const asked = { textDocument: { uri: URI }, position: positionOf(text, offset) };
      const { items } = await client.request<Items>('textDocument/completion', asked);
      return items.map(({ label }) => label);
    };
    expect(await offered()).toEqual(['one']);
    change([second], []);
    expect((await offered()).toSorted()).toEqual(['one', 'two']);
    change([], [first]);
    expect(await offered()).toEqual(['two']);
  } finally {
    for (const { path } of [first, second]) rmSync(path, { recursive: true });
  }
});

test('saving may fix everything that has one answer', async () => {
  await start();
  const text = POD.replace(
    '    li¦\n',
    '    command: [sh, -C, date]\n    env:\n    - name: A\n      value: yes\n    - name: B\n      value: 5\n',
  ).replace('containers:', 'serviceAccount: robot\n  containers:');
  client.open(URI, text);
  const textDocument = { uri: URI };
  const start0 = { line: 0, character: 0 };
  interface Fix {
    readonly kind: string;
    readonly edit: {
      readonly changes: Readonly<Record<string, readonly { readonly newText: string }[]>>;
    };
  }
  const [fix, ...more] = await client.request<readonly Fix[]>('textDocument/codeAction', {
    textDocument,
    range: { start: start0, end: start0 },
    context: { diagnostics: [], only: ['source.fixAll'] },
  });
  expect(more).toEqual([]);
  expect(fix?.kind).toBe('source.fixAll.podlab');
  expect(fix?.edit.changes[URI]?.map(({ newText }) => newText).sort()).toEqual([
    '"5"',
    '"yes"',
    '-c',
    'serviceAccountName',
  ]);
});

test('a file that a kustomization beside it names as a patch lacks nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'podlab-patch-'));
  try {
    writeFileSync(join(folder, 'kustomization.yaml'), 'patches:\n- path: scale.yaml\n');
    await start();
    const judge = async (name: string) => {
      const uri = pathToFileURL(join(folder, name)).href;
      client.open(
        uri,
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n',
      );
      return (
        await client.request<Diagnostics>('textDocument/diagnostic', { textDocument: { uri } })
      ).items.length;
    };
    expect(await judge('scale.yaml')).toBe(0);
    expect(await judge('other.yaml')).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
