import { placeAt } from '../documents/paths';
import { spanAt } from '../documents/spans';
import { plainAt, sortedEntries } from '../schema/plain';
import type { ContainerView, Rule, RuleFinding, RuleScene } from './rule';

/** No container can run in so few bytes, and nobody counts them in a larger number; no machine has so many cores. */
const LEAST_BYTES = 100_000;
const MOST_CORES = 100;

/** `memory: 512` is 512 bytes, `cpu: 500` is 500 cores. */
export const resourceWithoutUnit: Rule = {
  code: 'resource-without-unit',
  severity: 'warning',
  reads: 'document',
  page: [
    'Memory without a unit counts bytes, and CPU without a unit counts whole cores. `memory: 512` leaves a container 512 bytes, with which it cannot even be created; `cpu: 500` asks for 500 cores, which no node has, so the Pod stays Pending.\nWrite `512Mi`, and `500m` for half a core.',
    '内存不写单位就是字节，CPU 不写单位就是整核。`memory: 512` 只给 512 字节，容器根本无法创建；`cpu: 500` 要 500 个核，没有节点能满足，Pod 一直 Pending。\n请写 `512Mi`，半个核写 `500m`。',
  ],
  check: (scene) =>
    scene.pods.flatMap(({ containers }) => containers.flatMap((it) => inContainer(scene, it))),
};

function inContainer(scene: RuleScene, { value, path }: ContainerView): readonly RuleFinding[] {
  return ['requests', 'limits'].flatMap((list) =>
    sortedEntries(plainAt(value, 'resources', list) ?? {}).flatMap(
      ([resource, amount]): readonly RuleFinding[] => {
        const number = /^\d+$/.test(String(amount)) ? Number(amount) : undefined;
        if (number === undefined || number === 0) return [];
        const at = [...path, 'resources', list, resource];
        if (resource === 'memory' && number < LEAST_BYTES) {
          return [finding(scene, at, `${number}Mi`, `${number} bytes`, `${number} 字节`)];
        }
        if (resource === 'cpu' && number >= MOST_CORES) {
          return [finding(scene, at, `${number}m`, `${number} whole cores`, `${number} 个整核`)];
        }
        return [];
      },
    ),
  );
}

function finding(
  { document }: RuleScene,
  at: readonly (string | number)[],
  meant: string,
  en: string,
  zh: string,
): RuleFinding {
  const span = spanAt(document, at);
  const node = placeAt(document.tree, at)?.value;
  const isScalar = node?.kind === 'scalar' && node.start === span.start;
  const quote =
    isScalar && node.style === 'double' ? '"' : isScalar && node.style === 'single' ? "'" : '';
  return {
    span,
    message: [
      `Without a unit this is ${en}. Write ${meant} if that is meant.`,
      `没有单位就是 ${zh}。若想写 ${meant}，请加上单位。`,
    ],
    ...(isScalar && {
      fixes: [
        {
          title: [`Change to ${meant}`, `改为 ${meant}`],
          edits: [{ span, newText: quote + meant + quote }],
          isPreferred: true,
        },
      ],
    }),
  };
}
