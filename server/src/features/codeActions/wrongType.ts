import { fieldInfoAt } from '../../documents/fieldInfo';
import type { Finding } from '../../documents/finding';
import { placeAt } from '../../documents/paths';
import type { YamlMap, YamlScalar } from '../../documents/tree';
import { scalarText } from '../../documents/tree';
import type { FieldPath, FieldType, TypeName } from '../../schema/catalogue';
import { yamlText } from '../completion/scalarText';
import type { Action, ActionScene, Edit } from './action';
import { fix, say } from './action';
import { lineEnd, lineStart, movedText, removeEntry, setAt, withRemoval } from './edits';
import { pathOfFinding } from './findingPath';

/** For a value of another type than its field's: quotes on or off, or a list around it. */
export function wrongTypeActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { document, catalogue } = scene;
  const path = pathOfFinding(scene, finding);
  const type = path && fieldInfoAt(catalogue, document, path)?.type;
  const place = path && placeAt(document.tree, path);
  if (type === undefined || place?.value === undefined) return [];
  const { value, entry } = place;
  if (value.kind === 'scalar') {
    if (type.kind === 'string' && type.format === 'byte') {
      return notEncodedActions(scene, finding, place.path);
    }
    return scalarActions(scene, finding, value, type);
  }
  if (type.kind === 'string' && value.kind === 'map') return unwrapped(scene, finding, place.path);
  if (type.kind !== 'list' || value.kind !== 'map' || entry === undefined) return [];
  const variables = asVariables(scene, type.of, value);
  if (variables !== undefined) {
    return [fix(finding, say(scene, 'Make it a list', '改成列表'), variables, true)];
  }
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
  const item = type.kind === 'list' ? type.of : type;
  const field = item.kind === 'object' ? meantField(scene, item.type, value) : undefined;
  if (field !== undefined) {
    const braces = `{ ${field}: ${written} }`;
    const newText = type.kind === 'list' ? `[${braces}]` : braces;
    const title = say(scene, `Change to ${newText}`, `改为 ${newText}`);
    return [fix(finding, title, [{ span, newText }], true)];
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
  if (holder.at(-1) !== 'data') return [];
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

/** The required field of an object for which a lone number or word can stand: `containerPort`, `name`. */
function meantField(
  { catalogue }: ActionScene,
  type: TypeName,
  { style, text }: YamlScalar,
): string | undefined {
  if (text === '' || style === 'block' || style === 'alias') return undefined;
  const isNumber = style === 'plain' && /^\d+$/.test(text);
  const required = (catalogue.type(type)?.fields ?? []).filter((field) => field.required);
  const [only] = required;
  if (only === undefined || required.length > 1) return undefined;
  const takes = isNumber ? ['integer', 'intOrString'] : ['string', 'intOrString'];
  return takes.includes(only.type.kind) ? only.name : undefined;
}

/** `env` written as a map of names to values, the way other tools have it: a list of both. */
function asVariables(
  { catalogue, document }: ActionScene,
  item: FieldType,
  map: YamlMap,
): readonly Edit[] | undefined {
  const has = (name: string) =>
    item.kind === 'object' && catalogue.field(item.type, name) !== undefined;
  if (map.flow || !has('name') || !has('value')) return undefined;
  if (
    map.entries.some(
      ({ key, value }) => has(key.text) || (value !== undefined && value.kind !== 'scalar'),
    )
  ) {
    return undefined;
  }
  const { text } = document;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return map.entries.flatMap(({ key, value, colon }): readonly Edit[] => {
    if (colon === undefined) return [];
    const written = value === undefined ? '' : text.slice(value.start, value.end);
    const isText = value?.kind === 'scalar' && value.style !== 'plain';
    const end = value?.end ?? colon + 1;
    const head = `- name: ${key.text}${newline}${' '.repeat(map.indent + 2)}value: `;
    const newText = `${head}${isText ? written : yamlText(written)}`;
    return [{ span: { start: key.start, end }, newText }];
  });
}

/** `selector: { matchLabels: … }` where the labels themselves are wanted: what is inside moves up. */
function unwrapped(scene: ActionScene, finding: Finding, path: FieldPath): readonly Action[] {
  const { document } = scene;
  const place = placeAt(document.tree, path);
  const { entry, value } = place ?? {};
  if (path.at(-1) !== 'matchLabels' || entry === undefined || value?.kind !== 'map') return [];
  const first = value.entries[0];
  if (first === undefined || !value.closed) return [];
  const column = entry.start - lineStart(document.text, entry.start);
  const newText = value.flow
    ? document.text.slice(value.start + 1, value.end - 1).trim()
    : movedText(document, { start: first.start, end: value.end }, column);
  const end = value.flow ? entry.end : lineEnd(document.text, value.end);
  const title = say(scene, 'Take away "matchLabels"', '去掉 “matchLabels”');
  return [fix(finding, title, [{ span: { start: entry.start, end }, newText }], true)];
}
