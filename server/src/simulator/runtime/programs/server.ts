// What a server given as data answers. Rules: L-PRB-12 (what a probe makes of it is the kubelet's business).

import type { SimTime } from '../../kernel/time';
import { formatDate } from '../shell/commands/date';
import { wallTime } from '../shell/commands/system';
import { out, type Process } from './process';
import type { Serve } from './processTable';
import type { Answer, HttpRequest, TimedAnswer } from './program';
import type { PathSpec, ServerSpec } from './programSpec';

/** How long an ordinary small answer takes. */
const ANSWER_MS = 1;

/** @param startedAt when the process started: the times in `spec` count from there */
export function createServer(process: Process, spec: ServerSpec, startedAt: SimTime): Serve {
  let answered = 0;
  return (request) => {
    const age = process.table.now - startedAt;
    if (spec.hangsFromMs !== undefined && age >= spec.hangsFromMs) return undefined;
    if (request.kind === 'tcp') return soon(spec, answerTcp(spec, request.send));
    if (request.kind === 'grpc') return soon(spec, answerGrpc(spec, isWell(spec, age)));
    if (spec.protocol !== 'http') return soon(spec, { kind: 'reset' });
    const misunderstood = otherEncryption(spec, request);
    if (misunderstood !== undefined) return soon(spec, misunderstood);
    if (spec.accessLog !== undefined) {
      out(process, `${fillIn(process, spec.accessLog, request)}\n`);
    }
    const path = spec.paths?.find((candidate) => matchesPath(candidate, request.path));
    if (path !== undefined) return answerPath(process, spec, path, request);
    if (spec.testPaths === true) {
      const tested = answerTestPath(process, request.path);
      if (tested !== undefined) return soon(spec, tested);
    }
    answered++;
    const well = isWell(spec, age) && (spec.okFirst === undefined || answered <= spec.okFirst);
    return soon(spec, pageOf(process, spec, request, well));
  };
}

function isWell(spec: ServerSpec, age: number): boolean {
  return age >= (spec.readyFromMs ?? 0) && age < (spec.brokenFromMs ?? Infinity);
}

function soon(spec: ServerSpec, answer: Answer): TimedAnswer {
  return { afterMs: spec.answerMs ?? ANSWER_MS, answer };
}

/** What client and server make of each other when only one of them speaks TLS. */
function otherEncryption(spec: ServerSpec, { tls }: HttpRequest): Answer | undefined {
  const wanted = spec.tls ?? 'plain';
  if (wanted === 'any' || tls === (wanted === 'tls')) return undefined;
  return wanted === 'tls'
    ? page(400, 'Client sent an HTTP request to an HTTPS server.\n')
    : { kind: 'http', status: 400, headers: new Map(), body: '', plain: true };
}

function answerTcp(spec: ServerSpec, send: string | undefined): Answer {
  if (send === undefined) return { kind: 'tcp', received: '' };
  return spec.protocol === 'http'
    ? { kind: 'tcp', received: 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n' }
    : { kind: 'tcp', received: spec.body ?? '' };
}

function answerGrpc(spec: ServerSpec, well: boolean): Answer {
  if (spec.protocol !== 'grpc' && spec.health === undefined) return { kind: 'reset' };
  return { kind: 'grpc', health: well ? (spec.health ?? 'SERVING') : 'NOT_SERVING' };
}

function pageOf(process: Process, spec: ServerSpec, request: HttpRequest, well: boolean): Answer {
  const status = well ? (spec.status ?? 200) : (spec.failStatus ?? 500);
  const template = well ? spec.body : (spec.failBody ?? spec.body);
  return page(status, fillIn(process, template ?? '', request));
}

export function page(status: number, body: string): Answer {
  return { kind: 'http', status, headers: new Map(), body };
}

function matchesPath(candidate: PathSpec, path: string): boolean {
  const bare = path.split('?', 1)[0] ?? path;
  return candidate.path.endsWith('*')
    ? bare.startsWith(candidate.path.slice(0, -1))
    : bare === candidate.path;
}

function answerPath(
  process: Process,
  spec: ServerSpec,
  path: PathSpec,
  request: HttpRequest,
): TimedAnswer {
  return {
    afterMs: path.answerMs ?? spec.answerMs ?? ANSWER_MS,
    answer: page(path.status, fillIn(process, path.body ?? '', request)),
  };
}

function answerTestPath(process: Process, path: string): Answer | undefined {
  const status = /^\/status\/(\d{3})/.exec(path)?.[1];
  if (status !== undefined) return page(Number(status), '');
  const file = /^\/file(\/[^?]*)/.exec(path)?.[1];
  if (file === undefined) return undefined;
  return page(process.table.machine.files.exists(file) ? 200 : 503, '');
}

function fillIn(process: Process, template: string, request: HttpRequest): string {
  if (!template.includes('{')) return template;
  return template
    .replaceAll('{hostname}', process.table.machine.hostname)
    .replaceAll('{path}', request.path)
    .replaceAll('{method}', request.method)
    .replaceAll('{from}', request.from)
    .replaceAll('{agent}', request.headers.get('user-agent') ?? '-')
    .replaceAll('{date}', formatDate('%d/%b/%Y:%H:%M:%S +0000', wallTime(process)));
}
