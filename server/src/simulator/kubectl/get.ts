// `kubectl get`: tables, and objects as YAML, JSON or names.
import type { ApiKind } from '../../schema/catalogue';
import type { KubeObject } from '../../schema/objects';
import { columnsOf } from '../../schema/printing/columns';
import { alignTable } from '../../schema/printing/table';
import { toYaml } from '../../schema/printing/toYaml';
import { matches, parseSelector } from '../../schema/selector';
import { isForgotten } from '../api/eventExpiry';
import { flag, isOn } from './commandLine';
import { customColumns } from './customColumns';
import { fillTemplate } from './goTemplate';
import { toJson } from './json';
import { evaluateJsonPath } from './jsonPath';
import { referenceText } from './naming';
import { parseTargets, selectObjects, type Target } from './resourceNames';
import { failed, type Invoked, type Printed } from './session';

interface Found {
  readonly kind: ApiKind;
  readonly objects: readonly KubeObject[];
}

export function get(invoked: Invoked): Printed {
  const { line, catalogue, cluster } = invoked;
  if (line.positional.length === 0 && !line.flags.has('filename'))
    return failed(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples',
    );
  const selector = flag(line, 'selector');
  if (selector !== undefined && parseSelector(selector).error !== undefined)
    return failed(
      `Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "${selector}", field selector "": ${parseSelector(selector).error}`,
    );
  const words = [...line.positional, ...namedInFiles(invoked)];
  const parsed = parseTargets(catalogue, words);
  if (!parsed.ok) return failed(parsed.message);
  const complaint = complaintOf(invoked, parsed.targets);
  if (complaint !== undefined) return failed(complaint);
  const client = { view: cluster.store, catalogue, namespace: invoked.namespace };
  const missing: string[] = [];
  const found: Found[] = [];
  for (const target of parsed.targets) {
    const selected = selectObjects(client, line, [target]);
    missing.push(...selected.missing);
    const objects = sorted(
      invoked,
      selected.objects.filter(
        (object) =>
          fieldsMatch(object, flag(line, 'field-selector')) && !isForgotten(object, cluster.now),
      ),
    );
    const last = found.at(-1);
    if (target.name !== undefined && last?.kind === target.kind)
      found[found.length - 1] = { kind: last.kind, objects: [...last.objects, ...objects] };
    else found.push({ kind: target.kind, objects });
  }
  const isNamed = parsed.targets.some(({ name }) => name !== undefined);
  const notes = [
    ...(/(?:^|,)ev(?:,|$)/.test(words[0] ?? '') ? [SHORT_EVENTS_WARNING] : []),
    ...(found.some(({ kind }) => kind.kind === 'Endpoints') ? [ENDPOINTS_WARNING] : []),
  ];
  const stderr = isOn(line, 'ignore-not-found') ? [] : missing;
  const code = stderr.length > 0 ? 1 : 0;
  const body = show(invoked, found, isNamed);
  if (typeof body !== 'string') return body;
  if (body === '' && !isNamed && stderr.length === 0) {
    const isEverywhere = isOn(line, 'all-namespaces') || !found.some(({ kind }) => kind.namespaced);
    return {
      stdout: '',
      stderr: isEverywhere
        ? 'No resources found\n'
        : `No resources found in ${invoked.namespace} namespace.\n`,
      code: 0,
    };
  }
  const told = [...notes, ...stderr].map((text) => `${text}\n`).join('');
  return { stdout: body, stderr: told, code };
}

const SHORT_EVENTS_WARNING =
  'Warning: short name "ev" could also match lower priority resource events.events.k8s.io';
const ENDPOINTS_WARNING =
  'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

function namedInFiles({ line, objectsIn, catalogue }: Invoked): readonly string[] {
  return (line.flags.get('filename') ?? []).flatMap((file) =>
    (objectsIn(file) ?? []).map((object) => referenceText(catalogue, object)),
  );
}

/** Fields by which the API server selects, beside name and namespace. */
const FIELD_LABELS: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  Event: ['reason', 'type', 'reportingComponent', 'source'],
  Service: ['spec.clusterIP', 'spec.type'],
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase'],
  Secret: ['type'],
  ReplicationController: ['status.replicas'],
  ReplicaSet: ['status.replicas'],
  Job: ['status.successful'],
};

function isFieldLabel(kind: string, path: string): boolean {
  if (path === 'metadata.name' || path === 'metadata.namespace') return true;
  if (kind === 'Event' && path.startsWith('involvedObject.')) return true;
  return FIELD_LABELS[kind]?.includes(path) === true;
}

export function complaintOf({ line }: Invoked, targets: readonly Target[]): string | undefined {
  const isWatch = isOn(line, 'watch') || isOn(line, 'watch-only');
  if (isWatch && new Set(targets.map(({ kind }) => kind)).size > 1)
    return 'error: you may only specify a single resource type';
  if (!isWatch && isOn(line, 'output-watch-events'))
    return 'error: --output-watch-events option can only be used with --watch or --watch-only';
  const isNamed = targets.some(({ name }) => name !== undefined);
  if (isNamed && isOn(line, 'all-namespaces'))
    return 'error: a resource cannot be retrieved by name across all namespaces';
  if (isNamed && (line.flags.has('selector') || line.flags.has('field-selector')))
    return 'error: name cannot be provided when a selector is specified';
  const fields = flag(line, 'field-selector') ?? '';
  for (const part of fields.split(',').filter((each) => each !== '')) {
    const path = part.split(/[!=]/)[0] ?? '';
    const target = targets[0]?.kind;
    if (target === undefined || isFieldLabel(target.kind, path)) continue;
    const resource = `${target.group}/${target.version}, Resource=${target.plural}`;
    return `Error from server (BadRequest): Unable to find "${resource}" that match label selector "${flag(line, 'selector') ?? ''}", field selector "${fields}": field label not supported: ${path}`;
  }
  return undefined;
}

/** `metadata.name=web,status.phase!=Running`; the fields that the API server knows for a kind are not checked. */
function fieldsMatch(object: KubeObject, selector: string | undefined): boolean {
  return (selector ?? '')
    .split(',')
    .filter((part) => part !== '')
    .every((part) => {
      const match = /^([^!=]+)(!=|==?)(.*)$/.exec(part);
      if (match === null) return true;
      const [, path = '', operator, wanted = ''] = match;
      const value = path
        .split('.')
        .reduce<unknown>(
          (at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key],
          object,
        );
      const isEqual = String(value ?? '') === wanted;
      return operator === '!=' ? !isEqual : isEqual;
    });
}

function sorted({ line }: Invoked, objects: readonly KubeObject[]): readonly KubeObject[] {
  const by = flag(line, 'sort-by');
  const nameOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
  const inOrder = [...objects].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  if (by === undefined) return inOrder;
  const path = by.replace(/^\{|\}$/g, '');
  const key = (object: KubeObject) => evaluateJsonPath(`{${path}}`, object).output;
  return inOrder.sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === y) return 0;
    const isNumeric = !Number.isNaN(Number(x)) && !Number.isNaN(Number(y));
    return (isNumeric ? Number(x) < Number(y) : x < y) ? -1 : 1;
  });
}

function show(invoked: Invoked, found: readonly Found[], isNamed: boolean): string | Printed {
  const { line, catalogue } = invoked;
  const output = flag(line, 'output');
  const objects = found.flatMap((each) => each.objects);
  const [format = '', template = ''] = splitOnce(output ?? '', '=');
  switch (format) {
    case '':
    case 'wide':
      return tables(invoked, found, format === 'wide');
    case 'name':
      return objects.map((object) => `${referenceText(catalogue, object)}\n`).join('');
    case 'yaml':
    case 'json': {
      if (objects.length === 0 && isNamed) return '';
      const shown = isNamed && objects.length === 1 ? objects[0] : listOf(objects);
      return format === 'yaml' ? toYaml(shown) : toJson(shown);
    }
    case 'jsonpath': {
      const shown = isNamed && objects.length === 1 ? objects[0] : listOf(objects);
      const { output: text, error } = evaluateJsonPath(template, shown);
      return error === undefined ? text : failed(error);
    }
    case 'custom-columns':
      return customColumns(template, objects, !isOn(line, 'no-headers'));
    case 'go-template':
    case 'template': {
      const shown = isNamed && objects.length === 1 ? objects[0] : listOf(objects);
      const filled = fillTemplate(
        template === '' ? (flag(line, 'template') ?? '') : template,
        shown,
      );
      return filled.ok ? filled.text : failed(filled.problem);
    }
    default:
      return failed(
        `error: unable to match a printer suitable for the output format "${format}", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml`,
      );
  }
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

export function listOf(items: readonly KubeObject[]): KubeObject {
  return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items };
}

/** One table a kind, a blank line between them; with several kinds each name tells its own. */
function tables(invoked: Invoked, found: readonly Found[], wide: boolean): string {
  const { line } = invoked;
  const filled = found.filter(({ objects }) => objects.length > 0);
  const withPrefix = found.length > 1 || isOn(line, 'show-kind');
  return filled
    .map(({ kind, objects }) => table(invoked, kind, objects, wide, withPrefix))
    .join('\n');
}

function table(
  invoked: Invoked,
  kind: ApiKind,
  objects: readonly KubeObject[],
  wide: boolean,
  withPrefix: boolean,
): string {
  const { line, cluster } = invoked;
  const nowMs = cluster.epochMs + cluster.now;
  const columns = columnsOf(kind.kind).filter((column) => wide || column.wide !== true);
  const labels = (line.flags.get('label-columns') ?? []).flatMap((value) => value.split(','));
  const showLabels = isOn(line, 'show-labels');
  const withNamespace = isOn(line, 'all-namespaces') && kind.namespaced;
  const prefix = withPrefix ? `${kind.singular}${kind.group === '' ? '' : `.${kind.group}`}/` : '';
  const header = [
    ...(withNamespace ? ['NAMESPACE'] : []),
    ...columns.map(({ title }) => title),
    ...labels.map((label) => (label.split('/').at(-1) ?? label).toUpperCase()),
    ...(showLabels ? ['LABELS'] : []),
  ];
  const rows = objects.map((object) => [
    ...(withNamespace ? [object.metadata.namespace ?? ''] : []),
    ...columns.map(({ title, cell }) =>
      title === 'NAME' ? prefix + cell(object, nowMs) : cell(object, nowMs),
    ),
    ...labels.map((label) => object.metadata.labels?.[label] ?? ''),
    ...(showLabels ? [labelsText(object)] : []),
  ]);
  return alignTable(isOn(line, 'no-headers') ? rows : [header, ...rows]);
}

export function labelsText(object: KubeObject): string {
  const pairs = Object.entries(object.metadata.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? '<none>' : pairs.map(([key, value]) => `${key}=${value}`).join(',');
}

/** Whether a changed object is among those that a line watches. */
export function isWatched(invoked: Invoked, object: KubeObject): boolean {
  const parsed = parseTargets(invoked.catalogue, invoked.line.positional);
  if (!parsed.ok) return false;
  const selector = flag(invoked.line, 'selector');
  const chosen = selector === undefined ? undefined : parseSelector(selector).selector;
  return parsed.targets.some(
    ({ kind, name }) =>
      kind.kind === object.kind &&
      (!kind.namespaced ||
        isOn(invoked.line, 'all-namespaces') ||
        object.metadata.namespace === invoked.namespace) &&
      (name === undefined || name === object.metadata.name) &&
      (chosen === undefined || matches(chosen, object.metadata.labels)),
  );
}
