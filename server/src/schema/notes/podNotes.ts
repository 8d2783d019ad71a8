// What the fields of a Pod do to its life, in our own words: one short sentence each, English and Simplified Chinese.
// API words stay as the API writes them. The key is the type's short name and the field's wire name.

/** `[English, 简体中文]` */
export type Note = readonly [en: string, zh: string];

export const POD_NOTES: Readonly<Record<string, Note>> = {
  'Pod.spec': [
    'What you want to run. Almost all of it is fixed once the Pod exists: only images, tolerations, deadlines and scheduling gates may still change.',
    '你想运行什么。Pod 创建后几乎全部固定,只有镜像、容忍度、截止时间和调度门控还能改。',
  ],
  'Pod.status': [
    'What the cluster reports. Written by scheduler and kubelet; whatever a manifest says here is dropped.',
    '集群报告的现状,由调度器和 kubelet 写入;清单里写的内容会被丢弃。',
  ],
  'ObjectMeta.name': [
    'The Pod’s identity in its namespace and its host name inside (cut to 63 characters). It cannot change, and stays taken until a terminating Pod is really gone.',
    '在命名空间内的身份,也是容器里的主机名(截到 63 个字符)。不能修改;正在终止的 Pod 完全消失之前名字一直被占用。',
  ],
  'ObjectMeta.generateName': [
    'The server appends five random characters; this is how controllers name their Pods.',
    '服务器会在后面加五个随机字符;控制器就是这样给 Pod 命名的。',
  ],
  'ObjectMeta.namespace': [
    'Where the object lives. Services, ConfigMaps and Secrets are only found in the same namespace.',
    '对象所在的命名空间。Service、ConfigMap、Secret 只在同一命名空间内查找。',
  ],
  'ObjectMeta.labels': [
    'What selectors match: Services, ReplicaSets and budgets find their Pods by these. May change at any time; a Pod that no longer matches is released and replaced.',
    '选择器匹配的对象:Service、ReplicaSet、PDB 都靠它找到 Pod。可随时修改;不再匹配的 Pod 会被释放并由新的顶替。',
  ],
  'ObjectMeta.annotations': [
    'Notes for tools and people. No selector looks at them; all together at most 256 KiB.',
    '给工具和人看的注释,选择器不看它;总共不超过 256 KiB。',
  ],
  'ObjectMeta.finalizers': [
    'While one is left the object stays after its deletion, with containers already stopped.',
    '只要还有一个,删除后对象仍会留着,虽然容器已经停了。',
  ],
  'ObjectMeta.ownerReferences': [
    'Who made this object. When the owner goes, the garbage collector takes this one along.',
    '谁创建了它。所有者消失时,垃圾回收会把它一起带走。',
  ],
  'PodSpec.containers': [
    'Started one after another in this order, stopped all at once. They share IP address, ports and localhost.',
    '按顺序逐个启动,停止时同时停。它们共用 IP、端口空间和 localhost。',
  ],
  'PodSpec.initContainers': [
    'Run to completion one by one before any app container starts. An entry with restartPolicy: Always is a sidecar: it keeps running and is stopped last.',
    '在主容器之前逐个运行到结束。带 restartPolicy: Always 的是 sidecar:一直运行,最后才停。',
  ],
  'PodSpec.ephemeralContainers': [
    'Added to a running Pod for debugging, never restarted, and without influence on phase or readiness.',
    '为调试加进运行中的 Pod,不会重启,也不影响阶段和就绪。',
  ],
  'PodSpec.restartPolicy': [
    'Whether an exited container runs again: Always, only after a non-zero exit (OnFailure), or Never. The first restart is immediate, then 10, 20, 40 … 300 s.',
    '容器退出后是否再跑:Always 总是、OnFailure 仅非零退出、Never 从不。第一次立即重启,之后等 10、20、40…300 秒。',
  ],
  'PodSpec.terminationGracePeriodSeconds': [
    'The time from the deletion to SIGKILL. preStop runs inside it; a process that ignores SIGTERM uses all of it and ends with 137.',
    '从删除到 SIGKILL 的时间,preStop 也算在内;忽略 SIGTERM 的进程会耗尽它并以 137 结束。',
  ],
  'PodSpec.activeDeadlineSeconds': [
    'Counted from the moment the kubelet first saw the Pod, image pulls included; then everything is stopped and the Pod is Failed with DeadlineExceeded.',
    '从 kubelet 第一次看到 Pod 算起,拉镜像也算;到点全部停止,Pod 变 Failed(DeadlineExceeded)。',
  ],
  'PodSpec.nodeName': [
    'Names the node directly and skips the scheduler; only the kubelet still checks whether the Pod fits.',
    '直接指定节点,绕过调度器;只剩 kubelet 检查是否放得下。',
  ],
  'PodSpec.nodeSelector': [
    'Only nodes with all of these labels are considered; without one the Pod stays Pending. Later label changes don’t evict it.',
    '只考虑带有全部这些标签的节点;没有就一直 Pending。之后节点标签变化不会驱逐它。',
  ],
  'PodSpec.affinity': [
    'Rules on nodes and on other Pods: required ones block scheduling, preferred ones only move the score.',
    '对节点和其他 Pod 的偏好:required 会阻止调度,preferred 只影响打分。',
  ],
  'PodSpec.tolerations': [
    'Lets the Pod onto tainted nodes. Two are added for not-ready and unreachable nodes with 300 s: that is why a lost node’s Pods are replaced only after about 355 s.',
    '允许落到有污点的节点。系统会为 not-ready/unreachable 补两条 300 秒的容忍,所以节点失联约 355 秒后 Pod 才被替换。',
  ],
  'PodSpec.topologySpreadConstraints': [
    'Keeps the numbers of matching Pods in zones or nodes close to each other.',
    '让匹配的 Pod 在各区域或节点间数量接近。',
  ],
  'PodSpec.schedulerName': [
    'Which scheduler picks the Pod up; with a name that nobody answers to it stays Pending without an event.',
    '由哪个调度器处理;没人响应的名字会让它一直 Pending,连事件都没有。',
  ],
  'PodSpec.schedulingGates': [
    'The scheduler ignores the Pod until the last gate is removed (STATUS SchedulingGated).',
    '最后一个门控移除前调度器不理会它(STATUS 为 SchedulingGated)。',
  ],
  'PodSpec.priorityClassName': [
    'A higher priority goes first in the queue and may push lower Pods off a full node.',
    '优先级高的先调度,节点满时可以挤走低优先级的 Pod。',
  ],
  'PodSpec.priority': [
    'Computed from priorityClassName at creation.',
    '创建时由 priorityClassName 算出。',
  ],
  'PodSpec.preemptionPolicy': [
    'Never: waits for room instead of evicting others.',
    'Never:只等待空位,不挤走别人。',
  ],
  'PodSpec.serviceAccountName': [
    'The identity towards the API. The account must exist or the Pod is refused; its token is mounted into every container.',
    '访问 API 的身份。账号不存在时 Pod 会被拒绝;令牌会挂载进每个容器。',
  ],
  'PodSpec.automountServiceAccountToken': [
    'false leaves out the token volume.',
    'false 时不挂载令牌卷。',
  ],
  'PodSpec.imagePullSecrets': [
    'Credentials for private registries; a missing one shows only as a failed pull.',
    '私有仓库的凭据;缺失时只表现为拉取失败。',
  ],
  'PodSpec.hostNetwork': [
    'Uses the node’s network: the Pod IP is the node’s, and every containerPort becomes a host port that must be free.',
    '使用节点网络:Pod IP 就是节点 IP,每个 containerPort 都变成必须空闲的主机端口。',
  ],
  'PodSpec.hostPID': ['Shares the node’s process table.', '共享节点的进程表。'],
  'PodSpec.hostIPC': ['Shares the node’s IPC namespace.', '共享节点的 IPC 命名空间。'],
  'PodSpec.hostUsers': [
    'false runs the Pod in a user namespace: root inside is nobody outside.',
    'false 时在用户命名空间中运行:容器内的 root 在外面不是 root。',
  ],
  'PodSpec.shareProcessNamespace': [
    'One process table for all containers. The pause process is PID 1, so SIGTERM’s default action applies and plain processes end with 143.',
    '所有容器共用一张进程表,PID 1 是 pause,因此 SIGTERM 的默认动作生效,普通进程以 143 结束。',
  ],
  'PodSpec.dnsPolicy': [
    'Where names are resolved: the cluster’s DNS first (ClusterFirst), the node’s (Default) or only dnsConfig (None).',
    '域名在哪里解析:先集群 DNS(ClusterFirst)、用节点的(Default)、或只用 dnsConfig(None)。',
  ],
  'PodSpec.dnsConfig': [
    'Name servers, search domains and options added to the resolver.',
    '追加到解析器的服务器、搜索域和选项。',
  ],
  'PodSpec.hostAliases': ['Extra lines for /etc/hosts.', '写进 /etc/hosts 的额外行。'],
  'PodSpec.hostname': [
    'The host name inside; default is the Pod’s name.',
    '容器内主机名,默认是 Pod 名。',
  ],
  'PodSpec.subdomain': [
    'With a headless Service of the same name the Pod gets a DNS name of its own.',
    '配合同名的无头 Service,Pod 会有自己的 DNS 名。',
  ],
  'PodSpec.readinessGates': [
    'Conditions that somebody else must set to True before the Pod counts as Ready.',
    '必须由外部置为 True 的条件,否则 Pod 不算 Ready。',
  ],
  'PodSpec.enableServiceLinks': [
    'Puts the addresses of the namespace’s Services into environment variables; only Services that existed before.',
    '把命名空间里已有 Service 的地址放进环境变量;只包含先于它存在的 Service。',
  ],
  'PodSpec.volumes': [
    'Storage that containers mount. All of them must be there before the first container starts; a missing ConfigMap or Secret keeps the Pod in ContainerCreating.',
    '容器可挂载的存储。第一个容器启动前必须全部就位;缺少 ConfigMap 或 Secret 会停在 ContainerCreating。',
  ],
  'PodSpec.securityContext': [
    'User, group and privileges for all containers; a container’s own settings win.',
    '所有容器的用户、组和权限;容器自己的设置优先。',
  ],
  'PodSpec.runtimeClassName': [
    'Picks another runtime on the node; the class must exist.',
    '选择节点上的其他运行时;该类必须存在。',
  ],
  'PodSpec.overhead': [
    'Resources of the sandbox itself, added to the Pod’s request.',
    '沙箱自身的资源,加到 Pod 的请求上。',
  ],
  'PodSpec.os': [
    'Tells Linux from Windows Pods; a kubelet of the other kind rejects it.',
    '区分 Linux 与 Windows;系统不符的 kubelet 会拒绝。',
  ],
  'PodSpec.setHostnameAsFQDN': [
    'Makes the host name the full domain name.',
    '把主机名设为完整域名。',
  ],
  'PodSpec.resources': [
    'One budget for the whole Pod (cpu, memory); containers share it and only it counts for scheduling.',
    '整个 Pod 的资源预算(cpu、memory),容器共享,调度只看它。',
  ],
  'PodSpec.resourceClaims': [
    'Devices claimed for the Pod (dynamic resource allocation).',
    '为 Pod 申请的设备(动态资源分配)。',
  ],
  'Container.name': [
    'Names the container in logs, exec and events; unique among init and app containers.',
    '日志、exec 和事件里的名字;在 init 与主容器之间唯一。',
  ],
  'Container.image': [
    'What runs. Changing it restarts just this container in place. Without a tag it means latest, which is pulled at every start.',
    '运行的镜像。修改它只会原地重启这个容器。不写标签等于 latest,每次启动都会拉取。',
  ],
  'Container.imagePullPolicy': [
    'Decided once at creation: Always for latest or no tag, else IfNotPresent. Never fails with ErrImageNeverPull if the node lacks the image.',
    '创建时确定一次:latest 或无标签为 Always,否则 IfNotPresent。Never 而节点没有镜像时报 ErrImageNeverPull。',
  ],
  'Container.command': [
    'Replaces the image’s ENTRYPOINT; it becomes PID 1, which ignores SIGTERM unless it handles it. No shell is involved unless you name one.',
    '替换镜像的 ENTRYPOINT,成为 PID 1;不处理 SIGTERM 就会忽略它。除非写明,不会经过 shell。',
  ],
  'Container.args': [
    'Replaces the image’s CMD: the arguments of command or of the image’s entrypoint.',
    '替换镜像的 CMD:传给 command 或镜像入口的参数。',
  ],
  'Container.workingDir': [
    'Where the process starts; default is the image’s.',
    '进程的工作目录,默认取镜像的。',
  ],
  'Container.ports': [
    'Documentation and names for probes and Services. A port that is not listed is reachable all the same, a listed one that nothing listens on is not.',
    '只是说明,并给探针和 Service 提供名字。没列出的端口照样能访问,列出但没人监听的不能。',
  ],
  'Container.env': [
    'Environment variables. $(NAME) refers to ones defined before. A missing ConfigMap key gives CreateContainerConfigError until it exists.',
    '环境变量,$(NAME) 引用前面定义过的。缺少 ConfigMap 的键会一直 CreateContainerConfigError。',
  ],
  'Container.envFrom': [
    'Every key of a ConfigMap or Secret as a variable; read once, at the container’s start.',
    '把 ConfigMap 或 Secret 的所有键变成变量;只在容器启动时读一次。',
  ],
  'Container.resources': [
    'requests decide where the Pod fits, limits what it may use: above the memory limit it is OOMKilled (137), above the CPU limit only slowed down.',
    'requests 决定放到哪,limits 决定能用多少:超内存上限被 OOMKilled(137),超 CPU 上限只是变慢。',
  ],
  'Container.resizePolicy': [
    'Whether a change of cpu or memory in place needs a restart of the container.',
    '原地调整 cpu 或内存时容器是否要重启。',
  ],
  'Container.restartPolicy': [
    'On an init container Always makes it a sidecar. On others it overrides the Pod’s restartPolicy for this container.',
    'init 容器写 Always 就成为 sidecar;其他容器上覆盖 Pod 的 restartPolicy。',
  ],
  'Container.restartPolicyRules': [
    'The first rule whose exit codes match decides: restart this container, or all of them, even under Never.',
    '第一条退出码匹配的规则说了算:重启本容器或全部容器,即使策略是 Never。',
  ],
  'Container.livenessProbe': [
    'Fails failureThreshold times in a row: the container is stopped (with the grace period) and restarted. It does not wait for readiness.',
    '连续失败 failureThreshold 次,容器被停止(含宽限期)并重启。它不等就绪。',
  ],
  'Container.readinessProbe': [
    'While it fails the Pod gets no traffic from Services; nothing is restarted.',
    '失败期间 Service 不给它流量,但不会重启。',
  ],
  'Container.startupProbe': [
    'Holds liveness and readiness back until it succeeds once: the right place for slow starts (periodSeconds × failureThreshold is the budget).',
    '成功一次之前,存活和就绪探针都不执行:慢启动就用它(预算为 periodSeconds × failureThreshold)。',
  ],
  'Container.lifecycle': [
    'Hooks after the start and before the stop of the container.',
    '容器启动后与停止前的钩子。',
  ],
  'Container.volumeMounts': [
    'Where the Pod’s volumes appear in this container.',
    'Pod 的卷在本容器中的位置。',
  ],
  'Container.volumeDevices': ['Raw block devices from claims.', '来自 PVC 的裸块设备。'],
  'Container.securityContext': [
    'User, capabilities and privileges of this container. runAsNonRoot with a root image gives CreateContainerConfigError.',
    '本容器的用户、能力和权限。runAsNonRoot 配 root 镜像会 CreateContainerConfigError。',
  ],
  'Container.terminationMessagePath': [
    'What the process writes here (up to 4 KiB) shows as the message of its last state.',
    '进程写到这里的内容(最多 4 KiB)会显示为上次状态的 message。',
  ],
  'Container.terminationMessagePolicy': [
    'FallbackToLogsOnError: with an empty file and an error the end of the log is shown.',
    'FallbackToLogsOnError:文件为空且出错时显示日志末尾。',
  ],
  'Container.stdin': ['Keeps standard input open for attach.', '为 attach 保持标准输入打开。'],
  'Container.stdinOnce': [
    'Closes standard input after the first attach ends.',
    '第一次 attach 结束后关闭标准输入。',
  ],
  'Container.tty': ['Gives the process a terminal; needs stdin.', '给进程一个终端;需要 stdin。'],
  'ContainerPort.containerPort': [
    'The port the process listens on. It only informs: nothing is opened or closed by it.',
    '进程监听的端口,仅作说明,不会因此打开或关闭任何端口。',
  ],
  'ContainerPort.hostPort': [
    'Takes the port on the node: only one such Pod fits on each node.',
    '占用节点上的端口:每个节点只放得下一个这样的 Pod。',
  ],
  'ContainerPort.name': [
    'Lets probes and Services refer to the port by name (at most 15 characters).',
    '让探针和 Service 用名字引用端口(最多 15 个字符)。',
  ],
  'ContainerPort.protocol': ['TCP, UDP or SCTP.', 'TCP、UDP 或 SCTP。'],
  'ContainerPort.hostIP': [
    'Which of the node’s addresses hostPort binds to.',
    'hostPort 绑定到节点的哪个地址。',
  ],
  'EnvVar.name': ['The later of two equal names wins.', '同名时后面的生效。'],
  'EnvVar.value': [
    '$(NAME) is replaced by variables defined before, $$(NAME) stays as $(NAME).',
    '$(NAME) 会替换为前面定义的变量,$$(NAME) 保留为 $(NAME)。',
  ],
  'EnvVar.valueFrom': [
    'Takes the value from a field, a resource, a ConfigMap or a Secret.',
    '从字段、资源、ConfigMap 或 Secret 取值。',
  ],
  'ConfigMapKeySelector.key': [
    'A missing key keeps the container in CreateContainerConfigError.',
    '键不存在时容器停在 CreateContainerConfigError。',
  ],
  'ConfigMapKeySelector.optional': [
    'true: a missing object or key is simply left out.',
    'true:对象或键缺失时直接忽略。',
  ],
  'SecretKeySelector.key': [
    'A missing key keeps the container in CreateContainerConfigError.',
    '键不存在时容器停在 CreateContainerConfigError。',
  ],
  'SecretKeySelector.optional': [
    'true: a missing object or key is simply left out.',
    'true:对象或键缺失时直接忽略。',
  ],
  'ObjectFieldSelector.fieldPath': [
    'A field of the Pod itself, like metadata.name or status.podIP.',
    'Pod 自身的字段,如 metadata.name、status.podIP。',
  ],
  'ResourceFieldSelector.resource': [
    'A request or limit of a container, divided by divisor.',
    '容器的 request 或 limit,除以 divisor。',
  ],
  'ResourceRequirements.requests': [
    'What the scheduler reserves on the node. Left out, it is the limit; nothing at all makes the Pod BestEffort, the first to be evicted.',
    '调度器在节点上预留的量。不写时等于 limit;全都不写则为 BestEffort,最先被驱逐。',
  ],
  'ResourceRequirements.limits': [
    'The ceiling: memory above it is an OOM kill, CPU above it is throttled. Equal to requests in every container: QoS Guaranteed.',
    '上限:内存超出被 OOM 杀死,CPU 超出被限速。每个容器都与 requests 相等时 QoS 为 Guaranteed。',
  ],
  'ResourceRequirements.claims': [
    'Devices from spec.resourceClaims that this container uses.',
    '本容器使用的 spec.resourceClaims 设备。',
  ],
  'Probe.httpGet': [
    '200–399 succeeds; a connection refused or a slow answer fails.',
    '200–399 算成功;拒绝连接或超时算失败。',
  ],
  'Probe.tcpSocket': [
    'Succeeds as soon as the port accepts a connection; the process may still hang behind it.',
    '端口能连上就算成功,进程可能其实已经卡住。',
  ],
  'Probe.exec': [
    'Runs a command inside the container; exit code 0 succeeds.',
    '在容器里执行命令,退出码 0 为成功。',
  ],
  'Probe.grpc': [
    'Asks the gRPC health service; SERVING succeeds.',
    '询问 gRPC 健康服务,SERVING 为成功。',
  ],
  'Probe.initialDelaySeconds': [
    'Skips the ticks before it. It delays the first probe after each start, not the detection of a later hang.',
    '跳过这之前的探测。只推迟每次启动后的第一次探测,与之后卡死的发现无关。',
  ],
  'Probe.periodSeconds': [
    'The distance of probes, counted from the Pod’s start, not the container’s. A hang is noticed after period × (threshold − 1) + timeout up to period × threshold + timeout.',
    '探测间隔,从 Pod 开始计,而非容器。卡死在 period×(threshold−1)+timeout 到 period×threshold+timeout 之间被发现。',
  ],
  'Probe.timeoutSeconds': [
    'How long one probe may take. The default of 1 s is often too short under load.',
    '单次探测的时限。默认 1 秒在高负载下常常太短。',
  ],
  'Probe.failureThreshold': [
    'How many failures in a row until something happens: a restart (liveness, startup) or no more traffic (readiness).',
    '连续失败多少次才生效:重启(liveness、startup)或摘除流量(readiness)。',
  ],
  'Probe.successThreshold': [
    'How many successes in a row make it ready again; must be 1 for liveness and startup.',
    '连续成功多少次才重新就绪;liveness 和 startup 必须为 1。',
  ],
  'Probe.terminationGracePeriodSeconds': [
    'The grace period when this probe kills the container, instead of the Pod’s.',
    '该探针杀死容器时的宽限期,代替 Pod 的。',
  ],
  'HTTPGetAction.path': ['Asked on the Pod’s own IP address.', '请求发往 Pod 自己的 IP。'],
  'HTTPGetAction.port': [
    'A number, or the name of one of the container’s own ports.',
    '端口号,或本容器端口的名字。',
  ],
  'HTTPGetAction.host': [
    'Leave it out: the Pod’s IP is asked. localhost here would be the node.',
    '通常不写:默认访问 Pod IP。写 localhost 指的是节点。',
  ],
  'HTTPGetAction.scheme': ['HTTPS is used without checking the certificate.', 'HTTPS 不校验证书。'],
  'HTTPGetAction.httpHeaders': [
    'Extra request headers; Host may be set here.',
    '额外请求头,可设置 Host。',
  ],
  'TCPSocketAction.port': [
    'A number, or the name of one of the container’s own ports.',
    '端口号,或本容器端口的名字。',
  ],
  'GRPCAction.port': ['Must be a number.', '必须是数字。'],
  'GRPCAction.service': ['The service name in the health request.', '健康检查请求里的服务名。'],
  'ExecAction.command': [
    'Run directly, without a shell: for pipes write sh, -c and the line.',
    '直接执行,不经过 shell;要用管道就写 sh、-c 和命令行。',
  ],
  'SleepAction.seconds': [
    'Waits in the kubelet, so the image needs no shell or sleep.',
    '由 kubelet 等待,镜像里不需要 sleep。',
  ],
  'Lifecycle.postStart': [
    'Runs beside the main process right after its start. Until it ends the container is not shown as running, later containers wait, and a failure kills the container.',
    '主进程启动后立即并行运行。结束前容器不显示为运行,后面的容器等待;失败会杀死容器。',
  ],
  'Lifecycle.preStop': [
    'Runs before SIGTERM and inside the grace period; a short sleep here lets traffic move away. It does not run when the container exits by itself.',
    '在 SIGTERM 之前、宽限期之内运行;在这里 sleep 几秒可让流量先移走。容器自己退出时不运行。',
  ],
  'Lifecycle.stopSignal': [
    'Which signal asks the process to stop; dropped by the API unless an alpha gate is on.',
    '停止时发送的信号;未打开 alpha 特性门控时会被 API 丢弃。',
  ],
  'LifecycleHandler.exec': [
    'A command in the container; non-zero means the hook failed.',
    '容器内的命令,非零表示钩子失败。',
  ],
  'LifecycleHandler.httpGet': [
    'Any HTTP answer counts as success, even 500; only a failed connection does not.',
    '任何 HTTP 应答都算成功,连 500 也算;只有连不上才失败。',
  ],
  'LifecycleHandler.sleep': [
    'Waits; must not be longer than the grace period.',
    '等待;不能长于宽限期。',
  ],
  'LifecycleHandler.tcpSocket': [
    'Accepted for old clients, but such a hook always fails.',
    '仅为兼容旧客户端接受,执行时总是失败。',
  ],
  'Volume.name': ['What volumeMounts refer to.', 'volumeMounts 引用的名字。'],
  'Volume.emptyDir': [
    'Empty at the Pod’s start, shared by its containers, survives container restarts, gone with the Pod.',
    'Pod 开始时为空,容器间共享,容器重启不丢,随 Pod 消失。',
  ],
  'Volume.configMap': [
    'Must exist (unless optional) before containers start; files follow later changes within about a minute.',
    '容器启动前必须存在(除非 optional);内容变化约一分钟内同步到文件。',
  ],
  'Volume.secret': [
    'Must exist (unless optional) before containers start; held in memory on the node.',
    '容器启动前必须存在(除非 optional);在节点上存于内存。',
  ],
  'Volume.hostPath': [
    'A path of the node: what is there depends on where the Pod lands.',
    '节点上的路径:内容取决于 Pod 落在哪个节点。',
  ],
  'Volume.persistentVolumeClaim': [
    'The claim must exist and be bound before the Pod can be scheduled.',
    'PVC 必须存在且已绑定,Pod 才能被调度。',
  ],
  'Volume.projected': ['Several sources in one directory.', '多个来源合成一个目录。'],
  'Volume.downwardAPI': ['Fields of the Pod as files.', '把 Pod 字段做成文件。'],
  'Volume.ephemeral': [
    'A claim made for this Pod and deleted with it.',
    '为该 Pod 创建、随它删除的 PVC。',
  ],
  'Volume.image': ['The files of an image, read-only.', '镜像中的文件,只读。'],
  'EmptyDirVolumeSource.sizeLimit': [
    'Checked about once a minute; above it the Pod is evicted.',
    '约每分钟检查一次;超出则驱逐 Pod。',
  ],
  'EmptyDirVolumeSource.medium': [
    'Memory: a RAM disk, counted against the memory limit.',
    'Memory:内存盘,计入内存上限。',
  ],
  'HostPathVolumeSource.type': [
    'What must be there before the mount; a mismatch keeps the Pod in ContainerCreating.',
    '挂载前检查类型;不符会停在 ContainerCreating。',
  ],
  'VolumeMount.name': ['One of the Pod’s volumes.', 'Pod 的某个卷。'],
  'VolumeMount.mountPath': ['Hides what the image has there.', '会遮住镜像中该处原有的内容。'],
  'VolumeMount.subPath': [
    'Mounts one entry of the volume; such a file does not follow changes of its ConfigMap.',
    '只挂载卷中的一项;这样的文件不随 ConfigMap 更新。',
  ],
  'VolumeMount.subPathExpr': [
    'Like subPath, with $(VAR) from the environment.',
    '同 subPath,可用环境变量 $(VAR)。',
  ],
  'VolumeMount.readOnly': ['Writes fail.', '写入会失败。'],
  'VolumeMount.mountPropagation': [
    'Whether mounts made later appear on the other side.',
    '之后新增的挂载是否互相可见。',
  ],
  'ConfigMapVolumeSource.optional': ['true: the Pod starts without it.', 'true:没有它也能启动。'],
  'SecretVolumeSource.optional': ['true: the Pod starts without it.', 'true:没有它也能启动。'],
  'ConfigMapVolumeSource.defaultMode': [
    'File permissions; octal in YAML (0644), decimal in JSON (420).',
    '文件权限;YAML 可写八进制 0644,JSON 用十进制 420。',
  ],
  'SecretVolumeSource.defaultMode': [
    'File permissions; octal in YAML (0644), decimal in JSON (420).',
    '文件权限;YAML 可写八进制 0644,JSON 用十进制 420。',
  ],
  'Toleration.key': ['Empty with Exists tolerates every taint.', '为空且 Exists 时容忍一切污点。'],
  'Toleration.operator': [
    'Equal compares the value, Exists does not.',
    'Equal 比较值,Exists 不比较。',
  ],
  'Toleration.effect': ['Empty matches all effects.', '为空匹配所有效果。'],
  'Toleration.tolerationSeconds': [
    'For NoExecute: how long the Pod stays after the taint appears; left out, for ever.',
    '针对 NoExecute:污点出现后还能留多久;不写则永远。',
  ],
  'Affinity.nodeAffinity': [
    'Like nodeSelector with operators and preferences.',
    '带运算符和偏好的 nodeSelector。',
  ],
  'Affinity.podAffinity': [
    'Wants to be near matching Pods; the first one of its kind may be alone.',
    '希望靠近匹配的 Pod;同类第一个可以独自调度。',
  ],
  'Affinity.podAntiAffinity': [
    'Keeps away from matching Pods; also later Pods are checked against it.',
    '远离匹配的 Pod;后来的 Pod 也受它约束。',
  ],
  'PodAffinityTerm.topologyKey': [
    'What counts as near: kubernetes.io/hostname for the node, topology.kubernetes.io/zone for the zone.',
    '“附近”的含义:hostname 为节点,zone 为可用区。',
  ],
  'TopologySpreadConstraint.maxSkew': [
    'The largest difference allowed between the fullest and the emptiest domain.',
    '最满与最空的域之间允许的最大差。',
  ],
  'TopologySpreadConstraint.whenUnsatisfiable': [
    'DoNotSchedule blocks, ScheduleAnyway only prefers.',
    'DoNotSchedule 会阻止,ScheduleAnyway 仅偏好。',
  ],
  'TopologySpreadConstraint.labelSelector': [
    'Which Pods are counted; forget it and none are.',
    '统计哪些 Pod;不写则一个都不算。',
  ],
  'PodSecurityContext.runAsUser': [
    'The user id of all containers’ processes.',
    '所有容器进程的用户 id。',
  ],
  'PodSecurityContext.runAsNonRoot': [
    'Refuses to start a container that would run as root.',
    '会以 root 运行的容器不予启动。',
  ],
  'PodSecurityContext.fsGroup': [
    'Group that owns the files of volumes; changing it on a big volume takes time at start.',
    '卷文件所属的组;大卷在启动时改组会花时间。',
  ],
  'PodSecurityContext.sysctls': [
    'Kernel settings of the Pod; unsafe ones are rejected by the kubelet.',
    'Pod 的内核参数;不安全的会被 kubelet 拒绝。',
  ],
  'SecurityContext.privileged': [
    'Nearly everything root on the node may do.',
    '几乎拥有节点 root 的全部权限。',
  ],
  'SecurityContext.runAsNonRoot': [
    'Refuses to start a container that would run as root.',
    '会以 root 运行的容器不予启动。',
  ],
  'SecurityContext.runAsUser': [
    'The user id of the process; overrides the image.',
    '进程的用户 id,覆盖镜像设置。',
  ],
  'SecurityContext.readOnlyRootFilesystem': [
    'Only volumes can be written; many images then need an emptyDir at /tmp.',
    '只有卷可写;很多镜像因此需要在 /tmp 挂 emptyDir。',
  ],
  'SecurityContext.allowPrivilegeEscalation': [
    'false: no more rights than at the start, whatever is executed.',
    'false:无论执行什么都不能获得更多权限。',
  ],
  'SecurityContext.capabilities': [
    'Kernel rights added to or taken from the default set; names without CAP_.',
    '在默认集上增减的内核能力;名字不带 CAP_。',
  ],
  'SecurityContext.seccompProfile': ['Which system calls are allowed.', '允许哪些系统调用。'],
  'DeploymentSpec.replicas': [
    'How many Pods there shall be. A change makes no new revision.',
    '期望的 Pod 数。修改它不产生新版本。',
  ],
  'DeploymentSpec.selector': [
    'Which Pods are its own; it must match the template’s labels and cannot change.',
    '哪些 Pod 属于它;必须匹配模板标签且不能修改。',
  ],
  'DeploymentSpec.template': [
    'The Pod to make. Any change here starts a rollout with a new ReplicaSet.',
    '要创建的 Pod。任何修改都会用新的 ReplicaSet 滚动更新。',
  ],
  'DeploymentSpec.strategy': [
    'RollingUpdate replaces step by step, Recreate stops all old Pods first.',
    'RollingUpdate 逐步替换,Recreate 先停掉所有旧 Pod。',
  ],
  'DeploymentSpec.minReadySeconds': [
    'How long a Pod must be Ready before it counts as available: slows a rollout, catches early crashes.',
    'Pod 就绪多久才算可用:滚动变慢,但能发现早期崩溃。',
  ],
  'DeploymentSpec.progressDeadlineSeconds': [
    'Without progress for this long the rollout is reported as failed; nothing is rolled back.',
    '这么久没有进展就报告失败,但不会自动回滚。',
  ],
  'DeploymentSpec.revisionHistoryLimit': [
    'How many old ReplicaSets are kept for undo.',
    '为回滚保留多少个旧 ReplicaSet。',
  ],
  'DeploymentSpec.paused': [
    'Template changes are collected without a rollout.',
    '暂停时模板修改不会触发滚动。',
  ],
  'RollingUpdateDeployment.maxSurge': [
    'How many Pods above replicas; percentages are rounded up.',
    '最多超出 replicas 多少个;百分比向上取整。',
  ],
  'RollingUpdateDeployment.maxUnavailable': [
    'How many may be missing; percentages are rounded down, so 25 % of 3 is 0.',
    '最多缺多少个;百分比向下取整,3 的 25% 是 0。',
  ],
  'StatefulSetSpec.serviceName': [
    'The headless Service that gives the Pods their names.',
    '为 Pod 提供名字的无头 Service。',
  ],
  'StatefulSetSpec.podManagementPolicy': [
    'OrderedReady waits for each Pod to be Ready before the next, Parallel does not.',
    'OrderedReady 逐个等待就绪,Parallel 不等。',
  ],
  'StatefulSetSpec.volumeClaimTemplates': [
    'A claim per Pod that outlives it.',
    '每个 Pod 一个 PVC,Pod 没了它还在。',
  ],
  'JobSpec.backoffLimit': [
    'Failed Pods before the Job gives up: with Never there are at most backoffLimit + 1 Pods.',
    'Job 放弃前允许的失败数:Never 时最多 backoffLimit + 1 个 Pod。',
  ],
  'JobSpec.completions': ['How many Pods must succeed.', '需要成功的 Pod 数。'],
  'JobSpec.parallelism': ['How many Pods run at a time.', '同时运行的 Pod 数。'],
  'JobSpec.activeDeadlineSeconds': [
    'Stops all Pods and fails the Job, whatever backoffLimit says.',
    '到点停掉所有 Pod 并判 Job 失败,不管 backoffLimit。',
  ],
  'JobSpec.ttlSecondsAfterFinished': [
    'Deletes the Job and its Pods (with their logs) this long after the end.',
    '结束多久后删除 Job 及其 Pod(日志也没了)。',
  ],
  'JobSpec.podFailurePolicy': [
    'Decides by exit code or condition which failures count.',
    '按退出码或条件决定哪些失败计数。',
  ],
  'JobSpec.suspend': ['true deletes running Pods and waits.', 'true 会删除运行中的 Pod 并等待。'],
  'CronJobSpec.schedule': [
    'Minute, hour, day of month, month, day of week; in UTC unless timeZone is set.',
    '分 时 日 月 周;不设 timeZone 时按控制器时区(通常 UTC)。',
  ],
  'CronJobSpec.concurrencyPolicy': [
    'What happens when the last Job still runs: Allow, Forbid (skip) or Replace.',
    '上一个 Job 还在跑时:Allow 并行、Forbid 跳过、Replace 替换。',
  ],
  'ServiceSpec.selector': [
    'Which Pods get the traffic; only Ready ones do.',
    '流量给哪些 Pod;只有 Ready 的才收到。',
  ],
  'ServiceSpec.ports': [
    'Where the Service listens (port) and where the Pods do (targetPort).',
    'Service 监听 port,Pod 监听 targetPort。',
  ],
  'ServicePort.targetPort': [
    'A number or the name of a container port; default is the same as port.',
    '端口号或容器端口名;默认与 port 相同。',
  ],
  'ServiceSpec.type': [
    'ClusterIP inside, NodePort on every node, LoadBalancer from outside, ExternalName as a DNS alias.',
    'ClusterIP 集群内、NodePort 每个节点、LoadBalancer 外部、ExternalName 为 DNS 别名。',
  ],
  'ServiceSpec.publishNotReadyAddresses': [
    'Gives addresses of Pods that are not Ready too.',
    '未就绪的 Pod 也发布地址。',
  ],
  'PodDisruptionBudgetSpec.minAvailable': [
    'Evictions that would leave fewer are refused; with one replica and 1 no drain ever gets through.',
    '低于此数的驱逐会被拒绝;单副本设 1 时节点永远排不空。',
  ],
  'PodDisruptionBudgetSpec.maxUnavailable': [
    'How many may be missing through evictions; 0 blocks every drain.',
    '驱逐最多让多少个缺席;0 会阻止一切排空。',
  ],
  'ReplicaSetSpec.template': [
    'Used for Pods made from now on; existing ones stay as they are.',
    '只用于之后新建的 Pod,已有的保持不变。',
  ],
  'ReplicationControllerSpec.template': [
    'Used for Pods made from now on; existing ones stay as they are.',
    '只用于之后新建的 Pod,已有的保持不变。',
  ],
  'DaemonSetSpec.template': [
    'A change replaces the Pods node by node.',
    '修改后逐个节点替换 Pod。',
  ],
  'StatefulSetSpec.template': [
    'A change replaces the Pods one by one, from the highest ordinal down.',
    '修改后从最大序号开始逐个替换 Pod。',
  ],
};
