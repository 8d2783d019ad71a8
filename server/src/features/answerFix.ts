import { parsePath } from '../answers/editPod';
import type { ManifestDocument } from '../documents/manifestDocument';
import type { Edit } from './codeActions/action';
import { setAt } from './codeActions/edits';

/**
 * The edit that puts an answer's fix into the document that the answer is about.
 *
 * @param value as YAML would write it
 * @returns undefined where the document has changed so much that the field has no place any more
 */
export function answerFix(
  document: ManifestDocument,
  path: string,
  value: string,
): Edit | undefined {
  return setAt(document, parsePath(path), plainValue(value));
}

function plainValue(value: string): string | number | boolean {
  if (/^(true|false)$/.test(value)) return value === 'true';
  return /^-?\d+$/.test(value) ? Number(value) : value;
}
