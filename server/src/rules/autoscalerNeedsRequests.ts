import { spanAt } from '../documents/spans';
import type { YamlNode } from '../documents/tree';
import { entryOf, scalarText } from '../documents/tree';
import type { ObjectFacts } from '../workspace/definitions';
import type { IndexedObject } from '../workspace/workspaceIndex';
import {
  called,
  fileObjectsOfKind,
  nodeIn,
  podSpecPath,
  sameNamespace,
  textIn,
} from './neighbours';
import type { Rule, RuleFinding, RuleScene } from './rule';

/** An autoscaler that goes by utilization, of a workload whose containers request nothing of it. */
export const autoscalerNeedsRequests: Rule = {
  code: 'autoscaler-needs-requests',
  severity: 'warning',
  reads: 'workspace',
  page: [
    'Utilization is a share of what the containers request. While one container of the Pods has no request for the resource, the autoscaler cannot compute it, reports `FailedGetResourceMetric` and never scales.\nGive every container a request (a limit alone will do: requests default to limits), or let the metric be of type AverageValue.',
    '利用率是相对于容器 requests 的比例。只要 Pod 中有一个容器没有请求该资源，自动扩缩就无法计算，报告 `FailedGetResourceMetric`，永远不会扩缩。\n请给每个容器写上 requests（只写 limits 也行，requests 默认等于 limits），或把指标改成 AverageValue 类型。',
  ],
  check: (scene) =>
    scene.facts.flatMap((own) =>
      own.kind === 'HorizontalPodAutoscaler' ? ofAutoscaler(scene, own) : [],
    ),
};

function ofAutoscaler(scene: RuleScene, own: ObjectFacts): readonly RuleFinding[] {
  const scaler = { document: scene.document, facts: own };
  const kind = textIn(scaler, ['spec', 'scaleTargetRef', 'kind']) ?? '';
  const name = textIn(scaler, ['spec', 'scaleTargetRef', 'name']);
  const target = fileObjectsOfKind(scene, kind).find(
    ({ facts }) => facts.name === name && sameNamespace(own, facts),
  );
  // A LimitRange may fill in what the manifest leaves out.
  if (target === undefined || scene.index.ofKind('LimitRange').length > 0) return [];
  const old = nodeIn(scaler, ['spec', 'targetCPUUtilizationPercentage']);
  const path = [...own.object.path, 'spec'];
  if (old !== undefined)
    return lacking(scene, target, 'cpu', [...path, 'targetCPUUtilizationPercentage']);
  const metrics = nodeIn(scaler, ['spec', 'metrics']);
  return (metrics?.kind === 'sequence' ? metrics.items : []).flatMap(({ value }, i) => {
    const resource = entryOf(value, 'resource')?.value;
    const type = scalarText(entryOf(entryOf(resource, 'target')?.value, 'type')?.value);
    const metric = scalarText(entryOf(resource, 'name')?.value);
    if (type !== 'Utilization' || metric === undefined) return [];
    return lacking(scene, target, metric, [...path, 'metrics', i, 'resource', 'name']);
  });
}

function lacking(
  scene: RuleScene,
  target: IndexedObject,
  resource: string,
  at: readonly (string | number)[],
): readonly RuleFinding[] {
  const spec = nodeIn(target, podSpecPath(target));
  if (entryOf(spec, 'resources') !== undefined) return [];
  const containers = entryOf(spec, 'containers')?.value;
  const bare = (containers?.kind === 'sequence' ? containers.items : []).find(
    ({ value }) => value?.kind === 'map' && !asksFor(value, resource),
  );
  const name = scalarText(entryOf(bare?.value, 'name')?.value);
  if (bare === undefined || name === undefined) return [];
  return [
    {
      span: spanAt(scene.document, at),
      message: [
        `Container \`${name}\` of ${called(target.facts)} requests no ${resource}, so its utilization cannot be computed and nothing is ever scaled. Give it \`resources.requests.${resource}\`.`,
        `${called(target.facts)} 的容器 \`${name}\` 没有请求 ${resource}，无法计算利用率，也就永远不会扩缩。请写上 \`resources.requests.${resource}\`。`,
      ],
    },
  ];
}

function asksFor(container: YamlNode, resource: string): boolean {
  const resources = entryOf(container, 'resources')?.value;
  // Written elsewhere in the file, it cannot be judged here.
  if (resources?.kind === 'scalar') return true;
  return ['requests', 'limits'].some(
    (list) => entryOf(entryOf(resources, list)?.value, resource) !== undefined,
  );
}
