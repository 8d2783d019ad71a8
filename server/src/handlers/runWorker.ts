// The simulating worker as the handlers see it: requests out, promises back. It is started when it is first needed. A run
// that nobody waits for any more is left; one that does not let itself be left is ended with its worker.
import type { CancellationToken } from 'vscode-languageserver';
import type { KubectlRequest } from '../protocol/kubectlTerminal';
import type { RunPart, WorkerPort, WorkerReply, WorkerRequest } from '../protocol/runWorker';

/** How long a cancelled run may go on before its worker, and with it what it remembers, is given up. */
const PATIENCE_MS = 2000;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onPart: ((part: RunPart) => void) | undefined;
}

export interface Asking {
  readonly token?: CancellationToken;
  /** Hears how far a long run is. */
  readonly onPart?: (part: RunPart) => void;
}

export class RunWorker {
  readonly #start: () => WorkerPort;
  #port: WorkerPort | undefined;
  #next = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(start: () => WorkerPort) {
    this.#start = start;
  }

  ask(request: WorkerRequest | KubectlRequest, { token, onPart }: Asking = {}): Promise<unknown> {
    const id = ++this.#next;
    const port = this.#running();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onPart });
      port.post({ id, request });
      token?.onCancellationRequested(() => this.#giveUp(id, port));
    });
  }

  #running(): WorkerPort {
    if (this.#port !== undefined) return this.#port;
    const port = this.#start();
    this.#port = port;
    port.onMessage((message) => {
      if ('progress' in message) this.#waiting.get(message.id)?.onPart?.(message.progress);
      else this.#take(message);
    });
    port.onEnd((reason) => this.#lost(port, reason));
    return port;
  }

  #take({ id, result, error }: WorkerReply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error));
  }

  #giveUp(id: number, port: WorkerPort): void {
    if (!this.#waiting.has(id) || this.#port !== port) return;
    port.post({ cancel: id });
    setTimeout(() => {
      if (!this.#waiting.has(id) || this.#port !== port) return;
      this.#lost(port, 'the run was cancelled');
      port.end();
    }, PATIENCE_MS);
  }

  #lost(port: WorkerPort, reason: string): void {
    if (this.#port !== port) return;
    this.#port = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }

  dispose(): void {
    this.#port?.end();
    this.#port = undefined;
  }
}
