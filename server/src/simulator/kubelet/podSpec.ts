// Small questions about a Pod's spec that many of the kubelet's rules ask.
import type { Container, Pod, PodSpec } from '../../schema/objects';

export type ContainerRole = 'init' | 'sidecar' | 'app' | 'ephemeral';

/** Whether an entry of `initContainers` runs beside the app containers. Rules: L-INI-1. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

export function initContainers(spec: PodSpec): readonly Container[] {
  return spec.initContainers ?? [];
}

export function ephemeralContainers(spec: PodSpec): readonly Container[] {
  return spec.ephemeralContainers ?? [];
}

export function sidecars(spec: PodSpec): readonly Container[] {
  return initContainers(spec).filter(isSidecar);
}

export function roleOf(spec: PodSpec, name: string): ContainerRole | undefined {
  const init = spec.initContainers?.find((container) => container.name === name);
  if (init !== undefined) return isSidecar(init) ? 'sidecar' : 'init';
  if (spec.containers.some((container) => container.name === name)) return 'app';
  if (spec.ephemeralContainers?.some((container) => container.name === name)) return 'ephemeral';
  return undefined;
}

/** The container of that name, of whatever role. */
export function containerOf(spec: PodSpec, name: string): Container | undefined {
  return (
    spec.containers.find((container) => container.name === name) ??
    spec.initContainers?.find((container) => container.name === name) ??
    spec.ephemeralContainers?.find((container) => container.name === name)
  );
}

/** `spec.containers{web}`, as Events name a container. */
export function eventFieldPath(spec: PodSpec, name: string): string {
  const role = roleOf(spec, name);
  if (role === 'ephemeral') return `spec.ephemeralContainers{${name}}`;
  return role === 'app' ? `spec.containers{${name}}` : `spec.initContainers{${name}}`;
}

/** `spec.containers[0]`, as causes in the trace name a container. */
export function specField(spec: PodSpec, name: string): string {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    const index = (spec[list] ?? []).findIndex((container) => container.name === name);
    if (index >= 0) return `spec.${list}[${index}]`;
  }
  return 'spec';
}

export function isStaticPod(pod: Pod): boolean {
  const annotations = pod.metadata.annotations ?? {};
  return annotations['kubernetes.io/config.source'] === 'file';
}

export function podFullName(pod: Pod): string {
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  return `${name}_${namespace}(${uid})`;
}
