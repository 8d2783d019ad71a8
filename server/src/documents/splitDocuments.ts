// Where one document of a file ends and the next begins. A `---` or `...` at the beginning of a line is a marker wherever
// it stands, in block scalars too, so lines alone decide and an edit is felt only between two markers.

import type { Span } from './tree';

/** The documents of a text, in order and without gaps; at least one. A document begins with its own `---` line. */
export function splitDocuments(text: string): readonly Span[] {
  return splitRange(text, 0, text.length);
}

/** The same for a stretch of a text that begins where a document does. */
export function splitRange(text: string, from: number, to: number): readonly Span[] {
  const spans: Span[] = [];
  let start = from;
  let lineStart = from;
  while (lineStart < to) {
    const marker = markerAt(text, lineStart);
    const next = text.indexOf('\n', lineStart);
    const after = next < 0 || next >= to ? to : next + 1;
    if (marker === '-' && lineStart > start) {
      spans.push({ start, end: lineStart });
      start = lineStart;
    } else if (marker === '.') {
      spans.push({ start, end: after });
      start = after;
    }
    lineStart = after;
  }
  if (start < to || spans.length === 0) spans.push({ start, end: to });
  return spans;
}

/** Which marker the line that begins at `offset` is, if it is one. */
export function markerAt(text: string, offset: number): '-' | '.' | undefined {
  const at = text.charCodeAt(offset) === 0xfeff ? offset + 1 : offset;
  const code = text.charCodeAt(at);
  if (code !== 45 && code !== 46) return undefined;
  if (text.charCodeAt(at + 1) !== code || text.charCodeAt(at + 2) !== code) return undefined;
  const after = text.charCodeAt(at + 3);
  const blank = Number.isNaN(after) || after === 32 || after === 9 || after === 10 || after === 13;
  if (!blank) return undefined;
  return code === 45 ? '-' : '.';
}
