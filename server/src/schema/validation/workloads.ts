// Rules for Deployments, ReplicaSets, ReplicationControllers, StatefulSets and DaemonSets. Rules: L-API-16, L-LAB-4

import type { Labels } from '../labels';
import { dnsLabelComplaints, dnsSubdomainComplaints, percentComplaints } from '../names';
import {
  numberAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  sameValue,
  sortedEntries,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import { matches, selectorFromLabelSelector, selectorFromLabels } from '../selector';
import { claimSpecErrors } from './claims';
import {
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  required,
  unsupported,
} from './fieldErrors';
import { goStruct, NIL } from './goText';
import { metadataErrors, metadataUpdateErrors, nonNegative } from './metadata';
import { child, item, type Place, rootPlace } from './place';
import { podTemplateErrors } from './pods';
import { labelSelectorErrors } from './selectors';

const SPEC = rootPlace('spec');
const MISMATCH = '`selector` does not match template `labels`';

export function deploymentErrors(object: Plain): FieldErrors {
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...deploymentSpecErrors(specOf(object)),
  ];
}

export function deploymentUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [
    ...metadataUpdateErrors(old, changed),
    ...deploymentSpecErrors(specOf(changed)),
    ...selectorUpdateErrors(old, changed),
  ];
}

function specOf(object: Plain): Plain {
  return plainOf(valueAt(object, 'spec'));
}

/** The selector of a workload never changes. Rules: L-LAB-4 */
function selectorUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const after = valueAt(specOf(changed), 'selector');
  if (sameValue(after, valueAt(specOf(old), 'selector'))) return [];
  return [invalid(child(SPEC, 'selector'), goSelector(after), 'field is immutable')];
}

/** A selector as the server prints it. */
export function goSelector(selector: unknown): ReturnType<typeof goStruct> | undefined {
  if (selector === undefined) return undefined;
  const labels = Object.fromEntries(sortedEntries(textMapAt(selector, 'matchLabels')));
  const expressions = plainListAt(selector, 'matchExpressions').map((expression) => ({
    key: textAt(expression, 'key'),
    operator: textAt(expression, 'operator'),
    ...(valueAt(expression, 'values') === undefined ? {} : { values: expression['values'] }),
  }));
  return goStruct({
    ...(Object.keys(labels).length === 0 ? {} : { matchLabels: labels }),
    ...(expressions.length === 0 ? {} : { matchExpressions: expressions }),
  });
}

function deploymentSpecErrors(spec: Plain): FieldErrors {
  const deadline = numberAt(spec, 'progressDeadlineSeconds');
  const minReady = numberAt(spec, 'minReadySeconds') ?? 0;
  const deadlineAt = child(SPEC, 'progressDeadlineSeconds');
  return [
    ...nonNegative(child(SPEC, 'replicas'), numberAt(spec, 'replicas') ?? 1),
    ...selectorErrors(spec, 'deployment'),
    ...templateErrors(spec, 'invalid label selector'),
    ...deploymentStrategyErrors(child(SPEC, 'strategy'), plainOf(valueAt(spec, 'strategy'))),
    ...nonNegative(child(SPEC, 'minReadySeconds'), minReady),
    ...nonNegative(
      child(SPEC, 'revisionHistoryLimit'),
      numberAt(spec, 'revisionHistoryLimit') ?? 0,
    ),
    ...(deadline === undefined ? [] : nonNegative(deadlineAt, deadline)),
    ...(deadline !== undefined && deadline <= minReady
      ? [invalid(deadlineAt, deadline, 'must be greater than minReadySeconds')]
      : []),
  ];
}

/** A selector there must be, and one that says something. */
function selectorErrors(spec: Plain, kind: string): FieldErrors {
  const at = child(SPEC, 'selector');
  const selector = valueAt(spec, 'selector');
  if (selector === undefined) return [required(at)];
  const errors = [...labelSelectorErrors(at, selector)];
  const isEmpty =
    Object.keys(textMapAt(selector, 'matchLabels')).length +
      plainListAt(selector, 'matchExpressions').length ===
    0;
  if (isEmpty)
    errors.push(invalid(at, goSelector(selector), `empty selector is invalid for ${kind}`));
  return errors;
}

/** The template must be selected, restart always and have no deadline. */
function templateErrors(spec: Plain, selectorDetail: string, kind = 'ReplicaSet'): FieldErrors {
  const selector = valueAt(spec, 'selector');
  const parsed =
    selector === undefined ? undefined : selectorFromLabelSelector(selectorLike(selector));
  if (selector !== undefined && parsed === undefined) {
    return [invalid(child(SPEC, 'selector'), goSelector(selector), selectorDetail)];
  }
  const place = child(SPEC, 'template');
  const template = plainOf(valueAt(spec, 'template'));
  const labels = textMapAt(plainAt(template, 'metadata'), 'labels');
  // Without a selector nothing matches; an empty one does not ask.
  const isMatched = parsed !== undefined && matches(parsed, labels);
  return [
    ...(isMatched ? [] : [mismatch(place, template, labels)]),
    ...podTemplateErrors(place, template),
    ...alwaysErrors(place, template, kind),
  ];
}

function selectorLike(selector: unknown): Parameters<typeof selectorFromLabelSelector>[0] {
  return {
    matchLabels: textMapAt(selector, 'matchLabels'),
    matchExpressions: plainListAt(selector, 'matchExpressions').map((expression) => ({
      key: textAt(expression, 'key'),
      operator: textAt(expression, 'operator'),
      values: (Array.isArray(expression['values']) ? expression['values'] : []).map(String),
    })),
  };
}

function mismatch(place: Place, template: Plain, labels: Labels): FieldErrors[number] {
  const value = valueAt(plainAt(template, 'metadata'), 'labels') === undefined ? NIL : labels;
  return invalid(child(place, 'metadata', 'labels'), value, MISMATCH);
}

function alwaysErrors(place: Place, template: Plain, kind: string): FieldErrors {
  const spec = plainOf(valueAt(template, 'spec'));
  const policy = textAt(spec, 'restartPolicy') || 'Always';
  const errors = [];
  if (policy !== 'Always') {
    errors.push(unsupported(child(place, 'spec', 'restartPolicy'), policy, ['Always']));
  }
  if (numberAt(spec, 'activeDeadlineSeconds') !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(forbidden(child(place, 'spec', 'activeDeadlineSeconds'), detail));
  }
  return errors;
}

function deploymentStrategyErrors(place: Place, strategy: Plain): FieldErrors {
  const type = textAt(strategy, 'type');
  const rolling = plainAt(strategy, 'rollingUpdate');
  if (type === 'Recreate') {
    if (rolling === undefined) return [];
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    return [forbidden(child(place, 'rollingUpdate'), detail)];
  }
  if (type !== 'RollingUpdate') {
    const value = goStruct({ Type: type, RollingUpdate: null });
    return [unsupported(place, value, ['Recreate', 'RollingUpdate'])];
  }
  const unavailable = valueAt(rolling, 'maxUnavailable');
  const surge = valueAt(rolling, 'maxSurge');
  const at = child(place, 'rollingUpdate');
  const both = intOrPercent(unavailable) === 0 && intOrPercent(surge) === 0;
  return [
    ...intOrPercentErrors(child(at, 'maxUnavailable'), unavailable),
    ...intOrPercentErrors(child(at, 'maxSurge'), surge),
    ...(both
      ? [invalid(child(at, 'maxUnavailable'), unavailable, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...atMost100Percent(child(at, 'maxUnavailable'), unavailable),
  ];
}

/** A number that is not negative, or a percentage. */
export function intOrPercentErrors(place: Place, value: unknown): FieldErrors {
  if (typeof value === 'string') return invalids(place, value, percentComplaints(value));
  return typeof value === 'number' ? nonNegative(place, value) : [];
}

export function atMost100Percent(place: Place, value: unknown): FieldErrors {
  const isMore =
    typeof value === 'string' &&
    percentComplaints(value).length === 0 &&
    Number.parseInt(value, 10) > 100;
  return isMore ? [invalid(place, value, 'must not be greater than 100%')] : [];
}

/** The number, of a percentage its digits. */
function intOrPercent(value: unknown): number {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' ? Number.parseInt(value, 10) : 0;
  return Number.isNaN(number) ? 0 : number;
}

// ---- ReplicaSet, ReplicationController -------------------------------------------------------------------------

export function replicaSetErrors(object: Plain): FieldErrors {
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...replicaSetSpecErrors(specOf(object)),
  ];
}

export function replicaSetUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [
    ...metadataUpdateErrors(old, changed),
    ...replicaSetSpecErrors(specOf(changed)),
    ...selectorUpdateErrors(old, changed),
  ];
}

function replicaSetSpecErrors(spec: Plain): FieldErrors {
  return [
    ...nonNegative(child(SPEC, 'replicas'), numberAt(spec, 'replicas') ?? 1),
    ...nonNegative(child(SPEC, 'minReadySeconds'), numberAt(spec, 'minReadySeconds') ?? 0),
    // Its own copy of the rule speaks of deployments too.
    ...selectorErrors(spec, 'deployment'),
    ...templateErrors(spec, 'invalid label selector'),
  ];
}

export function replicationControllerErrors(object: Plain): FieldErrors {
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...replicationControllerSpecErrors(specOf(object)),
  ];
}

export function replicationControllerUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [
    ...metadataUpdateErrors(old, changed),
    ...replicationControllerSpecErrors(specOf(changed)),
  ];
}

function replicationControllerSpecErrors(spec: Plain): FieldErrors {
  const selector = textMapAt(spec, 'selector');
  const place = child(SPEC, 'template');
  const template = plainAt(spec, 'template');
  const isEmpty = Object.keys(selector).length === 0;
  const errors = [
    ...nonNegative(child(SPEC, 'minReadySeconds'), numberAt(spec, 'minReadySeconds') ?? 0),
    ...(isEmpty ? [required(child(SPEC, 'selector'))] : []),
    ...nonNegative(child(SPEC, 'replicas'), numberAt(spec, 'replicas') ?? 1),
  ];
  if (template === undefined) return [...errors, required(place)];
  const labels = textMapAt(plainAt(template, 'metadata'), 'labels');
  const isMatched = isEmpty || matches(selectorFromLabels(selector), labels);
  return [
    ...errors,
    ...(isMatched ? [] : [mismatch(place, template, labels)]),
    ...podTemplateErrors(place, template),
    ...alwaysErrors(place, template, 'ReplicationController'),
  ];
}

// ---- StatefulSet -----------------------------------------------------------------------------------------------

export function statefulSetErrors(object: Plain): FieldErrors {
  const spec = specOf(object);
  return [
    ...metadataErrors(object, dnsLabelComplaints),
    ...statefulSetSpecErrors(spec, newSetErrors(spec), claimedTemplateErrors(spec)),
  ];
}

/** What of a new StatefulSet never changes, and is therefore not looked at again. */
function newSetErrors(spec: Plain): NewSetErrors {
  const service = textAt(spec, 'serviceName');
  const claimsAt = child(SPEC, 'volumeClaimTemplates');
  return {
    service:
      service === ''
        ? []
        : invalids(child(SPEC, 'serviceName'), service, dnsLabelComplaints(service)),
    claims: plainListAt(spec, 'volumeClaimTemplates').flatMap((claim, index) =>
      claimSpecErrors(child(item(claimsAt, index), 'spec'), plainOf(valueAt(claim, 'spec'))),
    ),
  };
}

interface NewSetErrors {
  readonly service: FieldErrors;
  readonly claims: FieldErrors;
}

const STATEFUL_MUTABLE = [
  'replicas',
  'template',
  'updateStrategy',
  'minReadySeconds',
  'ordinals',
  'persistentVolumeClaimRetentionPolicy',
  'revisionHistoryLimit',
];

export function statefulSetUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const [before, after] = [specOf(old), specOf(changed)];
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  const isFrozen = [...fields].every(
    (field) =>
      STATEFUL_MUTABLE.includes(field) || sameValue(valueAt(before, field), valueAt(after, field)),
  );
  const detail =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  // A template that got by an older server may stay as it is.
  const wasWrong = claimedTemplateErrors(before).length > 0;
  return [
    ...metadataUpdateErrors(old, changed),
    ...statefulSetSpecErrors(
      after,
      { service: [], claims: [] },
      wasWrong ? [] : claimedTemplateErrors(after),
    ),
    ...(isFrozen ? [] : [forbidden(SPEC, detail)]),
  ];
}

function statefulSetSpecErrors(
  spec: Plain,
  ofNew: NewSetErrors,
  ofTemplate: FieldErrors,
): FieldErrors {
  const policy = textAt(spec, 'podManagementPolicy') || 'OrderedReady';
  const start = numberAt(plainAt(spec, 'ordinals'), 'start') ?? 0;
  const template = plainOf(valueAt(spec, 'template'));
  const place = child(SPEC, 'template');
  const policies = ['OrderedReady', 'Parallel'];
  return [
    ...(policies.includes(policy)
      ? []
      : [
          invalid(
            child(SPEC, 'podManagementPolicy'),
            policy,
            "must be 'OrderedReady' or 'Parallel'",
          ),
        ]),
    ...statefulStrategyErrors(
      child(SPEC, 'updateStrategy'),
      plainOf(valueAt(spec, 'updateStrategy')),
    ),
    ...retentionErrors(spec),
    ...ofNew.claims,
    ...nonNegative(child(SPEC, 'replicas'), numberAt(spec, 'replicas') ?? 1),
    ...nonNegative(child(SPEC, 'minReadySeconds'), numberAt(spec, 'minReadySeconds') ?? 0),
    ...nonNegative(child(SPEC, 'ordinals.start'), start),
    ...ofNew.service,
    ...selectorErrors(spec, 'statefulset'),
    ...statefulTemplateErrors(spec, ofTemplate),
    ...alwaysErrors(place, template, 'StatefulSet'),
  ];
}

function statefulStrategyErrors(place: Place, strategy: Plain): FieldErrors {
  const type = textAt(strategy, 'type');
  const rolling = plainAt(strategy, 'rollingUpdate');
  const at = child(place, 'rollingUpdate');
  if (type === 'OnDelete') {
    if (rolling === undefined) return [];
    const value = goStruct({
      Partition: numberAt(rolling, 'partition') ?? 0,
      MaxUnavailable: valueAt(rolling, 'maxUnavailable') ?? null,
    });
    return [invalid(at, value, "only allowed for updateStrategy 'RollingUpdate'")];
  }
  if (type !== 'RollingUpdate') {
    const value = goStruct({ Type: type, RollingUpdate: null });
    return [invalid(place, value, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  const unavailable = valueAt(rolling, 'maxUnavailable');
  const unavailableAt = child(at, 'maxUnavailable');
  const isZero = unavailable !== undefined && intOrPercent(unavailable) === 0;
  return [
    ...nonNegative(child(at, 'partition'), numberAt(rolling, 'partition') ?? 0),
    ...intOrPercentErrors(unavailableAt, unavailable),
    ...(isZero ? [invalid(unavailableAt, unavailable, 'cannot be 0')] : []),
    ...atMost100Percent(unavailableAt, unavailable),
  ];
}

function retentionErrors(spec: Plain): FieldErrors {
  const policy = plainAt(spec, 'persistentVolumeClaimRetentionPolicy');
  const place = child(SPEC, 'persistentVolumeClaimRetentionPolicy');
  return ['whenDeleted', 'whenScaled'].flatMap((field) => {
    const value = textAt(policy, field) || 'Retain';
    const known = ['Retain', 'Delete'];
    return known.includes(value) ? [] : [unsupported(child(place, field), value, known)];
  });
}

function statefulTemplateErrors(spec: Plain, ofTemplate: FieldErrors): FieldErrors {
  const selector = valueAt(spec, 'selector');
  const parsed =
    selector === undefined ? undefined : selectorFromLabelSelector(selectorLike(selector));
  if (selector !== undefined && parsed === undefined) {
    return [invalid(child(SPEC, 'selector'), goSelector(selector), '')];
  }
  const template = plainOf(valueAt(spec, 'template'));
  const labels = textMapAt(plainAt(template, 'metadata'), 'labels');
  const isMatched = parsed !== undefined && matches(parsed, labels);
  return [
    ...(isMatched ? [] : [mismatch(child(SPEC, 'template'), template, labels)]),
    ...ofTemplate,
  ];
}

/**
 * The template as it is once the claims are made: they come before the template's own volumes and replace those of the same
 * name. The server counts volumes that way too, so only the true path says where a complaint belongs.
 */
function claimedTemplateErrors(spec: Plain): FieldErrors {
  const place = child(SPEC, 'template');
  const template = plainOf(valueAt(spec, 'template'));
  const podSpec = plainOf(valueAt(template, 'spec'));
  const claims = plainListAt(spec, 'volumeClaimTemplates').map((claim) =>
    textAt(plainAt(claim, 'metadata'), 'name'),
  );
  const names = [...new Set(claims)];
  if (names.length === 0) return podTemplateErrors(place, template);
  const made = names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const own = [...plainListAt(podSpec, 'volumes').entries()].filter(
    ([, volume]) => !names.includes(textAt(volume, 'name')),
  );
  const volumes = [...made, ...own.map(([, volume]) => volume)];
  const depth = place.path.length + 2;
  return podTemplateErrors(place, { ...template, spec: { ...podSpec, volumes } }).map((error) => {
    const { path } = error;
    const index = path[depth];
    if (path[depth - 1] !== 'volumes' || typeof index !== 'number') return error;
    const name = names[index];
    if (name !== undefined) {
      const claim = [...SPEC.path, 'volumeClaimTemplates', claims.indexOf(name)];
      return { ...error, path: [...claim, 'metadata', 'name'] };
    }
    const written = own[index - names.length]?.[0] ?? index;
    return { ...error, path: [...path.slice(0, depth), written, ...path.slice(depth + 1)] };
  });
}

// ---- DaemonSet -------------------------------------------------------------------------------------------------

export function daemonSetErrors(object: Plain): FieldErrors {
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...daemonSetSpecErrors(specOf(object)),
  ];
}

export function daemonSetUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [
    ...metadataUpdateErrors(old, changed),
    ...daemonSetSpecErrors(specOf(changed)),
    ...selectorUpdateErrors(old, changed),
  ];
}

function daemonSetSpecErrors(spec: Plain): FieldErrors {
  const at = child(SPEC, 'selector');
  const selector = valueAt(spec, 'selector');
  const parsed =
    selector === undefined ? undefined : selectorFromLabelSelector(selectorLike(selector));
  const place = child(SPEC, 'template');
  const template = plainOf(valueAt(spec, 'template'));
  const labels = textMapAt(plainAt(template, 'metadata'), 'labels');
  const isUnmatched = selector === undefined || (parsed !== undefined && !matches(parsed, labels));
  return [
    ...labelSelectorErrors(at, selector),
    ...(isUnmatched ? [mismatch(place, template, labels)] : []),
    ...(parsed !== undefined && parsed.length === 0
      ? [invalid(at, goSelector(selector), 'empty selector is invalid for daemonset')]
      : []),
    ...podTemplateErrors(place, template),
    ...alwaysErrors(place, template, 'DaemonSet'),
    ...nonNegative(child(SPEC, 'minReadySeconds'), numberAt(spec, 'minReadySeconds') ?? 0),
    ...daemonStrategyErrors(
      child(SPEC, 'updateStrategy'),
      plainOf(valueAt(spec, 'updateStrategy')),
    ),
    ...nonNegative(
      child(SPEC, 'revisionHistoryLimit'),
      numberAt(spec, 'revisionHistoryLimit') ?? 0,
    ),
  ];
}

function daemonStrategyErrors(place: Place, strategy: Plain): FieldErrors {
  const type = textAt(strategy, 'type');
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') {
    const value = goStruct({ Type: type, RollingUpdate: null });
    return [unsupported(place, value, ['RollingUpdate', 'OnDelete'])];
  }
  const at = child(place, 'rollingUpdate');
  const rolling = plainAt(strategy, 'rollingUpdate');
  const unavailable = valueAt(rolling, 'maxUnavailable');
  const surge = valueAt(rolling, 'maxSurge');
  const errors = [
    ...intOrPercentErrors(child(at, 'maxUnavailable'), unavailable),
    ...intOrPercentErrors(child(at, 'maxSurge'), surge),
    ...atMost100Percent(child(at, 'maxUnavailable'), unavailable),
    ...atMost100Percent(child(at, 'maxSurge'), surge),
  ];
  const [isUnavailable, isSurging] = [intOrPercent(unavailable) !== 0, intOrPercent(surge) !== 0];
  if (isUnavailable && isSurging) {
    errors.push(
      invalid(child(at, 'maxSurge'), surge, 'may not be set when maxUnavailable is non-zero'),
    );
  } else if (!isUnavailable && !isSurging) {
    errors.push(required(child(at, 'maxUnavailable'), 'cannot be 0 when maxSurge is 0'));
  }
  return errors;
}

/** A PodTemplate object. */
export function podTemplateObjectErrors(object: Plain): FieldErrors {
  const place = rootPlace('template');
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...podTemplateErrors(place, plainOf(valueAt(object, 'template'))),
  ];
}
