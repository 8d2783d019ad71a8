import { spanAt } from '../documents/spans';
import { defaultPullPolicy, parseImage } from '../schema/image';
import { textAt } from '../schema/plain';
import type { Rule } from './rule';

/** `latest`, or no tag, with a pull policy that keeps what a node has. Rules: L-API-3 */
export const latestNeverPulledAgain: Rule = {
  code: 'latest-never-pulled-again',
  severity: 'hint',
  reads: 'document',
  page: [
    '`latest`, or no tag at all, means "whatever is newest". With `imagePullPolicy: IfNotPresent` a node pulls it once and keeps that; another node that pulls later gets another image, and two Pods of one Deployment run different code. Kubernetes’ own default for `latest` is therefore `Always`.\nName a version, or a digest, or leave the pull policy to the default.',
    '`latest`（或不写标签）意为“最新的那个”。配合 `imagePullPolicy: IfNotPresent`，节点只拉一次并一直使用；后来拉取的节点会得到别的镜像，同一个 Deployment 的两个 Pod 可能运行不同的代码。所以 Kubernetes 对 `latest` 的默认策略是 `Always`。\n请写明版本或摘要，或不写拉取策略。',
  ],
  check: ({ document, pods }) =>
    pods.flatMap(({ containers }) =>
      containers.flatMap(({ value, path }) => {
        const image = textAt(value, 'image');
        const policy = textAt(value, 'imagePullPolicy');
        if (policy !== 'IfNotPresent' || image.includes('$') || parseImage(image) === undefined)
          return [];
        if (defaultPullPolicy(image) !== 'Always') return [];
        return [
          {
            span: spanAt(document, [...path, 'imagePullPolicy']),
            message: [
              `A node that has \`${image}\` keeps it for good, and nodes that pull it later may run another version. Name a version in \`image\`, or take \`Always\`.`,
              `节点拉过一次 \`${image}\` 就不再更新，之后才拉取的节点可能运行别的版本。请在 \`image\` 写明版本，或用 \`Always\`。`,
            ] as const,
          },
        ];
      }),
    ),
};
