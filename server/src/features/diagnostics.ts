// What is wrong with a document: as YAML, as an object of the API, by the API server's rules, and by ours.

import { kindOf, objectFieldInfo } from '../documents/fieldInfo';
import type { Finding, Fix } from '../documents/finding';
import type { ManifestDocument, ManifestObject } from '../documents/manifestDocument';
import { placeAt } from '../documents/paths';
import { keySpanAt, spanAt } from '../documents/spans';
import type { Span, YamlMap, YamlNode } from '../documents/tree';
import { scalarText } from '../documents/tree';
import { apiVersionOf, getCatalogue } from '../schema/builtinCatalogue';
import type { ApiKind, Catalogue, FieldPath, FieldType } from '../schema/catalogue';
import { formatPath } from '../schema/catalogue';
import type { KubeObject } from '../schema/objects';
import { removedApi } from '../schema/removedApis';
import { typeText } from '../schema/typeText';
import { decodeIssues } from '../schema/validation/decode';
import type { DecodeIssue, FieldError } from '../schema/validation/types';
import { validateCreate, warningsFor } from '../schema/validation/validate';
import { isScenario, parseScenario } from '../simulator/scenario/parseScenario';
import { nearestWord } from '../support/nearest';
import type { Steps } from '../support/steps';
import { finish } from '../support/steps';
import { closedSchemaErrors } from './diagnostics/closedSchema';
import { errorSpan } from './diagnostics/errorSpan';
import { repeatedKeys, syntaxFindings } from './diagnostics/syntax';
import type { DocumentRole } from './documentRole';

export interface DiagnosticScene {
  readonly catalogue: Catalogue;
  readonly document: ManifestDocument;
  readonly role: DocumentRole;
  readonly version: string;
}

/** Everything that one document alone tells, in the order of the text. Needs the YAML parser to be loaded. */
export function documentFindings(scene: DiagnosticScene): readonly Finding[] {
  return finish(documentSteps(scene));
}

/** The same, an object at a time: a `List` may hold thousands. */
export function* documentSteps(scene: DiagnosticScene): Steps<readonly Finding[]> {
  const { document, role } = scene;
  if (role === 'template' || role === 'other') return [];
  const syntax = syntaxFindings(document);
  if (syntax.length > 0) return syntax;
  yield;
  const findings = repeatedKeys(document).map(({ finding }) => finding);
  for (const object of document.objects) {
    findings.push(...objectFindings(scene, object));
    yield;
  }
  return tidy(document, findings);
}

/** What Helm, OpenShift, Flux or envsubst put a value in for. */
const PLACEHOLDER = /\{\{|\$\{[^}]*\}|^["']?\$[A-Z_][A-Z0-9_]*["']?$/;

/** One finding a spot and message, sorted; nothing about values that a template engine fills in. */
function tidy(document: ManifestDocument, findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings
    .filter(({ span, message }) => {
      const key = `${span.start} ${message}`;
      if (seen.has(key) || PLACEHOLDER.test(document.text.slice(span.start, span.end)))
        return false;
      seen.add(key);
      return true;
    })
    .sort((a, b) => a.span.start - b.span.start);
}

function objectFindings(scene: DiagnosticScene, object: ManifestObject): readonly Finding[] {
  const value = valueAt(scene.document.value.value, object.path);
  if (typeof value !== 'object' || value === null) return [];
  if (isScenario(value)) return scenarioFindings(scene.document, value);
  const head = headFindings(scene, object);
  const api = kindOf(scene.catalogue, object);
  // Of a version that the server does not have nothing more can be said: its fields were others.
  const isRefused = head.some(({ code }) => code === 'removed-api' || code === 'no-such-kind');
  if (api === undefined || isRefused || isListOfObjects(object)) return head;
  const whole = { ...value, apiVersion: apiVersionOf(api), kind: api.kind };
  const issues = decodeIssues(scene.catalogue, whole);
  const decoded = issues.flatMap((issue) => decodeFinding(scene, object, issue));
  const errors = serverErrors(scene, api, whole as KubeObject, issues);
  const semantic = errors
    .filter((error) => isToldOfPatch(scene.role, error))
    .filter((error) => !issues.some((issue) => isInside(error.path, issue.path)))
    .map((error) => serverFinding(scene.document, object, error));
  const warnings =
    scene.role === 'patch' ? [] : warningFindings(scene.document, object, whole as KubeObject);
  return [...head, ...decoded, ...semantic, ...warnings];
}

/** A scenario file is judged by whoever runs it. */
function scenarioFindings(document: ManifestDocument, value: unknown): readonly Finding[] {
  return parseScenario(value).findings.map(({ path, message }) => {
    const isKey = message.startsWith('unknown field');
    const span = isKey ? keySpanAt(document, path) : spanAt(document, path);
    return { code: isKey ? 'unknown-field' : 'invalid-value', severity: 'error', message, span };
  });
}

/** A List is judged by its items. */
function isListOfObjects({ kind, node }: ManifestObject): boolean {
  return kind?.endsWith('List') === true && node.entries.some(({ key }) => key.text === 'items');
}

function valueAt(value: unknown, path: FieldPath): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[step];
  }
  return at;
}

/** `apiVersion` and `kind`: both there, and something the server has. */
function headFindings(scene: DiagnosticScene, object: ManifestObject): readonly Finding[] {
  const { document, catalogue, role } = scene;
  const { apiVersion, kind } = object;
  const at = (key: string) => spanAt(document, [...object.path, key]);
  if (role === 'foreign') return [];
  if (kind === undefined && apiVersion !== undefined) {
    if (hasKey(object.node, 'kind') && !isEmptyAt(document, object, 'kind')) {
      return headTypeFindings(document, object, 'kind');
    }
    return [misspeltKind(object) ?? missingKind(at('apiVersion'))];
  }
  if (apiVersion === undefined && kind !== undefined) {
    const known = kindOf(catalogue, object);
    const guess = known === undefined ? '' : ` For ${kind} it is ${apiVersionOf(known)}.`;
    const span = at('kind');
    if (
      known === undefined ||
      (hasKey(object.node, 'apiVersion') && !isEmptyAt(document, object, 'apiVersion'))
    ) {
      return headTypeFindings(document, object, 'apiVersion');
    }
    return [
      {
        code: 'missing-api-version',
        severity: 'error',
        message: `Required value: apiVersion is not set.${guess}`,
        span,
        ...versionFix(document, object, apiVersionOf(known)),
      },
    ];
  }
  if (apiVersion === undefined || kind === undefined) return [];
  return catalogue.kind(apiVersion, kind) === undefined
    ? unknownKind(scene, object, apiVersion, kind)
    : [];
}

function missingKind(span: Span): Finding {
  return {
    code: 'missing-kind',
    severity: 'error',
    message: 'Required value: kind is not set.',
    span,
  };
}

/** `Kind: Pod` and the like: the field is there, but for its name. */
function misspeltKind({ node }: ManifestObject): Finding | undefined {
  const entry = node.entries.find(
    ({ key, value }) =>
      value?.kind === 'scalar' && nearestWord(key.text, ['kind', 'metadata', 'spec']) === 'kind',
  );
  if (entry === undefined) return undefined;
  const span = { start: entry.key.start, end: entry.key.end };
  return {
    ...missingKind(span),
    message: `unknown field ${JSON.stringify(entry.key.text)}: did you mean "kind"? Required value: kind is not set.`,
    fixes: [{ title: 'Change to kind', edits: [{ span, newText: 'kind' }], isPreferred: true }],
  };
}

/** `apiVersion: 1`, or a list: what stands there is no text. */
function headTypeFindings(
  document: ManifestDocument,
  { path, node }: ManifestObject,
  field: 'apiVersion' | 'kind',
): readonly Finding[] {
  const value = node.entries.find(({ key }) => key.text === field)?.value;
  const isText =
    value?.kind === 'scalar' && typeof valueAt(document.value.value, [...path, field]) === 'string';
  if (value === undefined || isText) return [];
  const message = `${field} must be a string${writtenWords({ kind: 'string' }, value)}.`;
  return [
    { code: 'wrong-type', severity: 'error', message, span: spanAt(document, [...path, field]) },
  ];
}

function hasKey(node: YamlMap, name: string): boolean {
  return node.entries.some(({ key, colon }) => key.text === name && colon !== undefined);
}

function isEmptyAt(document: ManifestDocument, object: ManifestObject, key: string): boolean {
  const value = placeAt(document.tree, [...object.path, key])?.value;
  return value === undefined || scalarText(value)?.trim() === '';
}

function versionFix(
  document: ManifestDocument,
  { path, node }: ManifestObject,
  version: string,
): { fixes?: Fix[] } {
  if (node.flow || hasKey(node, 'apiVersion')) return {};
  const first = placeAt(document.tree, [...path, 'kind'])?.entry?.start;
  if (first === undefined) return {};
  const newText = `apiVersion: ${version}\n${' '.repeat(node.indent)}`;
  return {
    fixes: [
      {
        title: `Add apiVersion: ${version}`,
        edits: [{ span: { start: first, end: first }, newText }],
        isPreferred: true,
      },
    ],
  };
}

function unknownKind(
  { catalogue, document }: DiagnosticScene,
  object: ManifestObject,
  apiVersion: string,
  kind: string,
): readonly Finding[] {
  const versionSpan = spanAt(document, [...object.path, 'apiVersion']);
  const kindSpan = spanAt(document, [...object.path, 'kind']);
  const text = `no matches for kind "${kind}" in version "${apiVersion}"`;
  const replace = (span: { start: number; end: number }, newText: string): Fix => ({
    title: `Change to ${newText}`,
    edits: [{ span, newText }],
    isPreferred: true,
  });
  const gone = removedApi(apiVersion, kind);
  if (gone !== undefined) {
    const instead = gone.instead === undefined ? '' : ` Use ${gone.instead}.`;
    const note = gone.note === undefined ? '' : ` ${gone.note}`;
    const message = `${text}: it was removed in Kubernetes ${gone.removedIn}.${instead}${note}`;
    const fixes = gone.instead === undefined ? {} : { fixes: [replace(versionSpan, gone.instead)] };
    return [{ code: 'removed-api', severity: 'error', message, span: versionSpan, ...fixes }];
  }
  const elsewhere = kindOf(catalogue, object);
  if (elsewhere !== undefined) {
    const right = apiVersionOf(elsewhere);
    const message = `${text}: ${kind} is in ${right}.`;
    return [
      {
        code: 'no-such-kind',
        severity: 'error',
        message,
        span: versionSpan,
        fixes: [replace(versionSpan, right)],
      },
    ];
  }
  if (!catalogue.kinds.some((it) => apiVersionOf(it) === apiVersion)) return [];
  const near = nearestWord(kind, [...new Set(catalogue.kinds.map((it) => it.kind))]);
  const message = near === undefined ? `${text}.` : `${text}: did you mean ${near}?`;
  const fixes = near === undefined ? {} : { fixes: [replace(kindSpan, near)] };
  return [{ code: 'no-such-kind', severity: 'error', message, span: kindSpan, ...fixes }];
}

const DECODE_CODES: Readonly<Record<DecodeIssue['kind'], string>> = {
  'unknown-field': 'unknown-field',
  'duplicate-field': 'duplicate-key',
  'wrong-type': 'wrong-type',
  'bad-quantity': 'bad-quantity',
  'unknown-kind': 'no-such-kind',
  'missing-kind': 'missing-kind',
  'bad-time': 'bad-time',
};

function decodeFinding(
  scene: DiagnosticScene,
  object: ManifestObject,
  issue: DecodeIssue,
): readonly Finding[] {
  const { document } = scene;
  const path = [...object.path, ...issue.path];
  const code = DECODE_CODES[issue.kind];
  if (
    issue.kind === 'unknown-kind' ||
    issue.kind === 'missing-kind' ||
    issue.kind === 'duplicate-field'
  )
    return [];
  if (issue.kind !== 'unknown-field') {
    const message = typeMessage(scene, object, issue);
    return [{ code, severity: 'error', message, span: spanAt(document, path) }];
  }
  // Directives of a strategic merge patch are no fields.
  const name = String(issue.path.at(-1));
  if (scene.role === 'patch' && name.startsWith('$')) return [];
  const span = keySpanAt(document, path);
  const newer = newerVersion(scene, object, issue.path);
  if (newer !== undefined) {
    const message = `${issue.message}: Kubernetes has it since ${newer}, and this is checked for ${scene.version}.`;
    return [{ code, severity: 'error', message, span }];
  }
  const near = nearField(scene, object, issue.path, name);
  const message = near === undefined ? issue.message : `${issue.message}: did you mean "${near}"?`;
  const fixes =
    near === undefined
      ? {}
      : {
          fixes: [
            { title: `Change to ${near}`, edits: [{ span, newText: near }], isPreferred: true },
          ],
        };
  return [{ code, severity: 'error', message, span, ...fixes }];
}

/** The server's words, with the field and what belongs there in front: Go's own names tell people little. */
function typeMessage(
  { catalogue, document }: DiagnosticScene,
  object: ManifestObject,
  { path, kind, message }: DecodeIssue,
): string {
  const field = formatPath(path);
  if (kind !== 'wrong-type' || !message.startsWith('json:')) {
    return message.includes(field) ? message : `${field}: ${message}`;
  }
  const info = objectFieldInfo(catalogue, object, path);
  const node = placeAt(document.tree, [...object.path, ...path])?.value;
  if (info === undefined) return `${field}: ${message}`;
  return `${field} must be ${typeWords(info.type)}${writtenWords(info.type, node)}. (${message})`;
}

function typeWords(type: FieldType): string {
  switch (type.kind) {
    case 'list':
      return `a list (${typeText(type)})`;
    case 'map':
      return `a map of keys to ${type.of.kind === 'string' ? 'strings' : typeText(type.of)}`;
    case 'object':
      return `an object (${typeText(type)})`;
    case 'boolean':
      return 'a boolean (true or false)';
    case 'integer':
      return 'an integer';
    case 'intOrString':
      return 'an integer or a string';
    default:
      return `a ${typeText(type)}`;
  }
}

/** What stands there instead; for a text field the quotes that are missing. */
function writtenWords(type: FieldType, node: YamlNode | undefined): string {
  if (node === undefined) return '';
  if (node.kind === 'map') return ', not a map';
  if (node.kind === 'sequence') return ', not a list';
  if (type.kind === 'string' && node.style === 'plain') return `: write "${node.text}" in quotes`;
  const quoted = node.style === 'single' || node.style === 'double';
  if (quoted && (type.kind === 'integer' || type.kind === 'boolean')) return ', without quotes';
  return '';
}

/** The version that brought a field, when the one that is checked for is older. */
function newerVersion(
  { catalogue }: DiagnosticScene,
  object: ManifestObject,
  path: FieldPath,
): string | undefined {
  const holder = objectFieldInfo(catalogue, object, path.slice(0, -1));
  if (holder?.type.kind !== 'object') return undefined;
  return getCatalogue().field(holder.type.type, String(path.at(-1)))?.since;
}

/** A field of the same map that was probably meant and is not there yet. */
function nearField(
  { catalogue, document }: DiagnosticScene,
  object: ManifestObject,
  path: FieldPath,
  name: string,
): string | undefined {
  const holder = path.slice(0, -1);
  const info = objectFieldInfo(catalogue, object, holder);
  if (info?.type.kind !== 'object') return undefined;
  const node = placeAt(document.tree, [...object.path, ...holder])?.value;
  const present = new Set(node?.kind === 'map' ? node.entries.map(({ key }) => key.text) : []);
  const fields = (catalogue.type(info.type.type)?.fields ?? []).map((field) => field.name);
  return nearestWord(
    name,
    fields.filter((field) => !present.has(field)),
  );
}

/** The server's rules are asked only when they can make something of the object. */
function serverErrors(
  { catalogue }: DiagnosticScene,
  api: ApiKind,
  object: KubeObject,
  issues: readonly DecodeIssue[],
): readonly FieldError[] {
  if (issues.some(({ kind }) => kind === 'wrong-type')) return [];
  const told = validateCreate(object);
  // Of a field that the rules complain of, the schema has nothing to add.
  const places = new Set(told.map(({ path }) => formatPath(path)));
  return [
    ...told,
    ...closedSchemaErrors(catalogue, api, object).filter(
      ({ path }) => !places.has(formatPath(path)),
    ),
  ];
}

/** A patch lacks what its target has; only what it does say can be wrong. */
function isToldOfPatch(role: DocumentRole, { reason }: FieldError): boolean {
  return (
    role !== 'patch' || reason === 'FieldValueNotSupported' || reason === 'FieldValueTypeInvalid'
  );
}

function isInside(path: FieldPath, outer: FieldPath): boolean {
  return outer.length <= path.length && outer.every((step, i) => path[i] === step);
}

const REASON_CODES: Readonly<Record<FieldError['reason'], string>> = {
  FieldValueRequired: 'required-value',
  FieldValueInvalid: 'invalid-value',
  FieldValueNotSupported: 'unsupported-value',
  FieldValueDuplicate: 'duplicate-value',
  FieldValueForbidden: 'forbidden-value',
  FieldValueTooLong: 'too-long',
  FieldValueTooMany: 'too-many',
  FieldValueNotFound: 'not-found',
  FieldValueTypeInvalid: 'wrong-type',
  InternalError: 'invalid-value',
};

function serverFinding(
  document: ManifestDocument,
  object: ManifestObject,
  error: FieldError,
): Finding {
  const path = [...object.path, ...error.path];
  const span = isAboutKey(document, path, error)
    ? keySpanAt(document, path)
    : errorSpan(document, path, error.message);
  return {
    code: REASON_CODES[error.reason],
    severity: 'error',
    message: `${error.field}: ${error.message}`,
    span,
    ...valueFixes(document, path, error),
  };
}

/** Whether the name of a label or resource is wrong, not what it is set to. */
function isAboutKey(document: ManifestDocument, path: FieldPath, { message }: FieldError): boolean {
  const last = path.at(-1);
  if (typeof last !== 'string' || !message.startsWith(`Invalid value: "${last}"`)) return false;
  return scalarText(placeAt(document.tree, path)?.value) !== last;
}

/** The supported value that was probably meant. */
function valueFixes(
  document: ManifestDocument,
  path: FieldPath,
  error: FieldError,
): { fixes?: Fix[] } {
  if (error.reason !== 'FieldValueNotSupported') return {};
  const value = placeAt(document.tree, path)?.value;
  const written = scalarText(value);
  if (value === undefined || written === undefined) return {};
  const supported = [
    ...(error.message.split('supported values:')[1] ?? '').matchAll(/"([^"]*)"/g),
  ].map(([, it]) => it ?? '');
  const near = nearestWord(written, supported);
  if (near === undefined) return {};
  const span = { start: value.start, end: value.end };
  return {
    fixes: [{ title: `Change to ${near}`, edits: [{ span, newText: near }], isPreferred: true }],
  };
}

function warningFindings(
  document: ManifestDocument,
  object: ManifestObject,
  whole: KubeObject,
): readonly Finding[] {
  return warningsFor(whole).map((message) => ({
    code: 'api-warning',
    // What is only old works as it stands.
    severity: / deprecated[ ,;]/.test(message) ? 'information' : 'warning',
    message,
    span: spanAt(document, [...object.path, ...warnedPath(object, message)]),
  }));
}

/** A warning begins with the field that it is about. */
function warnedPath(object: ManifestObject, message: string): FieldPath {
  const text = /^([A-Za-z][\w.[\]"/-]*?)(?=[:,]? )/.exec(message)?.[1];
  const known = text !== undefined && hasKey(object.node, text.split(/[.[]/)[0] ?? '');
  if (text === undefined || !known) return ['kind'];
  const path: (string | number)[] = [];
  for (const [, name, bracket] of text.matchAll(/([A-Za-z][\w-]*)|\[([^\]]*)\]/g)) {
    if (name !== undefined) path.push(name);
    else if (bracket !== undefined)
      path.push(/^\d+$/.test(bracket) ? Number(bracket) : bracket.replaceAll('"', ''));
  }
  return path;
}
