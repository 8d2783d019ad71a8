// Each part of a Pod has one writer (L-GEN-1). Who writes is seen by standing beside every component while it acts.
import type { Pod } from '../../../../server/src/schema/objects';
import type {
  AnyClusterComponent,
  ClusterTurn,
} from '../../../../server/src/simulator/api/clusterComponent';
import { aboutOf, type Promises } from './promise';

/** Components whose writes are noted: entry of the trace to name of the component. */
export class Writers {
  readonly #names = new Map<number, string>();

  beside(component: AnyClusterComponent): AnyClusterComponent {
    const handle: AnyClusterComponent['handle'] = (state, event, turn, key) =>
      component.handle(state, event, this.#overlooked(turn, component.name), key);
    return { ...component, handle };
  }

  #overlooked(turn: ClusterTurn, name: string): ClusterTurn {
    const write = turn.write.bind(turn);
    turn.write = (...args) => {
      const entry = write(...args);
      this.#names.set(entry, name);
      return entry;
    };
    return turn;
  }

  /** Undefined for what was done from outside. */
  of(entry: number): string | undefined {
    return this.#names.get(entry);
  }
}

const KUBELETS_OWN = [
  'containerStatuses',
  'initContainerStatuses',
  'ephemeralContainerStatuses',
  'startTime',
  'podIP',
  'podIPs',
  'hostIP',
  'hostIPs',
] as const;

export function writerPromises(writers: Writers): Promises {
  return {
    change(change, say) {
      const { object, previous, op, entry } = change;
      if (object.kind !== 'Pod' || op !== 'MODIFIED') return;
      const writer = writers.of(entry) ?? 'a client';
      const [before, after] = [previous as Pod, object as Pod];
      const told = (field: string): void => say(`${aboutOf(change)}: ${writer} wrote ${field}`);
      if (before.spec.nodeName !== after.spec.nodeName && writer !== 'scheduler')
        told('spec.nodeName');
      if (writer === 'kubelet') return;
      for (const field of KUBELETS_OWN)
        if (before.status?.[field] !== after.status?.[field] && !isSame(before, after, field))
          told(`status.${field}`);
      const ends = after.status?.phase === 'Failed';
      if (before.status?.phase !== after.status?.phase && !ends) told('status.phase');
    },
  };
}

function isSame(before: Pod, after: Pod, field: string): boolean {
  return JSON.stringify(before.status?.[field]) === JSON.stringify(after.status?.[field]);
}
