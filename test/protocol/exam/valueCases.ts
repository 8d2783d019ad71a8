import type { CompletionCase } from './sitting';

// Which words are offered where: one row a place.

const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n';
const BOX = `${POD}  containers:\n  - name: app\n    image: nginx\n`;
const OF = (kind: string, apiVersion = 'v1') => `apiVersion: ${apiVersion}\nkind: ${kind}\n`;
const SPEC = (kind: string, apiVersion = 'v1') =>
  `${OF(kind, apiVersion)}metadata:\n  name: x\nspec:\n`;

type Row = readonly [text: string, has: string, not?: string];

/** Words are parted by blanks. */
const ROWS: readonly Row[] = [
  [`${BOX}    securityContext:\n      procMount: ¦`, 'Default Unmasked'],
  [
    `${BOX}    securityContext:\n      appArmorProfile:\n        type: ¦`,
    'RuntimeDefault Localhost Unconfined',
  ],
  [`${BOX}    resizePolicy:\n    - resourceName: ¦`, 'cpu memory', 'storage'],
  [`${BOX}    restartPolicyRules:\n    - action: ¦`, 'Restart RestartAllContainers'],
  [
    `${BOX}    volumeMounts:\n    - name: a\n      recursiveReadOnly: ¦`,
    'Disabled IfPossible Enabled',
  ],
  [`${BOX}    resources:\n      limits:\n        ¦`, 'cpu memory ephemeral-storage nvidia.com/gpu'],
  [
    `${BOX}    env:\n    - name: A\n      valueFrom:\n        resourceFieldRef:\n          resource: limits.memory\n          divisor: ¦`,
    '1Mi',
  ],
  [
    `${POD}  securityContext:\n    sysctls:\n    - name: ¦`,
    'net.core.somaxconn net.ipv4.ip_unprivileged_port_start',
  ],
  [`${POD}  securityContext:\n    supplementalGroupsPolicy: ¦`, 'Merge Strict'],
  [`${POD}  volumes:\n  - name: a\n    emptyDir:\n      medium: ¦`, 'Memory HugePages'],
  [`${POD}  volumes:\n  - name: a\n    image:\n      pullPolicy: ¦`, 'Always IfNotPresent Never'],
  [
    `${POD}  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n        - matchFields:\n          - key: ¦`,
    'metadata.name',
    'kubernetes.io/os kubernetes.io/arch',
  ],
  [
    `${POD}  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n        - matchExpressions:\n          - key: ¦`,
    'kubernetes.io/os topology.kubernetes.io/zone',
  ],
  [`${POD}  topologySpreadConstraints:\n  - nodeTaintsPolicy: ¦`, 'Honor Ignore'],
  [
    `${POD}  containers:\n  - name: app\n  ephemeralContainers:\n  - name: look\n    targetContainerName: ¦`,
    'app',
    'look',
  ],
  [
    `${OF('Namespace')}metadata:\n  labels:\n    ¦`,
    'pod-security.kubernetes.io/enforce app.kubernetes.io/name',
  ],
  [
    `${OF('Namespace')}metadata:\n  labels:\n    pod-security.kubernetes.io/enforce: ¦`,
    'privileged baseline restricted',
  ],
  [`${OF('Pod')}metadata:\n  annotations:\n    prometheus.io/scrape: ¦`, 'true false'],
  [
    `${SPEC('ResourceQuota')}  hard:\n    ¦`,
    'pods requests.cpu count/deployments.apps services.nodeports',
  ],
  [
    `${SPEC('PersistentVolumeClaim')}  dataSource:\n    kind: ¦`,
    'VolumeSnapshot PersistentVolumeClaim',
  ],
  [`${SPEC('Service')}  ipFamilies:\n  - ¦`, 'IPv4 IPv6', '""'],
  [`${SPEC('Service')}  trafficDistribution: ¦`, 'PreferSameZone PreferSameNode'],
  [
    `${SPEC('Job', 'batch/v1')}  podFailurePolicy:\n    rules:\n    - action: Ignore\n      onExitCodes:\n        containerName: ¦\n  template:\n    spec:\n      containers:\n      - name: main\n`,
    'main',
  ],
  [`${SPEC('Job', 'batch/v1')}  podReplacementPolicy: ¦`, 'TerminatingOrFailed Failed'],
  [
    `${SPEC('HorizontalPodAutoscaler', 'autoscaling/v2')}  metrics:\n  - type: ¦`,
    'Resource ContainerResource Pods Object External',
  ],
  [
    `${SPEC('PodDisruptionBudget', 'policy/v1')}  unhealthyPodEvictionPolicy: ¦`,
    'IfHealthyBudget AlwaysAllow',
  ],
  [
    `${OF('PodList')}items:\n- spec:\n    containers:\n    - name: a\n      ¦`,
    'image ports',
    'name apiVersion',
  ],
];

const SERVICE = `${OF('Service')}metadata: {name: shop}\nspec:\n  ports: [{port: 5432}]\n`;
const CONFIG = `${OF('ConfigMap')}metadata: {name: settings}\ndata: {LEVEL: info}\nbinaryData: {logo.png: AAAA}\n`;

const BESIDE: readonly CompletionCase[] = [
  {
    name: 'the number of a port that the Service has',
    text: `${SERVICE}---\n${SPEC('Ingress', 'networking.k8s.io/v1')}  defaultBackend:\n    service:\n      name: shop\n      port:\n        number: ¦`,
    has: ['5432'],
  },
  {
    name: 'binary data as a file',
    text: `${CONFIG}---\n${POD}  volumes:\n  - name: a\n    configMap:\n      name: settings\n      items:\n      - key: ¦`,
    has: ['LEVEL', 'logo.png'],
  },
  {
    name: 'no binary data as a variable',
    text: `${CONFIG}---\n${BOX}    env:\n    - name: A\n      valueFrom:\n        configMapKeyRef:\n          name: settings\n          key: ¦`,
    has: ['LEVEL'],
    not: ['logo.png'],
  },
];

const BASE = `${POD}  containers:\n  - &base\n    name: a\n    image: nginx\n    workingDir: /x\n`;

const MERGED: readonly CompletionCase[] = [
  {
    name: 'what is merged counts as present',
    text: `${BASE}  - <<: *base\n    name: b\n    ¦`,
    has: ['ports'],
    not: ['image', 'workingDir', 'name'],
  },
  {
    name: 'what several maps bring counts as present',
    text: `${BASE}  - <<: [*base, {tty: true}]\n    ¦`,
    has: ['ports'],
    not: ['image', 'tty'],
  },
  {
    name: 'what is merged can be written again',
    text: `${BASE}  - <<: *base\n    im¦`,
    has: ['image'],
  },
  {
    name: 'mounts know the volumes that are merged in',
    text: `x-common: &common\n  volumes: [{name: data}]\n${POD}  <<: *common\n  containers:\n  - volumeMounts:\n    - name: ¦`,
    has: ['data'],
  },
];

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              parts:
                type: array
                items:
                  type: object
                  properties:
                    shape: {type: string, enum: [Cog, Wheel]}
              levels:
                type: object
                additionalProperties: {type: string, enum: [Low, High]}
              extras:
                type: object
                additionalProperties:
                  type: object
                  properties: {depth: {type: string, enum: [Deep, Flat]}}
              matrix:
                type: array
                items: {type: array, items: {type: string, enum: [North, South]}}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
spec:
`;

const CUSTOM: readonly Row[] = [
  [`${CRD}  ¦`, 'parts levels extras matrix'],
  [`${CRD}  parts:\n  - ¦`, 'shape'],
  [`${CRD}  parts:\n  - shape: ¦`, 'Cog Wheel'],
  [`${CRD}  levels:\n    any: ¦`, 'Low High'],
  [`${CRD}  extras:\n    any:\n      ¦`, 'depth'],
  [`${CRD}  extras: {any: {depth: ¦}}`, 'Deep Flat'],
  [`${CRD}  matrix:\n  - - ¦`, 'North South'],
  [`${CRD}  matrix:\n  - [North, ¦]`, 'South'],
];

function caseOf([text, has, not = '']: Row): CompletionCase {
  const lines = text.slice(0, text.indexOf('¦')).trimEnd().split('\n');
  return {
    name: `${has} after ${lines.slice(-2).join(' ')}`,
    text,
    has: has.split(' '),
    not: not === '' ? [] : not.split(' '),
  };
}

export const VALUES: readonly CompletionCase[] = [
  ...[...ROWS, ...CUSTOM].map(caseOf),
  ...BESIDE,
  ...MERGED,
];
