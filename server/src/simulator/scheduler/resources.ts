// What a Pod asks for and what a node has, in plain numbers: thousandths of a CPU, whole units of everything else.
import type { Container, Pod, ResourceList, ResourceRequirements } from '../../schema/objects';
import { milliValue, quantityOf, wholeValue } from '../../schema/quantity';

export interface Amounts {
  readonly milliCpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources and huge pages by name. */
  readonly others: ReadonlyMap<string, number>;
}

const NO_OTHERS: ReadonlyMap<string, number> = new Map();
export const NOTHING: Amounts = { milliCpu: 0, memory: 0, ephemeralStorage: 0, others: NO_OTHERS };

/** The amounts of a resource list; `pods` is counted apart. */
export function amountsOf(list: ResourceList | undefined): Amounts {
  if (list === undefined) return NOTHING;
  let milliCpu = 0;
  let memory = 0;
  let ephemeralStorage = 0;
  let others: Map<string, number> | undefined;
  for (const name of Object.keys(list)) {
    const quantity = quantityOf(list[name]);
    if (name === 'cpu') milliCpu = milliValue(quantity);
    else if (name === 'memory') memory = wholeValue(quantity);
    else if (name === 'ephemeral-storage') ephemeralStorage = wholeValue(quantity);
    else if (name !== 'pods') (others ??= new Map()).set(name, wholeValue(quantity));
  }
  return { milliCpu, memory, ephemeralStorage, others: others ?? NO_OTHERS };
}

function combine(a: Amounts, b: Amounts, pick: (x: number, y: number) => number): Amounts {
  if (a === NOTHING) return b;
  if (b === NOTHING) return a;
  let others = a.others;
  if (b.others.size > 0) {
    const both = new Map(a.others);
    for (const [name, value] of b.others) both.set(name, pick(both.get(name) ?? 0, value));
    others = both;
  }
  return {
    milliCpu: pick(a.milliCpu, b.milliCpu),
    memory: pick(a.memory, b.memory),
    ephemeralStorage: pick(a.ephemeralStorage, b.ephemeralStorage),
    others,
  };
}

export function plus(a: Amounts, b: Amounts): Amounts {
  return combine(a, b, (x, y) => x + y);
}
export function minus(a: Amounts, b: Amounts): Amounts {
  return plus(a, {
    milliCpu: -b.milliCpu,
    memory: -b.memory,
    ephemeralStorage: -b.ephemeralStorage,
    others: b.others.size === 0 ? NO_OTHERS : new Map([...b.others].map(([name, x]) => [name, -x])),
  });
}
function larger(a: Amounts, b: Amounts): Amounts {
  return combine(a, b, Math.max);
}

/** Whether the Pod may have been resized: the many that never changed are not looked at more closely. Rules: L-SYN-26. */
export function mayBeResized({ metadata, spec }: Pod): boolean {
  return (metadata.generation ?? 1) > 1 && (spec.nodeName ?? '') !== '';
}

/** What a container asks for, and no less than what its node still has set aside for it; what is infeasible does not count. */
function requestOf(pod: Pod, container: Container, resized: boolean): Amounts {
  const asked = amountsOf(container.resources?.requests);
  const { containerStatuses = [], initContainerStatuses = [], conditions = [] } = pod.status ?? {};
  if (!resized) return asked;
  const status = [...containerStatuses, ...initContainerStatuses].find(
    ({ name }) => name === container.name,
  );
  const given = status?.['resources'] as ResourceRequirements | undefined;
  if (given === undefined) return asked;
  const held = amountsOf(given.requests);
  const infeasible = conditions.some(
    ({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible',
  );
  return infeasible ? held : larger(asked, held);
}

/**
 * What the scheduler sets aside for a Pod.
 *
 * Rules: L-SCH-10, L-SYN-26. Sidecars count beside the app containers and beside the init containers that come after them.
 */
export function podRequests(pod: Pod): Amounts {
  const resized = mayBeResized(pod);
  let sum = NOTHING;
  for (const container of pod.spec.containers) sum = plus(sum, requestOf(pod, container, resized));
  let sidecars = NOTHING;
  let initPeak = NOTHING;
  for (const container of pod.spec.initContainers ?? []) {
    const request = requestOf(pod, container, resized);
    if (container.restartPolicy === 'Always') {
      sidecars = plus(sidecars, request);
      initPeak = larger(initPeak, sidecars);
    } else initPeak = larger(initPeak, plus(request, sidecars));
  }
  let total = larger(plus(sum, sidecars), initPeak);
  const podLevel = pod.spec.resources?.requests;
  if (podLevel !== undefined) total = replaced(total, podLevel);
  return pod.spec.overhead === undefined ? total : plus(total, amountsOf(pod.spec.overhead));
}

function replaced(total: Amounts, list: ResourceList): Amounts {
  const own = amountsOf(list);
  return {
    milliCpu: 'cpu' in list ? own.milliCpu : total.milliCpu,
    memory: 'memory' in list ? own.memory : total.memory,
    ephemeralStorage: total.ephemeralStorage,
    others: own.others.size === 0 ? total.others : new Map([...total.others, ...own.others]),
  };
}

/** Whether the one is less than the other in anything. */
export function isLess(a: Amounts, b: Amounts): boolean {
  if (a.milliCpu < b.milliCpu || a.memory < b.memory || a.ephemeralStorage < b.ephemeralStorage)
    return true;
  for (const [name, amount] of b.others) if ((a.others.get(name) ?? 0) < amount) return true;
  return false;
}
