import { expect, test } from 'vitest';
import { answersOf } from '../../../server/src/answers/answers';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { parseScenario } from '../../../server/src/simulator/scenario/parseScenario';
import { type RunResult, simulate } from '../../../server/src/simulator/simulate';
import { headerText } from '../../../server/src/simulator/trace/traceText';

const HEAD = { apiVersion: 'podlab/v1alpha1', kind: 'Scenario' };

function asked(gates: object, spec: object, node: object, happenings: readonly object[] = []) {
  const cluster = { gates, nodes: [node] };
  const { scenario, findings } = parseScenario({
    ...HEAD,
    cluster,
    images: [{ image: '*', present: true }],
    happenings,
  });
  expect(findings).toEqual([]);
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', image: 'nginx:1.27' }], ...spec },
  };
  const input = { objects: [object], scenario, untilMs: 600_000 };
  return { input, result: simulate(input) };
}

const run = (gates: object, spec: object, node: object = {}): RunResult =>
  asked(gates, spec, node).result;

const podOf = ({ store }: RunResult) => store.get('Pod', 'default', 'web') as Pod;

const CRASHING = { containers: [{ name: 'app', image: 'busybox', command: ['false'] }] };

/** How long the container was held back before its restarts, in seconds. */
function delaysOf({ entries }: RunResult): readonly number[] {
  const delays = entries.flatMap(({ change }) =>
    change.kind === 'backOff' && change.what === 'restart' ? [change.delayMs / 1000] : [],
  );
  return [...new Set(delays)];
}

test('crash loops come faster with their gate (L-GEN-5, L-RST-2)', () => {
  expect(delaysOf(run({}, CRASHING))).toEqual([10, 20, 40, 80, 160, 300]);
  const gates = { ReduceDefaultCrashLoopBackOffDecay: true };
  expect(delaysOf(run(gates, CRASHING))).toEqual([1, 2, 4, 8, 16, 32, 60]);
});

test('a node’s own longest delay holds, unless its gate is off (L-GEN-5)', () => {
  const node = { maxContainerRestartPeriod: '25s' };
  expect(delaysOf(run({}, CRASHING, node))).toEqual([10, 20, 25]);
  expect(delaysOf(run({}, CRASHING, { maxContainerRestartPeriod: '4s' }))).toEqual([4]);
  const off = { KubeletCrashLoopBackOffMax: false };
  expect(delaysOf(run(off, CRASHING, node))).toEqual([10, 20, 40, 80, 160, 300]);
});

test('without its gate a Pod has no condition PodReadyToStartContainers (L-GEN-5, L-CND-6)', () => {
  const types = (gates: object) =>
    podOf(run(gates, {})).status?.conditions?.map(({ type }) => type) ?? [];
  expect(types({})).toContain('PodReadyToStartContainers');
  const off = types({ PodReadyToStartContainersCondition: false });
  expect(off).toEqual(['Initialized', 'Ready', 'ContainersReady', 'PodScheduled']);
});

test('whether a Pod may use an image that is there is told where it is checked (L-GEN-5, L-IMG-2)', () => {
  const pulled = (gates: object) =>
    [...run(gates, {}).store.list('Event')].find(({ reason }) => reason === 'Pulled')?.['message'];
  const text = 'Container image "nginx:1.27" already present on machine';
  expect(pulled({})).toBe(`${text} and can be accessed by the pod`);
  expect(pulled({ KubeletEnsureSecretPulledImages: false })).toBe(text);
});

test('the API forgets fields whose gate is off (L-GEN-5)', () => {
  const resources = { requests: { cpu: '1' } };
  expect(podOf(run({}, { resources })).spec.resources).toEqual(resources);
  const off = run({ PodLevelResources: false }, { resources });
  expect(podOf(off).spec.resources).toBeUndefined();
});

test('the header of a run names the gates that were switched (L-GEN-5)', () => {
  const { header } = run({ PodLevelResources: false }, {});
  expect(header.gates).toEqual({ PodLevelResources: false });
  expect(headerText(header)).toContain('gates PodLevelResources=false');
  expect(headerText(run({}, {}).header)).not.toContain('gates');
});

test('a gate that nothing would act upon is refused with those that can be switched (L-GEN-5)', () => {
  const { findings } = parseScenario({ ...HEAD, cluster: { gates: { EventedPLEG: true } } });
  expect(findings[0]?.message).toContain(
    'unknown field "EventedPLEG"; known are ChangeContainerStatusOnKubeletRestart, ',
  );
  const wrong = parseScenario({ ...HEAD, cluster: { gates: { EnvFiles: 'yes' } } });
  expect(wrong.findings.map(({ message }) => message)).toEqual(['expected true or false']);
});

test('the answer on a crash loop tells the longest wait that holds on its node (L-GEN-5, L-RST-5)', () => {
  const sentence = (gates: object, node: object) => {
    const { input, result } = asked(gates, CRASHING, node);
    return answersOf(input, result).find(({ id }) => id === 'crash-loop')?.sentence[0];
  };
  expect(sentence({ ReduceDefaultCrashLoopBackOffDecay: true }, {})).toMatch(
    /no more than 60 s from then on\. From .* on it waits 60 s each time\./,
  );
  expect(sentence({}, { maxContainerRestartPeriod: '25s' })).toContain('no more than 25 s');
});

test('with its gate a kubelet that starts again takes nothing for ready until it has probed (L-GEN-5, L-PRB-15)', () => {
  const probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 10 };
  const containers = [{ name: 'app', image: 'nginx:1.27', readinessProbe: probe }];
  const readiness = (gates: object) => {
    const happenings = [
      { at: '60s', stopKubelet: 'node-1' },
      { at: '70s', startKubelet: 'node-1' },
    ];
    const { store } = asked(gates, { containers }, {}, happenings).result;
    const seen = store.changes.flatMap(({ object }) =>
      object.kind === 'Pod' ? [(object as Pod).status?.containerStatuses?.[0]?.ready === true] : [],
    );
    return seen.filter((ready, i) => ready !== seen[i - 1]);
  };
  expect(readiness({})).toEqual([false, true]);
  const gates = { ChangeContainerStatusOnKubeletRestart: true };
  expect(readiness(gates)).toEqual([false, true, false, true]);
});

test('without its gate nothing counts the Pods of a ReplicaSet that are going (L-GEN-5, L-CTL-7)', () => {
  const deployment: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] },
      },
    },
  };
  const counted = (gates: object) => {
    const { scenario } = parseScenario({ ...HEAD, cluster: { gates } });
    const { store } = simulate({ objects: [deployment], scenario, untilMs: 60_000 });
    const all = [...store.list('ReplicaSet'), ...store.list('Deployment')];
    return all.map(
      (object) => (object['status'] as { terminatingReplicas?: number }).terminatingReplicas,
    );
  };
  expect(counted({})).toEqual([0, 0]);
  const gates = { DeploymentReplicaSetTerminatingReplicas: false };
  expect(counted(gates)).toEqual([undefined, undefined]);
});
