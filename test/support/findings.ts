import { expect } from 'vitest';
import type { Finding } from '../../server/src/documents/finding';
import { openFile } from '../../server/src/documents/manifestFile';
import { loadYaml } from '../../server/src/documents/yamlValue';
import type { FindingLanguage } from '../../server/src/rules/rules';
import { ruleFindings } from '../../server/src/rules/rules';
import { withoutSilenced } from '../../server/src/rules/silence';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import { WorkspaceIndex } from '../../server/src/workspace/workspaceIndex';
import { dedent } from './marks';

export interface FileFinding extends Finding {
  /** Offset of the finding's document in the file. */
  readonly documentStart: number;
}

/** What our rules say of a file, offsets counted from its beginning. */
export async function findingsIn(
  text: string,
  { language = 'en' as FindingLanguage, others = {} as Readonly<Record<string, string>> } = {},
): Promise<readonly FileFinding[]> {
  await loadYaml();
  const catalogue = getCatalogue();
  const index = new WorkspaceIndex(catalogue);
  const uri = 'file:///here/pod.yaml';
  const file = openFile(uri, text);
  index.put(file);
  for (const [name, other] of Object.entries(others))
    index.put(openFile(`file:///here/${name}`, other));
  return file.documents.flatMap(({ document, start }) => {
    const found = ruleFindings({ catalogue, document, uri, index }, language);
    return withoutSilenced(document, found, new Set()).map((finding) => ({
      ...finding,
      documentStart: start,
      span: { start: finding.span.start + start, end: finding.span.end + start },
    }));
  });
}

/**
 * Holds what one rule underlines against the stretches between `¦` marks, none for silence.
 *
 * @returns the messages, in the order of the text
 */
export async function checkRule(
  code: string,
  marked: string,
  options: Parameters<typeof findingsIn>[1] = {},
): Promise<readonly string[]> {
  const pieces = dedent(marked).split('¦');
  const text = pieces.join('');
  const found = (await findingsIn(text, options)).filter((finding) => finding.code === code);
  const underlined = found.map(({ span }) => text.slice(span.start, span.end));
  expect(underlined).toEqual(pieces.filter((_, i) => i % 2 === 1));
  let at = 0;
  const starts = pieces.flatMap((piece, i) => {
    at += piece.length;
    return i % 2 === 1 ? [at - piece.length] : [];
  });
  expect(found.map(({ span }) => span.start)).toEqual(starts);
  return found.map(({ message }) => message);
}

/** The text after the preferred, or first, fix of a rule's first finding. */
export async function afterFix(code: string, source: string): Promise<string> {
  const text = dedent(source);
  const finding = (await findingsIn(text)).find((it) => it.code === code);
  const fix = finding?.fixes?.[0];
  if (finding === undefined || fix === undefined) throw new Error(`${code} offers no fix`);
  return [...fix.edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((before, { span, newText }) => {
      const shift = finding.documentStart;
      return before.slice(0, span.start + shift) + newText + before.slice(span.end + shift);
    }, text);
}

/** A Pod around the text of its spec, which may begin with an empty line. */
export function podWith(spec: string, name = 'web'): string {
  const lines = dedent(spec).trimEnd().split('\n');
  const body = lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n');
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n${body}\n`;
}
