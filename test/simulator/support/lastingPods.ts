// Objects whose Pods go on for long: servers, loops, crash loops, things that count, wait, toggle or look at the clock.
import fc from 'fast-check';
import type { KubeObject } from '../../../server/src/schema/objects';
import { DEFAULT_SCENARIO, type Scenario } from '../../../server/src/simulator/scenario/scenario';

type Fields = Readonly<Record<string, unknown>>;

const small = fc.integer({ min: 1, max: 12 });
const many = fc.integer({ min: 2, max: 60 });

/** Shell scripts; `n` is a time, `k` a count. */
const SCRIPTS: readonly ((n: number, k: number) => string)[] = [
  (n) => `while true; do echo hello; sleep ${n}; done`,
  (n) => `while :; do date; sleep ${n}; done`,
  (n, k) => `i=0; while [ $i -lt ${k} ]; do i=$((i+1)); sleep ${n}; done; exit 1`,
  (n) =>
    `while true; do if [ -f /data/f ]; then rm /data/f; else touch /data/f; fi; sleep ${n}; done`,
  (n, k) =>
    `echo x >> /data/n; if [ $(wc -l < /data/n) -gt ${k} ]; then sleep 9999; fi; sleep ${n}; exit 1`,
  (n, k) =>
    `echo x >> /tmp/n; if [ $(wc -l < /tmp/n) -gt ${k} ]; then exit 0; fi; sleep ${n}; exit 1`,
  (n) => `sleep ${n}; exit 1`,
  () => 'exit 1',
  (n) => `sleep ${n}; exit 0`,
  (_n, k) => `sleep ${k * 20}; exit 3`,
  (n) => `if [ $((RANDOM % 4)) = 0 ]; then sleep 500; fi; sleep ${n}; exit 1`,
  (_n, k) => `if [ $(date +%s) -gt $((1767225600 + ${k} * 20)) ]; then sleep 9999; fi; exit 1`,
  (n, k) => `t=$(date +%s); while [ $(( $(date +%s) - t )) -lt ${k * 10} ]; do sleep ${n}; done`,
  (n) => `trap 'exit 0' TERM; while true; do sleep ${n}; done`,
  (n) => `while [ ! -f /data/f ]; do sleep ${n}; done; exit 1`,
  (_n, k) => `sleep ${k * 10}; touch /data/f; sleep infinity`,
  (n) => `while true; do wget -qO- localhost:8080; sleep ${n}; done`,
  (n) => `until nslookup db; do sleep ${n}; done`,
  (n) => `until nslookup web; do sleep ${n}; done; exit 1`,
  (n) => `until nslookup example.com; do sleep ${n}; done; exit 1`,
  (n) => `httpd -p 8080 -h /data; while true; do sleep ${n}; done`,
  (_n, k) => `httpd -p 8080 -h /data; sleep ${k * 10}; touch /data/index.html; sleep infinity`,
  () => 'while true; do nc -l -p 8080; done',
  (n) => `(while true; do echo x >> /data/n; sleep ${n}; done) & sleep infinity`,
  () => 'sleep infinity',
  () => 'cat /data/f; tail -f /dev/null',
  (n) => `while true; do x="$x."; sleep ${n}; done`,
  (n, k) => `while true; do set -- "$@" a; [ $# -gt ${k} ] && exit 2; sleep ${n}; done`,
];

const COMMANDS: readonly ((k: number) => readonly string[])[] = [
  () => ['true'],
  () => ['false'],
  () => ['cat', '/data/f'],
  () => ['sh', '-c', '[ -f /data/f ]'],
  (k) => ['sh', '-c', `echo x >> /tmp/c; [ $(wc -l < /tmp/c) -lt ${k} ]`],
  (k) => ['sh', '-c', `echo x >> /data/c; [ $(wc -l < /data/c) -gt ${k} ]`],
  () => ['sh', '-c', 'sleep 2'],
  () => ['sh', '-c', '[ $((RANDOM % 3)) -gt 0 ]'],
  () => ['sh', '-c', '[ $(( $(date +%s) % 60 )) -gt 20 ]'],
  () => ['wget', '-qO-', 'http://localhost:8080/'],
  () => ['sh', '-c', 'sleep 30 & true'],
  () => ['nothing'],
  () => ['sh', '-c', 'kill -TERM 1'],
];

const handler = fc.oneof(
  fc.constantFrom<Fields>(
    { httpGet: { port: 8080, path: '/' } },
    { httpGet: { port: 8080, path: '/file/data/f' } },
    { tcpSocket: { port: 8080 } },
    { httpGet: { port: 80 } },
  ),
  fc
    .tuple(fc.constantFrom(...COMMANDS), many)
    .map(([command, k]): Fields => ({ exec: { command: command(k) } })),
);

const probe = fc
  .record(
    {
      initialDelaySeconds: fc.constantFrom(0, 5, 400, 1400),
      periodSeconds: fc.constantFrom(1, 3, 5, 10, 30),
      failureThreshold: fc.integer({ min: 1, max: 4 }),
      timeoutSeconds: fc.constantFrom(1, 3),
    },
    { requiredKeys: ['periodSeconds'] },
  )
  .chain((times) => handler.map((check): Fields => ({ ...check, ...times })));

const flags = fc
  .record(
    {
      '--exit-after': many,
      '--http': fc.constant(8080),
      '--http-delay': small,
      '--ok-first': many,
      '--tcp-for': fc.constantFrom(60, 600, 1200),
    },
    { requiredKeys: [] },
  )
  .map((given) => Object.entries(given).flatMap(([flag, value]) => [flag, String(value)]));

const program = fc.oneof(
  { weight: 3, arbitrary: scriptOf() },
  { weight: 2, arbitrary: flags.map((args): Fields => ({ image: 'app:1', args })) },
  { weight: 1, arbitrary: fc.constantFrom<Fields>({ image: 'nginx:1.27' }, { image: 'gone:1' }) },
);

function scriptOf(): fc.Arbitrary<Fields> {
  return fc
    .tuple(fc.constantFrom(...SCRIPTS), small, many, fc.constantFrom('busybox:1.36', 'busybox'))
    .map(([script, n, k, image]) => ({ image, command: ['sh', '-c', script(n, k)] }));
}

const container = fc
  .record({
    program,
    probes: fc.record(
      { livenessProbe: probe, readinessProbe: probe, startupProbe: probe },
      { requiredKeys: [] },
    ),
    mounts: fc.boolean(),
  })
  .map(
    ({ program: what, probes, mounts }): Fields => ({
      ...what,
      ...probes,
      ...(mounts ? { volumeMounts: [{ name: 'data', mountPath: '/data' }] } : {}),
    }),
  );

const volume = fc.constantFrom<Fields>(
  { emptyDir: {} },
  { hostPath: { path: '/shared', type: 'DirectoryOrCreate' } },
  { configMap: { name: 'there' } },
  { configMap: { name: 'missing' } },
  { persistentVolumeClaim: { claimName: 'waiting' } },
);

const spec = fc
  .record({
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    restartPolicy: fc.constantFrom('Always', 'Always', 'OnFailure'),
    volume,
    far: fc.constantFrom(false, false, false, false, false, true),
  })
  .map(({ containers, restartPolicy, volume: what, far }) => ({
    restartPolicy,
    terminationGracePeriodSeconds: 5,
    ...(far ? { nodeSelector: { zone: 'far' } } : {}),
    volumes: [{ name: 'data', ...what }],
    containers: containers.map((one, i) => ({ name: `c${i}`, ...one })),
  }));

const CONFIG_MAP: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'there' },
  data: { f: 'text' },
} as KubeObject;

/** Its name is known while one of its Pods is Ready. */
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { clusterIP: 'None', selector: { app: 'web-0' }, ports: [{ port: 8080 }] },
} as KubeObject;

/** No volume is there for it, and nobody makes one. */
const CLAIM = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'waiting' },
  spec: {
    storageClassName: '',
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
  },
} as KubeObject;

/** One or two Pods, or Deployments of them, with a ConfigMap and a Service beside. */
export const lastingObjects: fc.Arbitrary<readonly KubeObject[]> = fc
  .tuple(fc.array(spec, { minLength: 1, maxLength: 2 }), fc.boolean())
  .map(([specs, deployed]) => [
    CONFIG_MAP,
    SERVICE,
    ...(JSON.stringify(specs).includes('"waiting"') ? [CLAIM] : []),
    ...specs.map((one, i): KubeObject => {
      const labels = { app: `web-${i}` };
      if (!deployed)
        return { apiVersion: 'v1', kind: 'Pod', metadata: { name: `web-${i}`, labels }, spec: one };
      return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: `web-${i}` },
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { ...one, restartPolicy: 'Always' } },
        },
      };
    }),
  ]);

/** A registry that has not got all images. */
export const LASTING_SCENARIO: Scenario = {
  ...DEFAULT_SCENARIO,
  images: [
    { image: 'gone:1', present: false, pull: { kind: 'notFound' } },
    { image: '*', present: true },
  ],
};
