import type { HoverCase } from './sitting';

// What single words mean: one row a word, the frame it stands in, and what has to be told of it.

const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n';
const BOX = `${POD}  containers:\n  - name: app\n    image: nginx\n`;
const KIND = (kind: string, apiVersion = 'v1') => `apiVersion: ${apiVersion}\nkind: ${kind}\n`;

/** `@` is the word. */
const FRAMES = {
  capability: `${BOX}    securityContext:\n      capabilities:\n        add: [@]\n`,
  signal: `${BOX}    lifecycle:\n      stopSignal: @\n`,
  fieldPath: `${BOX}    env:\n    - name: A\n      valueFrom:\n        fieldRef:\n          fieldPath: @\n`,
  amount: `${BOX}    env:\n    - name: A\n      valueFrom:\n        resourceFieldRef:\n          resource: @\n`,
  nodeLabel: `${POD}  nodeSelector:\n    @: x\n`,
  affinityKey: `${POD}  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n        - matchExpressions:\n          - {key: @, operator: Exists}\n`,
  topology: `${POD}  topologySpreadConstraints:\n  - topologyKey: @\n`,
  taint: `${POD}  tolerations:\n  - key: @\n`,
  label: `${KIND('Pod')}metadata:\n  labels:\n    @: x\n`,
  annotation: `${KIND('Pod')}metadata:\n  annotations:\n    @: x\n`,
  namespaceLabel: `${KIND('Namespace')}metadata:\n  labels:\n    @: restricted\n`,
  level: `${KIND('Namespace')}metadata:\n  labels:\n    pod-security.kubernetes.io/warn: @\n`,
  limit: `${BOX}    resources:\n      limits:\n        @: "1"\n`,
  memory: `${BOX}    resources:\n      limits:\n        memory: @\n`,
  verb: `${KIND('Role', 'rbac.authorization.k8s.io/v1')}rules:\n- verbs: [@]\n`,
  secretType: `${KIND('Secret')}type: @\n`,
  medium: `${POD}  volumes:\n  - name: a\n    emptyDir:\n      medium: @\n`,
  os: `${POD}  os:\n    name: @\n`,
  metric: `${KIND('HorizontalPodAutoscaler', 'autoscaling/v2')}spec:\n  metrics:\n  - type: @\n`,
  priority: `${POD}  priorityClassName: @\n`,
  image: `${POD}  containers:\n  - name: app\n    image: @\n`,
} as const satisfies Readonly<Record<string, string>>;

type Row = readonly [
  frame: keyof typeof FRAMES,
  word: string,
  ...told: readonly (string | RegExp)[],
];

const ROWS: readonly Row[] = [
  ['capability', 'NET_ADMIN', '**NET_ADMIN**', /network/],
  ['capability', 'ALL', /every/],
  ['capability', 'NET_BIND_SERVICE', '1024'],
  ['signal', 'SIGKILL', /catch/],
  ['signal', 'SIGQUIT', '**SIGQUIT**', /requests/],
  ['fieldPath', 'status.podIP', /IP address/],
  ['fieldPath', "metadata.labels['app']", /value of the label `app`/],
  ['amount', 'limits.cpu', /limit/],
  ['nodeLabel', 'kubernetes.io/arch', /processor/],
  ['affinityKey', 'topology.kubernetes.io/zone', /zone/],
  ['topology', 'kubernetes.io/hostname', /node itself/],
  ['taint', 'node.kubernetes.io/not-ready', '300 s'],
  ['label', 'app.kubernetes.io/part-of', /larger application/],
  ['annotation', 'kubectl.kubernetes.io/default-container', /`kubectl logs`/],
  ['namespaceLabel', 'pod-security.kubernetes.io/enforce', /refused/],
  ['level', 'baseline', /privileged/],
  ['limit', 'cpu', /cores/],
  ['limit', 'memory', /bytes/, /OOM/],
  ['limit', 'ephemeral-storage', /evicted/],
  ['memory', '1500m', /1\.5 bytes, rounded up to 2/],
  ['memory', '100M', /100,000,000 bytes/],
  ['verb', 'deletecollection', /many objects/],
  ['secretType', 'kubernetes.io/tls', '`tls.crt`'],
  ['medium', 'Memory', /RAM/],
  ['os', 'windows', /Windows nodes/],
  ['metric', 'External', /outside the cluster/],
  ['priority', 'system-node-critical', '2000001000'],
  ['image', 'docker.io/library/postgres:16', /listens on port `5432`/, '`IfNotPresent`'],
  ['image', 'nginx', '`docker.io/library/nginx:latest`', '`Always`', '`80`'],
];

const WORDS: readonly HoverCase[] = ROWS.map(([frame, word, ...has]) => ({
  name: `what ${word} means as ${frame}`,
  text: FRAMES[frame].replace('@', `${word.slice(0, 2)}¦${word.slice(2)}`),
  has,
}));

const STORE = `${KIND('PriorityClass', 'scheduling.k8s.io/v1')}metadata: {name: high}\nvalue: 1000\n`;
const DEPLOYMENT = `${KIND('Deployment', 'apps/v1')}metadata: {name: shop, namespace: prod}
spec:
  replicas: 3
  template:
    spec:
      initContainers:
      - {name: migrate, image: 'shop-db:2'}
      containers:
      - name: web
        image: nginx:1.27
        ports: [{containerPort: 8080}]
        resources: {requests: {cpu: 100m}}
`;

const SUMMARIES: readonly HoverCase[] = [
  {
    name: 'the first line sums the object up',
    text: DEPLOYMENT.replace('apiV', 'apiV¦'),
    has: [
      '`shop`',
      '`prod`',
      '3 replicas',
      '`web` nginx:1.27 :8080',
      '`migrate` shop-db:2',
      'Burstable',
    ],
  },
  {
    name: 'a document marker sums its object up',
    text: `${STORE}-¦--\n${DEPLOYMENT}`,
    has: ['**Deployment**', '3 replicas'],
  },
  {
    name: 'a Service is summed up by its type and ports',
    text: `${KIND('Service').replace('kind', 'ki¦nd')}metadata: {name: s}\nspec:\n  type: NodePort\n  ports:\n  - {port: 80, targetPort: http}\n`,
    has: ['NodePort', '80 → http'],
  },
  {
    name: 'a schedule is summed up in words',
    text: `${KIND('CronJob', 'batch/v1').replace('kind', 'ki¦nd')}metadata: {name: s}\nspec:\n  schedule: "*/5 * * * *"\n`,
    has: [/5 minutes/],
  },
  {
    name: 'a priority class is told with its value',
    text: `${STORE}---\n${POD}  priorityClassName: hi¦gh\n`,
    has: ['PriorityClass `high`', '1000'],
  },
  {
    name: 'the image of a running Pod can be changed',
    text: BOX.replace('image', 'im¦age'),
    has: [/can be changed/],
  },
  {
    name: 'a merged container still has its name',
    text: `${POD}  containers:\n  - &base {name: app, image: nginx}\n  - <<: *base\n    name: b\n    workingD¦ir: /\n`,
    has: ['<string>'],
  },
];

export const MEANINGS: readonly HoverCase[] = [...WORDS, ...SUMMARIES];
