// Fields of a Pod that this cluster takes and does not act upon: the run says so, with the field. Nothing is silently accepted.
import type { Container, Pod } from '../../schema/objects';
import { initContainers } from './podSpec';
import { type KubeletContext, type PodWorker, podSubject } from './podWorker';

type Sentences = Readonly<Record<string, string>>;

const OF_SPEC: Sentences = {
  dnsConfig: 'names are resolved by the cluster alone, whatever dnsConfig says',
  hostIPC: 'there is no inter-process communication to share with the host',
  hostUsers: 'user namespaces are not simulated',
  resourceClaims: 'devices are not allocated',
  runtimeClassName: 'every Pod runs in the ordinary runtime, whatever its runtime class',
  setHostnameAsFQDN: 'the host name stays the short one',
};

const OF_POD_SECURITY: Sentences = {
  appArmorProfile: 'no AppArmor profile restricts a process',
  fsGroup: 'volumes keep their owner: fsGroup has no effect',
  seLinuxOptions: 'SELinux is not simulated',
  seccompProfile: 'no seccomp profile restricts a process',
  supplementalGroups: 'processes have no supplemental groups',
  sysctls: 'kernel parameters are not simulated',
};

const OF_CONTAINER: Sentences = {
  volumeDevices: 'block devices are not simulated',
};

const OF_CONTAINER_SECURITY: Sentences = {
  appArmorProfile: 'no AppArmor profile restricts a process',
  capabilities: 'processes are not limited by capabilities',
  procMount: 'procMount has no effect',
  privileged: 'a privileged process can do no more than another one',
  seLinuxOptions: 'SELinux is not simulated',
  seccompProfile: 'no seccomp profile restricts a process',
};

/** Sources whose content comes from somewhere outside of the cluster. */
const EMPTY_SOURCES = new Set([
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'fc',
  'flexVolume',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'iscsi',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
]);

interface Unmodelled {
  readonly field: string;
  readonly text: string;
}

/** Fields of the Pod's spec without effect here, each with a sentence on what that means. */
export function unmodelledFields({ spec }: Pod): readonly Unmodelled[] {
  const found: Unmodelled[] = [];
  collect(found, spec, OF_SPEC, 'spec');
  collect(found, spec.securityContext, OF_POD_SECURITY, 'spec.securityContext');
  (spec.volumes ?? []).forEach((volume, i) => {
    for (const source in volume)
      if (source === 'image')
        found.push({
          field: `spec.volumes[${i}].image`,
          text: 'a volume from an image holds the files that are known of the image',
        });
      else if (EMPTY_SOURCES.has(source))
        found.push({
          field: `spec.volumes[${i}].${source}`,
          text: `a volume from ${source} is an empty folder`,
        });
  });
  ofContainers(found, initContainers(spec), 'spec.initContainers');
  ofContainers(found, spec.containers, 'spec.containers');
  return found;
}

function ofContainers(found: Unmodelled[], containers: readonly Container[], prefix: string): void {
  containers.forEach((container, i) => {
    const place = `${prefix}[${i}]`;
    collect(found, container, OF_CONTAINER, place);
    collect(found, container.securityContext, OF_CONTAINER_SECURITY, `${place}.securityContext`);
    if (container.resources?.limits?.['cpu'] !== undefined)
      found.push({
        field: `${place}.resources.limits.cpu`,
        text: 'a CPU limit slows no process down',
      });
  });
}

function collect(
  found: Unmodelled[],
  value: object | undefined,
  sentences: Sentences,
  prefix: string,
): void {
  for (const key in value) {
    const text = sentences[key];
    const content = (value as Readonly<Record<string, unknown>>)[key];
    if (text !== undefined && isSaid(content)) found.push({ field: `${prefix}.${key}`, text });
  }
}

/** `privileged: false` and empty lists ask for nothing. */
function isSaid(content: unknown): boolean {
  if (content === undefined || content === null || content === false) return false;
  return !(Array.isArray(content) && content.length === 0);
}

/** Told once, when the kubelet first sees the Pod. */
export function tellUnmodelled({ turn }: KubeletContext, worker: PodWorker): void {
  for (const { field, text } of unmodelledFields(worker.pod))
    turn.record({ subject: podSubject(worker), change: { kind: 'simplified', text }, field });
}
