import { describe, expect, test } from 'vitest';
import { afterFix, checkRule } from '../support/findings';
import { dedent } from '../support/marks';

const deployment = (name: string, labels: string, more = '', template = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  ${more}
  selector: { matchLabels: ${labels} }
  template:
    metadata: { labels: ${labels} }
    spec:
      containers:
        - name: web
          image: nginx:1.29
          ports: [{ name: http, containerPort: 80 }]
          ${template}
---`;

const service = (selector: string, port = '{ port: 80, targetPort: http }') => `
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: ${selector}
  ports: [${port}]
`;

describe('a Service', () => {
  test('that selects no Pod of its file is told what the Pods have', async () => {
    const text = deployment('web', '{ app: web }') + service('{ app: ¦wbe¦ }');
    const [message] = await checkRule('service-selects-nothing', text);
    expect(message).toContain('the Pods of Deployment web have `app: web`');
    expect(await afterFix('service-selects-nothing', text.replaceAll('¦', ''))).toContain(
      'selector: { app: web }\n',
    );
  });

  test('may find its Pods in another file, and need not have any beside it', async () => {
    const others = { 'other.yaml': deployment('other', '{ app: wbe }') };
    await checkRule(
      'service-selects-nothing',
      deployment('web', '{ app: web }') + service('{ app: wbe }'),
      { others },
    );
    await checkRule('service-selects-nothing', service('{ app: wbe }'));
    await checkRule(
      'service-selects-nothing',
      deployment('web', '{ app: web }') + service('{ tier: db }'),
    );
  });

  test('names a port that its Pods have, or a number', async () => {
    const beside = deployment('web', '{ app: web }');
    const wrong = beside + service('{ app: web }', '{ port: 80, targetPort: ¦https¦ }');
    await checkRule('service-port-not-in-pods', wrong);
    expect(await afterFix('service-port-not-in-pods', wrong.replaceAll('¦', ''))).toContain(
      'targetPort: http }',
    );
    await checkRule('service-port-not-in-pods', beside + service('{ app: web }'));
    await checkRule(
      'service-port-not-in-pods',
      beside + service('{ app: web }', '{ port: 80, targetPort: 9 }'),
    );
  });

  test('sends to Pods without readiness probe, which is told to those who ask', async () => {
    const probed = deployment(
      'web',
      '{ app: web }',
      '',
      'readinessProbe: { tcpSocket: { port: 80 } }',
    );
    await checkRule(
      'service-without-readiness-probe',
      deployment('web', '{ app: web }') + service('{ app: web }').replace('selector', '¦selector¦'),
    );
    await checkRule('service-without-readiness-probe', probed + service('{ app: web }'));
  });
});

describe('selectors', () => {
  test('that also match the Pods of another workload are told', async () => {
    const [message] = await checkRule(
      'selectors-overlap',
      deployment('stable', '{ app: web }').replace('selector', '¦selector¦') +
        deployment('canary', '{ app: web, track: canary }'),
    );
    expect(message).toContain('the Pods of Deployment canary');
  });

  test('in two namespaces never meet', async () => {
    const inNamespace = (text: string, namespace: string) =>
      text.replace(
        /metadata: \{ name: (\w+) \}/,
        `metadata: { name: $1, namespace: ${namespace} }`,
      );
    await checkRule(
      'selectors-overlap',
      inNamespace(deployment('a', '{ app: web }'), 'one') +
        inNamespace(deployment('b', '{ app: web }'), 'two'),
    );
  });
});

describe('a disruption budget', () => {
  const budget = (line: string) => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec:
  ${line}
  selector: { matchLabels: { app: web } }
`;

  test('that needs every replica blocks a drain', async () => {
    const [message] = await checkRule(
      'disruption-budget-blocks-drain',
      deployment('web', '{ app: web }', 'replicas: 1') + budget('minAvailable: ¦1¦'),
    );
    expect(message).toContain('1 of the 1 replica of Deployment web must stay available');
    await checkRule(
      'disruption-budget-blocks-drain',
      deployment('web', '{ app: web }', 'replicas: 3') + budget('minAvailable: ¦90%¦'),
    );
    await checkRule('disruption-budget-blocks-drain', budget('maxUnavailable: ¦0¦'));
    await checkRule('disruption-budget-blocks-drain', budget('maxUnavailable: ¦0%¦'));
    const mended = await afterFix('disruption-budget-blocks-drain', budget('maxUnavailable: 0'));
    expect(mended).toBe(dedent(budget('maxUnavailable: 1')));
  });

  test('that leaves one is right, and one whose Pods are unknown is left alone', async () => {
    const web = deployment('web', '{ app: web }', 'replicas: 3');
    await checkRule('disruption-budget-blocks-drain', web + budget('minAvailable: 2'));
    await checkRule('disruption-budget-blocks-drain', web + budget('minAvailable: 50%'));
    await checkRule('disruption-budget-blocks-drain', budget('minAvailable: 1'));
  });

  test('of an autoscaled workload cannot be judged', async () => {
    const scaler = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec: { maxReplicas: 5, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }
---`;
    await checkRule(
      'disruption-budget-blocks-drain',
      deployment('web', '{ app: web }') + scaler + budget('minAvailable: 1'),
    );
  });
});

describe('names of other objects', () => {
  const config = `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { colour: blue, size: "3" }
---`;
  const pod = (env: string) => `
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: nginx
      env: [{ name: A, valueFrom: { configMapKeyRef: ${env} } }]
`;

  test('are told when they are one letter away from what the file defines', async () => {
    const text = config + pod('{ name: ¦setings¦, key: colour }');
    await checkRule('reference-not-found', text);
    expect(await afterFix('reference-not-found', text.replaceAll('¦', ''))).toContain(
      'name: settings, key',
    );
  });

  test('may live in the cluster', async () => {
    await checkRule('reference-not-found', config + pod('{ name: other-thing, key: colour }'));
    await checkRule('reference-not-found', pod('{ name: setings, key: colour }'));
    await checkRule(
      'reference-not-found',
      config + pod('{ name: setings, key: colour, optional: true }'),
    );
  });

  test('are hinted at when the file defines others of the kind', async () => {
    const code = 'reference-not-in-workspace';
    const [message] = await checkRule(
      code,
      config + pod('{ name: ¦other-thing¦, key: colour, optional: false }'),
    );
    expect(message).toContain('the file has settings');
    await checkRule(code, config + pod('{ name: setings, key: colour }'));
    await checkRule(code, config + pod('{ name: other-thing, key: colour, optional: true }'));
    await checkRule(code, pod('{ name: other-thing, key: colour }'));
    await checkRule(code, config + pod('{ name: kube-root-ca.crt, key: ca.crt }'));
  });

  test('come with a key that is there', async () => {
    const [message] = await checkRule(
      'key-not-found',
      config + pod('{ name: settings, key: ¦color¦ }'),
    );
    expect(message).toContain('Did you mean "colour"?');
    await checkRule('key-not-found', config + pod('{ name: settings, key: size }'));
    await checkRule(
      'key-not-found',
      config + pod('{ name: settings, key: other, optional: true }'),
    );
    await checkRule('key-not-found', pod('{ name: settings, key: other }'));
    expect(
      await afterFix('key-not-found', config + pod('{ name: settings, key: color }')),
    ).toContain('key: colour }');
  });
});

test('a Pod larger than every Node of the workspace is told, one that fits is not', async () => {
  const node = `
apiVersion: v1
kind: Node
metadata: { name: n1 }
status: { allocatable: { cpu: "2", memory: 4Gi } }
`;
  const pod = (cpu: string) => `
apiVersion: v1
kind: Pod
metadata: { name: big }
spec:
  containers:
    - { name: a, image: b, resources: { requests: { cpu: ${cpu} } } }
    - { name: c, image: d, resources: { requests: { cpu: 500m } } }
`;
  const others = { 'nodes.yaml': node };
  const [message] = await checkRule(
    'requests-exceed-nodes',
    pod('1600m').replace('containers', '¦containers¦'),
    { others },
  );
  expect(message).toContain('2100m cpu together');
  await checkRule('requests-exceed-nodes', pod('1500m'), { others });
  await checkRule('requests-exceed-nodes', pod('64'));
});

test('the same object twice in a file is told at the second', async () => {
  const config = (name: string) =>
    `\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n---`;
  await checkRule('duplicate-object', config('a') + config('b') + config('¦a¦'));
  await checkRule(
    'duplicate-object',
    config('a') + config('a').replace('name: a', 'name: a, namespace: other'),
  );
});

describe('an autoscaler by utilization', () => {
  const scaler = (metric: string) => `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  maxReplicas: 5
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  metrics: [{ type: Resource, resource: ${metric} }]
`;
  const utilization = (name: string) =>
    scaler(`{ name: ${name}, target: { type: Utilization, averageUtilization: 50 } }`);
  const requests = 'resources: { requests: { cpu: 100m } }';

  test('needs requests in every container', async () => {
    const [message] = await checkRule(
      'autoscaler-needs-requests',
      deployment('web', '{ app: web }') + utilization('¦cpu¦'),
    );
    expect(message).toContain('Container `web` of Deployment web requests no cpu');
    const asked = deployment('web', '{ app: web }', '', requests);
    await checkRule('autoscaler-needs-requests', asked + utilization('cpu'));
    await checkRule('autoscaler-needs-requests', asked + utilization('¦memory¦'));
  });

  test('is left alone by value, without its workload, and where a LimitRange may help', async () => {
    const byValue = scaler('{ name: cpu, target: { type: AverageValue, averageValue: 1 } }');
    await checkRule('autoscaler-needs-requests', deployment('web', '{ app: web }') + byValue);
    await checkRule('autoscaler-needs-requests', utilization('cpu'));
    const others = { 'limits.yaml': 'apiVersion: v1\nkind: LimitRange\nmetadata: { name: l }\n' };
    await checkRule(
      'autoscaler-needs-requests',
      deployment('web', '{ app: web }') + utilization('cpu'),
      { others },
    );
  });
});

test('an Ingress names a port that its Service has', async () => {
  const ingress = (port: string) => `
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec:
  rules:
    - http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: web, port: ${port} } } }
`;
  const beside = service('{ app: web }', '{ name: http, port: 80, targetPort: 8080 }');
  await checkRule('ingress-port-not-in-service', beside + ingress('{ number: ¦8080¦ }'));
  await checkRule('ingress-port-not-in-service', beside + ingress('{ name: ¦web¦ }'));
  await checkRule('ingress-port-not-in-service', beside + ingress('{ number: 80 }'));
  await checkRule('ingress-port-not-in-service', beside + ingress('{ name: http }'));
  await checkRule('ingress-port-not-in-service', ingress('{ number: 8080 }'));
  // The Ingress is the second document: its fix counts from there.
  expect(
    await afterFix('ingress-port-not-in-service', beside + ingress('{ number: 8080 }')),
  ).toContain('port: { number: 80 }');
});

test('replicas do not share a claim for one', async () => {
  const claim = (mode: string) => `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [${mode}], resources: { requests: { storage: 1Gi } } }
---`;
  const web = (replicas: number, key = 'persistentVolumeClaim') =>
    deployment('web', '{ app: web }', `replicas: ${replicas}`).replace(
      '      containers:',
      `      volumes: [{ name: v, ${key}: { claimName: data } }]\n      containers:`,
    );
  await checkRule(
    'claim-mounted-by-many',
    claim('ReadWriteOnce') + web(3, '¦persistentVolumeClaim¦'),
  );
  await checkRule('claim-mounted-by-many', claim('ReadWriteOnce') + web(1));
  await checkRule('claim-mounted-by-many', claim('ReadWriteMany') + web(3));
  await checkRule('claim-mounted-by-many', web(3));
});

test('a Service sends to a port that well-known images listen on', async () => {
  const web = deployment('web', '{ app: web }');
  const port = (text: string) => service('{ app: web }', text);
  const [message] = await checkRule(
    'service-port-not-listened',
    web + port('{ port: 80, targetPort: ¦8080¦ }'),
  );
  expect(message).toContain('The Pods of Deployment web listen on 80 and not on 8080');
  await checkRule('service-port-not-listened', web + port('{ port: ¦8080¦ }'));
  await checkRule('service-port-not-listened', web + port('{ port: 8080, targetPort: 80 }'));
  await checkRule(
    'service-port-not-listened',
    web.replace('nginx:1.29', 'mine:1') + port('{ port: 8080 }'),
  );
  const fixed = await afterFix(
    'service-port-not-listened',
    web + port('{ port: 80, targetPort: 8080 }'),
  );
  expect(fixed).toContain('{ port: 80, targetPort: 80 }');
});
