import { fieldInfoAt } from '../../documents/fieldInfo';
import type { Finding } from '../../documents/finding';
import { placeAt, spotAt } from '../../documents/paths';
import type { YamlMap, YamlScalar } from '../../documents/tree';
import type { FieldType } from '../../schema/catalogue';
import type { Action, ActionScene, Edit } from './action';
import { fix, say } from './action';

/** For a value of another type than its field's: quotes on or off, or a list around it. */
export function wrongTypeActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { document, catalogue } = scene;
  const spot = spotAt(document.tree, finding.span.start);
  const type = spot && fieldInfoAt(catalogue, document, spot.path)?.type;
  const place = spot && placeAt(document.tree, spot.path);
  if (type === undefined || place?.value === undefined) return [];
  const { value, entry } = place;
  if (value.kind === 'scalar') return scalarActions(scene, finding, value, type);
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
  if (type.kind === 'string' && value.style === 'plain' && written !== '') {
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
