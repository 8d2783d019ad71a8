// Drives a language server over stdio for the bench: as little between the clock and the server as can be.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export class BenchClient {
  /** @param {string} script @param {readonly string[]} [args] */
  constructor(script, args = ['--stdio']) {
    this.startedAt = performance.now();
    this.process = spawn(process.execPath, [script, ...args], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.chunks = [];
    this.held = 0;
    this.wanted = 0;
    this.next = 1;
    this.waiting = new Map();
    this.listeners = new Set();
    this.process.stdout.on('data', (chunk) => this.take(chunk));
  }

  take(chunk) {
    this.chunks.push(chunk);
    this.held += chunk.length;
    if (this.held < this.wanted) return;
    let rest = Buffer.concat(this.chunks);
    this.wanted = 0;
    for (;;) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) break;
      const length = Number(/Content-Length: (\d+)/i.exec(rest.toString('latin1', 0, end))[1]);
      const whole = end + 4 + length;
      if (rest.length < whole) {
        this.wanted = whole;
        break;
      }
      this.dispatch(JSON.parse(rest.toString('utf8', end + 4, whole)));
      rest = rest.subarray(whole);
    }
    this.chunks = [rest];
    this.held = rest.length;
  }

  dispatch(message) {
    if (message.method === undefined) {
      this.waiting.get(message.id)?.(message.result);
      this.waiting.delete(message.id);
    } else if (message.id !== undefined) {
      const items = message.params?.items;
      const result =
        message.method === 'workspace/configuration'
          ? items.map((it) => this.settings?.(it) ?? null)
          : null;
      this.send({ id: message.id, result });
    } else for (const listener of this.listeners) listener(message);
  }

  send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.process.stdin.write(
      Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]),
    );
  }

  notify(method, params) {
    this.send({ method, params });
  }

  request(method, params) {
    const id = this.next;
    this.next += 1;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.send({ id, method, params });
    });
  }

  /** @param {(message: { method: string, params: any }) => boolean} wanted */
  until(wanted) {
    return new Promise((resolve) => {
      const listener = (message) => {
        if (!wanted(message)) return;
        this.listeners.delete(listener);
        resolve(message);
      };
      this.listeners.add(listener);
    });
  }

  /** Largest resident size so far in MiB; NaN where the system does not tell. */
  peakMiB() {
    try {
      const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
    } catch {
      return Number.NaN;
    }
  }

  /** Processor time of the server's own thread so far, in milliseconds: what a busy machine does not blur. */
  busyMs() {
    try {
      const { pid } = this.process;
      const [nanoseconds] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
      return Number(nanoseconds) / 1e6;
    } catch {
      return Number.NaN;
    }
  }

  stop() {
    this.process.kill('SIGKILL');
  }
}

export const CAPABILITIES = {
  workspace: { configuration: true, workspaceFolders: true },
  textDocument: {
    completion: {
      completionItem: {
        snippetSupport: true,
        documentationFormat: ['markdown', 'plaintext'],
        resolveSupport: { properties: ['documentation', 'detail'] },
      },
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    publishDiagnostics: {},
  },
};
