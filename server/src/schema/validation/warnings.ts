// The `Warning:` headers of the API server: what it accepts but advises against.

import { labelValueComplaints } from '../labels';
import { dnsLabelComplaints } from '../names';
import {
  listAt,
  numberAt,
  optionalTextAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  sortedEntries,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import { goQuote } from './goText';
import { claimWarnings, fractional, kindWarnings } from './kindWarnings';
import { child, entry, item, type Place } from './place';
import { isFractional } from './resources';
import { containersOf } from './securityContext';

const NOWHERE: Place = { path: [], field: '' };

/** Where the Pod template of a kind stands. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  PodTemplate: ['template'],
};

/** Warnings about an object, defaults applied. */
export function warningsOf(object: Plain): readonly string[] {
  const kind = textAt(object, 'kind');
  if (kind === 'Pod') return podWarnings(object);
  const template = TEMPLATES[kind];
  const own = kindWarnings(kind, object);
  if (template === undefined) return own;
  const place = child(NOWHERE, ...template);
  return [...own, ...templateWarnings(place, plainOf(plainAt(object, ...template)), 'template')];
}

function podWarnings(pod: Plain): readonly string[] {
  const name = textAt(plainAt(pod, 'metadata'), 'name');
  const complaints = name === '' ? [] : dnsLabelComplaints(name);
  const hostname =
    complaints.length === 0
      ? []
      : [
          `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${complaints.join(' ')}]`,
        ];
  return [...hostname, ...templateWarnings(NOWHERE, pod, 'Pod')];
}

// ---- Pod specs -------------------------------------------------------------------------------------------------

function templateWarnings(
  place: Place,
  template: Plain,
  where: 'Pod' | 'template',
): readonly string[] {
  const spec = plainOf(valueAt(template, 'spec'));
  const metadata = plainOf(valueAt(template, 'metadata'));
  const specAt = child(place, 'spec');
  const annotationsAt = child(place, 'metadata', 'annotations');
  const annotations = textMapAt(metadata, 'annotations');
  return [
    ...nodeLabelWarnings(specAt, spec),
    ...spreadWarnings(specAt, spec),
    ...annotationWarnings(annotationsAt, annotations),
    ...volumeWarnings(child(specAt, 'volumes'), spec),
    ...tokenPathWarnings(child(specAt, 'volumes'), spec),
    ...repeatedWarnings(child(specAt, 'hostAliases'), plainListAt(spec, 'hostAliases'), 'ip'),
    ...repeatedWarnings(
      child(specAt, 'imagePullSecrets'),
      plainListAt(spec, 'imagePullSecrets'),
      'name',
    ),
    ...emptySecretWarnings(child(specAt, 'imagePullSecrets'), spec),
    ...overheadWarnings(child(specAt, 'overhead'), spec),
    ...podSeccompWarnings(annotationsAt, annotations, spec),
    ...containersOf(specAt, spec).flatMap(({ at, container }) =>
      containerWarnings(at, container, annotationsAt, annotations, spec, where),
    ),
    ...portWarnings(specAt, spec),
    ...graceWarnings(specAt, spec),
    ...podAffinityWarnings(child(specAt, 'affinity'), spec),
  ];
}

const DEPRECATED_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

function nodeLabelWarnings(specAt: Place, spec: Plain): readonly string[] {
  const selected = sortedEntries(textMapAt(spec, 'nodeSelector')).flatMap(([key]) => {
    const text = DEPRECATED_LABELS[key];
    return text === undefined
      ? []
      : [`${entry(child(specAt, 'nodeSelector'), key).field}: ${text}`];
  });
  const affinity = plainAt(spec, 'affinity', 'nodeAffinity');
  const at = child(specAt, 'affinity', 'nodeAffinity');
  const needed = 'requiredDuringSchedulingIgnoredDuringExecution';
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
  return [
    ...selected,
    ...plainListAt(plainAt(affinity, needed), 'nodeSelectorTerms').flatMap((term, index) =>
      termWarnings(item(child(at, needed, 'nodeSelectorTerms'), index), term),
    ),
    ...plainListAt(affinity, preferred).flatMap((weighted, index) =>
      termWarnings(
        child(item(child(at, preferred), index), 'preference'),
        plainOf(valueAt(weighted, 'preference')),
        numberAt(weighted, 'weight'),
      ),
    ),
  ];
}

function termWarnings(at: Place, term: Plain, weight?: number): readonly string[] {
  return plainListAt(term, 'matchExpressions').flatMap((expression, index) => {
    const key = textAt(expression, 'key');
    const place = item(child(at, 'matchExpressions'), index);
    const deprecated = DEPRECATED_LABELS[key];
    const warnings =
      deprecated === undefined ? [] : [`${child(place, 'key').field}: ${key} is ${deprecated}`];
    if (weight === undefined) return warnings;
    // In preferences wrong values are let pass, with a word on them.
    return [
      ...warnings,
      ...listAt(expression, 'values').flatMap((value, valueIndex) => {
        const complaints = labelValueComplaints(String(value));
        if (complaints.length === 0) return [];
        const valueAtPlace = item(child(place, 'values'), valueIndex).field;
        return [`${valueAtPlace}: ${value} is invalid, ${complaints.join('; ')}`];
      }),
    ];
  });
}

const NO_SELECTOR = 'a null labelSelector results in matching no pod';

function spreadWarnings(specAt: Place, spec: Plain): readonly string[] {
  return plainListAt(spec, 'topologySpreadConstraints').flatMap((constraint, index) => {
    const at = item(child(specAt, 'topologySpreadConstraints'), index);
    const key = textAt(constraint, 'topologyKey');
    const deprecated = DEPRECATED_LABELS[key];
    return [
      ...(deprecated === undefined
        ? []
        : [`${child(at, 'topologyKey').field}: ${key} is ${deprecated}`]),
      ...(valueAt(constraint, 'labelSelector') === undefined
        ? [`${child(at, 'labelSelector').field}: ${NO_SELECTOR}`]
        : []),
    ];
  });
}

const DEPRECATED_ANNOTATIONS: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod':
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls':
    'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls':
    'non-functional in v1.11+; use the "sysctls" field instead',
};

function annotationWarnings(
  at: Place,
  annotations: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(DEPRECATED_ANNOTATIONS).flatMap(([key, text]) =>
    Object.hasOwn(annotations, key) ? [`${entry(at, key).field}: ${text}`] : [],
  );
}

const DEPRECATED_VOLUMES: readonly (readonly [field: string, text: string, named?: string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+', 'storageOS'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', ''],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

function volumeWarnings(place: Place, spec: Plain): readonly string[] {
  return plainListAt(spec, 'volumes').flatMap((volume, index) => {
    const at = item(place, index);
    return DEPRECATED_VOLUMES.flatMap(([field, text, named]) => {
      const source = plainAt(volume, field);
      if (source === undefined) return [];
      if (field !== 'ephemeral') return [`${child(at, named ?? field).field}: ${text}`];
      const claim = plainAt(source, 'volumeClaimTemplate', 'spec');
      return claimWarnings(child(at, 'ephemeral', 'volumeClaimTemplate', 'spec'), plainOf(claim));
    });
  });
}

/** Files that a service account token would overwrite. */
function tokenPathWarnings(place: Place, spec: Plain): readonly string[] {
  const volumes = plainListAt(spec, 'volumes');
  const sources = (volume: Plain): readonly Plain[] =>
    plainListAt(plainAt(volume, 'projected'), 'sources');
  const paths = new Set(
    volumes
      .flatMap(sources)
      .map((source) => plainAt(source, 'serviceAccountToken'))
      .filter((token) => token !== undefined)
      .map((token) => textAt(token, 'path')),
  );
  if (paths.size === 0) return [];
  const lists = { configMap: 'configMap', secret: 'secrets', downwardAPI: 'downwardAPI' };
  return volumes.flatMap((volume, index) =>
    sources(volume).flatMap((source) =>
      Object.entries(lists).flatMap(([field, named]) =>
        plainListAt(plainAt(source, field), 'items').flatMap((file, fileIndex) => {
          const path = textAt(file, 'path');
          if (!paths.has(path)) return [];
          const at = item(child(item(place, index), 'projected', 'sources', named), fileIndex);
          return [`${at.field}: has duplicated path with ServiceAccountToken ${goQuote(path)}`];
        }),
      ),
    ),
  );
}

function repeatedWarnings(place: Place, list: readonly Plain[], field: string): readonly string[] {
  const seen = new Set<string>();
  return list.flatMap((element, index) => {
    const value = textAt(element, field);
    if (seen.has(value)) {
      return [`${child(item(place, index), field).field}: duplicate ${field} ${goQuote(value)}`];
    }
    seen.add(value);
    return [];
  });
}

function emptySecretWarnings(place: Place, spec: Plain): readonly string[] {
  return plainListAt(spec, 'imagePullSecrets').flatMap((secret, index) =>
    textAt(secret, 'name') === ''
      ? [`${child(item(place, index), 'name').field}: invalid empty name ""`]
      : [],
  );
}

const BYTES = ['memory', 'ephemeral-storage'];

function overheadWarnings(place: Place, spec: Plain): readonly string[] {
  const overhead = plainAt(spec, 'overhead');
  return BYTES.flatMap((name) => {
    const value = valueAt(overhead, name);
    return isFractional(value) ? [fractional(entry(place, name), value)] : [];
  });
}

const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const USE_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead';

function podSeccompWarnings(
  at: Place,
  annotations: Readonly<Record<string, string>>,
  spec: Plain,
): readonly string[] {
  const hasField = plainAt(spec, 'securityContext', 'seccompProfile') !== undefined;
  if (hasField || !Object.hasOwn(annotations, SECCOMP_POD)) return [];
  return [`${entry(at, SECCOMP_POD).field}: ${USE_SECCOMP}`];
}

function containerWarnings(
  at: Place,
  container: Plain,
  annotationsAt: Place,
  annotations: Readonly<Record<string, string>>,
  spec: Plain,
  where: 'Pod' | 'template',
): readonly string[] {
  const name = textAt(container, 'name');
  const warnings = [];
  const seccomp = SECCOMP_CONTAINER + name;
  const hasSeccomp = plainAt(container, 'securityContext', 'seccompProfile') !== undefined;
  if (!hasSeccomp && Object.hasOwn(annotations, seccomp)) {
    warnings.push(`${entry(annotationsAt, seccomp).field}: ${USE_SECCOMP}`);
  }
  const armor = APP_ARMOR + name;
  const hasArmor =
    (plainAt(container, 'securityContext', 'appArmorProfile') ??
      plainAt(spec, 'securityContext', 'appArmorProfile')) !== undefined;
  if (where === 'template' && !hasArmor && Object.hasOwn(annotations, armor)) {
    const text = 'deprecated since v1.30; use the "appArmorProfile" field instead';
    warnings.push(`${entry(annotationsAt, armor).field}: ${text}`);
  }
  for (const resource of BYTES) {
    for (const side of ['limits', 'requests']) {
      const value = valueAt(plainAt(container, 'resources', side), resource);
      if (isFractional(value))
        warnings.push(fractional(entry(child(at, 'resources', side), resource), value));
    }
  }
  return [...warnings, ...envWarnings(child(at, 'env'), container)];
}

/** A variable defined twice, the second time without building on the first. */
function envWarnings(place: Place, container: Plain): readonly string[] {
  const seen = new Set<string>();
  return plainListAt(container, 'env').flatMap((variable, index) => {
    const name = textAt(variable, 'name');
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const reference = `$(${name})`;
    const value = optionalTextAt(variable, 'value') ?? '';
    const buildsOn =
      valueAt(variable, 'valueFrom') === undefined &&
      value !== reference &&
      value.includes(reference);
    if (buildsOn) return [];
    const text = `hides previous definition of ${goQuote(name)}, which may be dropped when using apply`;
    return [`${item(place, index).field}: ${text}`];
  });
}

function portWarnings(specAt: Place, spec: Plain): readonly string[] {
  const known = new Map<string, { readonly field: string; readonly port: Plain }[]>();
  return containersOf(specAt, spec).flatMap(({ at, container }) =>
    plainListAt(container, 'ports').flatMap((port, index) => {
      const field = item(child(at, 'ports'), index).field;
      const key = `${numberAt(port, 'containerPort') ?? 0}/${textAt(port, 'protocol') || 'TCP'}`;
      const others = known.get(key) ?? [];
      known.set(key, [...others, { field, port }]);
      const hostIP = textAt(port, 'hostIP');
      const lonely =
        hostIP !== '' && (numberAt(port, 'hostPort') ?? 0) === 0
          ? [`${field}: hostIP set without hostPort: ${goPort(port)}`]
          : [];
      return [
        ...lonely,
        ...others.flatMap((other) => portClash(field, port, other.field, other.port)),
      ];
    }),
  );
}

/** A port as Go prints a struct. */
function goPort(port: Plain): string {
  const [name, host, container] = [
    textAt(port, 'name'),
    numberAt(port, 'hostPort') ?? 0,
    numberAt(port, 'containerPort') ?? 0,
  ];
  return `{Name:${name} HostPort:${host} ContainerPort:${container} Protocol:${textAt(port, 'protocol')} HostIP:${textAt(port, 'hostIP')}}`;
}

function portClash(
  field: string,
  port: Plain,
  otherField: string,
  other: Plain,
): readonly string[] {
  const [ip, otherIP] = [textAt(port, 'hostIP'), textAt(other, 'hostIP')];
  const [number, otherNumber] = [numberAt(port, 'hostPort') ?? 0, numberAt(other, 'hostPort') ?? 0];
  if (ip === otherIP && number === otherNumber) {
    return [`${field}: duplicate port definition with ${otherField}`];
  }
  if (number === 0 || otherNumber === 0) {
    return [`${field}: overlapping port definition with ${otherField}`];
  }
  if (number === otherNumber && (ip === '') !== (otherIP === '')) {
    return [`${field}: dangerously ambiguous port definition with ${otherField}`];
  }
  return [];
}

function graceWarnings(specAt: Place, spec: Plain): readonly string[] {
  const grace = numberAt(spec, 'terminationGracePeriodSeconds') ?? 0;
  if (grace >= 0) return [];
  const at = child(specAt, 'terminationGracePeriodSeconds').field;
  return [`${at}: must be >= 0; negative values are invalid and will be treated as 1`];
}

function podAffinityWarnings(place: Place, spec: Plain): readonly string[] {
  const affinity = plainAt(spec, 'affinity');
  const needed = 'requiredDuringSchedulingIgnoredDuringExecution';
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
  return ['podAffinity', 'podAntiAffinity'].flatMap((field) => {
    const rules = plainAt(affinity, field);
    const silent = (at: Place, term: Plain): readonly string[] =>
      valueAt(term, 'labelSelector') === undefined
        ? [`${child(at, 'labelSelector').field}: ${NO_SELECTOR}`]
        : [];
    return [
      ...plainListAt(rules, needed).flatMap((term, index) =>
        silent(item(child(place, field, needed), index), term),
      ),
      ...plainListAt(rules, preferred).flatMap((weighted, index) =>
        silent(
          child(item(child(place, field, preferred), index), 'podAffinityTerm'),
          plainOf(valueAt(weighted, 'podAffinityTerm')),
        ),
      ),
    ];
  });
}
