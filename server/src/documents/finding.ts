import type { Span } from './tree';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** An edit that solves a finding, or part of it. Offsets count like those of the finding. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
  readonly isPreferred?: boolean;
}

/** Something we tell about a document. Offsets count from the beginning of the document, not of the file. */
export interface Finding {
  /** Kebab-case, says what is wrong: `unknown-field`. */
  readonly code: string;
  readonly severity: Severity;
  /** One or two sentences for people; the API server's own words where it would refuse. */
  readonly message: string;
  /** What to underline: one key or one value, never a whole block. */
  readonly span: Span;
  /** Second places, in this document. */
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  readonly fixes?: readonly Fix[];
  /** How the editor may draw it besides. */
  readonly tag?: 'unnecessary' | 'deprecated';
}
