import { BLOCKED, type Body, fail, out, type Process } from '../../programs/process';
import type { Answer, OutgoingRequest } from '../../programs/program';
import { isGnu, parseOptions, readSome, write } from './io';
import { ask, secondsToMs } from './network';

export function* netcat(process: Process, argv: readonly string[]): Body {
  const { flags, values, operands } = parseOptions(argv, 'p w e s q i');
  if (flags.has('l'))
    return yield* listenOnce(process, Number(values.get('p') ?? operands.at(-1)), flags.has('k'));
  const [host = '', ports = ''] = operands;
  const timeoutMs = Math.min(secondsToMs(values.get('w')), 127_000);
  const port = Number(/^\d+/.exec(ports)?.[0] ?? Number.NaN);
  if (host === '' || Number.isNaN(port)) return fail(process, 1, 'nc: missing operand');
  const stdin = process.fds[0];
  const send =
    flags.has('z') || stdin === undefined
      ? undefined
      : stdin.isTerminal
        ? ''
        : yield* readSome(process, stdin);
  const request: OutgoingRequest = {
    kind: 'tcp',
    host,
    port,
    from: '',
    ...(send === undefined || send === '' ? {} : { send }),
  };
  const answer = yield* ask(process, request, timeoutMs);
  const verbose = flags.has('v');
  if (answer?.kind === 'tcp') {
    if (verbose) fail(process, 0, `${host} (${host}:${port}) open`);
    if (answer.received !== '') yield* write(process, answer.received);
    return 0;
  }
  if (answer?.kind === 'unknownHost')
    return fail(
      process,
      1,
      isGnu(process)
        ? `nc: getaddrinfo for host "${host}" port ${port}: Name or service not known`
        : `nc: bad address '${host}'`,
    );
  const text =
    answer === undefined
      ? 'Connection timed out'
      : answer.kind === 'unreachable'
        ? 'No route to host'
        : 'Connection refused';
  if (!flags.has('z') || verbose) fail(process, 1, `nc: ${host} (${host}:${port}): ${text}`);
  return 1;
}

/** `nc -l`: what stands on its stdin is the answer to the first connection, after which it ends (`-k`: goes on). */
function* listenOnce(process: Process, port: number, keeps: boolean): Body {
  if (Number.isNaN(port)) return fail(process, 1, 'nc: missing port');
  const { table } = process;
  const stdin = process.fds[0];
  let served = false;
  let text = '';
  const prepare = (): string => {
    if (stdin !== undefined && !stdin.isTerminal) text += stdin.read() ?? '';
    return text;
  };
  const opened = table.listen(process, port, 'TCP', (request) => {
    served = true;
    table.wake(process);
    if (request.kind === 'http') {
      out(process, `${request.method} ${request.path} HTTP/1.1\r\nHost: ${request.host}\r\n\r\n`);
      return rawAnswer(prepare());
    }
    return {
      afterMs: 1,
      answer: request.kind === 'grpc' ? { kind: 'reset' } : { kind: 'tcp', received: prepare() },
    };
  });
  if (!opened) return fail(process, 1, 'nc: bind: Address in use');
  while (keeps || !served) yield BLOCKED;
  return 0;
}

/** What an HTTP client makes of a text that somebody typed as an answer. */
function rawAnswer(
  text: string,
): { readonly afterMs: number; readonly answer: Answer } | undefined {
  if (text === '') return undefined;
  const status = /^HTTP\/[\d.]+ (\d{3})/.exec(text)?.[1];
  if (status === undefined) return { afterMs: 1, answer: { kind: 'reset' } };
  const [, body = ''] = /\r?\n\r?\n([\s\S]*)$/.exec(text) ?? [];
  return { afterMs: 1, answer: { kind: 'http', status: Number(status), headers: new Map(), body } };
}
