// What the key or the value under the cursor is: as `kubectl explain` tells it, and what it means here. Markdown.

import type { FieldInfo } from '../documents/fieldInfo';
import {
  apiVersionOf,
  fieldInfoAt,
  isBuiltInGroup,
  kindOf,
  preferredKind,
} from '../documents/fieldInfo';
import type { ManifestObject } from '../documents/manifestDocument';
import type { Spot } from '../documents/paths';
import { placeAt, spotAt } from '../documents/paths';
import type { Span } from '../documents/tree';
import type { ApiField, ApiKind, Catalogue, FieldPath, TypeName } from '../schema/catalogue';
import type { Descriptions } from '../schema/descriptions';
import { gateState } from '../schema/featureGates';
import { mutabilityAt } from '../schema/mutability';
import { defaultNote } from '../schema/notes/defaultNotes';
import { fieldNote } from '../schema/notes/fieldNote';
import { removedApi } from '../schema/removedApis';
import { shortTypeName, typeText } from '../schema/typeText';
import { arrivalOf, OLDEST_VERSION } from '../schema/versions';
import type { Definition } from '../workspace/links';
import { podsSelectedBy } from '../workspace/links';
import { fileName, namesOthers } from './completion/names';
import { objectDetail, objectSummary } from './hover/objectSummary';
import { valueMeaning } from './hover/valueMeaning';
import { valueNote } from './hover/valueNotes';
import { variableLine } from './hover/variables';
import { noteOf, wellKnownNote, wellKnownValueNote } from './hover/wellKnownMeaning';
import type { Language } from './hover/words';
import { word } from './hover/words';
import type { NavigationScene } from './navigation';
import { nameAt } from './navigation';

export interface HoverScene extends NavigationScene {
  readonly descriptions: Descriptions;
  readonly version: string;
  readonly language: Language;
  /** Another extension tells what the field is: only what it does not know is ours. */
  readonly brief?: boolean;
}

export interface HoverText {
  readonly markdown: string;
  readonly span: Span;
}

/** Whether the answer depends on other files: whoever asks should wait until they are known. */
export function hoverLooksAround({ document, catalogue, offset }: NavigationScene): boolean {
  const spot = spotAt(document.tree, offset);
  const info = spot && fieldInfoAt(catalogue, document, spot.path);
  return info !== undefined && namesOthers(info);
}

/** Undefined where we have nothing to say: comments, block texts, foreign objects, no manifest. */
export function hoverText(scene: HoverScene): HoverText | undefined {
  const spot = spotAt(scene.document.tree, scene.offset);
  if (spot === undefined || spot.path.length === 0) return markerHover(scene);
  const { value } = spot;
  if (spot.on === 'value' && value?.kind === 'scalar' && value.style === 'block') return undefined;
  const head = headHover(scene, spot);
  if (head !== undefined) return scene.brief ? undefined : { markdown: head, span: spot.span };
  const info = fieldInfoAt(scene.catalogue, scene.document, spot.path);
  if (info?.field === undefined) return undefined;
  const page = fieldPage(scene, info, info.field);
  const markdown =
    spot.on === 'key' ? keyHover(scene, spot, info, page) : valueHover(scene, spot, info, page);
  return markdown === '' ? undefined : { markdown, span: spot.span };
}

/** The `---` that begins a document tells what is in it. */
function markerHover(scene: HoverScene): HoverText | undefined {
  const { document, offset } = scene;
  const [object] = document.objects;
  if (object === undefined || offset > MARKER.length || !document.text.startsWith(MARKER))
    return undefined;
  const kind = kindOf(scene.catalogue, object);
  const markdown = kind && kindPage(scene, kind, summaryOf(scene, object));
  return markdown === undefined ? undefined : { markdown, span: { start: 0, end: MARKER.length } };
}

const MARKER = '---';

function summaryOf(scene: HoverScene, object: ManifestObject): string {
  const { document, language, workspace } = scene;
  const facts = workspace.factsOf(document).find((it) => it.object === object);
  return facts === undefined ? '' : objectSummary({ document, facts, language });
}

/** `apiVersion` and `kind` tell of the whole object. */
function headHover(scene: HoverScene, spot: Spot): string | undefined {
  const object = scene.document.objectAt(spot.path);
  if (object === undefined || spot.path.length !== object.path.length + 1) return undefined;
  const last = spot.path.at(-1);
  if (last !== 'apiVersion' && last !== 'kind') return undefined;
  const kind = kindOf(scene.catalogue, object);
  const gone = removedHover(object, scene.language);
  if (kind === undefined) return gone;
  const page = kindPage(scene, kind, summaryOf(scene, object));
  const field = spot.on === 'key' ? scene.descriptions.ofField(kind.type, last)?.text : undefined;
  const own = field === undefined ? undefined : `**${last}** \`<string>\`: ${prose(field)}`;
  return [gone, page, own].filter(isText).join('\n\n');
}

function removedHover(
  { apiVersion, kind }: ManifestObject,
  language: Language,
): string | undefined {
  if (apiVersion === undefined || kind === undefined) return undefined;
  const gone = removedApi(apiVersion, kind);
  if (gone === undefined) return undefined;
  const instead =
    gone.instead === undefined ? '' : `; ${word('instead', language)} \`${gone.instead}\``;
  const note = gone.note === undefined ? '' : `. ${gone.note}`;
  return `**${apiVersion} ${kind}**: ${word('removed', language)} ${gone.removedIn}${instead}${note}`;
}

/**
 * The page of a kind: version, scope, names and description.
 *
 * @param summary what the object at hand is about
 */
export function kindPage(
  scene: Pick<HoverScene, 'descriptions' | 'language'>,
  kind: ApiKind,
  summary = '',
): string {
  const { language } = scene;
  const scope = word(kind.namespaced ? 'namespaced' : 'clusterWide', language);
  const short = kind.shortNames.length === 0 ? '' : ` (${kind.shortNames.join(', ')})`;
  const head = `**${kind.kind}** \`${apiVersionOf(kind)}\` · ${scope} · \`${kind.plural}\`${short}`;
  const note = fieldNote(kind.type, '', language);
  const text = scene.descriptions.ofType(kind.type);
  return [head, summary, note, text === undefined ? undefined : prose(text)]
    .filter(isText)
    .join('\n\n');
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

interface FieldPage {
  readonly head: string;
  readonly note: string | undefined;
  readonly facts: readonly string[];
  readonly text: string | undefined;
  readonly values: string | undefined;
}

function fieldPage(scene: HoverScene, info: FieldInfo, field: ApiField): FieldPage {
  const owner = info.owner ?? info.kind.type;
  const text = scene.descriptions.ofField(owner, field.name);
  return {
    head: headLine(scene.language, info, field),
    note: fieldNote(owner, field.name, scene.language),
    facts: factLines(scene, info, field),
    text: text && prose(text.text),
    values: valueLines(scene, owner, field),
  };
}

function headLine(language: Language, { kind, path }: FieldInfo, field: ApiField): string {
  const required = field.required ? ` · ${word('required', language)}` : '';
  const deprecated = field.deprecated ? ` · ${word('deprecated', language)}` : '';
  const version = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  const type = typeText(field.type);
  return `**${field.name}** \`<${type}>\`${required}${deprecated}  \n${kind.kind} ${version} · \`${explainPath(kind, path)}\``;
}

/** `pod.spec.containers.livenessProbe`, as `kubectl explain` takes it. */
export function explainPath(kind: ApiKind, path: FieldPath): string {
  const names = path.filter((step): step is string => typeof step === 'string');
  return [kind.singular || kind.kind.toLowerCase(), ...names].join('.');
}

function factLines(scene: HoverScene, info: FieldInfo, field: ApiField): readonly string[] {
  const { language, version } = scene;
  const lines: string[] = [];
  if (field.default !== undefined && field.default !== '{}') {
    lines.push(`${word('default', language)}: \`${field.default === '' ? '""' : field.default}\``);
  }
  if (field.defaultNote !== undefined) {
    const lead = field.default === undefined ? `${word('default', language)}: ` : '';
    lines.push(lead + defaultNote(field.defaultNote, language));
  }
  const small: string[] = [];
  if (field.bounds !== undefined) small.push(field.bounds);
  const { since, gate } = arrivalOf(scene.catalogue, info.kind, info.path);
  if (since !== undefined) small.push(`${word('since', language)} ${since}`);
  else if (isBuiltInGroup(apiVersionOf(info.kind)))
    small.push(`${word('since', language)} ${OLDEST_VERSION} ${word('orEarlier', language)}`);
  if (gate !== undefined) {
    const state = gateState(gate, version);
    const stage =
      state === undefined ? '' : ` (${state.stage}, ${word(state.on ? 'on' : 'off', language)})`;
    small.push(`${word('gate', language)} \`${gate}\`${stage}`);
  }
  const change = mutabilityAt(scene.catalogue, info.kind, info.path);
  // Elsewhere nearly everything can be changed: worth a word only where the rest is fixed.
  const isException = change === 'mutable' && info.kind.podTemplate === '';
  if (change === 'immutable' || change === 'restricted' || isException)
    small.push(word(change, language));
  if (field.mergeKeys !== undefined && field.mergeKeys.length > 0) {
    small.push(`${word('mergedBy', language)} \`${field.mergeKeys.join('`, `')}\``);
  }
  if (small.length > 0) lines.push(small.join(' · '));
  return lines;
}

function valueLines(
  { descriptions, language }: Pick<HoverScene, 'descriptions' | 'language'>,
  type: TypeName,
  field: ApiField,
): string | undefined {
  if (field.values === undefined) return undefined;
  const lines = field.values.map((value) => {
    const mark = field.default === value ? ` (${word('isDefault', language)})` : '';
    const note = valueNote(descriptions, type, field.name, value, language);
    return `- \`${value === '' ? '""' : value}\`${mark}${note === undefined ? '' : `: ${note}`}`;
  });
  // The API's document lists these too, and refuses them as long as their gate is off.
  const gated = (field.publishedValues ?? [])
    .filter((value) => field.values?.includes(value) === false)
    .map((value) => `- \`${value}\`: ${word('gate', language)}, ${word('off', language)}`);
  return `${word('values', language)}:\n${[...lines, ...gated].join('\n')}`;
}

/** API texts are plain prose already. */
function prose(text: string): string {
  return text.trim();
}

function keyHover(scene: HoverScene, spot: Spot, info: FieldInfo, page: FieldPage): string {
  const selected = selectionLine(scene, info);
  if (scene.brief) return [page.note, selected].filter(isText).join('\n\n');
  const { value } = spot;
  const isQuantity = info.type.kind === 'string' && info.type.format === 'quantity';
  const meaning =
    isQuantity && value?.kind === 'scalar'
      ? valueMeaning(info, value.text, scene.language)
      : undefined;
  const name = String(info.path.at(-1));
  const known = wellKnownNote(info, 'key', name, scene.language);
  const parts = [page.head, page.note, meaning, ...page.facts, page.values, page.text];
  return [known && `**${name}**: ${known}`, ...parts, selected].filter(isText).join('\n\n');
}

function valueHover(scene: HoverScene, spot: Spot, info: FieldInfo, page: FieldPage): string {
  const text = spot.value?.kind === 'scalar' ? spot.value.text : '';
  const meaning = valueMeaning(info, text, scene.language);
  const closed = closedMeaning(scene, info, text);
  const named = nameLine(scene) ?? variableLine(scene, info, spot.span);
  const selected = selectionLine(scene, info);
  if (scene.brief) return [named, meaning, selected].filter(isText).join('\n\n');
  const rest = [
    page.note,
    ...page.facts,
    closed === undefined ? page.values : undefined,
    page.text,
  ];
  return [closed, named, meaning, page.head, ...rest, selected].filter(isText).join('\n\n');
}

function closedMeaning(scene: HoverScene, info: FieldInfo, value: string): string | undefined {
  const { field, owner } = info;
  if (field === undefined || owner === undefined) return undefined;
  const note =
    valueNote(scene.descriptions, owner, field.name, value, scene.language) ??
    wellKnownNote(info, 'value', value, scene.language);
  if (field.values?.includes(value) !== true) return note && `**${value}**: ${note}`;
  const mark = field.default === value ? ` (${word('isDefault', scene.language)})` : '';
  const others = field.values
    .filter((it) => it !== value)
    .map((it) => `\`${it === '' ? '""' : it}\``);
  const rest =
    others.length === 0
      ? ''
      : `  \n${word('values', scene.language)}: \`${value}\`, ${others.join(', ')}`;
  return `**${value}**${mark}${note ? `: ${note}` : ''}${rest}`;
}

/** What a name leads to. */
function nameLine(scene: HoverScene): string | undefined {
  const found = nameAt(scene);
  if (found?.reference === undefined) return undefined;
  const { language } = scene;
  const [target] = found.definitions;
  if (target === undefined) {
    if (/^\d+$/.test(found.name)) return undefined;
    return `\`${found.name}\`: ${word('notFound', language)}`;
  }
  return `→ ${definitionText(scene, target)}`;
}

function definitionText(scene: HoverScene, target: Definition): string {
  const { facts, uri, document } = target;
  const where = uri === scene.uri ? lineOf(scene, target) : fileName(uri);
  const place = ` ${word('in', scene.language)} ${where}`;
  const owner = `${facts.kind} \`${facts.name}\``;
  if (target.what !== 'object') {
    const inside = document === scene.document ? '' : ` · ${owner}`;
    const source = target.what === 'volume' ? volumeSource(target) : '';
    return `${target.what} \`${target.name}\`${portNumber(target)}${source}${inside}${place}`;
  }
  const detail = objectDetail({ document, facts, language: scene.language });
  return `${owner}${place}${detail === '' ? '' : ` · ${detail}`}`;
}

/** What a volume is made of: its one key beside the name. */
function volumeSource({ document: { tree }, span }: Definition): string {
  const path = spotAt(tree, span.start)?.path.slice(0, -1);
  const item = path && placeAt(tree, path)?.value;
  const source =
    item?.kind === 'map' ? item.entries.find(({ key }) => key.text !== 'name') : undefined;
  return source === undefined ? '' : ` (${source.key.text})`;
}

function portNumber({ what, name, facts }: Definition): string {
  if (what !== 'port') return '';
  const ports = [...(facts.pod?.containers ?? []).flatMap((it) => it.ports), ...facts.servicePorts];
  const port = ports.find((it) => it.name === name);
  return port === undefined ? '' : ` (${port.number})`;
}

function lineOf(scene: HoverScene, { document, start, span }: Definition): string {
  const text = scene.workspace.file(scene.uri)?.text.slice(0, start + span.start);
  const line = (text ?? document.text.slice(0, span.start)).split('\n').length;
  return scene.language === 'zh' ? `第 ${line} 行` : `line ${line}`;
}

/** Which Pods of the workspace a selector picks. */
function selectionLine(scene: HoverScene, info: FieldInfo): string | undefined {
  const [first, second] = info.path;
  if (first !== 'spec' || (second !== 'selector' && second !== 'podSelector')) return undefined;
  const own = scene.workspace.factsOf(scene.document).find(({ object }) => object === info.object);
  if (own?.selector === undefined || own.selector.size === 0) return undefined;
  const pods = podsSelectedBy(scene.workspace, own).map(
    ({ facts }) => `${facts.kind} \`${facts.name}\``,
  );
  if (pods.length === 0) return word('selectsNothing', scene.language);
  return `${word('selects', scene.language)}: ${[...new Set(pods)].slice(0, 8).join(', ')}`;
}

/** The kind's page by its names, for an offer of completion. */
export function kindDocumentation(
  scene: Pick<HoverScene, 'descriptions' | 'language'> & { readonly catalogue: Catalogue },
  apiVersion: string,
  kind: string,
): string | undefined {
  const found = scene.catalogue.kind(apiVersion, kind) ?? preferredKind(scene.catalogue, kind);
  return found && kindPage(scene, found);
}

/** The page of a field by its type, for an offer of completion. */
export function fieldDocumentation(
  scene: Pick<HoverScene, 'descriptions' | 'language' | 'version' | 'catalogue'>,
  type: string,
  name: string,
): string | undefined {
  const field = scene.catalogue.field(type, name);
  if (field === undefined) return undefined;
  const text = scene.descriptions.ofField(type, name);
  const required = field.required ? ` · ${word('required', scene.language)}` : '';
  const head = `**${name}** \`<${typeText(field.type)}>\`${required} · ${shortTypeName(type)}`;
  const standard =
    field.default === undefined || field.values
      ? undefined
      : `${word('default', scene.language)}: \`${field.default === '' ? '""' : field.default}\``;
  const since =
    field.since === undefined ? undefined : `${word('since', scene.language)} ${field.since}`;
  return [
    head,
    fieldNote(type, name, scene.language),
    standard,
    field.defaultNote && defaultNote(field.defaultNote, scene.language),
    since,
    valueLines(scene, type, field),
    text && prose(text.text),
  ]
    .filter(isText)
    .join('\n\n');
}

/** What one value of a closed set means, for an offer of completion. */
export function valueDocumentation(
  scene: Pick<HoverScene, 'descriptions' | 'language'>,
  type: string,
  field: string,
  value: string,
): string | undefined {
  return (
    valueNote(scene.descriptions, type, field, value, scene.language) ??
    wellKnownValueNote(type, field, value, scene.language)
  );
}

/** What a well-known key means, for an offer of completion. */
export function nameDocumentation(
  { language }: Pick<HoverScene, 'language'>,
  kind: 'key' | 'resource',
  name: string,
): string | undefined {
  return noteOf(kind, name, language);
}
