// A small cluster for tests of single components: objects in, the store and what was reported out.
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import type { AnyClusterComponent } from '../../../server/src/simulator/api/clusterComponent';
import type { ApiAnswer } from '../../../server/src/simulator/api/write';
import { Simulation } from '../../../server/src/simulator/simulate';

export interface NodeOptions {
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { key: string; value?: string; effect: string }[];
  readonly unschedulable?: boolean;
}

export function node(name: string, options: NodeOptions = {}): KubeObject {
  const amounts = {
    cpu: options.cpu ?? '4',
    memory: options.memory ?? '8Gi',
    pods: String(options.pods ?? 110),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...options.labels } },
    spec: {
      ...(options.taints === undefined ? {} : { taints: options.taints }),
      ...(options.unschedulable === undefined ? {} : { unschedulable: options.unschedulable }),
    },
    status: {
      capacity: amounts,
      allocatable: amounts,
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
    },
  };
}

/** A Pod of one container; `spec` is laid over it. */
export function pod(
  name: string,
  spec: Readonly<Record<string, unknown>> = {},
  metadata: Readonly<Record<string, unknown>> = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', ...metadata },
    spec: { containers: [{ name: 'app', image: 'app:1' }], ...spec },
  };
}

export function requests(cpu: string, memory?: string): Readonly<Record<string, unknown>> {
  const amounts = memory === undefined ? { cpu } : { cpu, memory };
  return { containers: [{ name: 'app', image: 'app:1', resources: { requests: amounts } }] };
}

export class TestCluster {
  readonly simulation: Simulation;

  constructor(components: readonly AnyClusterComponent[], seed = 1) {
    this.simulation = new Simulation(components, seed);
  }

  create(...objects: readonly KubeObject[]): this {
    for (const object of objects) {
      const answer = this.simulation.request({ verb: 'create', by: 'test', object });
      if (!answer.ok) throw new Error(answer.status.message);
    }
    return this;
  }
  /** Replaces the object by what `change` makes of it. */
  change<T extends KubeObject>(kind: string, name: string, change: (object: T) => T): ApiAnswer {
    const present = this.get<T>(kind, name);
    return this.simulation.request({ verb: 'update', by: 'client', object: change(present) });
  }
  changeStatus(kind: string, name: string, status: Readonly<Record<string, unknown>>): ApiAnswer {
    const present = this.get(kind, name);
    const object = { ...present, status: { ...(present['status'] as object), ...status } };
    return this.simulation.request({ verb: 'update', by: 'test', subresource: 'status', object });
  }
  delete(kind: string, name: string, options: Readonly<Record<string, unknown>> = {}): ApiAnswer {
    const namespace = this.namespaceOf(kind, name);
    return this.simulation.request({
      verb: 'delete',
      by: 'test',
      kind,
      namespace,
      name,
      ...options,
    });
  }
  advance(seconds: number): this {
    this.simulation.advance(this.simulation.now + seconds * 1000);
    return this;
  }
  private namespaceOf(kind: string, name: string): string {
    return this.simulation.store.get(kind, 'default', name) === undefined ? '' : 'default';
  }
  find<T extends KubeObject>(kind: string, name: string): T | undefined {
    const { store } = this.simulation;
    return (store.get(kind, 'default', name) ?? store.get(kind, '', name)) as T | undefined;
  }
  get<T extends KubeObject>(kind: string, name: string): T {
    const found = this.find<T>(kind, name);
    if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
    return found;
  }
  list<T extends KubeObject>(kind: string, namespace?: string): readonly T[] {
    return [...this.simulation.store.list(kind, namespace)] as T[];
  }
  pod(name: string): Pod {
    return this.get<Pod>('Pod', name);
  }
  nodeOf(name: string): string | undefined {
    return this.pod(name).spec.nodeName;
  }
  /** `Warning FailedScheduling Pod/web: 0/1 nodes …`, in the order of first appearance. */
  events(reason?: string): readonly string[] {
    return this.list('Event')
      .filter((event) => reason === undefined || event['reason'] === reason)
      .map((event) => {
        const about = event['involvedObject'] as { readonly kind: string; readonly name: string };
        const { type, message } = event as KubeObject & { type: string; message: string };
        return `${type} ${String(event['reason'])} ${about.kind}/${about.name}: ${message}`;
      });
  }
}
