// What the API server advises against in objects of one kind, beside what it says of Pods.

import { dnsLabelComplaints } from '../names';
import {
  listAt,
  numberAt,
  optionalTextAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import { formatQuantity, quantityOf } from '../quantity';
import { goQuote } from './goText';
import { child, entry, item, type Place, rootPlace } from './place';
import { isFractional } from './resources';

const SPEC = rootPlace('spec');

/** Warnings about an object of a kind, defaults applied; those about its Pod template are not among them. */
export function kindWarnings(kind: string, object: Plain): readonly string[] {
  const spec = plainOf(valueAt(object, 'spec'));
  switch (kind) {
    case 'Job':
      return [...jobNameWarnings(object), ...jobSpecWarnings(spec)];
    case 'CronJob':
      return [
        ...jobNameWarnings(object),
        ...jobSpecWarnings(plainOf(plainAt(spec, 'jobTemplate', 'spec'))),
      ];
    case 'StatefulSet':
      return statefulSetWarnings(spec);
    case 'Service':
      return serviceWarnings(object);
    case 'Endpoints':
      return ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'];
    case 'Ingress':
      return ingressWarnings(object);
    case 'PersistentVolume':
      return volumeWarnings(spec);
    case 'PersistentVolumeClaim':
      return claimWarnings(SPEC, spec);
    default:
      return [];
  }
}

function jobNameWarnings(object: Plain): readonly string[] {
  const name = textAt(plainAt(object, 'metadata'), 'name');
  const complaints = name === '' ? [] : dnsLabelComplaints(name);
  if (complaints.length === 0) return [];
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${complaints.join(' ')}]`,
  ];
}

function jobSpecWarnings(spec: Plain): readonly string[] {
  const isIndexed = textAt(spec, 'completionMode') === 'Indexed';
  const isHuge =
    (numberAt(spec, 'completions') ?? 0) > 100_000 && (numberAt(spec, 'parallelism') ?? 0) > 10_000;
  if (!isIndexed || !isHuge) return [];
  return [
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes correctly',
  ];
}

function statefulSetWarnings(spec: Plain): readonly string[] {
  const claims = plainListAt(spec, 'volumeClaimTemplates').flatMap((claim, index) =>
    claimWarnings(
      child(item(child(SPEC, 'volumeClaimTemplates'), index), 'spec'),
      plainOf(valueAt(claim, 'spec')),
    ),
  );
  if ((numberAt(spec, 'revisionHistoryLimit') ?? 0) >= 0) return claims;
  return [
    ...claims,
    'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
  ];
}

const OLD_HINTS = 'service.kubernetes.io/topology-aware-hints';

function serviceWarnings(service: Plain): readonly string[] {
  const spec = plainOf(valueAt(service, 'spec'));
  const annotations = textMapAt(plainAt(service, 'metadata'), 'annotations');
  const type = textAt(spec, 'type') || 'ClusterIP';
  const isExternal = type === 'ExternalName';
  const told = (text: string, applies: boolean): readonly string[] => (applies ? [text] : []);
  return [
    ...told(
      `annotation ${OLD_HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`,
      Object.hasOwn(annotations, OLD_HINTS),
    ),
    ...(type === 'ClusterIP' && isHeadless(spec) ? headlessWarnings(spec) : []),
    ...told(
      'spec.externalIPs is ignored when spec.type is "ExternalName"',
      isExternal && listAt(spec, 'externalIPs').length > 0,
    ),
    ...told(
      'spec.externalName is ignored when spec.type is not "ExternalName"',
      !isExternal && textAt(spec, 'externalName') !== '',
    ),
    ...told(
      'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
      textAt(spec, 'trafficDistribution') === 'PreferClose',
    ),
  ];
}

function isHeadless(spec: Plain): boolean {
  return textAt(spec, 'clusterIP') === 'None' || listAt(spec, 'clusterIPs')[0] === 'None';
}

function headlessWarnings(spec: Plain): readonly string[] {
  const ignored = [
    ['spec.loadBalancerIP', textAt(spec, 'loadBalancerIP') !== ''],
    ['spec.externalIPs', listAt(spec, 'externalIPs').length > 0],
    ['spec.SessionAffinity', (textAt(spec, 'sessionAffinity') || 'None') !== 'None'],
  ] as const;
  return ignored.flatMap(([field, isSet]) =>
    isSet ? [`${field} is ignored for headless services`] : [],
  );
}

const INGRESS_CLASS = 'kubernetes.io/ingress.class';

function ingressWarnings(ingress: Plain): readonly string[] {
  const annotations = textMapAt(plainAt(ingress, 'metadata'), 'annotations');
  const named = optionalTextAt(plainAt(ingress, 'spec'), 'ingressClassName') !== undefined;
  if (named || !Object.hasOwn(annotations, INGRESS_CLASS)) return [];
  return [
    `annotation "${INGRESS_CLASS}" is deprecated, please use 'spec.ingressClassName' instead`,
  ];
}

function volumeWarnings(spec: Plain): readonly string[] {
  if (textAt(spec, 'persistentVolumeReclaimPolicy') !== 'Recycle') return [];
  return [
    'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
  ];
}

export function claimWarnings(place: Place, spec: Plain): readonly string[] {
  const value = valueAt(plainAt(spec, 'resources', 'requests'), 'storage');
  if (!isFractional(value)) return [];
  const at = entry(child(place, 'resources', 'requests'), 'storage');
  return [fractional(at, value)];
}

export function fractional(place: Place, value: unknown): string {
  const text = goQuote(formatQuantity(quantityOf(value)));
  return `${place.field}: fractional byte value ${text} is invalid, must be an integer`;
}
