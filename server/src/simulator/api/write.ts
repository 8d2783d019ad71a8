// What may be asked of the API: by clients, controllers, scheduler and kubelets alike.

import type { KubeObject } from '../../schema/objects';
import type { ApiStatus } from '../../schema/validation/types';
import type { Message } from '../kernel/component';

export type Propagation = 'Background' | 'Foreground' | 'Orphan';
export type Subresource = 'status' | 'ephemeralcontainers' | 'resize' | 'scale';

interface Common {
  /** Who writes: `kubelet`, `replicaset-controller`, `kubectl`. Clients' writes are validated in full, those of our own components are trusted. */
  readonly by: string;
  /** Is told the answer, as the message's event with a field `answer`; also when the write was refused. */
  readonly tell?: Message;
  /** The rule that it follows, where `ruleOfWrite` would name another. */
  readonly rule?: string;
  /** The field of the written object's manifest that decides it. */
  readonly field?: string;
}

export type Write =
  | (Common & { readonly verb: 'create'; readonly object: KubeObject })
  /** The whole object as it shall be. A `resourceVersion` in it that is not the present one gives 409; without one the last writer wins. */
  | (Common & {
      readonly verb: 'update';
      readonly object: KubeObject;
      readonly subresource?: Subresource;
    })
  | (Common & {
      readonly verb: 'delete';
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
      readonly uid?: string;
      readonly gracePeriodSeconds?: number;
      readonly propagation?: Propagation;
    })
  | (Common & {
      readonly verb: 'bind';
      readonly namespace: string;
      readonly name: string;
      readonly uid: string;
      readonly node: string;
    })
  | (Common & {
      readonly verb: 'evict';
      readonly namespace: string;
      readonly name: string;
      readonly gracePeriodSeconds?: number;
    })
  | (Common & { readonly verb: 'event'; readonly event: EventDraft });

/** An Event as a component reports it; counting, merging and the spam filter are the recorder's (L-EVT-1, 2, 5). */
export interface EventDraft {
  /** `kubelet`, `default-scheduler`, … */
  readonly source: string;
  readonly host?: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly about: {
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    readonly uid?: string;
    readonly apiVersion?: string;
  };
  /** `spec.containers{web}` */
  readonly fieldPath?: string;
}

/** The API's answer: the object as stored, or what was refused and why. */
export type ApiAnswer =
  | {
      readonly ok: true;
      readonly code: number;
      readonly object?: KubeObject;
      readonly warnings?: readonly string[];
    }
  | { readonly ok: false; readonly status: ApiStatus };
