// What fits on a node: when the scheduler binds a Pod, its node has room for it, in every resource and on every host port.
import type { Container, KubeObject, Pod } from '../../../../server/src/schema/objects';
import { milliValue, quantityOf } from '../../../../server/src/schema/quantity';
import { aboutOf, isFinished, PodsNow, type Promises } from './promise';

type Amounts = ReadonlyMap<string, number>;

export function capacityPromises(): Promises {
  const nodes = new Map<string, Amounts>();
  const pods = new PodsNow();
  return {
    change(change, say) {
      const { object, previous, op } = change;
      if (object.kind === 'Node') nodes.set(object.metadata.name ?? '', allocatable(object));
      pods.take(change);
      if (object.kind !== 'Pod' || op !== 'MODIFIED') return;
      const { nodeName } = (object as Pod).spec;
      if (nodeName === undefined || (previous as Pod).spec.nodeName !== undefined) return;
      const there = [...pods.all()].filter((pod) => pod.spec.nodeName === nodeName);
      const counted = there.filter((pod) => !isFinished(pod));
      for (const what of lacks(counted, nodes.get(nodeName) ?? new Map()))
        say(`${aboutOf(change)}: node ${nodeName} has no room for its ${what}`);
    },
  };
}

function allocatable(node: KubeObject): Amounts {
  const { allocatable = {} } = (node['status'] ?? {}) as { allocatable?: Record<string, string> };
  return new Map(Object.entries(allocatable).map(([name, value]) => [name, milli(value)]));
}

const milli = (value: unknown): number => milliValue(quantityOf(value));

function lacks(pods: readonly Pod[], room: Amounts): readonly string[] {
  const wanted = new Map([['pods', pods.length * 1000]]);
  const ports = new Set<string>();
  const lacking: string[] = [];
  for (const pod of pods) {
    for (const [name, amount] of requestsOf(pod))
      wanted.set(name, (wanted.get(name) ?? 0) + amount);
    for (const port of hostPorts(pod)) {
      if (ports.has(port)) lacking.push(`port ${port}`);
      ports.add(port);
    }
  }
  for (const [name, amount] of wanted)
    if (amount > (room.get(name) ?? 0) && amount > 0) lacking.push(name);
  return lacking;
}

/** What a Pod takes of its node, in thousandths (L-SCH-10). */
export function requestsOf({ spec }: Pod): Amounts {
  const total = new Map<string, number>();
  const most = new Map<string, number>();
  const sidecars = new Map<string, number>();
  const add = (to: Map<string, number>, { resources }: Container) => {
    for (const [name, value] of Object.entries(resources?.requests ?? {}))
      to.set(name, (to.get(name) ?? 0) + milli(value));
  };
  for (const init of spec.initContainers ?? []) {
    if (init.restartPolicy === 'Always') add(sidecars, init);
    const atOnce = new Map(sidecars);
    if (init.restartPolicy !== 'Always') add(atOnce, init);
    for (const [name, amount] of atOnce) most.set(name, Math.max(most.get(name) ?? 0, amount));
  }
  for (const [name, amount] of sidecars) total.set(name, amount);
  for (const container of spec.containers) add(total, container);
  for (const [name, amount] of most) total.set(name, Math.max(total.get(name) ?? 0, amount));
  for (const [name, value] of Object.entries(spec.resources?.requests ?? {}))
    total.set(name, milli(value));
  for (const [name, value] of Object.entries(spec.overhead ?? {}))
    total.set(name, (total.get(name) ?? 0) + milli(value));
  return total;
}

function hostPorts({ spec }: Pod): readonly string[] {
  const lasting = (spec.initContainers ?? []).filter((init) => init.restartPolicy === 'Always');
  return [...lasting, ...spec.containers].flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, hostIP = '', protocol = 'TCP' }) =>
      hostPort === undefined ? [] : [`${hostIP}:${hostPort}/${protocol}`],
    ),
  );
}
