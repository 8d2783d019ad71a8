// YAML's own names: `&name` and every `*name` after it.

import { isInComment } from '../../documents/paths';
import type { Span, YamlNode, YamlTree } from '../../documents/tree';
import { touches } from '../../documents/tree';
import type { NavigationScene } from '../navigation';
import type { NameGroup } from './nameGroup';
import { fileSpan } from './nameGroup';

interface Mark extends Span {
  readonly name: string;
  readonly isAnchor: boolean;
}

export function anchorGroup(scene: NavigationScene): NameGroup | undefined {
  const { document, offset } = scene;
  if (document.tree.anchors.size === 0) return undefined;
  const marks = marksIn(document.text, document.tree);
  // The sign in front counts as part of the name for a cursor.
  const own = marks.find(({ start, end }) => touches({ start: start - 1, end }, offset));
  if (own === undefined) return undefined;
  const same = marks.filter(({ name }) => name === own.name);
  const here = (isAnchor: boolean) =>
    same.filter((it) => it.isAnchor === isAnchor).map((span) => fileSpan({ ...scene, span }));
  return { span: own, definitions: here(true), uses: here(false) };
}

function marksIn(text: string, tree: YamlTree): readonly Mark[] {
  const texts = textsOf(tree.root);
  const marks: Mark[] = [];
  for (const match of text.matchAll(/(?<=^|[\s[{,:])([&*])([^\s,[\]{}]+)/gm)) {
    const [, sign, name = ''] = match;
    if (!tree.anchors.has(name) || isInComment(tree, match.index)) continue;
    if (texts.some(({ start, end }) => start <= match.index && match.index < end)) continue;
    const start = match.index + 1;
    marks.push({ name, start, end: start + name.length, isAnchor: sign === '&' });
  }
  return marks;
}

/** Texts in which the signs mean themselves. */
function textsOf(node: YamlNode | undefined): readonly Span[] {
  if (node === undefined) return [];
  if (node.kind === 'scalar') return node.style === 'alias' ? [] : [node];
  if (node.kind === 'sequence') return node.items.flatMap(({ value }) => textsOf(value));
  return node.entries.flatMap(({ key, value }) => [...textsOf(key), ...textsOf(value)]);
}
