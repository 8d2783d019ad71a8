import { type Body, fail, type Process } from '../../programs/process';
import type { Answer } from '../../programs/program';
import { sleepFor } from './basics';
import { parseOptions, pathOf, type Waiting, write } from './io';
import { ask, httpRequest, parseUrl, reasonOf, secondsToMs, type Target } from './network';

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
      return answer.plain === true ? [35, 'TLS connect error: wrong version number'] : undefined;
    default:
      return [52, 'Empty reply from server'];
  }
}
