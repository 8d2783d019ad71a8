import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Frames, framed } from '../../server/src/node/transport';

const root = join(import.meta.dirname, '../..');
const SERVER = join(root, 'dist/server/node/main.js');
const URI = 'file:///manifests/web.yaml';
const TEXT = 'apiVersion: v1\nkind: Pod\nspec:\n  restartPolicy: \n';

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { processId: process.pid, rootUri: null, capabilities: {} },
};
const THEN = [
  { jsonrpc: '2.0', method: 'initialized', params: {} },
  {
    jsonrpc: '2.0',
    method: 'textDocument/didOpen',
    params: { textDocument: { uri: URI, languageId: 'yaml', version: 1, text: TEXT } },
  },
  {
    jsonrpc: '2.0',
    id: 2,
    method: 'textDocument/completion',
    params: { textDocument: { uri: URI }, position: { line: 3, character: 17 } },
  },
];

interface Wire {
  readonly send: (message: object) => void;
  readonly onMessage: (take: (message: unknown) => void) => void;
}

/** The values that the server offers for a restart policy. */
async function offered({ send, onMessage }: Wire): Promise<readonly string[]> {
  const labels = new Promise<readonly string[]>((resolve) => {
    onMessage((message) => {
      const { id, result } = message as {
        id?: number;
        result?: { items: readonly { label: string }[] };
      };
      if (id === 1) for (const next of THEN) send(next);
      if (id === 2) resolve((result?.items ?? []).map(({ label }) => label).sort());
    });
  });
  send(INITIALIZE);
  return labels;
}

function overSocket(socket: Socket): Wire {
  return {
    send: (message) => socket.write(framed(message)),
    onMessage: (take) => {
      const frames = new Frames();
      socket.on('data', (chunk) => frames.take(chunk).forEach(take));
    },
  };
}

beforeAll(() => {
  const { status } = spawnSync(process.execPath, ['server/build/bundle.mjs'], { cwd: root });
  expect(status).toBe(0);
}, 60_000);

test('a forked server answers over the channel of Node, and ends when it closes', async () => {
  const server = fork(SERVER, ['--node-ipc', `--clientProcessId=${process.pid}`]);
  const exited: Promise<unknown> = once(server, 'exit');
  const wire: Wire = {
    send: (message) => server.send(message),
    onMessage: (take) => server.on('message', take),
  };
  expect(await offered(wire)).toEqual(['Always', 'Never', 'OnFailure']);
  server.disconnect();
  expect(await exited).toEqual([1, null]);
});

const PLACES: readonly (readonly [string, () => string | number, string])[] = [
  ['a pipe', () => join(mkdtempSync(join(tmpdir(), 'podlab-')), 'wire'), '--pipe='],
  ['a socket', () => 0, '--socket='],
];

test.each(PLACES)(
  'the server answers over %s that the editor listens at',
  async (_, where, flag) => {
    const editor = createServer();
    editor.listen(where() as number);
    await once(editor, 'listening');
    const address = editor.address();
    const name = typeof address === 'string' ? address : String(address?.port);
    const server = spawn(process.execPath, [SERVER, `${flag}${name}`], { stdio: 'ignore' });
    const exited: Promise<unknown> = once(server, 'exit');
    const [socket] = (await once(editor, 'connection')) as [Socket];
    expect(await offered(overSocket(socket))).toEqual(['Always', 'Never', 'OnFailure']);
    socket.destroy();
    expect(await exited).toEqual([1, null]);
    editor.close();
  },
);
