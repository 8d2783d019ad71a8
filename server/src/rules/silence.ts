// Comments that silence findings where they stand:
//   # podlab-disable-line CODE …        on this line
//   # podlab-disable-next-line CODE …   on the line below
//   # podlab-disable CODE …             in the whole file
// Without a code they silence everything there.

import type { Finding } from '../documents/finding';
import type { ManifestDocument } from '../documents/manifestDocument';

/** `all`, or the codes that are silenced. */
type Codes = ReadonlySet<string> | 'all';

const DIRECTIVE = /#\s*podlab-disable(-next-line|-line)?(?:\s*[:=]?\s+([\w\s,-]*))?\s*$/;

/** What the comments of a file silence everywhere in it. */
export function silencedInFile(documents: readonly ManifestDocument[]): Codes {
  const codes = new Set<string>();
  for (const { tree, text } of documents) {
    // Cheaper than a look at each comment of each document.
    if (!text.includes('podlab-disable')) continue;
    for (const { start, end } of tree.comments) {
      const match = DIRECTIVE.exec(text.slice(start, end).trimEnd());
      if (match === null || match[1] !== undefined) continue;
      const named = codesIn(match[2]);
      if (named === 'all') return 'all';
      for (const code of named) codes.add(code);
    }
  }
  return codes;
}

/** The findings that no comment silences. */
export function withoutSilenced(
  document: ManifestDocument,
  findings: readonly Finding[],
  inFile: Codes,
): readonly Finding[] {
  if (inFile === 'all') return [];
  const lines = silencedLines(document);
  if (inFile.size === 0 && lines.size === 0) return findings;
  return findings.filter(({ code, span }) => {
    if (inFile.has(code)) return false;
    const codes = lines.get(lineStart(document.text, span.start));
    return codes === undefined || (codes !== 'all' && !codes.has(code));
  });
}

/** By the offset at which a line begins. */
function silencedLines({ tree, text }: ManifestDocument): ReadonlyMap<number, Codes> {
  const lines = new Map<number, Codes>();
  if (!text.includes('podlab-disable-')) return lines;
  for (const { start, end } of tree.comments) {
    const match = DIRECTIVE.exec(text.slice(start, end).trimEnd());
    if (match?.[1] === undefined) continue;
    const newline = text.indexOf('\n', end);
    const line =
      match[1] === '-line' ? lineStart(text, start) : newline < 0 ? text.length : newline + 1;
    const known = lines.get(line);
    const named = codesIn(match[2]);
    const both = known === 'all' || named === 'all' ? 'all' : new Set([...(known ?? []), ...named]);
    lines.set(line, both);
  }
  return lines;
}

function codesIn(text: string | undefined): Codes {
  const codes = (text ?? '').split(/[\s,]+/).filter((word) => word !== '');
  return codes.length === 0 ? 'all' : new Set(codes);
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}
