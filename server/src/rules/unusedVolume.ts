import { spanAt } from '../documents/spans';
import { plainListAt, textAt } from '../schema/plain';
import type { PodView, Rule, RuleFinding, RuleScene } from './rule';

/** A volume that no container mounts. */
export const unusedVolume: Rule = {
  code: 'unused-volume',
  severity: 'hint',
  reads: 'document',
  page: [
    'The volume is set up before the containers start, and a missing ConfigMap, Secret or claim holds the Pod back, yet no container mounts it. Perhaps a `volumeMounts` entry was forgotten.',
    '这个卷在容器启动前就会准备好，缺少的 ConfigMap、Secret 或 PVC 还会卡住 Pod，但没有容器挂载它。也许漏写了 `volumeMounts`。',
  ],
  check: (scene) => scene.pods.flatMap((pod) => inPod(scene, pod)),
};

function inPod(
  { document }: RuleScene,
  { spec, path, containers, pod }: PodView,
): readonly RuleFinding[] {
  // An admission webhook that injects containers may use it.
  if (containers.length === 0 || JSON.stringify(pod['metadata'] ?? {}).includes('inject'))
    return [];
  const used = new Set(
    containers.flatMap(({ value }) => [
      ...plainListAt(value, 'volumeMounts').map((it) => textAt(it, 'name')),
      ...plainListAt(value, 'volumeDevices').map((it) => textAt(it, 'name')),
      ...plainListAt(value, 'env').map((it) => JSON.stringify(it['valueFrom'] ?? '')),
    ]),
  );
  const isUsed = (name: string) =>
    [...used].some((it) => it === name || it.includes(`"volumeName":"${name}"`));
  return plainListAt(spec, 'volumes').flatMap((volume, i): readonly RuleFinding[] => {
    const name = textAt(volume, 'name');
    if (name === '' || isUsed(name)) return [];
    return [
      {
        span: spanAt(document, [...path, 'spec', 'volumes', i, 'name']),
        message: [`No container mounts the volume \`${name}\`.`, `没有容器挂载卷 \`${name}\`。`],
        tag: 'unnecessary',
      },
    ];
  });
}
