import type { CompletionCase } from './sitting';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n';
const BOX = `${POD}  containers:\n  - name: app\n    image: nginx\n`;
const TEMPLATE = (kind: string, apiVersion = 'apps/v1') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n`;
const JOB =
  'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\nspec:\n  template:\n    spec:\n';
const SETTINGS =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  LEVEL: debug\n  app.conf: |\n    a=1\n';
const SECRET =
  'apiVersion: v1\nkind: Secret\nmetadata:\n  name: vault\nstringData:\n  token: abc\n';

export const COMPLETIONS: readonly CompletionCase[] = [
  // Places
  { name: 'an empty file', text: '¦', has: ['apiVersion', 'kind', 'metadata'] },
  { name: 'a file of a comment', text: '# hello\n¦', has: ['apiVersion', 'kind'] },
  {
    name: 'the top of a Pod',
    text: 'apiVersion: v1\nkind: Pod\n¦',
    has: ['metadata', 'spec'],
    not: ['kind', 'apiVersion', 'data'],
  },
  {
    name: 'an empty level',
    text: `${POD}  ¦`,
    has: ['containers', 'volumes', 'restartPolicy'],
    not: ['image', 'metadata'],
  },
  {
    name: 'an empty level before others',
    text: `${POD}  ¦\n  containers:\n  - name: a\n    image: b\n`,
    has: ['volumes', 'restartPolicy'],
    not: ['containers'],
  },
  {
    name: 'after a comment line',
    text: `${BOX}    # how it is asked\n    ¦`,
    has: ['livenessProbe', 'ports'],
    not: ['image'],
  },
  {
    name: 'after a dash',
    text: `${POD}  containers:\n  - ¦`,
    has: ['name', 'image'],
    not: ['containers'],
  },
  {
    name: 'after a dash at a deeper indent',
    text: `${POD}  containers:\n    - ¦`,
    has: ['name', 'image'],
  },
  { name: 'half a word', text: `${BOX}    live¦`, has: ['livenessProbe'] },
  { name: 'in the middle of a word', text: `${BOX}    live¦ness`, has: ['livenessProbe'] },
  {
    name: 'metadata',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  ¦',
    has: ['name', 'namespace', 'labels', 'annotations'],
  },
  {
    name: 'an empty level in the first of two documents',
    text: `${POD}  ¦\n---\n${BOX}`,
    has: ['containers'],
  },
  {
    name: 'an empty level in the second document',
    text: `${SETTINGS}---\n${POD}  ¦`,
    has: ['containers'],
    not: ['data'],
  },
  {
    name: 'the third document',
    text: `${SETTINGS}---\n${SECRET}---\n${BOX}    ¦\n`,
    has: ['livenessProbe'],
  },
  { name: 'a new document after dashes', text: `${BOX}---\n¦`, has: ['apiVersion', 'kind'] },
  {
    name: 'an empty flow map',
    text: `${POD}  securityContext: {¦}\n`,
    has: ['runAsUser', 'fsGroup'],
  },
  {
    name: 'an empty flow map with a space',
    text: `${POD}  securityContext: { ¦ }\n`,
    has: ['runAsUser', 'fsGroup'],
  },
  {
    name: 'a flow map after a comma',
    text: `${POD}  containers: [{name: a, ¦}]\n`,
    has: ['image', 'ports'],
    not: ['name'],
  },
  {
    name: 'a value in a flow map',
    text: `${POD}  containers: [{name: a, image: b, imagePullPolicy: ¦}]\n`,
    has: ['Always', 'IfNotPresent', 'Never'],
  },
  {
    name: 'JSON keys',
    text: '{\n  "apiVersion": "v1",\n  "kind": "Pod",\n  "spec": {\n    "¦"\n  }\n}\n',
    file: 'pod.json',
    has: ['containers', 'volumes'],
  },
  {
    name: 'JSON values',
    text: '{\n  "apiVersion": "v1",\n  "kind": "Pod",\n  "spec": {\n    "restartPolicy": "¦"\n  }\n}\n',
    file: 'pod.json',
    has: ['Always', 'OnFailure', 'Never'],
  },
  {
    name: 'four spaces',
    text: 'apiVersion: v1\nkind: Pod\nspec:\n    containers:\n        - name: a\n          ¦\n',
    has: ['image', 'ports'],
  },
  {
    name: 'carriage returns',
    text: 'apiVersion: v1\r\nkind: Pod\r\nspec:\r\n  containers:\r\n  - name: a\r\n    ¦\r\n',
    has: ['image', 'ports'],
  },
  {
    name: 'a tab on another line',
    text: `${POD}  containers:\n  - name: a\n\t  x: 1\n  restartPolicy: ¦`,
    has: ['Always'],
  },
  {
    name: 'around conflict marks',
    text: `apiVersion: v1\nkind: Pod\nmetadata:\n<<<<<<< HEAD\n  name: a\n=======\n  name: b\n>>>>>>> other\nspec:\n  ¦\n`,
    has: ['containers'],
  },
  {
    name: 'in a Helm template',
    text: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  {{- if .Values.x }}\n  replicas: 2\n  {{- end }}\n  ¦\n',
    has: ['template', 'selector'],
  },
  {
    name: 'beside an anchor',
    text: `${POD}  containers:\n  - &base\n    name: a\n    ¦\n`,
    has: ['image'],
  },
  {
    name: 'a Deployment',
    text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  ¦',
    has: ['replicas', 'selector', 'template', 'strategy'],
    not: ['containers', 'serviceName'],
  },
  {
    name: 'a StatefulSet',
    text: 'apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  ¦',
    has: ['serviceName', 'volumeClaimTemplates', 'updateStrategy'],
  },
  {
    name: 'a DaemonSet',
    text: 'apiVersion: apps/v1\nkind: DaemonSet\nspec:\n  ¦',
    has: ['updateStrategy', 'template'],
    not: ['replicas'],
  },
  {
    name: 'a ReplicaSet',
    text: 'apiVersion: apps/v1\nkind: ReplicaSet\nspec:\n  ¦',
    has: ['replicas', 'selector'],
    not: ['strategy'],
  },
  {
    name: 'a ReplicationController',
    text: 'apiVersion: v1\nkind: ReplicationController\nspec:\n  ¦',
    has: ['replicas', 'selector', 'template'],
  },
  {
    name: 'a Job',
    text: 'apiVersion: batch/v1\nkind: Job\nspec:\n  ¦',
    has: ['backoffLimit', 'completions', 'ttlSecondsAfterFinished'],
  },
  {
    name: 'a CronJob',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  ¦',
    has: ['schedule', 'jobTemplate', 'concurrencyPolicy'],
  },
  {
    name: 'a Pod in a CronJob',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          ¦',
    has: ['containers', 'restartPolicy'],
  },
  {
    name: 'a PodTemplate',
    text: 'apiVersion: v1\nkind: PodTemplate\ntemplate:\n  spec:\n    ¦',
    has: ['containers'],
  },
  {
    name: 'an item of a List',
    text: 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec:\n    ¦',
    has: ['containers'],
  },
  {
    name: 'a Service',
    text: 'apiVersion: v1\nkind: Service\nspec:\n  ¦',
    has: ['selector', 'ports', 'type', 'clusterIP'],
  },
  {
    name: 'a claim',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  ¦',
    has: ['accessModes', 'resources', 'storageClassName'],
  },
  {
    name: 'an Ingress',
    text: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec:\n  rules:\n  - ¦',
    has: ['host', 'http'],
  },
  {
    name: 'an ephemeral container has no resize surprises',
    text: `${POD}  initContainers:\n  - name: a\n    ¦`,
    has: ['restartPolicy', 'image'],
  },
  {
    name: 'a list at the column of its key',
    text: `${BOX}    ports:\n    - ¦`,
    has: ['containerPort', 'name', 'protocol'],
  },
  {
    name: 'under a probe',
    text: `${BOX}    livenessProbe:\n      ¦`,
    has: ['httpGet', 'tcpSocket', 'exec', 'grpc', 'periodSeconds'],
  },
  {
    name: 'a sibling after a nested block',
    text: `${BOX}    livenessProbe:\n      exec:\n        command: [a]\n    ¦`,
    has: ['readinessProbe'],
    not: ['livenessProbe', 'exec'],
  },
  { name: 'nothing inside a comment', text: `${BOX}    # li¦`, not: ['*'] },
  { name: 'nothing inside a block scalar', text: `${SETTINGS.trimEnd()}\n    ¦`, not: ['*'] },
  {
    name: 'nothing in a compose file',
    text: 'services:\n  web:\n    ¦',
    not: ['containers', 'livenessProbe'],
  },
  {
    name: 'labels have no known keys of the spec',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    ¦',
    not: ['containers', 'image'],
  },
  { name: 'resources', text: `${BOX}    resources:\n      ¦`, has: ['requests', 'limits'] },
  {
    name: 'resource names',
    text: `${BOX}    resources:\n      limits:\n        ¦`,
    has: ['cpu', 'memory', 'ephemeral-storage'],
  },
  {
    name: 'volume sources',
    text: `${POD}  volumes:\n  - name: v\n    ¦`,
    has: ['emptyDir', 'configMap', 'secret', 'persistentVolumeClaim', 'projected'],
    not: ['name'],
  },
  {
    name: 'a volume with a source',
    text: `${POD}  volumes:\n  - name: v\n    emptyDir:\n      ¦`,
    has: ['medium', 'sizeLimit'],
  },
  { name: 'env', text: `${BOX}    env:\n    - name: A\n      ¦`, has: ['value', 'valueFrom'] },
  {
    name: 'node affinity',
    text: `${POD}  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n        - ¦`,
    has: ['matchExpressions', 'matchFields'],
  },

  // Values
  { name: 'kinds', text: 'kind: ¦', has: ['Pod', 'Deployment', 'CronJob', 'Service'] },
  {
    name: 'kinds of a group',
    text: 'apiVersion: apps/v1\nkind: ¦',
    has: ['Deployment', 'StatefulSet', 'DaemonSet'],
    not: ['Pod', 'Job'],
  },
  { name: 'apiVersions', text: 'apiVersion: ¦', has: ['v1', 'apps/v1', 'batch/v1'] },
  {
    name: 'the apiVersion of a kind',
    text: 'apiVersion: ¦\nkind: Deployment\n',
    has: ['apps/v1'],
    not: ['v1', 'batch/v1'],
  },
  {
    name: 'a value right after the colon',
    text: `${POD}  restartPolicy:¦\n`,
    has: ['Always'],
    accept: ['Always', `${POD}  restartPolicy: Always\n`],
  },
  {
    name: 'a value after a space',
    text: `${POD}  restartPolicy: ¦\n`,
    has: ['Always', 'OnFailure', 'Never'],
  },
  {
    name: 'half a value',
    text: `${POD}  restartPolicy: On¦\n`,
    accept: ['OnFailure', `${POD}  restartPolicy: OnFailure\n`],
  },
  {
    name: 'a quoted value',
    text: `${POD}  restartPolicy: "¦"\n`,
    accept: ['Never', `${POD}  restartPolicy: "Never"\n`],
  },
  { name: 'an open quote', text: `${POD}  restartPolicy: "Ne¦\n`, has: ['Never'] },
  {
    name: 'a single quoted value',
    text: `${POD}  restartPolicy: 'A¦'\n`,
    accept: ['Always', `${POD}  restartPolicy: 'Always'\n`],
  },
  {
    name: 'a value before a comment',
    text: `${POD}  restartPolicy: ¦ # why\n`,
    accept: ['Never', `${POD}  restartPolicy: Never # why\n`],
  },
  {
    name: 'a Job has no Always',
    text: `${JOB}      restartPolicy: ¦`,
    has: ['OnFailure', 'Never'],
    not: ['Always'],
  },
  {
    name: 'a CronJob has no Always',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: ¦',
    has: ['OnFailure'],
    not: ['Always'],
  },
  {
    name: 'a Deployment has Always only',
    text: `${TEMPLATE('Deployment')}      restartPolicy: ¦`,
    has: ['Always'],
    not: ['Never', 'OnFailure'],
  },
  {
    name: 'a DaemonSet has Always only',
    text: `${TEMPLATE('DaemonSet')}      restartPolicy: ¦`,
    has: ['Always'],
    not: ['Never'],
  },
  {
    name: 'init containers restart always',
    text: `${POD}  initContainers:\n  - name: a\n    restartPolicy: ¦`,
    has: ['Always'],
  },
  {
    name: 'pull policies',
    text: `${BOX}    imagePullPolicy: ¦`,
    has: ['Always', 'IfNotPresent', 'Never'],
  },
  {
    name: 'protocols',
    text: `${BOX}    ports:\n    - containerPort: 80\n      protocol: ¦`,
    has: ['TCP', 'UDP', 'SCTP'],
  },
  { name: 'booleans', text: `${POD}  hostNetwork: ¦`, has: ['true', 'false'] },
  {
    name: 'dns policies',
    text: `${POD}  dnsPolicy: ¦`,
    has: ['ClusterFirst', 'Default', 'None', 'ClusterFirstWithHostNet'],
  },
  {
    name: 'service types',
    text: 'apiVersion: v1\nkind: Service\nspec:\n  type: ¦',
    has: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  },
  {
    name: 'access modes in a list',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes:\n  - ¦',
    has: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'],
  },
  {
    name: 'access modes in a flow list',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes: [¦]\n',
    has: ['ReadWriteOnce'],
  },
  {
    name: 'secret types',
    text: 'apiVersion: v1\nkind: Secret\ntype: ¦',
    has: ['Opaque', 'kubernetes.io/tls', 'kubernetes.io/dockerconfigjson'],
  },
  {
    name: 'taint effects',
    text: `${POD}  tolerations:\n  - key: a\n    effect: ¦`,
    has: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  },
  {
    name: 'toleration operators',
    text: `${POD}  tolerations:\n  - key: a\n    operator: ¦`,
    has: ['Exists', 'Equal'],
    not: ['In'],
  },
  {
    name: 'node selector operators',
    text: `${POD}  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n        - matchExpressions:\n          - key: a\n            operator: ¦`,
    has: ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'],
  },
  {
    name: 'label selector operators',
    text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  selector:\n    matchExpressions:\n    - key: a\n      operator: ¦',
    has: ['In', 'NotIn', 'Exists', 'DoesNotExist'],
    not: ['Gt', 'Lt'],
  },
  {
    name: 'strategies',
    text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  strategy:\n    type: ¦',
    has: ['RollingUpdate', 'Recreate'],
    not: ['OnDelete'],
  },
  {
    name: 'update strategies',
    text: 'apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  updateStrategy:\n    type: ¦',
    has: ['RollingUpdate', 'OnDelete'],
    not: ['Recreate'],
  },
  {
    name: 'concurrency policies',
    text: 'apiVersion: batch/v1\nkind: CronJob\nspec:\n  concurrencyPolicy: ¦',
    has: ['Allow', 'Forbid', 'Replace'],
  },
  {
    name: 'capabilities',
    text: `${BOX}    securityContext:\n      capabilities:\n        drop:\n        - ¦`,
    has: ['ALL', 'NET_RAW'],
  },
  {
    name: 'seccomp profiles',
    text: `${POD}  securityContext:\n    seccompProfile:\n      type: ¦`,
    has: ['RuntimeDefault', 'Unconfined', 'Localhost'],
  },
  {
    name: 'field paths',
    text: `${BOX}    env:\n    - name: A\n      valueFrom:\n        fieldRef:\n          fieldPath: ¦`,
    has: ['metadata.name', 'metadata.namespace', 'status.podIP', 'spec.nodeName'],
  },
  {
    name: 'resource references',
    text: `${BOX}    env:\n    - name: A\n      valueFrom:\n        resourceFieldRef:\n          resource: ¦`,
    has: ['limits.cpu', 'requests.memory'],
  },
  {
    name: 'mediums',
    text: `${POD}  volumes:\n  - name: v\n    emptyDir:\n      medium: ¦`,
    has: ['Memory'],
  },
  {
    name: 'host path types',
    text: `${POD}  volumes:\n  - name: v\n    hostPath:\n      path: /x\n      type: ¦`,
    has: ['Directory', 'DirectoryOrCreate', 'File', 'Socket'],
  },
  {
    name: 'path types',
    text: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec:\n  rules:\n  - http:\n      paths:\n      - path: /\n        pathType: ¦',
    has: ['Prefix', 'Exact', 'ImplementationSpecific'],
  },
  {
    name: 'schemes',
    text: `${BOX}    livenessProbe:\n      httpGet:\n        port: 80\n        scheme: ¦`,
    has: ['HTTP', 'HTTPS'],
  },
  {
    name: 'topology keys',
    text: `${POD}  topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: ¦`,
    has: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'],
  },
  {
    name: 'unsatisfiable',
    text: `${POD}  topologySpreadConstraints:\n  - maxSkew: 1\n    whenUnsatisfiable: ¦`,
    has: ['DoNotSchedule', 'ScheduleAnyway'],
  },
  {
    name: 'preemption',
    text: 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\npreemptionPolicy: ¦',
    has: ['Never', 'PreemptLowerPriority'],
  },
  {
    name: 'termination message policies',
    text: `${BOX}    terminationMessagePolicy: ¦`,
    has: ['File', 'FallbackToLogsOnError'],
  },
  {
    name: 'mount propagation',
    text: `${BOX}    volumeMounts:\n    - name: a\n      mountPath: /a\n      mountPropagation: ¦`,
    has: ['None', 'HostToContainer', 'Bidirectional'],
  },
  {
    name: 'pod management',
    text: 'apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  podManagementPolicy: ¦',
    has: ['OrderedReady', 'Parallel'],
  },
  {
    name: 'completion modes',
    text: 'apiVersion: batch/v1\nkind: Job\nspec:\n  completionMode: ¦',
    has: ['Indexed', 'NonIndexed'],
  },
  { name: 'os', text: `${POD}  os:\n    name: ¦`, has: ['linux', 'windows'] },

  // References
  {
    name: 'mounts name volumes',
    text: `${BOX}    volumeMounts:\n    - name: ¦\n  volumes:\n  - name: data\n    emptyDir: {}\n  - name: conf\n    emptyDir: {}\n`,
    has: ['data', 'conf'],
  },
  {
    name: 'mounts in a template',
    text: `${TEMPLATE('Deployment')}      containers:\n      - name: a\n        image: b\n        volumeMounts:\n        - mountPath: /x\n          name: ¦\n      volumes:\n      - name: data\n        emptyDir: {}\n`,
    has: ['data'],
  },
  {
    name: 'mounts name claim templates',
    text: `${TEMPLATE('StatefulSet')}      containers:\n      - name: a\n        image: b\n        volumeMounts:\n        - name: ¦\n  volumeClaimTemplates:\n  - metadata:\n      name: store\n`,
    has: ['store'],
  },
  {
    name: 'volumes are named for mounts',
    text: `${BOX}    volumeMounts:\n    - name: data\n      mountPath: /d\n  volumes:\n  - name: ¦\n`,
    has: ['data'],
  },
  {
    name: 'a probe names a port',
    text: `${BOX}    ports:\n    - name: http\n      containerPort: 80\n    livenessProbe:\n      httpGet:\n        port: ¦\n`,
    has: ['http'],
  },
  {
    name: 'config maps of the file',
    text: `${SETTINGS}---\n${POD}  volumes:\n  - name: v\n    configMap:\n      name: ¦`,
    has: ['settings'],
    not: ['vault'],
  },
  {
    name: 'config maps of another file',
    text: `${POD}  volumes:\n  - name: v\n    configMap:\n      name: ¦`,
    beside: [{ name: 'settings.yaml', text: SETTINGS }],
    has: ['settings'],
  },
  {
    name: 'keys of a config map',
    text: `${SETTINGS}---\n${BOX}    env:\n    - name: A\n      valueFrom:\n        configMapKeyRef:\n          name: settings\n          key: ¦`,
    has: ['LEVEL', 'app.conf'],
  },
  {
    name: 'keys of a config map of another file',
    text: `${BOX}    env:\n    - name: A\n      valueFrom:\n        configMapKeyRef:\n          name: settings\n          key: ¦`,
    beside: [{ name: 'c.yaml', text: SETTINGS }],
    has: ['LEVEL'],
  },
  {
    name: 'keys before the name',
    text: `${SECRET}---\n${BOX}    env:\n    - name: A\n      valueFrom:\n        secretKeyRef:\n          key: ¦\n          name: vault\n`,
    has: ['token'],
  },
  {
    name: 'items of a config map volume',
    text: `${SETTINGS}---\n${POD}  volumes:\n  - name: v\n    configMap:\n      name: settings\n      items:\n      - key: ¦`,
    has: ['LEVEL', 'app.conf'],
  },
  {
    name: 'secrets',
    text: `${SECRET}---\n${POD}  volumes:\n  - name: v\n    secret:\n      secretName: ¦`,
    has: ['vault'],
  },
  {
    name: 'secrets in envFrom',
    text: `${SECRET}---\n${BOX}    envFrom:\n    - secretRef:\n        name: ¦`,
    has: ['vault'],
  },
  {
    name: 'service accounts',
    text: `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: bot\n---\n${POD}  serviceAccountName: ¦`,
    has: ['bot'],
  },
  {
    name: 'claims',
    text: `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: store\n---\n${POD}  volumes:\n  - name: v\n    persistentVolumeClaim:\n      claimName: ¦`,
    has: ['store'],
  },
  {
    name: 'priority classes',
    text: `apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata:\n  name: high\nvalue: 10\n---\n${POD}  priorityClassName: ¦`,
    has: ['high', 'system-node-critical'],
  },
  {
    name: 'variables',
    text: `${BOX}    env:\n    - name: HOST\n      value: x\n    - name: URL\n      value: http://$(¦\n`,
    has: ['HOST'],
  },
  {
    name: 'variables in arguments',
    text: `${BOX}    args: ["$(¦"]\n    env:\n    - name: HOST\n      value: x\n`,
    has: ['HOST'],
  },
  {
    name: 'selectors of a service',
    text: `${TEMPLATE('Deployment')}      containers: []\n---\napiVersion: v1\nkind: Service\nspec:\n  selector:\n    ¦`,
    has: ['app'],
  },
  {
    name: 'values of a selector',
    text: `${TEMPLATE('Deployment')}      containers: []\n---\napiVersion: v1\nkind: Service\nspec:\n  selector:\n    app: ¦`,
    has: ['web'],
  },
  {
    name: 'a template has the labels of its selector',
    text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        ¦',
    has: ['app'],
  },
  {
    name: 'target ports of a service',
    text: `${TEMPLATE('Deployment')}      containers:\n      - name: a\n        image: b\n        ports:\n        - name: http\n          containerPort: 8080\n---\napiVersion: v1\nkind: Service\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n    targetPort: ¦`,
    has: ['http', '8080'],
  },
  {
    name: 'services of an ingress',
    text: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n  - port: 80\n    name: http\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nspec:\n  defaultBackend:\n    service:\n      name: ¦',
    has: ['shop'],
  },
  {
    name: 'port names of an ingress',
    text: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n  - port: 80\n    name: http\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nspec:\n  defaultBackend:\n    service:\n      name: shop\n      port:\n        name: ¦',
    has: ['http'],
  },
  {
    name: 'containers of a resource reference',
    text: `${BOX}    env:\n    - name: A\n      valueFrom:\n        resourceFieldRef:\n          containerName: ¦`,
    has: ['app'],
  },
  {
    name: 'target of an autoscaler',
    text: `${TEMPLATE('Deployment')}      containers: []\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: ¦`,
    has: ['web'],
  },
  {
    name: 'the service of a StatefulSet',
    text: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: db\n---\napiVersion: apps/v1\nkind: StatefulSet\nspec:\n  serviceName: ¦',
    has: ['db'],
  },
  {
    name: 'pull secrets',
    text: `${SECRET}---\n${POD}  imagePullSecrets:\n  - name: ¦`,
    has: ['vault'],
  },
  {
    name: 'role of a binding',
    text: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: reader\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: ¦',
    has: ['reader'],
  },
  {
    name: 'namespaces',
    text: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  namespace: ¦',
    has: ['shop', 'default'],
  },
  {
    name: 'storage classes',
    text: 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: fast\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  storageClassName: ¦',
    has: ['fast'],
  },
  {
    name: 'node selector keys',
    text: `${POD}  nodeSelector:\n    ¦`,
    has: ['kubernetes.io/os', 'kubernetes.io/hostname'],
  },
  {
    name: 'values of a node label',
    text: `${POD}  nodeSelector:\n    kubernetes.io/os: ¦`,
    has: ['linux'],
  },

  // Insertion
  {
    name: 'a map opens a level',
    text: 'apiVersion: v1\nkind: Pod\nmeta¦',
    accept: ['metadata', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: '],
  },
  {
    name: 'a scalar gets a colon and a space',
    text: `${POD}  restartP¦`,
    accept: ['restartPolicy', `${POD}  restartPolicy: `],
  },
  {
    name: 'no doubled colon',
    text: `${POD}  restartP¦: Never\n`,
    accept: ['restartPolicy', `${POD}  restartPolicy: Never\n`],
  },
  {
    name: 'no rest of a word',
    text: `${BOX}    image¦Pull: Always\n`,
    accept: ['imagePullPolicy', `${BOX}    imagePullPolicy: Always\n`],
  },
  {
    name: 'containers open a list',
    text: `${POD}  cont¦`,
    accept: ['containers', `${POD}  containers:\n    - name: \n      image: `],
  },
  {
    name: 'a JSON key is balanced',
    text: '{"apiVersion": "v1", "kind": "Pod", "spec": {"restart¦"}}',
    file: 'p.json',
    accept: ['restartPolicy', '{"apiVersion": "v1", "kind": "Pod", "spec": {"restartPolicy": ""}}'],
  },
  {
    name: 'a JSON key with its colon',
    text: '{"apiVersion": "v1", "kind": "Pod", "spec": {"restart¦": "Never"}}',
    file: 'p.json',
    accept: [
      'restartPolicy',
      '{"apiVersion": "v1", "kind": "Pod", "spec": {"restartPolicy": "Never"}}',
    ],
  },
  {
    name: 'a key in a flow map',
    text: `${POD}  securityContext: {runAsU¦}\n`,
    accept: ['runAsUser', `${POD}  securityContext: {runAsUser: }\n`],
  },
  {
    name: 'an enum replaces what is there',
    text: `${POD}  restartPolicy: Al¦wys\n`,
    accept: ['Always', `${POD}  restartPolicy: Always\n`],
  },
  {
    name: 'carriage returns stay',
    text: 'apiVersion: v1\r\nkind: Pod\r\nspec:\r\n  restartPolicy: ¦\r\n',
    accept: ['Never', 'apiVersion: v1\r\nkind: Pod\r\nspec:\r\n  restartPolicy: Never\r\n'],
  },
  {
    name: 'a list item after a dash without a space',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes:\n  -¦\n',
    accept: [
      'ReadWriteOnce',
      'apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes:\n  - ReadWriteOnce\n',
    ],
  },
  {
    name: 'a variable is closed',
    text: `${BOX}    env:\n    - name: HOST\n      value: x\n    - name: URL\n      value: http://$(H¦)/x\n`,
    accept: [
      'HOST',
      `${BOX}    env:\n    - name: HOST\n      value: x\n    - name: URL\n      value: http://$(HOST)/x\n`,
    ],
  },
  {
    name: 'a dashed key for a list',
    text: `${POD}  tolerations:\n  - operator: ¦\n`,
    accept: ['Exists', `${POD}  tolerations:\n  - operator: Exists\n`],
  },

  // Harder places
  { name: 'a level that follows a blank line', text: `${BOX}\n\n    ¦`, has: ['livenessProbe'] },
  {
    name: 'a deeper indent than the siblings',
    text: `${POD}  containers:\n  - name: a\n    image: b\n    resources:\n          ¦`,
    has: ['limits'],
  },
  {
    name: 'an empty level between keys',
    text: `${BOX}    securityContext:\n      ¦\n    ports: []\n`,
    has: ['runAsUser', 'capabilities', 'privileged'],
    not: ['fsGroup'],
  },
  {
    name: 'between list items',
    text: `${POD}  containers:\n  - name: a\n    ¦\n  - name: b\n    image: c\n`,
    has: ['image', 'command'],
    not: ['name'],
  },
  {
    name: 'a new item between items',
    text: `${POD}  containers:\n  - name: a\n    image: b\n  - ¦\n  - name: c\n    image: d\n`,
    has: ['name', 'image'],
  },
  {
    name: 'a second key in a second item',
    text: `${BOX}    env:\n    - name: A\n      value: b\n    - name: B\n      va¦\n`,
    has: ['value', 'valueFrom'],
  },
  {
    name: 'value and valueFrom exclude each other',
    text: `${BOX}    env:\n    - name: A\n      value: b\n      ¦\n`,
    not: ['value'],
  },
  {
    name: 'before the first key',
    text: '¦\napiVersion: v1\nkind: Pod\n',
    has: ['metadata', 'spec'],
    not: ['kind'],
  },
  {
    name: 'the kind comes last',
    text: 'spec:\n  ¦\nkind: Pod\napiVersion: v1\n',
    has: ['containers'],
  },
  { name: 'a Pod without apiVersion', text: 'kind: Pod\nspec:\n  ¦', has: ['containers'] },
  { name: 'a broken line before', text: `${POD}  restartPolicy Always\n  ¦`, has: ['containers'] },
  { name: 'a broken line after', text: `${POD}  ¦\n  containers\n`, has: ['volumes'] },
  { name: 'an open quote before', text: `${POD}  nodeName: "a\n  ¦`, has: ['volumes'] },
  {
    name: 'a value left out before',
    text: `${POD}  nodeName:\n  ¦`,
    has: ['volumes', 'containers'],
    not: ['nodeName'],
  },
  { name: 'an open flow list before', text: `${BOX}    command: ["a", \n    ¦`, has: ['args'] },
  {
    name: 'a document without its last newline',
    text: `${BOX}    ports:\n    - containerPort: 80\n      ¦`,
    has: ['hostPort', 'name', 'protocol'],
    not: ['containerPort'],
  },
  {
    name: 'an unindented list in a nested map',
    text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        env:\n        - name: A\n          valueFrom:\n            ¦',
    has: ['configMapKeyRef', 'secretKeyRef', 'fieldRef', 'resourceFieldRef'],
  },
  {
    name: 'a key of the parent at a lower indent',
    text: `${BOX}  ¦`,
    has: ['volumes'],
    not: ['image', 'livenessProbe'],
  },
  {
    name: 'a template of a StatefulSet claim',
    text: 'apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  volumeClaimTemplates:\n  - metadata:\n      name: a\n    spec:\n      ¦',
    has: ['accessModes', 'resources'],
  },
  {
    name: 'http headers',
    text: `${BOX}    livenessProbe:\n      httpGet:\n        ¦`,
    has: ['path', 'port', 'scheme', 'httpHeaders', 'host'],
  },
  {
    name: 'a nested flow map',
    text: `${BOX}    livenessProbe: {httpGet: {¦}}\n`,
    has: ['path', 'port'],
  },
  {
    name: 'a flow map over lines',
    text: `${BOX}    livenessProbe: {\n      ¦\n    }\n`,
    has: ['httpGet'],
  },
  {
    name: 'JSON after a comma',
    text: '{\n  "apiVersion": "v1",\n  "kind": "Pod",\n  "spec": {\n    "nodeName": "a",\n    ¦\n  }\n}\n',
    file: 'p.json',
    has: ['containers'],
    not: ['nodeName'],
  },
  {
    name: 'JSON in a list',
    text: '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a", "¦"}]}}',
    file: 'p.json',
    has: ['image'],
    not: ['name'],
  },
  {
    name: 'JSON kinds',
    text: '{"apiVersion": "apps/v1", "kind": "¦"}',
    file: 'p.json',
    has: ['Deployment'],
    not: ['Pod'],
  },
  {
    name: 'JSON bare values',
    text: '{"apiVersion": "v1", "kind": "Pod", "spec": {"hostNetwork": ¦}}',
    file: 'p.json',
    has: ['true', 'false'],
  },
  {
    name: 'a byte order mark',
    text: '\uFEFFapiVersion: v1\nkind: Pod\nspec:\n  ¦',
    has: ['containers'],
  },
  {
    name: 'wide characters before',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    a: "😀😀"\nspec: {restartPolicy: ¦}\n',
    has: ['Always'],
  },
  {
    name: 'a directive and dashes',
    text: '%YAML 1.2\n---\napiVersion: v1\nkind: Pod\nspec:\n  ¦',
    has: ['containers'],
  },
  { name: 'documents ended by dots', text: `${SETTINGS}...\n---\n${POD}  ¦`, has: ['containers'] },
  {
    name: 'status is known as well',
    text: 'apiVersion: v1\nkind: Pod\nstatus:\n  ¦',
    has: ['phase', 'conditions'],
  },
  {
    name: 'owner references',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  ownerReferences:\n  - ¦',
    has: ['apiVersion', 'kind', 'name', 'uid'],
  },
  {
    name: 'a HorizontalPodAutoscaler',
    text: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n  metrics:\n  - type: ¦',
    has: ['Resource', 'Pods', 'Object', 'External', 'ContainerResource'],
  },
  {
    name: 'a NetworkPolicy',
    text: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec:\n  policyTypes:\n  - ¦',
    has: ['Ingress', 'Egress'],
  },
  {
    name: 'a Role',
    text: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules:\n- verbs: [¦]\n',
    has: ['get', 'list', 'watch'],
  },
  {
    name: 'a budget',
    text: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec:\n  ¦',
    has: ['minAvailable', 'maxUnavailable', 'selector'],
  },
  {
    name: 'external traffic policies',
    text: 'apiVersion: v1\nkind: Service\nspec:\n  externalTrafficPolicy: ¦',
    has: ['Cluster', 'Local'],
  },
  {
    name: 'ip families',
    text: 'apiVersion: v1\nkind: Service\nspec:\n  ipFamilies:\n  - ¦',
    has: ['IPv4', 'IPv6'],
  },
  {
    name: 'reclaim policies',
    text: 'apiVersion: v1\nkind: PersistentVolume\nspec:\n  persistentVolumeReclaimPolicy: ¦',
    has: ['Retain', 'Delete'],
  },
  {
    name: 'binding modes',
    text: 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nvolumeBindingMode: ¦',
    has: ['Immediate', 'WaitForFirstConsumer'],
  },
  {
    name: 'volume modes',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  volumeMode: ¦',
    has: ['Filesystem', 'Block'],
  },
  {
    name: 'pod failure policies',
    text: 'apiVersion: batch/v1\nkind: Job\nspec:\n  podFailurePolicy:\n    rules:\n    - action: ¦',
    has: ['FailJob', 'Ignore', 'Count', 'FailIndex'],
  },
  {
    name: 'replacement policies',
    text: 'apiVersion: batch/v1\nkind: Job\nspec:\n  podReplacementPolicy: ¦',
    has: ['Failed', 'TerminatingOrFailed'],
  },
  {
    name: 'resize policies',
    text: `${BOX}    resizePolicy:\n    - resourceName: cpu\n      restartPolicy: ¦`,
    has: ['NotRequired', 'RestartContainer'],
  },
  {
    name: 'resized resources',
    text: `${BOX}    resizePolicy:\n    - resourceName: ¦`,
    has: ['cpu', 'memory'],
  },
  {
    name: 'stop signals',
    text: `${BOX}    lifecycle:\n      stopSignal: ¦`,
    has: ['SIGTERM', 'SIGINT'],
  },
  {
    name: 'fs group changes',
    text: `${POD}  securityContext:\n    fsGroupChangePolicy: ¦`,
    has: ['OnRootMismatch', 'Always'],
  },
  {
    name: 'an int or string takes port names in preStop',
    text: `${BOX}    ports:\n    - name: web\n      containerPort: 80\n    lifecycle:\n      preStop:\n        httpGet:\n          port: ¦`,
    has: ['web'],
  },
  {
    name: 'a probe sees the ports of its own container',
    text: `${BOX}    ports:\n    - name: web\n      containerPort: 80\n  - name: b\n    image: c\n    ports:\n    - name: other\n      containerPort: 81\n    livenessProbe:\n      tcpSocket:\n        port: ¦`,
    has: ['other'],
    not: ['web'],
  },
  {
    name: 'mounts in init containers',
    text: `${POD}  initContainers:\n  - name: a\n    volumeMounts:\n    - name: ¦\n  volumes:\n  - name: data\n    emptyDir: {}\n`,
    has: ['data'],
  },
  {
    name: 'mounts do not see the volumes of another document',
    text: `${POD}  volumes:\n  - name: far\n    emptyDir: {}\n---\n${BOX}    volumeMounts:\n    - name: ¦\n  volumes:\n  - name: near\n    emptyDir: {}\n`,
    has: ['near'],
    not: ['far'],
  },
  {
    name: 'mounts half written',
    text: `${BOX}    volumeMounts:\n    - mountPath: /a\n      name: da¦\n  volumes:\n  - name: data\n    emptyDir: {}\n`,
    accept: [
      'data',
      `${BOX}    volumeMounts:\n    - mountPath: /a\n      name: data\n  volumes:\n  - name: data\n    emptyDir: {}\n`,
    ],
  },
  {
    name: 'projected sources name config maps',
    text: `${SETTINGS}---\n${POD}  volumes:\n  - name: v\n    projected:\n      sources:\n      - configMap:\n          name: ¦`,
    has: ['settings'],
  },
  {
    name: 'projected items name keys',
    text: `${SECRET}---\n${POD}  volumes:\n  - name: v\n    projected:\n      sources:\n      - secret:\n          name: vault\n          items:\n          - key: ¦`,
    has: ['token'],
  },
  {
    name: 'names in JSON',
    text: '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a", "volumeMounts": [{"name": "¦"}]}], "volumes": [{"name": "data"}]}}',
    file: 'p.json',
    has: ['data'],
  },
  {
    name: 'names in flow maps',
    text: `${POD}  containers: [{name: a, volumeMounts: [{name: ¦}]}]\n  volumes: [{name: data, emptyDir: {}}]\n`,
    has: ['data'],
  },
  {
    name: 'config maps of another namespace are not offered',
    text: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: far\n  namespace: other\n---\n${SETTINGS}---\n${BOX.replace('name: web', 'name: web\n  namespace: shop')}    envFrom:\n    - configMapRef:\n        name: ¦`,
    has: ['settings'],
    not: ['far'],
  },
  {
    name: 'default container annotation',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/default-container: ¦\nspec:\n  containers:\n  - name: app\n',
    has: ['app'],
  },
  {
    name: 'labels of anti-affinity',
    text: `apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    app: web\nspec:\n  affinity:\n    podAntiAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n      - labelSelector:\n          matchLabels:\n            ¦`,
    has: ['app'],
  },
  {
    name: 'the selector of a Deployment follows its template',
    text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  selector:\n    matchLabels:\n      ¦\n  template:\n    metadata:\n      labels:\n        app: web\n',
    has: ['app'],
  },
  {
    name: 'the value of a selector follows its template',
    text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  selector:\n    matchLabels:\n      app: ¦\n  template:\n    metadata:\n      labels:\n        app: web\n',
    has: ['web'],
  },
  {
    name: 'ingress classes',
    text: 'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata:\n  name: public\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nspec:\n  ingressClassName: ¦',
    has: ['public'],
  },
  {
    name: 'subjects of a binding',
    text: 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: bot\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nsubjects:\n- kind: ServiceAccount\n  name: ¦',
    has: ['bot'],
  },
  {
    name: 'kinds of subjects',
    text: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nsubjects:\n- kind: ¦',
    has: ['ServiceAccount', 'User', 'Group'],
  },
  {
    name: 'target kinds of an autoscaler',
    text: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n  scaleTargetRef:\n    kind: ¦',
    has: ['Deployment', 'StatefulSet'],
    not: ['Pod', 'ConfigMap'],
  },
  {
    name: 'tls secrets',
    text: `${SECRET}---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nspec:\n  tls:\n  - secretName: ¦`,
    has: ['vault'],
  },
  {
    name: 'runtime classes',
    text: `apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata:\n  name: gvisor\nhandler: x\n---\n${POD}  runtimeClassName: ¦`,
    has: ['gvisor'],
  },
  {
    name: 'keys of binaryData',
    text: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\nbinaryData:\n  blob: aGk=\n---\n${POD}  volumes:\n  - name: a\n    projected:\n      sources:\n      - configMap:\n          name: b\n          items:\n          - key: ¦`,
    has: ['blob'],
  },
  {
    name: 'custom resources of the workspace',
    text: 'apiVersion: shop.example/v1\nkind: Order\nspec:\n  ¦',
    beside: [
      {
        name: 'crd.yaml',
        text: 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: orders.shop.example\nspec:\n  group: shop.example\n  names:\n    kind: Order\n    plural: orders\n  scope: Namespaced\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n        properties:\n          spec:\n            type: object\n            properties:\n              item:\n                type: string\n',
      },
    ],
    has: ['item'],
  },

  // Harder insertion
  {
    name: 'a list key before what follows',
    text: `${POD}  vol¦\n  restartPolicy: Never\n`,
    accept: [
      'volumes',
      `${POD}  volumes:\n    - name: \n      emptyDir: {}\n  restartPolicy: Never\n`,
    ],
  },
  {
    name: 'a key with four spaces',
    text: 'apiVersion: v1\nkind: Pod\nspec:\n    containers:\n        - name: a\n          image: b\n    securityC¦\n',
    accept: [
      'securityContext',
      'apiVersion: v1\nkind: Pod\nspec:\n    containers:\n        - name: a\n          image: b\n    securityContext:\n        \n',
    ],
  },
  {
    name: 'ports open a list at their own style',
    text: `${BOX}    por¦\n`,
    accept: ['ports', `${BOX}    ports:\n    - containerPort: \n`],
  },
  {
    name: 'a value after an anchor',
    text: `${POD}  restartPolicy: &p ¦\n`,
    accept: ['Always', `${POD}  restartPolicy: &p Always\n`],
  },
  {
    name: 'a numeric label is quoted in selectors',
    text: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  selector:\n    matchLabels:\n      v: ¦\n  template:\n    metadata:\n      labels:\n        v: "1"\n',
    accept: [
      '1',
      'apiVersion: apps/v1\nkind: Deployment\nspec:\n  selector:\n    matchLabels:\n      v: "1"\n  template:\n    metadata:\n      labels:\n        v: "1"\n',
    ],
  },
  {
    name: 'a key typed before its colon and value',
    text: `${BOX}    imageP¦: Always\n`,
    accept: ['imagePullPolicy', `${BOX}    imagePullPolicy: Always\n`],
  },
  {
    name: 'a JSON value',
    text: '{"apiVersion": "v1", "kind": "Pod", "spec": {"restartPolicy": ¦}}',
    file: 'p.json',
    accept: ['Never', '{"apiVersion": "v1", "kind": "Pod", "spec": {"restartPolicy": "Never"}}'],
  },
  {
    name: 'a JSON boolean',
    text: '{"apiVersion": "v1", "kind": "Pod", "spec": {"hostNetwork": ¦}}',
    file: 'p.json',
    accept: ['true', '{"apiVersion": "v1", "kind": "Pod", "spec": {"hostNetwork": true}}'],
  },
  {
    name: 'a flow value',
    text: `${POD}  containers: [{name: a, imagePullPolicy: Al¦, image: b}]\n`,
    accept: ['Always', `${POD}  containers: [{name: a, imagePullPolicy: Always, image: b}]\n`],
  },
  {
    name: 'a flow value without a space',
    text: `${POD}  securityContext: {runAsNonRoot:¦}\n`,
    accept: ['true', `${POD}  securityContext: {runAsNonRoot: true}\n`],
  },
  {
    name: 'a kind',
    text: 'apiVersion: apps/v1\nkind: Depl¦\n',
    accept: ['Deployment', 'apiVersion: apps/v1\nkind: Deployment\n'],
  },
  {
    name: 'an apiVersion with a slash half typed',
    text: 'apiVersion: apps/¦\nkind: Deployment\n',
    accept: ['apps/v1', 'apiVersion: apps/v1\nkind: Deployment\n'],
  },
  {
    name: 'a topology key with a slash half typed',
    text: `${POD}  topologySpreadConstraints:\n  - topologyKey: kubernetes.io/h¦\n`,
    accept: [
      'kubernetes.io/hostname',
      `${POD}  topologySpreadConstraints:\n  - topologyKey: kubernetes.io/hostname\n`,
    ],
  },
  {
    name: 'a field path half typed',
    text: `${BOX}    env:\n    - name: A\n      valueFrom:\n        fieldRef:\n          fieldPath: status.po¦\n`,
    accept: [
      'status.podIP',
      `${BOX}    env:\n    - name: A\n      valueFrom:\n        fieldRef:\n          fieldPath: status.podIP\n`,
    ],
  },
];
