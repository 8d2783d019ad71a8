import type { HoverCase } from './sitting';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n';
const BOX = `${POD}  containers:\n  - name: app\n    image: nginx\n`;

export const HOVERS: readonly HoverCase[] = [
  {
    name: 'a scalar field has its type, values and default',
    text: `${POD}  restart¦Policy: Never\n`,
    has: [
      'restartPolicy',
      '<string>',
      'Always',
      'OnFailure',
      'Never',
      /[Dd]efault/,
      'spec.restartPolicy',
    ],
  },
  {
    name: 'a required field says so',
    text: `${POD}  conta¦iners: []\n`,
    has: ['<[]Container>', /-?required-?/i],
  },
  { name: 'an object has its type', text: `${BOX}    liveness¦Probe: {}\n`, has: ['<Probe>'] },
  {
    name: 'an integer has its default',
    text: `${BOX}    livenessProbe:\n      period¦Seconds: 3\n`,
    has: ['<integer>', '10'],
  },
  {
    name: 'a failure threshold has its default',
    text: `${BOX}    livenessProbe:\n      failure¦Threshold: 3\n`,
    has: ['<integer>', '3'],
  },
  {
    name: 'a map of strings',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  lab¦els: {}\n',
    has: ['<map[string]string>'],
  },
  {
    name: 'a quantity map',
    text: `${BOX}    resources:\n      lim¦its: {}\n`,
    has: ['<map[string]Quantity>'],
  },
  {
    name: 'an int or string',
    text: `${BOX}    livenessProbe:\n      httpGet:\n        po¦rt: 80\n`,
    has: ['<IntOrString>', /required/i],
  },
  { name: 'a boolean', text: `${POD}  hostNet¦work: true\n`, has: ['<boolean>'] },
  { name: 'a list of strings', text: `${BOX}    comm¦and: [a]\n`, has: ['<[]string>'] },
  { name: 'metadata', text: 'apiVersion: v1\nkind: Pod\nmeta¦data: {}\n', has: ['<ObjectMeta>'] },
  { name: 'spec', text: 'apiVersion: v1\nkind: Pod\nsp¦ec: {}\n', has: ['<PodSpec>'] },
  {
    name: 'the path through a template',
    text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - im¦age: x\n',
    has: ['spec.template.spec.containers', 'image', '<string>'],
  },
  {
    name: 'the second document',
    text: `${BOX}---\napiVersion: v1\nkind: Service\nspec:\n  ty¦pe: ClusterIP\n`,
    has: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  },
  {
    name: 'JSON',
    text: '{"apiVersion": "v1", "kind": "Pod", "spec": {"restart¦Policy": "Never"}}',
    file: 'p.json',
    has: ['<string>', 'Always'],
  },
  { name: 'a flow map', text: `${POD}  securityContext: {runAs¦User: 1}\n`, has: ['<integer>'] },
  {
    name: 'carriage returns',
    text: 'apiVersion: v1\r\nkind: Pod\r\nspec:\r\n  restart¦Policy: Never\r\n',
    has: ['<string>'],
  },
  { name: 'a quoted key', text: `${POD}  "restart¦Policy": Never\n`, has: ['<string>'] },
  { name: 'a kind', text: 'apiVersion: v1\nkind: P¦od\n', has: ['Pod'] },
  { name: 'the key kind', text: 'apiVersion: v1\nki¦nd: Pod\n', has: ['kind', '<string>'] },
  {
    name: 'the key apiVersion',
    text: 'api¦Version: v1\nkind: Pod\n',
    has: ['apiVersion', '<string>'],
  },
  { name: 'an apiVersion', text: 'apiVersion: ap¦ps/v1\nkind: Deployment\n', has: ['apps/v1'] },
  { name: 'an enum value', text: `${POD}  restartPolicy: OnFai¦lure\n`, has: ['OnFailure'] },
  {
    name: 'a pull policy',
    text: `${BOX}    imagePullPolicy: IfNot¦Present\n`,
    has: ['IfNotPresent'],
  },
  {
    name: 'the pull policy has a default by tag',
    text: `${BOX}    imagePull¦Policy: Never\n`,
    has: ['Always', 'IfNotPresent', 'Never', 'latest'],
  },
  {
    name: 'a CPU quantity',
    text: `${BOX}    resources:\n      limits:\n        cpu: 25¦0m\n`,
    has: [/0\.25|quarter/],
  },
  {
    name: 'a memory quantity',
    text: `${BOX}    resources:\n      limits:\n        memory: 12¦8Mi\n`,
    has: [/134[,.  ]?217[,.  ]?728/],
  },
  {
    name: 'memory in thousandths',
    text: `${BOX}    resources:\n      limits:\n        memory: 12¦8m\n`,
    has: [/0\.128|thousandth|milli/],
  },
  {
    name: 'a cron schedule',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: "*/5 * *¦ * *"\n',
    has: ['every 5 minutes'],
  },
  {
    name: 'a nightly schedule',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: "30 3 *¦ * *"\n',
    has: ['at 03:30 every day'],
  },
  {
    name: 'a schedule of working days',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: "0 9 ¦* * 1-5"\n',
    has: ['at 09:00 on Monday–Friday'],
  },
  {
    name: 'a monthly schedule',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: "0 0 1¦ * *"\n',
    has: ['at 00:00 on day 1 of the month'],
  },
  {
    name: 'a yearly schedule',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: "@year¦ly"\n',
    has: ['at 00:00 on day 1 of the month in January'],
  },
  {
    name: 'a schedule of some hours',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: "*/15 8-18 *¦ * *"\n',
    has: ['every 15 minutes, in the hours 8–18, every day'],
  },
  {
    name: 'an hourly schedule',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: "@hou¦rly"\n',
    has: ['at minute 0 of every hour'],
  },
  {
    name: 'a mounted volume',
    text: `${BOX}    volumeMounts:\n    - name: da¦ta\n      mountPath: /d\n  volumes:\n  - name: data\n    emptyDir: {}\n`,
    has: ['volume `data`'],
  },
  {
    name: 'a resource name',
    text: `${BOX}    resources:\n      limits:\n        c¦pu: 1\n`,
    has: ['cpu'],
  },
  {
    name: 'a secret value',
    text: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  a: aGV¦sbG8=\n',
    has: ['<map[string]string>', 'base64'],
  },
  {
    name: 'a file mode',
    text: `${POD}  volumes:\n  - name: v\n    configMap:\n      name: c\n      defaultMode: 4¦20\n`,
    has: ['0644'],
  },
  {
    name: 'a grace period',
    text: `${POD}  terminationGrace¦PeriodSeconds: 5\n`,
    has: ['<integer>', '30'],
  },
  {
    name: 'a strategy',
    text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  strategy:\n    rollingUpdate:\n      max¦Surge: 1\n',
    has: ['<IntOrString>', '25%'],
  },
  {
    name: 'replicas',
    text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  repl¦icas: 1\n',
    has: ['<integer>', /[Dd]efault.*1/],
  },
  {
    name: 'a backoff limit',
    text: 'apiVersion: batch/v1\nkind: Job\nspec:\n  backoff¦Limit: 1\n',
    has: ['<integer>', '6'],
  },
  {
    name: 'parallelism',
    text: 'apiVersion: batch/v1\nkind: Job\nspec:\n  para¦llelism: 1\n',
    has: ['<integer>', '1'],
  },
  {
    name: 'concurrency policy',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  concurrency¦Policy: Allow\n',
    has: ['Allow', 'Forbid', 'Replace'],
  },
  { name: 'since', text: `${BOX}    restart¦Policy: Always\n`, has: ['<string>'] },
  {
    name: 'session affinity',
    text: 'apiVersion: v1\nkind: Service\nspec:\n  session¦Affinity: None\n',
    has: ['ClientIP', 'None'],
  },
  {
    name: 'a deprecated field',
    text: `${POD}  service¦Account: a\n`,
    has: [/[Dd]eprecated/, 'serviceAccountName'],
  },
  {
    name: 'dns policy',
    text: `${POD}  dns¦Policy: Default\n`,
    has: ['ClusterFirst', /[Dd]efault/],
  },
  {
    name: 'a protocol',
    text: `${BOX}    ports:\n    - containerPort: 80\n      proto¦col: TCP\n`,
    has: ['TCP', 'UDP', 'SCTP'],
  },
  {
    name: 'a list item in a List',
    text: 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec:\n    restart¦Policy: Never\n',
    has: ['<string>', 'Always'],
  },
  {
    name: 'accessModes',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  access¦Modes: []\n',
    has: ['<[]string>', 'ReadWriteOnce'],
  },
  { name: 'an init container', text: `${POD}  init¦Containers: []\n`, has: ['<[]Container>'] },
  {
    name: 'schedule is required',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  sched¦ule: "* * * * *"\n',
    has: ['<string>', /required/i],
  },
  {
    name: 'volume claim templates',
    text: 'apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  volumeClaim¦Templates: []\n',
    has: ['<[]PersistentVolumeClaim>'],
  },
  {
    name: 'creation time',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  creation¦Timestamp: null\n',
    has: ['creationTimestamp', '<string>'],
  },
  { name: 'a comment is silent', text: `${POD}  # restart¦Policy: Never\n` },
  {
    name: 'a comment after a value is silent',
    text: `${POD}  restartPolicy: Never # restart¦Policy\n`,
  },
  {
    name: 'a block scalar is silent',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: |\n    kind¦: Pod\n',
  },
  { name: 'a blank line is silent', text: `${POD}¦\n  restartPolicy: Never\n` },
  {
    name: 'an unknown key is silent or says that it is unknown',
    text: `${POD}  bog¦us: 1\n`,
    not: ['<string>'],
  },
  { name: 'compose is silent', text: 'services:\n  web:\n    im¦age: x\n' },
  { name: 'values are silent', text: 'image:\n  repo¦sitory: x\n', file: 'values.yaml' },
  {
    name: 'Helm templates are explained',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\nspec:\n  restart¦Policy: {{ .Values.p }}\n',
    has: ['<string>'],
  },
];
