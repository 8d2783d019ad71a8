import { describe, expect, test } from 'vitest';
import { acceptAt, checkOffers, labelsAt } from '../support/completion';
import { dedent } from '../support/marks';

const inPod = (spec: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${indent(dedent(spec), 2)}`;
const inContainer = (fields: string): string =>
  inPod(`containers:\n- name: app\n  image: nginx\n${indent(dedent(fields), 2)}`);
const indent = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

describe('field names', () => {
  test('an empty document is offered heads and whole objects', () => {
    checkOffers('¦', ['apiVersion', 'kind', 'metadata', 'Pod', 'Deployment', 'Service']);
    checkOffers('a: 1\n---\n¦\n---\nb: 1\n', ['apiVersion', 'kind', 'Pod']);
  });

  test('the root of an object has the fields of its kind, without status', () => {
    checkOffers(
      'apiVersion: v1\nkind: Pod\n¦',
      ['metadata', 'spec'],
      ['status', 'apiVersion', 'data'],
    );
    checkOffers(
      'apiVersion: v1\nkind: ConfigMap\n¦',
      ['data', 'binaryData', 'immutable'],
      ['spec'],
    );
  });

  test('status has its fields once it is there', () => {
    checkOffers('apiVersion: v1\nkind: Pod\nstatus:\n  ¦', ['phase', 'conditions']);
  });

  test('required fields come first, then the usual ones', () => {
    const labels = labelsAt(inPod('¦'));
    expect(labels.slice(0, 3)).toEqual(['containers', 'initContainers', 'volumes']);
    expect(labelsAt(inPod('containers:\n- ¦')).slice(0, 2)).toEqual(['name', 'image']);
  });

  test('what is there already is not offered again', () => {
    checkOffers(inContainer('¦'), ['ports', 'livenessProbe'], ['name', 'image', 'containers']);
    checkOffers(inContainer('¦\nenv: []'), ['ports'], ['env', 'name']);
  });

  test('one handler of a probe excludes the others', () => {
    const probe = 'livenessProbe:\n  httpGet: {port: 80}\n  ¦';
    checkOffers(inContainer(probe), ['periodSeconds'], ['exec', 'tcpSocket', 'grpc', 'httpGet']);
  });

  test('a variable has a value or a source, and a source is one', () => {
    checkOffers(inContainer('env:\n- name: A\n  value: x\n  ¦'), [], ['valueFrom']);
    checkOffers(
      inContainer('env:\n- name: A\n  valueFrom:\n    fieldRef: {}\n    ¦'),
      [],
      ['secretKeyRef'],
    );
    checkOffers(inPod('volumes:\n- name: a\n  emptyDir: {}\n  ¦'), [], ['hostPath', 'secret']);
  });

  test('init containers have probes and hooks only as sidecars', () => {
    checkOffers(
      inPod('initContainers:\n- name: a\n  ¦'),
      ['command', 'restartPolicy'],
      ['livenessProbe'],
    );
    checkOffers(inPod('initContainers:\n- name: a\n  restartPolicy: Always\n  ¦'), [
      'livenessProbe',
      'lifecycle',
    ]);
  });

  test('a Kubernetes manifest is told by its head, not by its name', () => {
    checkOffers('services:\n  web:\n    image: x\n¦', [], ['apiVersion', 'kind', 'spec']);
    checkOffers('apiVersion: example.com/v1\nkind: Widget\nspec:\n  ¦', [], ['containers']);
    expect(labelsAt('¦', {}, 'docker-compose.yml')).toEqual([]);
  });

  test('fields are offered in braces and in JSON', () => {
    checkOffers('apiVersion: v1\nkind: Pod\nspec: {¦}', ['containers', 'volumes']);
    checkOffers('{"apiVersion": "v1", "kind": "Pod", "spec": { "re¦" }}', ['restartPolicy']);
  });

  test('neighbours may be broken, and comments stand anywhere', () => {
    checkOffers(inPod('broken\n# note\n¦\ncontainers: ['), ['volumes']);
    checkOffers(inPod('containers: "\n¦'), ['volumes']);
    checkOffers(`${inPod('containers: []')}\n  # ¦`, []);
    expect(labelsAt(`${inPod('containers: []')}\n  # ¦`)).toEqual([]);
    expect(labelsAt('apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    ¦')).toEqual([]);
  });

  test('a template keeps its fields where the indentation tells them', () => {
    checkOffers('apiVersion: v1\nkind: Pod\nspec:\n  {{- if .Values.x }}\n  ¦\n  {{- end }}', [
      'containers',
    ]);
  });

  test('the items of a List are objects of their own', () => {
    checkOffers('apiVersion: v1\nkind: List\nitems:\n- ¦', ['apiVersion', 'kind', 'Pod']);
    checkOffers(
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec:\n    ¦',
      ['containers'],
    );
  });
});

describe('values', () => {
  test('closed sets, the default first', () => {
    expect(labelsAt(inPod('restartPolicy: ¦'))).toEqual(['Always', 'Never', 'OnFailure']);
    expect([...labelsAt(inContainer('imagePullPolicy: ¦'))].sort()).toEqual([
      'Always',
      'IfNotPresent',
      'Never',
    ]);
    expect(labelsAt(inPod('hostNetwork: ¦'))).toEqual(['true', 'false']);
  });

  test('a controller narrows the restart policy', () => {
    const template = (kind: string, path: string) =>
      `apiVersion: ${kind === 'Deployment' ? 'apps' : 'batch'}/v1\nkind: ${kind}\nspec:\n${path}restartPolicy: ¦`;
    expect(labelsAt(template('Deployment', '  template:\n    spec:\n      '))).toEqual(['Always']);
    expect(labelsAt(template('Job', '  template:\n    spec:\n      '))).toEqual([
      'Never',
      'OnFailure',
    ]);
  });

  test('apiVersion and kind agree', () => {
    expect(labelsAt('apiVersion: ¦\nkind: Deployment')).toEqual(['apps/v1']);
    checkOffers('apiVersion: apps/v1\nkind: ¦', ['Deployment', 'StatefulSet'], ['Pod', 'Job']);
    expect(acceptAt('kind: Dep¦', 'Deployment')).toBe('apiVersion: apps/v1\nkind: Deployment');
  });

  test('quantities, capabilities, signals, field paths and schedules', () => {
    checkOffers(inContainer('resources:\n  limits:\n    ¦'), [
      'cpu',
      'memory',
      'ephemeral-storage',
    ]);
    checkOffers(inContainer('resources:\n  limits:\n    memory: ¦'), ['128Mi', '1Gi'], ['cpu']);
    checkOffers(inContainer('securityContext:\n  capabilities:\n    drop: [¦]'), [
      'ALL',
      'NET_RAW',
    ]);
    checkOffers(inContainer('lifecycle:\n  stopSignal: ¦'), ['SIGTERM', 'SIGQUIT']);
    checkOffers(inContainer('env:\n- name: A\n  valueFrom:\n    fieldRef:\n      fieldPath: ¦'), [
      'metadata.name',
      'status.podIP',
    ]);
    checkOffers('apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: ¦', ['0 * * * *']);
  });
});

describe('names from elsewhere', () => {
  test('volumes, ports and containers of the same Pod', () => {
    checkOffers(
      `${inContainer('volumeMounts:\n- name: ¦')}\n  volumes:\n  - name: data\n    emptyDir: {}`,
      ['data'],
    );
    checkOffers(
      inContainer(
        'ports:\n- {name: http, containerPort: 80}\nlivenessProbe:\n  httpGet:\n    port: ¦',
      ),
      ['http', '80'],
    );
    checkOffers(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/default-container: ¦\nspec:\n  containers:\n  - name: main',
      ['main'],
    );
  });

  test('objects and their keys, from this file and the others', () => {
    const config =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: fast\n';
    const from = (rest: string) =>
      inContainer(`env:\n- name: A\n  valueFrom:\n    configMapKeyRef:\n${indent(rest, 6)}`);
    checkOffers(from('name: ¦'), ['settings'], [], { 'b.yaml': config });
    checkOffers(from('name: settings\nkey: ¦'), ['mode'], [], { 'b.yaml': config });
    checkOffers(`${from('name: ¦')}\n---\n${config}`, ['settings']);
    checkOffers(inPod('serviceAccountName: ¦'), ['default']);
  });

  test('the objects of another namespace are left out', () => {
    const secret = (space: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s-${space}\n  namespace: ${space}\n`;
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: one\nspec:\n  imagePullSecrets:\n  - name: ¦';
    checkOffers(pod, ['s-one'], ['s-two'], { 'b.yaml': `${secret('one')}---\n${secret('two')}` });
  });

  test('labels of Pods in selectors, and ports of the selected Pods in Services', () => {
    const web =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: a\n        ports: [{name: http, containerPort: 80}]\n';
    const service = (rest: string) => `apiVersion: v1\nkind: Service\nspec:\n${indent(rest, 2)}`;
    expect(acceptAt(service('selector:\n  ¦'), 'app', { 'b.yaml': web })).toContain('  app: web');
    checkOffers(service('selector:\n  app: ¦'), ['web'], [], { 'b.yaml': web });
    checkOffers(service('selector: {app: web}\nports:\n- targetPort: ¦'), ['http'], [], {
      'b.yaml': web,
    });
    checkOffers(service('selector: {app: other}\nports:\n- targetPort: ¦'), [], ['http'], {
      'b.yaml': web,
    });
  });

  test('names that are used already, where they are given', () => {
    const mount =
      'containers:\n- name: a\n  volumeMounts: [{name: cache, mountPath: /c}]\nvolumes:\n- name: ¦';
    checkOffers(inPod(mount), ['cache']);
    checkOffers(inContainer('livenessProbe: {tcpSocket: {port: db}}\nports:\n- name: ¦'), ['db']);
    const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ¦\n---\n';
    checkOffers(config + inContainer('envFrom:\n- configMapRef: {name: settings}'), ['settings']);
  });

  test('variables in $(…)', () => {
    checkOffers(inContainer('env:\n- {name: HOST, value: a}\nargs: ["--host=$(¦"]'), ['HOST']);
    expect(
      acceptAt(inContainer('env:\n- {name: HOST, value: a}\nargs: ["--host=$(¦"]'), 'HOST'),
    ).toContain('"--host=$(HOST)"');
  });
});

describe('what is inserted', () => {
  test('a key with what nearly everyone needs, indented as the file is', () => {
    expect(acceptAt(inPod('con¦'), 'containers')).toBe(
      `${inPod('containers:\n  - name: \n    image:')} `,
    );
    expect(acceptAt(inContainer('po¦'), 'ports')).toBe(
      `${inContainer('ports:\n- containerPort:')} `,
    );
    const wide =
      'apiVersion: v1\nkind: Pod\nspec:\n    containers:\n        - name: a\n          ¦';
    expect(acceptAt(wide, 'ports')).toBe(
      wide.replace('¦', 'ports:\n              - containerPort: '),
    );
  });

  test('a dash where an item is due', () => {
    expect(acceptAt(inPod('containers:\n  ¦'), 'name')).toBe(`${inPod('containers:\n  - name:')} `);
    expect(acceptAt(inPod('containers:\n- ¦'), 'name')).toBe(`${inPod('containers:\n- name:')} `);
    expect(acceptAt(inPod('containers:\n-¦'), 'name')).toBe(`${inPod('containers:\n- name:')} `);
  });

  test('an item where its list begins at the column of the key', () => {
    expect(acceptAt(inPod('containers:\n¦'), '- name')).toBe(
      `${inPod('containers:\n- name: \n  image:')} `,
    );
    checkOffers(inPod('containers:\n¦'), ['volumes', '- name'], ['name']);
  });

  test('no second colon, a blank after the first, quotes in pairs', () => {
    expect(acceptAt(inPod('rest¦: Always'), 'restartPolicy')).toBe(inPod('restartPolicy: Always'));
    expect(acceptAt(inPod('restartPolicy:¦'), 'Never')).toBe(inPod('restartPolicy: Never'));
    expect(acceptAt(inPod('restartPolicy: "Al¦"'), 'Never')).toBe(inPod('restartPolicy: "Never"'));
    expect(acceptAt(inPod("restartPolicy: 'Al¦"), 'Never')).toBe(inPod("restartPolicy: 'Never'"));
  });

  test('children of a key go to the next line', () => {
    expect(acceptAt(inContainer('resources: ¦'), 'limits')).toBe(
      inContainer('resources: \n  limits:\n    memory: 128Mi'),
    );
  });

  test('commas and quotes in JSON', () => {
    expect(
      acceptAt('{"kind": "Pod", "apiVersion": "v1", "spec": {¦"volumes": []}}', 'hostPID'),
    ).toBe('{"kind": "Pod", "apiVersion": "v1", "spec": {"hostPID": false, "volumes": []}}');
  });
});

describe('what the place allows', () => {
  test('the downward API speaks of a Pod in two dialects', () => {
    const variable = 'env:\n- name: A\n  valueFrom:\n    fieldRef: {fieldPath: ¦}';
    checkOffers(inContainer(variable), ['metadata.name', 'status.hostIP'], ['metadata.labels']);
    const volume =
      'volumes:\n- name: v\n  downwardAPI:\n    items:\n    - fieldRef: {fieldPath: ¦}';
    checkOffers(inPod(volume), ['metadata.name', 'metadata.labels'], ['status.hostIP']);
  });

  test('the pull policy that an image has without one comes first', () => {
    expect(labelsAt(inContainer('imagePullPolicy: ¦'))[0]).toBe('Always');
    expect(labelsAt(inPod('containers:\n- image: nginx:1.27\n  imagePullPolicy: ¦'))[0]).toBe(
      'IfNotPresent',
    );
  });

  test('a metric has the part that its type names', () => {
    const metric = (rest: string) =>
      `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n  metrics:\n  - type: Resource\n    ${rest}`;
    checkOffers(metric('¦'), ['resource'], ['pods', 'external', 'object']);
    checkOffers(
      metric('resource: {target: {type: Utilization, ¦}}'),
      ['averageUtilization'],
      ['averageValue'],
    );
  });

  test('a Deployment of type Recreate has no rolling update', () => {
    const strategy = (type: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nspec:\n  strategy:\n    type: ${type}\n    ¦`;
    checkOffers(strategy('Recreate'), [], ['rollingUpdate']);
    checkOffers(strategy('RollingUpdate'), ['rollingUpdate']);
  });
});
