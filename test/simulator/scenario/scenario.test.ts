import { describe, expect, test } from 'vitest';
import { getCatalogue } from '../../../server/src/schema/builtinCatalogue';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { summarizePod } from '../../../server/src/schema/printing/podRow';
import { kubectl } from '../../../server/src/simulator/kubectl/session';
import { parseScenario } from '../../../server/src/simulator/scenario/parseScenario';
import { registryOf } from '../../../server/src/simulator/scenario/rules';
import { DEFAULT_SCENARIO } from '../../../server/src/simulator/scenario/scenario';
import {
  post,
  type RunResult,
  simulate,
  startSimulation,
} from '../../../server/src/simulator/simulate';
import { traceRows } from '../../../server/src/simulator/trace/traceRows';

const HEAD = { apiVersion: 'podlab/v1alpha1', kind: 'Scenario' };

function pod(name: string, spec: Readonly<Record<string, unknown>> = {}): KubeObject {
  const containers = [{ name: 'app', image: 'nginx' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } };
}

function runWith(
  file: Readonly<Record<string, unknown>>,
  objects: readonly KubeObject[],
): RunResult {
  const { scenario, findings } = parseScenario({ ...HEAD, ...file });
  expect(findings).toEqual([]);
  return simulate({ objects, scenario, untilMs: 60_000 });
}

/** What a Pod's row reads at the end. */
function endOf(run: RunResult, name: string): string | undefined {
  const found = run.store.get('Pod', 'default', name);
  return found === undefined ? undefined : summarizePod(found as Pod).status;
}

/** Times at which the trace says something. */
function timesOf(run: RunResult, text: string): readonly number[] {
  return traceRows(run.entries, run.store)
    .filter(({ to, detail }) => `${to} ${detail}`.includes(text))
    .map(({ at }) => at);
}

const lifecycle = { preStop: { sleep: { seconds: 15 } } };

describe('a scenario file', () => {
  test('an empty one is the default cluster', () => {
    const { scenario, findings } = parseScenario(HEAD);
    expect(findings).toEqual([]);
    expect(scenario).toMatchObject(DEFAULT_SCENARIO);
  });

  test('durations may be written with units or as seconds', () => {
    const { scenario, untilMs } = parseScenario({
      ...HEAD,
      until: '1m30s',
      happenings: [
        { at: 5, kubectl: 'delete pod web' },
        { at: '1.5s', killSandbox: 'web' },
      ],
    });
    expect(untilMs).toBe(90_000);
    expect(scenario.happenings.map(({ trigger }) => trigger)).toEqual([
      { kind: 'at', atMs: 5000 },
      { kind: 'at', atMs: 1500 },
    ]);
  });

  test.each([
    [{ ...HEAD, untill: 3 }, 'untill'],
    [{ ...HEAD, until: 'soon' }, 'until'],
    [{ ...HEAD, happenings: [{ at: '1s' }] }, 'happenings.0'],
    [{ ...HEAD, happenings: [{ kubectl: 'get pod' }] }, 'happenings.0'],
    [{ ...HEAD, images: [{ pull: {} }] }, 'images.0'],
    [{ ...HEAD, cluster: { nodes: [{ taints: [{ key: 'a' }] }] } }, 'cluster.nodes.0.taints.0'],
    [{ kind: 'Scenario' }, ''],
    ['nonsense', ''],
  ])('%j: the finding names its place', (file, place) => {
    const paths = parseScenario(file).findings.map(({ path }) => path.join('.'));
    expect(paths).toContain(place);
  });
});

test('images are matched with their tag, `latest` where none is written', () => {
  const registry = registryOf([
    { image: 'nginx', present: true },
    { image: 'app:*', pull: { kind: 'notFound' } },
  ]);
  expect(registry('nginx:latest').present).toBe(true);
  expect(registry('nginx:1.27').present).toBe(false);
  expect(registry('app:3').pull.kind).toBe('notFound');
  expect(registry('other').pull.kind).toBe('succeeds');
});

describe('what happens', () => {
  test('a deletion at a time', () => {
    const run = runWith({ happenings: [{ at: '10s', kubectl: 'delete pod web' }] }, [pod('web')]);
    expect(endOf(run, 'web')).toBeUndefined();
    expect(timesOf(run, 'kubectl delete pod web')[0]).toBeGreaterThanOrEqual(10_000);
  });

  test('something a while after a Pod’s row reads so', () => {
    const when = { pod: 'web', status: 'Running', ready: '1/1', delay: '3s' };
    const run = runWith({ happenings: [{ when, kubectl: 'delete pod web --now' }] }, [pod('web')]);
    const [running = 0] = timesOf(run, '1/1 Running');
    const [deleted = 0] = timesOf(run, '1/1 Terminating');
    expect(deleted - running).toBeGreaterThanOrEqual(3000);
    expect(deleted - running).toBeLessThan(3500);
  });

  test('`gone` waits for a Pod that was there', () => {
    const run = runWith(
      {
        happenings: [
          { at: '8s', kubectl: 'delete pod web --now' },
          { when: { pod: 'web', gone: true }, create: pod('after') },
        ],
      },
      [pod('web')],
    );
    expect(timesOf(run, 'create Pod/after')[0]).toBeGreaterThan(8000);
    expect(run.store.count('Pod')).toBe(1);
  });

  test('a container killed behind the kubelet’s back is started again', () => {
    const run = runWith(
      { happenings: [{ at: '10s', killContainer: { pod: 'web', container: 'app' } }] },
      [pod('web')],
    );
    const web = run.store.get('Pod', 'default', 'web') as Pod;
    expect(summarizePod(web)).toMatchObject({ status: 'Running', restarts: 1 });
  });

  test('a drain takes no Pod that came after it began (L-NOD-14)', () => {
    const slow = { containers: [{ name: 'app', image: 'app:1', lifecycle }] };
    const run = runWith(
      {
        happenings: [
          { at: '10s', kubectl: 'drain node-1 --force' },
          { at: '12s', kubectl: 'uncordon node-1' },
          { at: '13s', create: pod('late') },
        ],
      },
      [{ ...pod('web'), spec: slow }],
    );
    expect(endOf(run, 'web')).toBeUndefined();
    expect(run.store.get('Pod', 'default', 'late')).toMatchObject({ status: { phase: 'Running' } });
  });

  test('a drain empties the node and leaves it cordoned (L-NOD-14)', () => {
    const run = runWith(
      { happenings: [{ at: '10s', kubectl: 'drain node-1 --force --ignore-daemonsets' }] },
      [pod('web')],
    );
    expect(endOf(run, 'web')).toBeUndefined();
    expect(run.store.get('Node', '', 'node-1')).toMatchObject({ spec: { unschedulable: true } });
  });

  test('a node that loses its network, or can make no sandboxes, for a while (L-SYN-2, L-SYN-8)', () => {
    const broken = (lost: object, mended: object): readonly (string | undefined)[] => {
      const happenings = [
        { at: 0, ...lost },
        { at: 20, create: pod('late') },
      ];
      const ends = [
        { ...HEAD, happenings },
        { ...HEAD, happenings: [...happenings, { at: 30, ...mended }] },
      ];
      return ends.map((file) => endOf(runWith(file, []), 'late'));
    };
    const network = broken({ loseNetwork: 'node-1' }, { returnNetwork: 'node-1' });
    expect(network).toEqual(['Pending', 'Running']);
    const sandboxes = broken({ failSandboxes: 'node-1' }, { mendSandboxes: 'node-1' });
    expect(sandboxes).toEqual(['ContainerCreating', 'Running']);
  });

  test('a node that is shut down in good order (L-NOD-13)', () => {
    const shutDownNode = { node: 'node-1', grace: '5s', criticalGrace: '2s' };
    const run = runWith({ happenings: [{ at: 10, shutDownNode }] }, [pod('web')]);
    expect(endOf(run, 'web')).toBe('Completed');
    expect(timesOf(run, 'loses power')[0]).toBeLessThan(20_000);
  });

  test('a program rule wins over what the image does', () => {
    const run = runWith(
      { programs: [{ pod: 'web', container: 'app', exitAfter: '5s', exitCode: 3 }] },
      [pod('web', { restartPolicy: 'Never' })],
    );
    expect(run.store.get('Pod', 'default', 'web')).toMatchObject({
      status: { phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] },
    });
  });

  test('a registry that fails shows in the Pod’s status', () => {
    const run = runWith({ images: [{ image: 'nginx', pull: { fails: 'notFound' } }] }, [
      pod('web'),
    ]);
    expect(endOf(run, 'web')).toMatch(/ErrImagePull|ImagePullBackOff/);
  });

  test('several nodes with labels and taints', () => {
    const run = runWith(
      {
        cluster: {
          nodes: [
            { name: 'a', taints: [{ key: 'k', effect: 'NoSchedule' }] },
            { name: 'b', labels: { disk: 'ssd' } },
          ],
        },
      },
      [pod('web', { nodeSelector: { disk: 'ssd' } })],
    );
    expect(run.store.get('Pod', 'default', 'web')).toMatchObject({ spec: { nodeName: 'b' } });
  });
});

test('a node with small log files shows the newest lines only (L-LOG-3, L-TIM-12)', () => {
  const { scenario, findings } = parseScenario({
    apiVersion: 'podlab/v1alpha1',
    kind: 'Scenario',
    cluster: { nodes: [{ containerLogMaxSize: '1Ki' }] },
  });
  expect(findings).toEqual([]);
  const command = ['sh', '-c', 'i=0; while true; do i=$((i+1)); echo "line $i"; sleep 1; done'];
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', image: 'busybox', command }] },
  };
  const cluster = startSimulation(scenario, 0);
  post(cluster, pod);
  cluster.advance(60_000);
  const environment = {
    cluster,
    catalogue: getCatalogue(),
    namespace: 'default',
    objectsIn: () => undefined,
    stdin: '',
  };
  const lines = kubectl(['logs', 'web'], environment).stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(/^line 5\d$/);
  expect(lines.length).toBeLessThan(20);
});
