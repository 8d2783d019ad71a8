// A kubelet that only does what controllers react to: Pods that are bound run and become ready after a while, end when their
// annotations say so, and go away when they are deleted.
import type { Pod } from '../../../server/src/schema/objects';
import {
  type AnyClusterComponent,
  anyComponent,
  type ClusterTurn,
} from '../../../server/src/simulator/api/clusterComponent';
import { toTimestamp } from '../../../server/src/simulator/api/timestamps';

type Event = { readonly kind: 'bound' | 'ready' | 'exit' | 'marked' | 'gone' };

const STOP_MS = 500;

/** Annotations: `ready-after`, `exit-after`, `exit-code`, `stop-after`, all in seconds; `exit-code` a number. */
export function fakeKubelet(): AnyClusterComponent {
  return anyComponent<true, Event>({
    name: 'fake-kubelet',
    priority: 10,
    watch(change) {
      if (change.object.kind !== 'Pod' || change.op === 'DELETED') return undefined;
      const pod = change.object as Pod;
      const before = change.previous as Pod | undefined;
      const key = pod.metadata.uid ?? '';
      const wakes = [];
      if (pod.spec.nodeName !== undefined && before?.spec.nodeName === undefined)
        wakes.push({ key, event: { kind: 'bound' } as const, afterMs: 50 });
      if (
        pod.metadata.deletionTimestamp !== undefined &&
        before?.metadata.deletionTimestamp === undefined
      )
        wakes.push({ key, event: { kind: 'marked' } as const, afterMs: 50 });
      return wakes;
    },
    handle(state = true, event, turn, key) {
      const pod = turn.view.byUid(key) as Pod | undefined;
      if (pod === undefined) return undefined;
      const hasEnded = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
      if (hasEnded && event.kind !== 'marked' && event.kind !== 'gone') return state;
      const seconds = (name: string): number | undefined => {
        const text = pod.metadata.annotations?.[name];
        return text === undefined ? undefined : Number(text) * 1000;
      };
      switch (event.kind) {
        case 'bound': {
          report(turn, pod, 'Running', false);
          turn.timer('ready', turn.now + (seconds('ready-after') ?? 500), { kind: 'ready' });
          const exit = seconds('exit-after');
          if (exit !== undefined) turn.timer('exit', turn.now + exit, { kind: 'exit' });
          return state;
        }
        case 'ready':
          report(turn, pod, 'Running', true);
          return state;
        case 'exit': {
          turn.timer('ready', undefined);
          const code = Number(pod.metadata.annotations?.['exit-code'] ?? 0);
          report(turn, pod, code === 0 ? 'Succeeded' : 'Failed', false, code);
          return state;
        }
        case 'marked':
          turn.timer('gone', turn.now + (seconds('stop-after') ?? STOP_MS), { kind: 'gone' });
          turn.timer('exit', undefined);
          return state;
        case 'gone': {
          turn.timer('ready', undefined);
          if (pod.status?.phase === 'Running') report(turn, pod, 'Succeeded', false, 0);
          const { namespace = '', name = '' } = pod.metadata;
          const delete0 = { kind: 'Pod', namespace, name, gracePeriodSeconds: 0 };
          turn.write({ verb: 'delete', by: 'kubelet', ...delete0 });
          return state;
        }
      }
    },
  });
}

function report(turn: ClusterTurn, pod: Pod, phase: string, ready: boolean, code?: number): void {
  const time = toTimestamp(turn.now);
  const status = ready ? 'True' : 'False';
  const conditions = [
    ...(pod.status?.conditions ?? []).filter((c) => c.type !== 'Ready'),
    { type: 'Ready', status, lastTransitionTime: time },
  ];
  const containerStatuses = pod.spec.containers.map((container) => ({
    name: container.name,
    ready,
    restartCount: 0,
    image: container.image ?? '',
    imageID: '',
    state:
      code === undefined
        ? { running: { startedAt: time } }
        : { terminated: { exitCode: code, finishedAt: time } },
  }));
  const index = [...(pod.metadata.uid ?? 'x')].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 250;
  const podIP = `10.244.0.${index + 2}`;
  turn.write({
    verb: 'update',
    subresource: 'status',
    by: 'kubelet',
    object: {
      ...pod,
      status: {
        ...pod.status,
        phase,
        startTime: pod.status?.startTime ?? time,
        podIP,
        podIPs: [{ ip: podIP }],
        conditions,
        containerStatuses,
      },
    },
  });
}
