import type { Finding } from '../../documents/finding';
import type { Action, Edit } from './action';

/** Findings with one answer that nobody would argue with: what was meant is plain, and nothing that worked changes. */
const SAFE: ReadonlySet<string> = new Set([
  'deprecated-field',
  'key-read-otherwise',
  'shell-capital-c',
  'wrong-type',
]);

/**
 * The edits of all safe fixes of a document, none of which overlap.
 *
 * @param actionsFor what can be done about one finding
 */
export function safeFixes(
  findings: readonly Finding[],
  actionsFor: (finding: Finding) => readonly Action[],
): readonly Edit[] {
  const taken: Edit[] = [];
  for (const finding of findings) {
    if (!SAFE.has(finding.code)) continue;
    const edits = actionsFor(finding).find(({ isPreferred }) => isPreferred)?.edits ?? [];
    if (edits.every((edit) => taken.every((other) => !overlaps(edit, other)))) taken.push(...edits);
  }
  return taken;
}

function overlaps({ span: one }: Edit, { span: other }: Edit): boolean {
  return one.start <= other.end && other.start <= one.end;
}
