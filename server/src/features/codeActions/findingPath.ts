import type { Finding } from '../../documents/finding';
import { lastStartingBy, spotAt } from '../../documents/paths';
import type { YamlNode } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import type { ActionScene } from './action';

/** The path of what a finding underlines: a key, a word, or something in braces or brackets. */
export function pathOfFinding(
  { document: { tree } }: ActionScene,
  { span }: Finding,
): FieldPath | undefined {
  return spotAt(tree, span.start)?.path ?? flowAt(tree.root, span.start, []);
}

/** The outermost flow collection that begins at an offset. */
function flowAt(
  node: YamlNode | undefined,
  offset: number,
  path: FieldPath,
): FieldPath | undefined {
  if (node === undefined || node.kind === 'scalar') return undefined;
  if (node.flow && node.start === offset) return path;
  if (node.kind === 'map') {
    const entry = node.entries[lastStartingBy(node.entries, offset)];
    return entry && flowAt(entry.value, offset, [...path, entry.key.text]);
  }
  const index = lastStartingBy(node.items, offset);
  return flowAt(node.items[index]?.value, offset, [...path, index]);
}
