// What an exam case says, and how one is asked of a running server by a client that knows the protocol's plain core only.

import type { LanguageClient } from '../../support/languageClient';
import { cursorIn } from '../../support/marks';

/** A file open beside the one that is asked about. */
export interface Neighbour {
  readonly name: string;
  readonly text: string;
}

/** `¦` in the text is the cursor. */
export interface CompletionCase {
  readonly name: string;
  readonly text: string;
  readonly has?: readonly string[];
  readonly not?: readonly string[];
  /** A label, and what the whole text is when it was accepted. */
  readonly accept?: readonly [label: string, text: string];
  readonly beside?: readonly Neighbour[];
  readonly file?: string;
}

/** No `has` means that nothing is to be shown. */
export interface HoverCase {
  readonly name: string;
  readonly text: string;
  readonly has?: readonly (string | RegExp)[];
  readonly not?: readonly (string | RegExp)[];
  readonly file?: string;
}

/** `¦` is on the line that the finding has to start on; no `says` means silence. */
export interface DiagnosticsCase {
  readonly name: string;
  readonly text: string;
  readonly says?: string | RegExp;
  readonly file?: string;
}

interface Position {
  readonly line: number;
  readonly character: number;
}
interface Span {
  readonly start: Position;
  readonly end: Position;
}
interface TextEdit {
  readonly newText: string;
  readonly range: Span;
}
interface Item {
  readonly label: string;
  readonly insertText?: string;
  readonly insertTextFormat?: number;
  readonly textEdit?: TextEdit;
  readonly additionalTextEdits?: readonly TextEdit[];
}
export interface Finding {
  readonly message: string;
  readonly severity: number;
  readonly range: Span;
}

let files = 0;

function openCase(client: LanguageClient, text: string, file = 'exam.yaml'): string {
  files += 1;
  const uri = `file:///exam/${files}/${file}`;
  client.open(uri, text, file.endsWith('.json') ? 'json' : 'yaml');
  return uri;
}

function close(client: LanguageClient, uri: string): void {
  client.notify('textDocument/didClose', { textDocument: { uri } });
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

function offsetOf(text: string, { line, character }: Position): number {
  const lines = text.split('\n').slice(0, line);
  return lines.reduce((sum, it) => sum + it.length + 1, 0) + character;
}

/** Editors give later lines the blanks of the line that is edited. */
function indented(text: string, line: number, newText: string): string {
  const blanks = /^[ \t]*/.exec(text.split('\n')[line] ?? '')?.[0] ?? '';
  return newText.replaceAll('\n', `\n${blanks}`);
}

function accepted(text: string, item: Item): string {
  const edits = [item.textEdit, ...(item.additionalTextEdits ?? [])].filter(
    (edit): edit is TextEdit => edit !== undefined,
  );
  return edits
    .toSorted((a, b) => offsetOf(text, b.range.start) - offsetOf(text, a.range.start))
    .reduce(
      (now, { range, newText }) =>
        now.slice(0, offsetOf(text, range.start)) +
        indented(text, range.start.line, newText) +
        now.slice(offsetOf(text, range.end)),
      text,
    );
}

/** What is wrong with the answer, in words; empty when all is well. */
export async function sitCompletion(
  client: LanguageClient,
  { text: marked, has = [], not = [], accept, beside = [], file }: CompletionCase,
): Promise<readonly string[]> {
  const { text, offset } = cursorIn(marked);
  const opened = beside.map((it) => openCase(client, it.text, it.name));
  const uri = openCase(client, text, file);
  const answer = await client.request<{ items: readonly Item[] } | readonly Item[] | null>(
    'textDocument/completion',
    { textDocument: { uri }, position: positionOf(text, offset) },
  );
  for (const it of [...opened, uri]) close(client, it);
  const items = answer === null ? [] : 'items' in answer ? answer.items : answer;
  const labels = items.map(({ label }) => label);
  const wrong = [
    ...has.filter((it) => !labels.includes(it)).map((it) => `lacks ${it}`),
    ...(not.includes('*') && labels.length > 0 ? ['offers something'] : []),
    ...not.filter((it) => labels.includes(it)).map((it) => `offers ${it}`),
    ...items.filter((it) => it.insertTextFormat === 2).map((it) => `${it.label} is a snippet`),
  ];
  if (accept !== undefined) {
    const chosen = items.find(({ label }) => label === accept[0]);
    const now = chosen === undefined ? '(not offered)' : accepted(text, chosen);
    if (now !== accept[1]) wrong.push(`accepting ${accept[0]} gives ${JSON.stringify(now)}`);
  }
  return wrong.length === 0 ? [] : [...wrong, `of ${labels.slice(0, 40).join(' ')}`];
}

export async function sitHover(
  client: LanguageClient,
  { text: marked, has = [], not = [], file }: HoverCase,
): Promise<readonly string[]> {
  const { text, offset } = cursorIn(marked);
  const uri = openCase(client, text, file);
  const answer = await client.request<{ contents: { value: string } } | null>(
    'textDocument/hover',
    { textDocument: { uri }, position: positionOf(text, offset) },
  );
  close(client, uri);
  const shown = answer?.contents.value ?? '';
  const holds = (part: string | RegExp) =>
    typeof part === 'string' ? shown.includes(part) : part.test(shown);
  const wrong = [
    ...(has.length === 0 && not.length === 0 && shown !== '' ? ['is not silent'] : []),
    ...has.filter((it) => !holds(it)).map((it) => `lacks ${it}`),
    ...not.filter((it) => holds(it)).map((it) => `has ${it}`),
  ];
  return wrong.length === 0 ? [] : [...wrong, `in ${shown}`];
}

export async function sitDiagnostics(
  client: LanguageClient,
  { text: marked, says, file }: DiagnosticsCase,
): Promise<readonly string[]> {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const uri = openCase(client, text, file);
  const { items } = await client.request<{ items: readonly Finding[] }>('textDocument/diagnostic', {
    textDocument: { uri },
  });
  close(client, uri);
  const told = items.map((it) => `${it.range.start.line + 1}/${it.severity}: ${it.message}`);
  if (says === undefined) return told.length === 0 ? [] : ['is not silent', ...told];
  const line = positionOf(text, Math.max(offset, 0)).line;
  const found = items.some(
    ({ message, range, severity }) =>
      severity <= 2 &&
      range.start.line === line &&
      (typeof says === 'string' ? message.includes(says) : says.test(message)),
  );
  return found ? [] : [`lacks ${says} on line ${line + 1}`, ...told];
}
