import type { DiagnosticsCase } from './sitting';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n';
const BOX = `${POD}  containers:\n  - name: app\n    image: nginx:1.27\n`;
const MAIN = '      containers:\n      - name: app\n        image: nginx:1.27\n';
const DEPLOYMENT = (spec: string, labels = 'app: web', kind = 'Deployment') =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: web\nspec:\n${spec}  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        ${labels}\n    spec:\n${MAIN}`;
const JOB = (spec: string, pod: string) =>
  `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\nspec:\n${spec}  template:\n    spec:\n${pod}${MAIN}`;
const CRON = (spec: string, pod = '          restartPolicy: Never\n') =>
  `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: j\nspec:\n${spec}  jobTemplate:\n    spec:\n      template:\n        spec:\n${pod}          containers:\n          - name: app\n            image: nginx:1.27\n`;
const SERVICE = (spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n${spec}`;
const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

export const FINDINGS: readonly DiagnosticsCase[] = [
  // What the schema says
  {
    name: 'an unknown field has a near name',
    text: `${BOX}    ¦volumeMount: []\n`,
    says: 'volumeMounts',
  },
  { name: 'an unknown field', text: `${BOX}    ¦wibble: []\n`, says: /unknown field/i },
  {
    name: 'an unknown field in another case',
    text: `${BOX}    ¦imagepullpolicy: Always\n`,
    says: 'imagePullPolicy',
  },
  { name: 'an unknown top field', text: `${BOX}¦specs: {}\n`, says: /unknown field/i },
  {
    name: 'an unknown field in a flow map',
    text: `${BOX}  ¦securityContext: {runAsUsr: 1}\n`,
    says: 'runAsUser',
  },
  {
    name: 'an unknown field in the second document',
    text: `${BOX}---\n${BOX}    ¦prots: []\n`,
    says: 'ports',
  },
  {
    name: 'an unknown field in JSON',
    file: 'p.json',
    text: '{\n  "apiVersion": "v1",\n  "kind": "Pod",\n  "metadata": {"name": "a"},\n  "spec": {\n    ¦"container": [{"name": "a", "image": "b:1"}]\n  }\n}\n',
    says: 'containers',
  },
  {
    name: 'a string for a number',
    text: DEPLOYMENT('  ¦replicas: three\n'),
    says: /replicas|integer|number|int32/,
  },
  {
    name: 'a quoted number',
    text: DEPLOYMENT('  ¦replicas: "3"\n'),
    says: /replicas|integer|number|int32/,
  },
  {
    name: 'a number for a string',
    text: `${POD}  containers:\n  - name: app\n    image: b:1\n    env:\n    - name: A\n      ¦value: 5\n`,
    says: /string/,
  },
  {
    name: 'a boolean for a string',
    text: `${BOX}    env:\n    - name: A\n      ¦value: true\n`,
    says: /string/,
  },
  {
    name: 'a boolean as a label',
    text: `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    ¦on: yes\nspec:\n  containers:\n  - name: a\n    image: b:1\n`.replace(
      'on: yes',
      'live: true',
    ),
    says: /string/,
  },
  {
    name: 'a map for a list',
    text: `${POD}  ¦containers:\n    name: app\n`,
    says: /array|list|\[\]/,
  },
  {
    name: 'a string for an object',
    text: `${BOX}    ¦resources: big\n`,
    says: /object|map|struct|ResourceRequirements/,
  },
  { name: 'a string for a boolean', text: `${BOX}    ¦stdin: "yes"\n`, says: /bool/ },
  { name: 'a string for a list', text: `${BOX}    ¦command: run\n`, says: /array|list|slice|\[\]/ },
  { name: 'a number in data', text: `${MAP}data:\n  ¦a: 1\n`, says: /string/ },
  {
    name: 'a missing name',
    text: `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - ¦image: b:1\n`,
    says: /name/,
  },
  {
    name: 'missing containers',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n¦spec:\n  restartPolicy: Never\n',
    says: 'containers',
  },
  {
    name: 'a missing spec of containers in a template',
    text: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n¦spec:\n  replicas: 1\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: a\n        image: b:1\n',
    says: 'selector',
  },
  {
    name: 'a missing name of the object',
    text: `apiVersion: v1\nkind: Pod\n¦metadata: {}\nspec:\n  containers:\n  - name: a\n    image: b:1\n`,
    says: /name/,
  },
  {
    name: 'a duplicate key',
    text: `${BOX}    ¦image: other:1\n`,
    says: /[Dd]uplicate|already|twice|unique/,
  },
  {
    name: 'an unknown enum value',
    text: `${BOX}  ¦restartPolicy: Sometimes\n`,
    says: /Unsupported value: "Sometimes".*"Always", "OnFailure", "Never"/,
  },
  {
    name: 'an unknown pull policy',
    text: `${BOX}    ¦imagePullPolicy: always\n`,
    says: 'Unsupported value: "always"',
  },
  {
    name: 'a kind of another group',
    text: '¦apiVersion: v1\nkind: Deployment\nmetadata:\n  name: a\n'
      .replace('¦', '')
      .replace('apiVersion', '¦apiVersion'),
    says: /apps\/v1|no matches for kind/,
  },
  {
    name: 'a removed version',
    text: '¦apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata:\n  name: a\nspec: {}\n',
    says: /networking\.k8s\.io\/v1|no matches/,
  },
  {
    name: 'a misspelt kind',
    text: 'apiVersion: apps/v1\n¦kind: Deploymnt\nmetadata:\n  name: a\n',
    says: /Deployment/,
  },
  {
    name: 'a missing kind',
    text: '¦apiVersion: v1\nmetadata:\n  name: a\nspec:\n  containers: []\n',
    says: /kind/i,
  },
  {
    name: 'a missing apiVersion',
    text: '¦kind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: b:1\n',
    says: /apiVersion/,
  },
  { name: 'a broken indent', text: `${POD}  containers:\n  - name: a\n   ¦image: b\n`, says: /./ },
  { name: 'a tab', text: `${POD}¦\tcontainers: []\n`, says: /tab/i },

  // What the API server says
  {
    name: 'two handlers',
    text: `${BOX}    livenessProbe:\n      httpGet:\n        port: 80\n      ¦tcpSocket:\n        port: 80\n`,
    says: 'may not specify more than 1 handler type',
  },
  {
    name: 'no handler',
    text: `${BOX}    ¦livenessProbe:\n      periodSeconds: 3\n`,
    says: 'must specify a handler type',
  },
  {
    name: 'duplicate container names',
    text: `${BOX}  - ¦name: app\n    image: b:1\n`,
    says: 'Duplicate value: "app"',
  },
  {
    name: 'duplicate volume names',
    text: `${BOX}  volumes:\n  - name: a\n    emptyDir: {}\n  - ¦name: a\n    emptyDir: {}\n`,
    says: 'Duplicate value: "a"',
  },
  {
    name: 'duplicate port names',
    text: `${BOX}    ports:\n    - name: a\n      containerPort: 80\n    - ¦name: a\n      containerPort: 81\n`,
    says: 'Duplicate value: "a"',
  },
  {
    name: 'duplicate mount paths',
    text: `${BOX}    volumeMounts:\n    - name: v\n      mountPath: /a\n    - name: v\n      ¦mountPath: /a\n  volumes:\n  - name: v\n    emptyDir: {}\n`,
    says: 'must be unique',
  },
  {
    name: 'a port of no range',
    text: `${BOX}    ports:\n    - ¦containerPort: 70000\n`,
    says: 'must be between 1 and 65535, inclusive',
  },
  {
    name: 'a long port name',
    text: `${BOX}    ports:\n    - ¦name: a-very-long-port-name\n      containerPort: 80\n`,
    says: 'must be no more than 15',
  },
  {
    name: 'a protocol in lower case',
    text: `${BOX}    ports:\n    - containerPort: 80\n      ¦protocol: tcp\n`,
    says: 'Unsupported value: "tcp"',
  },
  {
    name: 'a bad quantity',
    text: `${BOX}    resources:\n      limits:\n        ¦memory: 12 Mi\n`,
    says: 'quantities must match the regular expression',
  },
  {
    name: 'a bad unit',
    text: `${BOX}    resources:\n      limits:\n        ¦memory: 1GB\n`,
    says: /quantit/,
  },
  {
    name: 'a negative quantity',
    text: `${BOX}    resources:\n      limits:\n        ¦cpu: -1\n`,
    says: 'must be greater than or equal to 0',
  },
  {
    name: 'a request above its limit',
    text: `${BOX}    resources:\n      limits:\n        cpu: 1\n      requests:\n        ¦cpu: 2\n`,
    says: 'must be less than or equal to cpu limit',
  },
  {
    name: 'a selector without its labels',
    text: DEPLOYMENT('', 'app: shop').replace('      labels:', '      ¦labels:'),
    says: '`selector` does not match template `labels`',
  },
  {
    name: 'a Deployment that never restarts',
    text: `${DEPLOYMENT('')}      ¦restartPolicy: Never\n`,
    says: 'Unsupported value: "Never": supported values: "Always"',
  },
  {
    name: 'a Job that always restarts',
    text: JOB('', '      ¦restartPolicy: Always\n'),
    says: 'Required value: valid values: "OnFailure", "Never"',
  },
  {
    name: 'a Job without a restart policy',
    text: JOB('', '').replace('    spec:\n', '    ¦spec:\n'),
    says: /Required value: valid values: "OnFailure", "Never"/,
  },
  {
    name: 'a liveness success threshold',
    text: `${BOX}    livenessProbe:\n      tcpSocket:\n        port: 80\n      ¦successThreshold: 2\n`,
    says: 'must be 1',
  },
  {
    name: 'a negative period',
    text: `${BOX}    livenessProbe:\n      tcpSocket:\n        port: 80\n      ¦periodSeconds: -1\n`,
    says: 'must be greater than or equal to 0',
  },
  {
    name: 'a readiness probe with a grace period',
    text: `${BOX}    readinessProbe:\n      tcpSocket:\n        port: 80\n      ¦terminationGracePeriodSeconds: 3\n`,
    says: 'must not be set for readinessProbes',
  },
  {
    name: 'a probe port of a bad name',
    text: `${BOX}    livenessProbe:\n      tcpSocket:\n        ¦port: HTTP_PORT\n`,
    says: 'must contain only alpha-numeric',
  },
  {
    name: 'an empty command',
    text: `${BOX}    livenessProbe:\n      ¦exec: {}\n`,
    says: 'Required value',
  },
  {
    name: 'a mount of no volume',
    text: `${BOX}    volumeMounts:\n    - ¦name: gone\n      mountPath: /a\n`,
    says: 'Not found: "gone"',
  },
  {
    name: 'a mount without a path',
    text: `${BOX}    volumeMounts:\n    - ¦name: v\n  volumes:\n  - name: v\n    emptyDir: {}\n`,
    says: /mountPath/,
  },
  {
    name: 'a volume of two sources',
    text: `${BOX}  volumes:\n  - name: v\n    emptyDir: {}\n    ¦configMap:\n      name: a\n`,
    says: 'may not specify more than 1 volume type',
  },
  {
    name: 'a bad label value',
    text: `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    ¦app: "a b"\nspec:\n  containers:\n  - name: a\n    image: b:1\n`,
    says: 'a valid label must be an empty string or consist of alphanumeric',
  },
  {
    name: 'a bad label key',
    text: `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    ¦a b: x\nspec:\n  containers:\n  - name: a\n    image: b:1\n`,
    says: 'name part must consist of alphanumeric',
  },
  {
    name: 'a bad object name',
    text: `${BOX}`.replace('  name: web', '  ¦name: Web_1'),
    says: 'a lowercase RFC 1123 subdomain must consist of',
  },
  {
    name: 'a bad container name',
    text: `${BOX}  - ¦name: my.app\n    image: b:1\n`,
    says: 'must not contain dots',
  },
  {
    name: 'a container name in capitals',
    text: `${BOX}  - ¦name: App\n    image: b:1\n`,
    says: 'a lowercase RFC 1123 label must consist of',
  },
  {
    name: 'a service name with a dot',
    text: SERVICE('  ports:\n  - port: 80\n').replace('name: web', '¦name: a.b'),
    says: /RFC 1123 label|dots/,
  },
  {
    name: 'a service without ports',
    text: `${SERVICE('  selector:\n    app: a\n')}`.replace('spec:', '¦spec:'),
    says: 'Required value',
  },
  {
    name: 'a service of two nameless ports',
    text: SERVICE('  ports:\n  - ¦port: 80\n  - port: 81\n'),
    says: 'Required value',
  },
  {
    name: 'a node port out of range',
    text: SERVICE('  type: NodePort\n  ports:\n  - port: 80\n    ¦nodePort: 80\n'),
    says: 'The range of valid ports is 30000-32767',
  },
  {
    name: 'a node port without a type',
    text: SERVICE('  ports:\n  - port: 80\n    ¦nodePort: 30080\n'),
    says: "may not be used when `type` is 'ClusterIP'",
  },
  {
    name: 'a service port of no range',
    text: SERVICE('  ports:\n  - ¦port: 0\n'),
    says: 'must be between 1 and 65535',
  },
  {
    name: 'an external name is missing',
    text: SERVICE('  type: ExternalName\n').replace('spec:', '¦spec:'),
    says: 'Required value',
  },
  {
    name: 'a bad cluster address',
    text: SERVICE('  ¦clusterIP: 1.2.3\n  ports:\n  - port: 80\n'),
    says: /IP/,
  },
  {
    name: 'a bad schedule',
    text: CRON('  ¦schedule: "* * *"\n'),
    says: /expected exactly 5 fields, found 3/,
  },
  {
    name: 'a time zone in a schedule',
    text: CRON('  ¦schedule: "TZ=UTC * * * * *"\n'),
    says: 'cannot use TZ',
  },
  {
    name: 'an unknown time zone',
    text: CRON('  schedule: "* * * * *"\n  ¦timeZone: Mars/Base\n'),
    says: 'unknown time zone Mars/Base',
  },
  {
    name: 'a CronJob that always restarts',
    text: CRON('  schedule: "* * * * *"\n', '          ¦restartPolicy: Always\n'),
    says: 'Required value: valid values: "OnFailure", "Never"',
  },
  {
    name: 'a negative number of replicas',
    text: DEPLOYMENT('  ¦replicas: -1\n'),
    says: 'must be greater than or equal to 0',
  },
  {
    name: 'a rollout that cannot move',
    text: DEPLOYMENT(
      '  strategy:\n    rollingUpdate:\n      maxSurge: 0\n      ¦maxUnavailable: 0\n',
    ),
    says: 'may not be 0 when `maxSurge` is 0',
  },
  {
    name: 'recreate with a rolling update',
    text: DEPLOYMENT('  strategy:\n    type: Recreate\n    ¦rollingUpdate:\n      maxSurge: 1\n'),
    says: "may not be specified when strategy `type` is 'Recreate'",
  },
  {
    name: 'a progress deadline below the ready time',
    text: DEPLOYMENT('  minReadySeconds: 30\n  ¦progressDeadlineSeconds: 20\n'),
    says: 'must be greater than minReadySeconds',
  },
  {
    name: 'a hook of two handlers',
    text: `${BOX}    lifecycle:\n      preStop:\n        exec:\n          command: [a]\n        ¦sleep:\n          seconds: 3\n`,
    says: 'may not specify more than 1 handler type',
  },
  {
    name: 'a variable of two sources',
    text: `${BOX}    env:\n    - name: A\n      value: b\n      ¦valueFrom:\n        fieldRef:\n          fieldPath: metadata.name\n`,
    says: 'may not be specified when `value` is not empty',
  },
  {
    name: 'a field path that is none',
    text: `${BOX}    env:\n    - name: A\n      valueFrom:\n        fieldRef:\n          ¦fieldPath: spec.replicas\n`,
    says: /field label not supported|Unsupported value/,
  },
  {
    name: 'an image with a space',
    text: `${POD}  containers:\n  - name: a\n    ¦image: " nginx:1"\n`,
    says: 'must not have leading or trailing whitespace',
  },
  { name: 'a missing image', text: `${POD}  containers:\n  - ¦name: a\n`, says: 'image' },
  {
    name: 'root forbidden as root',
    text: `${BOX}    securityContext:\n      privileged: true\n      ¦allowPrivilegeEscalation: false\n`,
    says: 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
  },
  {
    name: 'a negative user',
    text: `${BOX}  securityContext:\n    ¦runAsUser: -1\n`,
    says: 'must be between 0 and',
  },
  {
    name: 'a toleration of Exists with a value',
    text: `${BOX}  tolerations:\n  - key: a\n    ¦operator: Exists\n    value: b\n`,
    says: "value must be empty when `operator` is 'Exists'",
  },
  {
    name: 'seconds of a toleration need an effect',
    text: `${BOX}  tolerations:\n  - key: a\n    operator: Exists\n    ¦effect: NoSchedule\n    tolerationSeconds: 3\n`,
    says: "must be 'NoExecute' when `tolerationSeconds` is set",
  },
  {
    name: 'host ports twice',
    text: `${BOX}    ports:\n    - containerPort: 80\n      hostPort: 80\n    - containerPort: 81\n      ¦hostPort: 80\n`,
    says: 'Duplicate value',
  },
  {
    name: 'a host port on the host network',
    text: `${BOX}    ports:\n    - containerPort: 80\n      ¦hostPort: 81\n  hostNetwork: true\n`,
    says: 'must match `containerPort` when `hostNetwork` is true',
  },
  {
    name: 'a deadline of nothing',
    text: `${BOX}  ¦activeDeadlineSeconds: 0\n`,
    says: 'must be between 1 and',
  },
  {
    name: 'a negative grace period',
    text: `${BOX}  ¦terminationGracePeriodSeconds: -1\n`,
    says: 'must be >= 0; negative values are invalid',
  },
  {
    name: 'an empty dns policy of None',
    text: `${BOX}  ¦dnsPolicy: None\n`,
    says: 'must provide `dnsConfig` when `dnsPolicy` is None',
  },
  {
    name: 'a spread of no skew',
    text: `${BOX}  topologySpreadConstraints:\n  - ¦maxSkew: 0\n    topologyKey: a\n    whenUnsatisfiable: DoNotSchedule\n`,
    says: 'must be greater than zero',
  },
  {
    name: 'an In without values',
    text: `${BOX}  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n        - matchExpressions:\n          - key: a\n            ¦operator: In\n`,
    says: "must be specified when `operator` is 'In' or 'NotIn'",
  },
  {
    name: 'a weight of no range',
    text: `${BOX}  affinity:\n    nodeAffinity:\n      preferredDuringSchedulingIgnoredDuringExecution:\n      - ¦weight: 101\n        preference:\n          matchExpressions:\n          - key: a\n            operator: Exists\n`,
    says: 'must be in the range 1-100',
  },
  {
    name: 'a config map key of two slashes',
    text: `${MAP}data:\n  ¦a/b: x\n`,
    says: 'a valid config key must consist of',
  },
  {
    name: 'a secret that is not base64',
    text: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  ¦a: "%%"\n',
    says: /base64/,
  },
  {
    name: 'a tls secret without its key',
    text: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ntype: kubernetes.io/tls\n¦data: {}\n',
    says: 'tls.crt',
  },
  {
    name: 'a claim without modes',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: a\n¦spec:\n  resources:\n    requests:\n      storage: 1Gi\n',
    says: 'at least 1 access mode is required',
  },
  {
    name: 'a claim without storage',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: a\n¦spec:\n  accessModes: [ReadWriteOnce]\n',
    says: 'Required value',
  },
  {
    name: 'an ingress path without a type',
    text: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\nspec:\n  rules:\n  - http:\n      paths:\n      - ¦path: /\n        backend:\n          service:\n            name: a\n            port:\n              number: 80\n',
    says: 'pathType must be specified',
  },
  {
    name: 'an ingress path without a slash',
    text: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\nspec:\n  rules:\n  - http:\n      paths:\n      - ¦path: a\n        pathType: Prefix\n        backend:\n          service:\n            name: a\n            port:\n              number: 80\n',
    says: 'must be an absolute path',
  },
  {
    name: 'a service name that is missing',
    text: `${DEPLOYMENT('  podManagementPolicy: ¦Odd\n', 'app: web', 'StatefulSet')}`,
    says: /Odd/,
  },
  {
    name: 'an indexed Job without completions',
    text: JOB(
      '  parallelism: 2\n  completionMode: Indexed\n',
      '      restartPolicy: Never\n',
    ).replace('spec:', '¦spec:'),
    says: 'Required value',
  },
  {
    name: 'a back-off per index',
    text: JOB('  ¦backoffLimitPerIndex: 1\n', '      restartPolicy: Never\n'),
    says: /[Rr]equires|may only|Invalid value/,
  },
  {
    name: 'a negative back-off',
    text: JOB('  ¦backoffLimit: -1\n', '      restartPolicy: Never\n'),
    says: 'must be greater than or equal to 0',
  },
  {
    name: 'a sub path upwards',
    text: `${BOX}    volumeMounts:\n    - name: v\n      mountPath: /a\n      ¦subPath: ../b\n  volumes:\n  - name: v\n    emptyDir: {}\n`,
    says: "must not contain '..'",
  },
  {
    name: 'an init container with a probe',
    text: `${BOX}  initContainers:\n  - name: i\n    image: b:1\n    ¦readinessProbe:\n      tcpSocket:\n        port: 80\n`,
    says: 'may not be set for init containers',
  },
  {
    name: 'a name that two kinds of containers share',
    text: `${BOX}  initContainers:\n  - ¦name: app\n    image: b:1\n`,
    says: 'Duplicate value: "app"',
  },
  { name: 'a host name in capitals', text: `${BOX}  ¦hostname: Web\n`, says: 'RFC 1123 label' },
  {
    name: 'a file mode above the bound',
    text: `${BOX}  volumes:\n  - name: v\n    configMap:\n      name: a\n      ¦defaultMode: 1000\n`,
    says: 'must be a number between 0 and 0777',
  },
  {
    name: 'a bad annotation key',
    text: `${BOX}`.replace('  name: web\n', '  name: web\n  annotations:\n    ¦"a b": x\n'),
    says: 'name part must consist of',
  },
  {
    name: 'an os that is none',
    text: `${BOX}  os:\n    ¦name: beos\n`,
    says: 'Unsupported value: "beos"',
  },
  {
    name: 'an error in a List',
    text: `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: a\n  spec:\n    containers:\n    - name: a\n      image: b:1\n      ¦imagePullPolicy: Odd\n`,
    says: 'Unsupported value: "Odd"',
  },
  {
    name: 'minimum above maximum',
    text: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: a\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: a\n  minReplicas: 5\n  ¦maxReplicas: 3\n',
    says: 'must be greater than or equal to `minReplicas`',
  },
  {
    name: 'two bounds of a budget',
    text: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: a\n¦spec:\n  minAvailable: 1\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      a: b\n',
    says: 'cannot be both set',
  },

  // Silence
  { name: 'a good Pod is fine', text: BOX },
  {
    name: 'nulls of kubectl are fine',
    text: `${BOX.replace('  name: web\n', '  creationTimestamp: null\n  name: web\n').replace('nginx:1.27\n', 'nginx:1.27\n    resources: {}\n')}status: {}\n`,
  },
  {
    name: 'a good Deployment is fine',
    text: `${DEPLOYMENT('  replicas: 1\n  strategy: {}\n').replace('    metadata:\n', '    metadata:\n      creationTimestamp: null\n')}status: {}\n`,
  },
  {
    name: 'a good List is fine',
    text: 'apiVersion: v1\nkind: List\nmetadata:\n  resourceVersion: ""\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: a\n  data:\n    a: b\n',
  },
  {
    name: 'a resource without its definition is fine',
    text: 'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata:\n  name: a\nspec:\n  dnsNames: [a]\n',
  },
  {
    name: 'a kustomization is fine',
    file: 'kustomization.yaml',
    text: 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- a.yaml\n',
  },
  {
    name: 'a kustomization without a kind is fine',
    file: 'kustomization.yaml',
    text: 'resources:\n- a.yaml\nnamePrefix: x-\n',
  },
  {
    name: 'compose is fine',
    file: 'docker-compose.yml',
    text: 'version: "3"\nservices:\n  web:\n    image: nginx\n    ports: ["80:80"]\n',
  },
  {
    name: 'values are fine',
    file: 'values.yaml',
    text: 'replicaCount: 1\nimage:\n  repository: nginx\nkind: x\n',
  },
  {
    name: 'a workflow is fine',
    file: 'ci.yml',
    text: 'name: ci\non: [push]\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: make\n',
  },
  {
    name: 'a Helm template is fine',
    text: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include "a.name" . }}\n  labels:\n    {{- include "a.labels" . | nindent 4 }}\nspec:\n  {{- if not .Values.x }}\n  replicas: {{ .Values.n }}\n  {{- end }}\n  selector:\n    matchLabels: {{ toYaml .Values.l | nindent 6 }}\n  template:\n    spec:\n      containers:\n      {{- range .Values.c }}\n      - name: {{ .name }}\n      {{- end }}\n',
  },
  { name: 'an empty file is fine', text: '' },
  { name: 'empty documents are fine', text: `---\n---\n# nothing\n---\n${BOX}---\n` },
  {
    name: 'a chart is fine',
    file: 'Chart.yaml',
    text: 'apiVersion: v2\nname: a\nversion: 0.1.0\ntype: application\n',
  },
  {
    name: 'a claim that waits is fine',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: a\nspec:\n  accessModes: [ReadWriteOnce]\n  storageClassName: ""\n  resources:\n    requests:\n      storage: 1Gi\n',
  },
  { name: 'generateName is fine', text: BOX.replace('  name: web\n', '  generateName: web-\n') },
  {
    name: 'a StatefulSet without a service is fine',
    text: DEPLOYMENT('', 'app: web', 'StatefulSet'),
  },
  {
    name: 'anchors are fine',
    text: `${POD}  containers:\n  - &a\n    name: a\n    image: b:1\n  - <<: *a\n    name: c\n`,
  },
  {
    name: 'an aliased value is fine',
    text: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: &l\n      app: web\n  template:\n    metadata:\n      labels: *l\n    spec:\n      containers:\n      - name: a\n        image: b:1\n',
  },
  { name: 'carriage returns are fine', text: BOX.replaceAll('\n', '\r\n') },
  {
    name: 'JSON is fine',
    file: 'p.json',
    text: '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", "image": "b:1"}]}}\n',
  },
  {
    name: 'JSON of another tool is fine',
    file: 'package.json',
    text: '{"name": "a", "version": "1.0.0", "kind": 3}\n',
  },
  {
    name: 'a sidecar is fine',
    text: `${BOX}  initContainers:\n  - name: side\n    image: b:1\n    restartPolicy: Always\n    readinessProbe:\n      tcpSocket:\n        port: 80\n`,
  },
  {
    name: 'quantities of all kinds are fine',
    text: `${BOX}    resources:\n      requests:\n        cpu: 0.1\n        memory: 1e9\n      limits:\n        cpu: "2"\n        memory: 1.5Gi\n        nvidia.com/gpu: 1\n`,
  },
  {
    name: 'an argo application is fine',
    text: 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\nspec:\n  source:\n    repoURL: x\n',
  },
];
