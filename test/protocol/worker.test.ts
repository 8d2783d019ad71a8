import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { beforeAll, expect, test } from 'vitest';
import type { FromWorker, WorkerMessage, WorkerReply } from '../../server/src/protocol/runWorker';

const root = join(import.meta.dirname, '../..');

beforeAll(() => {
  const { status } = spawnSync(process.execPath, ['server/build/bundle.mjs'], { cwd: root });
  expect(status).toBe(0);
}, 60_000);

interface Message {
  readonly id?: number;
  readonly result?: unknown;
}

/** The worker's bundle in a world that has what a worker has, and nothing of Node. */
function startWorker() {
  const waiting = new Map<number, (message: Message) => void>();
  const scope: Record<string, unknown> = {
    postMessage: (message: Message) => waiting.get(Number(message.id))?.(message),
    location: { href: 'https://example.com/dist/server/browser/main.js' },
    Worker: class {},
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    queueMicrotask,
    performance,
    console,
    TextDecoder,
    TextEncoder,
    URL,
    structuredClone,
    Intl,
    addEventListener: () => undefined,
  };
  scope['self'] = scope;
  scope['globalThis'] = scope;
  runInContext(
    readFileSync(join(root, 'dist/server/browser/main.js'), 'utf8'),
    createContext(scope),
  );
  const send = (message: object): void => {
    const handler = scope['onmessage'] as ((event: { data: object }) => void) | undefined;
    handler?.({ data: { jsonrpc: '2.0', ...message } });
  };
  let next = 1;
  const request = (method: string, params: unknown): Promise<unknown> => {
    const id = next;
    next += 1;
    return new Promise((resolve) => {
      waiting.set(id, ({ result }) => resolve(result));
      send({ id, method, params });
    });
  };
  return { request, notify: (method: string, params: unknown) => send({ method, params }) };
}

test('the worker answers as the process does, without anything of Node', async () => {
  const worker = startWorker();
  await worker.request('initialize', { processId: null, rootUri: null, capabilities: {} });
  worker.notify('initialized', {});
  const uri = 'vscode-vfs://github/web.yaml';
  const text = 'apiVersion: v1\nkind: Pod\nspec:\n  \n';
  worker.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text },
  });
  const position = { line: 3, character: 2 };
  const answer = (await worker.request('textDocument/completion', {
    textDocument: { uri },
    position,
  })) as {
    items: { label: string }[];
  };
  expect(answer.items.map(({ label }) => label)).toContain('containers');
  const hover = await worker.request('textDocument/hover', {
    textDocument: { uri },
    position: { line: 1, character: 1 },
  });
  expect(JSON.stringify(hover)).toContain('**Pod**');
});

type Ask = (message: WorkerMessage) => Promise<WorkerReply>;

/** The bundle that simulates in browsers, in a world without Node. */
function startWebRuns(): Ask {
  let answered: (reply: WorkerReply) => void = () => undefined;
  const scope: Record<string, unknown> = {
    postMessage: (message: FromWorker) => {
      if (!('progress' in message)) answered(message);
    },
    TextDecoder,
    TextEncoder,
    URL,
    atob,
    btoa,
    structuredClone,
    setTimeout,
    performance,
    console,
  };
  scope['self'] = scope;
  const code = readFileSync(join(root, 'dist/server/browser/runWorker.js'), 'utf8');
  runInContext(code, createContext(scope));
  return (data) =>
    new Promise((resolve) => {
      answered = resolve;
      (scope['onmessage'] as (event: { data: WorkerMessage }) => void)({ data });
    });
}

function runsOf(worker: Worker): Ask {
  return (message) =>
    new Promise((resolve, reject) => {
      const take = (from: FromWorker): void => {
        if ('progress' in from) return;
        worker.off('message', take);
        resolve(from);
      };
      worker.on('message', take).once('error', reject);
      worker.postMessage(message);
    });
}

test('a run is told by the shipped worker of the web as by that of the process, to the byte', async () => {
  const golden = join(root, 'test/golden');
  const names = readdirSync(golden).filter((name) => /(?<!podlab)\.yaml$/.test(name));
  const web = startWebRuns();
  const worker = new Worker(join(root, 'dist/server/node/runWorker.js'));
  const node = runsOf(worker);
  const fileAt = (name: string) => ({
    uri: `file:///manifests/${name}`,
    text: readFileSync(join(golden, name), 'utf8'),
  });
  for (const [id, name] of names.entries()) {
    const manifest = fileAt(name);
    const beside = name.replace('.yaml', '.podlab.yaml');
    const scenario = existsSync(join(golden, beside)) ? { scenario: fileAt(beside) } : {};
    const params = { uri: manifest.uri, seed: 7 };
    const request = { kind: 'run', params, manifest, neighbours: [], ...scenario } as const;
    const told = await node({ id, request });
    expect(told.error).toBeUndefined();
    expect(JSON.stringify(told.result).length).toBeGreaterThan(1000);
    expect(JSON.stringify(await web({ id, request }))).toBe(JSON.stringify(told));
  }
  await worker.terminate();
}, 30_000);
