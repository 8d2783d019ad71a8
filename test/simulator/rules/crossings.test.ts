// Where two features of a Pod meet: what each rule comes to when another one is at work at the same moment.
import { describe, expect, test } from 'vitest';
import { OnePod } from '../kubelet/support';

describe('a deadline that passes while the Pod ends already', () => {
  test('fails a Pod that is being deleted, though it ends well (L-PHS-9, L-TRM-15)', () => {
    const run = new OnePod(`
      activeDeadlineSeconds: 8
      containers: [{ name: app, image: "app:1", args: [--term-delay, "6"] }]`).at(5);
    run.delete().at(15);
    expect(run.sequence.slice(-2)).toEqual([
      'Failed(DeadlineExceeded) deleting app=Completed(0)',
      'gone',
    ]);
    expect(run.eventsAbout('DeadlineExceeded')).toHaveLength(1);
  });

  test('fails one that has just ended on its own and is not told as finished yet (L-PHS-9, L-TRM-17)', () => {
    const run = new OnePod(`
      activeDeadlineSeconds: 5
      restartPolicy: Never
      containers: [{ name: app, image: "app:1", args: [--exit-after, "3.4"] }]`).at(12);
    expect(run.sequence.slice(-2)).toEqual([
      'Running app=Completed(0)',
      'Failed(DeadlineExceeded) app=Completed(0)',
    ]);
  });

  test('is known at once to a kubelet that was down meanwhile (L-PHS-9, L-RST-14)', () => {
    const run = new OnePod(`
      activeDeadlineSeconds: 8
      containers: [{ name: app, image: "app:1", args: [--term-delay, "3"] }]`)
      .at(5)
      .toKubelet({ kind: 'stop' })
      .at(14)
      .toKubelet({ kind: 'start' });
    expect(run.at(15).eventsAbout('DeadlineExceeded')).toHaveLength(1);
    expect(run.at(20).sequence.at(-1)).toBe('Failed(DeadlineExceeded) app=Completed(0)');
  });

  test('leaves alone one that was told as finished (L-TRM-18)', () => {
    const run = new OnePod(`
      activeDeadlineSeconds: 8
      restartPolicy: Never
      containers: [{ name: app, image: "app:1", args: [--exit-after, "3"] }]`).at(20);
    expect(run.sequence.at(-1)).toBe('Succeeded app=Completed(0)');
    expect(run.eventsAbout('DeadlineExceeded')).toEqual([]);
  });
});

test('a Pod that the node evicts has succeeded when its containers end well (L-TRM-15, L-NOD-11)', () => {
  const evicted = (onTerm: string) =>
    new OnePod(`
      containers:
        - name: app
          image: "busybox:1.36"
          command: [sh, -c, "trap 'exit ${onTerm}' TERM; dd if=/dev/zero of=/v/big bs=1M count=9; while true; do sleep 0.2; done"]
          volumeMounts: [{ name: v, mountPath: /v }]
      volumes: [{ name: v, emptyDir: { sizeLimit: 5Mi } }]`).at(120);
  expect(evicted('0').sequence.at(-1)).toBe('Succeeded app=Completed(0)');
  expect(evicted('3').sequence.at(-1)).toBe('Failed(Evicted) app=Error(3)');
});

describe('the probes of a sidecar', () => {
  const withStartup = (more: string) => `
    initContainers:
      - name: proxy
        image: "app:1"
        restartPolicy: Always
        args: [--http, "8080", ${more}]
        startupProbe: { httpGet: { port: 8080 }, periodSeconds: 2, failureThreshold: 30 }`;

  test('go on while the Pod is being deleted (L-PRB-14)', () => {
    const run = new OnePod(`${withStartup('--http-delay, "60", --term-delay, "5"')}
    containers: [{ name: app, image: "app:1" }]`).at(5);
    const before = run.eventsAbout('Unhealthy');
    run.delete().at(14);
    expect(before).toEqual([expect.stringMatching(/ x2$/)]);
    expect(run.eventsAbout('Unhealthy')).toEqual([expect.stringMatching(/ x4$/)]);
  });

  test('know after a restart of the kubelet that it has started, or nothing would start again (L-PRB-15)', () => {
    const run = new OnePod(`${withStartup('')}
    containers: [{ name: app, image: "app:1", args: [--exit-after, "25", --exit-code, "1"] }]`)
      .at(15)
      .toKubelet({ kind: 'stop' })
      .at(16)
      .toKubelet({ kind: 'start' })
      .at(40);
    expect(run.sequence.slice(-2)).toEqual([
      'Running proxy=running,ready app=Error(1)',
      'Running proxy=running,ready app=running,ready,1',
    ]);
  });
});

test('nobody is told of init containers that run again for a new sandbox where they never may (L-TRM-18, L-INI-12)', () => {
  const shown = (policy: string) => {
    const run = new OnePod(`
      restartPolicy: ${policy}
      initContainers: [{ name: setup, image: "app:1", args: [--exit-after, "2"] }]
      containers: [{ name: app, image: "app:1", args: [--term-code, "3"] }]`).at(8);
    const before = run.sequence.length;
    run.toRuntime({ kind: 'killSandbox' }).at(20);
    return run.sequence.slice(before);
  };
  const ending = [
    'Running setup=Completed(0),ready,1 app=Error(3)',
    'Running setup=Completed(0),ready,1 app=running,ready,1',
  ];
  expect(shown('Always')).toEqual(['Pending setup=running,1 app=Error(3)', ...ending]);
  expect(shown('OnFailure')).toEqual(ending);
});

test('a restart of all containers stops one after the other (L-INI-16)', () => {
  const run = new OnePod(`
    restartPolicy: Never
    containers:
      - { name: a, image: "app:1", args: [--term, ignore] }
      - { name: b, image: "app:1", args: [--term, ignore] }
      - name: c
        image: "app:1"
        args: [--exit-after, "6", --exit-code, "42"]
        restartPolicy: Never
        restartPolicyRules: [{ action: RestartAllContainers, exitCodes: { operator: In, values: [42] } }]`);
  run.at(13);
  const ends = run.simulation.entries.flatMap(({ at, change, subject }) =>
    change.kind === 'signal' && change.signal === 'SIGKILL'
      ? [`${Math.round(at / 1000)} ${subject.container}`]
      : [],
  );
  expect(ends).toEqual(['9 a', '12 b']);
});

test('servers of a Pod answer on after its sandbox has died, until they are stopped (L-SYN-9, L-PRB-4)', () => {
  const run = new OnePod(`
    containers:
      - name: app
        image: "app:1"
        args: [--http, "8080", --term-delay, "4"]
        livenessProbe: { httpGet: { port: 8080, path: / }, periodSeconds: 1, failureThreshold: 1 }`);
  run.at(8.6).toRuntime({ kind: 'killSandbox' }).at(13);
  expect(run.eventsAbout('SandboxChanged')).toHaveLength(1);
  expect(run.eventsAbout('Unhealthy')).toEqual([]);
});

test('nothing is probed any more once the sandbox of a deleted Pod is stopped (L-PRB-14)', () => {
  const run = new OnePod(`
    containers:
      - name: app
        image: "app:1"
        args: [--http, "8080", --term-delay, "3"]
        readinessProbe: { httpGet: { port: 8080, path: / }, periodSeconds: 2 }`).at(14.16);
  run.delete().at(25);
  expect(run.gone).toBe(true);
  expect(run.eventsAbout('Unhealthy')).toEqual([]);
});
