// What really runs on nodes: one instance of a container at a time, only in a sandbox that lives, only after what comes
// before it, and never in a Pod of which the API says that it has ended.
import type { Pod } from '../../../../server/src/schema/objects';
import type { TraceEntry } from '../../../../server/src/simulator/trace/trace';
import { aboutOf, isFinished, PodsNow, type Promises, type Say } from './promise';

/** What the trace tells when a node goes down with everything on it. */
const POWER_LOST = 'The machine loses power';

class PodOnNode {
  attempts = -1;
  readonly running = new Map<string, number>();
  readonly instances = new Map<string, number>();
  readonly exits = new Map<string, number>();
  readonly began = new Set<string>();

  /** A new sandbox begins the chain afresh (L-INI-12). */
  enter(attempt: number): void {
    this.attempts = attempt;
    this.lose();
  }
  /** Nothing of it runs any more, and nobody says so. */
  lose(): void {
    this.running.clear();
    this.exits.clear();
    this.began.clear();
  }
}

export function nodePromises(): Promises {
  const pods = new PodsNow();
  const lastSpecs = new Map<string, Pod>();
  const nodes = new Map<string, boolean>();
  const truth = new Map<string, PodOnNode>();
  const onNode = (uid: string): PodOnNode => {
    const known = truth.get(uid) ?? new PodOnNode();
    truth.set(uid, known);
    return known;
  };
  return {
    change(change, say) {
      pods.take(change);
      const { object, previous, op } = change;
      if (object.kind === 'Node')
        nodes.set(object.metadata.name ?? '', op !== 'DELETED' && isReady(object));
      if (object.kind !== 'Pod') return;
      const pod = object as Pod;
      const uid = pod.metadata.uid ?? '';
      lastSpecs.set(uid, pod);
      const ends = isFinished(pod) && previous !== undefined && !isFinished(previous as Pod);
      // Of a node that is gone or silent nobody knows what runs on it (L-NOD-8).
      if (!ends || op === 'DELETED' || nodes.get(pod.spec.nodeName ?? '') !== true) return;
      for (const name of onNode(uid).running.keys())
        say(`${aboutOf(change)}: has ended and ${name} still runs (L-TRM-15)`);
    },
    entry(entry, say) {
      const { subject, change } = entry;
      const { uid = '' } = subject;
      if (change.kind === 'node' && change.text === POWER_LOST)
        for (const [other, pod] of lastSpecs)
          if (pod.spec.nodeName === subject.name) truth.get(other)?.lose();
      if (change.kind === 'sandbox') sandboxStep(onNode(uid), entry, say);
      if (change.kind === 'container') containerStep(onNode(uid), lastSpecs.get(uid), entry, say);
    },
  };
}

function isReady(node: { readonly [field: string]: unknown }): boolean {
  const { conditions = [] } = (node['status'] ?? {}) as {
    conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function sandboxStep(pod: PodOnNode, { at, subject, change }: TraceEntry, say: Say): void {
  if (change.kind !== 'sandbox') return;
  const about = `${at} Pod/${subject.name}`;
  if (change.state !== 'created') return;
  if (change.attempt < pod.attempts)
    say(`${about}: sandbox ${change.attempt} after ${pod.attempts}`);
  pod.enter(change.attempt);
}

function containerStep(
  own: PodOnNode,
  pod: Pod | undefined,
  { at, subject, change }: TraceEntry,
  say: Say,
): void {
  if (change.kind !== 'container') return;
  const { container = '', name } = subject;
  const about = `${at} ${name}/${container}`;
  if (change.state === 'exited') {
    own.running.delete(container);
    own.exits.set(container, change.exitCode ?? 0);
  }
  if (change.state !== 'running') return;
  const other = own.running.get(container);
  if (other !== undefined) say(`${about}: instance ${change.instance} beside ${other}`);
  const last = own.instances.get(container);
  if (last !== undefined && change.instance <= last)
    say(`${about}: instance ${change.instance} after ${last} (L-SYN-17)`);
  if (own.attempts < 0) say(`${about}: runs and never had a sandbox (L-SYN-8)`);
  if (pod !== undefined && isFinished(pod)) say(`${about}: begins in a Pod that has ended`);
  own.running.set(container, change.instance);
  own.instances.set(container, change.instance);
  own.began.add(container);
  if (pod?.spec.containers.some((app) => app.name === container) !== true) return;
  for (const init of pod.spec.initContainers ?? []) {
    const isOver =
      init.restartPolicy === 'Always'
        ? own.began.has(init.name)
        : own.exits.get(init.name) === 0 && !own.running.has(init.name);
    if (!isOver) say(`${about}: began before ${init.name} was over (L-INI-2, L-INI-4)`);
  }
}

/** Two Pods never share an address, unless they have that of their node (L-SYN-10). */
export function addressPromises(): Promises {
  const owners = new Map<string, string>();
  const given = new Map<string, string>();
  const ofTheirNode = new Set<string>();
  return {
    change({ object }) {
      if (object.kind === 'Pod' && (object as Pod).spec.hostNetwork === true)
        ofTheirNode.add(object.metadata.uid ?? '');
    },
    entry({ at, subject, change }, say) {
      if (change.kind === 'node' && change.text === POWER_LOST) owners.clear();
      if (change.kind !== 'sandbox') return;
      const { uid = '', name } = subject;
      const own = given.get(uid);
      if (change.state !== 'failed' && own !== undefined && owners.get(own) === uid)
        owners.delete(own);
      if (change.state !== 'created' || change.ip === undefined || ofTheirNode.has(uid)) return;
      const other = owners.get(change.ip);
      if (other !== undefined) say(`${at} Pod/${name}: has the address ${change.ip} of ${other}`);
      owners.set(change.ip, uid);
      given.set(uid, change.ip);
    },
  };
}
