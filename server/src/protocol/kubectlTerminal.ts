// What the kubectl terminal and the language server say to each other: one line and what it prints.
import type { ManifestText } from './runWorker';

export const KubectlMethods = {
  /** KubectlParams → KubectlReply | null */
  kubectl: 'podlab/kubectl',
} as const;

export interface KubectlParams {
  /** Names a cluster of its own, which lives until the session is closed or the server ends. */
  readonly session: string;
  /** The manifests that the cluster begins with, and how far they have run before the first line. */
  readonly begin: {
    readonly uri: string;
    readonly documents?: readonly number[];
    readonly seed: number;
    readonly atMs: number;
  };
  /** As typed behind the prompt; empty: only begins the session. */
  readonly line: string;
  /** The terminal was closed: the cluster is forgotten. */
  readonly close?: true;
}

export interface KubectlReply {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  /** The moment of the session's cluster after the line. */
  readonly atMs: number;
}

/** As the simulating worker gets it: with the texts that the manifests stand in. */
export interface KubectlRequest {
  readonly kind: 'kubectl';
  readonly params: KubectlParams;
  readonly manifest: ManifestText;
  readonly neighbours: readonly ManifestText[];
  readonly scenario?: ManifestText;
}
