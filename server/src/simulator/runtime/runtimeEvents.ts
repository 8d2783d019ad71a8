// The runtime's own events: what the kubelet asks of it, and what it tells itself.
import type { ContainerConfig, VolumePlan } from './containerConfig';
import type { RuntimeNodeRequest, RuntimePodRequest } from './messages';
import type { Answer, OutgoingRequest } from './programs/program';

export interface PodIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** The kubelet's requests carry a ticket, which the answer repeats. */
export type KubeletPodRequest =
  | { readonly kind: 'createContainer'; readonly ticket: number; readonly config: ContainerConfig }
  | { readonly kind: 'startContainer'; readonly ticket: number; readonly id: string }
  | { readonly kind: 'stopContainer'; readonly id: string; readonly graceMs: number }
  | {
      readonly kind: 'refreshVolumes';
      readonly volumes: ReadonlyMap<string, VolumePlan>;
    }
  | { readonly kind: 'stopSandbox'; readonly ticket: number }
  /** The kernel kills the container because the whole node has no memory left. */
  | { readonly kind: 'outOfMemory'; readonly id: string }
  | { readonly kind: 'setMemoryLimit'; readonly id: string; readonly bytes: number }
  /** Records that are to be forgotten; running ones are killed. */
  | { readonly kind: 'removeContainers'; readonly ids: readonly string[] }
  /** Whoever asked for stops is gone: no SIGKILL follows any more (L-TRM-20). */
  | { readonly kind: 'forgetStops' }
  /** The Pod is gone from the node; logs stay for the run's readers. */
  | { readonly kind: 'removePod' };

/** To `node/<name>`. */
export type KubeletNodeRequest =
  | {
      readonly kind: 'createSandbox';
      readonly ticket: number;
      readonly pod: PodIdentity;
      readonly attempt: number;
      readonly hostNetwork: boolean;
    }
  | {
      readonly kind: 'pullImage';
      readonly ticket: number;
      readonly uid: string;
      readonly image: string;
      /** The field that names the image. */
      readonly field: string;
    };

/** Answers to the kubelet. */
export type RuntimeReply =
  | { readonly kind: 'sandboxCreated'; readonly ticket: number; readonly ip: string | undefined }
  | { readonly kind: 'sandboxStopped'; readonly ticket: number }
  | { readonly kind: 'containerCreated'; readonly ticket: number; readonly id: string }
  | { readonly kind: 'containerStarted'; readonly ticket: number; readonly id: string }
  | {
      readonly kind: 'callFailed';
      readonly ticket: number;
      readonly call: 'create' | 'start';
      readonly text: string;
    }
  | {
      readonly kind: 'imagePulled';
      readonly ticket: number;
      readonly tookMs: number;
      readonly waitedMs: number;
      readonly sizeBytes: number;
    }
  | { readonly kind: 'pullFailed'; readonly ticket: number; readonly text: string }
  /** Something about the Pod's containers or sandboxes has changed; the kubelet sees what at its next look. */
  | { readonly kind: 'recordsChanged' };

/** Among the runtime's own actors. */
export type RuntimeInternal =
  | {
      readonly kind: 'sandboxAt';
      readonly ticket: number;
      readonly pod: PodIdentity;
      readonly node: string;
      readonly attempt: number;
      readonly ip: string | undefined;
      readonly hostIP: string;
    }
  | { readonly kind: 'wake'; readonly id: string }
  | { readonly kind: 'graceOver'; readonly id: string }
  | { readonly kind: 'exitNoticed'; readonly id: string }
  | {
      readonly kind: 'localConnection';
      readonly id: string;
      readonly number: number;
      readonly request: OutgoingRequest;
    }
  | {
      readonly kind: 'connectionAnswer';
      readonly id: string;
      readonly number: number;
      readonly answer: Answer;
      /** It comes from outside of the cluster. */
      readonly outside?: boolean;
    }
  | { readonly kind: 'powerOff' }
  | { readonly kind: 'releaseAddress'; readonly ip: string }
  | { readonly kind: 'pullDone'; readonly text: string | undefined };

export type RuntimeEvent =
  | KubeletPodRequest
  | KubeletNodeRequest
  | RuntimePodRequest
  | RuntimeNodeRequest
  | RuntimeInternal;
