import type { ManifestDocument } from '../documents/manifestDocument';
import { placeAt } from '../documents/paths';
import { spanAt } from '../documents/spans';
import type { YamlEntry } from '../documents/tree';
import type { ObjectFacts } from '../workspace/definitions';
import type { IndexedObject } from '../workspace/workspaceIndex';
import { called, integerIn, nodeIn, selectedInFile, textIn } from './neighbours';
import type { Rule, RuleFinding, RuleScene, Text } from './rule';

/** A budget that never allows a Pod to be evicted. Rules: L-NOD-14 */
export const disruptionBudgetBlocksDrain: Rule = {
  code: 'disruption-budget-blocks-drain',
  severity: 'warning',
  reads: 'workspace',
  page: [
    'An eviction is granted only while the budget has a disruption left. With `maxUnavailable: 0`, or `minAvailable` as large as the number of replicas, there is none, ever: `kubectl drain` and every node upgrade retry without end.\nAllow one (`maxUnavailable: 1`), or run one replica more than `minAvailable`.',
    '只有预算还有余量时驱逐才会被允许。`maxUnavailable: 0`，或 `minAvailable` 等于副本数时，余量永远为零：`kubectl drain` 和节点升级会无休止地重试。\n请允许一个（`maxUnavailable: 1`），或让副本数比 `minAvailable` 多一个。',
  ],
  check: (scene) =>
    scene.facts.flatMap((own) => (own.kind === 'PodDisruptionBudget' ? inBudget(scene, own) : [])),
};

function inBudget(scene: RuleScene, own: ObjectFacts): readonly RuleFinding[] {
  const budget = { document: scene.document, facts: own };
  const most = textIn(budget, ['spec', 'maxUnavailable']);
  const least = textIn(budget, ['spec', 'minAvailable']);
  const at = (field: string) => [...own.object.path, 'spec', field];
  if (most === '0' || most === '0%') {
    return [
      blocks(scene, at('maxUnavailable'), ['This allows no eviction at all', '这完全不允许驱逐']),
    ];
  }
  if (least === '100%') {
    return [
      blocks(scene, at('minAvailable'), [
        'All Pods must stay, so none can be evicted',
        '所有 Pod 都必须保留，一个也不能驱逐',
      ]),
    ];
  }
  const replicas = replicasUnder(scene, own);
  if (replicas === undefined || replicas.count === 0) return [];
  const needed = neededOf(least, replicas.count);
  if (needed === undefined || needed < replicas.count) return [];
  return [
    blocks(scene, at('minAvailable'), [
      `${needed} of the ${replicas.count} replica${replicas.count === 1 ? '' : 's'} of ${replicas.who} must stay available, so none can be evicted`,
      `${replicas.who} 的 ${replicas.count} 个副本中必须保留 ${needed} 个，一个也不能驱逐`,
    ]),
  ];
}

function neededOf(least: string | undefined, replicas: number): number | undefined {
  const [, digits, percent] = /^(\d+)(%?)$/.exec(least ?? '') ?? [];
  if (digits === undefined) return undefined;
  return percent === '%' ? Math.ceil((Number(digits) * replicas) / 100) : Number(digits);
}

/** How many Pods the budget covers; undefined where the file alone cannot tell. */
function replicasUnder(
  scene: RuleScene,
  own: ObjectFacts,
): { count: number; who: string } | undefined {
  const covered = selectedInFile(scene, own);
  const [first] = covered;
  if (first === undefined) return undefined;
  let count = 0;
  for (const workload of covered) {
    const replicas = replicasOf(scene, workload);
    if (replicas === undefined) return undefined;
    count += replicas;
  }
  return { count, who: covered.map(({ facts }) => called(facts)).join(', ') };
}

function replicasOf(scene: RuleScene, workload: IndexedObject): number | undefined {
  const { kind, name } = workload.facts;
  if (!/^(?:Deployment|ReplicaSet|StatefulSet|ReplicationController)$/.test(kind)) return undefined;
  const isScaled = scene.index
    .ofKind('HorizontalPodAutoscaler')
    .some((it) => textIn(it, ['spec', 'scaleTargetRef', 'name']) === name);
  if (isScaled) return undefined;
  return nodeIn(workload, ['spec', 'replicas']) === undefined
    ? 1
    : integerIn(workload, ['spec', 'replicas']);
}

function blocks(
  { document }: RuleScene,
  path: readonly (string | number)[],
  why: Text,
): RuleFinding {
  const entry = placeAt(document.tree, path)?.entry;
  return {
    span: spanAt(document, path),
    message: [
      `${why[0]}: \`kubectl drain\` retries every 5 s and never ends. Allow one with \`maxUnavailable: 1\`, or add a replica.`,
      `${why[1]}：\`kubectl drain\` 每 5 秒重试一次，永远不会结束。请用 \`maxUnavailable: 1\` 允许一个，或增加副本。`,
    ],
    ...(entry && {
      fixes: [
        {
          title: ['Change to maxUnavailable: 1', '改为 maxUnavailable: 1'],
          edits: [
            { span: { start: entry.start, end: entry.end }, newText: inStyleOf(document, entry) },
          ],
          isPreferred: true,
        },
      ],
    }),
  };
}

function inStyleOf({ text }: ManifestDocument, { key }: YamlEntry): string {
  return text[key.start] === '"' ? '"maxUnavailable": 1' : 'maxUnavailable: 1';
}
