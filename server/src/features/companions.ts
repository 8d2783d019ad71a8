// Which objects of other files a manifest needs to run: what it names and does not define itself.
import type { KubeObject, PodSpec, PodTemplate } from '../schema/objects';

export interface Reference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'PriorityClass',
  'RuntimeClass',
  'PersistentVolume',
]);
const BUILT_IN_ACCOUNTS: ReadonlySet<string> = new Set(['default']);

function keyOf({ kind, namespace, name }: Reference): string {
  return `${kind}/${CLUSTER_SCOPED.has(kind) ? '' : namespace}/${name}`;
}

/** What the object is called by those who refer to it. */
export function referenceTo(object: KubeObject): Reference {
  const { name = '', namespace = 'default' } = object.metadata ?? {};
  return { kind: object.kind, namespace, name };
}

/** Candidates that the objects refer to, directly or through another candidate, and that are not among them. */
export function companionsFor<T extends { readonly object: KubeObject }>(
  objects: readonly KubeObject[],
  candidates: readonly T[],
): readonly T[] {
  const byKey = new Map<string, T>();
  for (const candidate of candidates) {
    const key = keyOf(referenceTo(candidate.object));
    if (!byKey.has(key)) byKey.set(key, candidate);
  }
  const known = new Set(objects.map((object) => keyOf(referenceTo(object))));
  const taken: T[] = [];
  const queue = [...objects];
  for (let object = queue.shift(); object !== undefined; object = queue.shift()) {
    for (const reference of referencesOf(object)) {
      const key = keyOf(reference);
      const companion = byKey.get(key);
      if (known.has(key) || companion === undefined) continue;
      known.add(key);
      taken.push(companion);
      queue.push(companion.object);
    }
  }
  return taken;
}

/** Everything that the object names by kind and name and that must exist for it to run. */
export function referencesOf(object: KubeObject): readonly Reference[] {
  const namespace = object.metadata?.namespace ?? 'default';
  const references: Reference[] = [];
  const add = (kind: string, name: unknown) => {
    if (typeof name === 'string' && name !== '') references.push({ kind, namespace, name });
  };
  if (object.kind === 'PersistentVolumeClaim')
    add('PersistentVolume', fieldsOf(object['spec'])['volumeName']);
  const spec = podSpecOf(object);
  if (spec === undefined) return references;
  const account = spec.serviceAccountName;
  if (account !== undefined && !BUILT_IN_ACCOUNTS.has(account)) add('ServiceAccount', account);
  add('PriorityClass', spec.priorityClassName);
  for (const secret of listOf(spec['imagePullSecrets'])) add('Secret', fieldsOf(secret)['name']);
  for (const volume of listOf(spec.volumes)) addVolume(fieldsOf(volume), add);
  for (const container of [...listOf(spec.initContainers), ...listOf(spec.containers)])
    addEnvironment(fieldsOf(container), add);
  return references;
}

type Add = (kind: string, name: unknown) => void;
type Fields = Readonly<Record<string, unknown>>;

function addVolume(volume: Fields, add: Add): void {
  add('ConfigMap', fieldsOf(volume['configMap'])['name']);
  add('Secret', fieldsOf(volume['secret'])['secretName']);
  add('PersistentVolumeClaim', fieldsOf(volume['persistentVolumeClaim'])['claimName']);
  for (const source of listOf(fieldsOf(volume['projected'])['sources'])) {
    add('ConfigMap', fieldsOf(fieldsOf(source)['configMap'])['name']);
    add('Secret', fieldsOf(fieldsOf(source)['secret'])['name']);
  }
}

function addEnvironment(container: Fields, add: Add): void {
  for (const variable of listOf(container['env'])) {
    const from = fieldsOf(fieldsOf(variable)['valueFrom']);
    add('ConfigMap', fieldsOf(from['configMapKeyRef'])['name']);
    add('Secret', fieldsOf(from['secretKeyRef'])['name']);
  }
  for (const source of listOf(container['envFrom'])) {
    add('ConfigMap', fieldsOf(fieldsOf(source)['configMapRef'])['name']);
    add('Secret', fieldsOf(fieldsOf(source)['secretRef'])['name']);
  }
}

/** The spec of the Pods that an object stands for; half-typed manifests have none. */
export function podSpecOf(object: KubeObject): PodSpec | undefined {
  const spec = fieldsOf(object['spec']);
  if (object.kind === 'Pod') return spec as unknown as PodSpec;
  const inner = object.kind === 'CronJob' ? fieldsOf(fieldsOf(spec['jobTemplate'])['spec']) : spec;
  const template = inner['template'] as PodTemplate | undefined;
  return typeof template?.spec === 'object' && template.spec !== null ? template.spec : undefined;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
