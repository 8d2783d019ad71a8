import type { FieldInfo } from '../../documents/fieldInfo';
import { fieldInfoAt, kindOf } from '../../documents/fieldInfo';
import type { Finding } from '../../documents/finding';
import { placeAt, spotAt } from '../../documents/paths';
import type { YamlEntry, YamlMap, YamlNode } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import type { FieldPath, FieldType } from '../../schema/catalogue';
import { formatPath } from '../../schema/catalogue';
import { editDistance } from '../../support/nearest';
import { indentStyleOf } from '../completion/indentStyle';
import type { Action, ActionScene, Edit } from './action';
import { fix, say } from './action';
import { beginsLine, lineEnd, movedText, removeEntry } from './edits';
import { intoSpec } from './intoSpec';
import { entryLines } from './yamlLines';

/** How far from where it stands a field may belong. */
const FARTHEST = 4;

/** For a field that its map does not have: the names that are near, the levels that have it, or none of it. */
export function unknownFieldActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { document, catalogue } = scene;
  const spot = spotAt(document.tree, finding.span.start);
  if (spot?.on !== 'key' || spot.entry === undefined || spot.map?.kind !== 'map') return [];
  const { entry, map, path } = spot;
  const holder = fieldInfoAt(catalogue, document, path.slice(0, -1));
  const name = entry.key.text;
  const isNear = (finding.fixes ?? []).length > 0;
  const targets = isNear ? [] : levelsWith(scene, path, entry);
  const [single] = targets.length === 1 ? targets : [];
  return [
    ...otherNames(scene, finding, holder, map, name),
    ...targets.flatMap((target) => {
      const moved = moveTo(scene, finding, entry, map, target);
      return moved === undefined
        ? []
        : [{ ...moved, ...(target === single && { isPreferred: true }) }];
    }),
    ...moveTogether(scene, finding, map, targets[0], path),
    ...intoTemplate(scene, finding, map, path),
    ...intoSpec(scene, finding, map, path),
    fix(finding, say(scene, `Remove "${name}"`, `删除 “${name}”`), [
      removeEntry(document, map, entry),
    ]),
  ];
}

/** As many other names as still read well. */
const MOST_NAMES = 2;

/** Other names than the one that the finding itself offers: as near as that one, or longer ones that end in the word. */
function otherNames(
  scene: ActionScene,
  finding: Finding,
  holder: FieldInfo | undefined,
  map: YamlMap,
  name: string,
): readonly Action[] {
  if (holder?.type.kind !== 'object') return [];
  const offered = finding.fixes?.map(({ edits }) => edits[0]?.newText) ?? [];
  const present = new Set(map.entries.map(({ key }) => key.text));
  const word = name.toLowerCase();
  const distance = (other: string) => editDistance(word, other.toLowerCase(), 9);
  const nearest = Math.min(...offered.map((it) => distance(it ?? '')), 9);
  const fields = (scene.catalogue.type(holder.type.type)?.fields ?? []).filter(
    (field) => !present.has(field.name) && !offered.includes(field.name),
  );
  const meant = fields
    .filter(({ name: other }) =>
      offered.length > 0
        ? distance(other) <= nearest + 1
        : word.length > 2 && other.toLowerCase().endsWith(word),
    )
    .sort((a, b) => Number(b.required) - Number(a.required) || distance(a.name) - distance(b.name));
  return meant.slice(0, MOST_NAMES).map((field, i) => {
    const title = say(scene, `Change to ${field.name}`, `改为 ${field.name}`);
    const isPreferred = i === 0 && field.required && offered.length === 0;
    return fix(finding, title, [{ span: finding.span, newText: field.name }], isPreferred);
  });
}

interface Level {
  readonly path: FieldPath;
  readonly map: YamlMap;
  readonly distance: number;
}

/** The nearest maps of the text whose type has the field and that do not have it yet: one, or two as near. */
function levelsWith(scene: ActionScene, path: FieldPath, entry: YamlEntry): readonly Level[] {
  const { document } = scene;
  const name = entry.key.text;
  const root = document.objectAt(path)?.path ?? [];
  const found: Level[] = [];
  const seen = new Set<YamlNode>();
  const visit = (node: YamlNode | undefined, at: FieldPath, distance: number): void => {
    if (node === undefined || distance > FARTHEST || seen.has(node)) return;
    if (node.kind === 'sequence') {
      // With several items nobody knows which one is meant, but the last one may end just above.
      const last = node.items.length - 1;
      if (last >= 0) visit(node.items[last]?.value, [...at, last], distance);
      return;
    }
    if (node.kind !== 'map') return;
    seen.add(node);
    if (distance > 0 && takes(scene, at, name, entry.value) && entryOf(node, name) === undefined) {
      found.push({ path: at, map: node, distance });
    }
    for (const { key, value } of node.entries) {
      if (value !== undefined && value !== entry.value)
        visit(value, [...at, key.text], distance + 1);
    }
  };
  for (let up = 1; path.length - up >= root.length; up += 1) {
    const at = path.slice(0, -up);
    visit(
      placeAt(document.tree, at)?.value ?? (at.length === 0 ? document.tree.root : undefined),
      at,
      up - 1,
    );
  }
  const nearest = Math.min(...found.map(({ distance }) => distance));
  return found.filter(({ distance }) => distance === nearest).slice(0, 2);
}

/** Whether the type at a path has the field, for a value of this shape. */
function takes(
  { catalogue, document }: ActionScene,
  path: FieldPath,
  name: string,
  value: YamlNode | undefined,
): boolean {
  const info = fieldInfoAt(catalogue, document, path);
  if (info?.type.kind !== 'object') return false;
  const field = catalogue.field(info.type.type, name);
  return field !== undefined && name !== 'status' && fits(field.type, value);
}

function fits(type: FieldType, value: YamlNode | undefined): boolean {
  if (value === undefined) return true;
  if (type.kind === 'any') return true;
  if (type.kind === 'list') return value.kind === 'sequence';
  if (type.kind === 'object' || type.kind === 'map') return value.kind === 'map';
  return value.kind === 'scalar';
}

function moveTo(
  scene: ActionScene,
  finding: Finding,
  entry: YamlEntry,
  from: YamlMap,
  to: Level,
): Action | undefined {
  const edits = moveEdits(scene, [entry], from, to);
  const name = entry.key.text;
  const level = levelName(scene, to);
  return (
    edits &&
    fix(finding, say(scene, `Move "${name}" to ${level}`, `把 “${name}” 移到 ${level}`), edits)
  );
}

/** Neighbours that are unknown here and belong where this one does: a block with the wrong indentation. */
function moveTogether(
  scene: ActionScene,
  finding: Finding,
  map: YamlMap,
  to: Level | undefined,
  path: FieldPath,
): readonly Action[] {
  if (to === undefined) return [];
  const unknown = map.entries.filter((entry) =>
    scene.findings.some(
      ({ code, span }) => code === 'unknown-field' && span.start === entry.key.start,
    ),
  );
  const together = unknown.filter(
    (entry) =>
      takes(scene, to.path, entry.key.text, entry.value) &&
      entryOf(to.map, entry.key.text) === undefined,
  );
  const edits = together.length < 2 ? undefined : moveEdits(scene, together, map, to);
  if (edits === undefined || path.length === 0) return [];
  const level = levelName(scene, to);
  const names = together.map(({ key }) => key.text).join(', ');
  return [
    fix(finding, say(scene, `Move ${names} to ${level}`, `把 ${names} 移到 ${level}`), edits),
  ];
}

function levelName({ document }: ActionScene, { path }: Level): string {
  const root = document.objectAt(path)?.path.length ?? 0;
  return formatPath(path.slice(root)) || 'the top level';
}

function moveEdits(
  { document }: ActionScene,
  entries: readonly YamlEntry[],
  from: YamlMap,
  to: Level,
): readonly Edit[] | undefined {
  const { text } = document;
  const last = to.map.entries.at(-1);
  if (to.map.flow || from.flow || last === undefined) return undefined;
  // A block that holds what is moved would have to end before itself.
  const holdsThem = entries.some((entry) => last.start <= entry.start && entry.end <= last.end);
  if (!entries.every((entry) => beginsLine(text, entry.start))) return undefined;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = ' '.repeat(to.map.indent);
  const moved = entries.map((entry) => indent + movedText(document, entry, to.map.indent));
  const removals = entries.map((entry) => removeEntry(document, from, entry));
  if (holdsThem) {
    // Before the block that they stand in.
    const insertion = { span: { start: last.start, end: last.start }, newText: '' };
    const head = moved.map((it) => it.slice(indent.length)).join(newline + indent);
    return [{ ...insertion, newText: head + newline + indent }, ...removals];
  }
  const end = lineEnd(text, last.end);
  const insertion = moved.map((it) => newline + it).join('');
  return [{ span: { start: end, end }, newText: insertion }, ...removals];
}

/** Fields of a Pod in the spec of something that makes Pods and has no template yet: the template around them. */
function intoTemplate(
  scene: ActionScene,
  finding: Finding,
  map: YamlMap,
  path: FieldPath,
): readonly Action[] {
  const { document, catalogue } = scene;
  const object = document.objectAt(path);
  const kind = object && kindOf(catalogue, object);
  if (object === undefined || kind?.podTemplate !== 'spec.template') return [];
  const isInSpec = path.length === object.path.length + 2 && path.at(-2) === 'spec';
  if (!isInSpec || map.flow || entryOf(map, 'template') !== undefined) return [];
  const podSpec = 'io.k8s.api.core.v1.PodSpec';
  const specType = fieldInfoAt(catalogue, document, path.slice(0, -1))?.type;
  const isPods = ({ key }: YamlEntry) =>
    catalogue.field(podSpec, key.text) !== undefined &&
    (specType?.kind !== 'object' || catalogue.field(specType.type, key.text) === undefined);
  const moved = map.entries.filter(isPods);
  const [first, ...others] = moved;
  const { text } = document;
  if (first === undefined || !moved.every((entry) => beginsLine(text, entry.start))) return [];
  const name = scalarText(entryOf(entryOf(object.node, 'metadata')?.value, 'name')?.value) ?? 'app';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const style = indentStyleOf(document);
  const labels = { app: name };
  const needsSelector = !/^(?:Job)$/.test(kind.kind) && entryOf(map, 'selector') === undefined;
  const selector = kind.kind === 'ReplicationController' ? labels : { matchLabels: labels };
  const head = [
    ...(needsSelector ? entryLines('selector', selector, style) : []),
    ...entryLines('template', { metadata: { labels }, spec: 'here' }, style).slice(0, -1),
    `${' '.repeat(style.step)}spec:`,
  ];
  const column = map.indent + 2 * style.step;
  const body = moved.map((entry) => ' '.repeat(column) + movedText(document, entry, column));
  const indented = head.map((line, i) => (i === 0 ? line : ' '.repeat(map.indent) + line));
  const span = { start: first.start, end: lineEnd(text, first.end) };
  const edits = [
    { span, newText: [...indented, ...body].join(newline) },
    ...others.map((entry) => removeEntry(document, map, entry)),
  ];
  const title = say(scene, 'Put the Pod’s fields into a template', '把 Pod 的字段放进 template');
  return [fix(finding, title, edits, true)];
}
