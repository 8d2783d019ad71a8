// Whether a run holds what its scenario expects of it. Pure: claims and a run go in, verdicts come out.

import type { KubeObject, Pod } from '../schema/objects';
import { controllerOf } from '../schema/owners';
import type { Expectation, ExpectedObject } from '../simulator/scenario/expectations';
import { type RecordedChange, type RecordedRun, RunHistory } from '../simulator/trace/recordedRun';
import { type Answer, duration, type Text } from './answer';
import { hasCondition } from './podStory';

export interface Verdict {
  readonly holds: boolean;
  /** What was claimed: `deployment/web is Ready within 30 s`. */
  readonly claim: Text;
  /** What came of it: `after 9.7 s`. */
  readonly outcome: Text;
  /** What was measured, in the unit of the claim; absent where there is nothing to measure. */
  readonly figure?: number;
  /** When it was decided. */
  readonly atMs?: number;
  readonly about: string;
}

export function verdictsOf(
  run: RecordedRun,
  expectations: readonly Expectation[],
): readonly Verdict[] {
  if (expectations.length === 0) return [];
  const judged = {
    run,
    history: new RunHistory(run.store.changes),
    members: new Map<string, boolean>(),
  };
  return expectations.map((expectation) => verdictOf(judged, expectation));
}

/** A run, and what is asked of it again and again. */
interface Judged {
  readonly run: RecordedRun;
  readonly history: RunHistory;
  /** Whether the object of a uid belongs to another one; see `belongsTo`. */
  readonly members: Map<string, boolean>;
}

function keyOf({ kind, namespace, name }: ExpectedObject): string {
  return `${kind}/${namespace}/${name}`;
}

function changesOf(
  { history }: Judged,
  { kind, namespace, name }: ExpectedObject,
): readonly RecordedChange[] {
  return history.changesTo(kind, namespace, name);
}

function verdictOf(run: Judged, expectation: Expectation): Verdict {
  switch (expectation.claim) {
    case 'ready':
      return reached(run, expectation, isReady, ['is Ready', '就绪']);
    case 'complete':
      return reached(run, expectation, isComplete, ['is complete', '完成']);
    case 'staysReady':
      return staysReady(run, expectation.object);
    case 'restarts':
      return restarts(run, expectation);
    case 'lostRequests':
      return lostRequests(run, expectation);
    case 'events':
      return events(run, expectation);
  }
}

/** The verdicts as answers of the views: what does not hold comes first of all. */
export function expectationAnswers(
  run: RecordedRun,
  expectations: readonly Expectation[],
): readonly Answer[] {
  return verdictsOf(run, expectations).map(({ holds, claim, outcome, figure, atMs, about }) => ({
    id: 'expectation',
    severity: holds ? 'fact' : 'problem',
    about,
    sentence: [
      `Expected: ${claim[0]}. ${holds ? 'It holds' : 'It does not hold'}: ${outcome[0]}.`,
      `期望:${claim[1]}。${holds ? '成立' : '不成立'}:${outcome[1]}。`,
    ],
    numbers: figure === undefined ? {} : { figure },
    evidence: atMs === undefined ? [] : [{ atMs }],
  }));
}

function named({ kind, name }: ExpectedObject): string {
  return `${kind.toLowerCase()}/${name}`;
}

function aboutOf({ namespace, name }: ExpectedObject): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

const NOT_THERE: Text = ['there is none', '没有这个对象'];

function reached(
  run: Judged,
  { object, withinMs }: { readonly object: ExpectedObject; readonly withinMs?: number },
  is: (object: KubeObject) => boolean,
  [en, zh]: Text,
): Verdict {
  const limit = withinMs === undefined ? undefined : duration(withinMs);
  const claim: Text = [
    `${named(object)} ${en}${limit === undefined ? '' : ` within ${limit[0]}`}`,
    `${named(object)} ${limit === undefined ? '' : `在 ${limit[1]}内`}${zh}`,
  ];
  const about = aboutOf(object);
  const changes = changesOf(run, object);
  const [made] = changes;
  if (made === undefined) return { holds: false, claim, outcome: NOT_THERE, about };
  const first = changes.find((change) => change.op !== 'DELETED' && is(change.object));
  if (first === undefined) {
    const [whole, whole2] = duration(run.run.endMs - made.at);
    return { holds: false, claim, outcome: [`not in ${whole}`, `${whole2}内没有`], about };
  }
  const tookMs = first.at - made.at;
  const took = duration(tookMs);
  return {
    holds: withinMs === undefined || tookMs <= withinMs,
    claim,
    outcome: [`after ${took[0]}`, `用了 ${took[1]}`],
    figure: tookMs,
    atMs: first.at,
    about,
  };
}

function staysReady(run: Judged, object: ExpectedObject): Verdict {
  const claim: Text = [`${named(object)} stays Ready`, `${named(object)} 保持就绪`];
  const about = aboutOf(object);
  const changes = changesOf(run, object);
  if (changes.length === 0) return { holds: false, claim, outcome: NOT_THERE, about };
  const first = changes.findIndex((change) => change.op !== 'DELETED' && isReady(change.object));
  if (first < 0) return { holds: false, claim, outcome: ['it never is', '从未就绪'], about };
  const fall = changes
    .slice(first)
    .find((change) => change.op === 'DELETED' || !isStillReady(change.object));
  if (fall === undefined) return { holds: true, claim, outcome: ['to the end', '直到结束'], about };
  const [en, zh] = duration(fall.at);
  return {
    holds: false,
    claim,
    outcome: [`not any more at ${en}`, `在 ${zh}时不再就绪`],
    atMs: fall.at,
    about,
  };
}

function restarts(
  run: Judged,
  { object, atMost }: { readonly object: ExpectedObject; readonly atMost: number },
): Verdict {
  const [often, oftenZh] = boundsText(undefined, atMost);
  const claim: Text = [`${named(object)} restarts ${often}`, `${named(object)} 重启${oftenZh}`];
  const about = aboutOf(object);
  if (changesOf(run, object).length === 0)
    return { holds: false, claim, outcome: NOT_THERE, about };
  const counts = new Map<string, number>();
  let count = 0;
  let atMs: number | undefined;
  for (const { at, object: changed } of run.run.store.changes) {
    if (changed.kind !== 'Pod' || !belongsTo(run, changed, object)) continue;
    const uid = changed.metadata.uid ?? '';
    const before = counts.get(uid) ?? 0;
    const now = restartCount(changed as Pod);
    if (now <= before) continue;
    counts.set(uid, now);
    count += now - before;
    if (count > atMost) atMs ??= at;
  }
  return counted(claim, count, { atMost }, about, atMs);
}

function restartCount({ status }: Pod): number {
  let sum = 0;
  for (const statuses of [status?.initContainerStatuses, status?.containerStatuses])
    for (const { restartCount: n } of statuses ?? []) sum += n ?? 0;
  return sum;
}

/** Whether the object is it, or made for it by controllers. */
function belongsTo(run: Judged, object: KubeObject, whole: ExpectedObject): boolean {
  const { uid = '', name = '', namespace = '' } = object.metadata;
  const wanted = keyOf(whole);
  const key = `${uid} ${wanted}`;
  const known = run.members.get(key);
  if (known !== undefined) return known;
  run.members.set(key, false);
  const owner = controllerOf(object);
  const above = owner && changesOf(run, { kind: owner.kind, namespace, name: owner.name })[0];
  const belongs =
    keyOf({ kind: object.kind, namespace, name }) === wanted ||
    (above !== undefined && belongsTo(run, above.object, whole));
  run.members.set(key, belongs);
  return belongs;
}

function lostRequests(
  run: Judged,
  { object, atMost }: { readonly object: ExpectedObject; readonly atMost: number },
): Verdict {
  const most: Text =
    atMost === 0
      ? ['no request', '不丢失请求']
      : [`at most ${atMost} requests`, `至多丢失 ${atMost} 个请求`];
  const claim: Text = [`${named(object)} loses ${most[0]}`, `${named(object)} ${most[1]}`];
  let [sent, lost] = [0, 0];
  let atMs: number | undefined;
  for (const { at, subject, change } of run.run.entries) {
    if (change.kind !== 'network' || change.traffic === undefined) continue;
    if (subject.name !== object.name || subject.namespace !== object.namespace) continue;
    sent += change.traffic.sent;
    for (const n of Object.values(change.traffic.lost)) lost += n ?? 0;
    if (Math.round(lost) > atMost) atMs ??= at;
  }
  const about = aboutOf(object);
  if (sent > 0) {
    const [all, gone] = [Math.round(sent), Math.round(lost)];
    const outcome: Text = [`${gone} of ${all} lost`, `${all} 个中丢失 ${gone} 个`];
    const verdict = { holds: gone <= atMost, claim, outcome, figure: gone, about };
    return atMs === undefined ? verdict : { ...verdict, atMs };
  }
  const outcome: Text = ['the scenario sends it no traffic', '场景没有向它发送流量'];
  return { holds: false, claim, outcome, about };
}

function events(
  run: Judged,
  { reason, object, atLeast, atMost }: Extract<Expectation, { readonly claim: 'events' }>,
): Verdict {
  const counts = new Map<string, number>();
  let [count, atMs]: [number, number | undefined] = [0, undefined];
  for (const { at, object: event } of run.run.store.changes) {
    if (event.kind !== 'Event' || event['reason'] !== reason) continue;
    const about = event['involvedObject'] as Partial<ExpectedObject>;
    if (object !== undefined && !isAbout(run, about, object)) continue;
    const key = event.metadata.name ?? '';
    const now = (event['count'] as number | undefined) ?? 1;
    const before = counts.get(key) ?? 0;
    if (now <= before) continue;
    counts.set(key, now);
    count += now - before;
    if (atMost !== undefined && count > atMost) atMs ??= at;
  }
  const of = object === undefined ? '' : ` of ${named(object)}`;
  const ofZh = object === undefined ? '' : ` ${named(object)}`;
  const [often, oftenZh] = boundsText(atLeast, atMost);
  const claim: Text = [
    `Event ${reason}${of} comes ${often}`,
    `事件 ${reason}${ofZh} 出现${oftenZh}`,
  ];
  const about = object === undefined ? 'run' : aboutOf(object);
  return counted(claim, count, { atLeast, atMost }, about, atMs);
}

function isAbout(
  run: Judged,
  { kind = '', namespace = '', name = '' }: Partial<ExpectedObject>,
  object: ExpectedObject,
): boolean {
  if (kind === object.kind) return namespace === object.namespace && name === object.name;
  const [made] = changesOf(run, { kind, namespace, name });
  return made !== undefined && belongsTo(run, made.object, object);
}

/** `never`, `at most twice`, `at least once` */
function boundsText(atLeast: number | undefined, atMost: number | undefined): Text {
  const least: Text =
    atLeast === undefined ? ['', ''] : [`at least ${times(atLeast)}`, `至少 ${atLeast} 次`];
  const most: Text =
    atMost === undefined ? ['', ''] : [`at most ${times(atMost)}`, `至多 ${atMost} 次`];
  if (atMost === 0) return ['never', '0 次'];
  const isBoth = atLeast !== undefined && atMost !== undefined;
  return [
    `${least[0]}${isBoth ? ', ' : ''}${most[0]}`,
    `${least[1]}${isBoth ? ',' : ''}${most[1]}`,
  ];
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function counted(
  claim: Text,
  count: number,
  bounds: { readonly atLeast?: number | undefined; readonly atMost?: number | undefined },
  about: string,
  atMs: number | undefined,
): Verdict {
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = bounds;
  const holds = atLeast <= count && count <= atMost;
  const outcome: Text = [count === 0 ? 'never' : times(count), `${count} 次`];
  const verdict = { holds, claim, outcome, figure: count, about };
  return atMs === undefined ? verdict : { ...verdict, atMs };
}

interface WorkloadStatus {
  readonly observedGeneration?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly updatedReplicas?: number;
  readonly replicas?: number;
  readonly numberReady?: number;
  readonly desiredNumberScheduled?: number;
}

/** As `kubectl wait` and `kubectl rollout status` would have it. */
function isReady(object: KubeObject): boolean {
  if (object.kind === 'Pod' || object.kind === 'Node') return hasCondition(object as Pod, 'Ready');
  const spec = (object['spec'] ?? {}) as { readonly replicas?: number };
  const status = (object['status'] ?? {}) as WorkloadStatus;
  const { generation = 0 } = object.metadata;
  if ((status.observedGeneration ?? generation) < generation) return false;
  if (object.kind === 'DaemonSet') {
    const { numberReady = 0, desiredNumberScheduled = 0 } = status;
    return numberReady > 0 && numberReady >= desiredNumberScheduled;
  }
  const wanted = spec.replicas ?? 1;
  if (object.kind === 'Deployment')
    return (
      (status.updatedReplicas ?? 0) >= wanted &&
      (status.availableReplicas ?? 0) >= wanted &&
      (status.replicas ?? 0) <= wanted
    );
  return status.readyReplicas !== undefined && status.readyReplicas >= wanted;
}

/** A Deployment that rolls out stays up as long as its minimum is available. */
function isStillReady(object: KubeObject): boolean {
  return object.kind === 'Deployment' ? hasCondition(object as Pod, 'Available') : isReady(object);
}

function isComplete(object: KubeObject): boolean {
  const { phase } = (object['status'] ?? {}) as { readonly phase?: string };
  return object.kind === 'Pod' ? phase === 'Succeeded' : hasCondition(object as Pod, 'Complete');
}
