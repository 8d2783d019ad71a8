import { placeAt } from '../../documents/paths';
import type { YamlNode } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import type { Action, ActionScene, Edit } from './action';
import { refactoring, say } from './action';
import { containerAt } from './containers';
import { addField, setAt } from './edits';

/** Requests as large as the limits, or limits where there are only requests: the QoS class Guaranteed. */
export function resourceActions(scene: ActionScene): readonly Action[] {
  const container = containerAt(scene, scene.span.start);
  if (container === undefined) return [];
  const path = [...container.path, 'resources'];
  const resources = placeAt(scene.document.tree, path)?.value;
  const limits = amountsIn(entryOf(resources, 'limits')?.value);
  const requests = amountsIn(entryOf(resources, 'requests')?.value);
  if (resources?.kind !== 'map') return [];
  const toLimits = copied(scene, container.path, 'requests', limits, requests);
  const toRequests =
    limits.size > 0 ? [] : copied(scene, container.path, 'limits', requests, limits);
  return [
    ...(toLimits.length === 0
      ? []
      : [
          refactoring(
            say(scene, 'Make requests equal to limits', '让 requests 等于 limits'),
            toLimits,
          ),
        ]),
    ...(toRequests.length === 0
      ? []
      : [
          refactoring(
            say(scene, 'Make limits equal to requests', '让 limits 等于 requests'),
            toRequests,
          ),
        ]),
  ];
}

function amountsIn(node: YamlNode | undefined): ReadonlyMap<string, string> {
  const amounts = new Map<string, string>();
  if (node?.kind !== 'map') return amounts;
  for (const { key, value } of node.entries) {
    const text = scalarText(value);
    if (text !== undefined && text !== '') amounts.set(key.text, text);
  }
  return amounts;
}

function copied(
  { document }: ActionScene,
  container: readonly (string | number)[],
  to: 'requests' | 'limits',
  from: ReadonlyMap<string, string>,
  present: ReadonlyMap<string, string>,
): readonly Edit[] {
  const differing = [...from].filter(([key, amount]) => present.get(key) !== amount);
  if (differing.length === 0) return [];
  const path = [...container, 'resources', to];
  const map = placeAt(document.tree, path)?.value;
  const asWritten = (amount: string) => (/^\d+$/.test(amount) ? Number(amount) : amount);
  if (map?.kind !== 'map') {
    const edit = setAt(
      document,
      path,
      Object.fromEntries(differing.map(([key, it]) => [key, asWritten(it)])),
    );
    return edit === undefined ? [] : [edit];
  }
  const changed = differing.flatMap(([key, amount]) => {
    const edit = present.has(key) ? setAt(document, [...path, key], asWritten(amount)) : undefined;
    return edit === undefined ? [] : [edit];
  });
  const added = differing
    .filter(([key]) => !present.has(key))
    .map(([key, amount]) => addField(document, map, key, asWritten(amount)));
  const [first] = added;
  // New fields all go to the end of the map.
  const together = first && {
    span: first.span,
    newText: added.map(({ newText }) => newText).join(''),
  };
  return together === undefined ? changed : [...changed, together];
}
