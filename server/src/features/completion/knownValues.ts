// Values that places with an open set call for: labels and names in use, well-known names, quantities, what people write.

import { entryOf, scalarText } from '../../documents/tree';
import { RBAC_VERBS } from '../../schema/overlay/wellKnown';
import { inPod, patternOf } from '../../workspace/references';
import {
  KNOWN_LABEL_VALUES,
  QUANTITIES,
  SCHEDULES,
  SYSCTLS,
  TOPOLOGY_KEYS,
  WELL_KNOWN_NODE_LABELS,
  WELL_KNOWN_TAINTS,
} from './knowledge';
import { labelsInSight } from './names';
import type { Offer, Subject } from './offer';
import type { PlacedScene } from './scene';
import { documentPath, nodeAt } from './scene';

/** A value before it is put into the text. */
export interface Value {
  readonly text: string;
  readonly detail?: string;
  readonly rank: number;
  readonly kind: Offer['kind'];
  /** Stands bare: a number, a truth value. */
  readonly bare?: boolean;
  readonly preselect?: boolean;
  readonly subject?: Subject;
}

/** Whether the cursor is in a value of a map whose keys are free. */
export function isMapValue({ info }: PlacedScene): boolean {
  return info.field?.type.kind === 'map' && info.type !== info.field.type;
}

/** Values of labels that the selector or template at the cursor is about. */
export function labelValues(scene: PlacedScene): readonly Value[] {
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
  const isNodeLabel = info.path.includes('nodeAffinity') && info.path.includes('matchExpressions');
  return isNodeLabel ? Object.keys(WELL_KNOWN_NODE_LABELS) : [];
}

const plain = (texts: readonly string[], detail?: string): readonly Value[] =>
  texts.map((text, i) => ({ text, rank: 300 + i, kind: 'value', ...(detail ? { detail } : {}) }));

/** What a place calls for, by its path: from the Pod's spec where it is in one, else from the object's root. */
interface Known {
  readonly at: RegExp;
  readonly kind?: string;
  readonly values: (scene: PlacedScene) => readonly Value[];
}

const always =
  (...texts: readonly string[]) =>
  () =>
    plain(texts);

const KNOWN: readonly Known[] = [
  {
    at: /(?:^|\.)topologyKey$/,
    values: (scene) => plain([...TOPOLOGY_KEYS, ...nodeLabelKeys(scene)]),
  },
  { at: /^topologySpreadConstraints\[\]\.matchLabelKeys/, values: always('pod-template-hash') },
  {
    at: /^tolerations\[\]\.key$/,
    values: (scene) => plain([...taintKeys(scene), ...WELL_KNOWN_TAINTS], 'taint'),
  },
  { at: /^spec\.taints\[\]\.key$/, values: () => plain(WELL_KNOWN_TAINTS, 'taint') },
  { at: /(?:^|\.)matchFields\[\]\.key$/, values: always('metadata.name') },
  { at: /^schedulerName$/, values: always('default-scheduler') },
  {
    at: /^securityContext\.sysctls\[\]\.name$/,
    values: () => withDetails(SYSCTLS),
  },
  {
    at: /^spec\.schedule$/,
    kind: 'CronJob',
    values: () => withDetails(SCHEDULES),
  },
  { at: /scaleTargetRef\.kind$/, values: always('Deployment', 'StatefulSet', 'ReplicaSet') },
  { at: /(?:scaleTargetRef|describedObject)\.apiVersion$/, values: always('apps/v1') },
  { at: /\.dataSource(?:Ref)?\.kind$/, values: always('VolumeSnapshot', 'PersistentVolumeClaim') },
  { at: /\.dataSource(?:Ref)?\.apiGroup$/, values: always('snapshot.storage.k8s.io') },
  { at: /^roleRef\.kind$/, kind: 'RoleBinding', values: always('Role', 'ClusterRole') },
  { at: /^roleRef\.kind$/, kind: 'ClusterRoleBinding', values: always('ClusterRole') },
  { at: /^roleRef\.apiGroup$/, values: always('rbac.authorization.k8s.io') },
  { at: /^subjects\[\]\.kind$/, values: always('ServiceAccount', 'User', 'Group') },
  { at: /^rules\[\]\.verbs(?:\[\])?$/, values: () => plain(RBAC_VERBS) },
  {
    at: /^rules\[\]\.resources\[\]$/,
    values: ({ catalogue }) => plain(catalogue.kinds.map(({ plural }) => plural)),
  },
  {
    at: /^rules\[\]\.apiGroups\[\]$/,
    values: ({ catalogue }) => plain([...new Set(catalogue.kinds.map(({ group }) => group))]),
  },
  { at: /^spec\.clusterIP$/, kind: 'Service', values: () => plain(['None'], 'headless') },
  {
    at: /(?:^|\.)(?:defaultMode|mode)$/,
    values: () => bareValues(['0644', '0600', '0400', '0755']),
  },
  {
    at: /\.(?:maxUnavailable|maxSurge)$/,
    values: () => [...plain(['25%', '50%']), ...bareValues(['0', '1'])],
  },
  { at: /\.minAvailable$/, values: () => [...plain(['50%']), ...bareValues(['1'])] },
];

/** Values of open sets that the place calls for. */
export function knownValues(scene: PlacedScene): readonly Value[] {
  const { info } = scene;
  if (info.type.kind === 'string' && info.type.format === 'quantity')
    return quantities(scene, String(info.path.at(-1)));
  if (info.field?.name === 'port' && info.type.kind === 'intOrString')
    return bareValues(['80', '8080', '443']);
  if (isMapValue(scene)) return plain(KNOWN_LABEL_VALUES[String(info.path.at(-1))] ?? []);
  const place = inPod(info.kind, info.path);
  const pattern = place?.isSpec ? patternOf(place.rest) : patternOf(info.path);
  return KNOWN.flatMap(({ at, kind, values }) =>
    at.test(pattern) && (kind === undefined || kind === info.kind.kind) ? values(scene) : [],
  );
}

function withDetails(texts: Readonly<Record<string, string>>): readonly Value[] {
  return Object.entries(texts).map(([text, detail], i) => ({
    text,
    detail,
    rank: 300 + i,
    kind: 'value',
  }));
}

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
