// What is wrong with the text as YAML.

import type { Finding } from '../../documents/finding';
import type { ManifestDocument } from '../../documents/manifestDocument';
import { oneLine } from '../../documents/spans';
import type { Span, YamlNode } from '../../documents/tree';
import type { SyntaxIssue } from '../../documents/yamlValue';
import type { FieldPath } from '../../schema/catalogue';

/** One broken line makes the parser complain about many: the first few lines tell the story. */
const MOST = 5;

/** Our words for the parser's codes that people meet while they type. */
const WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'YAML is indented with spaces; a tab cannot be used here.',
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
  for (const issue of document.value.issues) {
    const span = oneLine(text, issueSpan(document, issue));
    const lineStart = text.lastIndexOf('\n', span.start - 1);
    if (lines.has(lineStart) || findings.length >= MOST) continue;
    lines.add(lineStart);
    const own = unclosedMessage(document, span) ?? WORDS[issue.code];
    const message = own === undefined ? issue.message : `${own} (${issue.message})`;
    findings.push({ code: 'yaml-syntax', severity: 'error', message, span });
  }
  return findings;
}

/** Where people look for the mistake: the bracket or quote that is open, not the place where the parser gave up. */
function issueSpan(document: ManifestDocument, { code, message, span }: SyntaxIssue): Span {
  const { text, tree } = document;
  const start = Math.min(span.start, Math.max(0, text.length - 1));
  const isOpen = /closing|must be sufficiently indented and end with|Flow (?:map|sequence)/.test(
    message,
  );
  const open = isOpen ? unclosedBefore(tree.root, start + 1) : undefined;
  if (open !== undefined) return { start: open.start, end: open.start + 1 };
  if (code === 'UNRESOLVED_ALIAS') return unresolvedAlias(document) ?? span;
  return visible(text, { start, end: Math.max(Math.min(span.end, text.length), start + 1) });
}

/** The last quote or bracket before an offset that nothing closes. */
function unclosedBefore(node: YamlNode | undefined, offset: number): YamlNode | undefined {
  if (node === undefined || node.start >= offset) return undefined;
  if (node.kind === 'scalar') return node.closed ? undefined : node;
  const children =
    node.kind === 'map'
      ? node.entries.flatMap(({ key, value }) => (value === undefined ? [key] : [key, value]))
      : node.items.flatMap(({ value }) => value ?? []);
  for (const child of children.reverse()) {
    const found = unclosedBefore(child, offset);
    if (found !== undefined) return found;
  }
  return node.closed ? undefined : node;
}

function unclosedMessage({ tree, text }: ManifestDocument, { start }: Span): string | undefined {
  const open = unclosedBefore(tree.root, start + 1);
  if (open?.start !== start) return undefined;
  return `This ${text[start]} is never closed.`;
}

function unresolvedAlias({ tree }: ManifestDocument): Span | undefined {
  const find = (node: YamlNode | undefined): Span | undefined => {
    if (node === undefined) return undefined;
    if (node.kind === 'scalar') {
      return node.style === 'alias' && !tree.anchors.has(node.text) ? node : undefined;
    }
    const values = node.kind === 'map' ? node.entries : node.items;
    for (const { value } of values) {
      const found = find(value);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = find(tree.root);
  return found && { start: found.start, end: found.end };
}

/** A span that can be seen: blanks alone become the word after them, or the one before on the same line. */
function visible(text: string, { start, end }: Span): Span {
  if (text.slice(start, end).trim() !== '') return { start, end };
  const ahead = /^[ \t]*([^\s]+)/.exec(text.slice(start, start + 500));
  if (ahead?.[1] !== undefined && text[start] !== '\n' && text[start] !== '\t') {
    const from = start + ahead[0].length - ahead[1].length;
    return { start: from, end: start + ahead[0].length };
  }
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start).trimEnd();
  if (before === '') return { start, end: Math.max(end, start + 1) };
  return { start: lineStart + before.length - 1, end: lineStart + before.length };
}

function conflictFinding({ text }: ManifestDocument): Finding {
  const start = Math.max(0, text.search(/^(?:<{7} |={7}\r?$|>{7} )/m));
  return {
    code: 'merge-conflict',
    // The editor shows the conflict itself; this only tells why nothing else is said.
    severity: 'information',
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
          message: `key ${JSON.stringify(key.text)} already set in map: the API server refuses a field that is written twice.`,
          span,
          related: [{ span: earlier, message: 'first set here' }],
        },
      });
    } else if (colon !== undefined) first.set(key.text, span);
    walk(value, inner, found);
  }
}
