// What is wrong with the text as YAML.

import type { Finding } from '../../documents/finding';
import type { ManifestDocument } from '../../documents/manifestDocument';
import type { YamlNode } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import { oneLine } from './spans';

/** One broken line makes the parser complain about many: the first few lines tell the story. */
const MOST = 5;

/** Our words for the parser's codes that people meet while they type. */
const WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'YAML is indented with spaces; a tab cannot be used here.',
  MISSING_CHAR: 'Something is missing here: a closing quote or bracket, a comma, or a blank.',
  BAD_INDENT: 'This line is indented less or more than its neighbours.',
  MULTILINE_IMPLICIT_KEY: 'A key needs a colon on its own line.',
  BLOCK_AS_IMPLICIT_KEY:
    'A second "key: value" cannot stand on the same line: begin a new line or quote the text.',
  UNEXPECTED_TOKEN: 'This is not expected here.',
};

/** Syntax errors, one a line. Git's conflict markers are told once. */
export function syntaxFindings(document: ManifestDocument): readonly Finding[] {
  if (document.tree.isConflicted) return [conflictFinding(document)];
  const { text } = document;
  const lines = new Set<number>();
  const findings: Finding[] = [];
  for (const { code, message, span } of document.value.issues) {
    const start = Math.min(span.start, Math.max(0, text.length - 1));
    const lineStart = text.lastIndexOf('\n', start - 1);
    if (lines.has(lineStart) || findings.length >= MOST) continue;
    lines.add(lineStart);
    findings.push({
      code: 'yaml-syntax',
      severity: 'error',
      message: messageOf(code, message),
      span: visible(text, oneLine(text, { start, end: Math.max(span.end, start + 1) })),
    });
  }
  return findings;
}

function messageOf(code: string, message: string): string {
  const own = WORDS[code];
  return own === undefined ? message : `${own} (${message})`;
}

/** A span that can be seen: not a line break alone. */
function visible(text: string, { start, end }: { start: number; end: number }) {
  if (text.slice(start, end).trim() !== '') return { start, end };
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start).trimEnd();
  return before === ''
    ? { start, end: Math.max(end, start + 1) }
    : { start: lineStart + before.length - 1, end: lineStart + before.length };
}

function conflictFinding({ text }: ManifestDocument): Finding {
  const start = Math.max(0, text.search(/^(?:<{7} |={7}\r?$|>{7} )/m));
  return {
    code: 'merge-conflict',
    severity: 'error',
    message:
      'Git left a merge conflict here; nothing else in this document is checked until it is resolved.',
    span: oneLine(text, { start, end: text.length }),
  };
}

export interface RepeatedKey {
  readonly path: FieldPath;
  readonly finding: Finding;
}

/** Keys that occur twice in their map. The server refuses them when it decodes strictly. */
export function repeatedKeys({ tree }: ManifestDocument): readonly RepeatedKey[] {
  const found: RepeatedKey[] = [];
  walk(tree.root, [], found);
  return found;
}

function walk(node: YamlNode | undefined, path: FieldPath, found: RepeatedKey[]): void {
  if (node === undefined || node.kind === 'scalar') return;
  if (node.kind === 'sequence') {
    for (const [i, { value }] of node.items.entries()) walk(value, [...path, i], found);
    return;
  }
  const first = new Map<string, { start: number; end: number }>();
  for (const { key, value, colon } of node.entries) {
    const inner = [...path, key.text];
    const earlier = first.get(key.text);
    const span = { start: key.start, end: key.end };
    if (earlier !== undefined && colon !== undefined && key.text !== '<<') {
      found.push({
        path: inner,
        finding: {
          code: 'duplicate-key',
          severity: 'error',
          message: `"${key.text}" is already set in this mapping; the API server refuses a field that is written twice.`,
          span,
          related: [{ span: earlier, message: 'first set here' }],
        },
      });
    } else if (colon !== undefined) first.set(key.text, span);
    walk(value, inner, found);
  }
}
