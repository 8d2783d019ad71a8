import type { ManifestDocument } from '../documents/manifestDocument';
import { placeAt } from '../documents/paths';
import type { FieldEdit } from '../protocol/run';
import type { FieldPath } from '../schema/catalogue';
import type { Edit } from './codeActions/action';
import { removeEntry, removeItem, setAt } from './codeActions/edits';
import type { Insertion } from './codeActions/yamlLines';

/**
 * The edits that put an answer's fix into the document that it is about.
 *
 * @returns undefined where the document has changed so much that a field has no place any more
 */
export function answerFix(
  document: ManifestDocument,
  fix: readonly FieldEdit[],
): readonly Edit[] | undefined {
  const edits = fix.map(({ path, value }) =>
    value === undefined
      ? removedAt(document, path)
      : // The worker's own answer comes back as it was sent: plain data.
        setAt(document, path, value as Insertion),
  );
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

/** Takes a field or an item away, and a map or list with it that would be left empty. */
function removedAt(document: ManifestDocument, path: FieldPath): Edit | undefined {
  const last = path.at(-1);
  const node = placeAt(document.tree, path.slice(0, -1))?.value;
  if (node?.kind === 'sequence' && typeof last === 'number') {
    if (node.items.length === 1) return removedAt(document, path.slice(0, -1));
    return removeItem(document, node, last);
  }
  if (node?.kind !== 'map') return undefined;
  const entry = node.entries.find(({ key }) => key.text === last);
  if (entry === undefined) return undefined;
  if (node.entries.length === 1 && path.length > 1) return removedAt(document, path.slice(0, -1));
  return removeEntry(document, node, entry);
}
