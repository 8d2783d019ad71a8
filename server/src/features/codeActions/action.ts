// What a code action is made of. Actions are data: edits in offsets of the document, applied by whoever asked.

import type { Finding } from '../../documents/finding';
import type { ManifestDocument } from '../../documents/manifestDocument';
import type { Span } from '../../documents/tree';
import type { Catalogue } from '../../schema/catalogue';
import type { WorkspaceIndex } from '../../workspace/workspaceIndex';

/** A replacement of text; the edits of one action never overlap. */
export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

export interface Action {
  readonly title: string;
  readonly kind: 'quickfix' | 'refactor.rewrite';
  readonly edits: readonly Edit[];
  /** At most one of the actions for a finding. */
  readonly isPreferred?: boolean;
  /** The finding that it solves or silences. */
  readonly solves?: Finding;
  /** Opens the page behind this code instead of editing. */
  readonly explains?: string;
}

export interface ActionScene {
  readonly catalogue: Catalogue;
  readonly document: ManifestDocument;
  readonly uri: string;
  readonly index: WorkspaceIndex;
  readonly language: 'en' | 'zh';
  /** What is selected: empty for a cursor. */
  readonly span: Span;
  /** All findings of the document. */
  readonly findings: readonly Finding[];
}

export function say({ language }: ActionScene, en: string, zh: string): string {
  return language === 'zh' ? zh : en;
}

export function fix(
  finding: Finding,
  title: string,
  edits: readonly Edit[],
  isPreferred = false,
): Action {
  return { title, kind: 'quickfix', edits, solves: finding, ...(isPreferred && { isPreferred }) };
}

export function refactoring(title: string, edits: readonly Edit[]): Action {
  return { title, kind: 'refactor.rewrite', edits };
}
