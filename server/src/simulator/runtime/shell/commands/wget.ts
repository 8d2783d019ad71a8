// wget, as busybox has it.

import { type Body, fail, type Process } from '../../programs/process';
import type { Answer } from '../../programs/program';
import { parseOptions, pathOf, write } from './io';
import { ask, httpRequest, parseUrl, reasonOf, secondsToMs, type Target } from './network';

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
      if (answer.plain === true) return 'error getting response: Connection reset by peer';
      return answer.status >= 400
        ? `server returned error: HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}`
        : undefined;
    default:
      return 'error getting response';
  }
}
