import type { Finding } from '../../documents/finding';
import { placeAt } from '../../documents/paths';
import type { YamlNode } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import type { Action, ActionScene, Edit } from './action';
import { fix, say } from './action';
import { setAt } from './edits';
import { pathOfFinding } from './findingPath';

/** For a selector that does not match its own template: either side made equal to the other. */
export function selectorActions(scene: ActionScene, finding: Finding): readonly Action[] {
  if (!finding.message.includes('does not match template `labels`')) return [];
  const { document } = scene;
  const path = pathOfFinding(scene, finding) ?? [];
  const at = path.lastIndexOf('template');
  const root = at < 0 ? document.objectAt(path)?.path : path.slice(0, at - 1);
  if (root === undefined) return [];
  const spec = placeAt(document.tree, [...root, 'spec'])?.value;
  const selector = entryOf(spec, 'selector')?.value;
  const isPlain = entryOf(selector, 'matchLabels') === undefined;
  // Expressions can be met in more than one way.
  if (entryOf(selector, 'matchExpressions') !== undefined) return [];
  const selectorPath = [...root, 'spec', 'selector', ...(isPlain ? [] : ['matchLabels'])];
  const labelsPath = [...root, 'spec', 'template', 'metadata', 'labels'];
  const wanted = labelsIn(placeAt(document.tree, selectorPath)?.value);
  const labels = labelsIn(placeAt(document.tree, labelsPath)?.value);
  const wrong = [...wanted].filter(([key, value]) => labels.get(key) !== value);
  if (wrong.length === 0) return [];
  const toLabels = editsFor(scene, labelsPath, wrong);
  const known = wrong.flatMap(([key]) => {
    const value = labels.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const toSelector = known.length === wrong.length ? editsFor(scene, selectorPath, known) : [];
  return [
    ...(toLabels.length === 0
      ? []
      : [
          fix(
            finding,
            say(
              scene,
              'Change the template’s labels to match the selector',
              '修改模板标签以匹配选择器',
            ),
            toLabels,
            true,
          ),
        ]),
    ...(toSelector.length === 0
      ? []
      : [
          fix(
            finding,
            say(
              scene,
              'Change the selector to match the template’s labels',
              '修改选择器以匹配模板标签',
            ),
            toSelector,
          ),
        ]),
  ];
}

function labelsIn(node: YamlNode | undefined): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  if (node?.kind !== 'map') return labels;
  for (const { key, value } of node.entries) {
    const text = scalarText(value);
    if (text !== undefined) labels.set(key.text, text);
  }
  return labels;
}

function editsFor(
  { document }: ActionScene,
  path: FieldPath,
  labels: readonly (readonly [key: string, value: string])[],
): readonly Edit[] {
  const holder = placeAt(document.tree, path)?.value;
  if (holder?.kind !== 'map') {
    const edit = setAt(document, path, Object.fromEntries(labels));
    return edit === undefined ? [] : [edit];
  }
  const edits: Edit[] = [];
  for (const [key, value] of labels) {
    const edit = setAt(document, [...path, key], value);
    if (edit === undefined) continue;
    const before = edits.at(-1);
    // New labels all go to the end of the map.
    if (before?.span.start === edit.span.start) {
      edits.splice(-1, 1, { span: before.span, newText: before.newText + edit.newText });
    } else edits.push(edit);
  }
  return edits;
}
