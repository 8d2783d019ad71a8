// What admission adds to a Pod on its way in, after the defaults: service account and token volume, priority, the two
// standard tolerations. Pure: the Pod goes in, the Pod or a refusal comes out.
import type { Container, KubeObject, Pod, PodSpec, Toleration, Volume } from '../../schema/objects';
import type { ApiStatus } from '../../schema/validation/types';
import { extended } from '../../support/extended';
import { forbidden } from './refusal';
import type { StoreView } from './store';

export type Admitted = { readonly pod: Pod } | { readonly refused: ApiStatus };

const TOKEN_MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
/** What stands in the token volume of every Pod. */
const TOKEN_FILES = {
  defaultMode: 420,
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [
          { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } },
        ],
      },
    },
  ],
};
const EVICTION_SECONDS = 300;
const MIRROR = 'kubernetes.io/config.mirror';
const SYSTEM_PRIORITIES: ReadonlyMap<string, number> = new Map([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
]);

/**
 * @param tokenSuffix gives the five random characters of the token volume's name
 *
 * Rules: L-API-4, L-API-5, L-API-6.
 */
export function admitPod(pod: Pod, view: StoreView, tokenSuffix: () => string): Admitted {
  const isMirror = pod.metadata.annotations?.[MIRROR] !== undefined;
  const withAccount = isMirror ? { pod } : admitServiceAccount(pod, view, tokenSuffix);
  if ('refused' in withAccount) return withAccount;
  const withPriority = admitPriority(withAccount.pod, view);
  if ('refused' in withPriority) return withPriority;
  return {
    pod: withSpec(withPriority.pod, { tolerations: withDefaultTolerations(withPriority.pod.spec) }),
  };
}

function withSpec(pod: Pod, fields: Partial<PodSpec>): Pod {
  return extended(pod, { spec: extended(pod.spec, fields) });
}

function admitServiceAccount(pod: Pod, view: StoreView, tokenSuffix: () => string): Admitted {
  const { namespace = '', name = '', generateName } = pod.metadata;
  const account =
    pod.spec.serviceAccountName ?? (pod.spec['serviceAccount'] as string | undefined) ?? 'default';
  const found = view.get('ServiceAccount', namespace, account);
  if (found === undefined) {
    const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
    return { refused: forbidden('pods', name === '' ? (generateName ?? '') : name, why) };
  }
  const pullSecrets = (pod.spec['imagePullSecrets'] as readonly unknown[] | undefined) ?? [];
  const accountSecrets = found['imagePullSecrets'] as readonly unknown[] | undefined;
  const named = withSpec(pod, {
    serviceAccountName: account,
    serviceAccount: account,
    ...(pullSecrets.length === 0 && accountSecrets !== undefined
      ? { imagePullSecrets: accountSecrets }
      : {}),
  });
  const wantsToken =
    pod.spec.automountServiceAccountToken ??
    (found['automountServiceAccountToken'] as boolean | undefined) ??
    true;
  return { pod: wantsToken ? withTokenVolume(named, tokenSuffix) : named };
}

function withTokenVolume(pod: Pod, tokenSuffix: () => string): Pod {
  const needsToken = (c: Container): boolean =>
    !(c.volumeMounts ?? []).some((m) => m.mountPath === TOKEN_MOUNT);
  const { containers, initContainers } = pod.spec;
  if (![...containers, ...(initContainers ?? [])].some(needsToken)) return pod;
  const volume: Volume = {
    name: `kube-api-access-${tokenSuffix()}`,
    projected: TOKEN_FILES,
  };
  const mounted = (c: Container): Container =>
    needsToken(c)
      ? extended(c, {
          volumeMounts: (c.volumeMounts ?? []).concat({
            name: volume.name,
            readOnly: true,
            mountPath: TOKEN_MOUNT,
          }),
        })
      : c;
  return withSpec(pod, {
    volumes: (pod.spec.volumes ?? []).concat(volume),
    containers: containers.map(mounted),
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(mounted) }),
  });
}

function admitPriority(pod: Pod, view: StoreView): Admitted {
  const { name = '' } = pod.metadata;
  const asked = pod.spec.priorityClassName;
  if (asked !== undefined && asked !== '') {
    const system = SYSTEM_PRIORITIES.get(asked);
    const found = view.get('PriorityClass', '', asked);
    if (system === undefined && found === undefined)
      return { refused: forbidden('pods', name, `no PriorityClass with name ${asked} was found`) };
    const value = system ?? (found?.['value'] as number | undefined) ?? 0;
    return { pod: withPriorityOf(pod, asked, value, found) };
  }
  for (const candidate of view.list('PriorityClass'))
    if (candidate['globalDefault'] === true)
      return {
        pod: withPriorityOf(
          pod,
          candidate.metadata.name,
          Number(candidate['value'] ?? 0),
          candidate,
        ),
      };
  return { pod: withPriorityOf(pod, undefined, pod.spec.priority ?? 0, undefined) };
}

function withPriorityOf(
  pod: Pod,
  className: string | undefined,
  value: number,
  priorityClass: KubeObject | undefined,
): Pod {
  const preemptionPolicy =
    pod.spec.preemptionPolicy ??
    (priorityClass?.['preemptionPolicy'] as string | undefined) ??
    'PreemptLowerPriority';
  return withSpec(pod, {
    priority: value,
    preemptionPolicy,
    ...(className === undefined ? {} : { priorityClassName: className }),
  });
}

const DEFAULT_TOLERATIONS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map(
  (key): Toleration => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: EVICTION_SECONDS,
  }),
);

/** Rules: L-API-6. */
function withDefaultTolerations(spec: PodSpec): readonly Toleration[] {
  const given = spec.tolerations ?? [];
  if (given.length === 0) return DEFAULT_TOLERATIONS;
  const added = DEFAULT_TOLERATIONS.filter(
    ({ key = '' }) => !given.some((t) => coversNoExecute(t, key)),
  );
  return added.length === 0 ? given : [...given, ...added];
}

function coversNoExecute(toleration: Toleration, key: string): boolean {
  const keyFits = toleration.key === key || toleration.key === undefined || toleration.key === '';
  const effectFits =
    toleration.effect === 'NoExecute' ||
    toleration.effect === undefined ||
    toleration.effect === '';
  return keyFits && effectFits;
}
