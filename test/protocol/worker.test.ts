import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';

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
