import type { Span } from '../../documents/tree';
import type { TypeName } from '../../schema/catalogue';

/** What the details of an offer are looked up by when somebody asks for them. */
export type Subject =
  | { readonly of: 'field'; readonly type: TypeName; readonly field: string }
  | {
      readonly of: 'value';
      readonly type: TypeName;
      readonly field: string;
      readonly value: string;
    }
  /** A key that somebody gave a meaning to: a label, or the name of a resource. */
  | { readonly of: 'name'; readonly as: 'key' | 'resource'; readonly name: string }
  | { readonly of: 'kind'; readonly apiVersion: string; readonly kind: string };

/** Something that can be typed at the cursor. Offsets count from the beginning of the document. */
export interface Offer {
  readonly label: string;
  readonly kind: 'field' | 'value' | 'reference' | 'document';
  readonly detail?: string;
  /** Lower comes first. */
  readonly rank: number;
  readonly replace: Span;
  /**
   * Snippet text with `$1` and `${2:default}`. Its second and later lines are indented relative to the line that the
   * cursor is on.
   */
  readonly snippet: string;
  /** What the typed text is compared with, where that is not the label. */
  readonly filter?: string;
  readonly preselect?: boolean;
  readonly deprecated?: boolean;
  /** Changes elsewhere in the document that belong to the choice. */
  readonly besides?: readonly { readonly span: Span; readonly newText: string }[];
  readonly subject?: Subject;
  /** A sentence that is known without looking anything up. */
  readonly note?: string;
  /** After it is inserted there is more to choose from. */
  readonly goesOn?: boolean;
}

/** Makes a text safe to stand in a snippet. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** The text that a snippet leaves behind when nobody fills in its stops. */
export function plainOf(snippet: string): string {
  return snippet
    .replace(/\$\{\d+:((?:[^\\}]|\\.)*)\}/g, '$1')
    .replace(/\$\d+/g, '')
    .replace(/\\([\\$}])/g, '$1');
}
