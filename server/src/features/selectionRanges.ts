import type { ManifestDocument } from '../documents/manifestDocument';
import { lastStartingBy } from '../documents/paths';
import type { Span, YamlNode } from '../documents/tree';
import { spanOf } from '../workspace/definitions';

/** The spans around an offset, innermost first: word, entry, map, and so on out to the document. */
export function selectionSpans(document: ManifestDocument, offset: number): readonly Span[] {
  const spans: Span[] = [{ start: 0, end: document.text.length }];
  let node: YamlNode | undefined = document.tree.root;
  while (node !== undefined && node.start <= offset && offset <= node.end) {
    spans.push({ start: node.start, end: node.end });
    if (node.kind === 'scalar') {
      spans.push(spanOf(node));
      break;
    }
    if (node.kind === 'sequence') {
      const item = node.items[lastStartingBy(node.items, offset)];
      if (item === undefined || offset > item.end) break;
      spans.push({ start: item.start, end: item.end });
      node = item.value;
    } else {
      const entry = node.entries[lastStartingBy(node.entries, offset)];
      if (entry === undefined || offset > entry.end) break;
      spans.push({ start: entry.start, end: entry.end });
      if (offset <= entry.key.end) {
        spans.push({ start: entry.key.start, end: entry.key.end }, spanOf(entry.key));
        break;
      }
      node = entry.value;
    }
  }
  return spans.filter((span, i) => !isSame(span, spans[i - 1])).reverse();
}

/** A map and the item that it fills are one step for whoever selects. */
function isSame(one: Span, other: Span | undefined): boolean {
  return one.start === other?.start && one.end === other.end;
}
