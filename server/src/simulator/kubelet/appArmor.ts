// Which AppArmor profiles a Pod asks for, and whether its node has them. What a profile forbids a process is not told.
import type { Container, Pod } from '../../schema/objects';
import { initContainers } from './podSpec';
import type { KubeletContext, PodWorker } from './podWorker';

/** Profiles that are loaded on a node besides the runtime's own; `off`: its kernel has no AppArmor. */
export type LoadedProfiles = 'off' | readonly string[];

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

interface Profile {
  readonly type?: unknown;
  readonly localhostProfile?: unknown;
}

/** What the container asks for: its own field, the annotation of old manifests, the Pod's field. */
function profileOf({ metadata, spec }: Pod, container: Container): Profile | undefined {
  const own = container.securityContext?.['appArmorProfile'] as Profile | undefined;
  if (own !== undefined) return own;
  const annotation = metadata.annotations?.[`${ANNOTATION}${container.name}`];
  if (annotation !== undefined) return fromAnnotation(annotation);
  return spec.securityContext?.['appArmorProfile'] as Profile | undefined;
}

function fromAnnotation(text: string): Profile | undefined {
  if (text.startsWith('localhost/'))
    return { type: 'Localhost', localhostProfile: text.slice('localhost/'.length) };
  if (text === 'runtime/default') return { type: 'RuntimeDefault' };
  return undefined;
}

/** Why a node whose kernel has no AppArmor refuses the Pod. Rules: L-SYN-6. */
export function lacksAppArmor(
  { options }: KubeletContext,
  { pod, node }: PodWorker,
): string | undefined {
  if (options.appArmorOf?.(node) !== 'off') return undefined;
  const containers = [...initContainers(pod.spec), ...pod.spec.containers];
  const isWanted = containers.some((container) => {
    const type = profileOf(pod, container)?.type;
    return type !== undefined && type !== 'Unconfined';
  });
  return isWanted ? 'Cannot enforce AppArmor: AppArmor is not enabled on the host' : undefined;
}

/** What the runtime says of a container whose profile is not loaded on its node. Rules: L-SYN-14, L-SYN-15. */
export function missingProfile(
  { options }: KubeletContext,
  { pod, node }: PodWorker,
  container: Container,
): string | undefined {
  const loaded = options.appArmorOf?.(node);
  if (loaded === undefined || loaded === 'off') return undefined;
  const { type, localhostProfile: name } = profileOf(pod, container) ?? {};
  if (type !== 'Localhost' || typeof name !== 'string' || loaded.includes(name)) return undefined;
  return `failed to get container spec opts: failed to generate apparmor spec opts: apparmor profile not found ${name}`;
}
