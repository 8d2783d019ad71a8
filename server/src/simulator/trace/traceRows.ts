// The recorded story as lines to read: what each entry changed, from what to what. One pass over the entries in their
// order, since "from" is what the same thing said before. Text, golden files and views are all made of these rows.
import type { KubeObject, Pod, PodCondition } from '../../schema/objects';
import { columnsOf } from '../../schema/printing/columns';
import { type PodSummary, summarizePod } from '../../schema/printing/podRow';
import { assertNever } from '../../support/invariant';
import { finish, type Steps } from '../../support/steps';
import type { EntryId } from '../kernel/component';
import type { SimTime } from '../kernel/time';
import type { Subject, TraceChange, TraceEntry } from './trace';

/** How much a row matters: 1 is the story, 2 tells it in full, 3 is the machine. */
export type Level = 1 | 2 | 3;

export interface TraceRow {
  readonly entry: EntryId;
  readonly at: SimTime;
  readonly subject: Subject;
  /** Empty where something begins or only happens. */
  readonly from: string;
  readonly to: string;
  readonly detail: string;
  readonly level: Level;
  /** Whether the API shows it (`api`) or it goes on on a node or outside (`node`). */
  readonly truth: 'api' | 'node';
  readonly because?: EntryId;
  readonly rule?: string;
  readonly field?: string;
}

/** Where the objects that entries name by revision are kept. */
export interface Revisions {
  change(
    revision: number,
  ): { readonly object: KubeObject; readonly previous?: KubeObject } | undefined;
}

interface Words {
  readonly from?: string;
  readonly to: string;
  readonly detail?: string;
  readonly level: Level;
  readonly truth?: 'api';
  readonly subject?: Subject;
}

/** Every entry as a row, in the order of the trace. */
export function traceRows(
  entries: readonly TraceEntry[],
  revisions: Revisions,
): readonly TraceRow[] {
  return finish(traceRowsInSteps(entries, revisions));
}

/** The same for whoever does something else in between. */
export function* traceRowsInSteps(
  entries: readonly TraceEntry[],
  revisions: Revisions,
): Steps<readonly TraceRow[]> {
  const containers = new Map<string, string>();
  const rows: TraceRow[] = [];
  for (const entry of entries) {
    rows.push(rowOf(entry, wordsFor(entry, revisions, containers)));
    if (rows.length % ROWS_APART === 0) yield;
  }
  return rows;
}
/** Rows between two pauses. */
const ROWS_APART = 1000;

function rowOf(entry: TraceEntry, words: Words): TraceRow {
  const row = {
    entry: entry.id,
    at: entry.at,
    subject: words.subject ?? entry.subject,
    from: words.from ?? '',
    to: words.to,
    detail: oneLine(words.detail ?? ''),
    level: words.level,
    truth: words.truth ?? 'node',
  } as const;
  return {
    ...row,
    ...(entry.because === undefined ? {} : { because: entry.because }),
    ...(entry.rule === undefined ? {} : { rule: entry.rule }),
    ...(entry.field === undefined ? {} : { field: entry.field }),
  };
}

function oneLine(text: string): string {
  return text.includes('\n') ? text.trim().replace(/\s*\n\s*/g, ' ') : text;
}

/** `default/web app`; what has no namespace is named with its kind. */
export function subjectText({ kind, namespace, name, container }: Subject): string {
  if (name === '') return kind.toLowerCase();
  const object = kind === 'Pod' ? `${namespace}/${name}` : `${kind.toLowerCase()}/${name}`;
  return container === undefined ? object : `${object} ${container}`;
}

function wordsFor(entry: TraceEntry, revisions: Revisions, containers: Map<string, string>): Words {
  const { change } = entry;
  switch (change.kind) {
    case 'object':
      return objectWords(change, revisions);
    case 'container':
      return containerWords(entry, change, containers);
    case 'refused':
      return { to: 'refused', detail: `${change.code} ${change.message}`, level: 1 };
    case 'request':
    case 'happening':
      return {
        to: change.kind === 'request' ? 'request' : 'happens',
        detail: change.text,
        level: 1,
      };
    case 'sync':
      return { to: 'sync', detail: change.text, level: 3 };
    case 'volumes':
      return { to: `volumes ${change.state}`, detail: change.text ?? '', level: 2 };
    case 'sandbox':
      return {
        to: `sandbox ${change.state}`,
        detail: [
          change.attempt > 0 ? `attempt ${change.attempt}` : '',
          change.ip ?? '',
          change.text ?? '',
        ]
          .filter((part) => part !== '')
          .join(' '),
        level: 2,
      };
    case 'pull':
      return {
        to: `pull ${change.state}`,
        detail: change.text === undefined ? change.image : `${change.image}: ${change.text}`,
        level: 2,
      };
    case 'signal':
      return { to: change.signal, level: 1 };
    case 'probe':
      return {
        to: `${change.probe} probe ${PROBE_WORDS[change.outcome]}`,
        detail: probeDetail(change),
        level: change.outcome === 'success' ? 3 : 2,
      };
    case 'probeResult':
      return { to: `${change.probe} is ${change.outcome}`, level: 2 };
    case 'hook':
      return { to: `${change.hook} ${change.state}`, detail: change.text ?? '', level: 2 };
    case 'backOff':
      return {
        to: `${change.what} back-off`,
        detail: `${change.delayMs / 1000} s`,
        level: 1,
      };
    case 'scheduling':
      return {
        to: change.node === undefined ? 'not scheduled' : `scheduled to ${change.node}`,
        detail: change.text,
        level: 2,
      };
    case 'network':
    case 'node':
      return { to: change.text, level: change.kind === 'node' ? 1 : 2 };
    case 'assumption':
      return { to: 'assumed', detail: change.text, level: 1 };
    case 'simplified':
      return { to: 'simplified', detail: change.text, level: 1 };
    case 'end':
      return { to: `end: ${change.reason}`, detail: change.text, level: 1 };
    default:
      return assertNever(change);
  }
}

const PROBE_WORDS = { success: 'ok', failure: 'failed', error: 'errored' } as const;

function probeDetail(change: Extract<TraceChange, { kind: 'probe' }>): string {
  const count = change.outcome === 'error' ? '' : `${change.run} of ${change.threshold}`;
  return [count, change.text].filter((part) => part !== '').join(' ');
}

function containerWords(
  entry: TraceEntry,
  change: Extract<TraceChange, { kind: 'container' }>,
  containers: Map<string, string>,
): Words {
  const { uid = '', name, container = '' } = entry.subject;
  const key = `${uid}/${name}/${container}`;
  const from = containers.get(key) ?? '';
  containers.set(key, change.state);
  const code = change.exitCode === undefined ? '' : `exit ${change.exitCode}`;
  const reason = change.reason === undefined ? '' : `(${change.reason})`;
  const instance =
    change.state === 'running' && change.instance > 0 ? `restart ${change.instance}` : '';
  const detail = [code, reason, instance, change.text ?? '']
    .filter((part) => part !== '')
    .join(' ');
  const level = change.state === 'created' || change.state === 'removed' ? 3 : 1;
  return { from, to: change.state, detail, level };
}

function objectWords(
  { op, revision }: Extract<TraceChange, { kind: 'object' }>,
  revisions: Revisions,
): Words {
  const change = revisions.change(revision);
  if (change === undefined) return { to: op, level: 3, truth: 'api' };
  const { object, previous } = change;
  if (object.kind === 'Event') return eventWords(object);
  if (object.kind === 'Lease') return { to: 'renewed', level: 3, truth: 'api' };
  if (object.kind === 'Pod') return podWords(op, object as Pod, previous as Pod | undefined);
  const now = cellsText(object);
  if (op === 'DELETED') return { from: now, to: 'gone', level: 2, truth: 'api' };
  if (previous === undefined)
    return {
      to: now === '' ? 'created' : now,
      detail: now === '' ? '' : 'created',
      level: 2,
      truth: 'api',
    };
  const before = cellsText(previous);
  if (before === now) return { to: 'updated', level: 3, truth: 'api' };
  return { from: before, to: now, level: 2, truth: 'api' };
}

/** What kubectl's columns say of an object, ages and names left out. */
function cellsText(object: KubeObject): string {
  const told = columnsOf(object.kind).filter(
    ({ title, wide }) => wide !== true && !UNTOLD.has(title),
  );
  return told
    .map(({ title, cell }) => `${title} ${cell(object, 0)}`)
    .filter((text) => !text.endsWith(' '))
    .join(', ');
}
const UNTOLD: ReadonlySet<string> = new Set([
  'NAME',
  'AGE',
  'DURATION',
  'LAST SCHEDULE',
  'VERSION',
  'ROLES',
]);

interface EventObject extends KubeObject {
  readonly involvedObject?: {
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
    readonly fieldPath?: string;
  };
}

function eventWords(object: KubeObject): Words {
  const { involvedObject = {} } = object as EventObject;
  const { kind = '', namespace = '', name = '', uid, fieldPath } = involvedObject;
  const container = /\{(.+)\}$/.exec(fieldPath ?? '')?.[1];
  const count = Number(object['count'] ?? 1);
  const isWarning = object['type'] === 'Warning';
  return {
    to: `${isWarning ? 'warning' : 'event'} ${String(object['reason'])}`,
    detail: `${String(object['message']).trim()}${count > 1 ? ` (x${count})` : ''}`,
    level: 2,
    truth: 'api',
    subject: {
      kind,
      namespace,
      name,
      ...(uid === undefined ? {} : { uid }),
      ...(container === undefined ? {} : { container }),
    },
  };
}

function podWords(op: string, pod: Pod, previous: Pod | undefined): Words {
  const now = summarizePod(pod);
  if (op === 'DELETED') return { from: now.status, to: 'gone', level: 1, truth: 'api' };
  if (previous === undefined)
    return { to: summaryText(now), detail: 'created', level: 1, truth: 'api' };
  const before = summarizePod(previous);
  const [from, to] = [summaryText(before), summaryText(now)];
  const conditions = conditionChanges(previous, pod);
  const [phaseBefore, phase] = [previous.status?.phase, pod.status?.phase];
  if (from !== to) return { from, to, detail: conditions, level: 1, truth: 'api' };
  if (phase !== phaseBefore)
    return {
      from: `phase ${phaseBefore}`,
      to: `phase ${phase}`,
      detail: conditions,
      level: 1,
      truth: 'api',
    };
  if (conditions !== '') return { to: conditions, level: 2, truth: 'api' };
  return { to: 'updated', level: 3, truth: 'api' };
}

/** `0/1 CrashLoopBackOff, 3 restarts` */
function summaryText({ ready, total, status, restarts }: PodSummary): string {
  const counted = restarts === 0 ? '' : restarts === 1 ? ', 1 restart' : `, ${restarts} restarts`;
  return `${ready}/${total} ${status}${counted}`;
}

function conditionChanges(previous: Pod, pod: Pod): string {
  const before = new Map(
    (previous.status?.conditions ?? []).map((c) => [c.type, conditionText(c)]),
  );
  return (pod.status?.conditions ?? [])
    .filter((condition) => before.get(condition.type) !== conditionText(condition))
    .map((condition) => `${condition.type}=${conditionText(condition)}`)
    .join(' ');
}

function conditionText({ status, reason }: PodCondition): string {
  return reason === undefined || reason === '' ? status : `${status}(${reason})`;
}
