// The whole answer of the API server to a create or update: decoding, admission, validation, in its order.

import type { ApiKind, Catalogue, TypeName } from '../catalogue';
import { withDefaultTolerations } from '../defaults';
import type { KubeObject } from '../objects';
import type { PatchType } from '../patch/applyPatch';
import { isPlain, type Plain, plainListAt, plainOf, textAt, valueAt } from '../plain';
import { admissionRefusal, type ClusterKnowledge } from './admission';
import { type DecodeOptions, issuesOf, noKindText, YAML_ERRORS } from './decode';
import { goQuote } from './goText';
import { patchedStatus } from './patchDecode';
import type { ApiStatus, DecodeIssue, FieldError } from './types';
import { validateCreate, validateUpdate } from './validate';

/** What the server knows beside the object itself. Whatever is absent is not checked. */
export interface AdmissionContext extends DecodeOptions, ClusterKnowledge {
  /** What the URL of the request stands for; default: the object's own kind. */
  readonly target?: { readonly apiVersion: string; readonly kind: string };
  readonly subresource?: string;
  /** The patch that made the object, for an update by patch: what does not fit is then told otherwise. */
  readonly patch?: { readonly type: PatchType; readonly body: unknown };
  /** What a generated name ends in; the server's own choice is random. */
  readonly nameSuffix?: string;
}

/** The server's refusal, or `undefined` when it accepts. `old` makes it an update of that object. */
export function admit(
  catalogue: Catalogue,
  sent: unknown,
  old?: KubeObject,
  context: AdmissionContext = {},
): ApiStatus | undefined {
  const object = patchedObject(sent, old, context);
  const target = context.target ?? ownKind(object);
  const misfit =
    context.patch === undefined
      ? undefined
      : patchedStatus(catalogue, context.patch.type, object, context.patch.body);
  if (misfit !== undefined) return misfit;
  const decoded = decodeStep(catalogue, object, target, context);
  if (decoded.refusal !== undefined) return decoded.refusal;
  const { object: whole } = decoded;
  if (old !== undefined) return updateStep(catalogue, whole, old, context);
  const named = withGeneratedName(whole, context.nameSuffix ?? 'xxxxx');
  return (
    namespaceStep(named, context) ??
    admissionStep(named, context) ??
    invalidStatus(named, validateCreate(named))
  );
}

/** A strategic patch is applied to the object's own type: what it says of the kind changes nothing. */
function patchedObject(
  sent: unknown,
  old: KubeObject | undefined,
  { patch }: AdmissionContext,
): unknown {
  if (patch?.type !== 'strategic' || old === undefined || !isPlain(sent)) return sent;
  return { ...sent, apiVersion: old.apiVersion, kind: old.kind };
}

interface Target {
  readonly apiVersion: string;
  readonly kind: string;
}

function ownKind(object: unknown): Target {
  return { apiVersion: textAt(object, 'apiVersion'), kind: textAt(object, 'kind') };
}

// ---- decoding --------------------------------------------------------------------------------------------------

type Decoded =
  | { readonly refusal: ApiStatus; readonly object?: undefined }
  | { readonly refusal?: undefined; readonly object: KubeObject };

function decodeStep(
  catalogue: Catalogue,
  object: unknown,
  target: Target,
  context: AdmissionContext,
): Decoded {
  if (!isPlain(object)) {
    const what = object === undefined || object === null ? EMPTY_BODY : notAnObject(object);
    return {
      refusal: badRequest(
        `the object provided is unrecognized (must be of type ${target.kind}): ${what}`,
      ),
    };
  }
  // What the body does not say of itself, the URL says.
  const apiVersion = textAt(object, 'apiVersion') || target.apiVersion;
  const kind = textAt(object, 'kind') || target.kind;
  const whole = {
    ...object,
    apiVersion,
    kind,
    metadata: plainOf(object['metadata']),
  } as KubeObject;
  const known = catalogue.kind(apiVersion, kind);
  const wrongKind = kindComplaint(catalogue, { apiVersion, kind }, target, known);
  if (wrongKind !== undefined) return { refusal: cannotBeHandled(whole, target, wrongKind) };
  if (known === undefined) return { object: whole };
  const refusal = decodeStatus(
    whole,
    issuesOf(catalogue, known.type, { ...object, apiVersion, kind }, context),
    target,
  );
  return refusal === undefined ? { object: whole } : { refusal };
}

const EMPTY_BODY =
  "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)";

function notAnObject(value: unknown): string {
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const struct =
    'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
  return `couldn't get version/kind; json parse error: json: cannot unmarshal ${kind} into Go value of type ${struct}`;
}

function kindComplaint(
  catalogue: Catalogue,
  own: Target,
  target: Target,
  known: ApiKind | undefined,
): string | undefined {
  const isTarget = own.apiVersion === target.apiVersion && own.kind === target.kind;
  if (known === undefined) {
    const group = own.apiVersion.includes('/') ? (own.apiVersion.split('/')[0] ?? '') : '';
    const isCustom = isTarget && group.includes('.');
    return isCustom ? undefined : noKindText(own.apiVersion, own.kind);
  }
  if (isTarget) return undefined;
  const internal = goPackage(catalogue.kind(target.apiVersion, target.kind)?.type ?? '');
  return `converting (${versionOf(own.apiVersion)}.${own.kind}) to (${internal}.${target.kind}): unknown conversion`;
}

/** The server's own package for a group: `core` in `io.k8s.api.core.v1.Pod`. */
function goPackage(type: TypeName): string {
  return type.split('.').slice(-3, -2).join('') || 'core';
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** The 400 answer that these issues lead to, `undefined` when there are none. */
export function decodeStatus(
  object: KubeObject,
  issues: readonly DecodeIssue[],
  target: Target = ownKind(object),
): ApiStatus | undefined {
  const isStrict = (issue: DecodeIssue): boolean =>
    issue.kind === 'unknown-field' || issue.kind === 'duplicate-field';
  const hard =
    issues.find((issue) => issue.fatal === true) ?? issues.find((issue) => !isStrict(issue));
  if (hard !== undefined) return cannotBeHandled(object, target, hard.message);
  if (issues.length === 0) return undefined;
  const texts = [...new Set(issues.map((issue) => issue.message))];
  return cannotBeHandled(object, target, `strict decoding error: ${joinedYaml(texts).join(', ')}`);
}

/** The YAML reader tells of all its findings under one head. */
function joinedYaml(texts: readonly string[]): readonly string[] {
  const ofYaml = texts.filter((text) => text.startsWith(YAML_ERRORS));
  if (ofYaml.length === 0) return texts;
  const lines = ofYaml.map((text) => text.slice(YAML_ERRORS.length));
  return [YAML_ERRORS + lines.join(''), ...texts.filter((text) => !ofYaml.includes(text))];
}

function cannotBeHandled(object: KubeObject, target: Target, why: string): ApiStatus {
  const version = versionOf(object.apiVersion === '' ? target.apiVersion : object.apiVersion);
  return badRequest(
    `${object.kind} in version ${goQuote(version)} cannot be handled as a ${target.kind}: ${why}`,
  );
}

function badRequest(message: string): ApiStatus {
  return { code: 400, reason: 'BadRequest', message, causes: [] };
}

const MAX_GENERATED_BASE = 58;

/** Rules: L-API-2 */
function withGeneratedName(object: KubeObject, suffix: string): KubeObject {
  const base = textAt(object.metadata, 'generateName');
  if (base === '' || textAt(object.metadata, 'name') !== '') return object;
  const name = base.slice(0, MAX_GENERATED_BASE) + suffix;
  return { ...object, metadata: { ...object.metadata, name } };
}

// ---- creating --------------------------------------------------------------------------------------------------

function namespaceStep(object: KubeObject, context: AdmissionContext): ApiStatus | undefined {
  const own = textAt(object.metadata, 'namespace');
  if (context.namespace === undefined || own === '' || own === context.namespace) return undefined;
  return badRequest(NAMESPACE_TEXT);
}

const NAMESPACE_TEXT =
  'the namespace of the provided object does not match the namespace sent on the request';

/** What the admission plugins refuse; they come before validation. Rules: L-API-4 */
function admissionStep(object: KubeObject, context: AdmissionContext): ApiStatus | undefined {
  const refusal = admissionRefusal(object, context);
  if (refusal === undefined) return undefined;
  return { code: 403, reason: 'Forbidden', message: refusal.message, causes: [] };
}

// ---- updating --------------------------------------------------------------------------------------------------

function updateStep(
  catalogue: Catalogue,
  object: KubeObject,
  old: KubeObject,
  context: AdmissionContext,
): ApiStatus | undefined {
  const [name, oldName] = [textAt(object.metadata, 'name'), textAt(old.metadata, 'name')];
  const [namespace, oldNamespace] = [
    textAt(object.metadata, 'namespace'),
    textAt(old.metadata, 'namespace'),
  ];
  if (name !== oldName) {
    return badRequest(
      `the name of the object (${name}) does not match the name on the URL (${oldName})`,
    );
  }
  if (namespace !== '' && oldNamespace !== '' && namespace !== oldNamespace)
    return badRequest(NAMESPACE_TEXT);
  const [version, oldVersion] = [
    textAt(object.metadata, 'resourceVersion'),
    textAt(old.metadata, 'resourceVersion'),
  ];
  if (version !== '' && oldVersion !== '' && version !== oldVersion)
    return conflict(catalogue, object);
  const kept = keptBy(object, old, context.subresource);
  return invalidStatus(kept, validateUpdate(old, kept, context.subresource));
}

function conflict(catalogue: Catalogue, object: KubeObject): ApiStatus {
  const kind = catalogue.kind(object.apiVersion, object.kind);
  const resource = kind === undefined ? object.kind.toLowerCase() : kind.plural;
  const group = kind === undefined || kind.group === '' ? '' : `.${kind.group}`;
  const message = `Operation cannot be fulfilled on ${resource}${group} ${goQuote(textAt(object.metadata, 'name'))}: the object has been modified; please apply your changes to the latest version and try again`;
  return { code: 409, reason: 'Conflict', message, causes: [] };
}

/** What the server keeps of the old object whatever the client sends. Rules: L-API-8 */
function keptBy(object: KubeObject, old: KubeObject, subresource: string | undefined): KubeObject {
  const status = old['status'];
  const metadata = {
    ...object.metadata,
    ...pick(old.metadata, ['creationTimestamp', 'generation']),
    ...(textAt(object.metadata, 'uid') === '' ? pick(old.metadata, ['uid']) : {}),
    ...(textAt(object.metadata, 'namespace') === '' ? pick(old.metadata, ['namespace']) : {}),
    ...(valueAt(object.metadata, 'deletionGracePeriodSeconds') === undefined
      ? pick(old.metadata, ['deletionTimestamp', 'deletionGracePeriodSeconds'])
      : {}),
  };
  if (subresource === 'status') return { ...old, metadata, status: object['status'] };
  if (subresource === 'ephemeralcontainers') return withEphemeralContainersOf(object, old);
  if (subresource === 'resize') return withResourcesOf(object, old);
  const kept = { ...object, metadata, ...(status === undefined ? {} : { status }) };
  return object.kind === 'Pod' && object.apiVersion === 'v1' ? admittedPod(kept, old) : kept;
}

/** Through this subresource nothing else changes, whatever the client sends. */
function withEphemeralContainersOf(object: KubeObject, old: KubeObject): KubeObject {
  const ephemeralContainers = valueAt(object['spec'], 'ephemeralContainers');
  return { ...old, spec: { ...plainOf(old['spec']), ephemeralContainers } };
}

function withResourcesOf(object: KubeObject, old: KubeObject): KubeObject {
  const spec: Record<string, unknown> = { ...plainOf(old['spec']) };
  for (const field of ['containers', 'initContainers']) {
    const now = plainListAt(object['spec'], field);
    if (valueAt(spec, field) === undefined) continue;
    spec[field] = plainListAt(spec, field).map((container) => {
      const next = now.find((other) => textAt(other, 'name') === textAt(container, 'name'));
      return next === undefined
        ? container
        : { ...container, ...pick(next, ['resources', 'resizePolicy']) };
    });
  }
  return { ...old, spec };
}

/** What admission puts back into a Pod that is updated. Rules: L-API-4, L-API-6 */
function admittedPod(pod: KubeObject, old: KubeObject): KubeObject {
  const spec = plainOf(pod['spec']);
  const before = plainOf(old['spec']);
  const absent = ['priority', 'preemptionPolicy', 'serviceAccountName', 'serviceAccount'].filter(
    (field) => valueAt(spec, field) === undefined,
  );
  return { ...pod, spec: withDefaultTolerations({ ...spec, ...pick(before, absent) }) };
}

function pick(holder: object, fields: readonly string[]): Plain {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = valueAt(holder, field);
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

// ---- answers ---------------------------------------------------------------------------------------------------

/** The 422 answer that these errors lead to, `undefined` when there are none. */
export function invalidStatus(
  object: KubeObject,
  errors: readonly FieldError[],
): ApiStatus | undefined {
  if (errors.length === 0) return undefined;
  const texts = [
    ...new Set(errors.map(({ field, message }) => `${field === '' ? '<nil>' : field}: ${message}`)),
  ];
  const list = texts.length === 1 ? texts.join() : `[${texts.join(', ')}]`;
  const group = groupOf(object.apiVersion);
  const kind = group === '' ? object.kind : `${object.kind}.${group}`;
  const name = goQuote(textAt(object.metadata, 'name'));
  return {
    code: 422,
    reason: 'Invalid',
    message: `${kind} ${name} is invalid: ${list}`,
    causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
  };
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}
