import type { Pod } from '../../schema/objects';
import type { StoreView } from '../api/store';
import { hexFrom } from '../runtime/hexFrom';

const SOURCE = 'kubernetes.io/config.source';
const HASH = 'kubernetes.io/config.hash';
const MIRROR = 'kubernetes.io/config.mirror';

/** The Pod that the kubelet makes of a manifest in its folder. Rules: L-SYN-27. */
export function staticPod(object: Pod, node: string, file: string): Pod {
  const name = `${object.metadata.name ?? 'pod'}-${node}`;
  const namespace = object.metadata.namespace ?? 'default';
  const uid = hexFrom(`${file}/${namespace}/${name}/${JSON.stringify(object)}`).slice(0, 32);
  return {
    ...object,
    metadata: {
      ...object.metadata,
      name,
      namespace,
      uid,
      annotations: { ...object.metadata.annotations, [SOURCE]: 'file', [HASH]: uid },
    },
    spec: { ...object.spec, nodeName: node },
    status: { phase: 'Pending' },
  };
}

/** The object that shows a static Pod in the API. */
export function mirrorOf(pod: Pod, view: StoreView): Pod {
  const node = view.get('Node', '', pod.spec.nodeName ?? '');
  const { uid, ...metadata } = pod.metadata;
  const owner = {
    apiVersion: 'v1',
    kind: 'Node',
    name: pod.spec.nodeName ?? '',
    uid: node?.metadata.uid ?? '',
    controller: true,
  };
  return {
    ...pod,
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, [MIRROR]: uid ?? '' },
      ownerReferences: [owner],
    },
    spec: {
      ...pod.spec,
      tolerations: [...(pod.spec.tolerations ?? []), { operator: 'Exists', effect: 'NoExecute' }],
    },
  };
}
