import { expect } from 'vitest';
import type { Finding } from '../../server/src/documents/finding';
import { openFile } from '../../server/src/documents/manifestFile';
import { loadYaml } from '../../server/src/documents/yamlValue';
import { codeActions } from '../../server/src/features/codeActions';
import type { Action, Edit } from '../../server/src/features/codeActions/action';
import { DiagnosticsCache } from '../../server/src/features/diagnosticsCache';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import { NEWEST_VERSION } from '../../server/src/schema/versions';
import { WorkspaceIndex } from '../../server/src/workspace/workspaceIndex';
import { cursorIn, dedent } from './marks';

interface Scene {
  readonly text: string;
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
  readonly codes: readonly string[];
}

/** The findings of a text's first document, and the actions for those that an offset touches. */
export async function lookAt(
  text: string,
  offset: number,
  others: Readonly<Record<string, string>> = {},
): Promise<Scene> {
  await loadYaml();
  const catalogue = getCatalogue();
  const index = new WorkspaceIndex(catalogue);
  const uri = 'file:///here/pod.yaml';
  const file = openFile(uri, text);
  index.put(file);
  for (const [name, other] of Object.entries(others))
    index.put(openFile(`file:///here/${name}`, other));
  const document = file.documents[0]?.document;
  if (document === undefined) throw new Error('a file has at least one document');
  const cache = new DiagnosticsCache(index, 'en');
  const findings = cache.findings({ catalogue, document, uri, version: NEWEST_VERSION });
  const span = { start: offset, end: offset };
  const actions = codeActions({ catalogue, document, uri, index, language: 'en', span, findings });
  return { text, actions, findings, codes: findings.map(({ code }) => code) };
}

/** Edits at one place apply in their order, as the protocol has it. */
export function applied(text: string, edits: readonly Edit[]): string {
  const sorted = edits
    .map((edit, i) => ({ ...edit, i }))
    .sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end || b.i - a.i);
  let made = text;
  let last = Number.POSITIVE_INFINITY;
  for (const { span, newText } of sorted) {
    if (span.end > last) throw new Error('edits overlap');
    last = span.start;
    made = made.slice(0, span.start) + newText + made.slice(span.end);
  }
  return made;
}

/** Titles of the actions at the cursor. */
export async function titlesAt(
  marked: string,
  others: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { text, offset } = cursorIn(dedent(marked));
  return (await lookAt(text, offset, others)).actions.map(({ title }) => title);
}

/**
 * Applies the action of this title at the cursor and compares the text; the finding that it solves must be gone then,
 * and no new error may have come.
 */
export async function checkAction(
  marked: string,
  title: string,
  expected: string,
  others: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { text, offset } = cursorIn(dedent(marked));
  const before = await lookAt(text, offset, others);
  const action = before.actions.find((it) => it.title === title);
  if (action === undefined) {
    throw new Error(`no "${title}" among:\n${before.actions.map((it) => it.title).join('\n')}`);
  }
  const after = applied(text, action.edits);
  expect(after).toBe(dedent(expected));
  const { codes } = await lookAt(after, 0, others);
  const count = (of: readonly string[], code: string) => of.filter((it) => it === code).length;
  for (const code of new Set(codes))
    expect(count(codes, code), code).toBeLessThanOrEqual(count(before.codes, code));
  const { solves } = action;
  if (solves !== undefined)
    expect(count(codes, solves.code), solves.code).toBeLessThan(count(before.codes, solves.code));
}
