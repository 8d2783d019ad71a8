import type { Finding } from '../../documents/finding';
import { placeAt } from '../../documents/paths';
import type { YamlScalar } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import type { Action, ActionScene } from './action';
import { fix, say } from './action';
import { pathOfFinding } from './findingPath';

/** For a name that the API does not allow: the same in the letters that it does. */
export function nameActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { message } = finding;
  const isLabel = /RFC 1123 label|RFC 1035 label/.test(message);
  const isPort = /ports\[\d+\]\.name: Invalid value/.test(message);
  if (!isLabel && !isPort && !message.includes('RFC 1123 subdomain')) return [];
  const node = scalarOf(scene, pathOfFinding(scene, finding));
  if (node === undefined) return [];
  const longest = isPort ? 15 : isLabel ? 63 : 253;
  const allowed = isLabel || isPort ? /[^a-z0-9-]+/g : /[^a-z0-9.-]+/g;
  const made = node.text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(allowed, '-')
    .replace(message.includes('RFC 1035') ? /^[^a-z]+/ : /^[^a-z0-9]+/, '')
    .slice(0, longest)
    .replace(/[^a-z0-9]+$/, '');
  return made === '' || made === node.text ? [] : [renaming(scene, finding, node, made, true)];
}

/** For a name that its list has already: the next free one. */
export function repeatedNameActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const path = pathOfFinding(scene, finding);
  const node = scalarOf(scene, path);
  const list = path && placeAt(scene.document.tree, path.slice(0, -2))?.value;
  if (node === undefined || path?.at(-1) !== 'name' || list?.kind !== 'sequence') return [];
  const taken = new Set(list.items.map(({ value }) => scalarText(entryOf(value, 'name')?.value)));
  let number = 2;
  while (taken.has(`${node.text}-${number}`)) number += 1;
  return [renaming(scene, finding, node, `${node.text}-${number}`, false)];
}

function scalarOf({ document }: ActionScene, path: FieldPath | undefined): YamlScalar | undefined {
  const node = path && placeAt(document.tree, path)?.value;
  if (node?.kind !== 'scalar' || node.style === 'block' || node.style === 'alias') return undefined;
  return node.text === '' ? undefined : node;
}

function renaming(
  scene: ActionScene,
  finding: Finding,
  node: YamlScalar,
  name: string,
  isPreferred: boolean,
): Action {
  const quote = node.style === 'double' ? '"' : node.style === 'single' ? "'" : '';
  const edits = [{ span: { start: node.start, end: node.end }, newText: quote + name + quote }];
  return fix(finding, say(scene, `Change to ${name}`, `改为 ${name}`), edits, isPreferred);
}
