// The outline: objects, and what stands in them, as deep as it helps.

import type { ManifestDocument } from '../documents/manifestDocument';
import type { Span, YamlNode } from '../documents/tree';
import { entryOf, scalarText } from '../documents/tree';

export interface SymbolItem {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'object' | 'map' | 'list' | 'value';
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly SymbolItem[];
}

/** Deeper levels are in the text anyway. */
const DEEPEST = 12;

/** The outline of a document; empty where it is no Kubernetes object. */
export function documentSymbols(document: ManifestDocument): readonly SymbolItem[] {
  const [outer, ...inner] = document.objects;
  if (outer?.kind === undefined || outer.apiVersion === undefined) return [];
  const objects = inner.length > 0 ? inner : [outer];
  return objects.map(({ node, kind }) => {
    const name = scalarText(entryOf(entryOf(node, 'metadata')?.value, 'name')?.value) ?? '';
    return {
      name: `${kind ?? 'object'}${name === '' ? '' : ` ${name}`}`,
      detail: '',
      kind: 'object',
      span: { start: node.start, end: node.end },
      nameSpan: firstKey(node),
      children: childrenOf(node, 0),
    };
  });
}

function firstKey(node: YamlNode): Span {
  const first = node.kind === 'map' ? node.entries[0] : undefined;
  return first === undefined
    ? { start: node.start, end: node.start }
    : { start: first.key.start, end: first.key.end };
}

function childrenOf(node: YamlNode | undefined, depth: number): readonly SymbolItem[] {
  if (node === undefined || node.kind === 'scalar' || depth > DEEPEST) return [];
  if (node.kind === 'map') {
    return node.entries
      .filter(({ key }) => key.text !== '')
      .map(({ key, value, start, end }) => ({
        name: key.text,
        detail: value?.kind === 'scalar' && value.style !== 'block' ? clipped(value.text) : '',
        kind: kindOf(value),
        span: { start, end: Math.max(end, key.end) },
        nameSpan: { start: key.start, end: key.end },
        children: childrenOf(value, depth + 1),
      }));
  }
  return node.items.map(({ value, start, end }, index) => ({
    name: itemName(value) ?? `[${index}]`,
    detail: '',
    kind: kindOf(value),
    span: { start, end: Math.max(end, start + 1) },
    nameSpan: { start, end: Math.max(start + 1, Math.min(end, start + 1)) },
    children: childrenOf(value, depth + 1),
  }));
}

function kindOf(value: YamlNode | undefined): SymbolItem['kind'] {
  if (value?.kind === 'map') return 'map';
  return value?.kind === 'sequence' ? 'list' : 'value';
}

function itemName(value: YamlNode | undefined): string | undefined {
  if (value?.kind === 'scalar') return clipped(value.text) || undefined;
  const name =
    scalarText(entryOf(value, 'name')?.value) ?? scalarText(entryOf(value, 'key')?.value);
  return name === undefined || name === '' ? undefined : name;
}

function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
