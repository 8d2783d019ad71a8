// What a finding of our own is made of. A rule looks at documents that are whole and well-formed as YAML, but may hold any
// value anywhere: it reads through schema/plain.ts and stays silent where it does not know. It never says again what the
// API server says itself.

import type { Severity } from '../documents/finding';
import type { ManifestDocument, ManifestObject } from '../documents/manifestDocument';
import type { Span } from '../documents/tree';
import type { ApiKind, Catalogue, FieldPath } from '../schema/catalogue';
import type { Plain } from '../schema/plain';
import type { ObjectFacts } from '../workspace/definitions';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';

/** A sentence in both languages of the interface; API words stay as the API writes them. */
export type Text = readonly [en: string, zh: string];

export interface RuleFix {
  readonly title: Text;
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
  readonly isPreferred?: boolean;
}

export interface RuleFinding {
  readonly span: Span;
  readonly message: Text;
  readonly related?: readonly { readonly span: Span; readonly message: Text }[];
  readonly fixes?: readonly RuleFix[];
  readonly tag?: 'unnecessary' | 'deprecated';
}

export interface Rule {
  /** Kebab-case; says what is wrong. */
  readonly code: string;
  /** As long as the setting `podlab.findings` says nothing else. */
  readonly severity: Severity;
  /** What the answer depends on: `document` findings may be kept as long as the document's text stands. */
  readonly reads: 'document' | 'workspace';
  /** The page behind the code: what happens, when it matters, what to do. */
  readonly page: Text;
  readonly check: (scene: RuleScene) => readonly RuleFinding[];
}

/**
 * One document with everything that rules look at, taken apart once for all of them and only when one asks. Rules that
 * read the workspace run again whenever anything in it changes: they go by `facts` and the tree, which are kept, and
 * leave the values alone, which are not.
 */
export interface RuleScene {
  readonly catalogue: Catalogue;
  readonly document: ManifestDocument;
  readonly uri: string;
  readonly index: WorkspaceIndex;
  readonly facts: readonly ObjectFacts[];
  readonly objects: readonly ObjectView[];
  readonly pods: readonly PodView[];
}

export interface ObjectView {
  readonly object: ManifestObject;
  readonly api: ApiKind;
  readonly value: Plain;
}

/** A Pod or the template of one. */
export interface PodView extends ObjectView {
  /** From the document's root to what holds `metadata` and `spec`. */
  readonly path: FieldPath;
  readonly pod: Plain;
  readonly spec: Plain;
  readonly containers: readonly ContainerView[];
}

export type ContainerRole = 'app' | 'init' | 'sidecar' | 'ephemeral';

export interface ContainerView {
  readonly role: ContainerRole;
  /** From the document's root. */
  readonly path: FieldPath;
  readonly value: Plain;
  /** `''` while there is none. */
  readonly name: string;
}
