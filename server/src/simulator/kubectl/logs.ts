// `kubectl logs`: which instance's lines, and why there are none. Rules: L-LOG-1 to L-LOG-4.

import { parseGoDuration } from '../../schema/duration';
import type { ContainerStatus, KubeObject, Pod } from '../../schema/objects';
import { matches, parseSelector } from '../../schema/selector';
import { toTimestamp } from '../api/timestamps';
import type { ContainerLog, LogLine } from '../runtime/containerLog';
import { type CommandLine, flag, isOn } from './commandLine';
import { logSource } from './logSource';
import { defaultContainer } from './requests';
import { parseTargets, pluralWithGroup } from './resourceNames';
import { failed, type Invoked, type Printed } from './session';

const USAGE = `error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command
See 'kubectl logs -h' for help and examples`;

export function logs(invoked: Invoked): Printed {
  const { line, cluster, namespace } = invoked;
  const [word, second, ...more] = line.positional;
  const selector = flag(line, 'selector');
  if ((word === undefined && selector === undefined) || more.length > 0) return failed(USAGE);
  const pods =
    selector === undefined ? podsOf(invoked, word ?? '') : podsBySelector(invoked, selector);
  if (typeof pods === 'string') return failed(pods);
  if (pods.length === 0 && selector !== undefined)
    return { stdout: '', stderr: `No resources found in ${namespace} namespace.\n`, code: 0 };
  const [first] = pods;
  // Of a workload's Pods one is chosen, and told.
  const isChosen = selector === undefined && !isOn(line, 'all-pods') && pods.length > 1;
  const told = isChosen ? pods.slice(0, 1) : pods;
  const tail = Number(flag(line, 'tail') ?? (selector === undefined ? -1 : 10));
  let stdout = '';
  let stderr = isChosen ? `Found ${pods.length} pods, using pod/${first?.metadata.name}\n` : '';
  for (const pod of told) {
    const chosen = containersFor(pod, line, second);
    if (typeof chosen === 'string') return { stdout, stderr: `${stderr}${chosen}\n`, code: 1 };
    stderr += chosen.note;
    for (const container of chosen.names) {
      const lines = linesOf(invoked, pod, container);
      if (typeof lines === 'string') return { stdout, stderr: `${stderr}${lines}\n`, code: 1 };
      const prefix = isOn(line, 'prefix') ? `[pod/${pod.metadata.name}/${container}] ` : '';
      stdout += limited(shown(lines, line, cluster.now, tail, prefix), line);
    }
  }
  return { stdout, stderr, code: 0 };
}

function limited(text: string, line: CommandLine): string {
  const bytes = flag(line, 'limit-bytes');
  return bytes === undefined ? text : text.slice(0, Number(bytes));
}

function podsBySelector({ cluster, namespace }: Invoked, text: string): readonly Pod[] | string {
  const { selector, error } = parseSelector(text);
  if (selector === undefined) return `error: ${error}`;
  return [...cluster.store.list('Pod', namespace)].filter((pod) =>
    matches(selector, pod.metadata.labels),
  ) as Pod[];
}

function podsOf({ cluster, catalogue, namespace }: Invoked, word: string): readonly Pod[] | string {
  const parsed = parseTargets(catalogue, word.includes('/') ? [word] : ['pod', word]);
  if (!parsed.ok) return parsed.message;
  const [target] = parsed.targets;
  if (target === undefined) return USAGE;
  const object = cluster.store.get(target.kind.kind, namespace, target.name ?? '');
  if (object === undefined)
    return `error: error from server (NotFound): ${pluralWithGroup(target.kind)} "${target.name}" not found in namespace "${namespace}"`;
  if (object.kind === 'Pod') return [object as Pod];
  return podsUnder(object, (uid) => cluster.store.dependents(uid)).sort(tellingMost);
}

function podsUnder(object: KubeObject, dependents: (uid: string) => Iterable<KubeObject>): Pod[] {
  if (object.kind === 'Pod') return [object as Pod];
  return [...dependents(object.metadata.uid ?? '')].flatMap((each) => podsUnder(each, dependents));
}

/** The Pod whose log tells most comes first: one with a node that runs, ready for the longest time. */
function tellingMost(a: Pod, b: Pod): number {
  const rank = ({ spec, status, metadata }: Pod): string => {
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    const isReady = ready?.status === 'True';
    const phase = ['Running', 'Unknown', 'Pending'].indexOf(status?.phase ?? '');
    const since = isReady ? (ready?.lastTransitionTime ?? '') : '';
    return [
      (spec.nodeName ?? '') === '' ? 1 : 0,
      Math.max(phase, 0),
      isReady ? 0 : 1,
      since,
      metadata.creationTimestamp ?? '',
    ].join(' ');
  };
  return rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0;
}

interface Chosen {
  readonly names: readonly string[];
  readonly note: string;
}

/** Rules: L-LOG-2. */
function containersFor(pod: Pod, line: CommandLine, second: string | undefined): Chosen | string {
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  const all = [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => name);
  if (isOn(line, 'all-containers')) return { names: all, note: '' };
  const asked = flag(line, 'container') ?? second;
  if (asked !== undefined) {
    if (all.includes(asked)) return { names: [asked], note: '' };
    return `error: container ${asked} is not valid for pod ${pod.metadata.name} out of: ${outOf(pod)}`;
  }
  const name = defaultContainer(pod);
  return { names: [name], note: defaultedNote(pod, name) };
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** What kubectl tells when it chose among several containers. */
export function defaultedNote(pod: Pod, name: string): string {
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  const count = initContainers.length + containers.length + ephemeralContainers.length;
  const isTold = pod.metadata.annotations?.[DEFAULT_CONTAINER] !== undefined;
  return count > 1 && !isTold ? `Defaulted container "${name}" out of: ${outOf(pod)}\n` : '';
}

/** `web, proxy (init), dbg (ephem)` */
export function outOf(pod: Pod): string {
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  return [
    ...containers.map(({ name }) => name),
    ...ephemeralContainers.map(({ name }) => `${name} (ephem)`),
    ...initContainers.map(({ name }) => `${name} (init)`),
  ].join(', ');
}

/** The instance whose log is shown, or why there is none. Rules: L-LOG-1. */
function linesOf(invoked: Invoked, pod: Pod, container: string): readonly LogLine[] | string {
  if (pod.spec.nodeName === undefined || pod.spec.nodeName === '') return [];
  const { name = '' } = pod.metadata;
  const previous = isOn(invoked.line, 'previous');
  const source = logSource(name, container, statusOf(pod, container), previous);
  return source.kind === 'refused'
    ? `Error from server (BadRequest): ${source.text}`
    : logLines(invoked, pod, container, source.instance);
}

function statusOf(pod: Pod, container: string): ContainerStatus | undefined {
  const {
    initContainerStatuses = [],
    containerStatuses = [],
    ephemeralContainerStatuses = [],
  } = pod.status ?? {};
  return [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].find(
    (status) => status.name === container,
  );
}

/** The lines of an instance; the newest one that there is where that one is gone. */
function logLines(
  { cluster }: Invoked,
  pod: Pod,
  container: string,
  instance: number,
): readonly LogLine[] {
  const state = cluster.peek('runtime', pod.metadata.uid ?? '') as
    | { readonly logs?: ReadonlyMap<string, ContainerLog> }
    | undefined;
  for (let at = instance; at >= 0; at--) {
    const log = state?.logs?.get(`${container}/${at}`);
    if (log !== undefined) return log.linesAt(cluster.now);
  }
  return [];
}

function shown(
  lines: readonly LogLine[],
  line: CommandLine,
  nowMs: number,
  tail: number,
  prefix: string,
): string {
  const since = flag(line, 'since');
  const sinceMs = since === undefined ? undefined : parseGoDuration(since);
  const recent = sinceMs === undefined ? lines : lines.filter(({ at }) => at >= nowMs - sinceMs);
  const kept = tail < 0 ? recent : tail === 0 ? [] : recent.slice(-tail);
  const stamp = (at: number) =>
    isOn(line, 'timestamps')
      ? `${toTimestamp(at).slice(0, -1)}.${String(at % 1000).padStart(3, '0')}000000Z `
      : '';
  return kept
    .map(({ at, text, partial }) => `${prefix}${stamp(at)}${text}${partial ? '' : '\n'}`)
    .join('');
}
