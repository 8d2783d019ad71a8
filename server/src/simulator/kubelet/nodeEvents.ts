import type { KubeletContext } from './podWorker';

/** Reports an Event about a node itself. */
export function emitNode(
  { turn }: KubeletContext,
  name: string,
  reason: string,
  message: string,
  type: 'Normal' | 'Warning' = 'Normal',
): void {
  turn.write({
    verb: 'event',
    by: 'kubelet',
    event: {
      source: 'kubelet',
      host: name,
      type,
      reason,
      message,
      about: { kind: 'Node', namespace: '', name, uid: name, apiVersion: 'v1' },
    },
  });
}
