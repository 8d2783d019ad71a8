// The few words of ours in a hover, in the languages of the interface. API words stay as the API writes them.

export type Language = 'en' | 'zh';

const WORDS = {
  required: ['required', '必填'],
  default: ['Default', '默认值'],
  isDefault: ['default', '默认'],
  values: ['Values', '可选值'],
  since: ['since Kubernetes', '始于 Kubernetes'],
  orEarlier: ['or earlier', '或更早'],
  gate: ['feature gate', '特性门控'],
  immutable: ['cannot be changed after creation', '创建后不可修改'],
  restricted: ['can be changed only in part after creation', '创建后只能部分修改'],
  deprecated: ['deprecated', '已弃用'],
  mergedBy: ['items are merged by', '列表项合并键'],
  namespaced: ['namespaced', '属于命名空间'],
  clusterWide: ['cluster-wide', '集群级'],
  shortNames: ['short names', '简称'],
  removed: ['removed in Kubernetes', '已移除，自 Kubernetes'],
  instead: ['use', '请改用'],
  names: ['names', '指向'],
  notFound: [
    'not found in the workspace; it may exist in the cluster',
    '工作区中没有；可能存在于集群中',
  ],
  selects: ['Selects', '选中'],
  selectsNothing: ['selects no Pod of the workspace', '工作区中没有匹配的 Pod'],
  in: ['in', '位于'],
  replicas: ['replicas', '个副本'],
  completions: ['completions', '次完成'],
  containers: ['Containers', '容器'],
  initContainers: ['Init containers', 'Init 容器'],
  value: ['value', '取值'],
  keys: ['keys', '键'],
  off: ['off by default', '默认关闭'],
  on: ['on by default', '默认开启'],
  octal: ['octal', '八进制'],
  image: ['Pulled as', '实际拉取'],
  listens: ['as it comes it listens on port', '按原样运行时监听端口'],
  mutable: ['can be changed while it exists', '创建后可以修改'],
  pullPolicy: ['imagePullPolicy is then', 'imagePullPolicy 则为'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

export type Word = keyof typeof WORDS;

export function word(key: Word, language: Language): string {
  return WORDS[key][language === 'zh' ? 1 : 0];
}
