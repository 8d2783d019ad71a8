import { expect, test, vi } from 'vitest';
import {
  createConnection,
  RequestFailure,
  type Transport,
} from '../../server/src/handlers/connection';

type Sent = Readonly<Record<string, unknown>>;

function wired() {
  const sent: Sent[] = [];
  const ended: boolean[] = [];
  let take: (messages: readonly unknown[]) => void = () => undefined;
  const transport: Transport = {
    send: (message) => sent.push(message as Sent),
    listen: (listener) => {
      take = listener;
    },
    end: (isInOrder) => ended.push(isInOrder),
  };
  const connection = createConnection(transport);
  connection.listen();
  return { connection, sent, ended, take: (...messages: unknown[]) => take(messages) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 10));
const INITIALIZE = { id: 0, method: 'initialize', params: {} };

async function initialized() {
  const it = wired();
  it.connection.onInitialize(() => ({ capabilities: {} }));
  it.take(INITIALIZE);
  await settled();
  it.sent.length = 0;
  return it;
}

test('a request is answered with its id, nothing as null', async () => {
  const { connection, sent, take } = await initialized();
  connection.onHover(async ({ textDocument }) => ({ contents: textDocument.uri }));
  connection.onDefinition(() => undefined);
  take({ id: 7, method: 'textDocument/hover', params: { textDocument: { uri: 'a' } } });
  take({ id: 'x', method: 'textDocument/definition', params: {} });
  await settled();
  expect(sent).toEqual([
    { jsonrpc: '2.0', id: 7, result: { contents: 'a' } },
    { jsonrpc: '2.0', id: 'x', result: null },
  ]);
});

test('what a request does at once is done before the next change is taken', async () => {
  const { connection, take } = await initialized();
  const order: string[] = [];
  connection.onDidChangeTextDocument(() => void order.push('change'));
  connection.onCompletion(async () => {
    await Promise.resolve();
    await Promise.resolve();
    order.push('completion');
    return [];
  });
  const change = { method: 'textDocument/didChange', params: {} };
  take(change, { id: 1, method: 'textDocument/completion', params: {} }, change);
  await settled();
  expect(order).toEqual(['change', 'completion', 'change']);
});

test('a request that is cancelled before its turn is told so when it begins', async () => {
  const { connection, take } = await initialized();
  const seen: boolean[] = [];
  connection.onHover((_, token) => {
    seen.push(token.isCancellationRequested);
    return null;
  });
  const hover = (id: number) => ({ id, method: 'textDocument/hover', params: {} });
  take(hover(1), hover(2), { method: '$/cancelRequest', params: { id: 2 } });
  await settled();
  expect(seen).toEqual([false, true]);
});

test('a running request hears of its cancellation', async () => {
  const { connection, sent, take } = await initialized();
  connection.onHover(
    (_, token) =>
      new Promise((resolve) => {
        token.onCancellationRequested(() =>
          resolve(new RequestFailure(-32800, 'cancelled') as never),
        );
      }),
  );
  take({ id: 3, method: 'textDocument/hover', params: {} });
  await settled();
  take({ method: '$/cancelRequest', params: { id: 3 } });
  await settled();
  expect(sent).toEqual([{ jsonrpc: '2.0', id: 3, error: { code: -32800, message: 'cancelled' } }]);
});

test('what is unknown, early or broken is refused without harm', async () => {
  const { connection, sent, take } = wired();
  connection.onInitialize(() => ({ capabilities: {} }));
  take({ id: 1, method: 'textDocument/hover', params: {} });
  take({ method: '$/setTrace', params: { value: 'off' } }, undefined, { id: 9, result: 1 });
  await settled();
  take(INITIALIZE);
  await settled();
  take({ id: 2, method: 'no/such', params: {} });
  await settled();
  expect(sent.map(({ id, error }) => [id, (error as { code: number } | undefined)?.code])).toEqual([
    [null, -32700],
    [1, -32002],
    [0, undefined],
    [2, -32601],
  ]);
});

test('a handler that throws is answered as an internal error and logged', async () => {
  const { connection, sent, take } = await initialized();
  connection.onHover(() => {
    throw new Error('broken promise');
  });
  connection.onDidCloseTextDocument(() => {
    throw new Error('broken too');
  });
  take({ id: 4, method: 'textDocument/hover', params: {} });
  take({ method: 'textDocument/didClose', params: {} });
  await settled();
  expect(sent.filter(({ method }) => method === 'window/logMessage')).toHaveLength(2);
  expect(sent).toContainEqual({
    jsonrpc: '2.0',
    id: 4,
    error: { code: -32603, message: 'textDocument/hover failed: broken promise' },
  });
});

test('the server asks the editor and takes its answer or its refusal', async () => {
  const { connection, sent, take } = await initialized();
  const settings = connection.workspace.getConfiguration({ section: 'podlab' });
  const refusal = connection.sendRequest('client/registerCapability', {});
  const refused = vi.fn();
  refusal.catch(refused);
  expect(sent.map(({ id, method }) => [id, method])).toEqual([
    [1, 'workspace/configuration'],
    [2, 'client/registerCapability'],
  ]);
  take({ id: 1, result: [{ hover: 'off' }] }, { id: 2, error: { code: -32601, message: 'no' } });
  expect(await settings).toEqual({ hover: 'off' });
  await settled();
  expect(refused).toHaveBeenCalledWith(new Error('no'));
});

test('exit after shutdown is in order, without it is not', async () => {
  const first = await initialized();
  first.take({ id: 1, method: 'shutdown' });
  await settled();
  first.take({ method: 'exit' });
  const second = await initialized();
  second.take({ method: 'exit' });
  expect([first.ended, second.ended]).toEqual([[true], [false]]);
  expect(first.sent).toEqual([{ jsonrpc: '2.0', id: 1, result: null }]);
});
