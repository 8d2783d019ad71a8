// How messages come to a process and leave it: by its standard streams, by the channel that Node gives to a forked child,
// or by a pipe or socket that the editor listens at.

import type { Readable, Writable } from 'node:stream';
import type { Transport } from '../handlers/connection';

const EDITOR_CHECK_MS = 3000;

/** As the arguments say (`--stdio`, `--node-ipc`, `--pipe=NAME`, `--socket=PORT`); without one, what there is. */
export function transportFor(args: readonly string[]): Transport {
  const ends = new Ends();
  const editor = Number(argumentOf(args, 'clientProcessId'));
  if (Number.isInteger(editor)) ends.watch(editor);
  const pipe = argumentOf(args, 'pipe');
  const port = Number(argumentOf(args, 'socket'));
  if (pipe !== undefined) return socketTransport(ends, { path: pipe });
  if (Number.isInteger(port)) return socketTransport(ends, { port, host: '127.0.0.1' });
  const isForked = args.includes('--node-ipc') || !args.includes('--stdio');
  if (isForked && process.send !== undefined) return forkTransport(ends);
  // What libraries print must not get between the messages.
  console.log = console.error;
  console.info = console.error;
  return streamTransport(ends, process.stdin, process.stdout);
}

/** `--name=value` or `--name value`. */
function argumentOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(`--${name}`);
  if (at >= 0) return args[at + 1];
  const start = `--${name}=`;
  return args.find((it) => it.startsWith(start))?.slice(start.length);
}

class Ends {
  #isWatching = false;

  readonly end = (isInOrder: boolean): void => process.exit(isInOrder ? 0 : 1);

  /** Editors crash, and leave servers behind. */
  readonly watch = (processId: number): void => {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const check = (): void => {
      try {
        process.kill(processId, 0);
      } catch (error) {
        // A process of another user's may not be asked, but is there.
        if ((error as { code?: string }).code !== 'EPERM') this.end(false);
      }
    };
    setInterval(check, EDITOR_CHECK_MS).unref();
  };
}

function forkTransport({ end, watch }: Ends): Transport {
  return {
    end,
    watch,
    send: (message) => process.send?.(message),
    listen: (take, close) => {
      process.on('message', (message) => take([message]));
      process.on('disconnect', close);
    },
  };
}

function streamTransport({ end, watch }: Ends, input: Readable, output: Writable): Transport {
  // An editor that has gone reads no more; the end of its own stream tells us so.
  output.on('error', () => undefined);
  return {
    end,
    watch,
    send: (message) => output.write(framed(message)),
    listen: (take, close) => {
      const frames = new Frames();
      input.on('data', (chunk: Buffer) => {
        const messages = frames.take(chunk);
        if (messages.length > 0) take(messages);
      });
      input.on('end', close);
      input.on('close', close);
    },
  };
}

function socketTransport(
  ends: Ends,
  where: { readonly path: string } | { readonly port: number; readonly host: string },
): Transport {
  const stream = import('node:net').then(({ createConnection }) => {
    const socket = createConnection(where);
    socket.on('error', () => ends.end(false));
    return streamTransport(ends, socket, socket);
  });
  return {
    end: ends.end,
    watch: ends.watch,
    send: (message) => void stream.then(({ send }) => send(message)),
    listen: (take, close) => void stream.then(({ listen }) => listen(take, close)),
  };
}

export function framed(message: object): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const HEADERS_END = '\r\n\r\n';

/** Puts messages together from the pieces in which a stream brings them. */
export class Frames {
  #chunks: Buffer[] = [];
  #held = 0;
  /** How much must be there before another look is worth it. */
  #wanted = 0;

  /** The messages that are whole now; `undefined` for a body that cannot be read. */
  take(chunk: Buffer): readonly unknown[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#wanted) return [];
    let rest = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const messages: unknown[] = [];
    this.#wanted = 0;
    for (;;) {
      const headersEnd = rest.indexOf(HEADERS_END);
      if (headersEnd < 0) break;
      const start = headersEnd + HEADERS_END.length;
      const length = /content-length: *(\d+)/i.exec(rest.toString('latin1', 0, headersEnd))?.[1];
      const end = start + Number(length ?? 0);
      if (end > rest.length) {
        this.#wanted = end;
        break;
      }
      messages.push(length === undefined ? undefined : parsed(rest.toString('utf8', start, end)));
      rest = rest.subarray(end);
    }
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
    return messages;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
