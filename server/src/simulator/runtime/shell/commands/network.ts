// wget, curl, nc, ping, nslookup: clients of the simulated network.

import { addressInHosts } from '../../files/networkFiles';
import { BLOCKED, type Body, fail, out, type Process } from '../../programs/process';
import type { Answer, OutgoingRequest } from '../../programs/program';
import { sleepFor } from './basics';
import { isGnu, parseOptions, pathOf, readSome, type Waiting, write } from './io';

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

function httpRequest(
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

function secondsToMs(text: string | undefined): number {
  const seconds = Number(text);
  return text === undefined || Number.isNaN(seconds) || seconds <= 0 ? Infinity : seconds * 1000;
}

// wget, as busybox has it

export function* wget(process: Process, argv: readonly string[]): Body {
  const { flags, values, operands } = parseOptions(
    argv,
    'O T t P U header post-data timeout tries',
  );
  const [url] = operands;
  const target = url === undefined ? undefined : parseUrl(url);
  if (target === undefined) return fail(process, 1, 'wget: missing URL');
  const quiet = flags.has('q');
  const method = values.has('post-data') ? 'POST' : flags.has('spider') ? 'HEAD' : 'GET';
  const timeoutMs = Math.min(secondsToMs(values.get('T') ?? values.get('timeout')), 900_000);
  if (!quiet)
    fail(
      process,
      0,
      `Connecting to ${target.host}${url?.includes(`:${target.port}`) === true ? `:${target.port}` : ''} (${target.host}:${target.port})`,
    );
  const answer = yield* ask(
    process,
    httpRequest(
      target,
      method,
      new Map([
        ['host', target.host],
        ['user-agent', 'Wget'],
      ]),
      values.get('post-data') ?? '',
    ),
    timeoutMs,
  );
  const wrong = wgetProblem(target, answer);
  if (wrong !== undefined) return fail(process, 1, `wget: ${wrong}`);
  if (answer?.kind !== 'http') return 1;
  if (flags.has('S')) fail(process, 0, `  HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}`);
  if (flags.has('spider')) {
    if (!quiet) fail(process, 0, 'remote file exists');
    return 0;
  }
  const name = values.get('O') ?? (target.path.split('?')[0]?.split('/').pop() || 'index.html');
  if (name === '-') return (yield* write(process, answer.body)) ? 0 : 1;
  if (!quiet) fail(process, 0, `saving to '${name}'`);
  const error = process.table.machine.files.writeText(pathOf(process, name), answer.body);
  if (error !== undefined)
    return fail(
      process,
      1,
      `wget: can't open '${name}': ${error === 'EROFS' ? 'Read-only file system' : 'Permission denied'}`,
    );
  if (!quiet) fail(process, 0, `'${name}' saved`);
  return 0;
}

function wgetProblem(target: Target, answer: Answer | undefined): string | undefined {
  if (answer === undefined) return 'download timed out';
  switch (answer.kind) {
    case 'unknownHost':
      return `bad address '${target.host}${target.port === 80 ? '' : `:${target.port}`}'`;
    case 'refused':
      return `can't connect to remote host (${target.host}): Connection refused`;
    case 'unreachable':
      return `can't connect to remote host (${target.host}): No route to host`;
    case 'reset':
      return 'error getting response: Connection reset by peer';
    case 'http':
      return answer.status >= 400
        ? `server returned error: HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}`
        : undefined;
    default:
      return 'error getting response';
  }
}

// curl

const CURL_VALUES =
  'o X H d m w A b c e u T x F max-time connect-timeout request header data data-raw output write-out retry retry-delay retry-max-time user-agent cacert cert key resolve url data-binary';

export function* curl(process: Process, argv: readonly string[]): Body {
  const { flags, values, operands } = parseOptions(argv, CURL_VALUES);
  const url = operands[0] ?? values.get('url');
  const target = url === undefined ? undefined : parseUrl(url);
  if (target === undefined) return fail(process, 2, 'curl: (2) no URL specified');
  const silent = flags.has('s') || flags.has('silent');
  const loud = !silent || flags.has('S') || flags.has('show-error');
  const body = values.get('d') ?? values.get('data') ?? values.get('data-raw') ?? '';
  const head = flags.has('I') || flags.has('head');
  const method =
    values.get('X') ?? values.get('request') ?? (head ? 'HEAD' : body === '' ? 'GET' : 'POST');
  const timeoutMs = secondsToMs(values.get('m') ?? values.get('max-time'));
  const connectMs = Math.min(secondsToMs(values.get('connect-timeout')), 300_000);
  const retries = Number(values.get('retry') ?? 0) || 0;
  const headers = new Map([
    ['host', target.host],
    ['user-agent', 'curl'],
  ]);
  const header = values.get('H') ?? values.get('header');
  if (header?.includes(':') === true)
    headers.set(
      header.slice(0, header.indexOf(':')).toLowerCase(),
      header.slice(header.indexOf(':') + 1).trim(),
    );
  let answer: Answer | undefined;
  for (let attempt = 0; ; attempt++) {
    answer = yield* askFollowing(process, target, {
      method,
      headers,
      body,
      timeoutMs: Math.min(timeoutMs, Math.max(connectMs, timeoutMs)),
      follows: flags.has('L') || flags.has('location'),
    });
    const transient =
      answer === undefined ||
      (answer.kind === 'http'
        ? answer.status >= 500
        : flags.has('retry-connrefused') ||
          flags.has('retry-all-errors') ||
          answer.kind !== 'refused');
    if (!transient || attempt >= retries) break;
    yield* sleepFor(
      process,
      secondsToMs(values.get('retry-delay')) === Infinity
        ? 1000 * 2 ** Math.min(attempt, 9)
        : secondsToMs(values.get('retry-delay')),
    );
  }
  const status = answer?.kind === 'http' ? answer.status : 0;
  const problem = curlProblem(target, answer, timeoutMs);
  if (problem === undefined && answer?.kind === 'http') {
    const failing = (flags.has('f') || flags.has('fail')) && status >= 400;
    if (!failing)
      yield* showAnswer(process, answer, {
        head,
        included: flags.has('i') || flags.has('include'),
        output: values.get('o') ?? values.get('output'),
      });
    yield* writeOut(process, values.get('w') ?? values.get('write-out'), status);
    if (!failing) return 0;
    if (loud) fail(process, 22, `curl: (22) The requested URL returned error: ${status}`);
    return 22;
  }
  yield* writeOut(process, values.get('w') ?? values.get('write-out'), 0);
  const [code, text] = problem ?? [52, 'Empty reply from server'];
  if (loud) fail(process, code, `curl: (${code}) ${text}`);
  return code;
}

interface CurlRequest {
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly follows: boolean;
}

function* askFollowing(
  process: Process,
  first: Target,
  request: CurlRequest,
): Waiting<Answer | undefined> {
  let target = first;
  for (let hops = 0; ; hops++) {
    const answer = yield* ask(
      process,
      httpRequest(target, request.method, request.headers, request.body),
      request.timeoutMs,
    );
    if (
      answer?.kind !== 'http' ||
      !request.follows ||
      answer.status < 300 ||
      answer.status > 399 ||
      hops > 20
    )
      return answer;
    const location = answer.headers.get('location');
    const next =
      location === undefined
        ? undefined
        : location.startsWith('/')
          ? { ...target, path: location }
          : parseUrl(location);
    if (next === undefined) return answer;
    target = next;
  }
}

function* showAnswer(
  process: Process,
  answer: Extract<Answer, { kind: 'http' }>,
  {
    head,
    included,
    output,
  }: { readonly head: boolean; readonly included: boolean; readonly output: string | undefined },
): Waiting<void> {
  let text = '';
  if (head || included) {
    text = `HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}\r\n`;
    for (const [name, value] of answer.headers) text += `${name}: ${value}\r\n`;
    text += '\r\n';
  }
  if (!head) text += answer.body;
  if (output === undefined || output === '-') yield* write(process, text);
  else if (output !== '/dev/null')
    process.table.machine.files.writeText(pathOf(process, output), text);
}

function* writeOut(process: Process, format: string | undefined, status: number): Waiting<void> {
  if (format === undefined) return;
  const code = String(status).padStart(3, '0');
  yield* write(
    process,
    format
      .replace(/%\{(?:http_code|response_code)\}/g, code)
      .replace(/%\{\w+\}/g, '')
      .replaceAll('\\n', '\n'),
  );
}

function curlProblem(
  target: Target,
  answer: Answer | undefined,
  timeoutMs: number,
): readonly [number, string] | undefined {
  if (answer === undefined)
    return [
      28,
      `Operation timed out after ${Math.round(timeoutMs)} milliseconds with 0 bytes received`,
    ];
  switch (answer.kind) {
    case 'unknownHost':
      return [6, `Could not resolve host: ${target.host}`];
    case 'refused':
    case 'unreachable':
      return [
        7,
        `Failed to connect to ${target.host}:${target.port} after 0 ms: Could not connect to server`,
      ];
    case 'reset':
      return [56, 'Recv failure: Connection reset by peer'];
    case 'http':
      return undefined;
    default:
      return [52, 'Empty reply from server'];
  }
}

// nc

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

// ping, nslookup

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
