// What the API server takes, refuses and adds (sections 1 and 2 of the rules).
import { describe, expect, test } from 'vitest';
import { podRequests, qosClass } from '../../../server/src/schema/defaults';
import { matches, matchesLabelSelector, parseSelector } from '../../../server/src/schema/selector';
import { Lab, podYaml } from './support';

/** The refusal of a Pod of one container with these fields. */
const refusalOfContainer = (fields: string) =>
  new Lab(podYaml(`{ containers: [{ name: app, image: "app:1", ${fields} }] }`)).refusal;
const refusalOfSpec = (spec: string) => new Lab(podYaml(`{ ${spec} }`)).refusal;
const APP = 'containers: [{ name: app, image: "app:1" }]';

describe('validation', () => {
  test.each([
    ['livenessProbe: { successThreshold: 2, tcpSocket: { port: 80 } }', 'must be 1'],
    ['startupProbe: { successThreshold: 2, tcpSocket: { port: 80 } }', 'must be 1'],
    ['readinessProbe: { successThreshold: 2, tcpSocket: { port: 80 } }', 'accepted'],
    ['livenessProbe: { periodSeconds: -1, tcpSocket: { port: 80 } }', 'greater than or equal to 0'],
    ['livenessProbe: {}', 'must specify a handler type'],
    [
      'livenessProbe: { tcpSocket: { port: 80 }, exec: { command: [x] } }',
      'may not specify more than 1 handler type',
    ],
    [
      'readinessProbe: { terminationGracePeriodSeconds: 5, tcpSocket: { port: 80 } }',
      'terminationGracePeriodSeconds',
    ],
  ])('of probes: %s (L-API-10)', (probe, expected) => {
    expect(refusalOfContainer(probe)).toContain(expected);
  });

  test.each([
    ['initContainers: [{ name: app, image: "app:1" }]', 'Duplicate value: "app"'],
    [
      'initContainers: [{ name: i, image: "app:1", readinessProbe: { tcpSocket: { port: 80 } } }]',
      'may not be set for init containers without restartPolicy=Always',
    ],
    [
      'initContainers: [{ name: i, image: "app:1", lifecycle: { preStop: { sleep: { seconds: 1 } } } }]',
      'may not be set for init containers without restartPolicy=Always',
    ],
    [
      'initContainers: [{ name: i, image: "app:1", restartPolicy: Always, lifecycle: { preStop: { sleep: { seconds: 1 } } } }]',
      'accepted',
    ],
  ])(
    'of init containers, which have no probes and hooks unless they are sidecars: %s (L-API-11, L-HOOK-9)',
    (spec, expected) => {
      expect(refusalOfSpec(`${spec}, ${APP}`)).toContain(expected);
    },
  );

  test.each([
    ['sleep: { seconds: 31 }', 'must be non-negative and less than terminationGracePeriodSeconds'],
    ['sleep: { seconds: 0 }', 'accepted'],
    ['sleep: { seconds: 1 }, exec: { command: [x] }', 'may not specify more than 1 handler type'],
    ['tcpSocket: { port: 80 }', 'accepted'],
  ])('of hooks: %s (L-API-11)', (hook, expected) => {
    expect(refusalOfContainer(`lifecycle: { preStop: { ${hook} } }`)).toContain(expected);
  });

  test.each([
    ['restartPolicy: Sometimes', 'Unsupported value'],
    ['restartPolicy: Never', 'accepted'],
    [
      'restartPolicyRules: [{ action: Restart, exitCodes: { operator: In, values: [1] } }]',
      'restartPolicy',
    ],
    [
      'restartPolicy: Never, restartPolicyRules: [{ action: Stop, exitCodes: { operator: In, values: [1] } }]',
      'Unsupported value: "Stop"',
    ],
  ])("of a container's own restart policy: %s (L-API-12)", (fields, expected) => {
    expect(refusalOfContainer(fields)).toContain(expected);
  });

  test('takes restart rules at a sidecar too (L-API-12)', () => {
    expect(
      refusalOfSpec(
        `initContainers: [{ name: s, image: "app:1", restartPolicy: Always, restartPolicyRules: [{ action: RestartAllContainers, exitCodes: { operator: In, values: [1] } }] }], ${APP}`,
      ),
    ).toBe('accepted');
  });

  test('refuses a host port twice; of a container port twice the second process dies (L-API-15)', () => {
    const two = (port: string) =>
      podYaml(`
  restartPolicy: Never
  containers:
    - { name: a, image: "app:1", args: [--http, "8080"], ports: [${port}] }
    - { name: b, image: "app:1", args: [--http, "8080"], ports: [${port}] }`);
    expect(new Lab(two('{ containerPort: 8080, hostPort: 8080 }')).refusal).toContain(
      'Duplicate value',
    );
    const lab = new Lab(two('{ containerPort: 8080 }')).at(5);
    expect([lab.refusal, lab.row()]).toEqual(['accepted', '1/2 Error 0']);
    expect(lab.kubectl('logs web -c b')).toContain('address already in use');
  });

  test.each([
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'ReplicaSet'],
    ['apps/v1', 'DaemonSet'],
    ['apps/v1', 'StatefulSet'],
  ])('refuses a template of %s %s that does not restart always (L-API-16)', (apiVersion, kind) => {
    const manifest = (policy: string) =>
      JSON.stringify({
        apiVersion,
        kind,
        metadata: { name: 'web' },
        spec: {
          ...(kind === 'StatefulSet' ? { serviceName: 'web' } : {}),
          selector: { matchLabels: { a: 'b' } },
          template: {
            metadata: { labels: { a: 'b' } },
            spec: { restartPolicy: policy, containers: [{ name: 'app', image: 'app:1' }] },
          },
        },
      });
    expect(new Lab(manifest('Never')).refusal).toContain('supported values: "Always"');
    expect(new Lab(manifest('Always')).refusal).toBe('accepted');
  });
});

describe('what the server decides', () => {
  test('a node named by the client goes past the scheduler (L-API-13)', () => {
    const lab = new Lab(podYaml(`{ nodeName: node-1, ${APP} }`)).at(5);
    expect([lab.row(), lab.events('Scheduled')]).toEqual(['1/1 Running 0', []]);
  });

  const amounts = (requests?: object, limits?: object) => ({
    name: 'app',
    resources: { ...(requests && { requests }), ...(limits && { limits }) },
  });
  const both = { cpu: '1', memory: '1Gi' };
  test.each([
    [{ containers: [amounts()] }, 'BestEffort'],
    [{ containers: [amounts({ cpu: '0' })] }, 'BestEffort'],
    [{ containers: [amounts(both, both)] }, 'Guaranteed'],
    [{ containers: [amounts(both, both), amounts()] }, 'Burstable'],
    [{ containers: [amounts(both, both)], initContainers: [amounts()] }, 'Burstable'],
    [{ containers: [amounts({ 'ephemeral-storage': '1Gi' })] }, 'BestEffort'],
    [{ containers: [amounts()], resources: { requests: both, limits: both } }, 'Guaranteed'],
    [{ containers: [amounts(both, both)], ephemeralContainers: [{ name: 'e' }] }, 'Guaranteed'],
  ])('QoS class of %j: %s (L-API-14)', (spec, expected) => {
    expect(qosClass(spec)).toBe(expected);
  });

  test('subresources write only their part of the Pod (L-API-8)', () => {
    const lab = new Lab(podYaml(`{ ${APP} }`)).at(5);
    const { pod } = lab;
    const update = (subresource: 'status' | 'resize' | 'ephemeralcontainers', object: object) =>
      lab.simulation.request({
        verb: 'update',
        by: 'client',
        subresource,
        object: object as typeof pod,
      });
    update('status', {
      ...pod,
      spec: { ...pod.spec, priority: 7 },
      status: { ...pod.status, reason: 'Told' },
    });
    expect([lab.pod.status?.reason, lab.pod.spec.priority]).toEqual(['Told', 0]);
    const image = { ...pod.spec.containers[0], image: 'app:2' };
    expect(update('resize', { ...pod, spec: { ...pod.spec, containers: [image] } }).ok).toBe(false);
    const bound = lab.simulation.request({
      verb: 'bind',
      by: 'client',
      namespace: 'default',
      name: 'web',
      uid: pod.metadata.uid ?? '',
      node: 'node-2',
    });
    expect([bound.ok, lab.pod.spec.nodeName]).toEqual([false, 'node-1']);
  });
});

describe('labels', () => {
  const labelled = (key: string, value: string) =>
    new Lab(podYaml(`{ ${APP} }`, `{ name: web, labels: { "${key}": "${value}" } }`)).refusal;
  test.each([
    ['a', '', 'accepted'],
    ['example.com/a.b_c-1', 'V.a_l-1', 'accepted'],
    ['a'.repeat(63), 'b'.repeat(63), 'accepted'],
    ['a'.repeat(64), 'b', 'must be no more than 63'],
    ['a', 'b'.repeat(64), 'must be no more than 63'],
    ['-a', 'b', 'must start and end with an alphanumeric character'],
    ['a', 'b-', 'must start and end with an alphanumeric character'],
    ['UP.com/a', 'b', 'a lowercase RFC 1123 subdomain'],
  ])('%s=%s: %s (L-LAB-1)', (key, value, expected) => {
    expect(labelled(key, value)).toContain(expected);
  });

  test('annotations are limited in all, not each (L-LAB-1)', () => {
    const annotated = (size: number) =>
      new Lab(podYaml(`{ ${APP} }`, `{ name: web, annotations: { a: "${'x'.repeat(size)}" } }`))
        .refusal;
    expect(annotated(262_143)).toBe('accepted');
    expect(annotated(262_144)).toContain('may not be more than 262144 bytes');
  });

  const labels = { app: 'web', tier: '7', empty: '', in: 'x' };
  test.each([
    ['', true],
    ['app', true],
    ['!app', false],
    ['app=web', true],
    [' app == web , tier ', true],
    ['app in (web,api)', true],
    ['app notin (web)', false],
    ['empty=', true],
    ['empty in ()', true],
    ['in in (x)', true],
    ['tier>6,tier<8', true],
    ['tier>7', false],
  ])('selector %j on app=web, tier=7: %s (L-LAB-2)', (text, expected) => {
    const parsed = parseSelector(text);
    expect(parsed.selector !== undefined && matches(parsed.selector, labels)).toBe(expected);
  });

  test.each([
    ['missing!=a', true],
    ['missing notin (a)', true],
    ['!missing', true],
    ['missing=a', false],
    ['missing in (a)', false],
    ['missing>1', false],
    ['app>1', false],
    ['app<1', false],
  ])(
    'selector %j on an object without the key, or without a number: %s (L-LAB-3)',
    (text, expected) => {
      const parsed = parseSelector(text);
      expect(parsed.selector !== undefined && matches(parsed.selector, labels)).toBe(expected);
    },
  );

  test.each([
    [{}, true],
    [undefined, false],
    [
      { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      true,
    ],
    [
      {
        matchLabels: { app: 'web' },
        matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }],
      },
      false,
    ],
    [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['7'] }] }, false],
  ])('the selector %j of a workload: %s (L-LAB-4)', (selector, expected) => {
    expect(matchesLabelSelector(selector, labels)).toBe(expected);
  });
});

describe('scheduling', () => {
  test('a failure is told by an Event and a condition, the phase stays Pending (L-SCH-8)', () => {
    const lab = new Lab(podYaml(`{ nodeSelector: { disk: ssd }, ${APP} }`)).at(5);
    const text =
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
    expect(lab.condition('PodScheduled')).toBe(`False Unschedulable ${text}`);
    expect(lab.events('FailedScheduling')).toEqual([`FailedScheduling ${text}`]);
    expect(lab.row()).toBe('0/1 Pending 0');
  });

  test('a Pod asks for its containers and sidecars, or for its greediest init container (L-SCH-10)', () => {
    const cpu = (amount: string) => `resources: { requests: { cpu: "${amount}" } }`;
    const fits = (spec: string) =>
      new Lab(podYaml(`{ ${spec} }`)).at(5).find('Pod', 'web')?.['spec'] as {
        readonly nodeName?: string;
      };
    const app = `containers: [{ name: a, image: "app:1", ${cpu('2')} }]`;
    const init = (amount: string, more = '') =>
      `{ name: i, image: "app:1", ${more} ${cpu(amount)} }`;
    const sidecar = (amount: string) =>
      `{ name: s, image: "app:1", restartPolicy: Always, ${cpu(amount)} }`;
    const outcomes = [
      // The node has 4.
      `initContainers: [${init('4')}], ${app}`,
      `initContainers: [${init('4.5')}], ${app}`,
      `initContainers: [${sidecar('2')}], ${app}`,
      `initContainers: [${sidecar('2.5')}], ${app}`,
      `initContainers: [${sidecar('1')}, ${init('3.5')}], ${app}`,
      `initContainers: [${init('3.5')}, ${sidecar('1')}], ${app}`,
    ].map((spec) => fits(spec)?.nodeName !== undefined);
    expect(outcomes).toEqual([true, false, true, false, false, true]);
    const containers = [{ name: 'app', resources: { requests: { cpu: '2' } } }];
    const own = { resources: { requests: { cpu: '1' } } };
    expect([
      podRequests({ containers, overhead: { cpu: '500m' } })['cpu'],
      podRequests({ containers, ...own })['cpu'],
    ]).toEqual(['2500m', '1']);
  });

  test('Pods that have ended need nothing, Pods that terminate still do (L-SCH-10)', () => {
    const three = (name: string, more: string) =>
      podYaml(
        `{ restartPolicy: Never, containers: [{ name: app, image: "app:1", args: [${more}], resources: { requests: { cpu: "3" } } }] }`,
        `{ name: ${name} }`,
      );
    const ended = new Lab(three('one', '--exit-after, "1"')).at(8);
    ended.post(three('web', ''));
    expect(ended.at(10).row()).toBe('1/1 Running 0');
    const terminating = new Lab(three('one', '--term, ignore')).at(8);
    terminating.kubectl('delete pod one --wait=false');
    terminating.post(three('web', ''));
    expect(terminating.at(20).row()).toBe('0/1 Pending 0');
    expect(terminating.at(50).row()).toBe('1/1 Running 0');
  });

  test('a Pod stays where it is when the node is labelled anew (L-SCH-14)', () => {
    const lab = new Lab(podYaml(`{ nodeSelector: { kubernetes.io/os: linux }, ${APP} }`)).at(5);
    lab.kubectl('label node node-1 kubernetes.io/os=plan9 --overwrite');
    expect(lab.at(120).row()).toBe('1/1 Running 0');
  });
});
