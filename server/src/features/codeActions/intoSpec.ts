import { kindOf } from '../../documents/fieldInfo';
import type { Finding } from '../../documents/finding';
import { placeAt } from '../../documents/paths';
import type { YamlEntry, YamlMap } from '../../documents/tree';
import { entryOf } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import { indentStyleOf } from '../completion/indentStyle';
import type { Action, ActionScene } from './action';
import { fix, say } from './action';
import { beginsLine, lineEnd, movedText, removeEntry, withRemoval } from './edits';

/** Fields of the spec that stand at the root or in the metadata of an object that has no spec yet: a spec around them. */
export function intoSpec(
  scene: ActionScene,
  finding: Finding,
  map: YamlMap,
  path: FieldPath,
): readonly Action[] {
  const { document } = scene;
  const object = document.objectAt(path);
  const root = object?.node;
  if (object === undefined || root === undefined || root.flow || map.flow) return [];
  const spec = entryOf(root, 'spec');
  const isEmpty = spec?.value?.kind === 'map' && spec.value.flow && spec.value.entries.length === 0;
  if (spec?.value !== undefined && !isEmpty) return [];
  const moved = map.entries.filter((entry) => belongs(scene, path, entry));
  const [first] = moved;
  const { text } = document;
  if (first === undefined || !moved.every((entry) => beginsLine(text, entry.start))) return [];
  const column = root.indent + indentStyleOf(document).step;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const body = moved.map((entry) => ' '.repeat(column) + movedText(document, entry, column));
  const block = ['spec:', ...body].join(newline);
  const title = say(scene, 'Put the fields into a spec', '把这些字段放进 spec');
  const removals = moved.map((entry) => removeEntry(document, map, entry));
  if (spec !== undefined) {
    const inPlace = { span: { start: spec.start, end: spec.end }, newText: block };
    return [fix(finding, title, [inPlace, ...removals], true)];
  }
  if (map === root) {
    const inPlace = { span: { start: first.start, end: lineEnd(text, first.end) }, newText: block };
    return [fix(finding, title, [inPlace, ...removals.slice(1)], true)];
  }
  const end = lineEnd(text, root.end);
  const behind = { span: { start: end, end }, newText: newline + ' '.repeat(root.indent) + block };
  const last = removals.pop();
  const edits = last === undefined ? [behind] : withRemoval(behind, last);
  return [fix(finding, title, [...edits, ...removals], true)];
}

function belongs(
  { catalogue, document, findings }: ActionScene,
  path: FieldPath,
  { key }: YamlEntry,
): boolean {
  const object = document.objectAt(path);
  const kind = object && kindOf(catalogue, object);
  const type = kind && catalogue.field(kind.type, 'spec')?.type;
  if (type?.kind !== 'object' || catalogue.field(type.type, key.text) === undefined) return false;
  const at = placeAt(document.tree, [...path.slice(0, -1), key.text]);
  const isUnknown = findings.some(
    ({ code, span }) => code === 'unknown-field' && span.start === key.start,
  );
  return at !== undefined && isUnknown;
}
