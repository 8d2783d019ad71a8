// A language client for tests: starts the bundled server as an editor would and speaks to it over its streams.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';

const SERVER = join(import.meta.dirname, '../../dist/server/node/main.js');

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface Reply<R> {
  readonly result: R;
  readonly error: { readonly code: number; readonly message: string } | undefined;
}

export class LanguageClient {
  readonly process: ChildProcessWithoutNullStreams;
  readonly notifications: Message[] = [];
  readonly exited: Promise<number | null>;
  #buffer = Buffer.alloc(0);
  #next = 1;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #onNotification: ((message: Message) => void) | undefined;

  constructor(server: string = SERVER) {
    this.process = spawn(process.execPath, [server, '--stdio']);
    this.process.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    this.process.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
    // What is still being said to a server that has ended is said to nobody; a test that waits for an answer fails by itself.
    this.process.stdin.on('error', () => undefined);
    this.exited = new Promise((resolve) => this.process.on('exit', resolve));
  }

  #take(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(
        /Content-Length: (\d+)/i.exec(this.#buffer.toString('latin1', 0, end))?.[1],
      );
      if (this.#buffer.length < end + 4 + length) return;
      const message = JSON.parse(
        this.#buffer.toString('utf8', end + 4, end + 4 + length),
      ) as Message;
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#dispatch(message);
    }
  }

  #dispatch(message: Message): void {
    if (message.method === undefined) {
      this.#waiting.get(Number(message.id))?.(message);
      this.#waiting.delete(Number(message.id));
    } else if (message.id !== undefined) {
      // A request of the server: settings are asked for, everything else is granted.
      const items = (message.params as { items?: unknown[] } | undefined)?.items;
      const result =
        message.method === 'workspace/configuration' ? (items ?? []).map(() => null) : null;
      this.send({ id: message.id, result });
    } else {
      this.notifications.push(message);
      this.#onNotification?.(message);
    }
  }

  send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.process.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.process.stdin.write(body);
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  /** Sends a request; `id` is what a cancellation names. */
  begin<R>(
    method: string,
    params: unknown,
  ): { readonly id: number; readonly reply: Promise<Reply<R>> } {
    const id = this.#next;
    this.#next += 1;
    const reply = new Promise<Reply<R>>((resolve) => {
      this.#waiting.set(id, ({ result, error }) => resolve({ result: result as R, error }));
    });
    this.send({ id, method, params });
    return { id, reply };
  }

  async request<R>(method: string, params: unknown): Promise<R> {
    const { result, error } = await this.begin<R>(method, params).reply;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  async initialize(
    capabilities: object = FULL,
    more: object = {},
  ): Promise<{ capabilities: Record<string, unknown> }> {
    const params = { processId: process.pid, rootUri: null, capabilities, ...more };
    const answer = await this.request<{ capabilities: Record<string, unknown> }>(
      'initialize',
      params,
    );
    this.notify('initialized', {});
    return answer;
  }

  open(uri: string, text: string, languageId = 'yaml'): void {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  nextNotification(method: string): Promise<Message> {
    const seen = this.notifications.findIndex((it) => it.method === method);
    const [found] = seen < 0 ? [] : this.notifications.splice(seen, 1);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve) => {
      this.#onNotification = (message) => {
        if (message.method !== method) return;
        this.#onNotification = undefined;
        this.notifications.splice(this.notifications.indexOf(message), 1);
        resolve(message);
      };
    });
  }

  async stop(): Promise<number | null> {
    await this.request('shutdown', null);
    this.notify('exit', null);
    return this.exited;
  }
}

/** What VS Code tells of itself, as far as our server looks at it. */
export const FULL = {
  workspace: { configuration: true, diagnostics: { refreshSupport: true } },
  textDocument: {
    completion: {
      completionItem: {
        snippetSupport: true,
        documentationFormat: ['markdown', 'plaintext'],
        resolveSupport: { properties: ['documentation', 'detail', 'additionalTextEdits'] },
        insertTextModeSupport: { valueSet: [1, 2] },
      },
      insertTextMode: 2,
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    diagnostic: { dynamicRegistration: true },
    publishDiagnostics: { relatedInformation: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
    rename: { prepareSupport: true },
  },
};
