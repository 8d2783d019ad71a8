// What kubectl shows of Pods, Events and logs (section 12 of the rules).
import { describe, expect, test } from 'vitest';
import { humanDuration } from '../../../server/src/schema/duration';
import type {
  ContainerStateStatus,
  ContainerStatus,
  Pod,
} from '../../../server/src/schema/objects';
import { summarizePod } from '../../../server/src/schema/printing/podRow';
import { watchTable } from '../../../server/src/simulator/kubectl/watchTable';
import { Lab, podYaml } from './support';

const STATES: Readonly<Record<string, ContainerStateStatus>> = {
  running: { running: {} },
  ready: { running: {} },
  ok: { terminated: { exitCode: 0, reason: 'Completed' } },
  failed: { terminated: { exitCode: 1, reason: 'Error' } },
  signal: { terminated: { exitCode: 137, signal: 9 } },
  code: { terminated: { exitCode: 3 } },
  none: {},
};

/** `init:ok sidecar:ready app:running`, any other word is what the container waits for; a number after `+` its restarts. */
function podOf(text: string, more: Partial<Pod['status']> = {}, metadata = {}): Pod {
  const all = text.split(' ').map((word, index) => {
    const [kind = '', state = '', restarts = '0'] = word.split(/[:+]/);
    const name = `c${index}`;
    const status: ContainerStatus = {
      name,
      ready: state === 'ready',
      started: state === 'ready' || state === 'running',
      restartCount: Number(restarts),
      image: '',
      imageID: '',
      state: STATES[state] ?? { waiting: { reason: state } },
    };
    return { kind, name, status };
  });
  const inits = all.filter(({ kind }) => kind !== 'app');
  const apps = all.filter(({ kind }) => kind === 'app');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', ...metadata },
    spec: {
      containers: apps.map(({ name }) => ({ name })),
      initContainers: inits.map(({ name, kind }) =>
        kind === 'sidecar' ? { name, restartPolicy: 'Always' } : { name },
      ),
    },
    status: {
      phase: 'Running',
      initContainerStatuses: inits.map(({ status }) => status),
      containerStatuses: apps.map(({ status }) => status),
      ...more,
    },
  };
}
const rowOf = (pod: Pod) => {
  const { ready, total, status, restarts } = summarizePod(pod);
  return `${ready}/${total} ${status} ${restarts}`;
};
const DELETED = { deletionTimestamp: '2026-01-01T00:00:30Z' };
const holds = (type: string) => ({ conditions: [{ type, status: 'True' }] });

describe("a Pod's row", () => {
  test.each([
    ['app:ready app:running', {}, '1/2 Running 0'],
    ['sidecar:ready app:ready', {}, '2/2 Running 0'],
    ['sidecar:running app:ready', {}, '1/2 Running 0'],
    ['init:ok app:ready', {}, '1/1 Running 0'],
  ])('READY counts app containers and sidecars: %s (L-CLI-2)', (text, more, expected) => {
    expect(rowOf(podOf(text, more))).toBe(expected);
  });

  test('STATUS begins with the reason, or the phase; scheduling gates go before both (L-CLI-3)', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }];
    expect([
      rowOf(podOf('app:none', { phase: 'Pending' })),
      rowOf(podOf('app:none', { phase: 'Failed', reason: 'Evicted' })),
      rowOf(podOf('app:none', { phase: 'Pending', conditions })),
    ]).toEqual(['0/1 Pending 0', '0/1 Evicted 0', '0/1 SchedulingGated 0']);
  });

  test.each([
    ['init:ok init:running app:PodInitializing', 'Init:1/2'],
    ['init:failed app:PodInitializing', 'Init:Error'],
    ['init:signal app:PodInitializing', 'Init:Signal:9'],
    ['init:code app:PodInitializing', 'Init:ExitCode:3'],
    ['init:ErrImagePull app:PodInitializing', 'Init:ErrImagePull'],
    ['init:PodInitializing app:PodInitializing', 'Init:0/1'],
    ['sidecar:running init:running app:PodInitializing', 'Init:1/2'],
    ['init:none app:PodInitializing', 'Init:0/1'],
  ])(
    'of init containers the first that is not done tells: %s is %s (L-CLI-4)',
    (text, expected) => {
      expect(summarizePod(podOf(text, { phase: 'Pending' })).status).toBe(expected);
    },
  );

  test.each([
    ['app:ErrImagePull app:ready', {}, 'ErrImagePull'],
    ['app:ready app:CrashLoopBackOff', {}, 'CrashLoopBackOff'],
    ['app:failed app:CrashLoopBackOff', {}, 'Error'],
    ['app:signal', {}, 'Signal:9'],
    ['app:code', {}, 'ExitCode:3'],
    ['app:ok app:ready', holds('Ready'), 'Running'],
    ['app:ok app:ready', {}, 'NotReady'],
    ['app:ok app:failed', {}, 'Error'],
    ['init:running app:CrashLoopBackOff', holds('Initialized'), 'CrashLoopBackOff'],
  ])('of app containers the first of the list tells: %s (L-CLI-5)', (text, more, expected) => {
    expect(summarizePod(podOf(text, more)).status).toBe(expected);
  });

  test('a Pod being deleted is Terminating until its phase is final (L-CLI-6, L-NOD-9)', () => {
    expect([
      rowOf(podOf('app:ready', {}, DELETED)),
      rowOf(podOf('app:ok', { phase: 'Succeeded' }, DELETED)),
      rowOf(podOf('app:ready', { reason: 'NodeLost' }, DELETED)),
    ]).toEqual(['1/1 Terminating 0', '0/1 Completed 0', '1/1 Unknown 0']);
  });

  test('RESTARTS are of the init containers first, then of the others and of sidecars (L-CLI-7)', () => {
    expect([
      rowOf(podOf('init:CrashLoopBackOff+3 app:PodInitializing', { phase: 'Pending' })),
      rowOf(podOf('init:ok+3 sidecar:ready+2 app:ready+1')),
    ]).toEqual(['0/1 Init:CrashLoopBackOff 3', '2/2 Running 3']);
  });

  test('shows when the last instance ended beside RESTARTS (L-CLI-7)', () => {
    const lab = new Lab(
      podYaml('{ containers: [{ name: app, image: "app:1", args: [--exit-after, "5"] }] }'),
    ).at(9);
    expect(lab.kubectl('get pod web --no-headers')).toMatch(/ 1 \(\ds ago\) +9s/);
  });

  test.each([
    [119, '119s'],
    [125, '2m5s'],
    [120, '2m'],
    [700, '11m'],
    [3 * 3600 + 60, '3h1m'],
    [50 * 3600, '2d2h'],
    [10 * 86_400, '10d'],
    [-5, '<invalid>'],
  ])('%i s read %s (L-CLI-8)', (seconds, expected) => {
    expect(humanDuration(seconds * 1000)).toBe(expected);
  });

  test('wide adds addresses, node and gates (L-CLI-1)', () => {
    const lab = new Lab(
      podYaml(`
  readinessGates: [{ conditionType: a/b }]
  containers: [{ name: app, image: "app:1" }]`),
    ).at(5);
    expect(lab.kubectl('get pods -o wide').split('\n')).toEqual([
      'NAME   READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES',
      'web    1/1     Running   0          5s    10.244.0.2   node-1   <none>           0/1',
      '',
    ]);
  });

  const app = (more: string, spec = '') =>
    podYaml(`{ ${spec} containers: [{ name: app, image: "app:1", ${more} }] }`);
  const FAILS = 'args: [--exit-after, "1", --exit-code, "1"]';
  test.each([
    ['Pending', app('resources: { requests: { cpu: "99" } }'), 3],
    [
      'ContainerCreating',
      app(
        'volumeMounts: [{ name: v, mountPath: /v }]',
        'volumes: [{ name: v, secret: { secretName: s } }],',
      ),
      3,
    ],
    ['Init:0/1', app('', 'initContainers: [{ name: i, image: "app:1" }],'), 3],
    ['Init:Error', app('', `initContainers: [{ name: i, image: "app:1", ${FAILS} }],`), 6],
    ['ErrImageNeverPull', app('imagePullPolicy: Never').replace('app:1', 'missing:1'), 3],
    ['ErrImagePull', app('').replace('app:1', 'missing:1'), 3],
    ['ImagePullBackOff', app('').replace('app:1', 'missing:1'), 18],
    ['InvalidImageName', app('').replace('app:1', 'A:b:c'), 3],
    ['CreateContainerConfigError', app('envFrom: [{ configMapRef: { name: c } }]'), 5],
    ['RunContainerError', app('command: [nope]').replace('app:1', 'busybox:1'), 3.5],
    ['PostStartHookError', app('lifecycle: { postStart: { exec: { command: ["false"] } } }'), 5],
    ['Completed', app('args: [--exit-after, "1"]', 'restartPolicy: Never,'), 6],
    ['Error', app(FAILS), 8],
    [
      'OOMKilled',
      app(
        'args: [--alloc, "99", --alloc-after, "1"], resources: { limits: { memory: 32Mi } }',
        'restartPolicy: Never,',
      ),
      6,
    ],
    ['CrashLoopBackOff', app(FAILS), 16.05],
    ['NodeAffinity', app('', 'nodeName: node-1, nodeSelector: { a: b },'), 3],
    ['OutOfcpu', app('resources: { requests: { cpu: "99" } }', 'nodeName: node-1,'), 3],
    ['SchedulingGated', app('', 'schedulingGates: [{ name: g }],'), 3],
  ])('%s is shown when it is true (L-CLI-9)', (status, manifest, at) => {
    const missing = [{ image: 'missing:*', present: false, pull: { kind: 'notFound' as const } }];
    expect(new Lab(manifest, missing).at(at).row().split(' ')[1]).toBe(status);
  });

  test('a deadline and an eviction are hidden behind the end of a container (L-CLI-9)', () => {
    const lab = new Lab(app('', 'activeDeadlineSeconds: 3,')).at(8);
    expect([lab.row(), lab.pod.status?.reason]).toEqual(['0/1 Completed 0', 'DeadlineExceeded']);
  });

  // The second one is the kubelet's: of a Pod that was changed while it ran it tells other resources (L-SYN-26).
  test('a watch prints a line for each change of the object (L-CLI-10)', () => {
    const lab = new Lab(app(''));
    lab.at(3).kubectl('label pod web a=b');
    const environment = { ...lab.environment, cluster: lab.simulation };
    const watched = watchTable(['get', 'pod', '-w'], environment, { fromMs: 2000, toMs: 5000 });
    expect(watched.stdout.replace(/ +/g, ' ').split('\n')).toEqual([
      'NAME READY STATUS RESTARTS AGE',
      'web 1/1 Running 0 2s',
      'web 1/1 Running 0 3s',
      'web 1/1 Running 0 3s',
      '',
    ]);
  });
});

describe('describe', () => {
  const described = (lab: Lab) => lab.kubectl('describe pod web');
  const headings = (text: string) =>
    text.split('\n').flatMap((line) => /^([A-Z][\w -]*):/.exec(line)?.[1] ?? []);

  test("tells the parts of a Pod in kubectl's order (L-CLI-11)", () => {
    const lab = new Lab(
      podYaml(`
  initContainers: [{ name: i, image: "app:1", args: [--exit-after, "1"] }]
  containers: [{ name: app, image: "app:1" }]`),
    ).at(5);
    const before = headings(described(lab));
    expect(before).toEqual(
      'Name Namespace Priority Service Account Node Start Time Labels Annotations Status IP IPs Init Containers Containers Conditions Volumes QoS Class Node-Selectors Tolerations Events'
        .replace('Service Account', 'Service_Account')
        .replace('Start Time', 'Start_Time')
        .replace('Init Containers', 'Init_Containers')
        .replace('QoS Class', 'QoS_Class')
        .split(' ')
        .map((heading) => heading.replace('_', ' ')),
    );
    lab.simulation.request({
      verb: 'delete',
      by: 'client',
      kind: 'Pod',
      namespace: 'default',
      name: 'web',
    });
    expect(described(lab)).toMatch(
      /Status: +Terminating \(lasts <invalid>\)\nTermination Grace Period: +30s/,
    );
  });

  test('tells state, last state and probes of each container (L-CLI-12)', () => {
    const text = described(
      new Lab(
        app2(`args: [--exit-after, "5", --exit-code, "3"]
      livenessProbe: { httpGet: { port: 8080 }, initialDelaySeconds: 60 }
      readinessProbe: { exec: { command: [ls, /x] }, initialDelaySeconds: 60 }
      startupProbe: { tcpSocket: { port: 8080 }, initialDelaySeconds: 60 }`),
      ).at(9),
    );
    expect(text).toMatch(
      / {4}State: +Running\n {6}Started: +Thu, 01 Jan 2026 00:00:06 \+0000\n {4}Last State: +Terminated\n {6}Reason: +Error\n {6}Exit Code: +3\n {6}Started: .*\n {6}Finished: .*\n {4}Ready: +False\n {4}Restart Count: +1\n {4}Liveness: +http-get http:\/\/:8080\/ delay=60s timeout=1s period=10s #success=1 #failure=3\n {4}Readiness: +exec \[ls \/x\] delay=60s timeout=1s period=10s #success=1 #failure=3\n {4}Startup: +tcp-socket :8080 delay=60s/,
    );
  });

  test('says nothing of the state of a container without one (L-CLI-13)', () => {
    const text = described(new Lab(app2('resources: { requests: { cpu: "99" } }')).at(5));
    expect(text).toMatch(/Node: +<none>\n/);
    expect(text).toMatch(/IP: +\nIPs: +<none>\n/);
    expect(text).not.toMatch(/Container ID|Image ID|State:|Ready:|Restart Count/);
    expect(text).toMatch(/Type +Reason +Age +From +Message\n +---- +------ +---- +---- +-------\n/);
  });

  test('a line without a value ends a run of aligned ones (L-CLI-14)', () => {
    const text = described(new Lab(app2('args: [--http, "8080"]')).at(5));
    expect(text).toContain(
      '    Host Port:     <none>\n    Args:\n      --http\n      8080\n    State:          Running\n',
    );
  });

  function app2(more: string): string {
    return podYaml(`
  containers:
    - name: app
      image: "app:1"
      ${more}`);
  }
});

describe('Events', () => {
  const crashing = () =>
    new Lab(
      podYaml('{ containers: [{ name: app, image: "app:1", args: [--exit-after, "1"] }] }'),
    ).at(60);

  test("of the scheduler are counted as every other component's are (L-EVT-3)", () => {
    const lab = new Lab(
      podYaml(
        '{ containers: [{ name: app, image: "app:1", resources: { requests: { cpu: "99" } } }] }',
      ),
    ).at(700);
    const [event, ...others] = [...lab.simulation.store.list('Event')];
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      reason: 'FailedScheduling',
      source: { component: 'default-scheduler' },
    });
    expect(event?.['count']).toBeGreaterThanOrEqual(3);
  });

  test('in describe have their age, count and field (L-EVT-6)', () => {
    const lines = crashing().kubectl('describe pod web').split('\nEvents:\n')[1]?.split('\n') ?? [];
    expect(lines[0]).toMatch(/^ {2}Type +Reason +Age +From +Message$/);
    expect(lines[2]).toMatch(/Normal +Scheduled +60s +default-scheduler +Successfully assigned/);
    expect(lines[3]).toMatch(
      /Normal +Pulled +\d+s \(x4 over 60s\) +kubelet +spec\.containers\{app\}: Container image/,
    );
  });

  test('are listed with the object, and by kubectl events in order of time (L-EVT-7)', () => {
    const lab = crashing();
    expect(lab.kubectl('get events').split('\n')[0]).toMatch(
      /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE$/,
    );
    expect(lab.kubectl('get events')).toMatch(/\n60s +Normal +Scheduled +pod\/web +Successfully/);
    expect(lab.kubectl('events').split('\n').at(-2)).toMatch(/BackOff|Started/);
  });

  test('are named for their object and time (L-EVT-8)', () => {
    for (const { metadata } of crashing().simulation.store.list('Event'))
      expect(metadata.name).toMatch(/^web\.[0-9a-f]{16}$/);
  });
});

describe('logs and exec', () => {
  const printing = (more: string, spec = '') =>
    podYaml(
      `{ ${spec} containers: [{ name: app, image: "app:1", args: [--print, hello, ${more}] }] }`,
    );

  test('are of the instance that runs, or ran last; --previous goes one back (L-LOG-1, L-LOG-4)', () => {
    const once = new Lab(printing('')).at(5);
    expect(once.kubectl('logs web')).toBe('hello\n');
    expect(once.kubectl('logs web --previous')).toContain(
      'previous terminated container "app" in pod "web" not found',
    );
    const twice = new Lab(printing('--exit-after, "5"')).at(9);
    expect(twice.kubectl('logs web --previous')).toBe('hello\n');
    const ended = new Lab(printing('--exit-after, "1"', 'restartPolicy: Never,')).at(9);
    expect(ended.kubectl('logs web')).toBe('hello\n');
    ended.kubectl('delete pod web');
    expect(ended.at(12).kubectl('logs web')).toContain('pods "web" not found');
  });

  test.each([
    ['missing:1', "is waiting to start: image can't be pulled", 3],
    ['missing:1', 'is waiting to start: trying and failing to pull image', 18],
  ])('of a container that never ran are refused: %s, %s (L-LOG-1)', (image, expected, at) => {
    const missing = [{ image: 'missing:*', present: false, pull: { kind: 'notFound' as const } }];
    const lab = new Lab(printing('').replace('app:1', image), missing).at(at);
    expect(lab.kubectl('logs web')).toContain(`container "app" in pod "web" ${expected}`);
  });

  test('are of the first container unless one is named (L-LOG-2)', () => {
    const lab = new Lab(
      podYaml(`
  initContainers: [{ name: init, image: "app:1", args: [--exit-after, "0", --print, i] }]
  containers:
    - { name: b, image: "app:1", args: [--print, from-b] }
    - { name: a, image: "app:1", args: [--print, from-a] }`),
    ).at(6);
    expect(lab.kubectl('logs web')).toBe(
      'from-b\nDefaulted container "b" out of: b, a, init (init)\n',
    );
    expect(lab.kubectl('logs web -c a')).toBe('from-a\n');
    expect(lab.kubectl('logs web --all-containers --prefix')).toContain('[pod/web/a] from-a');
  });

  test('exec tells the exit code, and needs a running container (L-LOG-5)', () => {
    const lab = new Lab(
      podYaml('{ containers: [{ name: app, image: "busybox:1", command: [sleep, "99"] }] }'),
    ).at(5);
    expect(lab.kubectl('exec web -- sh -c "exit 3"')).toContain(
      'command terminated with exit code 3',
    );
    const ended = new Lab(printing('--exit-after, "1"', 'restartPolicy: Never,')).at(9);
    expect(ended.kubectl('exec web -- ls')).toContain(
      'cannot exec into a container in a completed pod; current phase is Succeeded',
    );
  });

  test('delete tells the namespace, and waits until the Pod is gone (L-LOG-6)', () => {
    const lab = new Lab(printing('')).at(5);
    expect(lab.kubectl('delete pod web')).toBe('pod "web" deleted from default namespace\n');
    expect(lab.find('Pod', 'web')).toBeUndefined();
    const forced = new Lab(printing('')).at(5);
    expect(forced.kubectl('delete pod web --force --grace-period=0')).toContain(
      'pod "web" force deleted from default namespace',
    );
  });
});
