import { placeAt } from '../documents/paths';
import { keySpanAt, spanAt } from '../documents/spans';
import type { ObjectFacts } from '../workspace/definitions';
import { podsSelectedBy } from '../workspace/links';
import type { IndexedObject } from '../workspace/workspaceIndex';
import {
  called,
  fileObjects,
  nodeIn,
  podSpecPath,
  sameNamespace,
  selectedInFile,
  textIn,
} from './neighbours';
import type { Rule, RuleFinding, RuleFix, RuleScene } from './rule';

/** A Service whose selector matches no Pod, in a file that has Pods for it. */
export const serviceSelectsNothing: Rule = {
  code: 'service-selects-nothing',
  severity: 'information',
  reads: 'workspace',
  page: [
    'A Service sends traffic to the ready Pods that have all labels of its `selector`, at the Pod itself or in the template, not at the Deployment. When none has them the Service exists and resolves, but every connection is refused.\nCompare the selector with `spec.template.metadata.labels`. Nothing is said when Pods anywhere in the workspace match.',
    'Service 把流量发给带有其 `selector` 全部标签的就绪 Pod；标签要在 Pod 或模板上，而不是 Deployment 上。没有匹配时 Service 存在、也能解析，但连接都会被拒绝。\n请与 `spec.template.metadata.labels` 对照。工作区内任何地方有匹配的 Pod 就不提示。',
  ],
  check: (scene) => servicesIn(scene).flatMap((it) => selectsNothing(scene, it)),
};

/** A named target port that no container of the selected Pods has. */
export const servicePortNotInPods: Rule = {
  code: 'service-port-not-in-pods',
  severity: 'warning',
  reads: 'workspace',
  page: [
    'A `targetPort` given by name is looked up in each selected Pod among its containers’ `ports`. A Pod without such a name is left out of this port: connections to the Service are refused though the Pods are ready.\nName the container’s port alike, or write the number.',
    '按名字给出的 `targetPort` 会在每个被选中 Pod 的容器 `ports` 里查找。没有这个名字的 Pod 不会出现在该端口后面：Pod 已就绪，连接 Service 仍被拒绝。\n请让名字一致，或直接写端口号。',
  ],
  check: (scene) => servicesIn(scene).flatMap((it) => portsWithoutPods(scene, it)),
};

/** A Service that sends requests to Pods as soon as they run. An opinion, so no more than a hint. */
export const serviceWithoutReadiness: Rule = {
  code: 'service-without-readiness-probe',
  severity: 'hint',
  reads: 'workspace',
  page: [
    'Without a readiness probe a container counts as ready as soon as it runs. In every rollout and after every restart the Service sends requests to a program that does not listen yet; they fail.\nAdd a readiness probe that succeeds when the program can answer.',
    '没有就绪探针时，容器一运行就算就绪。每次发布、每次重启，Service 都会把请求发给还没开始监听的程序而失败。\n请加一个程序能应答时才成功的就绪探针。',
  ],
  check: (scene) => servicesIn(scene).flatMap((it) => podsWithoutReadiness(scene, it)),
};

function servicesIn({ facts }: RuleScene): readonly ObjectFacts[] {
  return facts.filter(
    ({ kind, selector }) => kind === 'Service' && selector !== undefined && selector.size > 0,
  );
}

/** Pods and workloads of the file that the Service could mean. */
function podsBeside(scene: RuleScene, service: ObjectFacts): readonly IndexedObject[] {
  return fileObjects(scene).filter(
    ({ facts }) =>
      facts.pod !== undefined &&
      facts.pod.labels.size > 0 &&
      !/^(?:Job|CronJob|PodTemplate)$/.test(facts.kind) &&
      sameNamespace(service, facts),
  );
}

function selectsNothing(scene: RuleScene, service: ObjectFacts): readonly RuleFinding[] {
  if (selectedInFile(scene, service).length > 0) return [];
  const selector = [...(service.selector ?? [])];
  const wrong = (pod: IndexedObject) =>
    selector.filter(([key, value]) => pod.facts.pod?.labels.get(key) !== value);
  // Only a workload that shares a label's name can have been meant.
  const [nearest] = podsBeside(scene, service)
    .filter((pod) => selector.some(([key]) => pod.facts.pod?.labels.has(key)))
    .sort((a, b) => wrong(a).length - wrong(b).length);
  const differing = nearest && wrong(nearest)[0];
  if (nearest === undefined || differing === undefined) return [];
  if (podsSelectedBy(scene.index, service).length > 0) return [];
  const [key, value] = differing;
  const theirs = nearest.facts.pod?.labels.get(key);
  const at = [...service.object.path, 'spec', 'selector', key];
  const name = called(nearest.facts);
  const has =
    theirs === undefined
      ? [`have no label \`${key}\``, `没有标签 \`${key}\``]
      : [`have \`${key}: ${theirs}\``, `是 \`${key}: ${theirs}\``];
  return [
    {
      span: spanAt(scene.document, at),
      message: [
        `No Pod has \`${key}: ${value}\`, so connections to this Service are refused; the Pods of ${name} ${has[0]}. Make selector and Pod labels the same.`,
        `没有 Pod 带 \`${key}: ${value}\`，连接这个 Service 会被拒绝；${name} 的 Pod ${has[1]}。请让选择器与 Pod 标签一致。`,
      ],
      fixes: theirs === undefined ? [] : valueFix(scene, at, theirs, wrong(nearest).length === 1),
    },
  ];
}

function valueFix(
  scene: RuleScene,
  at: readonly (string | number)[],
  text: string,
  isPreferred: boolean,
): readonly RuleFix[] {
  const node = placeAt(scene.document.tree, at)?.value;
  if (node?.kind !== 'scalar' || !/^[A-Za-z][\w.-]*$/.test(text)) return [];
  const quote = node.style === 'double' ? '"' : node.style === 'single' ? "'" : '';
  const edits = [
    { span: { start: node.start, end: node.end }, newText: `${quote}${text}${quote}` },
  ];
  return [{ title: [`Change to ${text}`, `改为 ${text}`], edits, isPreferred }];
}

function portsWithoutPods(scene: RuleScene, service: ObjectFacts): readonly RuleFinding[] {
  const selected = selectedInFile(scene, service);
  if (selected.length === 0) return [];
  const names = new Set(
    selected
      .flatMap(({ facts }) => facts.pod?.containers ?? [])
      .flatMap(({ ports }) => ports.map(({ name }) => name)),
  );
  const own = { document: scene.document, facts: service };
  const ports = nodeIn(own, ['spec', 'ports']);
  return (ports?.kind === 'sequence' ? ports.items : []).flatMap((_, i): readonly RuleFinding[] => {
    const target = textIn(own, ['spec', 'ports', i, 'targetPort']) ?? '';
    if (target === '' || /^\d+$/.test(target) || names.has(target)) return [];
    const [only] = names.size === 1 ? names : [];
    const at = [...service.object.path, 'spec', 'ports', i, 'targetPort'];
    const who = selected[0] === undefined ? '' : called(selected[0].facts);
    return [
      {
        span: spanAt(scene.document, at),
        message: [
          `The Pods of ${who} have no port named "${target}", so connections to this port are refused. ${names.size === 0 ? 'Name a container port, or write the number.' : `Their ports: ${[...names].join(', ')}.`}`,
          `${who} 的 Pod 没有名为 “${target}” 的端口，连接该端口会被拒绝。${names.size === 0 ? '请给容器端口命名，或写端口号。' : `它们的端口有：${[...names].join('、')}。`}`,
        ],
        fixes: only === undefined ? [] : valueFix(scene, at, only, true),
      },
    ];
  });
}

function podsWithoutReadiness(scene: RuleScene, service: ObjectFacts): readonly RuleFinding[] {
  const bare = selectedInFile(scene, service).find((pod) => {
    const list = nodeIn(pod, [...podSpecPath(pod), 'containers']);
    return (
      list?.kind === 'sequence' &&
      list.items.length > 0 &&
      list.items.every(
        ({ value }) =>
          value?.kind === 'map' && value.entries.every(({ key }) => key.text !== 'readinessProbe'),
      )
    );
  });
  if (bare === undefined) return [];
  const name = called(bare.facts);
  return [
    {
      span: keySpanAt(scene.document, [...service.object.path, 'spec', 'selector']),
      message: [
        `${name} has no readiness probe, so this Service sends it requests as soon as its containers run, whether they listen or not.`,
        `${name} 没有就绪探针，容器一运行 Service 就会发来请求，不管它是否已在监听。`,
      ],
    },
  ];
}
