import type { Span } from '../../documents/tree';
import type { Home } from '../../workspace/links';

/** A stretch of some file, in offsets of that file. */
export interface FileSpan extends Span {
  readonly uri: string;
}

/** All places of one name that is no object's and nothing's in the table of references. */
export interface NameGroup {
  /** The name under the cursor, in the document. */
  readonly span: Span;
  readonly definitions: readonly FileSpan[];
  /** The other places. */
  readonly uses: readonly FileSpan[];
}

export function fileSpan({ uri, start, span }: Home & { readonly span: Span }): FileSpan {
  return { uri, start: start + span.start, end: start + span.end };
}
