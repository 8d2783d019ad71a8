// What single values mean, in our own words, where the API's document only names them. English and Simplified Chinese.

import type { TypeName } from '../../schema/catalogue';
import type { Descriptions } from '../../schema/descriptions';
import { shortTypeName } from '../../schema/typeText';
import { CHINESE } from './valueNotesChinese';
import type { Language } from './words';

type Note = readonly [en: string, zh: string];

const SET_OPERATORS: Readonly<Record<string, Note>> = {
  In: ['the label is there and has one of the values', '标签存在且取值在列表中'],
  NotIn: ['the label is missing or has none of the values', '标签不存在，或取值不在列表中'],
  Exists: [
    'the label is there, whatever its value; `values` stays empty',
    '标签存在即可，不看取值；`values` 留空',
  ],
  DoesNotExist: ['the label is not there; `values` stays empty', '标签不存在；`values` 留空'],
};

const EXIT_OPERATORS: Readonly<Record<string, Note>> = {
  In: ['the exit code is one of the values', '退出码在列表中'],
  NotIn: ['the exit code is none of the values', '退出码不在列表中'],
};

const ACCESS_MODES: Readonly<Record<string, Note>> = {
  ReadWriteOnce: [
    'one node at a time may mount it, for reading and writing',
    '同一时间只能被一个节点以读写方式挂载',
  ],
  ReadOnlyMany: ['many nodes may mount it, for reading only', '可被多个节点以只读方式挂载'],
  ReadWriteMany: ['many nodes may mount it, for reading and writing', '可被多个节点以读写方式挂载'],
  ReadWriteOncePod: [
    'a single Pod of the whole cluster may use it',
    '整个集群中只允许一个 Pod 使用',
  ],
};

const RETENTION: Readonly<Record<string, Note>> = {
  Retain: ['the claims stay', 'PVC 保留'],
  Delete: ['the claims are deleted with their Pods', 'PVC 随 Pod 一起删除'],
};

const NOTES: Readonly<Record<string, Readonly<Record<string, Note>>>> = {
  'PodSpec.restartPolicy': {
    Always: [
      'a container that ends is started again, whatever its exit code',
      '容器退出后总是重启，不看退出码',
    ],
    OnFailure: [
      'a container is started again only when its exit code is not 0',
      '仅当退出码不为 0 时重启',
    ],
    Never: ['a container that has ended stays so', '容器退出后不再重启'],
  },
  'Container.restartPolicy': {
    Always: [
      'in an init container: a sidecar, which goes on running beside the others and is restarted when it ends',
      '用于 init 容器时表示 sidecar：与其他容器一起运行，退出后重启',
    ],
    OnFailure: [
      'this container is started again only when its exit code is not 0',
      '仅当退出码不为 0 时重启该容器',
    ],
    Never: ['this container is not started again', '该容器不再重启'],
  },
  'LabelSelectorRequirement.operator': SET_OPERATORS,
  'NodeSelectorRequirement.operator': {
    ...SET_OPERATORS,
    Gt: ['the label is a number greater than the single value', '标签是大于该值的整数'],
    Lt: ['the label is a number less than the single value', '标签是小于该值的整数'],
  },
  'Toleration.operator': {
    Equal: ['the taint has this key and this value', '污点的 key 与 value 都相同'],
    Exists: [
      'the taint has this key, whatever its value; without a key, every taint',
      '污点的 key 相同即可；不写 key 则容忍所有污点',
    ],
  },
  'PersistentVolumeClaimSpec.accessModes': ACCESS_MODES,
  'PersistentVolumeSpec.accessModes': ACCESS_MODES,
  'ContainerResizePolicy.restartPolicy': {
    NotRequired: ['the new amount takes effect while the container runs', '容器运行中即可生效'],
    RestartContainer: ['the container is restarted for the new amount', '需要重启容器才能生效'],
  },
  'ContainerRestartRule.action': {
    Restart: ['the container is started again', '重启该容器'],
    RestartAllContainers: [
      'all containers of the Pod are started again, init containers first',
      '从 init 容器开始重启 Pod 中的所有容器',
    ],
  },
  'ContainerRestartRuleOnExitCodes.operator': EXIT_OPERATORS,
  'PodFailurePolicyOnExitCodesRequirement.operator': EXIT_OPERATORS,
  'VolumeMount.recursiveReadOnly': {
    Disabled: ['mounts below this one may be writable', '子挂载点可写'],
    IfPossible: ['read-only all the way down where the runtime can do it', '运行时支持时递归只读'],
    Enabled: [
      'read-only all the way down, or the Pod does not start',
      '必须递归只读，否则 Pod 无法启动',
    ],
  },
  'PodSecurityContext.seLinuxChangePolicy': {
    MountOption: ['the whole volume is mounted with the label, at once', '用挂载选项一次性打标签'],
    Recursive: [
      'every file is labelled, which takes long on large volumes',
      '逐个文件打标签，大卷较慢',
    ],
  },
  'ServiceSpec.trafficDistribution': {
    PreferClose: ['endpoints in the same zone are preferred', '优先同一可用区的端点'],
    PreferSameZone: ['endpoints in the same zone are preferred', '优先同一可用区的端点'],
    PreferSameNode: ['endpoints on the same node are preferred', '优先同一节点的端点'],
  },
  'StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted': RETENTION,
  'StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled': RETENTION,
  'HPAScalingPolicy.type': {
    Pods: ['at most so many Pods a period', '每个周期最多变化若干个 Pod'],
    Percent: [
      'at most so many percent of the present Pods a period',
      '每个周期最多变化当前 Pod 数的百分比',
    ],
  },
  'HPAScalingRules.selectPolicy': {
    Max: ['the policy that allows the largest change', '取变化最大的策略'],
    Min: ['the policy that allows the smallest change', '取变化最小的策略'],
    Disabled: ['no scaling in this direction', '禁止该方向的伸缩'],
  },
  'MetricTarget.type': {
    Utilization: ['percent of what the Pods request', '占 Pod 请求量的百分比'],
    AverageValue: ['an amount, averaged over all Pods', '所有 Pod 的平均值'],
    Value: ['an amount, as it is', '指标的原始值'],
  },
  'MetricSpec.type': {
    Resource: ['cpu or memory of the Pods, as requested by them', 'Pod 的 cpu 或 memory 用量'],
    ContainerResource: ['cpu or memory of one container of the Pods', 'Pod 中某个容器的用量'],
    Pods: ['a metric of each Pod, averaged', '每个 Pod 的指标，取平均'],
    Object: ['a metric of one other object, such as an Ingress', '另一个对象的指标，例如 Ingress'],
    External: ['a metric from outside the cluster', '集群外部的指标'],
  },
  'PodOS.name': {
    linux: ['runs on Linux nodes', '运行在 Linux 节点上'],
    windows: [
      'runs on Windows nodes; fields that only Linux has are refused',
      '运行在 Windows 节点上；仅适用于 Linux 的字段会被拒绝',
    ],
  },
  'EmptyDirVolumeSource.medium': {
    Memory: [
      'a RAM disk: quick, gone with the Pod, and what is written counts as memory of the containers',
      '内存盘：速度快，随 Pod 消失，写入的内容计入容器内存',
    ],
    HugePages: ['memory in huge pages; the Pod has to request them', '大页内存；Pod 需请求大页'],
    'HugePages-2Mi': ['memory in pages of 2 MiB', '2 MiB 大页内存'],
    'HugePages-1Gi': ['memory in pages of 1 GiB', '1 GiB 大页内存'],
  },
  'Secret.type': {
    Opaque: ['any keys; the default', '任意键；默认类型'],
    'kubernetes.io/tls': [
      'a certificate and its key: `tls.crt` and `tls.key`',
      '证书与私钥：`tls.crt` 与 `tls.key`',
    ],
    'kubernetes.io/dockerconfigjson': [
      'credentials for image registries, for `imagePullSecrets`: `.dockerconfigjson`',
      '镜像仓库凭据，用于 `imagePullSecrets`：`.dockerconfigjson`',
    ],
    'kubernetes.io/dockercfg': [
      'credentials for image registries in their old form: `.dockercfg`',
      '旧格式的镜像仓库凭据：`.dockercfg`',
    ],
    'kubernetes.io/basic-auth': ['`username` and `password`', '`username` 与 `password`'],
    'kubernetes.io/ssh-auth': ['a private key: `ssh-privatekey`', '私钥：`ssh-privatekey`'],
    'kubernetes.io/service-account-token': [
      'a lasting token of the ServiceAccount that an annotation names',
      '注解所指 ServiceAccount 的长期令牌',
    ],
    'bootstrap.kubernetes.io/token': ['a token for nodes that join', '节点加入集群用的令牌'],
  },
  'NetworkPolicySpec.policyTypes': {
    Ingress: ['the policy is about what comes in', '约束入站流量'],
    Egress: ['the policy is about what goes out', '约束出站流量'],
  },
};

/** What one value of a closed set means: the API's words, or else ours; undefined where neither has any. */
export function valueNote(
  descriptions: Descriptions,
  type: TypeName,
  field: string,
  value: string,
  language: Language,
): string | undefined {
  const place = `${shortTypeName(type)}.${field}`;
  const own = NOTES[place]?.[value];
  const chinese = language === 'zh' ? (own?.[1] ?? CHINESE[place]?.[value]) : undefined;
  if (chinese !== undefined) return chinese;
  const told = descriptions.ofField(type, field)?.valueNotes.get(value);
  return told === undefined || told === '' ? own?.[0] : told;
}
