// A Pod and what the runtime shows of it, in one line of words.
import type { Container, Pod } from '../../../../server/src/schema/objects';
import type { ProbeView } from '../../../../server/src/simulator/kubelet/podActions';
import type { ProbeResult } from '../../../../server/src/simulator/kubelet/probeResults';
import type { ContainerRecord, PodRecords } from '../../../../server/src/simulator/runtime/records';

export interface Circumstances {
  readonly policy?: string;
  /** Default `ready`. */
  readonly sandbox?: 'ready' | 'lost' | 'none' | 'two' | 'withoutIP';
  readonly hostNetwork?: boolean;
  readonly deleting?: boolean;
}

export interface Observed {
  readonly pod: Pod;
  readonly records: PodRecords;
  readonly probes: ProbeView;
}

type ListName = 'initContainers' | 'containers' | 'ephemeralContainers';
const LISTS: Readonly<Record<string, ListName>> = {
  init: 'initContainers',
  sidecar: 'initContainers',
  app: 'containers',
  debug: 'ephemeralContainers',
};

/**
 * `init:exit0 sidecar:run app(Never,all@42):exit42<exit1`.
 *
 * Each word is a container named for its kind and place (`init0`), in brackets its own policy and rules (`restart@1`, `all@42`,
 * `restart!0` for every other code), after the colon its records, newest first: `-` none, `run`, `created`, `exit1`, `oom137`.
 * Marks after them: `*` the image of the spec is another one, `L` the liveness probe has failed, `S` so has the startup probe,
 * `s` a startup probe is not over, `+` it has succeeded.
 */
export function observed(text: string, circumstances: Circumstances = {}): Observed {
  const lists: Record<ListName, Container[]> = {
    initContainers: [],
    containers: [],
    ephemeralContainers: [],
  };
  const records: ContainerRecord[] = [];
  const liveness = new Map<string, ProbeResult>();
  const startup = new Map<string, ProbeResult>();
  text.split(' ').forEach((word, index) => {
    const [, kind = '', inner = '', states = '', marks = ''] =
      /^(\w+)(?:\((.*)\))?:([^*LSs+]*)(.*)$/.exec(word) ?? [];
    const name = `${kind}${index}`;
    const container: Container = {
      name,
      image: marks.includes('*') ? 'app:2' : 'app:1',
      ...(kind === 'sidecar' ? { restartPolicy: 'Always' } : {}),
      ...policyOf(inner),
      ...(/[Ss+]/.test(marks) ? { startupProbe: {} } : {}),
      ...(marks.includes('L') ? { livenessProbe: {} } : {}),
    };
    lists[LISTS[kind] ?? 'containers'].push(container);
    if (states !== '-')
      states.split('<').forEach((state, age) => {
        records.push(recordOf(name, state, age));
      });
    if (marks.includes('L')) liveness.set(name, 'failure');
    if (marks.includes('S')) startup.set(name, 'failure');
    if (marks.includes('s')) startup.set(name, 'unknown');
    if (marks.includes('+')) startup.set(name, 'success');
  });
  const { initContainers, containers, ephemeralContainers } = lists;
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web',
      ...(circumstances.deleting === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: {
      restartPolicy: circumstances.policy ?? 'Always',
      containers,
      ...(initContainers.length > 0 ? { initContainers } : {}),
      ...(ephemeralContainers.length > 0 ? { ephemeralContainers } : {}),
      ...(circumstances.hostNetwork === true ? { hostNetwork: true } : {}),
    },
  };
  return {
    pod,
    records: { sandboxes: sandboxesOf(circumstances), containers: records },
    probes: {
      liveness: (id) => liveness.get(id),
      startup: (id) => startup.get(id),
    },
  };
}

function policyOf(inner: string): Partial<Container> {
  if (inner === '') return {};
  const [restartPolicy = '', ...rules] = inner.split(',');
  const own = restartPolicy === '' ? {} : { restartPolicy };
  if (rules.length === 0) return own;
  const restartPolicyRules = rules.map((rule) => {
    const [, action, sign, codes = ''] = /^(\w+)([@!])(.*)$/.exec(rule) ?? [];
    return {
      action: action === 'all' ? 'RestartAllContainers' : 'Restart',
      exitCodes: { operator: sign === '@' ? 'In' : 'NotIn', values: codes.split('|').map(Number) },
    };
  });
  return { ...own, restartPolicyRules };
}

function recordOf(name: string, state: string, age: number): ContainerRecord {
  const identity = {
    id: age === 0 ? name : `${name}-${age}`,
    name,
    attempt: age === 0 ? 1 : 0,
    sandboxId: 's',
    image: 'app:1',
    imageName: 'docker.io/library/app:1',
    imageId: 'docker.io/library/app@sha256:0',
    createdAt: 1000 - age,
  };
  if (state === 'run') return { ...identity, state: 'running', startedAt: 1000 };
  if (state === 'created') return { ...identity, state: 'created' };
  const [, how, code = '0'] = /^(exit|oom)(\d+)$/.exec(state) ?? [];
  const exitCode = Number(code);
  const reason = how === 'oom' ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error';
  return { ...identity, state: 'exited', startedAt: 1000, finishedAt: 2000, exitCode, reason };
}

function sandboxesOf({ sandbox = 'ready', hostNetwork }: Circumstances): PodRecords['sandboxes'] {
  if (sandbox === 'none') return [];
  const address =
    sandbox === 'withoutIP' || hostNetwork === true ? {} : ({ ip: '10.0.0.1' } as const);
  const latest = { id: 's', ready: sandbox !== 'lost', createdAt: 0, ...address };
  if (sandbox === 'two')
    return [
      { ...latest, attempt: 1 },
      { ...latest, id: 't', attempt: 0 },
    ];
  return [{ ...latest, attempt: 0 }];
}
