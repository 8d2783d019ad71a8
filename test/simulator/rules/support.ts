// A whole default cluster for the tests that show a rule: manifests and kubectl lines in, what the API tells out.
import { parseAllDocuments } from 'yaml';
import { getCatalogue } from '../../../server/src/schema/builtinCatalogue';
import type { ContainerStatus, KubeObject, Pod } from '../../../server/src/schema/objects';
import type { ApiAnswer } from '../../../server/src/simulator/api/write';
import { type KubectlEnvironment, kubectl } from '../../../server/src/simulator/kubectl/session';
import { splitWords } from '../../../server/src/simulator/kubectl/words';
import { nodeKey } from '../../../server/src/simulator/kubelet/messages';
import { DEFAULT_SCENARIO, type ImageRule } from '../../../server/src/simulator/scenario/scenario';
import { post, type Simulation, startSimulation } from '../../../server/src/simulator/simulate';

export interface EventLine {
  readonly at: number;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly type: string;
  readonly object: string;
}

export class Lab {
  readonly simulation: Simulation;
  /** One for each document, in their order. */
  readonly answers: readonly ApiAnswer[];

  constructor(manifests: string, images: readonly ImageRule[] = []) {
    const scenario = { ...DEFAULT_SCENARIO, images: [...images, { image: '*', present: true }] };
    this.simulation = startSimulation(scenario, 1);
    this.answers = this.post(manifests);
  }

  post(manifests: string): readonly ApiAnswer[] {
    return parseAllDocuments(manifests).map(
      (document) => post(this.simulation, document.toJS() as KubeObject).answer,
    );
  }

  /** Moves on to so many seconds after the beginning. */
  at(seconds: number): this {
    this.simulation.advance(seconds * 1000);
    return this;
  }

  toKubelet(event: Readonly<Record<string, unknown>>): void {
    this.simulation.send({ to: 'kubelet', key: nodeKey('node-1'), event });
  }

  get refusal(): string {
    const refused = this.answers.find((answer) => !answer.ok);
    return refused === undefined || refused.ok ? 'accepted' : refused.status.message;
  }

  get environment(): KubectlEnvironment {
    return {
      cluster: this.simulation,
      catalogue: getCatalogue(),
      namespace: 'default',
      objectsIn: () => undefined,
      stdin: '',
    };
  }

  kubectl(line: string): string {
    const { stdout, stderr } = kubectl(splitWords(line), this.environment);
    return `${stdout}${stderr}`;
  }

  /** `kubectl get pod`'s row without name and age. */
  row(name = 'web'): string {
    const [, ready = '', status = '', restarts = ''] = this.kubectl(
      `get pod ${name} --no-headers`,
    ).split(/\s+/);
    return `${ready} ${status} ${restarts}`;
  }

  find(kind: string, name: string, namespace = 'default'): KubeObject | undefined {
    return this.simulation.store.get(kind, namespace, name);
  }

  get pod(): Pod {
    return this.podNamed('web');
  }

  podNamed(name: string): Pod {
    const pod = this.find('Pod', name);
    if (pod === undefined) throw new Error(`the Pod ${name} is gone`);
    return pod as Pod;
  }

  container(name = 'app'): ContainerStatus {
    const { initContainerStatuses = [], containerStatuses = [] } = this.pod.status ?? {};
    const found = [...initContainerStatuses, ...containerStatuses].find((c) => c.name === name);
    if (found === undefined) throw new Error(`container ${name} has no status`);
    return found;
  }

  condition(type: string): string | undefined {
    const found = this.pod.status?.conditions?.find((candidate) => candidate.type === type);
    return found && [found.status, found.reason, found.message].filter(Boolean).join(' ');
  }

  /** `Killing Stopping container app`, counted when more than once. */
  events(reason?: string): readonly string[] {
    return [...this.simulation.store.list('Event')]
      .map((event) => event as unknown as Omit<EventLine, 'at' | 'object'>)
      .filter((event) => reason === undefined || event.reason === reason)
      .map(
        ({ reason: why, message, count = 1 }) =>
          `${why} ${message}${count > 1 ? ` x${count}` : ''}`,
      );
  }

  /** Every state of the Pod that the API showed: seconds, and what `tell` makes of it, where that changes. */
  history(tell: (pod: Pod) => string, name = 'web'): readonly (readonly [number, string])[] {
    const lines: (readonly [number, string])[] = [];
    for (const { at, op, object } of this.simulation.store.changes) {
      if (object.kind !== 'Pod' || object.metadata.name !== name) continue;
      const text = op === 'DELETED' ? 'gone' : tell(object as Pod);
      if (text !== lines.at(-1)?.[1]) lines.push([at / 1000, text]);
    }
    return lines;
  }

  /** What happened inside the node, as `0.8 app running`. */
  containerStates(): readonly string[] {
    return this.simulation.entries.flatMap(({ at, change, subject }) =>
      change.kind === 'container'
        ? [`${(at / 1000).toFixed(1)} ${subject.container} ${change.state}`]
        : [],
    );
  }

  /** Seconds at which a container of the name began (or ended) to run. */
  times(state: 'running' | 'exited', container = 'app'): readonly number[] {
    return this.simulation.entries.flatMap(({ at, change, subject }) =>
      change.kind === 'container' && change.state === state && subject.container === container
        ? [at / 1000]
        : [],
    );
  }
}

/** A Pod `web` from its `spec` in YAML, indented as it stands. */
export function podYaml(spec: string, metadata = '{ name: web }'): string {
  const lines = spec;
  return `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\nspec: ${lines}\n`;
}

/** The state of all containers and the phase: `Running app=Error(1)`. */
export function tellStates({ status = {} }: Pod): string {
  const containers = [
    ...(status.initContainerStatuses ?? []),
    ...(status.containerStatuses ?? []),
  ].map(({ name, state, restartCount }) => {
    const what =
      state?.running !== undefined
        ? 'running'
        : state?.terminated !== undefined
          ? `${state.terminated.reason}(${state.terminated.exitCode})`
          : (state?.waiting?.reason ?? 'waiting');
    return `${name}=${what}${restartCount > 0 ? `,${restartCount}` : ''}`;
  });
  return [status.phase, ...containers].join(' ');
}
