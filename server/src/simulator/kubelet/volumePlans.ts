// What stands in a Pod's volumes, read from the API's objects. Rules: L-SYN-11, L-API-5.
import type { KubeObject, Pod, Volume } from '../../schema/objects';
import { quantityOf, wholeValue } from '../../schema/quantity';
import type { StoreView } from '../api/store';
import type { PlannedFile, VolumePlan } from '../runtime/containerConfig';
import { limitsWithout, podField, resourceField } from './podFields';

export type PlannedVolume =
  | { readonly kind: 'planned'; readonly plan: VolumePlan }
  | { readonly kind: 'missing'; readonly text: string };

interface KeyItem {
  readonly key: string;
  readonly path: string;
  readonly mode?: number;
}
interface ObjectSource {
  readonly name?: string;
  readonly secretName?: string;
  readonly items?: readonly KeyItem[];
  readonly optional?: boolean;
  readonly defaultMode?: number;
}
interface FieldItem {
  readonly path: string;
  readonly mode?: number;
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: { readonly resource: string; readonly containerName?: string };
}
interface ProjectedSource {
  readonly configMap?: ObjectSource;
  readonly secret?: ObjectSource;
  readonly downwardAPI?: { readonly items?: readonly FieldItem[] };
  readonly serviceAccountToken?: { readonly path: string };
}

export function planVolume(view: StoreView, pod: Pod, volume: Volume): PlannedVolume {
  const source = volume as {
    readonly configMap?: ObjectSource;
    readonly secret?: ObjectSource;
    readonly projected?: { readonly sources?: readonly ProjectedSource[] };
    readonly downwardAPI?: { readonly items?: readonly FieldItem[] };
    readonly emptyDir?: { readonly medium?: string; readonly sizeLimit?: string | number } | null;
    readonly hostPath?: { readonly path: string; readonly type?: string };
    readonly persistentVolumeClaim?: { readonly claimName: string };
    readonly ephemeral?: unknown;
  };
  if (source.configMap !== undefined)
    return ofSources(view, pod, [{ configMap: source.configMap }]);
  if (source.secret !== undefined) {
    const { secretName, ...rest } = source.secret;
    const secret = secretName === undefined ? rest : { ...rest, name: secretName };
    return ofSources(view, pod, [{ secret }]);
  }
  if (source.projected !== undefined) return ofSources(view, pod, source.projected.sources ?? []);
  if (source.downwardAPI !== undefined)
    return ofSources(view, pod, [{ downwardAPI: source.downwardAPI }]);
  if (source.hostPath !== undefined) return hostVolume(source.hostPath);
  if (source.persistentVolumeClaim !== undefined)
    return claimVolume(view, pod, source.persistentVolumeClaim.claimName);
  if (source.ephemeral !== undefined)
    return claimVolume(view, pod, `${pod.metadata.name ?? ''}-${volume.name}`);
  return { kind: 'planned', plan: emptyVolume(source.emptyDir ?? undefined) };
}

function emptyVolume(
  emptyDir: { readonly medium?: string; readonly sizeLimit?: string | number } | undefined,
): VolumePlan {
  if (emptyDir?.medium !== 'Memory' || emptyDir.sizeLimit === undefined) return { kind: 'empty' };
  return { kind: 'empty', capacityBytes: wholeValue(quantityOf(emptyDir.sizeLimit)) };
}

/** Folders that every Linux node has. */
const HOST_FOLDERS = new Set(
  '/ /bin /boot /dev /etc /home /lib /lib/modules /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/lib /usr/share /var /var/lib /var/lib/kubelet /var/lib/containerd /var/log /var/log/pods /var/log/containers /var/run /etc/kubernetes /etc/ssl /etc/ssl/certs /sys/fs/cgroup'.split(
    ' ',
  ),
);
const HOST_FILES = new Set([
  '/etc/hosts',
  '/etc/hostname',
  '/etc/localtime',
  '/etc/machine-id',
  '/etc/os-release',
  '/etc/passwd',
  '/etc/resolv.conf',
]);
const HOST_SOCKETS = new Set([
  '/run/containerd/containerd.sock',
  '/var/run/containerd/containerd.sock',
]);

function hostVolume({
  path,
  type,
}: {
  readonly path: string;
  readonly type?: string;
}): PlannedVolume {
  const clean = path.length > 1 ? path.replace(/\/+$/, '') : path;
  const plan: VolumePlan = { kind: 'host', path: clean };
  const complaint = hostPathComplaint(clean, type ?? '');
  if (complaint === undefined) return { kind: 'planned', plan };
  return { kind: 'missing', text: `hostPath type check failed: ${path} is not ${complaint}` };
}

function hostPathComplaint(path: string, type: string): string | undefined {
  switch (type) {
    case 'Directory':
      return HOST_FOLDERS.has(path) ? undefined : 'a directory';
    case 'File':
      return HOST_FILES.has(path) ? undefined : 'a file';
    case 'Socket':
      return HOST_SOCKETS.has(path) ? undefined : 'a socket file';
    case 'CharDevice':
      return path.startsWith('/dev/') ? undefined : 'a character device';
    case 'BlockDevice':
      return path.startsWith('/dev/') ? undefined : 'a block device';
    default:
      return undefined;
  }
}

function claimVolume(view: StoreView, pod: Pod, claim: string): PlannedVolume {
  const namespace = pod.metadata.namespace ?? '';
  if (view.get('PersistentVolumeClaim', namespace, claim) === undefined)
    return { kind: 'missing', text: `persistentvolumeclaim "${claim}" not found` };
  return { kind: 'planned', plan: { kind: 'claim', claim: `${namespace}/${claim}` } };
}

/** Plans of volumes in which the same stands for all Pods of a namespace, by the one object that they are made from. */
const SHARED_PLANS = new WeakMap<
  KubeObject,
  { readonly sources: readonly ProjectedSource[]; readonly planned: PlannedVolume }
>();

function ofSources(view: StoreView, pod: Pod, sources: readonly ProjectedSource[]): PlannedVolume {
  const only = onlyObject(view, pod, sources);
  const known = only && SHARED_PLANS.get(only);
  if (known?.sources === sources) return known.planned;
  const planned = planSources(view, pod, sources);
  if (only !== undefined) SHARED_PLANS.set(only, { sources, planned });
  return planned;
}

/** The object from which the files are made, where nothing else but the namespace decides what stands in them. */
function onlyObject(
  view: StoreView,
  pod: Pod,
  sources: readonly ProjectedSource[],
): KubeObject | undefined {
  let name: string | undefined;
  for (const { configMap, secret, downwardAPI } of sources) {
    if (secret !== undefined || (configMap !== undefined && name !== undefined)) return undefined;
    name ??= configMap?.name;
    for (const { fieldRef } of downwardAPI?.items ?? [])
      if (fieldRef?.fieldPath !== 'metadata.namespace') return undefined;
  }
  return name === undefined ? undefined : view.get('ConfigMap', pod.metadata.namespace ?? '', name);
}

function planSources(
  view: StoreView,
  pod: Pod,
  sources: readonly ProjectedSource[],
): PlannedVolume {
  const files: PlannedFile[] = [];
  const versions: string[] = [];
  const problems = new Set<string>();
  for (const source of sources) {
    const problem = addSource(view, pod, source, files, versions);
    if (problem !== undefined) problems.add(problem);
  }
  const [first, ...more] = problems;
  if (first !== undefined)
    return { kind: 'missing', text: more.length === 0 ? first : `[${[...problems].join(', ')}]` };
  return { kind: 'planned', plan: { kind: 'files', files, version: versions.join() } };
}

function addSource(
  view: StoreView,
  pod: Pod,
  source: ProjectedSource,
  files: PlannedFile[],
  versions: string[],
): string | undefined {
  if (source.configMap !== undefined)
    return addObject(view, pod, 'ConfigMap', source.configMap, files, versions);
  if (source.secret !== undefined)
    return addObject(view, pod, 'Secret', source.secret, files, versions);
  for (const item of source.downwardAPI?.items ?? []) {
    const text =
      item.fieldRef !== undefined
        ? podField(pod, item.fieldRef.fieldPath)
        : item.resourceFieldRef !== undefined
          ? resourceField(pod, item.resourceFieldRef, limitsWithout(view, pod))
          : '';
    versions.push(text ?? '');
    files.push({
      path: item.path,
      text: text ?? '',
      ...(item.mode === undefined ? {} : { mode: item.mode }),
    });
  }
  if (source.serviceAccountToken !== undefined)
    files.push({ path: source.serviceAccountToken.path, text: 'simulated-token' });
  return undefined;
}

function addObject(
  view: StoreView,
  pod: Pod,
  kind: 'ConfigMap' | 'Secret',
  source: ObjectSource,
  files: PlannedFile[],
  versions: string[],
): string | undefined {
  const name = source.name ?? '';
  const object = view.get(kind, pod.metadata.namespace ?? '', name);
  if (object === undefined)
    return source.optional === true ? undefined : `${kind.toLowerCase()} "${name}" not found`;
  versions.push(object.metadata.resourceVersion ?? '');
  const entries = objectEntries(object);
  const mode = source.defaultMode;
  const withMode = (own?: number): { readonly mode?: number } => {
    const chosen = own ?? mode;
    return chosen === undefined ? {} : { mode: chosen };
  };
  if (source.items === undefined) {
    for (const [path, text] of entries) files.push({ path, text, ...withMode() });
    return undefined;
  }
  for (const item of source.items) {
    const text = entries.get(item.key);
    if (text === undefined) {
      if (source.optional === true) continue;
      return kind === 'Secret'
        ? `references non-existent secret key: ${item.key}`
        : `configmap references non-existent config key: ${item.key}`;
    }
    files.push({ path: item.path, text, ...withMode(item.mode) });
  }
  return undefined;
}

/** Keys and texts of a ConfigMap or a Secret; binary values as they are. */
export function objectEntries(object: KubeObject): ReadonlyMap<string, string> {
  let entries = ENTRIES.get(object);
  if (entries === undefined) ENTRIES.set(object, (entries = readEntries(object)));
  return entries;
}

const ENTRIES = new WeakMap<KubeObject, ReadonlyMap<string, string>>();

function readEntries(object: KubeObject): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  const { data, stringData, binaryData } = object as {
    readonly data?: Readonly<Record<string, string>>;
    readonly stringData?: Readonly<Record<string, string>>;
    readonly binaryData?: Readonly<Record<string, string>>;
  };
  for (const [key, value] of Object.entries(data ?? {}))
    entries.set(key, object.kind === 'Secret' ? decodeBase64(String(value)) : String(value));
  for (const [key, value] of Object.entries(binaryData ?? {}))
    entries.set(key, decodeBase64(value));
  for (const [key, value] of Object.entries(stringData ?? {})) entries.set(key, String(value));
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(text: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    const value = BASE64.indexOf(letter);
    if (value < 0) continue;
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
