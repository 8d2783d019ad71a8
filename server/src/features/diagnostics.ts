// What is wrong with a document: as YAML, as an object of the API, by the API server's rules, and by ours.

import { kindOf } from '../documents/fieldInfo';
import type { Finding, Fix } from '../documents/finding';
import type { ManifestDocument, ManifestObject } from '../documents/manifestDocument';
import { placeAt } from '../documents/paths';
import { keySpanAt, spanAt } from '../documents/spans';
import { scalarText } from '../documents/tree';
import { apiVersionOf } from '../schema/builtinCatalogue';
import type { ApiKind, FieldPath } from '../schema/catalogue';
import { formatPath } from '../schema/catalogue';
import type { KubeObject } from '../schema/objects';
import { admissionRefusal } from '../schema/validation/admission';
import { decodeIssues } from '../schema/validation/decode';
import type { DecodeIssue, FieldError } from '../schema/validation/types';
import { validateCreate, warningsFor } from '../schema/validation/validate';
import { isScenario, parseScenario } from '../simulator/scenario/parseScenario';
import { nearestWord } from '../support/nearest';
import type { Steps } from '../support/steps';
import { finish } from '../support/steps';
import { closedSchemaErrors } from './diagnostics/closedSchema';
import { decodeFinding } from './diagnostics/decodeFindings';
import { errorSpan } from './diagnostics/errorSpan';
import { headFindings } from './diagnostics/headFindings';
import { type DiagnosticScene, hasKey, valueAt } from './diagnostics/scene';
import { repeatedKeys, syntaxFindings } from './diagnostics/syntax';
import type { DocumentRole } from './documentRole';

/** Everything that one document alone tells, in the order of the text. Needs the YAML parser to be loaded. */
export function documentFindings(scene: DiagnosticScene): readonly Finding[] {
  return finish(documentSteps(scene));
}

/** The same, an object at a time: a `List` may hold thousands. */
export function* documentSteps(scene: DiagnosticScene): Steps<readonly Finding[]> {
  const { document, role } = scene;
  if (role === 'template' || role === 'other') return [];
  yield* document.valueSteps();
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
  if (api === undefined || isOfUnknownVersion(scene, object) || isListOfObjects(object))
    return head;
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
  const refused = semantic.length > 0 ? [] : admissionFindings(scene, object, whole as KubeObject);
  return [...head, ...decoded, ...refused, ...semantic, ...warnings];
}

/** What no cluster would admit, whichever classes it has. */
function admissionFindings(
  { document, role }: DiagnosticScene,
  object: ManifestObject,
  whole: KubeObject,
): readonly Finding[] {
  const refusal = role === 'patch' ? undefined : admissionRefusal(whole);
  if (refusal === undefined) return [];
  const span = keySpanAt(document, [...object.path, ...refusal.path]);
  return [{ code: 'forbidden-value', severity: 'error', message: refusal.message, span }];
}

/** Of a version that is gone, or is none, nothing more can be said: its fields were others. */
function isOfUnknownVersion({ catalogue }: DiagnosticScene, object: ManifestObject): boolean {
  const { apiVersion, kind } = object;
  if (apiVersion === undefined || kind === undefined) return false;
  return catalogue.kind(apiVersion, kind) === undefined;
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

/** The server's rules; where something of the object cannot be read, only what they say of single values. */
function serverErrors(
  { catalogue }: DiagnosticScene,
  api: ApiKind,
  object: KubeObject,
  issues: readonly DecodeIssue[],
): readonly FieldError[] {
  const told = validateCreate(object);
  if (issues.some(({ kind }) => kind === 'wrong-type'))
    return told.filter((error) => isAboutItsValue(object, error));
  // Of a field that the rules complain of, the schema has nothing to add.
  const places = new Set(told.map(({ path }) => formatPath(path)));
  return [
    ...told,
    ...closedSchemaErrors(catalogue, api, object).filter(
      ({ path }) => !places.has(formatPath(path)),
    ),
  ];
}

/** Whether a text is wrong by itself, whatever stands around it. */
function isAboutItsValue(object: KubeObject, { path, reason, message }: FieldError): boolean {
  if (reason !== 'FieldValueNotSupported' && reason !== 'FieldValueInvalid') return false;
  const value = valueAt(object, path);
  return typeof value === 'string' && message.includes(` value: ${JSON.stringify(value)}:`);
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
