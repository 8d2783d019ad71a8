// What a manifest takes for granted: the cluster that it is meant for has the namespaces and storage classes that it names.
// Each is told as an assumption of the run.
import type { KubeObject } from '../schema/objects';
import { storageClassOf } from '../schema/storageClass';
import { systemObjects } from './api/bootstrap';
import type { Scenario } from './scenario/scenario';

interface Assumed {
  readonly kind: 'Namespace' | 'StorageClass';
  readonly name: string;
}

/** The scenario with what the objects name and nobody creates. */
export function withWhatIsMeant(
  given: Scenario,
  objects: readonly KubeObject[],
): { readonly scenario: Scenario; readonly assumed: readonly Assumed[] } {
  const namespaces = missingNamespaces(objects, given);
  const storageClasses = missingClasses(objects);
  if (namespaces.length + storageClasses.length === 0) return { scenario: given, assumed: [] };
  const cluster = {
    ...given.cluster,
    namespaces: [...given.cluster.namespaces, ...namespaces],
    ...(storageClasses.length === 0 ? {} : { storageClasses }),
  };
  return {
    scenario: { ...given, cluster },
    assumed: [
      ...namespaces.map((name) => ({ kind: 'Namespace' as const, name })),
      ...storageClasses.map((name) => ({ kind: 'StorageClass' as const, name })),
    ],
  };
}

const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set(
  systemObjects().flatMap(({ kind, metadata }) =>
    kind === 'Namespace' ? [metadata.name ?? ''] : [],
  ),
);

/** Namespaces that objects are to be put into and that nobody creates: a cluster that the manifest is meant for has them. */
function missingNamespaces(
  objects: readonly KubeObject[],
  { cluster }: Scenario,
): readonly string[] {
  const known = new Set([...SYSTEM_NAMESPACES, ...cluster.namespaces]);
  for (const { kind, metadata } of objects)
    if (kind === 'Namespace' && metadata?.name !== undefined) known.add(metadata.name);
  const missing = new Set<string>();
  for (const { metadata } of objects) {
    const namespace: unknown = metadata?.namespace;
    if (typeof namespace === 'string' && namespace !== '' && !known.has(namespace))
      missing.add(namespace);
  }
  return [...missing];
}

/** The class of claims that name none, where no posted class and no posted volume is meant for them. */
export const ORDINARY_CLASS = 'standard';

/** Classes that claims name, or leave to the cluster. A class that stands on a posted volume need not exist. */
function missingClasses(objects: readonly KubeObject[]): readonly string[] {
  const known = new Set<string | undefined>(['']);
  for (const object of objects) {
    if (object.kind === 'StorageClass') known.add(object.metadata?.name);
    if (object.kind === 'PersistentVolume') known.add(storageClassOf(asClaim(object)) ?? '');
  }
  const isPosted = objects.some(
    ({ kind }) => kind === 'StorageClass' || kind === 'PersistentVolume',
  );
  const missing = new Set<string>();
  for (const claim of objects.flatMap(claimsIn)) {
    const name = storageClassOf(claim) ?? (isPosted ? '' : ORDINARY_CLASS);
    if (!known.has(name)) missing.add(name);
  }
  return [...missing];
}

type Claim = Parameters<typeof storageClassOf>[0];

/** What is typed may be anything; only texts name a class. */
function asClaim(object: unknown): Claim {
  const { metadata, spec } = (object ?? {}) as {
    readonly metadata?: Claim['metadata'] | null;
    readonly spec?: { readonly storageClassName?: unknown } | null;
  };
  const name = spec?.storageClassName;
  return {
    metadata: metadata ?? {},
    ...(typeof name === 'string' ? { spec: { storageClassName: name } } : {}),
  };
}

function claimsIn(object: KubeObject): readonly Claim[] {
  if (object.kind === 'PersistentVolumeClaim') return [asClaim(object)];
  const templates = (
    object['spec'] as { readonly volumeClaimTemplates?: unknown } | undefined | null
  )?.volumeClaimTemplates;
  return object.kind === 'StatefulSet' && Array.isArray(templates) ? templates.map(asClaim) : [];
}
