// Single rules of a Pod's life, each shown by one run.
import { describe, expect, test } from 'vitest';
import { condition, OnePod } from './support';

const CRASHING = 'args: [--exit-after, "1", --exit-code, "1"]';

function finishedAt(run: OnePod): readonly string[] {
  return run.simulation.entries
    .filter(({ change }) => change.kind === 'container' && change.state === 'exited')
    .map(({ at, subject }) => `${subject.container} ${(at / 1000).toFixed(1)}`);
}

describe('syncs', () => {
  test('what starts during a sync is shown after it (L-GEN-3, L-GEN-4, L-SYN-2)', () => {
    const run = new OnePod(`
      containers:
        - { name: a, image: "app:1" }
        - { name: b, image: "app:1", lifecycle: { postStart: { sleep: { seconds: 4 } } } }`);
    expect(run.at(3).sequence.at(-1)).toBe('Pending a=ContainerCreating b=ContainerCreating');
    expect(run.at(6).sequence.at(-1)).toBe('Running a=running,ready b=running,ready');
  });

  test('times in a status are whole seconds (L-GEN-2)', () => {
    const { status } = new OnePod('containers: [{ name: app, image: "app:1" }]').at(3).pod;
    expect(status?.startTime).toBe('2026-01-01T00:00:00Z');
    expect(status?.containerStatuses?.[0]?.state?.running?.startedAt).toMatch(/:\d\dZ$/);
  });

  test('an unchanged status is not written again (L-SYN-1, L-SYN-5)', () => {
    const run = new OnePod('containers: [{ name: app, image: "app:1" }]').at(3);
    const before = run.pod.metadata.resourceVersion;
    expect(run.at(600).pod.metadata.resourceVersion).toBe(before);
  });

  test('a failed sync comes again after 10 to 15 s (L-SYN-3)', () => {
    const run = new OnePod(
      `
      containers: [{ name: app, image: "app:1", imagePullPolicy: Never }]`,
      [{ image: 'app:*', present: false }],
    ).at(30);
    const times = run.simulation.store.changes
      .filter(({ object }) => object['reason'] === 'ErrImageNeverPull')
      .map(({ at }) => at / 1000);
    const waits = times.slice(1).map((at, i) => at - (times[i] ?? 0));
    expect(waits[0]).toBeLessThan(1);
    for (const wait of waits.slice(1)) {
      expect(wait).toBeGreaterThanOrEqual(10);
      expect(wait).toBeLessThan(16);
    }
  });

  test('an exit is seen within a second (L-SYN-4)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      containers: [{ name: app, image: "app:1", args: [--exit-after, "3"] }]`).at(6);
    const shown = run.states.find((line) => line.includes('Completed')) ?? '';
    const ended = Number(finishedAt(run)[0]?.split(' ')[1]);
    expect(Number.parseFloat(shown) - ended).toBeGreaterThanOrEqual(0);
    expect(Number.parseFloat(shown) - ended).toBeLessThanOrEqual(1);
  });
});

describe('statuses', () => {
  test('app containers are sorted by name, init containers are not (L-SYN-24)', () => {
    const { status } = new OnePod(`
      initContainers: [{ name: z, image: "app:1", args: [--exit-after, "1"] }, { name: y, image: "app:1", args: [--exit-after, "1"] }]
      containers: [{ name: b, image: "app:1" }, { name: a, image: "app:1" }]`).at(1).pod;
    expect(status?.containerStatuses?.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(status?.initContainerStatuses?.map(({ name }) => name)).toEqual(['z', 'y']);
  });

  test('name the image as the runtime does, and the last state (L-SYN-19, L-SYN-22)', () => {
    const [status] =
      new OnePod(`containers: [{ name: app, image: "app:1", ${CRASHING} }]`).at(3).pod.status
        ?.containerStatuses ?? [];
    expect(status?.image).toBe('docker.io/library/app:1');
    expect(status?.imageID).toMatch(/^docker\.io\/library\/app@sha256:[0-9a-f]{64}$/);
    expect(status?.containerID).toMatch(/^containerd:\/\/[0-9a-f]{64}$/);
    expect(status?.lastState?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
  });

  test('a failure to start hides the end of what is to run again (L-SYN-20)', () => {
    const run = new OnePod(`containers: [{ name: app, image: "app:1", ${CRASHING} }]`).at(18);
    const [status] = run.pod.status?.containerStatuses ?? [];
    expect(run.sequence).toContain('Running app=CrashLoopBackOff,1');
    expect(status?.restartCount).toBeGreaterThanOrEqual(1);
  });

  test('counts of restarts go on in a new sandbox (L-SYN-17, L-INI-12)', () => {
    const run = new OnePod(`
      initContainers: [{ name: i, image: "app:1", args: [--exit-after, "1"] }]
      containers: [{ name: app, image: "app:1" }]`).at(6);
    run.toRuntime({ kind: 'killSandbox' }).at(20);
    expect(run.sequence.at(-1)).toBe('Running i=Completed(0),ready,1 app=running,ready,1');
    expect(condition(run.pod, 'Initialized')).toBe('True');
  });

  test('addresses and the binding stand in it (L-CND-7, L-CND-10)', () => {
    const { pod } = new OnePod('containers: [{ name: app, image: "app:1" }]').at(3);
    expect(pod.status).toMatchObject({ podIP: '10.244.0.2', podIPs: [{ ip: '10.244.0.2' }] });
    expect(pod.status?.hostIPs).toHaveLength(1);
    expect(condition(pod, 'PodScheduled')).toBe('True');
  });

  test('a readiness gate is looked at as soon as it changes (L-CND-4)', () => {
    const run = new OnePod(`
      readinessGates: [{ conditionType: example.com/gate }]
      containers: [{ name: app, image: "app:1" }]`).at(4);
    expect(condition(run.pod, 'Ready')).toBe('False ReadinessGatesNotReady');
    const { pod } = run;
    run.simulation.request({
      verb: 'update',
      by: 'client',
      subresource: 'status',
      object: {
        ...pod,
        status: {
          ...pod.status,
          conditions: [
            ...(pod.status?.conditions ?? []),
            { type: 'example.com/gate', status: 'True' },
          ],
        },
      },
    });
    expect(condition(run.at(5).pod, 'Ready')).toBe('True');
  });
});

describe('init containers and sidecars', () => {
  test('a step takes a sync: each regular one costs about a second (L-INI-3, L-INI-4, L-INI-5)', () => {
    const run = new OnePod(`
      initContainers:
        - { name: a, image: "app:1", args: [--exit-after, "0"] }
        - { name: b, image: "app:1", args: [--exit-after, "0"] }
      containers: [{ name: x, image: "app:1" }, { name: y, image: "app:1" }]`).at(6);
    const running = run.states.find((line) => line.includes('Running')) ?? '';
    expect(Number.parseFloat(running)).toBeGreaterThan(1.5);
    expect(Number.parseFloat(running)).toBeLessThan(4);
    expect(running).toContain('x=running,ready y=running,ready');
  });

  test('a sidecar runs again whatever the policy says; nobody else notices (L-INI-1, L-INI-7, L-INI-11)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      initContainers:
        - { name: s, image: "app:1", restartPolicy: Always, args: [--exit-after, "3"] }
        - { name: i, image: "app:1", args: [--exit-after, "1"] }
      containers: [{ name: app, image: "app:1" }]`).at(7);
    expect(run.sequence.at(-1)).toContain('i=Completed(0),ready app=running,ready');
    expect(run.sequence.join()).toContain('s=running,ready,1');
  });

  test('only the newest end of an init container is kept (L-INI-17, L-RST-12)', () => {
    const run = new OnePod(`
      initContainers: [{ name: i, image: "app:1", ${CRASHING} }]
      containers: [{ name: app, image: "app:1" }]`).at(50);
    const [status] = run.pod.status?.initContainerStatuses ?? [];
    expect(status?.restartCount).toBe(3);
    expect(condition(run.pod, 'Initialized')).toBe('False ContainersNotInitialized');
    expect(run.pod.status?.phase).toBe('Pending');
  });
});

describe('restarts', () => {
  test('a container that ends well is held back like any other (L-RST-7, L-RST-11)', () => {
    const run = new OnePod(
      'containers: [{ name: app, image: "app:1", args: [--exit-after, "1"] }]',
    );
    run.at(16);
    expect(run.sequence).toContain('Running app=CrashLoopBackOff,1');
    expect(run.pod.status?.phase).toBe('Running');
  });

  test('each sync in back-off tells it once (L-RST-9)', () => {
    const run = new OnePod(`containers: [{ name: app, image: "app:1", ${CRASHING} }]`).at(10);
    expect(run.eventsAbout('BackOff')).toHaveLength(1);
    expect(run.eventsAbout('BackOff')[0]).toMatch(/x1$/);
  });

  test('a new image begins without back-off (L-RST-3)', () => {
    const run = new OnePod(`containers: [{ name: app, image: "app:1", ${CRASHING} }]`).at(20);
    run.change((pod) => ({
      ...pod,
      spec: {
        ...pod.spec,
        containers: pod.spec.containers.map((container) => ({ ...container, image: 'app:2' })),
      },
    }));
    const before = run.pod.status?.containerStatuses?.[0]?.restartCount ?? 0;
    run.at(24);
    expect(run.pod.status?.containerStatuses?.[0]?.restartCount).toBeGreaterThan(before);
  });

  test('a restarted kubelet has forgotten the back-off (L-RST-14)', () => {
    const run = new OnePod(`containers: [{ name: app, image: "app:1", ${CRASHING} }]`).at(120);
    const before = run.pod.status?.containerStatuses?.[0]?.restartCount ?? 0;
    run.toKubelet({ kind: 'stop' }).at(121).toKubelet({ kind: 'start' }).at(124);
    expect(run.pod.status?.containerStatuses?.[0]?.restartCount).toBe(before + 1);
  });

  test('a finished Pod stays finished (L-PHS-7, L-TRM-18)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      containers: [{ name: app, image: "app:1", args: [--exit-after, "1"] }]`).at(8);
    run.toKubelet({ kind: 'stop' }).at(10).toKubelet({ kind: 'start' }).at(30);
    expect(run.sequence.at(-1)).toBe('Succeeded app=Completed(0)');
    expect(condition(run.pod, 'PodReadyToStartContainers')).toBe('False');
  });
});

describe('probes', () => {
  test('a slow answer is a failure after timeoutSeconds (L-PRB-4, L-PRB-12)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "busybox:1.36"
          command: [sleep, "3600"]
          readinessProbe: { exec: { command: [sleep, "5"] }, periodSeconds: 20, timeoutSeconds: 2 }`);
    expect(run.at(10).eventsAbout('Unhealthy')[0]).toMatch(
      /^Readiness probe failed: command timed out: "sleep 5" timed out after 2s/,
    );
  });

  test('under Never a failed liveness probe ends the container for good (L-PRB-11)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      containers:
        - name: app
          image: "app:1"
          args: [--term-code, "7"]
          livenessProbe: { tcpSocket: { port: 9 }, periodSeconds: 1, failureThreshold: 2 }`);
    expect(run.at(9).sequence.at(-1)).toBe('Failed app=Error(7)');
    expect(run.eventsAbout('Killing')).toEqual(['Stopping container app x1']);
  });

  test('liveness does not wait for readiness (L-PRB-16)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "app:1"
          readinessProbe: { exec: { command: ["false"] } }
          livenessProbe: { tcpSocket: { port: 9 }, periodSeconds: 1, failureThreshold: 1 }`);
    run.at(3);
    expect(run.eventsAbout('Killing').length).toBe(1);
  });

  test('while the Pod ends only readiness is probed (L-PRB-14, L-TRM-14)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "app:1"
          args: [--http, "8080", --term, ignore]
          livenessProbe: { exec: { command: [cat, /tmp/x] }, periodSeconds: 1 }
          readinessProbe: { httpGet: { port: 8080, path: /file/tmp/x }, periodSeconds: 1, failureThreshold: 1 }
          lifecycle:
            postStart: { exec: { command: [touch, /tmp/x] } }
            preStop: { exec: { command: [rm, /tmp/x] } }
      terminationGracePeriodSeconds: 6`).at(4);
    run.delete().at(9);
    expect(run.sequence.at(-1)).toBe('Running deleting app=running');
    const texts = run.eventsAbout('Unhealthy').join();
    expect(texts).toContain('Readiness probe failed');
    expect(texts).not.toContain('Liveness');
  });
});

describe('hooks', () => {
  test('any HTTP answer will do (L-HOOK-4)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "app:1"
          args: [--http, "8080"]
          lifecycle: { preStop: { httpGet: { port: 8080, path: /status/500 } } }`).at(4);
    run.delete().at(8);
    expect(run.eventsAbout('FailedPreStopHook')).toEqual([]);
  });

  test('sleep delays the signal (L-HOOK-5)', () => {
    const run = new OnePod(`
      containers:
        - { name: app, image: "app:1", lifecycle: { preStop: { sleep: { seconds: 3 } } } }`).at(4);
    run.delete().at(12);
    expect(finishedAt(run)).toEqual(['app 7.1']);
  });

  test('preStop is not run for a container that ends by itself (L-HOOK-6)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      containers:
        - name: app
          image: "app:1"
          args: [--exit-after, "1"]
          lifecycle: { preStop: { sleep: { seconds: 30 } } }`).at(8);
    expect(run.simulation.entries.some(({ change }) => change.kind === 'hook')).toBe(false);
  });

  test('a failed preStop is told and changes nothing else (L-HOOK-8)', () => {
    const run = new OnePod(`
      containers:
        - { name: app, image: "app:1", lifecycle: { preStop: { exec: { command: ["false"] } } } }`).at(
      4,
    );
    run.delete().at(8);
    expect(run.eventsAbout('FailedPreStopHook')).toEqual(['PreStopHook failed x1']);
    expect(run.gone).toBe(true);
  });

  test("the image's own stop signal is sent (L-HOOK-10)", () => {
    const run = new OnePod('containers: [{ name: web, image: "nginx:1.27" }]').at(4).delete().at(8);
    const signals = run.simulation.entries.flatMap(({ change }) =>
      change.kind === 'signal' ? [change.signal] : [],
    );
    expect(signals).toEqual(['SIGQUIT']);
  });
});

describe('the end', () => {
  test('app containers stop at once, each with its own grace; the sandbox last (L-TRM-7, L-TRM-8)', () => {
    const run = new OnePod(`
      containers:
        - { name: a, image: "app:1", args: [--term-delay, "1"] }
        - { name: b, image: "app:1", args: [--term-delay, "3"] }`).at(4);
    run.delete().at(10);
    expect(finishedAt(run)).toEqual(['a 5.1', 'b 7.1']);
    const kinds = run.simulation.entries.map(({ change }) => change.kind);
    expect(kinds.lastIndexOf('sandbox')).toBeGreaterThan(kinds.lastIndexOf('container'));
  });

  test('init containers are stopped like all others (L-TRM-10)', () => {
    const run = new OnePod(`
      initContainers: [{ name: i, image: "app:1", args: [--term, ignore] }]
      containers: [{ name: app, image: "app:1" }]
      terminationGracePeriodSeconds: 3`).at(4);
    run.delete().at(12);
    expect(finishedAt(run)).toEqual(['i 7.1']);
    expect(run.sequence.at(-2)).toBe('Failed deleting i=Error(137) app=PodInitializing');
  });

  test('a probe can have a grace of its own (L-TRM-6)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "app:1"
          args: [--term, ignore]
          livenessProbe: { tcpSocket: { port: 9 }, periodSeconds: 2, failureThreshold: 1, terminationGracePeriodSeconds: 4 }`);
    run.at(8);
    expect(finishedAt(run)).toEqual(['app 6.4']);
  });

  test('a restarted kubelet stops once more, with the whole grace (L-TRM-20)', () => {
    const run = new OnePod(`
      terminationGracePeriodSeconds: 6
      containers: [{ name: app, image: "app:1", args: [--term, ignore] }]`).at(4);
    run.delete().at(8).toKubelet({ kind: 'stop' }).at(14);
    expect(finishedAt(run)).toEqual([]);
    run.toKubelet({ kind: 'start' }).at(30);
    expect(run.gone).toBe(true);
    expect(Number(finishedAt(run)[0]?.split(' ')[1])).toBeGreaterThan(20);
  });

  test('an emptyDir beyond its limit gets the Pod evicted (L-NOD-11)', () => {
    const run = new OnePod(`
      volumes: [{ name: v, emptyDir: { sizeLimit: 1Mi } }]
      containers:
        - name: app
          image: "busybox:1.36"
          command: [sh, -c, "dd if=/dev/zero of=/v/x bs=1M count=5; exec sleep 3600"]
          volumeMounts: [{ name: v, mountPath: /v }]`);
    expect(run.at(130).sequence.at(-1)).toBe('Failed(Evicted) app=Error(137)');
    expect(run.pod.status?.message).toBe('Usage of EmptyDir volume "v" exceeds the limit "1Mi". ');
  });
});
