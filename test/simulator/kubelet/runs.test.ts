// Whole lives of one Pod on one node.
import { describe, expect, test } from 'vitest';
import { condition, OnePod } from './support';

const NOT_THERE = [{ image: 'missing:*', present: false, pull: { kind: 'notFound' as const } }];

describe('start', () => {
  test('goes from ContainerCreating to Running with its Events (L-SYN-7, L-SYN-10, L-SYN-13)', () => {
    const run = new OnePod('containers: [{ name: app, image: "app:1" }]').at(5);
    expect(run.sequence).toEqual([
      'Pending',
      'Pending app=ContainerCreating',
      'Running app=running,ready',
    ]);
    expect(run.events.slice(-3)).toEqual([
      'Pulled Container image "app:1" already present on machine and can be accessed by the pod x1',
      'Created Container created x1',
      'Started Container started x1',
    ]);
    expect(run.pod.status?.conditions?.map(({ type }) => type)).toEqual([
      'PodReadyToStartContainers',
      'Initialized',
      'Ready',
      'ContainersReady',
      'PodScheduled',
    ]);
  });

  test('containers start one after another, shown together (L-SYN-12)', () => {
    const run = new OnePod(
      'containers: [{ name: b, image: "app:1" }, { name: a, image: "app:1" }]',
    );
    expect(run.at(5).sequence.slice(2)).toEqual(['Running a=running,ready b=running,ready']);
  });

  test('init containers run in order, the app waits for them (L-INI-2, L-INI-10)', () => {
    const run = new OnePod(`
      initContainers:
        - { name: one, image: "app:1", args: [--exit-after, "2"] }
        - { name: two, image: "app:1", args: [--exit-after, "2"] }
      containers: [{ name: app, image: "app:1" }]`);
    expect(run.at(12).sequence.slice(1)).toEqual([
      'Pending one=PodInitializing two=PodInitializing app=PodInitializing',
      'Pending one=running two=PodInitializing app=PodInitializing',
      'Pending one=Completed(0),ready two=PodInitializing app=PodInitializing',
      'Pending one=Completed(0),ready two=running app=PodInitializing',
      'Pending one=Completed(0),ready two=Completed(0),ready app=PodInitializing',
      'Running one=Completed(0),ready two=Completed(0),ready app=running,ready',
    ]);
  });

  test('a command that is not there leaves an exited container (L-SYN-16)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      containers: [{ name: app, image: "busybox:1.36", command: [nope] }]`);
    expect(run.at(8).sequence.slice(2)).toEqual([
      'Pending app=StartError(128)',
      'Failed app=StartError(128)',
    ]);
  });

  test('a missing ConfigMap key holds the container until it is there (L-SYN-15)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "app:1"
          env: [{ name: A, valueFrom: { configMapKeyRef: { name: c, key: k } } }]`).at(8);
    expect(run.sequence.at(-1)).toBe('Pending app=CreateContainerConfigError');
    const metadata = { name: 'c', namespace: 'default' };
    run.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { k: '1' } });
    expect(run.at(30).sequence.at(-1)).toBe('Running app=running,ready');
  });

  test('a missing volume source is asked for after 0.5, 1, 2, 4 … seconds (L-SYN-11)', () => {
    const run = new OnePod(`
      volumes: [{ name: v, secret: { secretName: s } }]
      containers: [{ name: app, image: "app:1", volumeMounts: [{ name: v, mountPath: /v }] }]`);
    expect(run.at(9).eventsAbout('FailedMount')).toEqual([
      'MountVolume.SetUp failed for volume "v" : secret "s" not found x5',
    ]);
  });
});

describe('images', () => {
  test('a failed pull shows ErrImagePull and ImagePullBackOff in turn (L-IMG-6)', () => {
    const run = new OnePod('containers: [{ name: app, image: "missing:1" }]', NOT_THERE);
    expect(run.at(30).sequence.slice(2)).toEqual([
      'Pending app=ErrImagePull',
      'Pending app=ImagePullBackOff',
      'Pending app=ErrImagePull',
    ]);
    expect(run.eventsAbout('Pulling')).toEqual(['Pulling image "missing:1" x2']);
  });

  test('the other containers start meanwhile, the phase stays Pending (L-IMG-8)', () => {
    const run = new OnePod(
      'containers: [{ name: a, image: "missing:1" }, { name: b, image: "app:1" }]',
      NOT_THERE,
    );
    expect(run.at(5).sequence.at(-1)).toBe('Pending a=ErrImagePull b=running,ready');
  });

  test('a name that cannot be parsed is told as it is (L-IMG-1)', () => {
    const run = new OnePod('containers: [{ name: app, image: "Bad/Name" }]').at(5);
    expect(run.sequence.at(-1)).toBe('Pending app=InvalidImageName');
  });

  test('Never without the image (L-IMG-2)', () => {
    const run = new OnePod(
      'containers: [{ name: app, image: "missing:1", imagePullPolicy: Never }]',
      NOT_THERE,
    ).at(5);
    expect(run.sequence.at(-1)).toBe('Pending app=ErrImageNeverPull');
  });

  test('pulls of a node follow one another (L-IMG-7)', () => {
    const slow = [
      { image: '*', present: false, pull: { kind: 'succeeds' as const, afterMs: 4000 } },
    ];
    const run = new OnePod('containers: [{ name: app, image: "one:1" }]', slow);
    const metadata = { name: 'web2' };
    const spec = { containers: [{ name: 'app', image: 'two:1' }] };
    run.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec }).at(12);
    const seconds = run.eventsAbout('Pulled').map((line) => {
      const [, took, waited] = /in ([\d.]+)s \(([\d.]+)s including waiting\)/.exec(line) ?? [];
      return [Math.floor(Number(took)), Math.round(Number(waited) / 4)];
    });
    // How long each one took, and whether it waited for another.
    expect(seconds).toEqual([
      [4, 1],
      [4, 2],
    ]);
  });

  test('a new image restarts the container (L-SYN-18)', () => {
    const run = new OnePod('containers: [{ name: app, image: "app:1" }]').at(5);
    run.change((pod) => ({
      ...pod,
      spec: {
        ...pod.spec,
        containers: [{ ...pod.spec.containers[0], name: 'app', image: 'app:2' }],
      },
    }));
    expect(run.at(10).sequence.at(-1)).toBe('Running app=running,ready,1');
    expect(run.eventsAbout('Killing')).toEqual([
      'Container app definition changed, will be restarted x1',
    ]);
  });
});

describe('exits', () => {
  test('the first restart comes at once, the second after ten seconds (L-RST-5, L-RST-8)', () => {
    const run = new OnePod(
      'containers: [{ name: app, image: "app:1", args: [--exit-after, "1", --exit-code, "3"] }]',
    );
    expect(run.at(18).sequence.slice(2)).toEqual([
      'Running app=running,ready',
      'Running app=Error(3)',
      'Running app=running,ready,1',
      'Running app=Error(3),1',
      'Running app=CrashLoopBackOff,1',
      'Running app=running,ready,2',
      'Running app=Error(3),2',
    ]);
  });

  test('a Pod that ends by itself shows its containers first, its phase later (L-TRM-17)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      containers: [{ name: app, image: "app:1", args: [--exit-after, "2"] }]`);
    expect(run.at(8).sequence.slice(3)).toEqual([
      'Running app=Completed(0)',
      'Succeeded app=Completed(0)',
    ]);
    expect(condition(run.pod, 'PodReadyToStartContainers')).toBe('False');
    expect(condition(run.pod, 'Ready')).toBe('False PodCompleted');
  });

  test('a failed init container under Never ends the Pod (L-INI-6)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      initContainers: [{ name: i, image: "app:1", args: [--exit-after, "1", --exit-code, "1"] }]
      containers: [{ name: app, image: "app:1" }]`);
    expect(run.at(8).sequence.at(-1)).toBe('Failed i=Error(1) app=PodInitializing');
  });

  test('memory above the limit kills the container (L-RST-13)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      containers:
        - name: app
          image: "app:1"
          args: [--alloc, "100", --alloc-after, "2"]
          resources: { limits: { memory: 32Mi } }`);
    expect(run.at(8).sequence.at(-1)).toBe('Failed app=OOMKilled(137)');
  });

  test('sidecars end when all app containers have (L-INI-9)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      initContainers: [{ name: s, image: "app:1", restartPolicy: Always }]
      containers: [{ name: app, image: "app:1", args: [--exit-after, "2"] }]`);
    expect(run.at(10).sequence.at(-1)).toBe('Succeeded s=Completed(0) app=Completed(0)');
    expect(run.eventsAbout('Killing')).toEqual(['Stopping container s x1']);
  });

  test('a rule can restart all containers, without back-off (L-INI-16)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      containers:
        - { name: a, image: "app:1" }
        - name: b
          image: "app:1"
          args: [--exit-after, "3", --exit-code, "42"]
          restartPolicy: Never
          restartPolicyRules:
            - { action: RestartAllContainers, exitCodes: { operator: In, values: [42] } }`);
    expect(run.at(8).sequence.slice(2, 6)).toEqual([
      'Running a=running,ready b=running,ready',
      'Running a=running,ready b=Error(42)',
      'Running a=RestartingAllContainers,1 b=RestartingAllContainers,1',
      'Running a=running,ready,1 b=running,ready,1',
    ]);
  });

  test('a lost sandbox is made anew, with all containers (L-SYN-9)', () => {
    const run = new OnePod('containers: [{ name: app, image: "app:1" }]').at(4);
    const before = run.pod.status?.podIP;
    run.toRuntime({ kind: 'killSandbox' }).at(10);
    expect(run.sequence.at(-1)).toBe('Running app=running,ready,1');
    expect(run.pod.status?.podIP).not.toBe(before);
    expect(run.eventsAbout('SandboxChanged')).toHaveLength(1);
  });

  test('an active deadline ends the Pod (L-PHS-9)', () => {
    const run = new OnePod(
      '{ activeDeadlineSeconds: 5, containers: [{ name: app, image: "app:1" }] }',
    );
    expect(run.at(12).sequence.at(-1)).toBe('Failed(DeadlineExceeded) app=Completed(0)');
  });
});

describe('probes', () => {
  test('a liveness failure kills and restarts in the same sync (L-PRB-10, L-RST-10)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "unhealthy:1"
          livenessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 2 }`).at(18);
    expect(run.sequence.slice(2)).toEqual([
      'Running app=running,ready',
      'Running app=running,ready,1',
    ]);
    expect(run.eventsAbout('Unhealthy')).toEqual([
      'Liveness probe failed: HTTP probe failed with statuscode: 500 x3',
    ]);
    expect(run.eventsAbout('Killing')).toEqual([
      'Container app failed liveness probe, will be restarted x1',
    ]);
  });

  test('containers that fail together are stopped one after the other (L-PRB-10)', () => {
    const failing =
      'livenessProbe: { tcpSocket: { port: 9 }, periodSeconds: 2, failureThreshold: 1 }';
    const run = new OnePod(`
      containers:
        - { name: a, image: "app:1", args: [--term-delay, "3"], ${failing} }
        - { name: b, image: "app:1", args: [--term-delay, "3"], ${failing} }`);
    expect(run.at(5).eventsAbout('Killing')).toEqual([
      'Container a failed liveness probe, will be restarted x1',
    ]);
    expect(run.at(7).eventsAbout('Killing')).toHaveLength(2);
    expect(run.at(9).sequence.at(-1)).toBe('Running a=running,ready,1 b=running,ready,1');
  });

  test('readiness is shown false first, and probed at once (L-PRB-2, L-PRB-3)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "app:1"
          args: [--http, "8080"]
          readinessProbe: { httpGet: { path: /, port: 8080 } }`).at(5);
    expect(run.sequence.slice(2)).toEqual(['Running app=running', 'Running app=running,ready']);
  });

  test('nothing is ready before the startup probe has succeeded (L-PRB-9)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "app:1"
          args: [--http, "8080", --http-delay, "5"]
          startupProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 2, failureThreshold: 10 }`);
    expect(run.at(4).pod.status?.containerStatuses?.[0]?.started).toBe(false);
    expect(run.at(10).sequence.slice(2)).toEqual([
      'Running app=running',
      'Running app=running,ready',
    ]);
  });

  test('ticks keep the grid of the worker, whenever the container starts (L-PRB-1)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "app:1"
          livenessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 5, failureThreshold: 1 }`);
    run.at(7);
    const probes = run.simulation.entries.filter(({ change }) => change.kind === 'probe');
    // Volumes are mounted at 0.350, one period before; the container started at 0.810.
    expect(probes.map(({ at }) => at)).toEqual([5352]);
    expect(run.eventsAbout('Unhealthy')).toEqual([
      'Liveness probe failed: dial tcp 10.244.0.2:8080: connect: connection refused x1',
    ]);
  });
});

describe('the end', () => {
  test('a deleted Pod shows how it ended, then goes (L-TRM-13, L-TRM-16)', () => {
    const run = new OnePod('containers: [{ name: app, image: "app:1" }]').at(4).delete().at(10);
    expect(run.sequence.slice(3)).toEqual([
      'Running deleting app=running,ready',
      'Succeeded deleting app=Completed(0)',
      'gone',
    ]);
    expect(run.eventsAbout('Killing')).toEqual(['Stopping container app x1']);
  });

  test('SIGKILL comes when the grace is over (L-TRM-5)', () => {
    const run = new OnePod(
      '{ terminationGracePeriodSeconds: 4, containers: [{ name: app, image: "app:1", args: [--term, ignore] }] }',
    );
    run.at(4).delete().at(12);
    const killed = run.states.find((line) => line.includes('Error(137)')) ?? '';
    expect(Number.parseFloat(killed)).toBeCloseTo(8.3, 0);
  });

  test('a preStop hook uses up the grace; two seconds are left at least (L-HOOK-7, L-TL-5)', () => {
    const run = new OnePod(`
      terminationGracePeriodSeconds: 5
      containers:
        - name: app
          image: "app:1"
          args: [--term, ignore]
          lifecycle: { preStop: { exec: { command: [sleep, "60"] } } }`);
    run.at(4).delete().at(20);
    const killed = run.states.find((line) => line.includes('Error(137)')) ?? '';
    expect(Number.parseFloat(killed)).toBeCloseTo(11.3, 0);
    expect(run.eventsAbout('FailedPreStopHook')).toEqual(['PreStopHook failed x1']);
  });

  test('sidecars get their signal after the app, in reverse order (L-TRM-9)', () => {
    const run = new OnePod(`
      initContainers:
        - { name: s1, image: "app:1", restartPolicy: Always, args: [--term-delay, "1"] }
        - { name: s2, image: "app:1", restartPolicy: Always, args: [--term-delay, "1"] }
      containers: [{ name: app, image: "app:1", args: [--term-delay, "2"] }]`);
    run.at(6).delete().at(20);
    const signals = run.simulation.entries
      .filter(({ change }) => change.kind === 'signal')
      .map(({ at, subject }) => `${subject.container} ${Math.round(at / 1000)}`);
    expect(signals).toEqual(['app 6', 's2 8', 's1 9']);
  });

  test('a pull goes on though the Pod is deleted (L-TRM-19)', () => {
    const slow = [
      { image: 'slow:1', present: false, pull: { kind: 'succeeds' as const, afterMs: 6000 } },
    ];
    const run = new OnePod('containers: [{ name: app, image: "slow:1" }]', slow);
    run.at(3).delete().at(15);
    expect(run.eventsAbout('Started')).toHaveLength(1);
    expect(run.gone).toBe(true);
  });

  test('a forced deletion leaves the node to clear up (L-TRM-4)', () => {
    const run = new OnePod('containers: [{ name: app, image: "app:1", args: [--term, ignore] }]');
    run.at(4).delete(0);
    expect(run.gone).toBe(true);
    run.at(8);
    const exits = run.simulation.entries.filter(
      ({ change }) => change.kind === 'container' && change.state === 'exited',
    );
    expect(exits.map(({ at }) => Math.round(at / 1000))).toEqual([6]);
  });

  test('hooks that fail after the start stop the container (L-HOOK-3)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "app:1"
          lifecycle: { postStart: { exec: { command: ["false"] } } }`).at(5);
    expect(run.eventsAbout('FailedPostStartHook').length).toBe(1);
    expect(run.sequence).toContain('Running app=PostStartHookError');
  });
});

describe('the node', () => {
  test('without its kubelet containers run on and nothing is told (L-NOD-6)', () => {
    const run = new OnePod(
      'containers: [{ name: app, image: "app:1", args: [--exit-after, "10"] }]',
    );
    run.at(5).toKubelet({ kind: 'stop' }).at(30);
    expect(run.sequence.at(-1)).toBe('Running app=running,ready');
    run.toKubelet({ kind: 'start' }).at(40);
    expect(run.sequence.at(-1)).toBe('Running app=running,ready,1');
  });

  test('a restarted kubelet leaves a ready Pod alone (L-PRB-15)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "app:1"
          args: [--http, "8080"]
          readinessProbe: { httpGet: { path: /, port: 8080 } }`).at(20);
    const before = run.sequence.length;
    run.toKubelet({ kind: 'stop' }).at(25).toKubelet({ kind: 'start' }).at(60);
    expect(run.sequence.length).toBe(before);
  });

  test('after a loss of power everything is made anew (L-NOD-7)', () => {
    const run = new OnePod('containers: [{ name: app, image: "app:1" }]').at(5);
    run.toKubelet({ kind: 'powerOff' }).at(15).toKubelet({ kind: 'start' }).at(30);
    expect(run.sequence.at(-1)).toBe('Running app=running,ready,1');
  });

  test('refuses a Pod that does not fit, when nobody scheduled it (L-SYN-6)', () => {
    const run = new OnePod(`
      nodeName: node-1
      containers: [{ name: app, image: "app:1", resources: { requests: { cpu: "64" } } }]`).at(5);
    expect(run.sequence.at(-1)).toBe('Failed(OutOfcpu)');
    expect(run.pod.status?.message).toBe(
      "Pod was rejected: Node didn't have enough resource: cpu, requested: 64000, used: 0, capacity: 4000",
    );
  });

  test('static Pods have a mirror that comes back (L-SYN-27)', () => {
    const run = new OnePod('containers: [{ name: app, image: "app:1" }]');
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'proxy', namespace: 'kube-system' },
      spec: { containers: [{ name: 'proxy', image: 'app:1' }] },
    };
    run.toKubelet({ kind: 'staticPut', file: 'proxy.yaml', object }).at(5);
    const mirror = () => run.simulation.store.pod('kube-system', 'proxy-node-1');
    expect(mirror()?.status?.phase).toBe('Running');
    run.simulation.request({
      verb: 'delete',
      by: 'client',
      kind: 'Pod',
      namespace: 'kube-system',
      name: 'proxy-node-1',
    });
    run.at(20);
    expect(mirror()?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
    run.toKubelet({ kind: 'powerOff' }).at(22).toKubelet({ kind: 'start' }).at(27);
    expect(mirror()?.status?.containerStatuses?.[0]?.restartCount).toBe(1);
    run.toKubelet({ kind: 'staticRemove', file: 'proxy.yaml' }).at(35);
    expect(mirror()).toBeUndefined();
  });
});

describe('a resize in place', () => {
  const spec = `
    containers:
      - name: app
        image: "app:1"
        resizePolicy: [{ resourceName: memory, restartPolicy: RestartContainer }]
        resources: { requests: { cpu: 100m, memory: 32Mi }, limits: { cpu: 200m, memory: 64Mi } }`;
  const resized = (requests: Readonly<Record<string, string>>) =>
    new OnePod(spec).at(5).change((pod) => {
      const [app] = pod.spec.containers;
      const limits = { ...app?.resources?.limits, ...requests };
      const resources = { limits, requests: { ...app?.resources?.requests, ...requests } };
      return { ...pod, spec: { ...pod.spec, containers: [{ ...app, name: 'app', resources }] } };
    }, 'resize');

  test('of cpu restarts nothing (L-SYN-26)', () => {
    const run = resized({ cpu: '300m' }).at(10);
    expect(run.sequence.at(-1)).toBe('Running app=running,ready');
    expect(run.eventsAbout('ResizeCompleted')).toHaveLength(1);
    expect(condition(run.pod, 'PodResizeInProgress')).toBeUndefined();
  });

  test('restarts the container where its policy says so (L-SYN-26)', () => {
    const run = resized({ memory: '128Mi' }).at(10);
    expect(run.sequence.at(-1)).toBe('Running app=running,ready,1');
  });

  test('that no node of this size can grant is infeasible (L-SYN-26)', () => {
    const run = resized({ cpu: '64' }).at(10);
    expect(condition(run.pod, 'PodResizePending')).toBe('True Infeasible');
    expect(run.eventsAbout('ResizeInfeasible')[0]).toContain(
      '"error":"Node didn\'t have enough capacity: cpu, requested: 64000, capacity: 4000"',
    );
  });
});

test('a probe whose command is not there errs and counts for nothing (L-PRB-13)', () => {
  const run = new OnePod(`
    containers:
      - name: app
        image: "app:1"
        livenessProbe: { exec: { command: [nope] }, periodSeconds: 2, failureThreshold: 1 }`);
  run.at(9);
  expect(run.sequence.at(-1)).toBe('Running app=running,ready');
  expect(run.eventsAbout('Unhealthy')[0]).toMatch(
    /^Liveness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "nope": executable file not found in \$PATH x1$/,
  );
});
