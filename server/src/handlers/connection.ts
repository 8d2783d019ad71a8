// JSON-RPC as the Language Server Protocol uses it, over whatever carries messages. It has the shape of the protocol
// package's connection, as far as our handlers use that; the package itself costs a process 20 ms when it starts.

import type {
  CancellationToken,
  DidChangeWorkspaceFoldersParams,
  Connection as WholeConnection,
} from 'vscode-languageserver';
import { turn } from '../support/turn';

/** What our handlers use of a connection. */
export type Connection = Pick<
  WholeConnection,
  | 'onInitialize'
  | 'onInitialized'
  | 'onShutdown'
  | 'onRequest'
  | 'onDidOpenTextDocument'
  | 'onDidChangeTextDocument'
  | 'onDidCloseTextDocument'
  | 'onDidChangeConfiguration'
  | 'onDidChangeWatchedFiles'
  | 'onCompletion'
  | 'onCompletionResolve'
  | 'onHover'
  | 'onCodeAction'
  | 'onCodeLens'
  | 'onCodeLensResolve'
  | 'onDocumentSymbol'
  | 'onSelectionRanges'
  | 'onDefinition'
  | 'onReferences'
  | 'onDocumentHighlight'
  | 'onPrepareRename'
  | 'onRenameRequest'
  | 'onNotification'
  | 'sendNotification'
  | 'sendRequest'
  | 'sendDiagnostics'
  | 'listen'
> & {
  readonly console: Pick<WholeConnection['console'], 'warn' | 'error'>;
  readonly workspace: Pick<WholeConnection['workspace'], 'getConfiguration'>;
  readonly languages: {
    readonly diagnostics: Pick<WholeConnection['languages']['diagnostics'], 'on' | 'refresh'>;
    readonly inlayHint: Pick<WholeConnection['languages']['inlayHint'], 'on'>;
  };
  /** Tells of added and removed folders. */
  readonly onDidChangeWorkspaceFolders: (
    handler: (params: DidChangeWorkspaceFoldersParams) => void,
  ) => Ending;
};

/** What carries messages to the editor and back. */
export interface Transport {
  readonly send: (message: object) => void;
  /** Called once. What is no message at all is told as `undefined`; `close` when nothing can come any more. */
  readonly listen: (take: (messages: readonly unknown[]) => void, close: () => void) => void;
  /** The editor is done with us, in order when it had asked us to shut down. */
  readonly end: (isInOrder: boolean) => void;
  /** The editor's process, so that we end when it does. */
  readonly watch?: (processId: number) => void;
}

export const ErrorCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  internalError: -32603,
  notInitialized: -32002,
  requestCancelled: -32800,
} as const;

/** The reply of a request that fails. */
export class RequestFailure extends Error {
  readonly code: number;
  readonly data: undefined;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }

  toJson(): { code: number; message: string } {
    return { code: this.code, message: this.message };
  }
}

interface Ending {
  dispose(): void;
}

// The parameters of a handler are what the protocol says for its method, which the type of `Connection` tells.
type Handler = (params: never, token: CancellationToken, ...more: never[]) => unknown;

interface Message {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A connection that takes messages as soon as `listen` is called. */
export function createConnection(transport: Transport): Connection {
  const wire = new Wire(transport);
  const on = (method: string) => (handler: Handler) => wire.on(method, handler);
  const log = (type: number) => (message: string) =>
    wire.notify('window/logMessage', { type, message });
  const ask = (method: string, params?: unknown) => wire.ask(method, params);
  const connection = {
    listen: () => wire.listen(),
    onInitialize: on('initialize'),
    onInitialized: on('initialized'),
    onShutdown: on('shutdown'),
    onRequest: (method: string, handler: Handler) => wire.on(method, handler),
    onDidOpenTextDocument: on('textDocument/didOpen'),
    onDidChangeTextDocument: on('textDocument/didChange'),
    onDidCloseTextDocument: on('textDocument/didClose'),
    onDidChangeConfiguration: on('workspace/didChangeConfiguration'),
    onDidChangeWatchedFiles: on('workspace/didChangeWatchedFiles'),
    onDidChangeWorkspaceFolders: on('workspace/didChangeWorkspaceFolders'),
    onCompletion: on('textDocument/completion'),
    onCompletionResolve: on('completionItem/resolve'),
    onHover: on('textDocument/hover'),
    onCodeAction: on('textDocument/codeAction'),
    onCodeLens: on('textDocument/codeLens'),
    onCodeLensResolve: on('codeLens/resolve'),
    onDocumentSymbol: on('textDocument/documentSymbol'),
    onSelectionRanges: on('textDocument/selectionRange'),
    onDefinition: on('textDocument/definition'),
    onReferences: on('textDocument/references'),
    onDocumentHighlight: on('textDocument/documentHighlight'),
    onPrepareRename: on('textDocument/prepareRename'),
    onRenameRequest: on('textDocument/rename'),
    onNotification: (method: string, handler: Handler) => wire.on(method, handler),
    sendNotification: async (method: string, params: unknown) => wire.notify(method, params),
    sendRequest: ask,
    sendDiagnostics: async (params: unknown) =>
      wire.notify('textDocument/publishDiagnostics', params),
    console: { error: log(1), warn: log(2) },
    workspace: {
      getConfiguration: async (item: unknown) => {
        const settings = await ask('workspace/configuration', { items: [item] });
        return Array.isArray(settings) ? settings[0] : undefined;
      },
    },
    languages: {
      diagnostics: {
        on: on('textDocument/diagnostic'),
        refresh: () => ask('workspace/diagnostic/refresh'),
      },
      inlayHint: { on: on('textDocument/inlayHint') },
    },
  };
  return connection as unknown as Connection;
}

class Wire {
  readonly #transport: Transport;
  readonly #handlers = new Map<string, Handler>();
  readonly #running = new Map<number | string, Cancellation>();
  readonly #asked = new Map<number, { resolve(it: unknown): void; reject(why: Error): void }>();
  readonly #queue: Message[] = [];
  #isPumping = false;
  #next = 1;
  #isInitialized = false;
  #isShutDown = false;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  on(method: string, handler: Handler): Ending {
    this.#handlers.set(method, handler);
    return { dispose: () => this.#handlers.delete(method) };
  }

  listen(): void {
    const take = (messages: readonly unknown[]): void => {
      for (const message of messages) this.#enqueue(message);
      void this.#pump();
    };
    this.#transport.listen(take, () => this.#transport.end(this.#isShutDown));
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  ask(method: string, params: unknown): Promise<unknown> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#send({ id, method, ...(params === undefined ? {} : { params }) });
    });
  }

  #send(message: object): void {
    this.#transport.send({ jsonrpc: '2.0', ...message });
  }

  #enqueue(message: unknown): void {
    if (typeof message !== 'object' || message === null) {
      const error = { code: ErrorCodes.parseError, message: 'This is no message.' };
      this.#send({ id: null, error });
      return;
    }
    this.#queue.push(message);
    // Whoever is still waiting for its turn need not begin.
    const { method, params }: Message = message;
    if (method === '$/cancelRequest') this.#cancel(params);
  }

  #cancel(params: unknown): void {
    const id = (params as { readonly id?: unknown } | undefined)?.id;
    if (typeof id !== 'number' && typeof id !== 'string') return;
    const running = this.#running.get(id);
    if (running !== undefined) running.cancel();
    else if (this.#queue.some((it) => it.id === id && it.method !== undefined)) {
      this.#running.set(id, new Cancellation(true));
    }
  }

  /** In the order in which they came; what a request does at once is done before the next message is looked at. */
  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (let message = this.#queue.shift(); message; message = this.#queue.shift()) {
      this.#take(message);
      const isRequest = message.method !== undefined && message.id !== undefined;
      if (isRequest && this.#queue.length > 0) await turn();
    }
    this.#isPumping = false;
  }

  #take(message: Message): void {
    const { id, method } = message;
    if (method === undefined) this.#takeAnswer(message);
    else if (id === undefined || id === null) this.#takeNotification(method, message.params);
    else void this.#takeRequest(id, method, message.params);
  }

  #takeAnswer({ id, result, error }: Message): void {
    const asked = this.#asked.get(Number(id));
    this.#asked.delete(Number(id));
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(error.message));
  }

  #takeNotification(method: string, params: unknown): void {
    if (method === 'exit') {
      this.#transport.end(this.#isShutDown);
      return;
    }
    try {
      this.#handlers.get(method)?.(params as never, new Cancellation());
    } catch (error) {
      this.#report(method, error);
    }
  }

  #report(method: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.notify('window/logMessage', { type: 1, message: `${method}: ${text}` });
  }

  async #takeRequest(id: number | string, method: string, params: unknown): Promise<void> {
    const token = this.#running.get(id) ?? new Cancellation();
    this.#running.set(id, token);
    const reply = await this.#answer(method, params, token);
    this.#running.delete(id);
    this.#send({ id, ...reply });
  }

  async #answer(method: string, params: unknown, token: CancellationToken): Promise<object> {
    try {
      const handler = this.#handlerOf(method, params);
      const result: unknown = await handler?.(params as never, token);
      if (method === 'initialize') this.#isInitialized = true;
      return isFailure(result) ? { error: result.toJson() } : { result: result ?? null };
    } catch (error) {
      if (isFailure(error)) return { error: error.toJson() };
      const message = error instanceof Error ? error.message : String(error);
      this.#report(method, error);
      return { error: { code: ErrorCodes.internalError, message: `${method} failed: ${message}` } };
    }
  }

  #handlerOf(method: string, params: unknown): Handler | undefined {
    if (method === 'initialize') this.#watch(params);
    else if (!this.#isInitialized)
      throw new RequestFailure(ErrorCodes.notInitialized, 'The server is not initialized yet.');
    if (method === 'shutdown') this.#isShutDown = true;
    const handler = this.#handlers.get(method);
    if (handler === undefined && method !== 'shutdown')
      throw new RequestFailure(ErrorCodes.methodNotFound, `There is no method ${method}.`);
    return handler;
  }

  #watch(params: unknown): void {
    const processId = (params as { readonly processId?: unknown } | undefined)?.processId;
    if (typeof processId === 'number') this.#transport.watch?.(processId);
  }
}

function isFailure(value: unknown): value is RequestFailure {
  return value instanceof RequestFailure;
}

/** A token that is cancelled from here. */
export class Cancellation implements CancellationToken {
  #isRequested: boolean;
  readonly #listeners: ((event: undefined) => void)[] = [];

  constructor(isRequested = false) {
    this.#isRequested = isRequested;
  }

  get isCancellationRequested(): boolean {
    return this.#isRequested;
  }

  readonly onCancellationRequested: CancellationToken['onCancellationRequested'] = (listener) => {
    this.#listeners.push(listener);
    return { dispose: () => this.#listeners.splice(this.#listeners.indexOf(listener), 1) };
  };

  cancel(): void {
    if (this.#isRequested) return;
    this.#isRequested = true;
    for (const listener of [...this.#listeners]) listener(undefined);
  }
}
