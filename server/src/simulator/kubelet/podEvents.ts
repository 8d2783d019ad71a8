import type { Writable } from '../../support/writable';
import type { EventDraft } from '../api/write';
import type { EntryId } from '../kernel/component';
import { eventFieldPath, specField } from './podSpec';
import { apiPodOf, type KubeletContext, type PodWorker } from './podWorker';

export interface PodEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly container?: string;
}

/** Reports an Event about a Pod or one of its containers. Rules: L-SYN-14, L-EVT-1. */
export function emit(
  context: KubeletContext,
  worker: PodWorker,
  event: PodEvent,
  because?: EntryId,
): EntryId {
  const { namespace = '', name = '', uid = '' } = worker.pod.metadata;
  const apiUid = worker.isStatic ? (apiPodOf(context, worker)?.metadata.uid ?? uid) : uid;
  const draft: Writable<EventDraft> = {
    source: 'kubelet',
    host: worker.node,
    type: event.type,
    reason: event.reason,
    message: event.message,
    about: { kind: 'Pod', namespace, name, uid: apiUid, apiVersion: 'v1' },
  };
  const { container } = event;
  if (container === undefined)
    return context.turn.write({ verb: 'event', by: 'kubelet', event: draft }, because);
  const { spec } = worker.pod;
  draft.fieldPath = eventFieldPath(spec, container);
  const field = specField(spec, container);
  return context.turn.write({ verb: 'event', by: 'kubelet', event: draft, field }, because);
}
