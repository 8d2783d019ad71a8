// The worked timelines of the rules (section 14), and what else only a whole run can show.
import { describe, expect, test } from 'vitest';
import { anyComponent } from '../../../server/src/simulator/api/clusterComponent';
import { DEFAULT_LATENCIES } from '../../../server/src/simulator/latencies';
import { createScheduler } from '../../../server/src/simulator/scheduler/scheduler';
import { node, pod, TestCluster } from '../support/cluster';
import { Lab, podYaml, tellStates } from './support';

const FAILS = 'args: [--exit-after, "1", --exit-code, "1"]';
const one = (more: string, spec = '') =>
  podYaml(`{ ${spec} containers: [{ name: app, image: "app:1", ${more} }] }`);
const remove = (lab: Lab) => {
  lab.simulation.request({
    verb: 'delete',
    by: 'client',
    kind: 'Pod',
    namespace: 'default',
    name: 'web',
  });
  return lab;
};
/** Times from a container's end to the next start. */
const waits = (lab: Lab) => {
  const ends = lab.times('exited');
  return lab
    .times('running')
    .slice(1)
    .map((at, index) => at - (ends[index] ?? 0));
};
const signals = (lab: Lab) =>
  lab.simulation.entries.flatMap(({ at, change, subject }) =>
    change.kind === 'signal'
      ? [`${Math.round(at / 1000)} ${subject.container} ${change.signal}`]
      : [],
  );

describe('a crash loop', () => {
  const lab = new Lab(one(FAILS)).at(1400);

  test('waits longer and longer, at most five minutes (L-TL-1, L-TIM-5)', () => {
    const bounds = [
      [0, 1],
      [10, 15],
      [20, 30],
      [40, 60],
      [80, 90],
      [160, 170],
      [300, 310],
      [300, 310],
    ] as const;
    const measured = waits(lab).slice(0, bounds.length);
    expect(measured).toHaveLength(bounds.length);
    for (const [index, [least, most]] of bounds.entries()) {
      expect(measured[index]).toBeGreaterThanOrEqual(least);
      expect(measured[index]).toBeLessThanOrEqual(most);
    }
  });

  test('shows Error for the wait, CrashLoopBackOff at its end, or after a minute (L-TL-1, L-TIM-1, L-TIM-2)', () => {
    const shown = lab.history(tellStates);
    const backOff = shown.filter(([, text]) => text.includes('CrashLoopBackOff'));
    const after = (at: number) => shown.find(([when]) => when > at)?.[0] ?? 0;
    const before = (at: number) => shown.filter(([when]) => when < at).at(-1)?.[0] ?? 0;
    for (const [at] of backOff) {
      // The queue of due syncs is looked at each second.
      expect(Number.isInteger(at)).toBe(true);
      const showedError = at - before(at);
      const lasted = after(at) - at;
      if (showedError < 60) expect(lasted).toBeLessThan(0.4);
      else expect(showedError).toBeLessThanOrEqual(90);
    }
    expect(backOff.length).toBeGreaterThanOrEqual(7);
  });
});

describe('a liveness probe that always fails', () => {
  const cycle = (args: string) =>
    new Lab(
      podYaml(`
  containers:
    - name: app
      image: "app:1"
      args: [${args}]
      livenessProbe: { tcpSocket: { port: 8080 } }`),
    ).at(380);

  test('restarts a container that ignores SIGTERM each minute, and holds the sixth kill back (L-TL-2, L-TIM-8)', () => {
    const lab = cycle('--term, ignore');
    expect(lab.times('exited').map(Math.round)).toEqual([60, 120, 180, 240, 300, 360]);
    expect(waits(lab).every((wait) => wait < 0.5)).toBe(true);
    expect(lab.row()).toBe('0/1 CrashLoopBackOff 5');
  });

  test('restarts one that obeys each half minute, and holds the fifth kill back (L-TL-2)', () => {
    const lab = cycle('').at(155);
    const obedient = cycle('');
    expect(obedient.times('exited').slice(0, 5).map(Math.round)).toEqual([30, 60, 90, 120, 150]);
    expect(lab.history(tellStates).find(([, text]) => text.includes('BackOff'))?.[1]).toBe(
      'Running app=CrashLoopBackOff,4',
    );
  });
});

describe('the deletion of a Pod with a sidecar', () => {
  const deleted = (app: string, sidecar: string, grace: number) =>
    remove(
      new Lab(
        podYaml(`
  terminationGracePeriodSeconds: ${grace}
  initContainers: [{ name: side, image: "app:1", restartPolicy: Always, args: [${sidecar}] }]
  containers: [{ name: app, image: "app:1", args: [${app}] }]`),
      ).at(10),
    ).at(60);
  const ends = (lab: Lab) =>
    lab.history(tellStates).flatMap(([at, text]) => (at > 10 ? [`${at.toFixed(1)} ${text}`] : []));

  test('that stops after three seconds (L-TL-3)', () => {
    const lab = deleted('--term-delay, "3"', '', 30);
    expect(signals(lab)).toEqual(['10 app SIGTERM', '13 side SIGTERM']);
    expect(lab.events('Killing')).toHaveLength(2);
    expect(ends(lab)).toEqual(['13.4 Succeeded side=Completed(0) app=Completed(0)', '13.8 gone']);
  });

  test('that ignores SIGTERM (L-TL-4)', () => {
    const lab = deleted('--term, ignore', '', 30);
    expect(signals(lab)).toEqual(['10 app SIGTERM', '40 app SIGKILL', '40 side SIGTERM']);
    expect(ends(lab)).toEqual(['40.3 Failed side=Completed(0) app=Error(137)', '40.7 gone']);
  });

  test('whose sidecar ignores SIGTERM (L-TL-4)', () => {
    const lab = deleted('', '--term, ignore', 10);
    expect(signals(lab)).toEqual(['10 app SIGTERM', '10 side SIGTERM', '20 side SIGKILL']);
    expect(ends(lab)).toEqual(['20.4 Succeeded side=Error(137) app=Completed(0)', '20.8 gone']);
  });
});

describe('a missing ConfigMap', () => {
  test('holds the container until it is there (L-TL-8, L-TIM-1)', () => {
    const lab = new Lab(one('envFrom: [{ configMapRef: { name: c } }]')).at(60);
    expect([lab.row(), lab.pod.status?.phase]).toEqual([
      '0/1 CreateContainerConfigError 0',
      'Pending',
    ]);
    expect(lab.events().slice(1)).toEqual([
      'Pulled Container image "app:1" already present on machine and can be accessed by the pod x6',
      'Failed Error: configmap "c" not found x6',
    ]);
    lab.post('{ apiVersion: v1, kind: ConfigMap, metadata: { name: c } }');
    expect(lab.at(75.5).row()).toBe('1/1 Running 0');
    expect(lab.events().slice(3)).toEqual([
      'Created Container created',
      'Started Container started',
    ]);
  });
});

describe('ordinary times', () => {
  test('of a start, of further containers, of an init container and of an end (L-TIM-31)', () => {
    const running = (lab: Lab) =>
      lab
        .at(15)
        .history((p) => p.status?.phase ?? '')
        .find(([, phase]) => phase === 'Running')?.[0] ?? 0;
    const alone = running(new Lab(one('')));
    const app = (name: string) => `{ name: ${name}, image: "app:1" }`;
    const two = running(new Lab(podYaml(`{ containers: [${app('app')}, ${app('b')}] }`)));
    const init = running(
      new Lab(
        podYaml(
          `{ initContainers: [{ name: i, image: "app:1", args: [--exit-after, "2"] }], containers: [${app('app')}] }`,
        ),
      ),
    );
    expect(alone).toBeCloseTo(0.8, 1);
    expect(two - alone).toBeCloseTo(0.2, 1);
    expect(init - alone - 2).toBeGreaterThan(0.2);
    expect(init - alone - 2).toBeLessThan(1.2);
    const gone = remove(new Lab(one('')).at(10))
      .at(20)
      .history(tellStates)
      .at(-1);
    expect(gone?.[1]).toBe('gone');
    expect((gone?.[0] ?? 0) - 10).toBeCloseTo(0.8, 0);
  });

  test('a container that ends at once is shown running all the same (L-TIM-31)', () => {
    const shown = new Lab(one('args: [--exit-after, "0"]', 'restartPolicy: Never,'))
      .at(5)
      .history(tellStates)
      .map(([, text]) => text);
    expect(shown.some((text) => text.endsWith('app=Completed(0)'))).toBe(true);
  });
});

describe('the writers of a Pod', () => {
  test('the server alone gives it a phase, the scheduler a node, nobody but the kubelet the rest (L-GEN-1)', () => {
    const alone = new TestCluster([]).create(node('n'), pod('web')).advance(60).pod('web');
    expect([alone.status, alone.spec.nodeName]).toEqual([
      { phase: 'Pending', qosClass: 'BestEffort' },
      undefined,
    ]);
    const bound = new TestCluster([anyComponent(createScheduler({ latencies: DEFAULT_LATENCIES }))])
      .create(node('n'), pod('web'))
      .advance(60)
      .pod('web');
    expect(bound.status?.conditions?.map(({ type }) => type)).toEqual(['PodScheduled']);
    expect([bound.status?.containerStatuses, bound.spec.nodeName]).toEqual([undefined, 'n']);
  });
});

describe('containers and sandboxes', () => {
  test('the sandbox is there before any image is pulled (L-SYN-8)', () => {
    const absent = [
      { image: 'app:*', present: false, pull: { kind: 'succeeds' as const, afterMs: 3000 } },
    ];
    const lab = new Lab(one(''), absent).at(2);
    const order = lab.simulation.entries.flatMap(({ change }) =>
      change.kind === 'sandbox' || change.kind === 'pull' ? [change.kind] : [],
    );
    expect(order).toEqual(['sandbox', 'pull']);
    expect(lab.condition('PodReadyToStartContainers')).toBe('True');
  });

  test('PodReadyToStartContainers follows the sandbox (L-CND-6)', () => {
    const lab = new Lab(one('args: [--exit-after, "2"]', 'restartPolicy: Never,')).at(8);
    const shown = lab
      .history(
        (p) =>
          p.status?.conditions?.find(({ type }) => type === 'PodReadyToStartContainers')?.status ??
          '-',
      )
      .map(([, text]) => text);
    expect(shown).toEqual(['-', 'False', 'True', 'False']);
  });

  test('an ephemeral container runs once and counts for nothing (L-SYN-25)', () => {
    const lab = new Lab(one('')).at(5);
    const ephemeralContainers = [
      { name: 'debug', image: 'app:1', args: ['--exit-after', '3', '--exit-code', '1'] },
    ];
    lab.simulation.request({
      verb: 'update',
      by: 'client',
      subresource: 'ephemeralcontainers',
      object: { ...lab.pod, spec: { ...lab.pod.spec, ephemeralContainers } } as typeof lab.pod,
    });
    expect(lab.at(60).times('running', 'debug')).toHaveLength(1);
    expect(lab.row()).toBe('1/1 Running 0');
    expect([lab.condition('Ready'), lab.pod.status?.qosClass]).toEqual(['True', 'BestEffort']);
  });

  test('exit codes are those of the process, or 128 and the signal (L-TRM-12)', () => {
    const ended = (command: string, grace = 2) => {
      const script = JSON.stringify(command);
      const lab = new Lab(
        podYaml(
          `{ terminationGracePeriodSeconds: ${grace}, shareProcessNamespace: true, containers: [{ name: app, image: "busybox:1", command: [sh, -c, ${script}] }] }`,
          '{ name: web, finalizers: [a/b] }',
        ),
      ).at(5);
      const { state } = remove(lab).at(12).container();
      return `${state?.terminated?.reason} ${state?.terminated?.exitCode}`;
    };
    expect([
      ended('trap "exit 0" TERM; while true; do sleep 1; done'),
      ended('trap "exit 7" TERM; while true; do sleep 1; done'),
      ended('while true; do sleep 1; done'),
      ended('trap "" TERM; while true; do sleep 1; done'),
    ]).toEqual(['Completed 0', 'Error 7', 'Error 143', 'Error 137']);
  });
});

describe('nodes', () => {
  test('phase Unknown does not exist: Pods of a lost node stay Running (L-PHS-8)', () => {
    const lab = new Lab(one('')).at(5);
    lab.toKubelet({ kind: 'powerOff' });
    lab.at(500);
    expect(lab.history((p) => p.status?.phase ?? '').map(([, phase]) => phase)).toEqual([
      'Pending',
      'Running',
    ]);
    expect(lab.row()).toBe('1/1 Terminating 0');
  });

  test('a node is found missing after 50 s, looked at each 5 s (L-TIM-16)', () => {
    const lab = new Lab(one('')).at(12);
    lab.toKubelet({ kind: 'powerOff' });
    const [at = 0] =
      lab
        .at(100)
        .simulation.store.changes.filter(({ object }) => object.kind === 'Node')
        .filter(({ object }) => JSON.stringify(object['status']).includes('NodeStatusUnknown'))
        .map((change) => change.at / 1000) ?? [];
    expect(at).toBeGreaterThan(59);
    expect(at).toBeLessThan(67);
  });
});

describe('what a node refuses', () => {
  test.each([
    [
      'os: { name: windows },',
      'PodOSNotSupported',
      "Failed to admit pod as the OS field doesn't match node OS",
    ],
    [
      'nodeName: node-1, nodeSelector: { disk: ssd },',
      'NodeAffinity',
      "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    ],
  ])('never runs: %s (L-SYN-6, L-API-13)', (spec, reason, text) => {
    const lab = new Lab(one('', spec)).at(120);
    expect(lab.row()).toBe(`0/1 ${reason} 0`);
    expect([lab.pod.status?.phase, lab.pod.status?.message]).toEqual([
      'Failed',
      `Pod was rejected: ${text}`,
    ]);
    expect(lab.events(reason)).toEqual([`${reason} ${text}`]);
    expect(lab.containerStates()).toEqual([]);
  });
});

describe('kubectl drain', () => {
  test.each([
    [
      '',
      'cannot delete cannot delete Pods that declare no controller (use --force to override): default/web',
      '',
    ],
    [
      ' --force',
      'cannot delete Pods with local storage (use --delete-emptydir-data to override): default/web',
      'volumes: [{ name: v, emptyDir: {} }],',
    ],
  ])('without the flag that it needs leaves the Pods alone:%s (L-NOD-14)', (flags, why, spec) => {
    const lab = new Lab(one('', spec)).at(5);
    expect(lab.kubectl(`drain node-1${flags}`)).toBe(
      `node/node-1 cordoned\nerror: unable to drain node "node-1" due to error: ${why}, continuing command...\nThere are pending nodes to be drained:\n node-1\n${why}\n`,
    );
    expect(lab.at(60).row()).toBe('1/1 Running 0');
  });

  test('evicts the Pods, waits until they are gone, and keeps new ones away (L-NOD-14)', () => {
    const lab = new Lab(one('')).at(5);
    expect(lab.kubectl('drain node-1 --force')).toBe(
      'node/node-1 cordoned\npod/web evicted\nnode/node-1 drained\nevicting pod default/web\n',
    );
    expect(lab.find('Pod', 'web')).toBeUndefined();
    lab.post(one(''));
    expect(lab.at(30).condition('PodScheduled')).toContain('were unschedulable');
  });

  test('tries again when a budget forbids it, until its time is over (L-NOD-14)', () => {
    const lab = new Lab(
      podYaml('{ containers: [{ name: app, image: "app:1" }] }', '{ name: web, labels: { a: b } }'),
    );
    lab.post(
      '{ apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: { name: b }, spec: { minAvailable: 1, selector: { matchLabels: { a: b } } } }',
    );
    const printed = lab.at(10).kubectl('drain node-1 --force --timeout=12s');
    expect(printed.match(/will retry after 5s/g)).toHaveLength(3);
    expect(printed).toContain('global timeout reached: 12s');
    expect(lab.row()).toBe('1/1 Running 0');
  });
});
