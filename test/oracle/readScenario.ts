// Reads a recorded scenario (its format is told in README.md of the recordings) into objects and a scenario of ours.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import type { KubeObject, Pod } from '../../server/src/schema/objects';
import type { PullBehaviour } from '../../server/src/simulator/runtime/messages';
import type {
  Act,
  Happening,
  ImageRule,
  NodeSpec,
  ObjectName,
  Scenario,
  Trigger,
} from '../../server/src/simulator/scenario/scenario';

interface RecordedAction {
  readonly at?: number;
  readonly when?: {
    readonly pod: string;
    readonly status?: string;
    readonly ready?: string;
    readonly restarts?: number | string;
    readonly gone?: boolean;
  };
  readonly delay?: number;
  readonly kubectl?: readonly (string | number)[];
  readonly anyPod?: string;
  readonly create?: string;
  readonly patch?: unknown;
  readonly patchType?: string;
  readonly object?: string;
  readonly subresource?: string;
  readonly delete?: unknown;
  readonly hook?: readonly string[];
}
interface RecordedScenario {
  readonly name?: string;
  readonly before?: readonly string[];
  readonly manifests?: readonly string[];
  readonly duration: number;
  readonly actions?: readonly RecordedAction[];
  readonly pulls?: Readonly<Record<string, string>>;
  readonly also?: readonly string[];
}

export interface OracleScenario {
  readonly name: string;
  readonly description: string;
  readonly namespace: string;
  /** Our time of the recording's 0. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly before: readonly KubeObject[];
  readonly manifests: readonly KubeObject[];
  readonly scenario: Scenario;
  readonly also: readonly string[];
}

/** The machine on which the recordings were made. */
export const NODE: NodeSpec = {
  name: 'node1',
  labels: {},
  taints: [],
  capacity: { cpu: '2', memory: '8Gi', 'ephemeral-storage': '100Gi', pods: '240' },
};
const IMAGES_ON_NODE = ['app:1', 'app:2', 'unhealthy:1', 'hello:1', 'nocmd:1', 'busybox:1.36'];
/** What was POSTed before the recording began got this much of a start. */
const BEFORE_MS = 5000;
/** The registry knew these repositories; it answers 404 for their other tags and 401 for all the rest. */
const REPOSITORIES = ['app', 'unhealthy', 'hello', 'nocmd', 'busybox', 'pullme', 'slowpull'];

export function readScenario(directory: string): OracleScenario {
  const recorded = parse(
    readFileSync(join(directory, 'scenario.yaml'), 'utf8'),
  ) as RecordedScenario & {
    readonly description?: string;
  };
  const name = recorded.name ?? basename(directory);
  const namespace = `s-${name}`;
  const files = new Files(directory, namespace);
  const before = (recorded.before ?? []).flatMap((file) => files.read(file));
  const manifests = (recorded.manifests ?? []).flatMap((file) => files.read(file));
  const startMs = before.length > 0 ? BEFORE_MS : 0;
  const happenings = (recorded.actions ?? []).flatMap((action) =>
    happeningsOf(action, files, startMs),
  );
  return {
    name,
    description: recorded.description ?? '',
    namespace,
    startMs,
    durationMs: recorded.duration * 1000,
    before,
    manifests,
    also: recorded.also ?? [],
    scenario: {
      cluster: { nodes: [NODE], latencies: {}, namespaces: [namespace], ageMs: 1_500_000 },
      images: imageRules(recorded.pulls ?? {}),
      programs: [],
      happenings,
    },
  };
}

class Files {
  readonly #directory: string;
  readonly namespace: string;

  constructor(directory: string, namespace: string) {
    this.#directory = directory;
    this.namespace = namespace;
  }

  fill(text: string): string {
    return text.replaceAll('{ns}', this.namespace).replaceAll('{dir}', this.#directory);
  }

  /** The objects of a file, in the scenario's namespace where they name none. */
  read(file: string): readonly KubeObject[] {
    const path = file.startsWith('/') ? file : join(this.#directory, file);
    if (!existsSync(path)) return [];
    return parseAllDocuments(readFileSync(path, 'utf8'))
      .map((document) => document.toJS() as KubeObject | null)
      .flatMap((object) => (object === null ? [] : unpackList(object)))
      .map((object) => this.#placed(object));
  }

  #placed(object: KubeObject): KubeObject {
    const kind = getCatalogue().kind(object.apiVersion, object.kind);
    if (kind?.namespaced !== true || object.metadata?.namespace !== undefined) return object;
    return { ...object, metadata: { ...object.metadata, namespace: this.namespace } };
  }
}

function unpackList(object: KubeObject): readonly KubeObject[] {
  return object.kind === 'List' ? ((object['items'] ?? []) as readonly KubeObject[]) : [object];
}

function imageRules(pulls: Readonly<Record<string, string>>): readonly ImageRule[] {
  return [
    ...Object.entries(pulls).map(([image, text]) => ({ image, pull: pullOf(text) })),
    { image: 'busybox:latest', present: true, pull: { kind: 'succeeds' } },
    ...IMAGES_ON_NODE.map((image) => ({ image, present: true })),
    ...REPOSITORIES.map((name) => ({ image: `${name}:*`, pull: { kind: 'notFound' as const } })),
    { image: '*', pull: { kind: 'denied' } },
  ];
}

/** `404 from the registry`, `succeeds at once`, `succeeds after 8 s`. */
function pullOf(text: string): PullBehaviour {
  if (/404|not found/i.test(text)) return { kind: 'notFound' };
  if (/401|403|denied|unauthori/i.test(text)) return { kind: 'denied' };
  if (/unreachable|never answers|no answer|hangs/i.test(text)) return { kind: 'unreachable' };
  const seconds = /(\d+(?:\.\d+)?)\s*s/.exec(text)?.[1];
  return { kind: 'succeeds', afterMs: seconds === undefined ? 100 : Number(seconds) * 1000 };
}

function happeningsOf(action: RecordedAction, files: Files, startMs: number): readonly Happening[] {
  const act = actOf(action, files);
  return act === undefined ? [] : [{ trigger: triggerOf(action, files, startMs), act }];
}

function triggerOf(action: RecordedAction, files: Files, startMs: number): Trigger {
  const delayMs = (action.delay ?? 0) * 1000;
  const { when } = action;
  if (when === undefined) return { kind: 'at', atMs: startMs + (action.at ?? 0) * 1000 + delayMs };
  return {
    kind: 'when',
    namespace: files.namespace,
    pod: when.pod,
    delayMs,
    ...(when.status === undefined ? {} : { status: when.status }),
    ...(when.ready === undefined ? {} : { ready: when.ready }),
    ...(when.restarts === undefined
      ? {}
      : { restarts: Number.parseInt(String(when.restarts), 10) }),
    ...(when.gone === undefined ? {} : { gone: when.gone }),
  };
}

function actOf(action: RecordedAction, files: Files): Act | undefined {
  if (action.kubectl !== undefined) return kubectlAct(action, action.kubectl, files);
  if (action.create !== undefined) return { kind: 'create', objects: files.read(action.create) };
  if (action.patch !== undefined && action.object !== undefined)
    return {
      kind: 'patch',
      object: objectName(action.object, files),
      patch: action.patch,
      patchType: action.patchType?.includes('json-patch')
        ? 'json'
        : action.patchType?.includes('merge-patch') && !action.patchType.includes('strategic')
          ? 'merge'
          : 'strategic',
      ...(action.subresource === undefined ? {} : { subresource: action.subresource }),
    };
  if (action.delete !== undefined) return deleteAct(action, action.delete, files);
  return action.hook === undefined
    ? undefined
    : hookAct(
        action.hook.map((arg) => files.fill(arg)),
        files,
      );
}

const PROPAGATIONS = ['Background', 'Foreground', 'Orphan'] as const;

/** `delete: Pod/web`, or `object: Pod/web` with the options of the request under `delete`. */
function deleteAct(action: RecordedAction, value: unknown, files: Files): Act | undefined {
  const options = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly object?: string;
    readonly gracePeriodSeconds?: number;
    readonly propagationPolicy?: string;
  };
  const word = typeof value === 'string' ? value : (options.object ?? action.object);
  if (word === undefined) return undefined;
  const grace = options.gracePeriodSeconds;
  const propagation = PROPAGATIONS.find((policy) => policy === options.propagationPolicy);
  return {
    kind: 'delete',
    object: objectName(word, files),
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(propagation === undefined ? {} : { propagation }),
  };
}

function kubectlAct(action: RecordedAction, line: readonly (string | number)[], files: Files): Act {
  const args = line.map((arg) => files.fill(String(arg)));
  const named = args.filter((_, i) => ['-f', '--filename'].includes(args[i - 1] ?? ''));
  return {
    kind: 'kubectl',
    args,
    namespace: files.namespace,
    files: Object.fromEntries(named.map((file) => [file, files.read(file)])),
    ...(action.anyPod === undefined ? {} : { anyPod: action.anyPod }),
  };
}

function objectName(text: string, files: Files): ObjectName {
  const [word = '', name = ''] = text.split('/');
  const kind = getCatalogue().kinds.find(
    (known) => known.kind.toLowerCase() === word.toLowerCase() || known.plural === word,
  );
  return {
    kind: kind?.kind ?? word,
    namespace: kind?.namespaced === false ? '' : files.namespace,
    name,
  };
}

function hookAct([what = '', ...args]: readonly string[], files: Files): Act | undefined {
  const node = NODE.name;
  const [first = '', second = '', third = ''] = args;
  switch (what) {
    case 'kubelet-stop':
      return { kind: 'stopKubelet', node };
    case 'kubelet-start':
      return { kind: 'startKubelet', node };
    case 'static-put': {
      const [object] = files.read(first);
      return object === undefined
        ? undefined
        : { kind: 'putStaticPod', node, file: basename(first), object: object as Pod };
    }
    case 'static-rm':
      return { kind: 'removeStaticPod', node, file: basename(first) };
    case 'kill-sandbox':
      return { kind: 'killSandbox', namespace: first, pod: second };
    case 'kill-container':
      return { kind: 'killContainer', namespace: first, pod: second, container: third };
    default:
      return undefined;
  }
}
