// The simulating worker as the handlers see it: requests out, promises back. It is started when it is first needed, and a
// run that nobody waits for any more and that does not end is ended with its worker.
import type { CancellationToken } from 'vscode-languageserver';
import type { KubectlRequest } from '../protocol/kubectlTerminal';
import type { WorkerPort, WorkerRequest } from '../protocol/runWorker';

/** How long a cancelled run may go on before its worker, and with it what it remembers, is given up. */
const PATIENCE_MS = 2000;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class RunWorker {
  readonly #start: () => WorkerPort;
  #port: WorkerPort | undefined;
  #next = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(start: () => WorkerPort) {
    this.#start = start;
  }

  ask(request: WorkerRequest | KubectlRequest, token?: CancellationToken): Promise<unknown> {
    const id = ++this.#next;
    const port = this.#running();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      port.post({ id, request });
      token?.onCancellationRequested(() => this.#giveUpLater(id, port));
    });
  }

  #running(): WorkerPort {
    if (this.#port !== undefined) return this.#port;
    const port = this.#start();
    this.#port = port;
    port.onReply(({ id, result, error }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
    });
    port.onEnd((reason) => this.#lost(port, reason));
    return port;
  }

  #giveUpLater(id: number, port: WorkerPort): void {
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
