// Offers of values: closed sets, truth values, names from elsewhere, quantities, and what else people write there.

import type { Cursor } from '../../documents/cursor';
import { apiVersionOf, preferredKind } from '../../documents/fieldInfo';
import type { Span } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import type { ApiField, ApiKind } from '../../schema/catalogue';
import { defaultPullPolicy } from '../../schema/image';
import { shortTypeName } from '../../schema/typeText';
import { inPod, patternOf } from '../../workspace/references';
import { parentMap, possibleFieldPaths, possibleValues } from './context';
import {
  QUANTITIES,
  SCHEDULES,
  TOPOLOGY_KEYS,
  WELL_KNOWN_NODE_LABELS,
  WELL_KNOWN_TAINTS,
} from './knowledge';
import type { Suggestion } from './names';
import { labelsInSight, suggestedNames, variablesInSight } from './names';
import type { Offer, Subject } from './offer';
import { escapeSnippet } from './offer';
import { yamlText } from './scalarText';
import type { PlacedScene, Scene } from './scene';
import { documentPath, nodeAt, textIn } from './scene';

/** A value before it is put into the text. */
interface Value {
  readonly text: string;
  readonly detail?: string;
  readonly rank: number;
  readonly kind: Offer['kind'];
  /** Stands bare: a number, a truth value. */
  readonly bare?: boolean;
  readonly preselect?: boolean;
  readonly subject?: Subject;
}

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
  found.push(...knownValues(scene));
  return found;
}

function nameValue({ text, detail, isNumber }: Suggestion, index: number): Value {
  return { text, detail, rank: index, kind: 'reference', ...(isNumber ? { bare: true } : {}) };
}

function fieldValues(scene: PlacedScene, field: ApiField): readonly Value[] {
  const { info } = scene;
  const isOwn = info.type === field.type || info.type.kind !== 'object';
  if (!isOwn || info.owner === undefined) return [];
  const closed = isMapValue(scene) ? undefined : possibleValues(scene, field);
  const of = { type: info.owner, field: field.name };
  if (closed !== undefined) {
    const known = withKnownDefault(scene, field);
    return closed.map((text, i) => closedValue(known, of, text, i, closed.length));
  }
  if (info.type.kind === 'boolean') return truthValues(field, of);
  const suggested = isMapValue(scene) ? [] : (field.suggestions ?? []);
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

function isMapValue({ info }: PlacedScene): boolean {
  return info.field?.type.kind === 'map' && info.type !== info.field.type;
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

/** Values of labels that the selector or template at the cursor is about. */
function labelValues(scene: PlacedScene): readonly Value[] {
  const labels = labelsInSight(scene);
  if (labels === undefined) return [];
  const { info } = scene;
  const last = info.path.at(-1);
  const list = (inUse: readonly string[], known: readonly string[]): readonly Value[] => [
    ...inUse.map((text, i) => ({ text, detail: 'in use', rank: i, kind: 'reference' }) as const),
    ...known.map(
      (text, i) => ({ text, detail: 'well-known', rank: 50 + i, kind: 'value' }) as const,
    ),
  ];
  if (info.field?.name === 'key') return list([...labels.keys()], wellKnownKeys(scene));
  if (typeof last === 'number' && info.field?.name === 'values') {
    const requirement = nodeAt(scene, documentPath(scene, info.path.slice(0, -2)));
    const key = scalarText(entryOf(requirement, 'key')?.value) ?? '';
    return list(labels.get(key) ?? [], WELL_KNOWN_NODE_LABELS[key] ?? []);
  }
  if (!isMapValue(scene) || typeof last !== 'string') return [];
  return list(labels.get(last) ?? [], WELL_KNOWN_NODE_LABELS[last] ?? []);
}

function wellKnownKeys({ info }: PlacedScene): readonly string[] {
  return info.path.includes('nodeAffinity') ? Object.keys(WELL_KNOWN_NODE_LABELS) : [];
}

const plain = (texts: readonly string[], detail?: string): readonly Value[] =>
  texts.map((text, i) => ({ text, rank: 300 + i, kind: 'value', ...(detail ? { detail } : {}) }));

/** Values of open sets that the place calls for. */
function knownValues(scene: PlacedScene): readonly Value[] {
  const { info } = scene;
  const place = inPod(info.kind, info.path);
  const pattern = place?.isSpec ? patternOf(place.rest) : patternOf(info.path);
  const name = info.field?.name ?? '';
  const last = String(info.path.at(-1));
  if (info.type.kind === 'string' && info.type.format === 'quantity')
    return quantities(scene, last);
  if (name === 'topologyKey') return plain([...TOPOLOGY_KEYS, ...nodeLabelKeys(scene)]);
  if (name === 'matchLabelKeys' && pattern.startsWith('topologySpread'))
    return plain(['pod-template-hash']);
  if (pattern === 'tolerations[].key')
    return plain([...taintKeys(scene), ...WELL_KNOWN_TAINTS], 'taint');
  if (pattern === 'spec.schedule' && info.kind.kind === 'CronJob') {
    return Object.entries(SCHEDULES).map(([text, detail], i) => ({
      text,
      detail,
      rank: 300 + i,
      kind: 'value',
    }));
  }
  if (pattern === 'schedulerName') return plain(['default-scheduler']);
  if (/scaleTargetRef\.kind$/.test(pattern))
    return plain(['Deployment', 'StatefulSet', 'ReplicaSet']);
  if (/(scaleTargetRef|describedObject)\.apiVersion$/.test(pattern)) return plain(['apps/v1']);
  if (pattern === 'roleRef.kind') {
    return plain(info.kind.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole']);
  }
  if (pattern === 'roleRef.apiGroup') return plain(['rbac.authorization.k8s.io']);
  if (pattern === 'subjects[].kind') return plain(['ServiceAccount', 'User', 'Group']);
  if (pattern === 'rules[].verbs[]' || pattern === 'rules[].verbs') return plain(VERBS);
  if (pattern === 'rules[].resources[]')
    return plain(scene.catalogue.kinds.map(({ plural }) => plural));
  if (pattern === 'rules[].apiGroups[]')
    return plain([...new Set(scene.catalogue.kinds.map(({ group }) => group))]);
  if (pattern === 'spec.clusterIP' && info.kind.kind === 'Service')
    return plain(['None'], 'headless');
  if (name === 'defaultMode' || name === 'mode')
    return bareValues(['0644', '0600', '0400', '0755']);
  if (name === 'fieldPath' && shortTypeName(info.owner ?? '') === 'ObjectFieldSelector') return [];
  if (name === 'maxUnavailable' || name === 'maxSurge')
    return plain(['25%', '50%']).concat(bareValues(['0', '1']));
  if (name === 'minAvailable') return plain(['50%']).concat(bareValues(['1']));
  if (name === 'port' && info.type.kind === 'intOrString') return bareValues(['80', '8080', '443']);
  return [];
}

const VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  '*',
];

function bareValues(texts: readonly string[]): readonly Value[] {
  return texts.map((text, i) => ({ text, rank: 350 + i, kind: 'value', bare: true }));
}

function quantities({ info }: PlacedScene, last: string): readonly Value[] {
  const name = last.replace(/^(?:requests|limits)\./, '');
  const field = info.field?.name ?? '';
  const key = field === 'sizeLimit' ? 'memory' : field === 'divisor' ? '' : name;
  const texts = field === 'divisor' ? ['1', '1m', '1Mi', '1Ki'] : (QUANTITIES[key] ?? []);
  return texts.map((text, i) => ({
    text,
    rank: 300 + i,
    kind: 'value',
    bare: true,
    detail: 'quantity',
  }));
}

function nodeLabelKeys({ workspace }: PlacedScene): readonly string[] {
  return workspace.ofKind('Node').flatMap(({ facts }) => [...facts.labels.keys()]);
}

function taintKeys({ workspace }: PlacedScene): readonly string[] {
  return workspace.ofKind('Node').flatMap(({ facts }) => {
    const spec = entryOf(facts.object.node, 'spec')?.value;
    const taints = entryOf(spec, 'taints')?.value;
    if (taints?.kind !== 'sequence') return [];
    return taints.items.flatMap(({ value }) => scalarText(entryOf(value, 'key')?.value) ?? []);
  });
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
