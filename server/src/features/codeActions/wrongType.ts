import { fieldInfoAt } from '../../documents/fieldInfo';
import type { Finding } from '../../documents/finding';
import { placeAt, spotAt } from '../../documents/paths';
import type { YamlMap, YamlScalar } from '../../documents/tree';
import { scalarText } from '../../documents/tree';
import type { FieldPath, FieldType } from '../../schema/catalogue';
import type { Action, ActionScene, Edit } from './action';
import { fix, say } from './action';
import { removeEntry, setAt, withRemoval } from './edits';

/** For a value of another type than its field's: quotes on or off, or a list around it. */
export function wrongTypeActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { document, catalogue } = scene;
  const spot = spotAt(document.tree, finding.span.start);
  const type = spot && fieldInfoAt(catalogue, document, spot.path)?.type;
  const place = spot && placeAt(document.tree, spot.path);
  if (type === undefined || place?.value === undefined) return [];
  const { value, entry } = place;
  if (value.kind === 'scalar') {
    const found = scalarActions(scene, finding, value, type);
    return found.length > 0 ? found : notEncodedActions(scene, finding, spot?.path ?? []);
  }
  if (type.kind !== 'list' || value.kind !== 'map' || entry === undefined) return [];
  const edits = value.flow ? bracketed(value) : dashed(scene, value);
  return [fix(finding, say(scene, 'Make it a list', '改成列表'), edits, true)];
}

function scalarActions(
  scene: ActionScene,
  finding: Finding,
  value: YamlScalar,
  type: FieldType,
): readonly Action[] {
  const { text } = scene.document;
  const span = { start: value.start, end: value.end };
  const written = text.slice(span.start, span.end);
  const isReadOtherwise = /cannot unmarshal (?:number|bool)/.test(finding.message);
  if (type.kind === 'string' && value.style === 'plain' && written !== '' && isReadOtherwise) {
    const newText = JSON.stringify(written);
    const title = say(scene, `Quote the value: ${newText}`, `加上引号：${newText}`);
    return [fix(finding, title, [{ span, newText }], true)];
  }
  const isQuoted = value.style === 'single' || value.style === 'double';
  const isNumber =
    (type.kind === 'integer' || type.kind === 'number') && /^-?\d+$/.test(value.text);
  const isBoolean = type.kind === 'boolean' && /^(?:true|false)$/.test(value.text);
  if (isQuoted && (isNumber || isBoolean)) {
    const title = say(scene, 'Remove the quotes', '去掉引号');
    return [fix(finding, title, [{ span, newText: value.text }], true)];
  }
  if (type.kind === 'list' && type.of.kind === 'string' && written !== '') {
    const edits = [{ span, newText: `[${isQuoted ? written : JSON.stringify(written)}]` }];
    return [fix(finding, say(scene, 'Make it a list', '改成列表'), edits, true)];
  }
  return [];
}

function bracketed({ start, end }: YamlMap): readonly Edit[] {
  return [
    { span: { start, end: start }, newText: '[' },
    { span: { start: end, end }, newText: ']' },
  ];
}

/** A dash before the first field, two columns more for all the others. */
function dashed({ document: { text } }: ActionScene, map: YamlMap): readonly Edit[] {
  const edits: Edit[] = [{ span: { start: map.start, end: map.start }, newText: '- ' }];
  for (
    let line = text.indexOf('\n', map.start);
    line >= 0 && line < map.end;
    line = text.indexOf('\n', line + 1)
  ) {
    const start = line + 1;
    if (start < map.end && text[start] !== '\n') {
      edits.push({ span: { start, end: start }, newText: '  ' });
    }
  }
  return edits;
}

/** For plain text among a Secret's encoded data: `stringData`, which takes it as it is. */
function notEncodedActions(
  scene: ActionScene,
  finding: Finding,
  path: FieldPath,
): readonly Action[] {
  const { document } = scene;
  const holder = path.slice(0, -1);
  const data = placeAt(document.tree, holder)?.value;
  const place = placeAt(document.tree, path);
  const text = scalarText(place?.value);
  if (!finding.message.includes('base64') || holder.at(-1) !== 'data') return [];
  if (data?.kind !== 'map' || place?.entry === undefined || text === undefined) return [];
  const target = [...holder.slice(0, -1), 'stringData', String(path.at(-1))];
  const added = setAt(document, target, text);
  // Without its only field the map would be left as an empty value.
  if (added === undefined || data.entries.length < 2) return [];
  const title = say(
    scene,
    'Move to stringData, which takes plain text',
    '移到 stringData，那里可写明文',
  );
  return [fix(finding, title, withRemoval(added, removeEntry(document, data, place.entry)), true)];
}
