// What a kubectl line asks of the cluster: the line and the present state in, requests out. Lines that only read ask
// nothing. What is printed is not told here.
import type { KubeObject, Pod, PodTemplate } from '../../schema/objects';
import { type PatchType, patchObject } from '../../schema/patch/applyPatch';
import type { Propagation, Subresource, Write } from '../api/write';
import { type CommandLine, flag, isOn, parseCommandLine } from './commandLine';
import { createdByCommand, runPod } from './createCommands';
import { autoscaled, type Derived, exposed } from './derivedObjects';
import {
  type Client,
  parseTargets,
  pluralWithGroup,
  selectObjects,
  type Target,
} from './resourceNames';
import { rolledBack, rolloutComplaint, withRestartMark } from './rollout';

export type Request =
  | { readonly kind: 'write'; readonly write: Write }
  | {
      readonly kind: 'exec';
      readonly pod: Pod;
      readonly container: string;
      readonly command: readonly string[];
    }
  | { readonly kind: 'drain'; readonly drain: Drain };

/** What `kubectl drain` goes on to do after the node is cordoned. */
export interface Drain {
  readonly node: string;
  readonly force: boolean;
  readonly ignoreDaemonSets: boolean;
  readonly deleteEmptyDirData: boolean;
  readonly disableEviction: boolean;
  readonly podSelector?: string;
  readonly gracePeriodSeconds?: number;
  readonly timeoutMs?: number;
}

export interface Invocation {
  readonly requests: readonly Request[];
  /** What went wrong before anything was asked, in kubectl's words. */
  readonly problems: readonly string[];
}

export interface Invoker extends Client {
  /** Objects in the files that the line may name. */
  readonly files: Readonly<Record<string, readonly KubeObject[]>>;
}

const BY = 'kubectl';
const NOTHING: Invocation = { requests: [], problems: [] };

/** The requests that `kubectl ARGS` would send now. */
export function requestsOf(args: readonly string[], invoker: Invoker): Invocation {
  const line = parseCommandLine(args);
  const client = { ...invoker, namespace: flag(line, 'namespace') ?? invoker.namespace };
  switch (line.verb) {
    case 'create':
      return create(client, line);
    case 'apply':
    case 'replace':
      return writes(
        client,
        filesOf(client, line).map((object) => createOrUpdate(client, object)),
      );
    case 'run':
      return writes(client, [creation(client, runPod(line))]);
    case 'delete':
      return remove(client, line);
    case 'label':
      return editMetadata(client, line, 'labels');
    case 'annotate':
      return editMetadata(client, line, 'annotations');
    case 'set':
      return set(client, line);
    case 'scale':
      return edit(client, line, line.positional, (object) =>
        withSpec(object, { replicas: Number(flag(line, 'replicas')) }),
      );
    case 'rollout':
      return rollout(client, line);
    case 'taint':
      return taint(client, line);
    case 'cordon':
    case 'uncordon':
      return cordon(client, line, line.verb === 'cordon');
    case 'drain':
      return drain(client, line);
    case 'patch':
      return patch(client, line);
    case 'exec':
      return exec(client, line);
    case 'debug':
      return debug(client, line);
    case 'expose':
      return derive(client, line, exposed);
    case 'autoscale':
      return derive(client, line, autoscaled);
    default:
      return NOTHING;
  }
}

function problem(...problems: readonly string[]): Invocation {
  return { requests: [], problems };
}

function writes(_client: Client, list: readonly (Write | undefined)[]): Invocation {
  const requests = list.flatMap((write) =>
    write === undefined ? [] : [{ kind: 'write' as const, write }],
  );
  return { requests, problems: [] };
}

function creation(client: Client, object: KubeObject): Write {
  return { verb: 'create', by: BY, object: inNamespace(client, object) };
}

/** The object in the client's namespace, when its kind has namespaces and it names none. */
export function inNamespace(client: Client, object: KubeObject): KubeObject {
  const kind = client.catalogue.kind(object.apiVersion, object.kind);
  if (kind === undefined || !kind.namespaced || object.metadata?.namespace !== undefined)
    return object;
  return { ...object, metadata: { ...object.metadata, namespace: client.namespace } };
}

function createOrUpdate(client: Client, object: KubeObject): Write {
  const placed = inNamespace(client, object);
  const { namespace = '', name = '' } = placed.metadata;
  const present = client.view.get(placed.kind, namespace, name);
  if (present === undefined) return { verb: 'create', by: BY, object: placed };
  const { resourceVersion: _, ...metadata } = present.metadata;
  const merged = patched({ ...present, metadata }, placed, 'strategic');
  return { verb: 'update', by: BY, object: merged ?? placed };
}

function filesOf(invoker: Invoker, line: CommandLine): readonly KubeObject[] {
  return (line.flags.get('filename') ?? []).flatMap((file) => invoker.files[file] ?? []);
}

function create(invoker: Invoker, line: CommandLine): Invocation {
  const raw = flag(line, 'raw');
  if (raw !== undefined) return createRaw(invoker, line, raw);
  const files = filesOf(invoker, line);
  if (files.length > 0)
    return writes(
      invoker,
      files.map((object) => creation(invoker, object)),
    );
  const object = createdByCommand(line, invoker.view, invoker.namespace);
  return object === undefined ? NOTHING : writes(invoker, [creation(invoker, object)]);
}

/** Of raw requests only evictions are known: `/api/v1/namespaces/NS/pods/POD/eviction`. */
function createRaw(invoker: Invoker, line: CommandLine, raw: string): Invocation {
  const parts = /\/namespaces\/([^/]+)\/pods\/([^/]+)\/eviction$/.exec(raw);
  const [, namespace, name] = parts ?? [];
  if (namespace === undefined || name === undefined) return NOTHING;
  const options = filesOf(invoker, line)[0]?.['deleteOptions'] as
    | { readonly gracePeriodSeconds?: number }
    | undefined;
  const grace = options?.gracePeriodSeconds;
  return writes(invoker, [
    {
      verb: 'evict',
      by: BY,
      namespace,
      name,
      ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    },
  ]);
}

const PROPAGATION: Readonly<Record<string, Propagation>> = {
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
  true: 'Background',
  false: 'Orphan',
};

/** The grace that the flags come to: none of 0 without `--force`. Rules: L-TRM-1, L-TRM-4. */
export function graceOf(line: CommandLine): number | undefined {
  const grace = Number(flag(line, 'grace-period') ?? '-1');
  const force = isOn(line, 'force');
  if (isOn(line, 'now')) return 1;
  if (force && grace < 0) return 0;
  if (grace === 0 && !force) return 1;
  return grace < 0 ? undefined : grace;
}

function remove(invoker: Invoker, line: CommandLine): Invocation {
  const grace = graceOf(line);
  const propagation = PROPAGATION[flag(line, 'cascade') ?? 'background'] ?? 'Background';
  const files = filesOf(invoker, line).map((object) => inNamespace(invoker, object));
  const parsed = parseTargets(invoker.catalogue, line.positional);
  if (files.length === 0 && !parsed.ok) return problem(parsed.message);
  const { objects, missing } =
    files.length > 0 || !parsed.ok
      ? { objects: files, missing: [] }
      : selectObjects(invoker, line, parsed.targets);
  const deletions = objects.map(
    (object): Write => ({
      verb: 'delete',
      by: BY,
      kind: object.kind,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name ?? '',
      propagation,
      ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    }),
  );
  return { ...writes(invoker, deletions), problems: missing };
}

type Edit = (object: KubeObject) => KubeObject | undefined;

/** Updates (or creates from) every object that the words name. */
function edit(
  client: Client,
  line: CommandLine,
  words: readonly string[],
  change: Edit | undefined,
  make?: Edit,
): Invocation {
  const parsed = parseTargets(client.catalogue, words);
  if (!parsed.ok) return problem(parsed.message);
  const { objects, missing } = selectObjects(client, line, parsed.targets);
  const list = objects.map((object): Write | undefined => {
    const made = make?.(object);
    if (made !== undefined) return creation(client, made);
    const changed = change?.(object);
    return changed === undefined ? undefined : update(changed);
  });
  return { ...writes(client, list), problems: missing };
}

function update(object: KubeObject, subresource?: Subresource): Write {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return {
    verb: 'update',
    by: BY,
    object: { ...object, metadata },
    ...(subresource === undefined ? {} : { subresource }),
  };
}

type Spec = Readonly<Record<string, unknown>>;

function specOf(object: KubeObject): Spec {
  return (object['spec'] ?? {}) as Spec;
}

function withSpec(object: KubeObject, fields: Spec): KubeObject {
  return { ...object, spec: { ...specOf(object), ...fields } };
}

/** Splits `pod web a=b c-` into the words that name objects and the changes: no name holds a `=` or ends in `-`. */
function splitChanges(words: readonly string[]): readonly [readonly string[], readonly string[]] {
  const first = words.findIndex((word) => word.includes('=') || word.endsWith('-'));
  return first < 0 ? [words, []] : [words.slice(0, first), words.slice(first)];
}

/** Rules: L-LAB-6. */
function editMetadata(
  client: Client,
  line: CommandLine,
  field: 'labels' | 'annotations',
): Invocation {
  const [words, changes] = splitChanges(line.positional);
  const overwrite = isOn(line, 'overwrite');
  const clashes: string[] = [];
  const invocation = edit(client, line, words, (object) => {
    const values: Record<string, string> = { ...object.metadata[field] };
    for (const change of changes) {
      const at = change.indexOf('=');
      if (at < 0) {
        delete values[change.slice(0, -1)];
        continue;
      }
      const [key, value] = [change.slice(0, at), change.slice(at + 1)];
      const present = object.metadata[field]?.[key];
      if (present !== undefined && present !== value && !overwrite) {
        clashes.push(`error: '${key}' already has a value (${present}), and --overwrite is false`);
        return undefined;
      }
      values[key] = value;
    }
    return { ...object, metadata: { ...object.metadata, [field]: values } };
  });
  return { ...invocation, problems: [...invocation.problems, ...clashes] };
}

/** The Pod template of a workload, or the Pod itself: where its containers stand. */
function editPodSpec(
  object: KubeObject,
  change: (template: PodTemplate) => PodTemplate,
): KubeObject {
  if (object.kind === 'Pod') return { ...object, ...change(object as Pod) };
  if (object.kind === 'CronJob') {
    const job = specOf(object)['jobTemplate'] as KubeObject;
    return withSpec(object, { jobTemplate: editPodSpec(job, change) });
  }
  return withSpec(object, { template: change(specOf(object)['template'] as PodTemplate) });
}

function set(client: Client, line: CommandLine): Invocation {
  const [what = '', ...words] = line.positional;
  const [names, changes] = splitChanges(words);
  const values = new Map(
    changes.map((change) => [change.split('=')[0] ?? '', change.slice(change.indexOf('=') + 1)]),
  );
  return edit(client, line, names, (object) =>
    editPodSpec(object, (template) => {
      const { spec } = template;
      const only = flag(line, 'container')?.split(',');
      const containers = (list: readonly PodTemplate['spec']['containers'][number][]) =>
        list.map((container) => {
          if (what === 'image') {
            const image = values.get(container.name) ?? values.get('*');
            return image === undefined ? container : { ...container, image };
          }
          if (only !== undefined && !only.includes(container.name)) return container;
          if (what === 'env') return { ...container, env: withEnv(container.env ?? [], changes) };
          if (what === 'resources')
            return { ...container, resources: resourcesFrom(line, container.resources) };
          return container;
        });
      const changed = { ...spec, containers: containers(spec.containers) };
      if (spec.initContainers === undefined) return { ...template, spec: changed };
      return { ...template, spec: { ...changed, initContainers: containers(spec.initContainers) } };
    }),
  );
}

type Env = NonNullable<PodTemplate['spec']['containers'][number]['env']>;

function withEnv(env: Env, changes: readonly string[]): Env {
  let result = [...env];
  for (const change of changes) {
    const at = change.indexOf('=');
    const name = at < 0 ? change.slice(0, -1) : change.slice(0, at);
    const index = result.findIndex((variable) => variable.name === name);
    if (at < 0) result = result.filter((variable) => variable.name !== name);
    else if (index >= 0) result[index] = { name, value: change.slice(at + 1) };
    else result.push({ name, value: change.slice(at + 1) });
  }
  return result;
}

type Resources = PodTemplate['spec']['containers'][number]['resources'];

function resourcesFrom(line: CommandLine, present: Resources): NonNullable<Resources> {
  const read = (name: string) =>
    Object.fromEntries(
      (flag(line, name) ?? '')
        .split(',')
        .filter((part) => part.includes('='))
        .map((part) => [part.split('=')[0] ?? '', part.split('=')[1] ?? '']),
    );
  return {
    ...present,
    requests: { ...present?.requests, ...read('requests') },
    limits: { ...present?.limits, ...read('limits') },
  };
}

function rollout(client: Client, line: CommandLine): Invocation {
  const [what, ...words] = line.positional;
  const toRevision = flag(line, 'to-revision');
  const complaints = rolloutComplaints(client, words, what ?? '', Number(toRevision ?? 0));
  if (complaints.length > 0) return problem(...complaints);
  switch (what) {
    case 'undo':
      return edit(client, line, words, (object) =>
        rolledBack(client.view, object, toRevision === undefined ? 0 : Number(toRevision)),
      );
    case 'restart':
      return edit(client, line, words, (object) => withRestartMark(client.view, object));
    case 'pause':
      return edit(client, line, words, (object) => withSpec(object, { paused: true }));
    case 'resume':
      return edit(client, line, words, (object) => withSpec(object, { paused: undefined }));
    default:
      return NOTHING;
  }
}

function rolloutComplaints(
  client: Client,
  words: readonly string[],
  what: string,
  toRevision: number,
): readonly string[] {
  const parsed = parseTargets(client.catalogue, words);
  if (!parsed.ok) return [];
  return parsed.targets.flatMap(({ kind, name = '' }) => {
    const object = client.view.get(kind.kind, client.namespace, name);
    if (object === undefined) return [];
    return rolloutComplaint(client.view, object, what, toRevision) ?? [];
  });
}

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** `key=value:Effect`, `key:Effect`; with a `-` at the end it is taken off. Rules: L-SCH-13. */
function taint(client: Client, line: CommandLine): Invocation {
  const changes = line.positional.filter((word) => /[:=]/.test(word) || word.endsWith('-'));
  const words = line.positional.filter((word) => !changes.includes(word));
  return edit(client, line, words, (node) => {
    let taints = [...((specOf(node)['taints'] ?? []) as readonly Taint[])];
    for (const change of changes) {
      const [head = '', effect = ''] = change.replace(/-$/, '').split(':');
      const [key = '', value] = head.split('=');
      const others = taints.filter(
        (taint) => taint.key !== key || (effect !== '' && taint.effect !== effect),
      );
      taints = change.endsWith('-')
        ? others
        : [...others, { key, effect, ...(value === undefined ? {} : { value }) }];
    }
    return withSpec(node, { taints });
  });
}

function cordon(client: Client, line: CommandLine, unschedulable: boolean): Invocation {
  return edit(client, line, ['node', ...line.positional.map(bareName)], (node) =>
    withSpec(node, { unschedulable: unschedulable ? true : undefined }),
  );
}

function bareName(word: string): string {
  return word.replace(/^nodes?\//, '');
}

function drain(client: Client, line: CommandLine): Invocation {
  const [node] = line.positional.map(bareName);
  if (node === undefined) return NOTHING;
  const cordoned = cordon(client, line, true);
  const podSelector = flag(line, 'pod-selector');
  const grace = graceOf({
    ...line,
    flags: new Map([...line.flags].filter(([k]) => k !== 'force')),
  });
  const timeout = durationMs(flag(line, 'timeout'));
  const drain: Drain = {
    node,
    force: isOn(line, 'force'),
    ignoreDaemonSets: isOn(line, 'ignore-daemonsets'),
    deleteEmptyDirData: isOn(line, 'delete-emptydir-data'),
    disableEviction: isOn(line, 'disable-eviction'),
    ...(podSelector === undefined ? {} : { podSelector }),
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(timeout === undefined || timeout === 0 ? {} : { timeoutMs: timeout }),
  };
  return { ...cordoned, requests: [...cordoned.requests, { kind: 'drain', drain }] };
}

function durationMs(text: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text ?? '');
  if (match === null) return undefined;
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? 's'] ?? 1000;
  return Number(match[1]) * unit;
}

const PATCH_TYPES: readonly PatchType[] = ['json', 'merge', 'strategic'];

/** The object after the patch, undefined where the patch does not apply. */
export function patched(
  object: KubeObject,
  patch: unknown,
  type: PatchType,
): KubeObject | undefined {
  const result = patchObject(type, object.kind, object, patch);
  return 'object' in result ? (result.object as KubeObject) : undefined;
}

function patch(client: Client, line: CommandLine): Invocation {
  let body: unknown;
  try {
    body = JSON.parse(flag(line, 'patch') ?? '');
  } catch {
    return problem(`error: unable to parse "${flag(line, 'patch') ?? ''}": yaml: not JSON`);
  }
  const subresource = flag(line, 'subresource') as Subresource | undefined;
  const type = PATCH_TYPES.find((known) => known === flag(line, 'type')) ?? 'strategic';
  const parsed = parseTargets(client.catalogue, line.positional);
  if (!parsed.ok) return problem(parsed.message);
  const { objects, missing } = selectObjects(client, line, parsed.targets);
  const list = objects.map((object) => {
    const changed = patched(object, body, type);
    return changed === undefined ? undefined : update(changed, subresource);
  });
  return { ...writes(client, list), problems: missing };
}

/** `exec POD [-c C] -- CMD`, also `exec pod/POD`, `exec deploy/D`. */
function exec(client: Client, line: CommandLine): Invocation {
  const [word = '', ...old] = line.positional;
  const pod = podFor(client, word);
  if (pod === undefined) return problem(notFoundText(client, word));
  const command = line.rest.length > 0 ? line.rest : old;
  const container = flag(line, 'container') ?? defaultContainer(pod);
  return { requests: [{ kind: 'exec', pod, container, command }], problems: [] };
}

/** Rules: L-LOG-2. */
export function defaultContainer(pod: Pod): string {
  const named = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  return named ?? pod.spec.containers[0]?.name ?? '';
}

/** `deploy/web` that is not there is told as a Deployment. */
function notFoundText(client: Client, word: string): string {
  const parsed = parseTargets(client.catalogue, word.includes('/') ? [word] : ['pod', word]);
  if (!parsed.ok) return parsed.message;
  const [target] = parsed.targets;
  const plural = target === undefined ? 'pods' : pluralWithGroup(target.kind);
  return `Error from server (NotFound): ${plural} "${target?.name ?? word}" not found`;
}

function podFor(client: Client, word: string): Pod | undefined {
  if (!word.includes('/')) return client.view.pod(client.namespace, word);
  const parsed = parseTargets(client.catalogue, [word]);
  const target: Target | undefined = parsed.ok ? parsed.targets[0] : undefined;
  if (target?.name === undefined) return undefined;
  const object = client.view.get(target.kind.kind, client.namespace, target.name);
  return object === undefined ? undefined : firstPod(client, object);
}

/** A Pod that belongs to the object, directly or through its ReplicaSets. */
function firstPod(client: Client, object: KubeObject): Pod | undefined {
  if (object.kind === 'Pod') return object as Pod;
  for (const dependent of client.view.dependents(object.metadata.uid ?? '')) {
    const pod = firstPod(client, dependent);
    if (pod !== undefined) return pod;
  }
  return undefined;
}

/** An ephemeral container beside the others. Rules: L-SYN-25. */
function debug(client: Client, line: CommandLine): Invocation {
  const [word = ''] = line.positional;
  const pod = podFor(client, word);
  const image = flag(line, 'image');
  if (pod === undefined || image === undefined) return NOTHING;
  const present = pod.spec.ephemeralContainers ?? [];
  const target = flag(line, 'target');
  const container = {
    name: flag(line, 'container') ?? `debugger-${present.length + 1}`,
    image,
    imagePullPolicy: flag(line, 'image-pull-policy') ?? 'IfNotPresent',
    ...(line.rest.length === 0 ? {} : { command: line.rest }),
    ...(target === undefined ? {} : { targetContainerName: target }),
    ...(isOn(line, 'stdin') ? { stdin: true } : {}),
    ...(isOn(line, 'tty') ? { tty: true } : {}),
    terminationMessagePolicy: 'File',
  };
  const changed = withSpec(pod, { ephemeralContainers: [...present, container] });
  return writes(client, [update(changed, 'ephemeralcontainers')]);
}

/** An object made for each of those named. */
function derive(
  client: Client,
  line: CommandLine,
  from: (object: KubeObject, line: CommandLine) => Derived,
): Invocation {
  const refused: string[] = [];
  const invocation = edit(client, line, line.positional, undefined, (object) => {
    const derived = from(object, line);
    if (derived.ok) return derived.object;
    refused.push(derived.problem);
    return undefined;
  });
  return { ...invocation, problems: [...invocation.problems, ...refused] };
}
