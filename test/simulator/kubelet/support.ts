// Runs one Pod on a node and tells what the API showed: text in, text out.
import { parse } from 'yaml';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import {
  anyComponent,
  type ClusterComponent,
} from '../../../server/src/simulator/api/clusterComponent';
import type { Write } from '../../../server/src/simulator/api/write';
import { clusterObjects } from '../../../server/src/simulator/clusterObjects';
import { clusterComponents } from '../../../server/src/simulator/components';
import type { Message } from '../../../server/src/simulator/kernel/component';
import { nodeKey } from '../../../server/src/simulator/kubelet/messages';
import { DEFAULT_SCENARIO, type ImageRule } from '../../../server/src/simulator/scenario/scenario';
import { post, Simulation } from '../../../server/src/simulator/simulate';

const NODE = 'node-1';

const POSTMAN: ClusterComponent<undefined, Message> = {
  name: 'postman',
  priority: -20,
  watch: ({ object }) =>
    object['letter'] === undefined
      ? undefined
      : [{ key: '', event: object['letter'] as Message, afterMs: 0 }],
  handle(_, letter, turn) {
    turn.send(letter);
    return undefined;
  },
};

export class OnePod {
  readonly simulation: Simulation;
  readonly uid: string;

  /** @param manifest a Pod's `spec` as YAML, or a whole object */
  constructor(manifest: string, images: readonly ImageRule[] = []) {
    const rules = [...images, { image: '*', present: true }];
    const scenario = { ...DEFAULT_SCENARIO, images: rules };
    this.simulation = new Simulation(
      [...clusterComponents(scenario), anyComponent(POSTMAN)],
      0,
      clusterObjects(scenario.cluster, 'v1.36.2'),
    );
    const parsed = parse(manifest) as Record<string, unknown>;
    const object =
      parsed['kind'] === undefined
        ? { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: parsed }
        : parsed;
    const { answer } = post(this.simulation, object as unknown as KubeObject);
    if (!answer.ok) throw new Error(answer.status.message);
    this.uid = answer.object?.metadata.uid ?? '';
  }

  at(seconds: number): this {
    this.simulation.advance(seconds * 1000);
    return this;
  }

  create(object: KubeObject): this {
    post(this.simulation, object);
    return this;
  }

  delete(gracePeriodSeconds?: number): this {
    this.simulation.request({
      verb: 'delete',
      by: 'client',
      kind: 'Pod',
      namespace: 'default',
      name: 'web',
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    });
    return this;
  }

  change(change: (pod: Pod) => Pod, subresource?: 'resize' | 'status'): this {
    const object = change(this.pod);
    const write: Write = { verb: 'update', by: 'client', object };
    this.simulation.request(subresource === undefined ? write : { ...write, subresource });
    return this;
  }

  toRuntime(event: Readonly<Record<string, unknown>>): this {
    return this.#tell({ to: 'runtime', key: this.uid, event });
  }

  toKubelet(event: Readonly<Record<string, unknown>>): this {
    return this.#tell({ to: 'kubelet', key: nodeKey(NODE), event });
  }

  /** At the present moment, by way of an object that only the postman looks at. */
  #tell(letter: Message): this {
    const name = `letter-${this.simulation.store.revision}`;
    const metadata = { name, namespace: 'default' };
    this.simulation.request({
      verb: 'create',
      by: 'test',
      object: { apiVersion: 'v1', kind: 'Lease', metadata, letter },
    });
    return this;
  }

  get pod(): Pod {
    const pod = this.simulation.store.byUid(this.uid);
    if (pod === undefined) throw new Error('the Pod is gone');
    return pod as Pod;
  }

  get gone(): boolean {
    return this.simulation.store.byUid(this.uid) === undefined;
  }

  /** Phase and containers, one line for each change of these: `0.840 Running app=running,ready`. */
  get states(): readonly string[] {
    const lines: string[] = [];
    let last = '';
    for (const { at, op, object } of this.simulation.store.changes) {
      if (object.metadata.uid !== this.uid) continue;
      const text = op === 'DELETED' ? 'gone' : describe(object as Pod);
      if (text !== last) lines.push(`${(at / 1000).toFixed(3)} ${text}`);
      last = text;
    }
    return lines;
  }

  /** The same without times. */
  get sequence(): readonly string[] {
    return this.states.map((line) => line.replace(/^\S+ /, ''));
  }

  /** `Killing Stopping container app x1`, in the order of their first appearance. */
  get events(): readonly string[] {
    return [...this.simulation.store.list('Event')].map((event) => {
      const {
        reason,
        message,
        count = 1,
      } = event as unknown as {
        readonly reason: string;
        readonly message: string;
        readonly count?: number;
      };
      return `${reason} ${message} x${count}`;
    });
  }

  eventsAbout(reason: string): readonly string[] {
    return this.events
      .filter((line) => line.startsWith(`${reason} `))
      .map((line) => line.slice(reason.length + 1));
  }
}

function describe({ metadata, status = {} }: Pod): string {
  const containers = [
    ...(status.initContainerStatuses ?? []),
    ...(status.containerStatuses ?? []),
    ...(status.ephemeralContainerStatuses ?? []),
  ].map(({ name, state, ready, restartCount }) => {
    const { waiting, running, terminated } = state ?? {};
    const what =
      running !== undefined
        ? 'running'
        : terminated !== undefined
          ? `${terminated.reason ?? 'ended'}(${terminated.exitCode})`
          : (waiting?.reason ?? 'waiting');
    return `${name}=${what}${ready ? ',ready' : ''}${restartCount > 0 ? `,${restartCount}` : ''}`;
  });
  const deleting = metadata.deletionTimestamp === undefined ? [] : ['deleting'];
  const reason = status.reason === undefined ? '' : `(${status.reason})`;
  return [`${status.phase ?? ''}${reason}`, ...deleting, ...containers].join(' ');
}

export function condition(pod: Pod, type: string): string | undefined {
  const found = pod.status?.conditions?.find((candidate) => candidate.type === type);
  return found && `${found.status}${found.reason === undefined ? '' : ` ${found.reason}`}`;
}
