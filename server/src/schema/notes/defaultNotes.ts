// The overlay's sentences on conditional defaults in Simplified Chinese. The English ones stand where the facts are; a
// sentence that is missing here is shown in English.

import type { NoteLanguage } from './fieldNote';

const CHINESE: Readonly<Record<string, string>> = {
  'maxSurge 25% and maxUnavailable 25%, with type RollingUpdate.':
    'type 为 RollingUpdate 时，maxSurge 与 maxUnavailable 均为 25%。',
  'A percentage is rounded up.': '百分比向上取整。',
  'A percentage of replicas is rounded up.': '按副本数的百分比，向上取整。',
  'A percentage of replicas is rounded down; where both come to 0 it counts as 1.':
    '按副本数的百分比，向下取整；两者都为 0 时按 1 计。',
  '300 when scaling down, 0 when scaling up.': '缩容为 300，扩容为 0。',
  'CPU utilization of 80 % of the requests, on average.': '平均 CPU 使用率为请求量的 80%。',
  'A missed start is made up for however late it is.': '错过的启动无论多晚都会补上。',
  'The time zone of the controller manager.': 'controller manager 所在的时区。',
  'No limit.': '不限。',
  '2147483647 with backoffLimitPerIndex.': '设置 backoffLimitPerIndex 时为 2147483647。',
  '1 when parallelism is not set either; otherwise one success ends the Job.':
    'parallelism 也未设置时为 1；否则一次成功即结束 Job。',
  'TerminatingOrFailed; Failed with a podFailurePolicy.':
    'TerminatingOrFailed；有 podFailurePolicy 时为 Failed。',
  'A finished Job is never deleted by itself.': '结束的 Job 不会自动删除。',
  'Once true it stays true.': '一旦为 true 就不能改回。',
  '420 is octal 0644: the owner may write, everyone may read.':
    '420 即八进制 0644：属主可写，所有人可读。',
  'Every key becomes a file of its name.': '每个键成为同名文件。',
  'Always if the image has the tag latest or neither tag nor digest, otherwise IfNotPresent. Decided once, when the Pod is created.':
    '镜像标签为 latest 或既无标签也无摘要时为 Always，否则为 IfNotPresent；创建 Pod 时一次确定。',
  'The same as containerPort when the Pod has hostNetwork, otherwise none.':
    'Pod 使用 hostNetwork 时与 containerPort 相同，否则没有。',
  'No limit but that of the node, or of the memory limits with medium Memory.':
    '只受节点限制；medium 为 Memory 时受内存上限限制。',
  'Nothing is checked before the mount.': '挂载前不做检查。',
  'The same as max.': '与 max 相同。',
  'The same as default, otherwise min.': '与 default 相同，否则为 min。',
  'May grow where the StorageClass allows expansion.': 'StorageClass 允许扩容时可以调大。',
  'The default StorageClass, where there is one; "" asks for a volume without a class.':
    '默认 StorageClass（如果有）；"" 表示要没有类的卷。',
  'The group in the image.': '镜像中的组。',
  'The user in the image.': '镜像中的用户。',
  'What the service account says; true if it says nothing.':
    '取决于 ServiceAccount；它没有说明时为 true。',
  'Those of the service account, when the Pod names none.': 'Pod 未写时用 ServiceAccount 的。',
  'Chosen by the scheduler.': '由调度器选定。',
  'Not checked: the Pod may land on a node with any operating system.':
    '不检查：Pod 可能落在任何操作系统的节点上。',
  'Or what the priority class says.': '或由 PriorityClass 决定。',
  'Computed from priorityClassName: 0 without one, unless a class is the global default.':
    '由 priorityClassName 得出：没有时为 0，除非有全局默认的类。',
  'The same as serviceAccountName.': '与 serviceAccountName 相同。',
  'Two are added unless the Pod tolerates them already: node.kubernetes.io/not-ready and node.kubernetes.io/unreachable, NoExecute, each for 300 s.':
    '未写时加上两条：node.kubernetes.io/not-ready 与 node.kubernetes.io/unreachable，NoExecute，各 300 秒。',
  'For an environment variable: its own container. In a volume it has to be told.':
    '环境变量中为所在容器；卷中必须写明。',
  'What a LimitRange of the namespace says; otherwise no limit.':
    '由命名空间的 LimitRange 决定；否则不限。',
  'For a resource with a limit: the same as the limit.': '有上限的资源：与上限相同。',
  'Written into data when the object is stored.': '保存对象时写入 data。',
  'True, in effect: it takes false to forbid it.': '实际为 true：写 false 才会禁止。',
  'True, in effect.': '实际为 true。',
  'The API server itself.': 'API server 本身。',
  'A free one of 30000–32767, with type NodePort or LoadBalancer.':
    'type 为 NodePort 或 LoadBalancer 时取 30000–32767 中空闲的一个。',
  'The same as port.': '与 port 相同。',
  'Only with type LoadBalancer.': '仅用于 type LoadBalancer。',
  'An address that the API server assigns; None makes the Service headless.':
    '由 API server 分配；None 表示无头 Service。',
  'Only with type NodePort or LoadBalancer.': '仅用于 type NodePort 或 LoadBalancer。',
  'All effects.': '所有 effect。',
  'Tolerated forever.': '永远容忍。',
  'A volume that names no source becomes emptyDir: {}.': '未写来源的卷成为 emptyDir: {}。',
  'All Pods of the namespace.': '命名空间中的所有 Pod。',
  'Ingress, and Egress where the policy has an egress section.':
    'Ingress；有 egress 部分时加上 Egress。',
  '"" for a ServiceAccount, rbac.authorization.k8s.io for a User or a Group.':
    'ServiceAccount 为 ""，User 与 Group 为 rbac.authorization.k8s.io。',
  'The kind with List behind it.': 'kind 后加 List。',
  'The kind in small letters.': 'kind 的小写。',
  'The namespace that the request is made in, mostly that of the kubectl context.':
    '请求所在的命名空间，通常是 kubectl 上下文的命名空间。',
  "Made by the system from the Job's uid.": '由系统根据 Job 的 uid 生成。',
  "The image's CMD, unless command is set.": '镜像的 CMD；设置了 command 时则没有。',
  "The image's ENTRYPOINT.": '镜像的 ENTRYPOINT。',
  "The Pod's restartPolicy. On an init container Always makes a sidecar.":
    'Pod 的 restartPolicy；在 init 容器上写 Always 即为 sidecar。',
  "The image's working directory, / if it has none.": '镜像的工作目录；没有时为 /。',
  "All of the node's addresses, 0.0.0.0.": '节点的所有地址，0.0.0.0。',
  "The volume's defaultMode.": '卷的 defaultMode。',
  "The Pod's address.": 'Pod 的地址。',
  "The image's STOPSIGNAL, SIGTERM if it has none.": '镜像的 STOPSIGNAL；没有时为 SIGTERM。',
  "The Pod's own namespace, when there is no namespaceSelector either.":
    '也没有 namespaceSelector 时为 Pod 自己的命名空间。',
  "The Pod's name, cut to 63 characters.": 'Pod 的名字，截到 63 个字符。',
  "A Job's template has to say OnFailure or Never; the templates of the other controllers accept only Always.":
    'Job 的模板必须写 OnFailure 或 Never；其他控制器的模板只接受 Always。',
  "The node's default runtime handler.": '节点默认的运行时。',
  "A volume kube-api-access-… with the service account's token is added, unless automounting is off.":
    '会加上带 ServiceAccount 令牌的卷 kube-api-access-…，除非关闭自动挂载。',
  "The Pod's terminationGracePeriodSeconds.": 'Pod 的 terminationGracePeriodSeconds。',
  "The template's labels.": '模板的标签。',
  "The Pod's runAsGroup, otherwise the group in the image.":
    'Pod 的 runAsGroup，否则为镜像中的组。',
  "The Pod's runAsNonRoot, otherwise not checked.": 'Pod 的 runAsNonRoot，否则不检查。',
  "The Pod's runAsUser, otherwise the user in the image.": 'Pod 的 runAsUser，否则为镜像中的用户。',
  "The cluster's first family.": '集群的第一个地址族。',
};

/** The sentence in the reader's language. */
export function defaultNote(english: string, language: NoteLanguage): string {
  return language === 'zh' && Object.hasOwn(CHINESE, english)
    ? (CHINESE[english] ?? english)
    : english;
}
