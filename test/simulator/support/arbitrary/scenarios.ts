// Troubles at random, in two steps: anything may break in the first minute and a half, then all is made whole again.
import fc from 'fast-check';
import {
  type Act,
  DEFAULT_NODE,
  DEFAULT_SCENARIO,
  type Happening,
  type Scenario,
} from '../../../../server/src/simulator/scenario/scenario';

const POD = { kind: 'Pod', namespace: 'default', name: 'web' } as const;
const NODE = 'node-1';
/** From here on nobody meddles, and what was broken is whole again. */
export const QUIET_MS = 90_000;

const SMALL = { ...DEFAULT_NODE.capacity, cpu: '2', memory: '3Gi', pods: '8' };
const NODES = ['node-1', 'node-2'] as const;

const at = (atMs: number, act: Act): Happening => ({ trigger: { kind: 'at', atMs }, act });
const kubectl = (line: string, anyPod?: string): Act => ({
  kind: 'kubectl',
  args: line.split(' '),
  namespace: 'default',
  files: {},
  ...(anyPod === undefined ? {} : { anyPod }),
});

const onNode: fc.Arbitrary<Act> = fc.constantFrom<Act>(
  { kind: 'stopKubelet', node: NODE },
  { kind: 'loseNode', node: NODE },
  { kind: 'startKubelet', node: NODE },
  { kind: 'loseNetwork', node: NODE },
  { kind: 'failSandboxes', node: NODE, error: 'no more space' },
  { kind: 'shutDownNode', node: NODE, graceMs: 20_000, criticalGraceMs: 5000 },
  { kind: 'setPull', image: 'app:*', pull: { kind: 'unreachable' } },
  kubectl(`cordon ${NODE}`),
  kubectl(`taint node ${NODE} key=value:NoExecute`),
  kubectl(`drain ${NODE} --ignore-daemonsets --delete-emptydir-data --force`),
);

/** Takes what others have, because it is more important (L-SCH-11). */
const CRITICAL: Act = {
  kind: 'create',
  objects: [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'critical', namespace: 'default' },
      spec: {
        priorityClassName: 'system-cluster-critical',
        containers: [
          { name: 'app', image: 'app:1', resources: { requests: { cpu: '1500m', memory: '1Gi' } } },
        ],
      },
    },
  ],
};

const onPod: fc.Arbitrary<Act> = fc.constantFrom<Act>(
  { kind: 'killContainer', namespace: 'default', pod: 'web', container: 'app' },
  { kind: 'killSandbox', namespace: 'default', pod: 'web' },
  { kind: 'delete', object: POD },
  { kind: 'delete', object: POD, gracePeriodSeconds: 2 },
  kubectl('delete pod web --force --grace-period=0 --wait=false'),
  kubectl('set image pod/web app=app:2'),
  kubectl('label pod web app=other --overwrite'),
);

const onWorkload = (kind: string): fc.Arbitrary<Act> =>
  fc.constantFrom<Act>(
    kubectl(`scale ${kind}/web --replicas=0`),
    kubectl(`scale ${kind}/web --replicas=5`),
    kubectl(`set image ${kind}/web app=app:2`),
    kubectl(`set image ${kind}/web app=nowhere/missing:2`),
    kubectl(`rollout undo ${kind}/web`),
    kubectl(`rollout restart ${kind}/web`),
    kubectl(`rollout pause ${kind}/web`),
    kubectl(`delete ${kind}/web --wait=false`),
    kubectl(`delete ${kind}/web --cascade=orphan --wait=false`),
    kubectl(`delete ${kind}/web --cascade=foreground --wait=false`),
    kubectl('delete pod {pod} --wait=false', 'web'),
    kubectl('delete pod {pod} --force --grace-period=0 --wait=false', 'web'),
    kubectl('label pod {pod} app=other --overwrite', 'web'),
  );

/** When all is well again; a stopped rollout goes on. */
const REPAIRS: readonly Act[] = [
  { kind: 'setPull', image: 'app:*', pull: { kind: 'succeeds' } },
  ...NODES.map((node): Act => ({ kind: 'startKubelet', node })),
  { kind: 'returnNetwork', node: NODE },
  { kind: 'mendSandboxes', node: NODE },
  kubectl(`uncordon ${NODE}`),
  kubectl(`taint node ${NODE} key-`),
];

function scenarioOf(
  nodes: readonly string[],
  faults: readonly (readonly [number, Act])[],
  repairs: readonly Act[],
): Scenario {
  return {
    ...DEFAULT_SCENARIO,
    cluster: {
      ...DEFAULT_SCENARIO.cluster,
      nodes: nodes.map((name) => ({ ...DEFAULT_NODE, name, capacity: SMALL })),
    },
    images: [
      { image: 'nowhere/*', pull: { kind: 'notFound' } },
      { image: 'private/*', pull: { kind: 'denied' } },
    ],
    happenings: [
      ...faults.map(([atMs, act]) => at(atMs, act)),
      ...repairs.map((act, i) => at(QUIET_MS - 100 + i, act)),
    ],
  };
}

const troubles = (act: fc.Arbitrary<Act>) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: 75_000 }), act), { maxLength: 3 });

/** Trouble for a Pod `web` on one node, which is big enough for all but giants. */
export const arbitraryScenario: fc.Arbitrary<Scenario> = troubles(
  fc.oneof({ weight: 2, arbitrary: onPod }, { weight: 1, arbitrary: onNode }),
).map((faults) => scenarioOf([NODE], faults, REPAIRS));

/** Trouble for a workload `web` on two small nodes. */
export function arbitraryScenarioFor(kind: string): fc.Arbitrary<Scenario> {
  const act = fc.oneof(
    { weight: 6, arbitrary: onWorkload(kind.toLowerCase()) },
    { weight: 2, arbitrary: onNode },
    { weight: 1, arbitrary: fc.constantFrom<Act>(CRITICAL, kubectl('delete node node-2')) },
  );
  const resume = kind === 'Deployment' ? [kubectl('rollout resume deployment/web')] : [];
  return troubles(act).map((faults) => scenarioOf(NODES, faults, [...REPAIRS, ...resume]));
}
