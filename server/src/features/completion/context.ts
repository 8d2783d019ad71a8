// What the place in the object allows: fields that exclude one another, and values that a controller refuses.

import { mergedKeys } from '../../documents/paths';
import type { YamlMap } from '../../documents/tree';
import { entryOf } from '../../documents/tree';
import type { ApiField, FieldPath } from '../../schema/catalogue';
import { inPod, patternOf } from '../../workspace/references';
import { COMMON, EXCLUSIVE, NEEDED, ONE_SOURCE, SERVER_WRITTEN } from './knowledge';
import type { PlacedScene } from './scene';
import { documentPath, mapAt, textIn } from './scene';

const PROBES_AND_HOOKS = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'];

/** What an ephemeral container may not have. */
const NOT_EPHEMERAL = [...PROBES_AND_HOOKS, 'ports', 'resources', 'resizePolicy', 'restartPolicy'];

const ALWAYS_RUNNING = [
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
];

/** Whether a field of the map at the cursor can be there beside what is there. */
export function isPossible(
  scene: PlacedScene,
  type: string,
  field: string,
  map: YamlMap | undefined,
): boolean {
  const others = presentKeys(scene, map);
  if (others.has(field) && !overrides(scene, map, field)) return false;
  for (const row of EXCLUSIVE[type] ?? []) {
    if (row.includes(field) && row.some((it) => it !== field && others.has(it))) return false;
  }
  const shared = ONE_SOURCE[type];
  if (shared !== undefined && !shared.includes(field)) {
    for (const other of others) if (!shared.includes(other)) return false;
  }
  return fitsSiblings(scene, type, field, map) && fitsPlace(scene, type, field, map);
}

/** A field that `<<` brings in may be written again with another value; whoever has begun to type one means to. */
function overrides({ cursor }: PlacedScene, map: YamlMap | undefined, field: string): boolean {
  const { start, end } = cursor.replace;
  if (start === end) return false;
  return map?.entries.every((entry) => entry === cursor.entry || entry.key.text !== field) === true;
}

/** Keys of the map, merged ones too, the one under the cursor left out. */
export function presentKeys(
  { cursor, document }: PlacedScene,
  map: YamlMap | undefined,
): ReadonlySet<string> {
  const keys = new Set<string>(mergedKeys(document.tree, map));
  for (const entry of map?.entries ?? []) if (entry !== cursor.entry) keys.add(entry.key.text);
  return keys;
}

function fitsSiblings(
  scene: PlacedScene,
  type: string,
  field: string,
  map: YamlMap | undefined,
): boolean {
  const says = (key: string): string | undefined => textIn(map, key);
  switch (`${type}.${field}`) {
    case 'Toleration.value':
      return says('operator') !== 'Exists';
    case 'Toleration.tolerationSeconds':
      return (says('effect') ?? 'NoExecute') === 'NoExecute';
    case 'LabelSelectorRequirement.values':
    case 'NodeSelectorRequirement.values':
      return says('operator') !== 'Exists' && says('operator') !== 'DoesNotExist';
    case 'SeccompProfile.localhostProfile':
    case 'AppArmorProfile.localhostProfile':
      return (says('type') ?? 'Localhost') === 'Localhost';
    case 'DeploymentStrategy.rollingUpdate':
    case 'DaemonSetUpdateStrategy.rollingUpdate':
    case 'StatefulSetUpdateStrategy.rollingUpdate':
      return (says('type') ?? 'RollingUpdate') === 'RollingUpdate';
    case 'ServiceSpec.externalName':
      return (says('type') ?? 'ExternalName') === 'ExternalName';
    case 'ServiceSpec.loadBalancerClass':
    case 'ServiceSpec.loadBalancerIP':
    case 'ServiceSpec.loadBalancerSourceRanges':
    case 'ServiceSpec.allocateLoadBalancerNodePorts':
      return (says('type') ?? 'LoadBalancer') === 'LoadBalancer';
    case 'ServicePort.nodePort':
      return !['ClusterIP', 'ExternalName'].includes(textIn(serviceSpec(scene), 'type') ?? '');
    case 'MetricTarget.averageUtilization':
      return (says('type') ?? 'Utilization') === 'Utilization';
    case 'MetricTarget.averageValue':
      return (says('type') ?? 'AverageValue') === 'AverageValue';
    case 'MetricTarget.value':
      return (says('type') ?? 'Value') === 'Value';
    case 'ServiceSpec.healthCheckNodePort':
    case 'ServiceSpec.externalTrafficPolicy':
      return (says('type') ?? 'LoadBalancer') !== 'ClusterIP';
    default:
      return type !== 'MetricSpec' || field === 'type' || isMetricOf(says('type'), field);
  }
}

/** A metric of type `Resource` is described under `resource`, and so on. */
function isMetricOf(type: string | undefined, field: string): boolean {
  return type === undefined || type.charAt(0).toLowerCase() + type.slice(1) === field;
}

function serviceSpec(scene: PlacedScene): YamlMap | undefined {
  return mapAt(scene, documentPath(scene, ['spec']));
}

function fitsPlace(
  scene: PlacedScene,
  type: string,
  field: string,
  map: YamlMap | undefined,
): boolean {
  const { kind } = scene.info;
  if (field === 'status' && (scene.info.path.length === 0 || type === 'PersistentVolumeClaim'))
    return false;
  const place = inPod(kind, scene.info.path);
  if (place?.isSpec !== true) return true;
  const list = place.rest[0];
  if (type === 'PodSpec' && kind.kind !== 'Pod') {
    if (field === 'ephemeralContainers') return false;
    if (field === 'activeDeadlineSeconds') return !ALWAYS_RUNNING.includes(kind.kind);
  }
  if (list === 'ephemeralContainers' && place.rest.length === 2)
    return !NOT_EPHEMERAL.includes(field);
  if (type === 'Probe' && field === 'terminationGracePeriodSeconds') {
    return place.rest[2] !== 'readinessProbe';
  }
  if (list === 'initContainers' && place.rest.length === 2 && PROBES_AND_HOOKS.includes(field)) {
    return textIn(map, 'restartPolicy') === 'Always';
  }
  return true;
}

/** Whether the object is refused without the field, in this place. */
export function isNeeded(scene: PlacedScene, type: string, field: ApiField): boolean {
  if (field.required) return true;
  if (NEEDED[type]?.includes(field.name)) return true;
  const isJob = scene.info.kind.kind === 'Job' || scene.info.kind.kind === 'CronJob';
  return isJob && type === 'PodSpec' && field.name === 'restartPolicy';
}

/** Required fields first, then the usual ones, then the rest; what the server writes and what is out of date last. */
export function rankOf(scene: PlacedScene, type: string, field: ApiField): number {
  if (field.deprecated || (type === 'ObjectMeta' && SERVER_WRITTEN.has(field.name))) return 9000;
  if (type === 'PodSpec' && field.name === 'ephemeralContainers') return 8000;
  const usual = COMMON[type]?.indexOf(field.name) ?? -1;
  if (isNeeded(scene, type, field)) return usual < 0 ? 900 : usual;
  return usual < 0 ? 2000 : 1000 + usual;
}

/** The values that a closed set keeps in this place. */
export function possibleValues(scene: PlacedScene, field: ApiField): readonly string[] | undefined {
  const { values } = field;
  if (values === undefined) return undefined;
  // An empty text may stand for the default, but is no item of a list.
  if (field.type.kind === 'list') return values.filter((value) => value !== '');
  const { kind } = scene.info;
  const place = inPod(kind, scene.info.path);
  const pattern = place?.isSpec ? patternOf(place.rest) : patternOf(scene.info.path);
  const map = parentMap(scene);
  if (place?.isSpec && pattern === 'restartPolicy') return podRestartPolicies(kind.kind, values);
  if (pattern === 'tolerations[].effect' && entryOf(map, 'tolerationSeconds') !== undefined) {
    return values.filter((value) => value === 'NoExecute');
  }
  if (pattern === 'spec.strategy.type' && entryOf(map, 'rollingUpdate') !== undefined) {
    return values.filter((value) => value === 'RollingUpdate');
  }
  if (pattern === 'tolerations[].operator' && textIn(map, 'value')) {
    return values.filter((value) => value !== 'Exists');
  }
  if (/(?:matchExpressions|matchFields)\[\]\.operator$/.test(pattern) && entryOf(map, 'values')) {
    return values.filter((value) => value !== 'Exists' && value !== 'DoesNotExist');
  }
  return values;
}

function podRestartPolicies(kind: string, values: readonly string[]): readonly string[] {
  if (ALWAYS_RUNNING.includes(kind)) return values.filter((value) => value === 'Always');
  if (kind === 'Job' || kind === 'CronJob') return values.filter((value) => value !== 'Always');
  return values;
}

/** The map that holds the field whose value is typed. */
export function parentMap(scene: PlacedScene): YamlMap | undefined {
  return mapAt(scene, documentPath(scene, ownerPath(scene.info.path)));
}

/** The path of the map around a field: without its last name and the indices after it. */
export function ownerPath(path: FieldPath): FieldPath {
  let end = path.length;
  while (end > 0 && typeof path[end - 1] === 'number') end -= 1;
  return path.slice(0, Math.max(0, end - 1));
}

/** In a volume the downward API gives whole maps and no status, in a variable single entries and what is known at the start. */
export function possibleFieldPaths(
  scene: PlacedScene,
  paths: readonly string[],
): readonly string[] {
  const isVolume = scene.info.path.includes('volumes');
  return paths.filter((path) => {
    if (path === 'metadata.labels' || path === 'metadata.annotations') return isVolume;
    return !isVolume || path.startsWith('metadata.');
  });
}
