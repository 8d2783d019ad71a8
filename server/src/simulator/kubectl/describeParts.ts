// Parts that the descriptions of several kinds share; cells end in tabs and are lined up at the end.

import type { KubeObject } from '../../schema/objects';
import { controllerOf } from '../../schema/owners';
import { ageOf } from '../../schema/printing/age';
import { isForgotten } from '../api/eventExpiry';
import type { Cluster } from './session';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 1123 with a numeric zone: `Mon, 23 Nov 2026 18:48:37 +0000`. */
export function timeText(timestamp: string | null | undefined): string {
  const date = new Date(timestamp ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return '<unset>';
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

type Words = Readonly<Record<string, string>> | undefined;

/** `Labels:` with one pair a line. */
export function labelLines(title: string, labels: Words, indent = ''): string {
  const pairs = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (pairs.length === 0) return `${indent}${title}:\t<none>\n`;
  return pairs
    .map(([key, value], i) => `${indent}${i === 0 ? `${title}:` : ''}\t${key}=${value}\n`)
    .join('');
}

const LONGEST_ANNOTATION = 140;
/** kubectl keeps its own notes to itself. */
const HIDDEN = new Set(['kubectl.kubernetes.io/last-applied-configuration']);

export function annotationLines(annotations: Words, indent = ''): string {
  const pairs = Object.entries(annotations ?? {})
    .filter(([key]) => !HIDDEN.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (pairs.length === 0) return `${indent}Annotations:\t<none>\n`;
  return pairs
    .flatMap(([key, value], i) => {
      const head = `${indent}${i === 0 ? 'Annotations:' : ''}\t${key}:`;
      const text = value.trim();
      if (text.length < LONGEST_ANNOTATION && !text.includes('\n')) return [`${head} ${text}\n`];
      return [`${head}\n`, ...text.split('\n').map((row) => `${indent}\t  ${shortened(row)}\n`)];
    })
    .join('');
}

function shortened(text: string): string {
  return text.length > LONGEST_ANNOTATION ? `${text.slice(0, LONGEST_ANNOTATION - 3)}...` : text;
}

export type Fields = Readonly<Record<string, unknown>>;

/** The value as a map; an empty one where it is something else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Name, namespace, labels and annotations, as most descriptions begin. */
export function headLines({ metadata }: KubeObject): string {
  return [
    `Name:\t${metadata.name}\n`,
    metadata.namespace === undefined ? '' : `Namespace:\t${metadata.namespace}\n`,
    labelLines('Labels', metadata.labels),
    annotationLines(metadata.annotations),
  ].join('');
}

export function ownerLine(object: KubeObject): string {
  const owner = controllerOf(object);
  return owner === undefined ? '' : `Controlled By:\t${owner.kind}/${owner.name}\n`;
}

/** How many Pods of the owner are in which phase. */
export function podCounts(cluster: Cluster, { metadata }: KubeObject): string {
  const phases = { Running: 0, Pending: 0, Succeeded: 0, Failed: 0 };
  for (const dependent of cluster.store.dependents(metadata.uid ?? '')) {
    const { phase } = fieldsOf(dependent['status']) as { readonly phase?: keyof typeof phases };
    if (dependent.kind === 'Pod' && phase !== undefined && phase in phases) phases[phase]++;
  }
  return `Pods Status:\t${phases.Running} Running / ${phases.Pending} Waiting / ${phases.Succeeded} Succeeded / ${phases.Failed} Failed\n`;
}

/** Conditions with their reasons, as workloads show them. */
export function conditionLines(status: Fields): string {
  const conditions = (status['conditions'] ?? []) as readonly Fields[];
  if (conditions.length === 0) return '';
  const rows = conditions.map(
    (condition) =>
      `  ${String(condition['type'])} \t${String(condition['status'])}\t${String(condition['reason'])}\n`,
  );
  return `Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------\n${rows.join('')}`;
}

interface EventObject extends KubeObject {
  readonly involvedObject?: {
    readonly uid?: string;
    readonly name?: string;
    readonly kind?: string;
    readonly fieldPath?: string;
  };
  readonly source?: { readonly component?: string };
}

/** The table of Events about an object. Rules: L-EVT-6. */
export function eventLines(cluster: Cluster, object: KubeObject): string {
  const { uid, namespace } = object.metadata;
  const about: EventObject[] = [];
  for (const event of cluster.store.list('Event', namespace ?? 'default'))
    if ((event as EventObject).involvedObject?.uid === uid && !isForgotten(event, cluster.now))
      about.push(event as EventObject);
  if (about.length === 0) return 'Events:\t<none>\n';
  const time = (event: KubeObject) => String(event['lastTimestamp'] ?? '');
  const rows = about.sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0));
  const nowMs = cluster.epochMs + cluster.now;
  return [
    'Events:\n',
    '  Type\tReason\tAge\tFrom\tMessage\n',
    '  ----\t------\t----\t----\t-------\n',
    ...rows.map((event) => {
      const age = eventAge(event, nowMs);
      const path = event.involvedObject?.fieldPath;
      const message = `${path === undefined ? '' : `${path}: `}${String(event['message'] ?? '').trim()}`;
      const from = event.source?.component ?? String(event['reportingComponent'] ?? '');
      return `  ${String(event['type'])}\t${String(event['reason'])}\t${age}\t${from}\t${message}\n`;
    }),
  ].join('');
}

/** `5s`, of a repeated one `5s (x3 over 40s)`. */
export function eventAge(event: KubeObject, nowMs: number): string {
  const count = Number(event['count'] ?? 1);
  const last = ageOf(String(event['lastTimestamp'] ?? ''), nowMs);
  return count > 1
    ? `${last} (x${count} over ${ageOf(String(event['firstTimestamp']), nowMs)})`
    : last;
}
