// In front of the store: what a write means. Creation (validation, defaults, admission, identity), updates, graceful
// deletion, binding, eviction, Events. Answers are values; a refusal is an ApiStatus, never an exception.
import { getCatalogue } from '../../schema/builtinCatalogue';
import type { Catalogue } from '../../schema/catalogue';
import { applyDefaults, qosClass } from '../../schema/defaults';
import type { Gates } from '../../schema/featureGates';
import { withoutGatedFields } from '../../schema/gatedFields';
import type { KubeObject, ObjectMeta, Pod, PodCondition } from '../../schema/objects';
import { isPlain, type Plain, plainOf } from '../../schema/plain';
import { admit } from '../../schema/validation/admit';
import type { ApiStatus } from '../../schema/validation/types';
import { warningsFor } from '../../schema/validation/validate';
import { asOf, NEWEST_VERSION } from '../../schema/versions';
import { copyOf, extended } from '../../support/extended';
import type { Writable } from '../../support/writable';
import type { EntryId } from '../kernel/component';
import type { RandomStreams } from '../kernel/random';
import type { SimTime } from '../kernel/time';
import { type DeleteOptions, deletionOf, isReleased } from './deletion';
import { EventRecorder, type Observed } from './eventRecorder';
import { evictionOf } from './eviction';
import { generatedName, nameSuffix, newUid, uidOfOnly } from './identity';
import { withJobSelector } from './jobSelector';
import { KnownPods } from './knownPods';
import { admitPod } from './podAdmission';
import { limitRangeRefusal, quotaRefusal, withLimitRangeDefaults } from './quota';
import {
  alreadyExists,
  conflict,
  forbidden,
  notFound,
  qualifiedResource,
  STALE_VERSION,
} from './refusal';
import { withServiceAddresses } from './serviceAddresses';
import type { Change, ObjectStore } from './store';
import { toTimestamp } from './timestamps';
import type { ApiAnswer, Subresource, Write } from './write';

/** What one write did: the answer for whoever asked, and the changes that watchers see, in order. */
export interface WriteOutcome {
  readonly answer: ApiAnswer;
  readonly changes: readonly Change[];
}

/** Writers that come from outside the cluster: what they send is validated in full. */
const CLIENTS: ReadonlySet<string> = new Set(['kubectl', 'client']);
/** How often the server tries another random name before it gives up (L-API-2). */
const NAME_TRIES = 8;

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'StorageClass',
  'RuntimeClass',
  'IngressClass',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'CSIDriver',
  'CSINode',
  'VolumeAttachment',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'APIService',
]);

/** Kinds whose objects count their spec changes in `metadata.generation`. */
const WITHOUT_GENERATION: ReadonlySet<string> = new Set([
  'ConfigMap',
  'Secret',
  'Event',
  'Namespace',
  'Node',
  'Service',
  'ServiceAccount',
  'Endpoints',
  'Lease',
  'ResourceQuota',
  'LimitRange',
  'PersistentVolume',
  'PersistentVolumeClaim',
]);

/** Whose fields the API has, the newest version's by default, and how its gates stand: what clients send is held to it. */
export interface ApiSurface {
  readonly version?: string;
  readonly gates?: Gates;
}

export class ApiServer {
  readonly store: ObjectStore;
  readonly #random: RandomStreams;
  readonly #recorder = new EventRecorder();
  readonly #knownPods = new KnownPods();
  readonly #filledSpecs = new WeakMap<Plain, Plain>();

  readonly #catalogue: Catalogue;
  readonly #version: string;
  readonly #gates: Gates;

  constructor(store: ObjectStore, random: RandomStreams, surface: ApiSurface = {}) {
    this.store = store;
    this.#random = random;
    this.#version = surface.version ?? NEWEST_VERSION;
    this.#gates = surface.gates ?? {};
    this.#catalogue = asOf(getCatalogue(), this.#version);
  }

  handle(write: Write, at: SimTime, entry: EntryId): WriteOutcome {
    switch (write.verb) {
      case 'create':
        return this.#create(write.object, CLIENTS.has(write.by), at, entry);
      case 'update':
        return this.#update(write.object, write.subresource, CLIENTS.has(write.by), at, entry);
      case 'delete': {
        const current = this.#find(write.kind, write.namespace, write.name);
        if (current === undefined)
          return refused(notFound(qualifiedResource('v1', write.kind), write.name));
        if (write.uid !== undefined && write.uid !== current.metadata.uid)
          return refused(
            conflict(
              qualifiedResource(current.apiVersion, current.kind),
              write.name,
              `Precondition failed: UID in precondition: ${write.uid}, UID in object meta: ${current.metadata.uid}`,
            ),
          );
        return this.#delete(current, write, at, entry);
      }
      case 'bind':
        return this.#bind(write, at, entry);
      case 'evict':
        return this.#evict(write, at, entry);
      case 'event': {
        const event = this.#recorder.observe(write.event, at);
        if (event === undefined) return { answer: { ok: true, code: 200 }, changes: [] };
        const barred = event.isFirst
          ? this.#namespaceRefusal(event.object)
          : this.#eventRefusal(event.object);
        return barred === undefined ? this.#putEvent(event, at, entry) : refused(barred);
      }
    }
  }

  #find(kind: string, namespace: string, name: string): KubeObject | undefined {
    return this.store.get(kind, CLUSTER_SCOPED.has(kind) ? '' : namespace, name);
  }

  #create(sent: KubeObject, isClient: boolean, at: SimTime, entry: EntryId): WriteOutcome {
    const key = isClient ? this.#knownPods.keyOf(sent) : undefined;
    const known = key === undefined ? undefined : this.#knownPods.find(key);
    const isNew = isClient && known === undefined;
    const given = isNew
      ? withoutGatedFields(this.#catalogue, sent, this.#version, this.#gates)
      : sent;
    // Equal Pods share one spec.
    const placed = inNamespace(known === undefined ? given : extended(given, { spec: known.spec }));
    if (isNew) {
      const refusal = admit(this.#catalogue, given, undefined, {
        namespace: placed.metadata.namespace ?? 'default',
      });
      if (refusal !== undefined) return refused(refusal);
    }
    const barred = this.#namespaceRefusal(placed);
    if (barred !== undefined) return refused(barred);
    const warnings = known?.warnings ?? (isClient ? warningsFor(given) : []);
    if (key !== undefined && known === undefined)
      this.#knownPods.add(key, { warnings, spec: given['spec'] });
    const named = this.#named(placed);
    const resource = qualifiedResource(named.apiVersion, named.kind);
    const clash = this.#find(named.kind, named.metadata.namespace ?? '', named.metadata.name ?? '');
    const prepared = this.#prepare(named, at);
    if ('refused' in prepared) return refused(prepared.refused);
    if (clash !== undefined)
      return refused(
        alreadyExists(
          resource,
          named.metadata.name ?? '',
          clash.metadata.deletionTimestamp !== undefined,
        ),
      );
    const overQuota = quotaRefusal(prepared.object, this.store);
    if (overQuota !== undefined) return refused(overQuota);
    const change = this.store.adopt(prepared.object, at, entry);
    return accepted(201, [change], warnings);
  }

  /** Rules: L-API-2. */
  #named(object: KubeObject): KubeObject {
    const { name, generateName, namespace = '' } = object.metadata;
    if (name !== undefined && name !== '') return object;
    let candidate = generatedName(this.#random, object.kind, generateName ?? '');
    for (
      let i = 1;
      i < NAME_TRIES && this.#find(object.kind, namespace, candidate) !== undefined;
      i++
    )
      candidate = generatedName(this.#random, object.kind, generateName ?? '');
    return extended(object, { metadata: extended(object.metadata, { name: candidate }) });
  }

  #namespaceRefusal(object: KubeObject): ApiStatus | undefined {
    const { namespace = '', name = '' } = object.metadata;
    if (namespace === '') return undefined;
    const found = this.store.get('Namespace', '', namespace);
    if (found === undefined) return notFound('namespaces', namespace);
    if (found.metadata.deletionTimestamp === undefined) return undefined;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    return forbidden(qualifiedResource(object.apiVersion, object.kind), name, why);
  }

  /** A namespace that is going takes no new Events either; those that are there still count on. Rules: L-TRM-24. */
  #eventRefusal(event: KubeObject): ApiStatus | undefined {
    const { namespace = '', name = '' } = event.metadata;
    return this.store.get('Event', namespace, name) === undefined
      ? this.#namespaceRefusal(event)
      : undefined;
  }

  /** Pods of one template, and equal ones, have one spec: its defaults are worked out once. */
  #defaulted(object: KubeObject): KubeObject {
    const spec = object['spec'];
    if (object.kind !== 'Pod' || object.apiVersion !== 'v1' || !isPlain(spec))
      return applyDefaults(object);
    let filled = this.#filledSpecs.get(spec);
    if (filled === undefined) {
      filled = plainOf(applyDefaults(object)['spec']);
      this.#filledSpecs.set(spec, filled);
    }
    return filled === spec ? object : extended(object, { spec: filled });
  }

  /** Defaults, admission and identity of a new object. Rules: L-API-1, L-API-3, L-API-4, L-API-9. */
  #prepare(
    object: KubeObject,
    at: SimTime,
  ): { readonly object: KubeObject } | { readonly refused: ApiStatus } {
    const defaulted = this.#defaulted(object);
    const { name = '', namespace = '' } = defaulted.metadata;
    const {
      resourceVersion: _version,
      deletionTimestamp: _deletion,
      deletionGracePeriodSeconds: _grace,
      ...kept
    } = defaulted.metadata;
    const identity = {
      uid: newUid(this.#random, object.kind, `${namespace}/${name}`),
      creationTimestamp: toTimestamp(at),
    };
    const metadata: ObjectMeta = extended(
      kept,
      WITHOUT_GENERATION.has(object.kind) ? identity : { ...identity, generation: 1 },
    );
    const identified: KubeObject = extended(defaulted, { metadata });
    switch (object.kind) {
      case 'Pod':
        return this.#preparePod(identified as Pod, at);
      case 'Service':
        return {
          object: {
            ...withServiceAddresses(identified, this.store),
            status: { loadBalancer: {} },
          },
        };
      case 'Namespace':
        return { object: newNamespace(identified) };
      case 'Job':
        return { object: { ...withJobSelector(identified), status: {} } };
      case 'Node':
        return { object: identified };
      case 'PersistentVolume':
        return { object: pending(withFinalizer(identified, 'kubernetes.io/pv-protection')) };
      case 'PersistentVolumeClaim':
        return { object: pending(withFinalizer(identified, 'kubernetes.io/pvc-protection')) };
      default: {
        const { status: _status, ...rest } = identified;
        return {
          object:
            'status' in identified || 'spec' in identified
              ? { ...(rest as KubeObject), status: {} }
              : identified,
        };
      }
    }
  }

  #preparePod(pod: Pod, at: SimTime): { readonly object: Pod } | { readonly refused: ApiStatus } {
    const ranged = withLimitRangeDefaults(pod, this.store);
    const { name = '', namespace = '' } = pod.metadata;
    const admitted = admitPod(ranged, this.store, () =>
      nameSuffix(this.#random, `token/${namespace}/${name}`),
    );
    if ('refused' in admitted) return admitted;
    const outOfRange = limitRangeRefusal(admitted.pod, this.store);
    if (outOfRange !== undefined) return { refused: outOfRange };
    const gated = (pod.spec.schedulingGates ?? []).length > 0;
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
      lastProbeTime: null,
      lastTransitionTime: toTimestamp(at),
      observedGeneration: 1,
    };
    const status = {
      phase: 'Pending',
      qosClass: qosClass(admitted.pod.spec),
      ...(gated ? { conditions: [condition] } : {}),
    };
    return { object: extended(admitted.pod, { status }) };
  }

  #update(
    given: KubeObject,
    subresource: Subresource | undefined,
    isClient: boolean,
    at: SimTime,
    entry: EntryId,
  ): WriteOutcome {
    // A client that sends a whole object may have left out what the server fills in, as on creation.
    const object = inNamespace(isClient && subresource !== 'status' ? applyDefaults(given) : given);
    const { namespace = '', name = '', resourceVersion } = object.metadata;
    const current = this.#find(object.kind, namespace, name);
    const resource = qualifiedResource(object.apiVersion, object.kind);
    if (
      current === undefined ||
      (object.metadata.uid !== undefined && object.metadata.uid !== current.metadata.uid)
    )
      return refused(notFound(resource, name));
    if (
      isClient &&
      resourceVersion !== undefined &&
      resourceVersion !== current.metadata.resourceVersion
    )
      return refused(conflict(resource, name, STALE_VERSION));
    if (isClient && subresource !== 'status') {
      const refusal = admit(this.#catalogue, object, current, {
        namespace,
        ...(subresource === undefined ? {} : { subresource }),
      });
      if (refusal !== undefined) return refused(refusal);
    }
    const merged = mergeUpdate(current, object, subresource);
    if (isClient && sameJson(withoutVersion(merged), withoutVersion(current)))
      return { answer: { ok: true, code: 200, object: current }, changes: [] };
    const tooMuch =
      subresource === 'resize' && isClient
        ? (limitRangeRefusal(merged as Pod, this.store) ??
          quotaRefusal(merged, this.store, current))
        : undefined;
    if (tooMuch !== undefined) return refused(tooMuch);
    const changes = [this.store.adopt(merged, at, entry)];
    if (isReleased(merged)) changes.push(this.store.remove(merged, at, entry));
    return accepted(200, changes);
  }

  #delete(current: KubeObject, options: DeleteOptions, at: SimTime, entry: EntryId): WriteOutcome {
    const deletion = deletionOf(current, options, at);
    switch (deletion.kind) {
      case 'nothing':
        return { answer: { ok: true, code: 200, object: current }, changes: [] };
      case 'mark':
        return accepted(200, [this.store.put(deletion.object, at, entry)]);
      case 'remove': {
        const changes =
          deletion.marked === undefined ? [] : [this.store.put(deletion.marked, at, entry)];
        changes.push(this.store.remove(current, at, entry));
        return accepted(200, changes);
      }
    }
  }

  /** A node is set once. Rules: L-SCH-9, L-API-8, L-CND-7, L-CND-10. */
  #bind(
    write: Extract<Write, { readonly verb: 'bind' }>,
    at: SimTime,
    entry: EntryId,
  ): WriteOutcome {
    const pod = this.store.pod(write.namespace, write.name);
    if (pod === undefined || pod.metadata.uid !== write.uid)
      return refused(notFound('pods', write.name));
    const { nodeName = '' } = pod.spec;
    if (nodeName !== '') {
      const why = `pod ${write.name} is already assigned to node "${nodeName}"`;
      return refused(conflict('pods/binding', write.name, why));
    }
    const { nominatedNodeName: _nominated, ...status } = pod.status ?? {};
    const scheduled: PodCondition = {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: toTimestamp(at),
    };
    const conditions = (status.conditions ?? [])
      .filter((c) => c.type !== 'PodScheduled')
      .concat(scheduled);
    const bound: Pod = extended(pod, {
      metadata: copyOf(pod.metadata),
      spec: extended(pod.spec, { nodeName: write.node }),
      status: extended(status, { conditions }),
    });
    return accepted(201, [this.store.adopt(bound, at, entry)]);
  }

  #evict(
    write: Extract<Write, { readonly verb: 'evict' }>,
    at: SimTime,
    entry: EntryId,
  ): WriteOutcome {
    const pod = this.store.pod(write.namespace, write.name);
    if (pod === undefined) return refused(notFound('pods', write.name));
    const eviction = evictionOf(pod, this.store, at);
    if ('refused' in eviction) return refused(eviction.refused);
    const changes = eviction.writes.map((object) => this.store.put(object, at, entry));
    const present = this.store.pod(write.namespace, write.name) ?? pod;
    const outcome = this.#delete(present, write, at, entry);
    return { answer: { ok: true, code: 201 }, changes: [...changes, ...outcome.changes] };
  }

  #putEvent(observed: Observed, at: SimTime, entry: EntryId): WriteOutcome {
    const { object: event } = observed;
    const { namespace = '', name = '' } = event.metadata;
    const known = observed.isFirst ? undefined : this.store.get('Event', namespace, name);
    const uid = known?.metadata.uid ?? this.#eventUid(observed);
    const creationTimestamp = known?.metadata.creationTimestamp ?? toTimestamp(at);
    const metadata: ObjectMeta = { name, namespace, uid, creationTimestamp };
    // The recorder made it for this.
    const object: Writable<KubeObject> = event;
    object.metadata = metadata;
    return accepted(known === undefined ? 201 : 200, [this.store.adopt(object, at, entry)]);
  }

  /** No two Events have one name, but one that was deleted comes again with a higher count. */
  #eventUid({ object, isFirst }: Observed): string {
    const { namespace = '', name = '' } = object.metadata;
    const key = `${namespace}/${name}`;
    const { count } = object as { readonly count?: number };
    return uidOfOnly(this.#random, 'Event', isFirst ? key : `${key}/${count ?? 0}`);
  }
}

function accepted(
  code: number,
  changes: readonly Change[],
  warnings: readonly string[] = [],
): WriteOutcome {
  const object = changes.at(-1)?.object;
  const answer: Writable<Extract<ApiAnswer, { readonly ok: true }>> = { ok: true, code };
  if (object !== undefined) answer.object = object;
  if (warnings.length > 0) answer.warnings = warnings;
  return { answer, changes };
}

function refused(status: ApiStatus): WriteOutcome {
  return { answer: { ok: false, status }, changes: [] };
}

function inNamespace(object: KubeObject): KubeObject {
  if (CLUSTER_SCOPED.has(object.kind)) {
    const { namespace: _ignored, ...metadata } = object.metadata;
    return { ...object, metadata };
  }
  if ((object.metadata.namespace ?? '') !== '') return object;
  return extended(object, { metadata: extended(object.metadata, { namespace: 'default' }) });
}

/** Rules: L-LAB-5. */
function newNamespace(object: KubeObject): KubeObject {
  const labels = {
    ...object.metadata.labels,
    'kubernetes.io/metadata.name': object.metadata.name ?? '',
  };
  return {
    ...object,
    metadata: { ...object.metadata, labels },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

/** Claims and volumes in use outlive their deletion: a controller takes the finalizer off when nobody uses them. */
function pending(object: KubeObject): KubeObject {
  return { ...object, status: { phase: 'Pending' } };
}

function withFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const { finalizers = [] } = object.metadata;
  return finalizers.includes(finalizer)
    ? object
    : { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
}

/** Which parts of an update count, by subresource; a changed spec raises the generation. Rules: L-API-8, L-API-9. */
function mergeUpdate(
  current: KubeObject,
  object: KubeObject,
  subresource: Subresource | undefined,
): KubeObject {
  if (subresource === 'status') {
    const metadata = copyOf(current.metadata);
    return current['status'] === object['status']
      ? extended(current, { metadata })
      : extended(current, { metadata, status: object['status'] });
  }
  const { uid, creationTimestamp, generation, deletionTimestamp, deletionGracePeriodSeconds } =
    current.metadata;
  const hasNewSpec =
    object['spec'] !== current['spec'] && !sameJson(object['spec'], current['spec']);
  const metadata: ObjectMeta = {
    ...object.metadata,
    ...(uid === undefined ? {} : { uid }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    ...(generation === undefined ? {} : { generation: generation + (hasNewSpec ? 1 : 0) }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  };
  const status = current['status'];
  return { ...object, metadata, ...(status === undefined ? {} : { status }) };
}

function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = b as Readonly<Record<string, unknown>>;
  const size = Object.values(right).filter((value) => value !== undefined).length;
  return left.length === size && left.every(([key, value]) => sameJson(value, right[key]));
}
