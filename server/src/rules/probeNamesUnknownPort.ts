import { spanAt } from '../documents/spans';
import type { FieldPath } from '../schema/catalogue';
import { type Plain, plainAt, plainListAt, textAt } from '../schema/plain';
import { nearestWord } from '../support/nearest';
import { PROBE_KINDS } from './probes';
import type { ContainerView, Rule, RuleFinding, RuleScene, Text } from './rule';

/** A probe or hook that names a port which its container does not have. Rules: L-PRB-13 */
export const probeNamesUnknownPort: Rule = {
  code: 'probe-names-unknown-port',
  severity: 'warning',
  reads: 'document',
  page: [
    'A port given by name is looked up among the `ports` of the same container, and nowhere else. Without such a name the probe cannot be carried out at all. That counts neither as success nor as failure: a readiness probe never makes the container Ready, a startup probe never lets it start, a liveness probe protects nothing.\nName one of the container’s ports, or write the number.',
    '按名字给出的端口只在同一容器的 `ports` 里查找。找不到时探针根本无法执行，既不算成功也不算失败：就绪探针永远不会让容器 Ready，启动探针永远不会通过，存活探针起不到任何保护。\n请写该容器已有的端口名，或直接写端口号。',
  ],
  check: (scene) =>
    scene.pods.flatMap((pod) => pod.containers.flatMap((it) => inContainer(scene, it))),
};

const EFFECTS: Readonly<Record<string, Text>> = {
  startupProbe: ['the container never counts as started', '容器永远不算启动成功'],
  livenessProbe: ['a hang is never noticed', '卡死永远不会被发现'],
  readinessProbe: ['the container never becomes Ready', '容器永远不会 Ready'],
  postStart: ['the hook fails and the container is killed', '钩子失败，容器被杀掉'],
  preStop: ['the hook fails and the container is stopped at once', '钩子失败，容器立即被停止'],
};

function inContainer(scene: RuleScene, container: ContainerView): readonly RuleFinding[] {
  const { value, path } = container;
  const probes = PROBE_KINDS.map((kind) => ({
    kind,
    holder: plainAt(value, kind),
    at: [...path, kind],
  }));
  const hooks = ['postStart', 'preStop'].map((kind) => ({
    kind,
    holder: plainAt(value, 'lifecycle', kind),
    at: [...path, 'lifecycle', kind],
  }));
  return [...probes, ...hooks].flatMap(({ kind, holder, at }) =>
    holder === undefined ? [] : unknownPort(scene, container, kind, holder, at),
  );
}

function unknownPort(
  { document }: RuleScene,
  container: ContainerView,
  kind: string,
  holder: Plain,
  at: FieldPath,
): readonly RuleFinding[] {
  const names = plainListAt(container.value, 'ports')
    .map((port) => textAt(port, 'name'))
    .filter((name) => name !== '');
  return ['httpGet', 'tcpSocket'].flatMap((handler): readonly RuleFinding[] => {
    const port = textAt(plainAt(holder, handler), 'port');
    // A text of digits is taken as a number.
    if (port === '' || /^\d+$/.test(port) || names.includes(port)) return [];
    const span = spanAt(document, [...at, handler, 'port']);
    const effect = EFFECTS[kind] ?? ['', ''];
    const near = nearestWord(port, names) ?? (names.length === 1 ? names[0] : undefined);
    return [
      {
        span,
        message: [
          `\`${container.name}\` has no port named "${port}", so this cannot be carried out and ${effect[0]}. ${known(names)[0]}`,
          `\`${container.name}\` 没有名为 “${port}” 的端口，无法执行，${effect[1]}。${known(names)[1]}`,
        ],
        ...(near && {
          fixes: [
            {
              title: [`Change to ${near}`, `改为 ${near}`],
              edits: [{ span, newText: near }],
              isPreferred: true,
            },
          ],
        }),
      },
    ];
  });
}

function known(names: readonly string[]): Text {
  if (names.length === 0) {
    return ['Give a port a `name`, or write the number.', '请给端口加上 `name`，或直接写端口号。'];
  }
  return [`Its ports: ${names.join(', ')}.`, `它的端口有：${names.join('、')}。`];
}
