import { spanAt } from '../documents/spans';
import { formatPath } from '../schema/catalogue';
import { numberAt, plainListAt, textAt } from '../schema/plain';
import type { PodView, Rule, RuleFinding, RuleScene } from './rule';

/**
 * Two containers of a Pod that both want one port. Init containers that end before the others begin do not count. The
 * message begins with the API server's own warning.
 */
export const duplicateContainerPort: Rule = {
  code: 'duplicate-container-port',
  severity: 'warning',
  reads: 'document',
  page: [
    'All containers of a Pod share one network namespace, so a port can be bound by one of them only. The second process that tries gets "address already in use"; most exit then, and the kubelet restarts that container with growing delays (CrashLoopBackOff).\nGive one of them another port, or move it into a Pod of its own. When only one of the two really listens, take the port out of the other’s list: `containerPort` opens nothing, it informs.',
    'Pod 里的所有容器共用一个网络命名空间，一个端口只能被其中一个绑定。第二个进程会得到 “address already in use”，通常随即退出，kubelet 便以越来越长的间隔重启它（CrashLoopBackOff）。\n请给其中一个换端口，或把它放进单独的 Pod。如果实际上只有一个在监听，就从另一个的列表里删掉：`containerPort` 只是说明，并不会打开端口。',
  ],
  check: (scene) => scene.pods.flatMap((pod) => repeatedPorts(scene, pod)),
};

function repeatedPorts({ document }: RuleScene, pod: PodView): readonly RuleFinding[] {
  const found: RuleFinding[] = [];
  const first = new Map<string, { container: string; path: (string | number)[] }>();
  for (const { role, path, name, value } of pod.containers) {
    if (role !== 'app' && role !== 'sidecar') continue;
    plainListAt(value, 'ports').forEach((port, i) => {
      const number = numberAt(port, 'containerPort');
      if (number === undefined) return;
      const key = `${number}/${textAt(port, 'protocol') || 'TCP'}`;
      const place = [...path, 'ports', i];
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, { container: name, path: place });
      if (earlier === undefined || earlier.container === name) return;
      const from = (of: (string | number)[]) => formatPath(of.slice(pod.object.path.length));
      const warning = `${from(place)}: duplicate port definition with ${from(earlier.path)}`;
      found.push({
        span: spanAt(document, [...place, 'containerPort']),
        message: [
          `${warning}. The containers of a Pod share one network: when \`${earlier.container}\` listens on ${key}, \`${name}\` fails with "address already in use" and is restarted again and again. Give one of them another port.`,
          `${warning}。Pod 内的容器共用网络：\`${earlier.container}\` 监听 ${key} 后，\`${name}\` 会因 “address already in use” 失败并反复重启。请给其中一个换端口。`,
        ],
        related: [
          {
            span: spanAt(document, [...earlier.path, 'containerPort']),
            message: ['used here first', '此处已使用'],
          },
        ],
      });
    });
  }
  return found;
}
