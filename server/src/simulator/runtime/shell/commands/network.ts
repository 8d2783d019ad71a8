// How programs ask the simulated network; ping and nslookup.

import { addressInHosts } from '../../files/networkFiles';
import { BLOCKED, type Body, fail, type Process } from '../../programs/process';
import type { Answer, OutgoingRequest } from '../../programs/program';
import { sleepFor } from './basics';
import { isGnu, parseOptions, type Waiting, write } from './io';

/** Asks and waits; undefined when `timeoutMs` have passed without an answer. */
export function* ask(
  process: Process,
  request: OutgoingRequest,
  timeoutMs: number,
): Waiting<Answer | undefined> {
  const { table } = process;
  const target = withHostsFile(process, request);
  const reply: { answer: Answer | undefined } = { answer: undefined };
  const until = table.now + timeoutMs;
  table.machine.connect(target, (given) => {
    table.enter(() => {
      reply.answer = given;
      table.wake(process);
    });
  });
  for (;;) {
    const { answer } = reply;
    if (answer !== undefined && answer.kind !== 'silent') return answer;
    if (table.now >= until) return undefined;
    yield timeoutMs === Infinity ? BLOCKED : { until };
  }
}

/** Names in /etc/hosts need no name server; look-ups of a name server's own do not read it. */
function withHostsFile(process: Process, request: OutgoingRequest): OutgoingRequest {
  if (request.kind === 'dns' || request.host === 'localhost') return request;
  const text = process.table.machine.files.readText('/etc/hosts');
  const address = text.error === undefined ? addressInHosts(text.value, request.host) : undefined;
  return address === undefined ? request : { ...request, host: address };
}

export interface Target {
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

export function parseUrl(text: string): Target | undefined {
  const match = /^(?:(https?):\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^/:?#]+)(?::(\d+))?([/?][^#]*)?/.exec(
    text,
  );
  if (match?.[2] === undefined) return undefined;
  const tls = match[1] === 'https';
  const path = match[4] ?? '/';
  return {
    tls,
    host: match[2].replace(/^\[|\]$/g, ''),
    port: Number(match[3] ?? (tls ? 443 : 80)),
    path: path.startsWith('/') ? path : `/${path}`,
  };
}

export function httpRequest(
  target: Target,
  method: string,
  headers: ReadonlyMap<string, string>,
  body: string,
): OutgoingRequest {
  return {
    kind: 'http',
    method,
    host: target.host,
    port: target.port,
    path: target.path,
    headers,
    body,
    tls: target.tls,
    from: '',
  };
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function reasonOf(status: number): string {
  return REASONS[status] ?? '';
}

export function secondsToMs(text: string | undefined): number {
  const seconds = Number(text);
  return text === undefined || Number.isNaN(seconds) || seconds <= 0 ? Infinity : seconds * 1000;
}

export function* ping(process: Process, argv: readonly string[]): Body {
  const { values, operands } = parseOptions(argv, 'c w W i s I');
  const [host = ''] = operands;
  const answer = yield* ask(process, { kind: 'dns', host }, 10_000);
  if (answer?.kind !== 'dns')
    return fail(
      process,
      1,
      isGnu(process) ? `ping: ${host}: Name or service not known` : `ping: bad address '${host}'`,
    );
  const address = answer.addresses[0] ?? host;
  const count = Number(values.get('c') ?? Infinity) || Infinity;
  yield* write(process, `PING ${host} (${address}): 56 data bytes\n`);
  for (let sequence = 0; sequence < count; sequence++) {
    if (sequence > 0) yield* sleepFor(process, 1000);
    if (
      !(yield* write(process, `64 bytes from ${address}: seq=${sequence} ttl=64 time=0.100 ms\n`))
    )
      return 1;
  }
  yield* write(
    process,
    `\n--- ${host} ping statistics ---\n${count} packets transmitted, ${count} packets received, 0% packet loss\n`,
  );
  return 0;
}

export function* nslookup(process: Process, argv: readonly string[]): Body {
  const host = parseOptions(argv, 'type').operands[0] ?? '';
  const resolver = /^nameserver\s+(\S+)/m.exec(readConfig(process))?.[1] ?? '10.96.0.10';
  yield* write(process, `Server:\t\t${resolver}\nAddress:\t${resolver}:53\n\n`);
  const answer = yield* ask(process, { kind: 'dns', host }, 10_000);
  if (answer?.kind !== 'dns') {
    yield* write(process, `** server can't find ${host}: NXDOMAIN\n\n`);
    return 1;
  }
  for (const address of answer.addresses)
    yield* write(process, `Name:\t${host}\nAddress: ${address}\n`);
  yield* write(process, '\n');
  return 0;
}

function readConfig(process: Process): string {
  const text = process.table.machine.files.readText('/etc/resolv.conf');
  return text.error === undefined ? text.value : '';
}
