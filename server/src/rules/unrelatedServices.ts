import { spanAt } from '../documents/spans';
import { textAt } from '../schema/plain';
import { isDatabaseImage, isFrontEnd } from './image';
import type { PodView, Rule, RuleFinding, RuleScene } from './rule';

/** A front end and its database, or two databases, in one Pod. */
export const unrelatedServices: Rule = {
  code: 'unrelated-services-in-one-pod',
  severity: 'information',
  reads: 'document',
  page: [
    'Containers of a Pod are placed on one node, scaled, replaced and ended together. A front end and its database have different needs: three copies of the front end would be three databases that know nothing of each other, and every new version of one restarts the other.\nGive each a Pod (a Deployment, a StatefulSet) of its own and let them meet through a Service. Helpers such as a log shipper or a proxy belong beside their container, as an init container with `restartPolicy: Always`.',
    '一个 Pod 的容器落在同一节点，一起扩缩、替换和结束。前端与数据库的需求不同：前端扩到三份就会有三个互不相识的数据库，一方升级另一方也要重启。\n请让它们各自成为独立的 Pod（Deployment、StatefulSet），通过 Service 通信。日志收集、代理这类帮手才应与主容器同在，写成 `restartPolicy: Always` 的 init 容器。',
  ],
  check: (scene) => scene.pods.flatMap((pod) => inPod(scene, pod)),
};

function inPod({ document }: RuleScene, { containers }: PodView): readonly RuleFinding[] {
  const apps = containers.filter(({ role }) => role === 'app');
  const database = apps.find(({ value }) => isDatabaseImage(textAt(value, 'image')));
  if (database === undefined) return [];
  const image = textAt(database.value, 'image');
  const other = apps.find(
    (it) =>
      it !== database &&
      textAt(it.value, 'image') !== image &&
      (isFrontEnd(textAt(it.value, 'image'), it.name) ||
        isDatabaseImage(textAt(it.value, 'image'))),
  );
  if (other === undefined) return [];
  return [
    {
      span: spanAt(document, [...database.path, 'image']),
      message: [
        `\`${database.name}\` and \`${other.name}\` share a Pod, so they are placed, scaled and restarted only together: a second copy would bring a second database. Give each a Pod of its own and a Service between them.`,
        `\`${database.name}\` 与 \`${other.name}\` 同在一个 Pod，只能一起调度、扩缩和重启：多一份副本就多一个数据库。请让它们各用一个 Pod，中间放一个 Service。`,
      ],
      related: [
        {
          span: spanAt(document, [...other.path, 'image']),
          message: ['the other service', '另一个服务'],
        },
      ],
    },
  ];
}
