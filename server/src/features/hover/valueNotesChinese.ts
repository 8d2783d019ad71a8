// In Simplified Chinese, what values mean of which the API's own document tells in English.

type Notes = Readonly<Record<string, string>>;

const PULL: Notes = {
  Always: '每次启动都向仓库核对镜像；拉取失败则容器无法启动',
  IfNotPresent: '节点上没有镜像时才拉取',
  Never: '从不拉取，只用节点上已有的镜像；没有则容器无法启动',
};

const PROFILE: Notes = {
  RuntimeDefault: '使用容器运行时的默认配置',
  Localhost: '使用节点上的配置文件，由 `localhostProfile` 指定',
  Unconfined: '不加限制',
};

const SPREAD: Notes = {
  Honor: '计算偏差时只算符合条件的节点',
  Ignore: '计算偏差时不考虑这一条件',
};

const TRAFFIC: Notes = {
  Cluster: '流量可发往集群中所有端点',
  Local: '只发往本节点上的端点；没有则丢弃',
};

const TAINT: Notes = {
  NoSchedule: '不容忍的新 Pod 不会调度上来，已运行的不受影响',
  PreferNoSchedule: '尽量不把不容忍的 Pod 调度上来',
  NoExecute: '不容忍的 Pod 既不调度上来，已运行的也会被驱逐',
};

const PREEMPTION: Notes = {
  PreemptLowerPriority: '可以抢占优先级更低的 Pod',
  Never: '不抢占其他 Pod，只在队列中排在前面',
};

const PROTOCOL: Notes = { TCP: 'TCP 协议', UDP: 'UDP 协议', SCTP: 'SCTP 协议' };

const VOLUME_MODE: Notes = {
  Filesystem: '卷带有文件系统，挂载为目录',
  Block: '卷作为裸块设备提供，没有文件系统',
};

export const CHINESE: Readonly<Record<string, Notes>> = {
  'PodSpec.dnsPolicy': {
    ClusterFirst: '先用集群 DNS，集群域名以外的查询转发给上游；hostNetwork 的 Pod 则用节点的 DNS',
    ClusterFirstWithHostNet: '即使使用 hostNetwork 也先用集群 DNS',
    Default: '使用节点的 DNS 设置',
    None: '不用默认设置，全部取自 `dnsConfig`',
  },
  'PodSpec.preemptionPolicy': PREEMPTION,
  'PriorityClass.preemptionPolicy': PREEMPTION,
  'Container.imagePullPolicy': PULL,
  'EphemeralContainer.imagePullPolicy': PULL,
  'ImageVolumeSource.pullPolicy': PULL,
  'Container.terminationMessagePolicy': {
    File: '终止信息取自 `terminationMessagePath` 文件',
    FallbackToLogsOnError: '文件为空且容器出错时，取日志末尾',
  },
  'ContainerPort.protocol': PROTOCOL,
  'ServicePort.protocol': PROTOCOL,
  'NetworkPolicyPort.protocol': PROTOCOL,
  'HTTPGetAction.scheme': { HTTP: '使用 http://', HTTPS: '使用 https://，不校验证书' },
  'SecurityContext.procMount': {
    Default: '由运行时屏蔽 /proc 的敏感部分',
    Unmasked: '不屏蔽 /proc，容器可见全部内容',
  },
  'VolumeMount.mountPropagation': {
    None: '主机上之后的挂载在容器中不可见，反之亦然',
    HostToContainer: '主机上之后的挂载在容器中可见',
    Bidirectional: '双向可见：容器中的挂载也传到主机，需要特权容器',
  },
  'SeccompProfile.type': PROFILE,
  'AppArmorProfile.type': PROFILE,
  'PodSecurityContext.fsGroupChangePolicy': {
    OnRootMismatch: '仅当卷根目录的属主或权限不符时才修改',
    Always: '每次挂载都修改卷内所有文件的属主与权限',
  },
  'PodSecurityContext.supplementalGroupsPolicy': {
    Merge: '与镜像 /etc/group 中的组合并',
    Strict: '只用此处写明的组，不看镜像中的组',
  },
  'Toleration.effect': TAINT,
  'Taint.effect': TAINT,
  'TopologySpreadConstraint.whenUnsatisfiable': {
    DoNotSchedule: '不满足时不调度，Pod 保持 Pending',
    ScheduleAnyway: '不满足也调度，但优先选择偏差小的节点',
  },
  'TopologySpreadConstraint.nodeAffinityPolicy': SPREAD,
  'TopologySpreadConstraint.nodeTaintsPolicy': SPREAD,
  'HostPathVolumeSource.type': {
    DirectoryOrCreate: '目录不存在时创建，权限 0755',
    Directory: '目录必须已存在',
    FileOrCreate: '文件不存在时创建，权限 0644',
    File: '文件必须已存在',
    Socket: 'UNIX 套接字必须已存在',
    CharDevice: '字符设备必须已存在',
    BlockDevice: '块设备必须已存在',
  },
  'PersistentVolumeClaimSpec.volumeMode': VOLUME_MODE,
  'PersistentVolumeSpec.volumeMode': VOLUME_MODE,
  'PersistentVolumeSpec.persistentVolumeReclaimPolicy': {
    Retain: '释放后保留，由管理员处理',
    Delete: '释放后连同存储一起删除',
    Recycle: '清空后重新可用，已弃用',
  },
  'StorageClass.volumeBindingMode': {
    Immediate: '创建 PVC 后立即供给并绑定',
    WaitForFirstConsumer: '等第一个使用它的 Pod 调度后再供给并绑定',
  },
  'DeploymentStrategy.type': {
    RollingUpdate: '逐步用新 Pod 替换旧 Pod，受 maxSurge 与 maxUnavailable 约束',
    Recreate: '先删掉所有旧 Pod，再创建新的；中间有停机',
  },
  'DaemonSetUpdateStrategy.type': {
    RollingUpdate: '逐个节点替换',
    OnDelete: '旧 Pod 被删除后才换成新的',
  },
  'StatefulSetUpdateStrategy.type': {
    RollingUpdate: '从序号最大的开始逐个替换',
    OnDelete: '旧 Pod 被删除后才换成新的',
  },
  'StatefulSetSpec.podManagementPolicy': {
    OrderedReady: '按序号依次创建，前一个就绪后才建下一个；缩容反序',
    Parallel: '同时创建与删除，不等待就绪',
  },
  'JobSpec.completionMode': {
    NonIndexed: '成功的 Pod 数达到 completions 即完成',
    Indexed: '每个索引 0 到 completions−1 各成功一次才完成',
  },
  'JobSpec.podReplacementPolicy': {
    TerminatingOrFailed: 'Pod 一进入终止或失败就创建替代者',
    Failed: 'Pod 完全结束后才创建替代者',
  },
  'PodFailurePolicyRule.action': {
    FailJob: '整个 Job 立即失败，其余 Pod 被终止',
    FailIndex: '该索引失败，不再重试',
    Ignore: '不计入 backoffLimit，重新创建 Pod',
    Count: '按默认方式计入 backoffLimit',
  },
  'CronJobSpec.concurrencyPolicy': {
    Allow: '允许多次运行同时存在',
    Forbid: '上一次还没结束就跳过这一次',
    Replace: '取消正在运行的，换成新的',
  },
  'ServiceSpec.type': {
    ClusterIP: '只在集群内通过集群 IP 访问',
    NodePort: '除集群 IP 外，每个节点都开放同一个端口',
    LoadBalancer: '除 NodePort 外，由云厂商的负载均衡器对外提供',
    ExternalName: '只是外部域名的 CNAME，没有代理',
  },
  'ServiceSpec.sessionAffinity': {
    None: '不保持会话',
    ClientIP: '同一客户端 IP 总是发往同一个 Pod',
  },
  'ServiceSpec.externalTrafficPolicy': TRAFFIC,
  'ServiceSpec.internalTrafficPolicy': TRAFFIC,
  'ServiceSpec.ipFamilyPolicy': {
    SingleStack: '只用一个地址族',
    PreferDualStack: '集群支持时用双栈，否则单栈',
    RequireDualStack: '必须双栈，否则创建失败',
  },
  'HTTPIngressPath.pathType': {
    Exact: '路径完全相同，区分大小写',
    Prefix: '按 `/` 分段匹配前缀，区分大小写',
    ImplementationSpecific: '由 IngressClass 的实现决定',
  },
  'PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy': {
    IfHealthyBudget: '预算满足时才可驱逐尚未就绪的 Pod',
    AlwaysAllow: '尚未就绪的 Pod 总是可以驱逐',
  },
  'PodStatus.phase': {
    Pending: '已被接受，但还有容器没有启动',
    Running: '已绑定节点，至少一个容器在运行或正在启动',
    Succeeded: '所有容器都以 0 退出，不再重启',
    Failed: '所有容器都已结束，至少一个失败',
    Unknown: '无法得知状态，通常是节点失联',
  },
};
