import { expect } from 'vitest';
import { documentAt, openFile } from '../../server/src/documents/manifestFile';
import { completionOffers } from '../../server/src/features/completion';
import type { Offer } from '../../server/src/features/completion/offer';
import { plainOf } from '../../server/src/features/completion/offer';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import { WorkspaceIndex } from '../../server/src/workspace/workspaceIndex';
import { cursorIn } from './marks';

/** Other files of the workspace, by name. */
export type Files = Readonly<Record<string, string>>;

const HOME = 'file:///work';

/** The offers at the cursor mark, best first. */
export function offersAt(marked: string, others: Files = {}, name = 'a.yaml'): readonly Offer[] {
  const { text, offset } = cursorIn(marked);
  const workspace = new WorkspaceIndex(getCatalogue());
  for (const [other, content] of Object.entries(others)) {
    workspace.put(openFile(`${HOME}/${other}`, content));
  }
  const file = openFile(`${HOME}/${name}`, text);
  workspace.put(file);
  const located = documentAt(file, offset);
  if (located === undefined) return [];
  const offers = completionOffers({
    catalogue: getCatalogue(),
    workspace,
    document: located.document,
    uri: file.uri,
    version: '1.36',
    offset: offset - located.start,
  });
  return [...offers].sort((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1));
}

export function labelsAt(marked: string, others: Files = {}, name?: string): readonly string[] {
  return offersAt(marked, others, name).map(({ label }) => label);
}

/** The text after the offer with this label is taken, as an editor without snippets that keeps indentation makes it. */
export function acceptAt(marked: string, label: string, others: Files = {}): string {
  const { text, offset } = cursorIn(marked);
  const located = documentAt(openFile('x', text), offset);
  const offer = offersAt(marked, others).find((it) => it.label === label);
  if (offer === undefined || located === undefined) return `no offer "${label}"`;
  const start = located.start + offer.replace.start;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const blanks = /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
  const inserted = plainOf(offer.snippet).replaceAll('\n', `\n${blanks}`);
  const besides = [...(offer.besides ?? [])].sort((a, b) => b.span.start - a.span.start);
  let result = text.slice(0, start) + inserted + text.slice(located.start + offer.replace.end);
  for (const { span, newText } of besides) {
    result =
      result.slice(0, located.start + span.start) +
      newText +
      result.slice(located.start + span.end);
  }
  return result;
}

/** Checks that all of `wanted` are offered and none of `unwanted`. */
export function checkOffers(
  marked: string,
  wanted: readonly string[],
  unwanted: readonly string[] = [],
  others: Files = {},
): void {
  const labels = labelsAt(marked, others);
  expect({ missing: wanted.filter((it) => !labels.includes(it)), marked }).toEqual({
    missing: [],
    marked,
  });
  expect({ wrong: unwanted.filter((it) => labels.includes(it)), marked }).toEqual({
    wrong: [],
    marked,
  });
  expect(new Set(labels).size, `no offer twice: ${labels.join(' ')}`).toBe(labels.length);
}
