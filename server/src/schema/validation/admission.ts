// What the admission plugins refuse of a Pod. Rules: L-API-4

import type { FieldPath } from '../catalogue';
import type { KubeObject } from '../objects';
import { type Plain, plainOf, textAt, valueAt } from '../plain';
import { goQuote } from './goText';

/** What a cluster has, as far as it is known. Whatever is absent is not checked. */
export interface ClusterKnowledge {
  /** Namespace of the request. */
  readonly namespace?: string;
  /** Names of service accounts in the namespace, priority classes with their values, names of runtime classes. */
  readonly serviceAccounts?: readonly string[];
  readonly priorityClasses?: ReadonlyMap<string, number>;
  readonly runtimeClasses?: readonly string[];
}

export interface AdmissionRefusal {
  /** The field that it is about. */
  readonly path: FieldPath;
  readonly message: string;
}

/** The first refusal of a Pod by an admission plugin; without a context, what every cluster would refuse. */
export function admissionRefusal(
  object: KubeObject,
  context: ClusterKnowledge = {},
): AdmissionRefusal | undefined {
  if (object.kind !== 'Pod' || object.apiVersion !== 'v1') return undefined;
  const spec = plainOf(object['spec']);
  const refused =
    serviceAccountRefusal(spec, context) ??
    priorityRefusal(spec, context) ??
    preemptionRefusal(spec) ??
    runtimeClassRefusal(spec, context);
  if (refused === undefined) return undefined;
  const [field, why] = refused;
  const name = goQuote(textAt(object.metadata, 'name'));
  return { path: ['spec', field], message: `pods ${name} is forbidden: ${why}` };
}

type Refused = readonly [field: string, why: string] | undefined;

function serviceAccountRefusal(spec: Plain, context: ClusterKnowledge): Refused {
  const name = textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount') || 'default';
  const known = context.serviceAccounts;
  if (known === undefined || known.includes(name)) return undefined;
  const place = `${context.namespace ?? 'default'}/${name}`;
  const why = `error looking up service account ${place}: serviceaccount ${goQuote(name)} not found`;
  return ['serviceAccountName', why];
}

function runtimeClassRefusal(spec: Plain, context: ClusterKnowledge): Refused {
  const name = textAt(spec, 'runtimeClassName');
  if (name !== '') {
    const known = context.runtimeClasses;
    if (known === undefined || known.includes(name)) return undefined;
    return ['runtimeClassName', `pod rejected: RuntimeClass ${goQuote(name)} not found`];
  }
  const hasOverhead = Object.keys(plainOf(valueAt(spec, 'overhead'))).length > 0;
  if (!hasOverhead) return undefined;
  const why = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';
  return ['overhead', why];
}

function priorityRefusal(spec: Plain, context: ClusterKnowledge): Refused {
  const name = textAt(spec, 'priorityClassName');
  const classes = context.priorityClasses;
  const value = classes?.get(name) ?? (name === '' ? 0 : undefined);
  if (name !== '' && classes !== undefined && value === undefined) {
    return ['priorityClassName', `no PriorityClass with name ${name} was found`];
  }
  const written = valueAt(spec, 'priority');
  if (typeof written !== 'number' || value === undefined || written === value) return undefined;
  const why = `the integer value of priority (${written}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
  return ['priority', why];
}

/** Whether a Pod preempts others is its class's to say; without one, and in the cluster's own two, it does. */
function preemptionRefusal(spec: Plain): Refused {
  const name = textAt(spec, 'priorityClassName');
  const policy = textAt(spec, 'preemptionPolicy');
  if (policy === '' || policy === 'PreemptLowerPriority') return undefined;
  if (name !== '' && !name.startsWith('system-')) return undefined;
  const why = `the string value of PreemptionPolicy (${policy}) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name`;
  return ['preemptionPolicy', why];
}
