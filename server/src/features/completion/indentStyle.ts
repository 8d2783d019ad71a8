// How the author of a document indents, so that what we insert looks the same.

import type { ManifestDocument } from '../../documents/manifestDocument';
import type { YamlNode } from '../../documents/tree';

export interface IndentStyle {
  /** Columns that a nested map is further right than its key. */
  readonly step: number;
  /** Columns that a list's dashes are further right than its key: 0 or `step`. */
  readonly listOffset: number;
}

/** Enough to know a style; a document of many thousand lines is not walked whole. */
const ENOUGH = 400;

const known = new WeakMap<ManifestDocument, IndentStyle>();

export function indentStyleOf(document: ManifestDocument): IndentStyle {
  const style = known.get(document) ?? measure(document.tree.root);
  known.set(document, style);
  return style;
}

function measure(root: YamlNode | undefined): IndentStyle {
  let step: number | undefined;
  let unindented = 0;
  let indented = 0;
  const queue: YamlNode[] = root === undefined ? [] : [root];
  for (let i = 0; i < queue.length && i < ENOUGH; i += 1) {
    const node = queue[i];
    if (node === undefined || node.kind === 'scalar' || node.flow) continue;
    if (node.kind === 'sequence') {
      for (const item of node.items) if (item.value !== undefined) queue.push(item.value);
      continue;
    }
    for (const { value } of node.entries) {
      if (value === undefined || value.kind === 'scalar' || value.flow) continue;
      queue.push(value);
      const offset = value.indent - node.indent;
      if (value.kind === 'map' && offset > 0) step = Math.min(step ?? offset, offset);
      if (value.kind === 'sequence') offset > 0 ? (indented += 1) : (unindented += 1);
    }
  }
  const width = step ?? 2;
  return { step: width, listOffset: unindented > indented ? 0 : width };
}
