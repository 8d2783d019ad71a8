// Offers of values: closed sets, truth values, names from elsewhere, and what knownValues.ts adds.

import type { Cursor } from '../../documents/cursor';
import { apiVersionOf, preferredKind } from '../../documents/fieldInfo';
import type { Span } from '../../documents/tree';
import { scalarText } from '../../documents/tree';
import type { ApiField, ApiKind } from '../../schema/catalogue';
import { defaultPullPolicy } from '../../schema/image';
import { parentMap, possibleFieldPaths, possibleValues } from './context';
import type { Value } from './knownValues';
import { isMapValue, knownValues, labelValues } from './knownValues';
import type { Suggestion } from './names';
import { suggestedNames, variablesInSight } from './names';
import type { Offer } from './offer';
import { escapeSnippet } from './offer';
import { yamlText } from './scalarText';
import type { PlacedScene, Scene } from './scene';
import { documentPath, nodeAt, textIn } from './scene';

/** What can be typed as the scalar at the cursor. */
export function valueOffers(scene: PlacedScene, before = ''): readonly Offer[] {
  const variables = variableOffers(scene, before);
  if (variables !== undefined) return variables;
  const seen = new Set<string>(takenItems(scene));
  return values(scene)
    .filter(({ text }) => {
      if (seen.has(text)) return false;
      seen.add(text);
      return true;
    })
    .map((value) => toOffer(scene.cursor, value, before));
}

/** Items that the list at the cursor holds already, where each value has a meaning only once. */
function takenItems(scene: PlacedScene): readonly string[] {
  const { info, cursor } = scene;
  if (typeof info.path.at(-1) !== 'number') return [];
  if (info.field?.values === undefined && info.field?.suggestions === undefined) return [];
  const list = nodeAt(scene, documentPath(scene, info.path.slice(0, -1)));
  if (list?.kind !== 'sequence') return [];
  return list.items.flatMap(({ value }) => {
    const text = scalarText(value);
    return text === undefined || value?.start === cursor.replace.start ? [] : [text];
  });
}

function values(scene: PlacedScene): readonly Value[] {
  const { info } = scene;
  const names = suggestedNames(scene);
  const found: Value[] = (names ?? []).map(nameValue);
  found.push(...labelValues(scene));
  if (info.field !== undefined) found.push(...fieldValues(scene, info.field));
  found.push(...knownValues(scene).map((value) => ofField(scene, value)));
  return found;
}

function ofField({ info: { owner, field } }: PlacedScene, value: Value): Value {
  if (owner === undefined || field === undefined) return value;
  return { ...value, subject: { of: 'value', type: owner, field: field.name, value: value.text } };
}

function nameValue({ text, detail, isNumber }: Suggestion, index: number): Value {
  return { text, detail, rank: index, kind: 'reference', ...(isNumber ? { bare: true } : {}) };
}

function fieldValues(scene: PlacedScene, field: ApiField): readonly Value[] {
  const { info } = scene;
  const isOwn = info.type === field.type || info.type.kind !== 'object';
  if (!isOwn || info.owner === undefined) return [];
  const closed = possibleValues(scene, field);
  const of = { type: info.owner, field: field.name };
  if (closed !== undefined) {
    const known = withKnownDefault(scene, field);
    return closed.map((text, i) => closedValue(known, of, text, i, closed.length));
  }
  if (info.type.kind === 'boolean') return truthValues(field, of);
  // A map's suggestions are its keys; what fits a label's key does not fit `matchFields`.
  const isOther = isMapValue(scene) || info.path.includes('matchFields');
  const suggested = isOther ? [] : (field.suggestions ?? []);
  const isPath = field.name === 'fieldPath';
  const open = (isPath ? possibleFieldPaths(scene, suggested) : suggested).map(
    (text, i): Value => ({
      text,
      rank: 100 + i,
      kind: 'value',
      subject: { of: 'value', ...of, value: text },
    }),
  );
  const standard = defaultValue(scene, field);
  return standard === undefined ? open : [...open, standard];
}

/** Where the image decides what the pull policy is by default, it does so here. */
function withKnownDefault(scene: PlacedScene, field: ApiField): ApiField {
  if (field.name !== 'imagePullPolicy') return field;
  const image = textIn(parentMap(scene), 'image');
  return image === undefined || image === ''
    ? field
    : { ...field, default: defaultPullPolicy(image) };
}

/** Defaults stand in the catalogue as YAML writes them: an empty text as `""`. */
function isDefaultOf(field: ApiField, text: string): boolean {
  return field.default !== undefined && (field.default === '""' ? '' : field.default) === text;
}

type Of = { readonly type: string; readonly field: string };

function closedValue(field: ApiField, of: Of, text: string, index: number, count: number): Value {
  const isDefault = isDefaultOf(field, text);
  return {
    text,
    rank: isDefault ? 50 : 51 + index,
    kind: 'value',
    ...(isDefault ? { detail: 'default', preselect: true } : {}),
    ...(count === 1 ? { detail: 'the only value allowed here' } : {}),
    subject: { of: 'value', ...of, value: text },
  };
}

function truthValues(field: ApiField, of: Of): readonly Value[] {
  return ['true', 'false'].map((text, i): Value => {
    const isDefault = field.default === text;
    const shown = isDefault ? { detail: 'default' } : {};
    return {
      text,
      rank: 50 + i,
      kind: 'value',
      bare: true,
      ...shown,
      subject: { of: 'field', ...of },
    };
  });
}

function defaultValue({ info }: PlacedScene, field: ApiField): Value | undefined {
  const { kind } = info.type;
  if (field.default === undefined || /^(?:"")?$/.test(field.default) || info.type !== field.type)
    return undefined;
  if (kind === 'object' || kind === 'map' || kind === 'list' || kind === 'any') return undefined;
  const bare =
    kind === 'integer' ||
    kind === 'number' ||
    (kind === 'intOrString' && /^\d+$/.test(field.default));
  return {
    text: field.default,
    detail: 'default',
    rank: 200,
    kind: 'value',
    ...(bare ? { bare } : {}),
  };
}

/** `$(NAME)` in a command, an argument or a value. Undefined when the place has none or nothing calls for it yet. */
function variableOffers(scene: PlacedScene, before: string): readonly Offer[] | undefined {
  const { cursor, document } = scene;
  const variables = variablesInSight(scene);
  if (variables === undefined) return undefined;
  const { start, end } = cursor.replace;
  const text = document.text.slice(start, end);
  const open = text.lastIndexOf('$(', scene.offset - start);
  if (open < 0 || text.slice(open, scene.offset - start).includes(')')) {
    if (start !== end) return [];
    return variables.map(({ text: name, detail }, i) => {
      return toOffer(
        cursor,
        { text: `$(${name})`, detail, rank: 400 + i, kind: 'reference' },
        before,
      );
    });
  }
  // `$(` stands already: the name and what closes it are due.
  const rest = /^[\w.-]*\)?/.exec(text.slice(open + 2))?.[0].length ?? 0;
  const replace: Span = { start: start + open + 2, end: start + open + 2 + rest };
  return variables.map(({ text: name, detail }, i) => ({
    label: name,
    kind: 'reference',
    detail,
    rank: i,
    replace,
    snippet: escapeSnippet(`${name})`),
  }));
}

function toOffer(cursor: Cursor, value: Value, before: string): Offer {
  const { text, bare = false } = value;
  const written = writtenValue(cursor, text, bare);
  const comma = cursor.needsComma ? ', ' : '';
  return {
    label: text === '' ? '""' : text,
    kind: value.kind,
    ...(value.detail === undefined ? {} : { detail: value.detail }),
    rank: value.rank,
    replace: cursor.replace,
    snippet: escapeSnippet(cursor.lead + before + written + comma),
    ...filterFor(cursor, text),
    ...(value.preselect ? { preselect: true } : {}),
    ...(value.subject === undefined ? {} : { subject: value.subject }),
  };
}

function filterFor(cursor: Cursor, text: string): Pick<Offer, 'filter'> {
  const quote = cursor.quote === '' ? '' : cursor.quote;
  return quote === '' ? {} : { filter: quote + text };
}

/** Keeps the quotes that stand there; adds them where the text would be read as something else. */
function writtenValue(cursor: Cursor, text: string, bare: boolean): string {
  if (bare) return text;
  if (cursor.flow === 'json' || cursor.quote === '"') return JSON.stringify(text);
  if (cursor.quote === "'") return `'${text.replaceAll("'", "''")}'`;
  return yamlText(text);
}

/** The values of `apiVersion` and `kind` at the root of an object. */
export function headOffers(
  scene: Scene & { readonly cursor: Cursor; readonly offset: number },
  key: 'apiVersion' | 'kind',
  head: { readonly apiVersion: string | undefined; readonly kind: string | undefined },
): readonly Offer[] {
  return key === 'apiVersion'
    ? versionOffers(scene, head.kind)
    : kindOffers(scene, head.apiVersion);
}

function versionOffers(
  scene: Scene & { readonly cursor: Cursor },
  kind: string | undefined,
): readonly Offer[] {
  const kinds = scene.catalogue.kinds;
  const fitting = kind === undefined ? [] : kinds.filter((it) => it.kind === kind);
  const preferred = kind === undefined ? undefined : preferredKind(scene.catalogue, kind);
  const versions = [...new Set((fitting.length > 0 ? fitting : kinds).map(apiVersionOf))];
  return versions.map((text, i) => {
    const isPreferred = preferred !== undefined && apiVersionOf(preferred) === text;
    const some = kinds.filter((it) => apiVersionOf(it) === text).map((it) => it.kind);
    return toOffer(
      scene.cursor,
      {
        text,
        detail: some.length > 4 ? `${some.slice(0, 4).join(', ')}, …` : some.join(', '),
        rank: isPreferred ? 0 : 10 + versionRank(text) + i,
        kind: 'value',
        ...(isPreferred ? { preselect: true } : {}),
      },
      '',
    );
  });
}

const USUAL_VERSIONS = ['v1', 'apps/v1', 'batch/v1', 'networking.k8s.io/v1'];

function versionRank(text: string): number {
  const at = USUAL_VERSIONS.indexOf(text);
  return at < 0 ? 100 : at;
}

const USUAL_KINDS = [
  'Pod',
  'Deployment',
  'Service',
  'ConfigMap',
  'Secret',
  'StatefulSet',
  'Job',
  'CronJob',
  'DaemonSet',
  'Ingress',
  'Namespace',
];

function kindOffers(
  scene: Scene & { readonly cursor: Cursor },
  apiVersion: string | undefined,
): readonly Offer[] {
  const all = scene.catalogue.kinds;
  const fitting =
    apiVersion === undefined ? all : all.filter((it) => apiVersionOf(it) === apiVersion);
  const names = [...new Set(fitting.map(({ kind }) => kind))];
  return names.flatMap((name): readonly Offer[] => {
    const api =
      apiVersion === undefined
        ? preferredKind(scene.catalogue, name)
        : scene.catalogue.kind(apiVersion, name);
    if (api === undefined) return [];
    const usual = USUAL_KINDS.indexOf(name);
    const subject = { of: 'kind', apiVersion: apiVersionOf(api), kind: name } as const;
    const detail = apiVersionOf(api);
    const rank = usual < 0 ? 100 : usual;
    const offer = toOffer(scene.cursor, { text: name, detail, rank, kind: 'value', subject }, '');
    return [apiVersion === undefined ? { ...offer, besides: versionLine(scene, api) } : offer];
  });
}

/** The line that says the apiVersion, above the line of the kind. */
function versionLine(
  scene: Scene & { readonly cursor: Cursor },
  api: ApiKind,
): Offer['besides'] & object {
  const { entry, flow } = scene.cursor;
  if (entry === undefined) return [];
  const start = entry.key.start;
  const { text } = scene.document;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const blanks = text.slice(lineStart, start).replace(/\S/g, ' ');
  const newText =
    flow === 'json'
      ? `"apiVersion": "${apiVersionOf(api)}",${flow === 'json' && blanks.trim() === '' && lineStart > 0 ? `\n${blanks}` : ' '}`
      : flow === 'yaml'
        ? `apiVersion: ${apiVersionOf(api)}, `
        : `apiVersion: ${apiVersionOf(api)}\n${blanks}`;
  return [{ span: { start, end: start }, newText }];
}
