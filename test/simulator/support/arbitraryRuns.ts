// Pods and troubles at random: what the property tests try.
import fc from 'fast-check';
import type { KubeObject } from '../../../server/src/schema/objects';
import {
  type Act,
  DEFAULT_SCENARIO,
  type Happening,
  type Scenario,
} from '../../../server/src/simulator/scenario/scenario';

const POD = { kind: 'Pod', namespace: 'default', name: 'web' } as const;
const NODE = 'node-1';
/** From here on nobody meddles, and what was broken is whole again. */
export const QUIET_MS = 90_000;

type Fields = Readonly<Record<string, unknown>>;

const seconds = (max: number) => fc.integer({ min: 0, max });
const code = fc.constantFrom(0, 0, 1, 7);

/** Arguments of the small test server. */
const args = fc
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
  .map((flags) => Object.entries(flags).flatMap(([flag, value]) => [flag, String(value)]));

const endingArgs = fc
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

const extras = fc.record(
  {
    readinessProbe: probe,
    livenessProbe: probe,
    startupProbe: probe,
    lifecycle: fc.record({ postStart: hook, preStop: hook }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const image = fc.constantFrom('app:1', 'app:1', 'app:1', 'nowhere/missing:1');

function container(name: string, line: fc.Arbitrary<readonly string[]>): fc.Arbitrary<Fields> {
  return fc
    .tuple(image, line, extras)
    .map(([from, given, more]): Fields => ({ name, image: from, args: given, ...more }));
}

const init = (name: string): fc.Arbitrary<Fields> =>
  fc.oneof(
    { weight: 2, arbitrary: endingArgs.map((given) => ({ name, image: 'app:1', args: given })) },
    {
      weight: 1,
      arbitrary: args.map((given) => ({
        name,
        image: 'app:1',
        args: given,
        restartPolicy: 'Always',
      })),
    },
  );

const inits = fc.oneof(
  fc.constant<readonly Fields[]>([]),
  fc.tuple(init('one')),
  fc.tuple(init('one'), init('two')),
);
const apps = fc.oneof(
  fc.tuple(container('app', args)),
  fc.tuple(container('app', args), container('side', args)),
);

export const arbitraryPod: fc.Arbitrary<KubeObject> = fc
  .record({
    initContainers: inits,
    containers: apps,
    restartPolicy: fc.constantFrom('Always', 'OnFailure', 'Never'),
    terminationGracePeriodSeconds: fc.constantFrom(1, 5, 30),
  })
  .map((spec) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', labels: { app: 'web' } },
    spec,
  }));

const fault: fc.Arbitrary<readonly Act[]> = fc.constantFrom<readonly Act[]>(
  [{ kind: 'killContainer', namespace: 'default', pod: 'web', container: 'app' }],
  [{ kind: 'killSandbox', namespace: 'default', pod: 'web' }],
  [{ kind: 'stopKubelet', node: NODE }],
  [{ kind: 'loseNode', node: NODE }],
  [{ kind: 'delete', object: POD }],
  [{ kind: 'delete', object: POD, gracePeriodSeconds: 2 }],
  [{ kind: 'setPull', image: 'app:1', pull: { kind: 'unreachable' } }],
  [
    {
      kind: 'patch',
      object: POD,
      patch: { spec: { containers: [{ name: 'app', image: 'app:2' }] } },
      patchType: 'strategic',
    },
  ],
);

const at = (atMs: number, act: Act): Happening => ({ trigger: { kind: 'at', atMs }, act });

/** Up to three troubles in the first minute; then nodes, kubelets and registries are well again. */
export const arbitraryScenario: fc.Arbitrary<Scenario> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 60_000 }), fault), { maxLength: 3 })
  .map((faults) => ({
    ...DEFAULT_SCENARIO,
    images: [{ image: 'nowhere/*', pull: { kind: 'notFound' } }],
    happenings: [
      ...faults.flatMap(([atMs, acts]) => acts.map((act) => at(atMs, act))),
      at(QUIET_MS - 1, { kind: 'setPull', image: 'app:1', pull: { kind: 'succeeds' } }),
      at(QUIET_MS, { kind: 'startKubelet', node: NODE }),
    ],
  }));
