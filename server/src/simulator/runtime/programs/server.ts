// What a server given as data answers. Rules: L-PRB-12 (what a probe makes of it is the kubelet's business).

import type { SimTime } from '../../kernel/time';
import { joinPath } from '../files/path';
import { wallTime } from '../shell/commands/system';
import { out, type Process } from './process';
import type { Serve } from './processTable';
import type { Answer, HttpRequest, TimedAnswer } from './program';
import type { Outage, PathSpec, ServerSpec } from './programSpec';

/** How long an ordinary small answer takes. */
const ANSWER_MS = 1;

/** @param startedAt when the process started: the times in `spec` count from there */
export function createServer(
  process: Process,
  spec: ServerSpec,
  startedAt: SimTime,
): { readonly serve: Serve; readonly settledSince: () => SimTime | undefined } {
  const outages = process.table.outagesOf(spec.port);
  const outage = (): Outage | undefined => {
    const { now } = process.table;
    return outages.find(({ fromMs, untilMs = Infinity }) => fromMs <= now && now < untilMs);
  };
  let answered = 0;
  /** When the last good answer was given. */
  let spentAt = spec.okFirst !== undefined && spec.okFirst <= 0 ? startedAt : undefined;
  const serve: Serve = (request) => {
    const age = process.table.now - startedAt;
    const trouble = outage()?.how;
    if (trouble === 'hangs') return undefined;
    if (spec.hangsFromMs !== undefined && age >= spec.hangsFromMs) return undefined;
    if (request.kind === 'tcp') return soon(spec, answerTcp(spec, request.send));
    if (request.kind === 'grpc')
      return soon(spec, answerGrpc(spec, trouble === undefined && isWell(spec, age)));
    if (spec.protocol !== 'http') return soon(spec, { kind: 'reset' });
    const misunderstood = otherEncryption(spec, request);
    if (misunderstood !== undefined) return soon(spec, misunderstood);
    if (trouble === 'fails')
      return logged(process, spec, request, soon(spec, pageOf(process, spec, request, false)));
    const path = spec.paths?.find((candidate) => matchesPath(candidate, request.path));
    if (path !== undefined) {
      return logged(process, spec, request, answerPath(process, spec, path, request));
    }
    const tested = spec.testPaths === true ? answerTestPath(process, request.path) : undefined;
    if (tested !== undefined) return logged(process, spec, request, soon(spec, tested));
    answered++;
    if (spec.okFirst !== undefined && answered >= spec.okFirst) spentAt ??= process.table.now;
    const well = isWell(spec, age) && (spec.okFirst === undefined || answered <= spec.okFirst);
    return logged(process, spec, request, soon(spec, pageOf(process, spec, request, well)));
  };
  const settledSince = (): SimTime | undefined => {
    const { hangsFromMs = 0, readyFromMs = 0, brokenFromMs = 0, okFirst } = spec;
    const turns = outages.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs ?? fromMs]);
    const since = Math.max(startedAt + Math.max(hangsFromMs, readyFromMs, brokenFromMs), ...turns);
    if (since > process.table.now) return undefined;
    if (okFirst === undefined) return since;
    return spentAt === undefined ? undefined : Math.max(since, spentAt);
  };
  return { serve, settledSince };
}

function logged(
  process: Process,
  { accessLog }: ServerSpec,
  request: HttpRequest,
  answer: TimedAnswer,
): TimedAnswer {
  if (accessLog === undefined) return answer;
  const status = answer.answer.kind === 'http' ? String(answer.answer.status) : '-';
  out(process, `${fillIn(process, accessLog, request, status)}\n`);
  return answer;
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
  if (well && spec.root !== undefined)
    return filePage(process, { ...spec, root: spec.root }, request);
  const status = well ? (spec.status ?? 200) : (spec.failStatus ?? 500);
  const template = well ? spec.body : (spec.failBody ?? spec.body);
  return page(status, fillIn(process, template ?? '', request));
}

/** The page that a file is. */
export function filePage(
  process: Process,
  {
    root,
    fallback,
    listsDirectories = false,
  }: Pick<ServerSpec, 'fallback' | 'listsDirectories'> & { readonly root: string },
  { path: asked }: HttpRequest,
): Answer {
  const { files } = process.table.machine;
  const path = joinPath(root, (asked.split(/[?#]/, 1)[0] ?? '').replace(/^\/+/, ''));
  const index = files.readText(joinPath(path, 'index.html'));
  if (index.error === undefined) return page(200, index.value);
  const text = files.readText(path.replace(/\/+$/, ''));
  if (text.error === undefined) return page(200, text.value);
  if (text.error === 'EISDIR' && listsDirectories) return page(200, 'Directory listing\n');
  const other =
    fallback === undefined ? undefined : files.readText(joinPath(root, fallback.slice(1)));
  if (other !== undefined && other.error === undefined) return page(200, other.value);
  return text.error === 'EISDIR' || text.error === 'EACCES'
    ? page(403, errorPage('403 Forbidden'))
    : page(404, errorPage('404 Not Found'));
}

function errorPage(title: string): string {
  return `<html>\n<head><title>${title}</title></head>\n<body><h1>${title}</h1></body>\n</html>\n`;
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

/** @param status what `{status}` stands for; it stays as it is in a page */
function fillIn(
  process: Process,
  template: string,
  request: HttpRequest,
  status = '{status}',
): string {
  if (!template.includes('{')) return template;
  return template.replace(PLACEHOLDER, (_whole, name: string) => {
    switch (name) {
      case 'hostname':
        return process.table.machine.hostname;
      case 'path':
        return request.path;
      case 'method':
        return request.method;
      case 'from':
        return request.from;
      case 'agent':
        return request.headers.get('user-agent') ?? '-';
      case 'date':
        return logTime(wallTime(process));
      default:
        return status;
    }
  });
}

/** `01/Jan/2026:00:00:41 +0000` */
function logTime(at: number): string {
  const text = new Date(at).toUTCString();
  const [day, month, year] = [text.slice(5, 7), text.slice(8, 11), text.slice(12, 16)];
  return `${day}/${month}/${year}:${text.slice(17, 25)} +0000`;
}

const PLACEHOLDER = /\{(hostname|path|method|from|agent|date|status)\}/g;
