// Repairs of text that is no YAML. Each candidate is parsed before it is offered: what does not make the document whole is
// never shown.

import type { Finding } from '../../documents/finding';
import { ManifestDocument } from '../../documents/manifestDocument';
import { NEWEST_VERSION } from '../../schema/versions';
import { indentStyleOf } from '../completion/indentStyle';
import { documentFindings } from '../diagnostics';
import type { Action, ActionScene, Edit } from './action';
import { fix, say } from './action';
import { lineEnd, lineStart, textWith } from './edits';

/** Parsing a candidate costs as much as the document is long. */
const LONGEST = 10_000;
const MOST = 3;

interface Repair {
  readonly title: string;
  readonly edits: readonly Edit[];
}

export function syntaxActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { text } = scene.document;
  if (text.length > LONGEST) return [];
  const here = lineStart(text, finding.span.start);
  const above = here === 0 ? here : lineStart(text, here - 1);
  const below = text.indexOf('\n', here) + 1;
  // The parser often complains a line too early or too late.
  const lines = [...new Set([here, below, above])];
  const candidates = [
    ...tabs(scene),
    ...lines.flatMap((line) => [...inLine(scene, line), ...indented(scene, line)]),
  ];
  const working = candidates.flatMap((repair) => {
    const errors = errorsAfter(scene, repair);
    return errors === undefined ? [] : [{ repair, errors }];
  });
  // Where the schema can tell what was meant, only that is offered.
  const fewest = Math.min(...working.map(({ errors }) => errors));
  return working
    .filter(({ errors }) => errors === fewest)
    .slice(0, MOST)
    .map(({ repair }, i) => fix(finding, repair.title, repair.edits, i === 0));
}

/** How much the API server would still refuse; undefined while the text is no YAML. */
function errorsAfter({ document, catalogue }: ActionScene, { edits }: Repair): number | undefined {
  const span = { start: 0, end: document.text.length };
  const made = new ManifestDocument(textWith(document.text, span, edits));
  const { value, issues } = made.value;
  if (issues.length > 0 || typeof value !== 'object') return undefined;
  const scene = { catalogue, document: made, role: 'manifest', version: NEWEST_VERSION } as const;
  return documentFindings(scene).filter(({ severity }) => severity === 'error').length;
}

/** Every tab in an indentation as so many blanks as the document indents by. */
function tabs(scene: ActionScene): readonly Repair[] {
  const { document } = scene;
  const blanks = ' '.repeat(indentStyleOf(document).step);
  const edits = [...document.text.matchAll(/^[ ]*\t[ \t]*/gm)].map(({ index, 0: indent }) => ({
    span: { start: index, end: index + indent.length },
    newText: indent.replaceAll('\t', blanks),
  }));
  if (edits.length === 0) return [];
  return [{ title: say(scene, 'Replace tabs with spaces', '把制表符换成空格'), edits }];
}

/** What one line may lack: a blank, a colon, a quote, a bracket. */
function inLine(scene: ActionScene, start: number): readonly Repair[] {
  const { text } = scene.document;
  const end = lineEnd(text, start);
  const line = text.slice(start, end);
  const content = line.replace(/\s+#.*$/, '').trimEnd();
  const insert = (at: number, newText: string): readonly Edit[] => [
    { span: { start: start + at, end: start + at }, newText },
  ];
  const repairs: Repair[] = [];
  const joined = /^\s*(?:- )?[A-Za-z][\w.-]*:(?=[^\s/])/.exec(line)?.[0];
  if (joined !== undefined) {
    const title = say(scene, 'Put a space after the colon', '在冒号后加空格');
    repairs.push({ title, edits: insert(joined.length, ' ') });
  }
  if (/^\s*(?:- )?[A-Za-z]\w*$/.test(content)) {
    repairs.push({
      title: say(scene, 'Add the colon', '加上冒号'),
      edits: insert(content.length, ':'),
    });
  }
  const pair = /^(\s*(?:- )?[A-Za-z]\w*)( +)\S/.exec(content);
  if (pair !== null) {
    repairs.push({
      title: say(scene, 'Add the colon', '加上冒号'),
      edits: insert(pair[1]?.length ?? 0, ':'),
    });
  }
  const closing = missingClosers(content);
  if (closing !== '') {
    repairs.push({
      title: say(scene, `Add ${closing}`, `加上 ${closing}`),
      edits: insert(content.length, closing),
    });
  }
  const value = /^(\s*(?:- )?[A-Za-z][\w.-]*: +)([^"'[{|>&*#\s].*)$/.exec(content);
  if (value !== null) {
    const [, head = '', rest = ''] = value;
    const span = { start: start + head.length, end: start + head.length + rest.length };
    const newText = `"${rest.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
    repairs.push({
      title: say(scene, 'Quote the value', '给值加引号'),
      edits: [{ span, newText }],
    });
  }
  return repairs;
}

/** Quotes and brackets that a line opens and does not close, innermost first. */
function missingClosers(line: string): string {
  const open: string[] = [];
  let quote = '';
  for (const char of line) {
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '[') open.unshift(']');
    else if (char === '{') open.unshift('}');
    else if (char === open[0]) open.shift();
  }
  return quote + open.join('');
}

/** The line, and what is indented below it, at the columns of the lines above it. */
function indented(scene: ActionScene, start: number): readonly Repair[] {
  const { text } = scene.document;
  const line = text.slice(start, lineEnd(text, start));
  const column = line.length - line.trimStart().length;
  if (line.trim() === '' || line.includes('\t')) return [];
  const block = linesOfBlock(text, start, column);
  return columnsAbove(text, start)
    .filter((it) => it !== column)
    .map((it) => {
      const shift = it - column;
      const edits = block.map((at) =>
        shift > 0
          ? { span: { start: at, end: at }, newText: ' '.repeat(shift) }
          : { span: { start: at, end: at - shift }, newText: '' },
      );
      const word = /^\s*(?:- )*([\w.-]+)/.exec(line)?.[1] ?? '';
      const title = say(
        scene,
        `Indent "${word}" with ${it} spaces`,
        `把 “${word}” 缩进 ${it} 个空格`,
      );
      return { title, edits };
    });
}

/** Where the lines begin that move with a line: itself and all that follow deeper than it. */
function linesOfBlock(text: string, start: number, column: number): readonly number[] {
  const lines = [start];
  for (let at = text.indexOf('\n', start); at >= 0; at = text.indexOf('\n', at + 1)) {
    const line = text.slice(at + 1, lineEnd(text, at + 1));
    if (line.trim() === '') continue;
    if (line.length - line.trimStart().length <= column) break;
    lines.push(at + 1);
  }
  return lines;
}

/** Columns at which the lines above begin, or begin behind their dash; the nearest first. */
function columnsAbove(text: string, start: number): readonly number[] {
  const columns: number[] = [];
  const add = (column: number) => {
    if (!columns.includes(column)) columns.push(column);
  };
  for (let end = start - 1, seen = 0; end > 0 && seen < 12; seen += 1) {
    const from = lineStart(text, end);
    const [, blanks = '', dash = '', first = ''] =
      /^( *)((?:- +)*)(\S?)/.exec(text.slice(from, end)) ?? [];
    if (first !== '' && first !== '#') {
      add(blanks.length + dash.length);
      add(blanks.length);
    }
    end = from - 1;
  }
  return columns.slice(0, 6);
}
