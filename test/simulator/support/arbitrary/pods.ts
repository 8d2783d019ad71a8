// Pods at random: a plain one, and a few twists, each of which one way of life hangs on.
import fc from 'fast-check';
import type { KubeObject } from '../../../../server/src/schema/objects';

export type Fields = Readonly<Record<string, unknown>>;

const seconds = (max: number) => fc.integer({ min: 0, max });
const code = fc.constantFrom(0, 0, 1, 7);

/** Arguments of the small test server. */
const flags = fc
  .record(
    {
      '--exit-after': seconds(20),
      '--exit-code': code,
      '--http': fc.constant(8080),
      '--http-delay': seconds(10),
      '--ok-first': seconds(6),
      '--term': fc.constant('ignore'),
      '--term-delay': seconds(8),
    },
    { requiredKeys: [] },
  )
  .map((given) => Object.entries(given).flatMap(([flag, value]) => [flag, String(value)]));

const endingFlags = fc
  .tuple(seconds(4), code)
  .map(([after, exit]) => ['--exit-after', String(after), '--exit-code', String(exit)]);

const handler = fc.constantFrom<Fields>(
  { httpGet: { port: 8080, path: '/' } },
  { tcpSocket: { port: 8080 } },
  { exec: { command: ['true'] } },
  { exec: { command: ['false'] } },
);

const probe = fc
  .record(
    {
      initialDelaySeconds: seconds(6),
      periodSeconds: fc.integer({ min: 1, max: 6 }),
      failureThreshold: fc.integer({ min: 1, max: 4 }),
    },
    { requiredKeys: [] },
  )
  .chain((times) => handler.map((check): Fields => ({ ...check, ...times })));

const hook = fc.constantFrom<Fields>(
  { sleep: { seconds: 1 } },
  { exec: { command: ['true'] } },
  { exec: { command: ['false'] } },
);
const FAILING_HOOK = { lifecycle: { postStart: { exec: { command: ['false'] } } } };

const probes: fc.Arbitrary<Fields> = fc.record(
  { readinessProbe: probe, livenessProbe: probe, startupProbe: probe },
  { requiredKeys: [] },
);
const hooks: fc.Arbitrary<Fields> = fc
  .record({ postStart: hook, preStop: hook }, { requiredKeys: [] })
  .map((lifecycle) => ({ lifecycle }));

const only = (...fields: readonly Fields[]): fc.Arbitrary<Fields> => fc.constantFrom(...fields);

const REQUESTS = { resources: { requests: { cpu: '1', memory: '1Gi' } } };
const HUGE = { resources: { requests: { cpu: '100' } } };
const OVER_LIMIT = {
  args: ['--alloc', '100', '--alloc-after', '2'],
  resources: { limits: { memory: '32Mi' } },
};
const NO_CONFIG = { envFrom: [{ configMapRef: { name: 'nowhere' } }] };
const rule = (action: string): Fields => ({
  restartPolicy: 'Never',
  restartPolicyRules: [{ action, exitCodes: { operator: 'In', values: [7] } }],
  args: ['--exit-after', '9', '--exit-code', '7'],
});

/** What a container may be besides plain. */
const twist: fc.Arbitrary<Fields> = fc.oneof(
  { weight: 6, arbitrary: flags.map((args): Fields => ({ args })) },
  { weight: 5, arbitrary: probes },
  { weight: 3, arbitrary: hooks },
  { weight: 1, arbitrary: only({ image: 'nowhere/missing:1' }, { image: 'private/app:1' }) },
  { weight: 1, arbitrary: only({ image: 'BAD:1' }, { imagePullPolicy: 'Never' }) },
  { weight: 1, arbitrary: only({ image: 'nocmd:1' }, { command: ['/no/such'] }) },
  { weight: 1, arbitrary: only(NO_CONFIG, { securityContext: { runAsNonRoot: true } }) },
  { weight: 1, arbitrary: only(FAILING_HOOK) },
  { weight: 2, arbitrary: only(REQUESTS, OVER_LIMIT, OVER_LIMIT, HUGE) },
);
const bareTwist: fc.Arbitrary<Fields> = fc.oneof(
  { weight: 8, arbitrary: twist },
  { weight: 1, arbitrary: only({ restartPolicy: 'OnFailure' }, { restartPolicy: 'Never' }) },
  { weight: 1, arbitrary: only(rule('Restart'), rule('RestartAllContainers')) },
);

function container(name: string, twists: fc.Arbitrary<Fields>): fc.Arbitrary<Fields> {
  return fc
    .array(twists, { maxLength: 3 })
    .map((given): Fields => Object.assign({ name, image: 'app:1' }, ...given));
}

const init = (name: string): fc.Arbitrary<Fields> =>
  fc.oneof(
    { weight: 4, arbitrary: endingFlags.map((args) => ({ name, image: 'app:1', args })) },
    { weight: 1, arbitrary: fc.constant({ name, image: 'nowhere/missing:1' }) },
    {
      weight: 3,
      arbitrary: container(
        name,
        fc.oneof(
          flags.map((args): Fields => ({ args })),
          probes,
        ),
      ).map((sidecar) => ({ ...sidecar, restartPolicy: 'Always' })),
    },
  );

const inits = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly Fields[]>([]) },
  { weight: 2, arbitrary: fc.tuple(init('one')) },
  { weight: 2, arbitrary: fc.tuple(init('one'), init('two')) },
);

/** Only one container may have the port of the node. */
const withPort = fc
  .boolean()
  .map((has): Fields => (has ? { ports: [{ containerPort: 8080, hostPort: 8080 }] } : {}));

const apps = (twists: fc.Arbitrary<Fields>) =>
  fc.oneof(
    fc
      .tuple(container('app', twists), withPort)
      .map(([app, port]): readonly Fields[] => [{ ...app, ...port }]),
    fc.tuple(container('app', twists), container('side', twists)),
  );

/** Writes more than its node lets it keep. */
const FILLING = {
  containers: [
    {
      name: 'app',
      image: 'busybox:1.36',
      command: ['sh', '-c', 'dd if=/dev/zero of=/files/big bs=1M count=30; sleep 600'],
      volumeMounts: [{ name: 'files', mountPath: '/files' }],
    },
  ],
  volumes: [{ name: 'files', emptyDir: { sizeLimit: '10Mi' } }],
};
const VOLUME = { volumes: [{ name: 'files', configMap: { name: 'nowhere' } }] };

/** What a Pod may be besides plain. */
const templateTwists: readonly Fields[] = [
  { schedulingGates: [{ name: 'example.com/wait' }] },
  { nodeSelector: { disk: 'none' } },
  { readinessGates: [{ conditionType: 'example.com/ready' }] },
  { hostNetwork: true },
  { shareProcessNamespace: true },
  { priorityClassName: 'system-cluster-critical' },
  { tolerations: [{ operator: 'Exists' }] },
  VOLUME,
];
/** Nodes refuse such a Pod; a controller would replace it without end, in a cluster too. */
const podTwists: readonly Fields[] = [
  ...templateTwists,
  { activeDeadlineSeconds: 12 },
  FILLING,
  { nodeName: 'node-1' },
  { nodeName: 'node-1', nodeSelector: { disk: 'none' } },
  { nodeName: 'node-1', resources: { requests: { cpu: '1000' } } },
];

function spec(
  twists: fc.Arbitrary<Fields>,
  further: readonly Fields[],
  policies: readonly [string, ...string[]],
): fc.Arbitrary<Fields> {
  return fc
    .record({
      initContainers: inits,
      containers: apps(twists),
      restartPolicy: fc.constantFrom(...policies),
      terminationGracePeriodSeconds: fc.constantFrom(1, 5, 30),
      twist: fc.option(fc.constantFrom(...further), { nil: undefined, freq: 3 }),
    })
    .map(({ twist: own, initContainers, ...rest }) => ({
      ...rest,
      ...(initContainers.length === 0 ? {} : { initContainers }),
      ...own,
    }));
}

export const LABELS = { app: 'front' } as const;

/** One Pod, `default/web`. */
export const arbitraryPod: fc.Arbitrary<KubeObject> = fc
  .tuple(
    spec(bareTwist, podTwists, ['Always', 'OnFailure', 'Never']),
    fc.option(fc.constant(['example.com/keep']), { nil: undefined, freq: 15 }),
  )
  .map(([given, finalizers]) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', labels: LABELS, ...(finalizers === undefined ? {} : { finalizers }) },
    spec: given,
  }));

/** The template of a controller's Pods. */
export function arbitraryTemplate(
  ...policies: readonly [string, ...string[]]
): fc.Arbitrary<Fields> {
  return spec(twist, templateTwists, policies).map((given) => ({
    metadata: { labels: LABELS },
    spec: given,
  }));
}
