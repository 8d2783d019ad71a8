// What is left of Pods that end at an odd moment, and what comes back after a container is gone.
import { describe, expect, test } from 'vitest';
import { condition, OnePod } from './support';

const APP = 'containers: [{ name: app, image: "app:1" }]';

describe('a Pod that ends while it initializes', () => {
  test('leaves its app containers waiting, though its init container obeys SIGTERM (L-TRM-15)', () => {
    const run = new OnePod(`
      initContainers: [{ name: setup, image: "app:1" }]
      ${APP}`);
    expect(run.at(4).delete().at(8).sequence.slice(-3)).toEqual([
      'Pending deleting setup=Completed(0),ready app=PodInitializing',
      'Failed deleting setup=Completed(0),ready app=PodInitializing',
      'gone',
    ]);
  });

  test('does so at its deadline too (L-TRM-15, L-PHS-9)', () => {
    const run = new OnePod(`
      activeDeadlineSeconds: 4
      initContainers: [{ name: setup, image: "app:1" }]
      ${APP}`);
    expect(run.at(12).sequence.at(-1)).toBe(
      'Failed(DeadlineExceeded) setup=Completed(0),ready app=PodInitializing',
    );
  });

  test('tells of its first init container as lost, even if that never began (L-TRM-15)', () => {
    const images = [{ image: 'missing:*', present: false, pull: { kind: 'notFound' as const } }];
    const run = new OnePod(
      `
      initContainers: [{ name: one, image: "missing:1" }, { name: two, image: "app:1" }]
      ${APP}`,
      images,
    );
    expect(run.at(5).delete().at(9).sequence.slice(-2)).toEqual([
      'Failed deleting one=ContainerStatusUnknown(137) two=PodInitializing app=PodInitializing',
      'gone',
    ]);
  });

  test('counts a sidecar that has not started as initialization still going on (L-TRM-15)', () => {
    const probe =
      'startupProbe: { tcpSocket: { port: 9 }, periodSeconds: 2, failureThreshold: 30 }';
    const run = new OnePod(`
      initContainers: [{ name: proxy, image: "app:1", restartPolicy: Always, ${probe} }]
      ${APP}`);
    expect(run.at(5).delete().at(9).sequence.at(-2)).toBe(
      'Failed deleting proxy=Completed(0) app=PodInitializing',
    );
  });
});

test('a phase that another one has called final stays so while the kubelet stops the Pod (L-TRM-18)', () => {
  const run = new OnePod(`
    kind: Pod
    apiVersion: v1
    metadata: { name: web, finalizers: [example.com/keep] }
    spec: { ${APP} }`).at(4);
  run.change((pod) => ({ ...pod, status: { ...pod.status, phase: 'Failed' } }), 'status');
  expect(run.delete().at(12).sequence.slice(-3)).toEqual([
    'Failed app=running,ready',
    'Failed deleting app=running,ready',
    'Failed deleting app=Completed(0)',
  ]);
});

test('a deadline that is set on a running Pod holds (L-PHS-9, L-API-7)', () => {
  const run = new OnePod(APP).at(5);
  run.change((pod) => ({ ...pod, spec: { ...pod.spec, activeDeadlineSeconds: 9 } }));
  expect(run.at(15).sequence.at(-1)).toBe('Failed(DeadlineExceeded) app=Completed(0)');
});

test('an init container that runs again in a new sandbox remembers its first run (L-INI-12, L-SYN-19)', () => {
  const run = new OnePod(`
    initContainers: [{ name: setup, image: "app:1", args: [--exit-after, "1"] }]
    ${APP}`).at(6);
  const [before] = run.pod.status?.initContainerStatuses ?? [];
  const [after] =
    run.toRuntime({ kind: 'killSandbox' }).at(12).pod.status?.initContainerStatuses ?? [];
  expect(after?.restartCount).toBe(1);
  expect(after?.lastState).toEqual(before?.state);
});

describe('a restart of all containers', () => {
  const RULE =
    'restartPolicyRules: [{ action: RestartAllContainers, exitCodes: { operator: In, values: [42] } }]';

  test('keeps the probes of the container that asked for it (L-INI-16, L-PRB-1)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      containers:
        - name: app
          image: "app:1"
          args: [--exit-after, "5", --exit-code, "42", --http, "8080"]
          restartPolicy: Never
          ${RULE}
          readinessProbe: { httpGet: { port: 8080 }, periodSeconds: 1 }`);
    expect(run.at(9).sequence.at(-1)).toBe('Running app=running,ready,1');
  });

  test('is over for good when the Pod has ended (L-INI-16)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      containers: [{ name: app, image: "app:1", restartPolicy: Never, ${RULE} }]`);
    run.at(3);
    expect(condition(run.pod, 'AllContainersRestarting')).toBe('False');
    run.toRuntime({ kind: 'killContainer', container: 'app' }).at(9);
    expect(condition(run.pod, 'AllContainersRestarting')).toBe('False PodFailed');
  });
});

describe('hooks', () => {
  test('with a tcpSocket are taken by the API and fail (L-API-11)', () => {
    const run = new OnePod(`
      restartPolicy: Never
      containers:
        - name: app
          image: "app:1"
          args: [--http, "8080"]
          lifecycle: { postStart: { tcpSocket: { port: 8080 } } }`);
    expect(run.at(9).eventsAbout('FailedPostStartHook')).toEqual(['PostStartHook failed x1']);
  });

  test('that ask for HTTPS fall back to HTTP and tell of it (L-HOOK-4)', () => {
    const run = new OnePod(`
      containers:
        - name: app
          image: "app:1"
          args: [--http, "8080"]
          lifecycle: { postStart: { httpGet: { port: 8080, scheme: HTTPS } } }`);
    expect(run.at(9).eventsAbout('LifecycleHTTPFallback')).toEqual([
      expect.stringMatching(
        /^request to HTTPS lifecycle hook [\d.]+:8080 got HTTP response, retry with HTTP succeeded x1$/,
      ),
    ]);
    expect(run.sequence.at(-1)).toBe('Running app=running,ready');
  });
});

test('a resize that needs a restart is completed when the container runs again (L-SYN-26)', () => {
  const run = new OnePod(`
    containers:
      - name: app
        image: "app:1"
        resources: { limits: { cpu: 100m, memory: 64Mi } }
        resizePolicy: [{ resourceName: memory, restartPolicy: RestartContainer }]`).at(4);
  run.change(
    (pod) => ({
      ...pod,
      spec: {
        ...pod.spec,
        containers: pod.spec.containers.map((container) => ({
          ...container,
          resources: {
            limits: { cpu: '100m', memory: '128Mi' },
            requests: { cpu: '100m', memory: '128Mi' },
          },
        })),
      },
    }),
    'resize',
  );
  const changes = run
    .at(9)
    .simulation.store.changes.flatMap(({ object }) =>
      object.kind === 'Event' ? [String(object['reason'])] : [],
    );
  expect(changes.slice(-2)).toEqual(['Started', 'ResizeCompleted']);
  expect(run.pod.status?.containerStatuses?.[0]?.restartCount).toBe(1);
});
