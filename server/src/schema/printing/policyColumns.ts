// Columns of what bounds others: budgets, quotas, autoscalers, roles, admission.

import { humanDuration } from '../duration';
import type { KubeObject } from '../objects';
import { isPlain, plainAt, plainListAt, plainOf, textAt } from '../plain';
import {
  AGE,
  type Column,
  CREATED_AT,
  column,
  conditionsOf,
  count,
  firstOf,
  NAME,
  NONE,
  own,
  quantityText,
  selectorText,
  sizeOf,
  spec,
  specOf,
  status,
  statusOf,
  text,
  UNSET,
  wide,
} from './cells';

const notGiven = (value: unknown) => text(value, 'N/A');

/** `pods: 1/10, requests.cpu: 500m/2`; limits have a column of their own. */
function quotaCells(limits: boolean): Column['cell'] {
  return (quota) => {
    const { hard, used } = statusOf(quota);
    const names = Object.keys(plainOf(hard)).filter(
      (name) => name.startsWith('limits.') === limits,
    );
    const tell = (name: string) =>
      `${name}: ${quantityText(plainOf(used)[name])}/${quantityText(plainOf(hard)[name])}`;
    return names.sort().map(tell).join(', ');
  };
}

const UNKNOWN = '<unknown>';
/** Where each type of metric keeps what is aimed at and what is measured. */
const METRIC_FIELDS: Readonly<Record<string, string>> = {
  External: 'external',
  Pods: 'pods',
  Object: 'object',
  Resource: 'resource',
  ContainerResource: 'containerResource',
};
/** `cpu: 50%/80%`, `50m/100m`, `<unknown>/100 (avg)` */
function metricText(metric: unknown, measured: unknown): string {
  const field = METRIC_FIELDS[textAt(metric, 'type')];
  if (field === undefined) return '<unknown type>';
  const source = plainOf(plainOf(metric)[field]);
  const target = plainOf(source['target']);
  const current = plainAt(measured, field, 'current');
  const told = (name: string) =>
    current?.[name] === undefined ? UNKNOWN : quantityText(current[name]);
  const isAverage = target['averageValue'] !== undefined;
  const average = `${told('averageValue')}/${quantityText(target['averageValue'])}`;
  if (field === 'pods') return average;
  if (field === 'external' || field === 'object')
    return isAverage ? `${average} (avg)` : `${told('value')}/${quantityText(target['value'])}`;
  if (isAverage) return `${textAt(source, 'name')}: ${average}`;
  const percent = (value: unknown, absent: string) =>
    typeof value === 'number' ? `${value}%` : absent;
  return `${textAt(source, 'name')}: ${percent(current?.['averageUtilization'], UNKNOWN)}/${percent(target['averageUtilization'], '<auto>')}`;
}
const MOST_METRICS = 2;
function metricsText(autoscaler: KubeObject): string {
  const measured = plainListAt(statusOf(autoscaler), 'currentMetrics');
  const all = plainListAt(specOf(autoscaler), 'metrics').map((metric, i) =>
    metricText(metric, measured[i]),
  );
  return firstOf(MOST_METRICS, all, ', ') || NONE;
}
/** `Deployment/web` */
function reference(value: unknown): string {
  return `${textAt(value, 'kind')}/${textAt(value, 'name')}`;
}

function subjects(kind: string): Column['cell'] {
  return (binding) =>
    plainListAt(binding, 'subjects')
      .filter((subject) => textAt(subject, 'kind') === kind)
      .map((subject) => {
        const namespace = textAt(subject, 'namespace');
        return `${namespace === '' ? '' : `${namespace}/`}${textAt(subject, 'name')}`;
      })
      .join(', ');
}
const BINDING: readonly Column[] = [
  NAME,
  own('ROLE', 'roleRef', reference),
  AGE,
  wide('USERS', subjects('User')),
  wide('GROUPS', subjects('Group')),
  wide('SERVICEACCOUNTS', subjects('ServiceAccount')),
];

function requestCondition(request: KubeObject): string {
  const types = conditionsOf(request).map(({ type }) => type);
  const word = ['Denied', 'Approved'].find((type) => types.includes(type)) ?? 'Pending';
  const isIssued = text(statusOf(request)['certificate']) !== '';
  return [
    word,
    ...(types.includes('Failed') ? ['Failed'] : []),
    ...(isIssued ? ['Issued'] : []),
  ].join(',');
}

function paramKind(policy: unknown): string {
  return isPlain(policy) ? `${textAt(policy, 'apiVersion')}/${textAt(policy, 'kind')}` : UNSET;
}
function paramRef(value: unknown): string {
  if (!isPlain(value)) return UNSET;
  const name = textAt(value, 'name');
  if (name === '') return value['selector'] === undefined ? UNSET : selectorText(value['selector']);
  return `${textAt(value, 'namespace') || '*'}/${name}`;
}
const POLICY_BINDING: readonly Column[] = [
  NAME,
  spec('POLICYNAME', 'policyName'),
  spec('PARAMREF', 'paramRef', paramRef),
  AGE,
];
const WEBHOOKS: readonly Column[] = [NAME, own('WEBHOOKS', 'webhooks', sizeOf), AGE];

function limited(...fields: readonly string[]): Column['cell'] {
  return (level) => {
    const at = plainAt(specOf(level), 'limited', ...fields.slice(0, -1));
    return text(at?.[fields.at(-1) ?? ''], NONE);
  };
}

function deviceClaimState(claim: KubeObject): string {
  const isDeleted = claim.metadata.deletionTimestamp !== undefined;
  const { allocation, reservedFor } = statusOf(claim);
  const isReserved = Array.isArray(reservedFor) && reservedFor.length > 0;
  const states =
    allocation === undefined
      ? isDeleted
        ? []
        : ['pending']
      : ['allocated', ...(isReserved ? ['reserved'] : [])];
  return [...(isDeleted ? ['deleted'] : []), ...states].join(',');
}

function serviceAvailable(service: KubeObject): string {
  const available = plainListAt(statusOf(service), 'conditions').find(
    ({ type }) => type === 'Available',
  );
  if (available === undefined) return 'Unknown';
  const is = textAt(available, 'status');
  return is === 'True' ? is : `${is} (${textAt(available, 'reason')})`;
}

export const POLICY_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  PodDisruptionBudget: [
    NAME,
    spec('MIN AVAILABLE', 'minAvailable', notGiven),
    spec('MAX UNAVAILABLE', 'maxUnavailable', notGiven),
    status('ALLOWED DISRUPTIONS', 'disruptionsAllowed'),
    AGE,
  ],
  PriorityClass: [
    NAME,
    own('VALUE', 'value', count),
    own('GLOBAL-DEFAULT', 'globalDefault', (value) => String(value === true)),
    AGE,
    own('PREEMPTIONPOLICY', 'preemptionPolicy', (value) => text(value, 'PreemptLowerPriority')),
  ],
  RuntimeClass: [NAME, own('HANDLER', 'handler'), AGE],
  ResourceQuota: [
    NAME,
    column('REQUEST', quotaCells(false)),
    column('LIMIT', quotaCells(true)),
    AGE,
  ],
  LimitRange: [NAME, CREATED_AT],
  HorizontalPodAutoscaler: [
    NAME,
    spec('REFERENCE', 'scaleTargetRef', reference),
    column('TARGETS', metricsText),
    spec('MINPODS', 'minReplicas', (value) => text(value, UNSET)),
    spec('MAXPODS', 'maxReplicas', count),
    status('REPLICAS', 'currentReplicas'),
    AGE,
  ],
  Role: [NAME, CREATED_AT],
  ClusterRole: [NAME, CREATED_AT],
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
  CertificateSigningRequest: [
    NAME,
    AGE,
    spec('SIGNERNAME', 'signerName', (value) => text(value, NONE)),
    spec('REQUESTOR', 'username'),
    spec('REQUESTEDDURATION', 'expirationSeconds', (value) =>
      typeof value === 'number' ? humanDuration(value * 1000) : NONE,
    ),
    column('CONDITION', requestCondition),
  ],
  ClusterTrustBundle: [NAME, spec('SIGNERNAME', 'signerName', (value) => text(value, NONE))],
  MutatingWebhookConfiguration: WEBHOOKS,
  ValidatingWebhookConfiguration: WEBHOOKS,
  ValidatingAdmissionPolicy: [
    NAME,
    spec('VALIDATIONS', 'validations', sizeOf),
    spec('PARAMKIND', 'paramKind', paramKind),
    AGE,
  ],
  MutatingAdmissionPolicy: [
    NAME,
    spec('MUTATIONS', 'mutations', sizeOf),
    spec('PARAMKIND', 'paramKind', paramKind),
    AGE,
  ],
  ValidatingAdmissionPolicyBinding: POLICY_BINDING,
  MutatingAdmissionPolicyBinding: POLICY_BINDING,
  FlowSchema: [
    NAME,
    spec('PRIORITYLEVEL', 'priorityLevelConfiguration', (value) => textAt(value, 'name')),
    spec('MATCHINGPRECEDENCE', 'matchingPrecedence', count),
    spec('DISTINGUISHERMETHOD', 'distinguisherMethod', (value) =>
      text(plainOf(value)['type'], NONE),
    ),
    AGE,
    column(
      'MISSINGPL',
      (object) => conditionsOf(object).find(({ type }) => type === 'Dangling')?.status ?? '?',
    ),
  ],
  PriorityLevelConfiguration: [
    NAME,
    spec('TYPE', 'type'),
    column('NOMINALCONCURRENCYSHARES', limited('nominalConcurrencyShares')),
    column('QUEUES', limited('limitResponse', 'queuing', 'queues')),
    column('HANDSIZE', limited('limitResponse', 'queuing', 'handSize')),
    column('QUEUELENGTHLIMIT', limited('limitResponse', 'queuing', 'queueLengthLimit')),
    AGE,
  ],
  ResourceClaim: [NAME, column('STATE', deviceClaimState), AGE],
  ResourceSlice: [
    NAME,
    spec('NODE', 'nodeName'),
    spec('DRIVER', 'driver'),
    spec('POOL', 'pool', (value) => textAt(value, 'name')),
    AGE,
  ],
  CustomResourceDefinition: [NAME, CREATED_AT],
  APIService: [
    NAME,
    spec('SERVICE', 'service', (value) =>
      isPlain(value) ? `${textAt(value, 'namespace')}/${textAt(value, 'name')}` : 'Local',
    ),
    column('AVAILABLE', serviceAvailable),
    AGE,
  ],
};
