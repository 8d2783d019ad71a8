// What names mean that Kubernetes, Linux and common tools have given a meaning to, in our own words: English and
// Simplified Chinese. One table for each kind of name; where it applies is told in features/hover/wellKnownMeaning.ts.

import type { NoteLanguage } from './fieldNote';

type Note = readonly [en: string, zh: string];
type Notes = Readonly<Record<string, Note>>;

/** Keys of labels, annotations and taints. */
const KEYS: Notes = {
  app: [
    'the application’s name, by habit; selectors often go by it',
    '应用名，惯用标签，常用于选择器',
  ],
  'app.kubernetes.io/name': ['the application’s name, such as `mysql`', '应用名，例如 `mysql`'],
  'app.kubernetes.io/instance': [
    'tells one installation of the application from another',
    '区分同一应用的不同安装',
  ],
  'app.kubernetes.io/version': ['the application’s version', '应用的版本'],
  'app.kubernetes.io/component': [
    'the part that this is within the application, such as `database`',
    '在应用中的角色，例如 `database`',
  ],
  'app.kubernetes.io/part-of': ['the larger application it belongs to', '所属的更大的应用'],
  'app.kubernetes.io/managed-by': [
    'the tool that manages it, such as `Helm`',
    '管理它的工具，例如 `Helm`',
  ],
  'pod-template-hash': [
    'set by the Deployment: tells the Pods of its ReplicaSets apart',
    '由 Deployment 设置，区分各 ReplicaSet 的 Pod',
  ],
  'controller-revision-hash': [
    'set by the controller: the revision that the Pod was made from',
    '由控制器设置：Pod 来自哪个修订版本',
  ],
  'statefulset.kubernetes.io/pod-name': [
    'set by the StatefulSet: the Pod’s own name, so that a Service can select a single one',
    '由 StatefulSet 设置：Pod 自己的名字，便于 Service 单独选中',
  ],
  'apps.kubernetes.io/pod-index': [
    'set by the StatefulSet: the Pod’s ordinal',
    '由 StatefulSet 设置：Pod 的序号',
  ],
  'batch.kubernetes.io/job-completion-index': [
    'set by an indexed Job: the Pod’s index',
    '由带索引的 Job 设置：Pod 的索引',
  ],
  'batch.kubernetes.io/job-name': ['set by the Job: its name', '由 Job 设置：Job 的名字'],
  'batch.kubernetes.io/controller-uid': ['set by the Job: its uid', '由 Job 设置：Job 的 uid'],
  'kubernetes.io/metadata.name': [
    'on every Namespace: its own name, so that selectors can go by it',
    '每个 Namespace 都有：它自己的名字，便于选择器使用',
  ],
  'kubernetes.io/service-name': [
    'on an EndpointSlice: the Service it belongs to',
    'EndpointSlice 所属的 Service',
  ],
  'kubernetes.io/os': [
    'the node’s operating system: `linux` or `windows`',
    '节点的操作系统：`linux` 或 `windows`',
  ],
  'kubernetes.io/arch': [
    'the node’s processor: `amd64`, `arm64` …',
    '节点的处理器架构：`amd64`、`arm64` 等',
  ],
  'kubernetes.io/hostname': [
    'the node itself: each has its own value',
    '节点本身：每个节点取值不同',
  ],
  'topology.kubernetes.io/zone': ['the failure zone that the node stands in', '节点所在的可用区'],
  'topology.kubernetes.io/region': ['the region that the node’s zone is in', '节点所在的地域'],
  'node.kubernetes.io/instance-type': ['the node’s machine type', '节点的机型'],
  'node-role.kubernetes.io/control-plane': [
    'marks nodes of the control plane; as a taint it keeps ordinary Pods away',
    '标记控制平面节点；作为污点时不让普通 Pod 调度上去',
  ],
  'node.kubernetes.io/exclude-from-external-load-balancers': [
    'the node gets no traffic from load balancers outside',
    '外部负载均衡器不再把流量发给该节点',
  ],
  'node.kubernetes.io/not-ready': [
    'taint on a node that is not ready; Pods tolerate it for 300 s unless they say otherwise',
    '节点未就绪时的污点；Pod 默认容忍 300 秒',
  ],
  'node.kubernetes.io/unreachable': [
    'taint on a node that no longer reports; Pods tolerate it for 300 s unless they say otherwise',
    '节点失联时的污点；Pod 默认容忍 300 秒',
  ],
  'node.kubernetes.io/unschedulable': ['taint on a cordoned node', '节点被 cordon 后的污点'],
  'node.kubernetes.io/memory-pressure': ['taint on a node short of memory', '节点内存不足时的污点'],
  'node.kubernetes.io/disk-pressure': [
    'taint on a node short of disk space',
    '节点磁盘不足时的污点',
  ],
  'node.kubernetes.io/pid-pressure': [
    'taint on a node short of process ids',
    '节点进程号不足时的污点',
  ],
  'node.kubernetes.io/network-unavailable': [
    'taint on a node whose network is not set up',
    '节点网络尚未就绪时的污点',
  ],
  'node.kubernetes.io/out-of-service': [
    'taint that an administrator sets on a dead node: its Pods are deleted and their volumes let go',
    '管理员给已失效节点加的污点：其上的 Pod 被删除，卷被释放',
  ],
  'node.cloudprovider.kubernetes.io/uninitialized': [
    'taint on a node until the cloud’s controller has set it up',
    '云控制器完成初始化之前节点上的污点',
  ],
  'kubectl.kubernetes.io/default-container': [
    'the container that `kubectl logs` and `exec` take without `-c`',
    '`kubectl logs` 与 `exec` 不带 `-c` 时使用的容器',
  ],
  'kubectl.kubernetes.io/restartedAt': [
    'written by `kubectl rollout restart`: a changed template makes new Pods',
    '由 `kubectl rollout restart` 写入：模板变化会产生新 Pod',
  ],
  'kubectl.kubernetes.io/last-applied-configuration': [
    'written by `kubectl apply`: what was applied last, to find out what was removed since',
    '由 `kubectl apply` 写入：上次应用的内容，用于判断删除了什么',
  ],
  'kubernetes.io/change-cause': [
    'the reason that `kubectl rollout history` shows for a revision',
    '`kubectl rollout history` 显示的变更原因',
  ],
  'kubernetes.io/description': ['a text for people', '给人看的说明'],
  'controller.kubernetes.io/pod-deletion-cost': [
    'when a ReplicaSet scales in, Pods with the lower number go first',
    'ReplicaSet 缩容时数值小的 Pod 先被删除',
  ],
  'cluster-autoscaler.kubernetes.io/safe-to-evict': [
    '`false`: the cluster autoscaler doesn’t remove the Pod’s node',
    '`false`：集群自动伸缩器不会移除该 Pod 所在的节点',
  ],
  'prometheus.io/scrape': [
    '`true`: Prometheus collects metrics here, by habit',
    '`true`：Prometheus 按惯例抓取指标',
  ],
  'prometheus.io/port': ['the port of the metrics', '指标所在的端口'],
  'prometheus.io/path': ['the path of the metrics', '指标所在的路径'],
  'storageclass.kubernetes.io/is-default-class': [
    '`true`: claims without a class get this one',
    '`true`：未指定存储类的 PVC 使用它',
  ],
  'ingressclass.kubernetes.io/is-default-class': [
    '`true`: Ingresses without a class get this one',
    '`true`：未指定类的 Ingress 使用它',
  ],
  'kubernetes.io/service-account.name': [
    'the ServiceAccount that the token in this Secret belongs to',
    '该 Secret 中令牌所属的 ServiceAccount',
  ],
  'service.kubernetes.io/topology-mode': [
    '`Auto`: traffic stays in its zone where there are enough endpoints',
    '`Auto`：端点足够时流量留在本可用区',
  ],
  'pod-security.kubernetes.io/enforce': [
    'Pods of the namespace that break this level are refused',
    '违反该级别的 Pod 会被拒绝',
  ],
  'pod-security.kubernetes.io/audit': [
    'Pods that break this level are noted in the audit log',
    '违反该级别的 Pod 记入审计日志',
  ],
  'pod-security.kubernetes.io/warn': [
    'whoever creates a Pod that breaks this level is warned',
    '创建违反该级别的 Pod 时给出警告',
  ],
  'pod-security.kubernetes.io/enforce-version': [
    'the Kubernetes version whose rules are enforced, or `latest`',
    '采用哪个 Kubernetes 版本的规则，或 `latest`',
  ],
};

/** The levels of the Pod Security Standards. */
const SECURITY_LEVELS: Notes = {
  privileged: ['no restrictions', '不加限制'],
  baseline: [
    'no host namespaces, no privileged containers, no host paths',
    '禁止主机命名空间、特权容器和 hostPath 等',
  ],
  restricted: [
    'as baseline, and: runs as non-root, drops all capabilities, has a seccomp profile, no privilege escalation',
    '在 baseline 之上还要求：非 root、去掉全部 capability、设置 seccomp、禁止提权',
  ],
};

const CAPABILITIES: Notes = {
  ALL: ['every capability', '全部 capability'],
  AUDIT_CONTROL: ['change the rules of the kernel’s audit', '修改内核审计规则'],
  AUDIT_READ: ['read the audit log', '读取审计日志'],
  AUDIT_WRITE: [
    'write to the audit log; containers have it by default',
    '写审计日志；容器默认拥有',
  ],
  BLOCK_SUSPEND: ['keep the system from suspending', '阻止系统挂起'],
  BPF: ['load BPF programs', '加载 BPF 程序'],
  CHECKPOINT_RESTORE: ['checkpoint and restore processes', '进程的检查点与恢复'],
  CHOWN: [
    'change the owner of any file; containers have it by default',
    '修改任意文件的属主；容器默认拥有',
  ],
  DAC_OVERRIDE: [
    'read and write files whatever their permissions; containers have it by default',
    '绕过文件读写权限检查；容器默认拥有',
  ],
  DAC_READ_SEARCH: ['read any file and folder', '读取任意文件与目录'],
  FOWNER: [
    'act as the owner of any file; containers have it by default',
    '视同任意文件的属主；容器默认拥有',
  ],
  FSETID: [
    'keep set-user-id bits when files change; containers have it by default',
    '修改文件时保留 setuid 位；容器默认拥有',
  ],
  IPC_LOCK: ['lock memory', '锁定内存'],
  IPC_OWNER: ['use any shared memory and message queue', '绕过 System V IPC 权限检查'],
  KILL: ['signal any process; containers have it by default', '向任意进程发信号；容器默认拥有'],
  LEASE: ['take leases on files', '对文件设置租约'],
  LINUX_IMMUTABLE: ['make files immutable or append-only', '设置文件不可变或只追加'],
  MAC_ADMIN: ['change mandatory access control', '修改强制访问控制'],
  MAC_OVERRIDE: ['pass by mandatory access control', '绕过强制访问控制'],
  MKNOD: ['make device files; containers have it by default', '创建设备文件；容器默认拥有'],
  NET_ADMIN: [
    'configure the network: interfaces, routes, firewall',
    '配置网络：网卡、路由、防火墙',
  ],
  NET_BIND_SERVICE: [
    'listen on network ports below 1024; containers have it by default',
    '监听 1024 以下的端口；容器默认拥有',
  ],
  NET_BROADCAST: ['network broadcast and multicast', '网络广播与多播'],
  NET_RAW: [
    'raw network packets, as `ping` sends them; containers have it by default',
    '原始网络包，例如 `ping`；容器默认拥有',
  ],
  PERFMON: ['watch performance counters', '性能监测'],
  SETFCAP: [
    'give files capabilities; containers have it by default',
    '给文件设置 capability；容器默认拥有',
  ],
  SETGID: [
    'change the group it runs as; containers have it by default',
    '切换运行的组；容器默认拥有',
  ],
  SETPCAP: [
    'change capabilities of its process; containers have it by default',
    '修改进程的 capability；容器默认拥有',
  ],
  SETUID: [
    'change the user it runs as; containers have it by default',
    '切换运行的用户；容器默认拥有',
  ],
  SYSLOG: ['read and clear the kernel’s log', '读取和清空内核日志'],
  SYS_ADMIN: [
    'mount file systems and much else: nearly root of the node',
    '挂载文件系统等众多操作，几乎等于节点的 root',
  ],
  SYS_BOOT: ['reboot', '重启系统'],
  SYS_CHROOT: [
    'change the root folder; containers have it by default',
    '使用 chroot；容器默认拥有',
  ],
  SYS_MODULE: ['load kernel modules', '加载内核模块'],
  SYS_NICE: ['raise the priority of processes', '提高进程优先级'],
  SYS_PACCT: ['switch process accounting', '开关进程记账'],
  SYS_PTRACE: ['look into other processes, as debuggers do', '跟踪其他进程，调试器需要'],
  SYS_RAWIO: ['raw access to devices', '直接访问设备'],
  SYS_RESOURCE: ['pass by limits of resources', '突破资源限制'],
  SYS_TIME: ['set the node’s clock', '设置节点时钟'],
  SYS_TTY_CONFIG: ['configure terminals', '配置终端'],
  WAKE_ALARM: ['wake the system up by a timer', '用定时器唤醒系统'],
};

const SIGNALS: Notes = {
  SIGTERM: ['please end; the default', '请求结束；默认值'],
  SIGINT: ['interrupted, as by Ctrl+C', '中断，相当于 Ctrl+C'],
  SIGQUIT: ['end; for nginx: finish open requests first', '退出；nginx 会先处理完在途请求'],
  SIGHUP: ['hung up; many programs read their configuration again', '挂断；许多程序会重新读取配置'],
  SIGKILL: ['ends at once; no program can catch it', '立即结束，程序无法捕获'],
  SIGUSR1: ['means what the program makes of it', '含义由程序自定'],
  SIGUSR2: ['means what the program makes of it', '含义由程序自定'],
  SIGWINCH: [
    'for Apache httpd: finish open requests, then end',
    'Apache httpd 会处理完在途请求再退出',
  ],
  SIGABRT: ['abort; leaves a core dump where allowed', '中止，可能留下 core dump'],
  SIGSTOP: ['stands still until SIGCONT', '暂停，直到收到 SIGCONT'],
  SIGCONT: ['goes on after SIGSTOP', 'SIGSTOP 之后继续'],
};

const FIELD_PATHS: Notes = {
  'metadata.name': ['the Pod’s name', 'Pod 的名字'],
  'metadata.namespace': ['the Pod’s namespace', 'Pod 的命名空间'],
  'metadata.uid': ['the Pod’s unique id', 'Pod 的唯一标识'],
  'metadata.labels': ['all labels, one `key="value"` a line', '全部标签，每行一个 `key="value"`'],
  'metadata.annotations': [
    'all annotations, one `key="value"` a line',
    '全部注解，每行一个 `key="value"`',
  ],
  'spec.nodeName': ['the name of the node that the Pod runs on', 'Pod 所在节点的名字'],
  'spec.serviceAccountName': ['the name of the Pod’s ServiceAccount', 'Pod 的 ServiceAccount 名'],
  'status.hostIP': ['the node’s IP address', '节点的 IP 地址'],
  'status.hostIPs': ['the node’s IP addresses of both families', '节点的双栈 IP 地址'],
  'status.podIP': ['the Pod’s IP address', 'Pod 的 IP 地址'],
  'status.podIPs': ['the Pod’s IP addresses of both families', 'Pod 的双栈 IP 地址'],
};

/** Names of resources in requests, limits and quotas. */
const RESOURCES: Notes = {
  cpu: [
    'processor time in cores: `500m` is half a core; above its limit a container is slowed down',
    '处理器时间，单位是核：`500m` 为半核；超过上限会被限速',
  ],
  memory: [
    'main memory in bytes: `128Mi`, `1Gi`; above its limit a container is killed (OOM)',
    '内存，单位是字节：`128Mi`、`1Gi`；超过上限会被 OOM 杀死',
  ],
  'ephemeral-storage': [
    'disk space for logs, emptyDir and what the container writes; above its limit the Pod is evicted',
    '日志、emptyDir 与容器写入占用的磁盘；超过上限 Pod 会被驱逐',
  ],
  storage: ['disk space of a volume', '卷的磁盘空间'],
  'hugepages-2Mi': [
    'memory in pages of 2 MiB; the request equals the limit',
    '2 MiB 大页内存；请求等于上限',
  ],
  'hugepages-1Gi': [
    'memory in pages of 1 GiB; the request equals the limit',
    '1 GiB 大页内存；请求等于上限',
  ],
  'nvidia.com/gpu': [
    'whole NVIDIA GPUs; the request equals the limit',
    'NVIDIA GPU，整数；请求等于上限',
  ],
  'amd.com/gpu': ['whole AMD GPUs; the request equals the limit', 'AMD GPU，整数；请求等于上限'],
  pods: ['how many Pods', 'Pod 数量'],
};

const VERBS: Notes = {
  get: ['read one object by its name', '按名字读取单个对象'],
  list: ['read all objects, contents included', '读取全部对象及其内容'],
  watch: ['be told of every change', '监视变化'],
  create: ['make new objects', '创建对象'],
  update: ['replace an object', '替换对象'],
  patch: ['change parts of an object', '修改对象的一部分'],
  delete: ['delete one object', '删除单个对象'],
  deletecollection: ['delete many objects at once', '批量删除对象'],
  bind: ['bind roles whose rights one hasn’t got', '绑定自己没有的权限的角色'],
  escalate: ['give roles rights that one hasn’t got', '授予自己没有的权限'],
  impersonate: ['act as another user', '以他人身份操作'],
  '*': ['everything', '所有操作'],
};

const PRIORITY_CLASSES: Notes = {
  'system-node-critical': [
    'priority 2000001000, the highest: what a node cannot do without',
    '优先级 2000001000，最高：节点不可缺少的 Pod',
  ],
  'system-cluster-critical': [
    'priority 2000000000: what the cluster cannot do without',
    '优先级 2000000000：集群不可缺少的 Pod',
  ],
};

const TABLES = {
  key: KEYS,
  securityLevel: SECURITY_LEVELS,
  capability: CAPABILITIES,
  signal: SIGNALS,
  fieldPath: FIELD_PATHS,
  resource: RESOURCES,
  verb: VERBS,
  priorityClass: PRIORITY_CLASSES,
} as const satisfies Readonly<Record<string, Notes>>;

export type NameKind = keyof typeof TABLES;

/** What a name means; undefined where nobody has given it a meaning that we know of. */
export function nameNote(kind: NameKind, name: string, language: NoteLanguage): string | undefined {
  const table: Notes = TABLES[kind];
  const note = Object.hasOwn(table, name) ? table[name] : undefined;
  return note?.[language === 'zh' ? 1 : 0];
}
