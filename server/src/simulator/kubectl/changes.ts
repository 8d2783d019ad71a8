// The lines that change something: what is asked is told in requests.ts; here it is sent, waited for and reported.

import type { FieldPath } from '../../schema/catalogue';
import { parseGoDuration } from '../../schema/duration';
import { labelValueComplaints } from '../../schema/labels';
import type { KubeObject } from '../../schema/objects';
import { controllerOf } from '../../schema/owners';
import { toYaml } from '../../schema/printing/toYaml';
import { decodeIssues } from '../../schema/validation/decode';
import type { ApiAnswer, Write } from '../api/write';
import { type CommandLine, flag, isOn } from './commandLine';
import { drainNode } from './drain';
import { dryRunAnswer } from './dryRun';
import { inOrder, toJson } from './json';
import { referenceText, refusalText, resourceWord } from './naming';
import { identityRefusal } from './patchIdentity';
import { inNamespace, type Request, requestsOf } from './requests';
import { parseTargets, pluralWithGroup } from './resourceNames';
import { failed, type Invoked, type Printed, printed, waitFor } from './session';

export const CHANGING_VERBS: ReadonlySet<string> = new Set([
  'create',
  'apply',
  'replace',
  'run',
  'delete',
  'label',
  'annotate',
  'set',
  'scale',
  'rollout',
  'taint',
  'cordon',
  'uncordon',
  'drain',
  'patch',
  'debug',
  'expose',
  'autoscale',
]);

/** `kubectl delete` and `drain` wait so long. */
const LONGEST_WAIT_MS = 3_600_000;
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

class Output {
  stdout = '';
  stderr = '';
  code = 0;

  print(line: string): void {
    this.stdout += `${line}\n`;
  }
  warn(line: string): void {
    this.stderr += `${line}\n`;
  }
  fail(line: string): void {
    this.warn(line);
    this.code = 1;
  }
  get printed(): Printed {
    const { stdout, stderr, code } = this;
    return { stdout, stderr, code };
  }
}

export function change(args: readonly string[], invoked: Invoked): Printed {
  const { line } = invoked;
  switch (line.verb) {
    case 'create':
      if (line.flags.has('filename') && !line.flags.has('raw'))
        return fromFiles(invoked, createOne);
      return failedCreation(line) ?? byRequests(args, invoked);
    case 'apply':
      return fromFiles(invoked, applyOne);
    case 'replace':
      return fromFiles(invoked, replaceOne);
    case 'delete':
      return remove(args, invoked);
    case 'label':
    case 'annotate':
      return editMetadata(args, invoked);
    case 'scale':
      return scaleComplaint(invoked) ?? byRequests(args, invoked);
    case 'set':
      return setComplaint(args, invoked) ?? byRequests(args, invoked);
    default:
      return byRequests(args, invoked);
  }
}

/** `set image` of a container that is not there. */
function setComplaint(args: readonly string[], invoked: Invoked): Printed | undefined {
  const { line } = invoked;
  if (line.positional[0] !== 'image') return undefined;
  const { requests } = requestsOf(args, { ...clientOf(invoked), files: {} });
  const text = JSON.stringify(requests);
  for (const change of line.positional.filter((word) => word.includes('='))) {
    const name = change.slice(0, change.indexOf('='));
    if (name !== '*' && requests.length > 0 && !text.includes(`"name":"${name}"`))
      return failed(`error: unable to find container named "${name}"`);
  }
  return undefined;
}

function scaleComplaint({ line, cluster, catalogue, namespace }: Invoked): Printed | undefined {
  const wanted = flag(line, 'replicas');
  if (wanted === undefined) return failed('error: required flag(s) "replicas" not set');
  if (Number(wanted) < 0)
    return failed(
      'error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
    );
  const expected = flag(line, 'current-replicas');
  const parsed = parseTargets(catalogue, line.positional);
  if (expected === undefined || !parsed.ok) return undefined;
  for (const { kind, name = '' } of parsed.targets) {
    const object = cluster.store.get(kind.kind, namespace, name);
    const { replicas } = (object?.['spec'] ?? {}) as { readonly replicas?: number };
    if (object !== undefined && String(replicas) !== expected)
      return failed(`error: Expected replicas to be ${expected}, was ${replicas}`);
  }
  return undefined;
}

/** `kubectl create` without what it needs. */
function failedCreation({ positional, flags }: CommandLine): Printed | undefined {
  const [kind, name] = positional;
  if (kind === undefined && !flags.has('raw'))
    return failed('error: must specify one of -f and -k');
  const needsImage = kind === 'deployment' || kind === 'deploy' || kind === 'cronjob';
  if (needsImage && !flags.has('image')) return failed('error: required flag(s) "image" not set');
  if (kind === 'job' && !flags.has('image') && !flags.has('from'))
    return failed('error: either --image or --from must be specified');
  const isNamespace = kind === 'ns' || kind === 'namespace';
  if (isNamespace && name === undefined)
    return failed(
      "error: exactly one NAME is required, got 0\nSee 'kubectl create namespace -h' for help and examples",
    );
  return undefined;
}

type One = (invoked: Invoked, object: KubeObject, file: string, output: Output) => void;

function fromFiles(invoked: Invoked, one: One): Printed {
  const output = new Output();
  const files = invoked.line.flags.get('filename') ?? [];
  if (files.length === 0) return failed('error: must specify one of -f and -k');
  for (const file of files) {
    const objects = invoked.objectsIn(file);
    if (objects === undefined) {
      output.fail(`error: the path "${file}" does not exist`);
      continue;
    }
    if (objects.length === 0) output.fail('error: no objects passed to create');
    for (const object of objects) {
      const complaint =
        headComplaint(object) ??
        metadataComplaint(invoked, object) ??
        unknownKind(invoked, object) ??
        namespaceComplaint(invoked, object);
      if (complaint === undefined)
        one(invoked, inNamespace(clientOf(invoked), object), file, output);
      else output.fail(complaint.replace('{file}', file === '-' ? 'STDIN' : file));
    }
  }
  return output.printed;
}

function clientOf({ cluster, catalogue, namespace }: Invoked) {
  return { view: cluster.store, catalogue, namespace };
}

function headComplaint(object: KubeObject): string | undefined {
  const missing = [
    ...(object.apiVersion ? [] : ['apiVersion not set']),
    ...(object.kind ? [] : ['kind not set']),
  ];
  if (missing.length === 0) return undefined;
  const list = missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`;
  return `error: error validating "{file}": error validating data: ${list}; if you choose to ignore these errors, turn validation off with --validate=false`;
}

/** kubectl reads the metadata itself, and stops at what it cannot read. */
function metadataComplaint({ catalogue }: Invoked, object: KubeObject): string | undefined {
  const unreadable = decodeIssues(catalogue, object).find(
    ({ kind, path }) => path[0] === 'metadata' && (kind === 'wrong-type' || kind === 'bad-time'),
  );
  return unreadable && `error: unable to decode "{file}": ${unreadable.message}`;
}

/** kubectl looks the kind up before it sends anything; upper and lower case are the same to it. */
function unknownKind(
  { catalogue }: Invoked,
  { apiVersion, kind, metadata }: KubeObject,
): string | undefined {
  const isKnown = catalogue.kinds.some(
    (known) =>
      (known.group === '' ? known.version : `${known.group}/${known.version}`) === apiVersion &&
      known.kind.toLowerCase() === kind.toLowerCase(),
  );
  if (isKnown) return undefined;
  return `error: resource mapping not found for name: "${metadata?.name ?? ''}" namespace: "${metadata?.namespace ?? ''}" from "{file}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`;
}

/** `-n` and the object must not disagree. */
function namespaceComplaint(
  { line, namespace }: Invoked,
  { metadata }: KubeObject,
): string | undefined {
  const own = metadata?.namespace;
  if (!line.flags.has('namespace') || own === undefined || own === namespace) return undefined;
  return `error: the namespace from the provided object "${own}" does not match the namespace "${namespace}". You must pass '--namespace=${own}' to perform this operation.`;
}

/** What is said of a dry run; undefined when it is none. */
function dryRunNote(line: CommandLine): string | undefined {
  const value = flag(line, 'dry-run');
  if (value === undefined || value === 'none') return undefined;
  return value === 'server' ? ' (server dry run)' : ' (dry run)';
}

/** Sends a write and prints `pod/web created`, or the refusal. */
function send(
  invoked: Invoked,
  write: Write,
  object: KubeObject,
  word: string,
  output: Output,
  context?: string,
): ApiAnswer | undefined {
  const dry = dryRunNote(invoked.line);
  if (dry !== undefined && flag(invoked.line, 'dry-run') !== 'server') {
    report(invoked, object, word + dry, output);
    return undefined;
  }
  const answer = dry === undefined ? invoked.cluster.request(write) : dryRunAnswer(invoked, write);
  if (!answer.ok) {
    output.fail(refusalText(answer.status, object, context));
    return answer;
  }
  for (const warning of answer.warnings ?? []) output.warn(`Warning: ${warning}`);
  report(invoked, answer.object ?? object, word + (dry ?? ''), output);
  return dry === undefined ? answer : undefined;
}

function report(
  { line, catalogue }: Invoked,
  object: KubeObject,
  word: string,
  output: Output,
): void {
  switch (flag(line, 'output')) {
    case 'yaml':
      output.stdout += toYaml(object);
      return;
    case 'json':
      output.stdout += toJson(object);
      return;
    case 'name':
      output.print(referenceText(catalogue, object));
      return;
    default:
      output.print(`${referenceText(catalogue, object)} ${word}`);
  }
}

function createOne(invoked: Invoked, object: KubeObject, file: string, output: Output): void {
  const context = `error when creating "${file === '-' ? 'STDIN' : file}"`;
  const { pruned, warnings } = leniently(invoked, object);
  for (const warning of warnings) output.warn(warning);
  send(
    invoked,
    { verb: 'create', by: 'kubectl', object: pruned },
    object,
    'created',
    output,
    context,
  );
}

/** With `--validate=warn` and `false` unknown fields are dropped, told or not. */
function leniently(
  { line, catalogue }: Invoked,
  object: KubeObject,
): { readonly pruned: KubeObject; readonly warnings: readonly string[] } {
  const validate = flag(line, 'validate');
  if (validate !== 'warn' && validate !== 'false' && validate !== 'ignore')
    return { pruned: object, warnings: [] };
  return withoutUnknown(catalogue, object, validate === 'warn');
}

function withoutUnknown(
  catalogue: Invoked['catalogue'],
  object: KubeObject,
  tells: boolean,
): { readonly pruned: KubeObject; readonly warnings: readonly string[] } {
  const unknown = decodeIssues(catalogue, object).filter(({ kind }) => kind === 'unknown-field');
  const pruned = unknown.reduce<unknown>((value, { path }) => without(value, path), object);
  const warnings = tells ? unknown.map(({ message }) => `Warning: ${message}`) : [];
  return { pruned: pruned as KubeObject, warnings };
}

function without(value: unknown, [step, ...rest]: FieldPath): unknown {
  if (Array.isArray(value))
    return value.map((item, i) => (i === step ? without(item, rest) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (key !== step) return [[key, inner]];
      return rest.length === 0 ? [] : [[key, without(inner, rest)]];
    }),
  );
}

function applyOne(invoked: Invoked, object: KubeObject, file: string, output: Output): void {
  const { metadata } = object;
  const applied = `${JSON.stringify(object)}\n`;
  const marked: KubeObject = {
    ...object,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [LAST_APPLIED]: applied } },
  };
  if (metadata.name === undefined) {
    output.fail(`error: from ${metadata.generateName ?? ''}: cannot use generate name with apply`);
    return;
  }
  const present = invoked.cluster.store.get(
    object.kind,
    metadata.namespace ?? '',
    metadata.name ?? '',
  );
  if (present === undefined) {
    createOne(invoked, marked, file, output);
    return;
  }
  if (present.metadata.annotations?.[LAST_APPLIED] === applied) {
    report(invoked, present, 'unchanged', output);
    return;
  }
  if (present.metadata.annotations?.[LAST_APPLIED] === undefined)
    output.warn(missingAnnotation(invoked, object));
  const { requests } = requestsOf(['apply', '-f', file], {
    ...clientOf(invoked),
    files: { [file]: [marked] },
  });
  const [request] = requests;
  if (request?.kind === 'write') send(invoked, request.write, object, 'configured', output);
}

function missingAnnotation(
  { catalogue }: Invoked,
  { apiVersion, kind, metadata }: KubeObject,
): string {
  const plural = catalogue.kind(apiVersion, kind)?.plural ?? kind.toLowerCase();
  return `Warning: resource ${plural}/${metadata.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`;
}

function replaceOne(invoked: Invoked, object: KubeObject, file: string, output: Output): void {
  const { namespace = '', name = '' } = object.metadata;
  const present = invoked.cluster.store.get(object.kind, namespace, name);
  if (present !== undefined && isOn(invoked.line, 'force')) {
    invoked.cluster.request({
      verb: 'delete',
      by: 'kubectl',
      kind: object.kind,
      namespace,
      name,
      gracePeriodSeconds: 0,
    });
    output.print(
      `${resourceWord(invoked.catalogue, object)} "${name}" deleted from ${namespace} namespace`,
    );
    send(invoked, { verb: 'create', by: 'kubectl', object }, object, 'replaced', output);
    return;
  }
  const context = `error when replacing "${file}"`;
  send(invoked, { verb: 'update', by: 'kubectl', object }, object, 'replaced', output, context);
}

const WORDS: Readonly<Record<string, string>> = {
  run: 'created',
  create: 'created',
  scale: 'scaled',
  patch: 'patched',
  cordon: 'cordoned',
  uncordon: 'uncordoned',
  taint: 'tainted',
  autoscale: 'autoscaled',
  expose: 'exposed',
  drain: 'cordoned',
  debug: '',
};

function wordFor({ verb, positional }: CommandLine): string {
  const [what = ''] = positional;
  if (verb === 'set')
    return (
      { image: 'image updated', env: 'env updated', resources: 'resource requirements updated' }[
        what
      ] ?? 'updated'
    );
  if (verb === 'rollout')
    return (
      { undo: 'rolled back', restart: 'restarted', pause: 'paused', resume: 'resumed' }[what] ?? ''
    );
  if (verb === 'taint')
    return positional.some((word) => word.endsWith('-')) ? 'untainted' : 'tainted';
  return WORDS[verb] ?? 'updated';
}

function byRequests(args: readonly string[], invoked: Invoked): Printed {
  const output = new Output();
  const { line } = invoked;
  const { requests, problems } = requestsOf(args, {
    ...clientOf(invoked),
    files: filesNamed(invoked),
  });
  for (const problem of problems) output.fail(problem);
  for (const request of requests) carryOut(invoked, request, wordFor(line), output);
  return output.printed;
}

function filesNamed({ line, objectsIn }: Invoked): Readonly<Record<string, readonly KubeObject[]>> {
  return Object.fromEntries(
    (line.flags.get('filename') ?? []).map((file) => [file, objectsIn(file) ?? []]),
  );
}

function carryOut(invoked: Invoked, request: Request, word: string, output: Output): void {
  if (request.kind === 'drain') {
    if (dryRunNote(invoked.line) === undefined) drainNode(invoked, request.drain, output);
    return;
  }
  if (request.kind !== 'write') return;
  const { write } = request;
  if (write.verb === 'evict') {
    const answer = invoked.cluster.request(write);
    if (answer.ok)
      output.print(
        '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201}',
      );
    else output.fail(refusalText(answer.status, undefined));
    return;
  }
  if (write.verb !== 'create' && write.verb !== 'update') return;
  const [kind] = invoked.line.positional;
  const context =
    invoked.line.verb === 'create' && kind !== 'namespace' && kind !== 'ns'
      ? `failed to create ${kind}`
      : undefined;
  if (invoked.line.verb === 'patch' && write.verb === 'update') {
    const { pruned, warnings } = withoutUnknown(invoked.catalogue, write.object, true);
    for (const warning of warnings) output.warn(warning);
    const lenient = { ...write, object: pruned };
    const refusal = identityRefusal(invoked, pruned);
    if (refusal !== undefined) {
      output.fail(refusalText(refusal, pruned));
      return;
    }
    const done = isUnchanged(invoked, lenient) ? `${word} (no change)` : word;
    send(invoked, lenient, pruned, done, output);
  } else if (context === undefined || write.verb === 'update')
    send(invoked, write, write.object, word, output);
  else createByCommand(invoked, write, context, output);
}

/** Whether a patch leaves the object as it is. */
function isUnchanged({ line, cluster }: Invoked, write: Write): boolean {
  if (line.verb !== 'patch' || write.verb !== 'update') return false;
  const { kind, metadata } = write.object;
  const present = cluster.store.get(kind, metadata.namespace ?? '', metadata.name ?? '');
  const { resourceVersion: _, ...rest } = present?.metadata ?? {};
  const before = JSON.stringify(inOrder({ ...present, metadata: rest }));
  return before === JSON.stringify(inOrder(write.object));
}

function createByCommand(
  invoked: Invoked,
  write: Extract<Write, { verb: 'create' }>,
  context: string,
  output: Output,
): void {
  if (dryRunNote(invoked.line) !== undefined) {
    send(invoked, write, write.object, 'created', output);
    return;
  }
  const answer = invoked.cluster.request(write);
  if (answer.ok) report(invoked, answer.object ?? write.object, 'created', output);
  else output.fail(`error: ${context}: ${answer.status.message}`);
}

const FORCE_WARNING =
  'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.';

const PROTECTED: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/** Rules: L-LOG-6, L-TRM-1, L-TRM-4. */
function remove(args: readonly string[], invoked: Invoked): Printed {
  const { line, cluster } = invoked;
  const complaint = deletionComplaint(invoked);
  if (complaint !== undefined) return failed(complaint);
  const output = new Output();
  const { requests, problems } = requestsOf(args, {
    ...clientOf(invoked),
    files: filesNamed(invoked),
  });
  if (requests.length === 0 && problems.length === 0) {
    const isNamed = line.positional.length > 1;
    return isNamed ? output.printed : printed('No resources found\n');
  }
  const isForced = isOn(line, 'force');
  const isAll = line.positional[0] === 'all';
  if (isForced) output.warn(FORCE_WARNING);
  const waited: {
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
  }[] = [];
  for (const request of requests) {
    if (request.kind !== 'write' || request.write.verb !== 'delete') continue;
    const { kind, namespace, name } = request.write;
    const object = cluster.store.get(kind, namespace, name);
    if (isAll && object !== undefined && hasController(object)) continue;
    const dry = dryRunNote(line);
    if (dry === ' (server dry run)' && kind === 'Namespace' && PROTECTED.has(name)) {
      output.fail(
        `Error from server (Forbidden): namespaces "${name}" is forbidden: this namespace may not be deleted`,
      );
      continue;
    }
    if (dry !== undefined) {
      const of =
        object === undefined ? kind.toLowerCase() : resourceWord(invoked.catalogue, object);
      output.print(
        `${of} "${name}" deleted${namespace === '' ? '' : ` from ${namespace} namespace`}${dry}`,
      );
      continue;
    }
    const answer = cluster.request(request.write);
    if (!answer.ok) {
      output.fail(refusalText(answer.status, object, fileContext(line)));
      continue;
    }
    const word =
      object === undefined ? kind.toLowerCase() : resourceWord(invoked.catalogue, object);
    const from = namespace === '' ? '' : ` from ${namespace} namespace`;
    if (flag(line, 'output') === 'name') output.print(`${word}/${name}`);
    else output.print(`${word} "${name}" ${isForced ? 'force deleted' : 'deleted'}${from}`);
    waited.push({ kind, namespace, name, uid: object?.metadata.uid ?? '' });
  }
  if (!isOn(line, 'ignore-not-found')) for (const problem of problems) output.fail(problem);
  const isWaiting = flag(line, 'wait') !== 'false' && output.code === 0 && !isForced;
  if (!isWaiting) return output.printed;
  const isLeft = ({ kind, namespace, name, uid }: (typeof waited)[number]) =>
    cluster.store.get(kind, namespace, name)?.metadata.uid === uid;
  const timeout = parseGoDuration(flag(line, 'timeout') ?? '0') ?? 0;
  const isGone = waitFor(
    invoked,
    () => !waited.some(isLeft),
    timeout > 0 ? timeout : LONGEST_WAIT_MS,
  );
  if (!isGone && invoked.inBackground !== true)
    for (const { kind, name } of waited.filter(isLeft)) {
      const plural = invoked.catalogue.kinds.find((known) => known.kind === kind)?.plural;
      output.fail(`error: timed out waiting for the condition on ${plural}/${name}`);
    }
  return output.printed;
}

function fileContext({ flags }: CommandLine): string | undefined {
  const file = flags.get('filename')?.[0];
  return file === undefined ? undefined : `error when deleting "${file}"`;
}

/** What goes with its owner is not named by `delete all`: ReplicaSets are gone with their Deployment. */
function hasController(object: KubeObject): boolean {
  return object.kind === 'ReplicaSet' && controllerOf(object) !== undefined;
}

function deletionComplaint({ line, catalogue }: Invoked): string | undefined {
  const written = flag(line, 'grace-period');
  if (written !== undefined && !/^-?\d+$/.test(written))
    return `error: invalid argument "${written}" for "--grace-period" flag: strconv.ParseInt: parsing "${written}": invalid syntax\nSee 'kubectl delete --help' for usage.`;
  const grace = Number(written ?? '-1');
  if (isOn(line, 'now') && isOn(line, 'force'))
    return 'error: --force and --grace-period greater than 0 cannot be specified together';
  if (isOn(line, 'force') && grace > 0)
    return 'error: --force and --grace-period greater than 0 cannot be specified together';
  if (isOn(line, 'now') && grace >= 0)
    return 'error: --now and --grace-period cannot be specified together';
  if (line.flags.has('filename')) return undefined;
  const parsed = parseTargets(catalogue, line.positional);
  if (line.positional.length === 0)
    return "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";
  if (!parsed.ok) return parsed.message;
  const isNamed = parsed.targets.some(({ name }) => name !== undefined);
  if (
    !isNamed &&
    !isOn(line, 'all') &&
    !line.flags.has('selector') &&
    !line.flags.has('field-selector')
  )
    return 'error: resource(s) were provided, but no name was specified';
  if (isNamed && (isOn(line, 'all') || line.flags.has('selector')))
    return 'error: name cannot be provided when a selector is specified';
  return undefined;
}

/** Rules: L-LAB-6. */
/** `--resource-version` names another one than the object has. */
function staleVersion({ line, cluster, catalogue, namespace }: Invoked): string | undefined {
  const version = flag(line, 'resource-version');
  const words = line.positional.filter((text) => !text.includes('=') && !text.endsWith('-'));
  const parsed = parseTargets(catalogue, words);
  if (version === undefined || !parsed.ok) return undefined;
  for (const { kind, name = '' } of parsed.targets) {
    const object = cluster.store.get(kind.kind, kind.namespaced ? namespace : '', name);
    if (object !== undefined && object.metadata.resourceVersion !== version)
      return `Error from server (Conflict): Operation cannot be fulfilled on ${pluralWithGroup(kind)} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
  }
  return undefined;
}

function editMetadata(args: readonly string[], invoked: Invoked): Printed {
  const { line, cluster } = invoked;
  const isLabel = line.verb === 'label';
  const word = isLabel ? 'label' : 'annotation';
  const field = isLabel ? 'labels' : 'annotations';
  const changes = line.positional.filter((text) => text.includes('=') || text.endsWith('-'));
  if (isOn(line, 'list')) return listMetadata(invoked, field);
  if (
    changes.length === 0 ||
    (line.positional.every((text) => changes.includes(text)) && !line.flags.has('filename'))
  )
    return failed(`error: at least one ${word} update is required`);
  const set = new Set(
    changes.filter((text) => text.includes('=')).map((text) => text.split('=')[0]),
  );
  const taken = changes.filter((text) => !text.includes('=')).map((text) => text.slice(0, -1));
  if (taken.some((key) => set.has(key)))
    return failed(
      `error: can not both modify and remove ${isLabel ? 'a label' : 'an annotation'} in the same command`,
    );
  for (const text of isLabel ? changes : []) {
    const at = text.indexOf('=');
    const [complaint] = at < 0 ? [] : labelValueComplaints(text.slice(at + 1));
    if (complaint !== undefined)
      return failed(`error: invalid label value: "${text}": ${complaint}`);
  }
  const stale = staleVersion(invoked);
  if (stale !== undefined) return failed(stale);
  const output = new Output();
  const { requests, problems } = requestsOf(targetArgs(args, invoked), {
    ...clientOf(invoked),
    files: filesNamed(invoked),
  });
  for (const problem of problems)
    output.fail(
      isLabel || problem.includes('NotFound')
        ? problem
        : problem
            .replace(
              'error: ',
              'error: --overwrite is false but found the following declared annotation(s): ',
            )
            .replace(', and --overwrite is false', ''),
    );
  for (const request of requests) {
    if (request.kind !== 'write' || request.write.verb !== 'update') continue;
    const { object } = request.write;
    const present = cluster.store.get(
      object.kind,
      object.metadata.namespace ?? '',
      object.metadata.name ?? '',
    );
    if (isLabel)
      for (const key of taken)
        if (present?.metadata.labels?.[key] === undefined)
          output.print(`label "${key}" not found.`);
    const isSame =
      JSON.stringify(present?.metadata[field] ?? {}) ===
      JSON.stringify(object.metadata[field] ?? {});
    const done = isLabel
      ? isSame
        ? 'not labeled'
        : set.size > 0
          ? 'labeled'
          : 'unlabeled'
      : 'annotated';
    if (isSame) report(invoked, object, done, output);
    else send(invoked, request.write, object, done, output);
  }
  return output.printed;
}

/** `-f FILE` names its objects as if they stood on the line. */
function targetArgs(
  args: readonly string[],
  { line, objectsIn, catalogue }: Invoked,
): readonly string[] {
  const files = line.flags.get('filename') ?? [];
  if (files.length === 0) return args;
  const names = files.flatMap((file) =>
    (objectsIn(file) ?? []).map((object) => referenceText(catalogue, object)),
  );
  return [
    line.verb,
    ...names,
    ...line.positional,
    ...(isOn(line, 'overwrite') ? ['--overwrite'] : []),
  ];
}

function listMetadata(invoked: Invoked, field: 'labels' | 'annotations'): Printed {
  const words = invoked.line.positional.filter(
    (text) => !text.includes('=') && !text.endsWith('-'),
  );
  const parsed = parseTargets(invoked.catalogue, words);
  if (!parsed.ok) return failed(parsed.message);
  const lines = parsed.targets.flatMap(({ kind, name }) => {
    const namespace = kind.namespaced ? invoked.namespace : '';
    const object =
      name === undefined ? undefined : invoked.cluster.store.get(kind.kind, namespace, name);
    return Object.entries(object?.metadata[field] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  });
  return printed(lines.map(([key, value]) => `${key}=${value}\n`).join(''));
}
