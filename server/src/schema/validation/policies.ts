// Rules for PodDisruptionBudgets, PriorityClasses, ResourceQuotas, LimitRanges, RuntimeClasses and Nodes.

import { labelValueComplaints, qualifiedNameComplaints } from '../labels';
import { dnsLabelComplaints, dnsSubdomainComplaints } from '../names';
import {
  listAt,
  numberAt,
  optionalTextAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  sameValue,
  sortedEntries,
  textAt,
  valueAt,
} from '../plain';
import {
  compareQuantities,
  formatQuantity,
  milliValue,
  type Quantity,
  quantityOf,
} from '../quantity';
import {
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  required,
  unsupported,
} from './fieldErrors';
import { goStruct, type RawText } from './goText';
import { immutable, metadataErrors, metadataUpdateErrors } from './metadata';
import { child, entry, item, type Place, rootPlace } from './place';
import { taintEffectErrors } from './podSpec';
import {
  amountErrors,
  containerResourceNameErrors,
  isOvercommitAllowed,
  quotaResourceNameErrors,
  resourceNameErrors,
} from './resources';
import { labelKeyErrors, labelSelectorErrors } from './selectors';
import { atMost100Percent, intOrPercentErrors } from './workloads';

const SPEC = rootPlace('spec');

// ---- PodDisruptionBudget ---------------------------------------------------------------------------------------

export function disruptionBudgetErrors(object: Plain): FieldErrors {
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...budgetSpecErrors(plainOf(valueAt(object, 'spec'))),
  ];
}

export function disruptionBudgetUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [
    ...metadataUpdateErrors(old, changed),
    ...budgetSpecErrors(plainOf(valueAt(changed, 'spec'))),
  ];
}

function budgetSpecErrors(spec: Plain): FieldErrors {
  const fields = ['minAvailable', 'maxUnavailable'];
  const given = fields.filter((field) => valueAt(spec, field) !== undefined);
  const policy = optionalTextAt(spec, 'unhealthyPodEvictionPolicy');
  const policies = ['AlwaysAllow', 'IfHealthyBudget'];
  const value = goStruct({
    MinAvailable: valueAt(spec, 'minAvailable') ?? null,
    Selector: valueAt(spec, 'selector') ?? null,
    MaxUnavailable: valueAt(spec, 'maxUnavailable') ?? null,
    UnhealthyPodEvictionPolicy: policy ?? null,
  });
  return [
    ...(given.length > 1
      ? [invalid(SPEC, value, 'minAvailable and maxUnavailable cannot be both set')]
      : []),
    ...given.flatMap((field) => [
      ...intOrPercentErrors(child(SPEC, field), valueAt(spec, field)),
      ...atMost100Percent(child(SPEC, field), valueAt(spec, field)),
    ]),
    ...labelSelectorErrors(child(SPEC, 'selector'), valueAt(spec, 'selector')),
    ...(policy === undefined || policies.includes(policy)
      ? []
      : [unsupported(child(SPEC, 'unhealthyPodEvictionPolicy'), policy, policies)]),
  ];
}

// ---- PriorityClass, RuntimeClass -------------------------------------------------------------------------------

const HIGHEST_USER_PRIORITY = 1_000_000_000;
const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};
const PREEMPTION = ['Never', 'PreemptLowerPriority'];

export function priorityClassErrors(object: Plain): FieldErrors {
  const name = textAt(plainAt(object, 'metadata'), 'name');
  const value = numberAt(object, 'value') ?? 0;
  const errors = [...metadataErrors(object, dnsSubdomainComplaints)];
  const place = rootPlace('value');
  if (name.startsWith('system-')) {
    if (SYSTEM_CLASSES[name] !== value) {
      const detail = "priority class names with 'system-' prefix are reserved for system use only";
      errors.push(forbidden(child(rootPlace('metadata'), 'name'), detail));
    }
  } else if (value > HIGHEST_USER_PRIORITY) {
    errors.push(
      forbidden(
        place,
        `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`,
      ),
    );
  }
  const policy = optionalTextAt(object, 'preemptionPolicy');
  if (policy !== undefined && !PREEMPTION.includes(policy)) {
    errors.push(
      unsupported(rootPlace('preemptionPolicy'), policy, ['PreemptLowerPriority', 'Never']),
    );
  }
  return errors;
}

export function priorityClassUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const detail = 'may not be changed in an update.';
  const changedFields = ['value', 'preemptionPolicy'].filter(
    (field) => !sameValue(valueAt(old, field), valueAt(changed, field)),
  );
  return [
    ...metadataUpdateErrors(old, changed),
    ...changedFields.flatMap((field) =>
      field === 'value'
        ? [forbidden(rootPlace('Value'), detail)]
        : immutable(rootPlace(field), valueAt(changed, field), valueAt(old, field)),
    ),
  ];
}

export function runtimeClassErrors(object: Plain): FieldErrors {
  const handler = textAt(object, 'handler');
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...invalids(rootPlace('handler'), handler, dnsLabelComplaints(handler)),
  ];
}

// ---- ResourceQuota ---------------------------------------------------------------------------------------------

const SCOPES = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
];
const EXCLUSIVE_SCOPES = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

export function resourceQuotaErrors(object: Plain): FieldErrors {
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...quotaSpecErrors(plainOf(valueAt(object, 'spec'))),
  ];
}

export function resourceQuotaUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const [before, after] = [old, changed].map((object) => listAt(plainAt(object, 'spec'), 'scopes'));
  const isSame = sameValue([...(before ?? [])].sort(), [...(after ?? [])].sort());
  return [
    ...metadataUpdateErrors(old, changed),
    ...quotaSpecErrors(plainOf(valueAt(changed, 'spec'))),
    ...(isSame ? [] : [invalid(child(SPEC, 'scopes'), after, 'field is immutable')]),
  ];
}

function quotaSpecErrors(spec: Plain): FieldErrors {
  const hard = plainOf(valueAt(spec, 'hard'));
  return [
    ...sortedEntries(hard).flatMap(([name, value]) => {
      const at = entry(child(SPEC, 'hard'), name);
      return [...quotaResourceNameErrors(at, name), ...amountErrors(at, name, quantityOf(value))];
    }),
    ...scopesErrors(spec, Object.keys(hard).sort()),
    ...scopeSelectorErrors(spec, Object.keys(hard).sort()),
  ];
}

function scopesErrors(spec: Plain, hard: readonly string[]): FieldErrors {
  const scopes = listAt(spec, 'scopes').map(String);
  const at = child(SPEC, 'scopes');
  const errors = [];
  for (const scope of scopes) {
    if (!SCOPES.includes(scope)) errors.push(invalid(at, scopes, 'unsupported scope'));
    for (const name of hard) {
      if (!fitsScope(scope, name))
        errors.push(invalid(at, scopes, 'unsupported scope applied to resource'));
    }
  }
  for (const pair of EXCLUSIVE_SCOPES) {
    if (pair.every((scope) => scopes.includes(scope)))
      errors.push(invalid(at, scopes, 'conflicting scopes'));
  }
  return errors;
}

const POD_COMPUTE =
  /^(?:pods|cpu|memory|(?:requests|limits)\.(?:cpu|memory)|ephemeral-storage|(?:requests|limits)\.ephemeral-storage)$/;
const STANDARD_QUOTA =
  /^(?:pods|services|secrets|configmaps|resourcequotas|replicationcontrollers|persistentvolumeclaims|services\.\w+|storage|requests\.storage)$/;

/** Whether the scope says anything about the resource; of names that are not Kubernetes' own nothing is known. */
function fitsScope(scope: string, name: string): boolean {
  if (!POD_COMPUTE.test(name) && !STANDARD_QUOTA.test(name)) return true;
  switch (scope) {
    case 'BestEffort':
      return name === 'pods';
    case 'Terminating':
    case 'NotTerminating':
    case 'NotBestEffort':
    case 'PriorityClass':
    case 'CrossNamespacePodAffinity':
      return POD_COMPUTE.test(name) && !name.includes('ephemeral-storage');
    default:
      return true;
  }
}

function scopeSelectorErrors(spec: Plain, hard: readonly string[]): FieldErrors {
  const selector = plainAt(spec, 'scopeSelector');
  const at = child(SPEC, 'scopeSelector', 'matchExpressions');
  return plainListAt(selector, 'matchExpressions').flatMap((expression, index) => {
    const meant = item(at, index);
    const named = (field: string): Place => ({
      path: [...meant.path, field],
      field: `${at.field}.${field}`,
    });
    const scope = textAt(expression, 'scopeName');
    const operator = textAt(expression, 'operator');
    const values = listAt(expression, 'values');
    const errors = [];
    if (!SCOPES.includes(scope))
      errors.push(invalid(named('scopeName'), scope, 'unsupported scope'));
    if (hard.some((name) => !fitsScope(scope, name))) {
      errors.push(
        invalid(
          { ...meant, field: at.field },
          shownSelector(selector),
          'unsupported scope applied to resource',
        ),
      );
    }
    if (
      scope !== 'PriorityClass' &&
      scope !== 'VolumeAttributesClass' &&
      SCOPES.includes(scope) &&
      operator !== 'Exists'
    ) {
      const detail =
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
      errors.push(invalid(named('operator'), operator, detail));
    }
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) {
        const detail =
          "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
        errors.push(required(named('values'), detail));
      }
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) {
        const detail =
          "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
        errors.push(invalid(named('values'), values, detail));
      }
    } else errors.push(invalid(named('operator'), operator, 'not a valid selector operator'));
    return errors;
  });
}

function shownSelector(selector: unknown): RawText {
  const expressions = plainListAt(selector, 'matchExpressions').map((expression) => ({
    ScopeName: textAt(expression, 'scopeName'),
    Operator: textAt(expression, 'operator'),
    Values: valueAt(expression, 'values') ?? null,
  }));
  return goStruct({ MatchExpressions: expressions });
}

// ---- LimitRange ------------------------------------------------------------------------------------------------

const LIMIT_TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
const LIMIT_LISTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

export function limitRangeErrors(object: Plain): FieldErrors {
  const at = child(SPEC, 'limits');
  const types = new Set<string>();
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...plainListAt(plainAt(object, 'spec'), 'limits').flatMap((limit, index) => {
      const place = item(at, index);
      const type = textAt(limit, 'type');
      const errors = [...limitTypeErrors(child(place, 'type'), type)];
      if (types.has(type)) errors.push(duplicate(child(place, 'type'), type));
      types.add(type);
      return [...errors, ...limitErrors(place, limit, type)];
    }),
  ];
}

function limitTypeErrors(place: Place, type: string): FieldErrors {
  const complaints = qualifiedNameComplaints(type);
  if (complaints.length > 0) return invalids(place, type, complaints);
  if (type.includes('/') || LIMIT_TYPES.includes(type)) return [];
  return [invalid(place, type, 'must be a standard limit type or fully qualified')];
}

function limitErrors(place: Place, limit: Plain, type: string): FieldErrors {
  const nameRule =
    type === 'Pod' || type === 'Container' ? containerResourceNameErrors : resourceNameErrors;
  const errors = [];
  const keys = new Set<string>();
  for (const list of LIMIT_LISTS) {
    const amounts = plainOf(valueAt(limit, list));
    const isDefault = list === 'default' || list === 'defaultRequest';
    if (type === 'Pod' && isDefault) {
      if (Object.keys(amounts).length > 0) {
        errors.push(forbidden(child(place, list), "may not be specified when `type` is 'Pod'"));
      }
      continue;
    }
    if (
      list === 'maxLimitRequestRatio' &&
      type === 'PersistentVolumeClaim' &&
      !boundsStorage(limit)
    ) {
      const detail =
        'either minimum or maximum storage value is required, but neither was provided';
      errors.push(required({ path: place.path, field: `${place.field}.limits` }, detail));
    }
    for (const [name] of sortedEntries(amounts)) {
      errors.push(...nameRule(entry(child(place, list), name), name));
      keys.add(name);
    }
  }
  return [...errors, ...[...keys].sort().flatMap((name) => boundsErrors(place, limit, name))];
}

function boundsStorage(limit: Plain): boolean {
  return ['min', 'max'].some((list) => valueAt(plainAt(limit, list), 'storage') !== undefined);
}

function boundsErrors(place: Place, limit: Plain, name: string): FieldErrors {
  const amount = (list: string): Quantity | undefined => {
    const value = valueAt(plainAt(limit, list), name);
    return value === undefined ? undefined : quantityOf(value);
  };
  const [min, max, own, request, ratio] = [
    'min',
    'max',
    'default',
    'defaultRequest',
    'maxLimitRequestRatio',
  ].map(amount);
  const errors: FieldErrors[number][] = [];
  const ordered = (
    list: string,
    [lowName, low]: readonly [string, Quantity | undefined],
    [highName, high]: readonly [string, Quantity | undefined],
    shown: Quantity | undefined,
  ): void => {
    if (low === undefined || high === undefined || compareQuantities(low, high) <= 0) return;
    const detail = `${lowName} value ${formatQuantity(low)} is greater than ${highName} value ${formatQuantity(high)}`;
    errors.push(invalid(entry(child(place, list), name), formatQuantity(shown ?? low), detail));
  };
  ordered('min', ['min', min], ['max', max], min);
  ordered('defaultRequest', ['min', min], ['default request', request], request);
  ordered('defaultRequest', ['default request', request], ['max', max], request);
  ordered('defaultRequest', ['default request', request], ['default limit', own], request);
  ordered('default', ['min', min], ['default', own], min);
  ordered('default', ['default', own], ['max', max], max);
  if (ratio !== undefined)
    errors.push(...ratioErrors(entry(child(place, 'maxLimitRequestRatio'), name), ratio, min, max));
  if (
    !isOvercommitAllowed(name) &&
    own !== undefined &&
    request !== undefined &&
    compareQuantities(own, request) !== 0
  ) {
    const detail = `default value ${formatQuantity(own)} must equal to defaultRequest value ${formatQuantity(request)} in ${name}`;
    errors.push(
      invalid(entry(child(place, 'defaultRequest'), name), formatQuantity(request), detail),
    );
  }
  return errors;
}

function ratioErrors(
  place: Place,
  ratio: Quantity,
  min: Quantity | undefined,
  max: Quantity | undefined,
): FieldErrors {
  const text = formatQuantity(ratio);
  const errors =
    milliValue(ratio) < 1000 ? [invalid(place, text, `ratio ${text} is less than 1`)] : [];
  if (min === undefined || max === undefined) return errors;
  const most = milliValue(max) / milliValue(min);
  if (milliValue(ratio) / 1000 > most) {
    errors.push(invalid(place, text, `ratio ${text} is greater than max/min = ${most.toFixed(6)}`));
  }
  return errors;
}

// ---- Node ------------------------------------------------------------------------------------------------------

export function nodeErrors(object: Plain): FieldErrors {
  const at = child(rootPlace('metadata'), 'taints');
  const seen = new Set<string>();
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...plainListAt(plainAt(object, 'spec'), 'taints').flatMap((taint, index) => {
      const place: Place = { path: ['spec', 'taints', index], field: `${at.field}[${index}]` };
      const key = textAt(taint, 'key');
      const value = textAt(taint, 'value');
      const effect = textAt(taint, 'effect');
      const complaints = labelValueComplaints(value);
      const errors = [
        ...labelKeyErrors(child(place, 'key'), key),
        ...(complaints.length === 0
          ? []
          : [invalid(child(place, 'value'), value, complaints.join(';'))]),
        ...(effect === ''
          ? [required(child(place, 'effect'))]
          : taintEffectErrors(child(place, 'effect'), effect)),
      ];
      if (seen.has(`${key}:${effect}`)) {
        const shown = goStruct({ Key: key, Value: value, Effect: effect, TimeAdded: null });
        errors.push(duplicate(place, shown, 'taints must be unique by key and effect pair'));
      }
      seen.add(`${key}:${effect}`);
      return errors;
    }),
  ];
}
