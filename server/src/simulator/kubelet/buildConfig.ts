// From a container of the spec to what the runtime is told. Rules: L-SYN-14, L-SYN-15.
import type { Container } from '../../schema/objects';
import { quantityOf, wholeValue } from '../../schema/quantity';
import type { ContainerConfig, MountPlan, VolumePlan } from '../runtime/containerConfig';
import { hexFrom } from '../runtime/hexFrom';
import type { ImageName } from '../runtime/imageName';
import { podIP } from './addresses';
import { missingProfile } from './appArmor';
import { buildEnvironment, expandReferences, referencesOf } from './environment';
import { portNumber } from './handlerCalls';
import { imageVolumes } from './imageVolumes';
import { podFullName, specField } from './podSpec';
import { hostAddress, type KubeletContext, type PodWorker } from './podWorker';

export type BuiltConfig =
  | { readonly kind: 'config'; readonly config: ContainerConfig }
  /** The text of CreateContainerConfigError. */
  | { readonly kind: 'refused'; readonly text: string };

export function buildConfig(
  context: KubeletContext,
  worker: PodWorker,
  container: Container,
  image: ImageName,
  attempt: number,
): BuiltConfig {
  const { pod } = worker;
  const { view } = context.turn;
  const addresses = {
    podIP: worker.sandboxIP ?? podIP(context, worker) ?? '',
    hostIP: hostAddress(context, worker),
  };
  const environment = buildEnvironment({ view, pod, container, addresses });
  if (environment.kind === 'refused') return environment;
  const { env } = environment;
  const mounts = mountsOf(worker, container, env);
  if (typeof mounts === 'string') return { kind: 'refused', text: mounts };
  const profile = context.options.imageProfile(image);
  const rootProblem = refuseRoot(worker, container, profile.user);
  if (rootProblem !== undefined) return { kind: 'refused', text: rootProblem };
  const expand = (text: string): string => expandReferences(text, env);
  const limit = container.resources?.limits?.['memory'];
  const uid = runAsUser(worker, container);
  const program = context.options.programsOf(
    { namespace: pod.metadata.namespace ?? '', name: pod.metadata.name ?? '' },
    { name: container.name, image: container.image ?? '' },
  );
  const outages = context.options.outagesOf?.({ name: pod.metadata.name ?? '' }, container);
  const refused = missingProfile(context, worker, container);
  const hostname =
    pod.spec.hostNetwork === true ? worker.node : (pod.spec.hostname ?? pod.metadata.name ?? '');
  return {
    kind: 'config',
    config: {
      name: container.name,
      place: specField(pod.spec, container.name),
      attempt,
      image: container.image ?? '',
      imageName: image.full,
      imageId: imageIdOf(image),
      command: (container.command ?? []).map(expand),
      args: (container.args ?? []).map(expand),
      env,
      mounts,
      volumes: plansOf(worker, container),
      readOnlyRoot: container.securityContext?.['readOnlyRootFilesystem'] === true,
      ports: portsOf(container),
      isPid1: pod.spec.shareProcessNamespace !== true && pod.spec['hostPID'] !== true,
      stdin: (container as { stdin?: boolean }).stdin === true,
      tty: (container as { tty?: boolean }).tty === true,
      hostname,
      ...aliasesOf(worker),
      terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
      terminationMessageFromLog: container.terminationMessagePolicy === 'FallbackToLogsOnError',
      ...(container.workingDir === undefined ? {} : { workingDir: container.workingDir }),
      ...(limit === undefined ? {} : { memoryLimit: wholeValue(quantityOf(limit)) }),
      ...(uid === undefined ? imageUid(profile.user) : { uid }),
      ...userOf(worker, container, profile.user),
      ...(refused === undefined ? {} : { refused }),
      ...(program === undefined ? {} : { program }),
      ...(outages === undefined ? {} : { outages }),
    },
  };
}

/** A text where a `subPath` cannot be: only its expansion shows that. Rules: L-SYN-14. */
function mountsOf(
  { pod }: PodWorker,
  container: Container,
  env: ReadonlyMap<string, string>,
): readonly MountPlan[] | string {
  const plans: MountPlan[] = [];
  const ofImages = imageVolumes(pod);
  for (const { name, mountPath, readOnly: asked = false, ...sub } of container.volumeMounts ?? []) {
    if (sub.subPathExpr !== undefined) {
      const missing = referencesOf(sub.subPathExpr).filter((key) => (env.get(key) ?? '') === '');
      if (missing.length > 0) return `missing value for ${[...new Set(missing)].sort().join(', ')}`;
    }
    const below =
      sub.subPathExpr === undefined ? sub.subPath : expandReferences(sub.subPathExpr, env);
    if (below?.startsWith('/')) return `error SubPath \`${below}\` must not be an absolute path`;
    if (below?.split('/').includes('..'))
      return `unable to provision SubPath \`${below}\`: must not contain '..'`;
    const readOnly = asked || ofImages.includes(name);
    const plan = { volume: name, path: mountPath, readOnly };
    plans.push(below === undefined ? plan : { ...plan, subPath: below });
  }
  return plans;
}

function plansOf(worker: PodWorker, container: Container): ReadonlyMap<string, VolumePlan> {
  const plans = new Map<string, VolumePlan>();
  for (const { name } of container.volumeMounts ?? []) {
    const plan = worker.volumes.get(name)?.plan;
    if (plan !== undefined) plans.set(name, plan);
  }
  return plans;
}

/** Declared ports, and those that probes and hooks ask for. */
function portsOf(container: Container): readonly number[] {
  const ports = new Set((container.ports ?? []).map(({ containerPort }) => containerPort));
  const { startupProbe, livenessProbe, readinessProbe, lifecycle } = container;
  for (const handler of [
    startupProbe,
    livenessProbe,
    readinessProbe,
    lifecycle?.postStart,
    lifecycle?.preStop,
  ]) {
    const asked = handler?.httpGet?.port ?? handler?.tcpSocket?.port ?? handler?.grpc?.port;
    const number = asked === undefined ? undefined : portNumber(container, asked);
    if (number !== undefined) ports.add(number);
  }
  return [...ports];
}

function aliasesOf({ pod }: PodWorker): Pick<ContainerConfig, 'hostAliases'> {
  const aliases = pod.spec['hostAliases'] as
    | readonly { readonly ip?: string; readonly hostnames?: readonly string[] }[]
    | undefined;
  if (aliases === undefined || aliases.length === 0) return {};
  return {
    hostAliases: aliases.map(({ ip = '', hostnames = [] }) => ({ ip, hostnames })),
  };
}

function runAsUser(worker: PodWorker, container: Container): number | undefined {
  const own =
    container.securityContext?.['runAsUser'] ?? worker.pod.spec.securityContext?.['runAsUser'];
  return typeof own === 'number' ? own : undefined;
}

/** Rules: L-SYN-19. Groups that an image's own files give to its users are left out. */
function userOf(
  { pod }: PodWorker,
  container: Container,
  imageUser: string,
): Pick<ContainerConfig, 'user'> {
  const { securityContext: shared = {} } = pod.spec;
  const own = { ...shared, ...container.securityContext };
  const [, imageGroup = ''] = imageUser.split(':');
  const named = imageUid(imageUser).uid ?? 0;
  const uid = numberOr(own['runAsUser'], named);
  // A user that has a name in the image usually has a group of its own there.
  const usual = /^\d/.test(imageUser) || own['runAsUser'] !== undefined ? 0 : named;
  const gid = numberOr(own['runAsGroup'], /^\d+$/.test(imageGroup) ? Number(imageGroup) : usual);
  const listed = shared['supplementalGroups'];
  const groups = [gid, shared['fsGroup'], ...(Array.isArray(listed) ? listed : [])];
  const supplementalGroups = [...new Set(groups)].filter((group) => typeof group === 'number');
  if (uid === 0 && supplementalGroups.length === 1 && gid === 0) return {};
  return { user: { uid, gid, supplementalGroups } };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function imageUid(user: string): { readonly uid?: number } {
  const [name = ''] = user.split(':');
  if (/^\d+$/.test(name)) return { uid: Number(name) };
  return name === '' || name === 'root' ? {} : { uid: 65_534 };
}

/** Rules: L-SYN-14. */
function refuseRoot(
  worker: PodWorker,
  container: Container,
  imageUser: string,
): string | undefined {
  const nonRoot =
    container.securityContext?.['runAsNonRoot'] ??
    worker.pod.spec.securityContext?.['runAsNonRoot'];
  if (nonRoot !== true) return undefined;
  const place = `(pod: "${podFullName(worker.pod)}", container: ${container.name})`;
  const user = runAsUser(worker, container);
  if (user === 0) return `container's runAsUser breaks non-root policy ${place}`;
  if (user !== undefined) return undefined;
  const [name = ''] = imageUser.split(':');
  if (name === '' || name === '0' || name === 'root')
    return `container has runAsNonRoot and image will run as root ${place}`;
  if (/^\d+$/.test(name)) return undefined;
  return `container has runAsNonRoot and image has non-numeric user (${name}), cannot verify user is non-root ${place}`;
}

const IMAGE_IDS = new WeakMap<ImageName, string>();

/** With a digest made up from the name: equal names, equal images. */
function imageIdOf(image: ImageName): string {
  let id = IMAGE_IDS.get(image);
  if (id === undefined) {
    const digest = image.digest ?? `sha256:${hexFrom(image.full)}`;
    id = `${image.registry}/${image.repository}@${digest}`;
    IMAGE_IDS.set(image, id);
  }
  return id;
}
