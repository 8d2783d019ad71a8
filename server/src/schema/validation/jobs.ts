// Rules for Jobs and CronJobs.

import { isTimeZone, parseCronSchedule } from '../cronSchedule';
import { qualifiedNameComplaints } from '../labels';
import { dnsLabelComplaints, dnsSubdomainComplaints } from '../names';
import {
  booleanAt,
  listAt,
  numberAt,
  optionalTextAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  sameValue,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import {
  duplicate,
  type FieldErrors,
  invalid,
  invalids,
  required,
  tooMany,
  unsupported,
} from './fieldErrors';
import { goStruct } from './goText';
import { immutable, metadataErrors, metadataUpdateErrors, nonNegative } from './metadata';
import { child, item, type Place, rootPlace } from './place';
import { podTemplateErrors } from './pods';
import { containersOf } from './securityContext';
import { labelSelectorErrors } from './selectors';
import { goSelector } from './workloads';

const SPEC = rootPlace('spec');

export function jobErrors(job: Plain): FieldErrors {
  const spec = plainOf(valueAt(job, 'spec'));
  const selector = valueAt(spec, 'selector');
  return [
    ...metadataErrors(job, dnsSubdomainComplaints),
    ...indexedNameErrors(job, spec),
    ...jobSpecErrors(SPEC, spec),
    ...(booleanAt(spec, 'manualSelector') === true && selector === undefined
      ? [required(child(SPEC, 'selector'))]
      : labelSelectorErrors(child(SPEC, 'selector'), selector)),
    ...ownSelectorErrors(job, spec),
  ];
}

/** An indexed Job makes host names of its own name. */
function indexedNameErrors(job: Plain, spec: Plain): FieldErrors {
  const completions = numberAt(spec, 'completions') ?? 0;
  if (textAt(spec, 'completionMode') !== 'Indexed' || completions <= 0) return [];
  const name = textAt(plainAt(job, 'metadata'), 'name');
  const longest = `${name}-${completions - 1}`;
  if (name === '' || dnsLabelComplaints(longest).length === 0) return [];
  const detail = `will not able to create pod with invalid DNS label: ${longest}`;
  return [invalid(child(rootPlace('metadata'), 'name'), name, detail)];
}

/** A selector that the user wrote without saying that it is meant. */
function ownSelectorErrors(job: Plain, spec: Plain): FieldErrors {
  const selector = valueAt(spec, 'selector');
  if (selector === undefined || booleanAt(spec, 'manualSelector') === true) return [];
  const uid = textAt(plainAt(job, 'metadata'), 'uid');
  const labels = textMapAt(selector, 'matchLabels');
  const isGenerated = ['batch.kubernetes.io/controller-uid', 'controller-uid'].some(
    (key) => uid !== '' && labels[key] === uid,
  );
  if (isGenerated) return [];
  return [invalid(child(SPEC, 'selector'), goSelector(selector), '`selector` not auto-generated')];
}

const MAX_INDEXED = 100_000;

function jobSpecErrors(place: Place, spec: Plain): FieldErrors {
  const isIndexed = textAt(spec, 'completionMode') === 'Indexed';
  const counts = [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
    'backoffLimitPerIndex',
  ];
  return [
    ...counts.flatMap((field) => nonNegative(child(place, field), numberAt(spec, field) ?? 0)),
    ...perIndexErrors(place, spec, isIndexed),
    ...completionModeErrors(place, spec, isIndexed),
    ...failurePolicyErrors(child(place, 'podFailurePolicy'), spec),
    ...successPolicyErrors(child(place, 'successPolicy'), spec, isIndexed),
    ...replacementErrors(child(place, 'podReplacementPolicy'), spec),
    ...managedByErrors(child(place, 'managedBy'), spec),
    ...podTemplateErrors(child(place, 'template'), plainOf(valueAt(spec, 'template'))),
    ...restartPolicyErrors(child(place, 'template', 'spec', 'restartPolicy'), spec),
  ];
}

function perIndexErrors(place: Place, spec: Plain, isIndexed: boolean): FieldErrors {
  const perIndex = numberAt(spec, 'backoffLimitPerIndex');
  const failed = numberAt(spec, 'maxFailedIndexes');
  const errors =
    failed === undefined ? [] : [...nonNegative(child(place, 'maxFailedIndexes'), failed)];
  if (failed !== undefined && perIndex === undefined) {
    errors.push(
      required(child(place, 'backoffLimitPerIndex'), 'when maxFailedIndexes is specified'),
    );
  }
  if (perIndex !== undefined && !isIndexed) {
    errors.push(
      invalid(child(place, 'backoffLimitPerIndex'), perIndex, 'requires indexed completion mode'),
    );
  }
  const completions = numberAt(spec, 'completions');
  if (failed !== undefined && completions !== undefined && failed > completions) {
    errors.push(
      invalid(
        child(place, 'maxFailedIndexes'),
        failed,
        'must be less than or equal to completions',
      ),
    );
  }
  return errors;
}

function completionModeErrors(place: Place, spec: Plain, isIndexed: boolean): FieldErrors {
  const mode = textAt(spec, 'completionMode') || 'NonIndexed';
  const at = child(place, 'completionMode');
  const modes = ['NonIndexed', 'Indexed'];
  if (!modes.includes(mode)) return [unsupported(at, mode, modes)];
  if (!isIndexed) return [];
  const completions = numberAt(spec, 'completions');
  const parallelism = numberAt(spec, 'parallelism') ?? 1;
  const errors = [];
  if (completions === undefined)
    errors.push(required(child(place, 'completions'), 'when completion mode is Indexed'));
  if (parallelism > MAX_INDEXED) {
    const detail = `must be less than or equal to ${MAX_INDEXED} when completion mode is Indexed`;
    errors.push(invalid(child(place, 'parallelism'), parallelism, detail));
  }
  return errors;
}

function restartPolicyErrors(place: Place, spec: Plain): FieldErrors {
  const policy = textAt(plainAt(spec, 'template', 'spec'), 'restartPolicy');
  if (policy === '' || policy === 'Always') {
    return [required(place, 'valid values: "OnFailure", "Never"')];
  }
  const errors =
    policy === 'OnFailure' || policy === 'Never'
      ? []
      : [unsupported(place, policy, ['OnFailure', 'Never'])];
  if (valueAt(spec, 'podFailurePolicy') !== undefined && policy !== 'Never') {
    errors.push(
      invalid(place, policy, 'only "Never" is supported when podFailurePolicy is specified'),
    );
  }
  return errors;
}

const REPLACEMENTS = ['Failed', 'TerminatingOrFailed'];

function replacementErrors(place: Place, spec: Plain): FieldErrors {
  const policy = optionalTextAt(spec, 'podReplacementPolicy');
  if (policy === undefined) return [];
  if (valueAt(spec, 'podFailurePolicy') !== undefined && policy !== 'Failed') {
    return [unsupported(place, policy, ['Failed'])];
  }
  return REPLACEMENTS.includes(policy) ? [] : [unsupported(place, policy, REPLACEMENTS)];
}

function managedByErrors(place: Place, spec: Plain): FieldErrors {
  const manager = optionalTextAt(spec, 'managedBy');
  if (manager === undefined) return [];
  const [prefix = '', path = ''] = manager.split(/\/(.*)/s);
  if (prefix === '' || path === '') {
    return [invalid(place, manager, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  return invalids(place, prefix, dnsSubdomainComplaints(prefix));
}

// ---- policies --------------------------------------------------------------------------------------------------

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];

function failurePolicyErrors(place: Place, spec: Plain): FieldErrors {
  const policy = plainAt(spec, 'podFailurePolicy');
  if (policy === undefined) return [];
  const rules = plainListAt(policy, 'rules');
  const rulesAt = child(place, 'rules');
  const names = containersOf(place, plainOf(plainAt(spec, 'template', 'spec'))).map(
    ({ container }) => textAt(container, 'name'),
  );
  const errors = rules.length > 20 ? [tooMany(rulesAt, rules.length, 20)] : [];
  return [
    ...errors,
    ...rules.flatMap((rule, index) => failureRuleErrors(item(rulesAt, index), rule, spec, names)),
  ];
}

function failureRuleErrors(
  at: Place,
  rule: Plain,
  spec: Plain,
  names: readonly string[],
): FieldErrors {
  const action = textAt(rule, 'action');
  const errors = [];
  if (action === '')
    errors.push(
      required(
        child(at, 'action'),
        `valid values: ${ACTIONS.map((name) => `"${name}"`).join(', ')}`,
      ),
    );
  else if (!ACTIONS.includes(action))
    errors.push(unsupported(child(at, 'action'), action, ACTIONS));
  if (action === 'FailIndex' && valueAt(spec, 'backoffLimitPerIndex') === undefined) {
    errors.push(
      invalid(child(at, 'action'), action, 'requires the backoffLimitPerIndex to be set'),
    );
  }
  const codes = plainAt(rule, 'onExitCodes');
  const conditions = plainListAt(rule, 'onPodConditions');
  if (codes !== undefined) errors.push(...exitCodesErrors(child(at, 'onExitCodes'), codes, names));
  if (conditions.length > 20)
    errors.push(tooMany(child(at, 'onPodConditions'), conditions.length, 20));
  for (const [index, pattern] of conditions.entries()) {
    errors.push(...conditionPatternErrors(item(child(at, 'onPodConditions'), index), pattern));
  }
  if (codes !== undefined && conditions.length > 0) {
    errors.push(
      invalid(at, goRule(rule), 'specifying both OnExitCodes and OnPodConditions is not supported'),
    );
  }
  if (codes === undefined && conditions.length === 0) {
    errors.push(
      invalid(at, goRule(rule), 'specifying one of OnExitCodes and OnPodConditions is required'),
    );
  }
  return errors;
}

/** A rule as the server holds it. */
function goRule(rule: Plain): ReturnType<typeof goStruct> {
  const codes = plainAt(rule, 'onExitCodes');
  const conditions = plainListAt(rule, 'onPodConditions');
  return goStruct({
    Action: textAt(rule, 'action'),
    OnExitCodes:
      codes === undefined
        ? null
        : {
            ContainerName: valueAt(codes, 'containerName') ?? null,
            Operator: textAt(codes, 'operator'),
            Values: valueAt(codes, 'values') ?? null,
          },
    OnPodConditions:
      conditions.length === 0
        ? null
        : conditions.map((pattern) => ({
            Type: textAt(pattern, 'type'),
            Status: textAt(pattern, 'status'),
          })),
  });
}

function goSuccessPolicy(policy: Plain): ReturnType<typeof goStruct> {
  const rules = plainListAt(policy, 'rules').map((rule) => ({
    SucceededIndexes: valueAt(rule, 'succeededIndexes') ?? null,
    SucceededCount: valueAt(rule, 'succeededCount') ?? null,
  }));
  return goStruct({ Rules: rules.length === 0 ? null : rules });
}

function exitCodesErrors(at: Place, codes: Plain, names: readonly string[]): FieldErrors {
  const operator = textAt(codes, 'operator');
  const container = optionalTextAt(codes, 'containerName');
  const values = listAt(codes, 'values');
  const valuesAt = child(at, 'values');
  const errors = [];
  if (operator === '') errors.push(required(child(at, 'operator'), 'valid values: "In", "NotIn"'));
  else if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(unsupported(child(at, 'operator'), operator, ['In', 'NotIn']));
  }
  if (container !== undefined && !names.includes(container)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid(child(at, 'containerName'), container, detail));
  }
  if (values.length === 0) errors.push(invalid(valuesAt, values, 'at least one value is required'));
  if (values.length > 255) errors.push(tooMany(valuesAt, values.length, 255));
  const seen = new Set<unknown>();
  let previous = Number.NEGATIVE_INFINITY;
  let isOrdered = true;
  for (const [index, value] of values.entries()) {
    if (operator === 'In' && value === 0) {
      errors.push(invalid(item(valuesAt, index), value, 'must not be 0 for the In operator'));
    }
    if (seen.has(value)) errors.push(duplicate(item(valuesAt, index), value));
    seen.add(value);
    if (typeof value === 'number') {
      isOrdered &&= previous <= value;
      previous = value;
    }
  }
  if (!isOrdered) errors.push(invalid(valuesAt, values, 'must be ordered'));
  return errors;
}

function conditionPatternErrors(at: Place, pattern: Plain): FieldErrors {
  const type = textAt(pattern, 'type');
  const status = textAt(pattern, 'status') || 'True';
  const statuses = ['False', 'True', 'Unknown'];
  return [
    ...invalids(child(at, 'type'), type, qualifiedNameComplaints(type)),
    ...(statuses.includes(status) ? [] : [unsupported(child(at, 'status'), status, statuses)]),
  ];
}

function successPolicyErrors(place: Place, spec: Plain, isIndexed: boolean): FieldErrors {
  const policy = plainAt(spec, 'successPolicy');
  if (policy === undefined) return [];
  const rules = plainListAt(policy, 'rules');
  const rulesAt = child(place, 'rules');
  const errors = isIndexed
    ? []
    : [invalid(place, goSuccessPolicy(policy), 'requires indexed completion mode')];
  if (rules.length === 0)
    errors.push(
      required(rulesAt, 'at least one rules must be specified when the successPolicy is specified'),
    );
  if (rules.length > 20) errors.push(tooMany(rulesAt, rules.length, 20));
  const completions = numberAt(spec, 'completions') ?? 0;
  return [
    ...errors,
    ...rules.flatMap((rule, index) => successRuleErrors(item(rulesAt, index), rule, completions)),
  ];
}

function successRuleErrors(at: Place, rule: Plain, completions: number): FieldErrors {
  const count = numberAt(rule, 'succeededCount');
  const indexes = optionalTextAt(rule, 'succeededIndexes');
  if (count === undefined && indexes === undefined) {
    return [required(at, 'at least one of succeededCount or succeededIndexes must be specified')];
  }
  const errors = [];
  if (count !== undefined) {
    errors.push(...nonNegative(child(at, 'succeededCount'), count));
    if (count > completions) {
      const detail = `must be less than or equal to ${completions} (the number of specified completions)`;
      errors.push(invalid(child(at, 'succeededCount'), count, detail));
    }
  }
  return errors;
}

// ---- updates ---------------------------------------------------------------------------------------------------

const SCHEDULING_FIELDS = ['nodeSelector', 'tolerations', 'affinity', 'schedulingGates'];

export function jobUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const [before, after] = [plainOf(valueAt(old, 'spec')), plainOf(valueAt(changed, 'spec'))];
  return [
    ...metadataUpdateErrors(old, changed),
    ...jobSpecErrors(SPEC, after),
    ...labelSelectorErrors(child(SPEC, 'selector'), valueAt(after, 'selector')),
    ...completionsUpdateErrors(before, after),
    ...(sameValue(valueAt(before, 'selector'), valueAt(after, 'selector'))
      ? []
      : [
          invalid(
            child(SPEC, 'selector'),
            goSelector(valueAt(after, 'selector')),
            'field is immutable',
          ),
        ]),
    ...templateUpdateErrors(before, after),
    ...[
      'completionMode',
      'podFailurePolicy',
      'backoffLimitPerIndex',
      'managedBy',
      'successPolicy',
    ].flatMap((field) =>
      immutable(child(SPEC, field), valueAt(after, field), valueAt(before, field)),
    ),
  ];
}

/** Completions of an indexed Job may change together with its parallelism. */
function completionsUpdateErrors(before: Plain, after: Plain): FieldErrors {
  const [old, now] = [valueAt(before, 'completions'), valueAt(after, 'completions')];
  if (old === now) return [];
  const isElastic =
    textAt(after, 'completionMode') === 'Indexed' && old !== undefined && now !== undefined;
  if (isElastic && now === valueAt(after, 'parallelism') && old === valueAt(before, 'parallelism'))
    return [];
  const detail = isElastic
    ? 'can only be modified in tandem with spec.parallelism'
    : 'field is immutable';
  return [invalid(child(SPEC, 'completions'), now, detail)];
}

/** A suspended Job that never ran may still be told where to run. */
function templateUpdateErrors(before: Plain, after: Plain): FieldErrors {
  const [old, now] = [valueAt(before, 'template'), valueAt(after, 'template')];
  const isSuspended = booleanAt(before, 'suspend') === true;
  if (
    sameValue(
      isSuspended ? withoutScheduling(old) : old,
      isSuspended ? withoutScheduling(now) : now,
    )
  )
    return [];
  return [invalid(child(SPEC, 'template'), now, 'field is immutable')];
}

function withoutScheduling(template: unknown): unknown {
  const kept = { ...plainAt(template, 'spec') };
  for (const field of SCHEDULING_FIELDS) delete kept[field as keyof typeof kept];
  const { labels: _, annotations: __, ...metadata } = { ...plainAt(template, 'metadata') };
  return { ...plainOf(template), metadata, spec: kept };
}

// ---- CronJobs --------------------------------------------------------------------------------------------------

const MAX_CRON_NAME = 52;

function cronJobNameComplaints(name: string): string[] {
  const complaints = dnsSubdomainComplaints(name);
  return name.length > MAX_CRON_NAME
    ? [...complaints, `must be no more than ${MAX_CRON_NAME} characters`]
    : complaints;
}

export function cronJobErrors(object: Plain): FieldErrors {
  return [
    ...metadataErrors(object, cronJobNameComplaints),
    ...cronJobSpecErrors(plainOf(valueAt(object, 'spec'))),
  ];
}

export function cronJobUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [
    ...metadataUpdateErrors(old, changed),
    ...cronJobSpecErrors(plainOf(valueAt(changed, 'spec'))),
  ];
}

const CONCURRENCY = ['Allow', 'Forbid', 'Replace'];

function cronJobSpecErrors(spec: Plain): FieldErrors {
  const concurrency = textAt(spec, 'concurrencyPolicy') || 'Allow';
  const jobSpec = plainOf(plainAt(spec, 'jobTemplate', 'spec'));
  const jobAt = child(SPEC, 'jobTemplate', 'spec');
  const selector = valueAt(jobSpec, 'selector');
  const errors = [
    ...scheduleErrors(spec),
    ...nonNegative(
      child(SPEC, 'startingDeadlineSeconds'),
      numberAt(spec, 'startingDeadlineSeconds') ?? 0,
    ),
    ...(CONCURRENCY.includes(concurrency)
      ? []
      : [unsupported(child(SPEC, 'concurrencyPolicy'), concurrency, CONCURRENCY)]),
    ...jobSpecErrors(jobAt, jobSpec),
  ];
  if (selector !== undefined) {
    errors.push(
      invalid(child(jobAt, 'selector'), goSelector(selector), '`selector` will be auto-generated'),
    );
  }
  if (booleanAt(jobSpec, 'manualSelector') === true) {
    errors.push(unsupported(child(jobAt, 'manualSelector'), true, ['nil', 'false']));
  }
  return [
    ...errors,
    ...['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].flatMap((field) =>
      nonNegative(child(SPEC, field), numberAt(spec, field) ?? 0),
    ),
  ];
}

function scheduleErrors(spec: Plain): FieldErrors {
  const schedule = textAt(spec, 'schedule');
  const zone = optionalTextAt(spec, 'timeZone');
  const at = child(SPEC, 'schedule');
  if (schedule === '') return [required(at), ...timeZoneErrors(zone)];
  const errors = [];
  const { error } = parseCronSchedule(schedule);
  if (error !== undefined) errors.push(invalid(at, schedule, error));
  if (schedule.includes('TZ')) {
    const detail =
      zone === undefined
        ? 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
        : 'cannot use both timeZone field and TZ or CRON_TZ in schedule';
    errors.push(invalid(at, schedule, detail));
  }
  return [...errors, ...timeZoneErrors(zone)];
}

function timeZoneErrors(zone: string | undefined): FieldErrors {
  const at = child(SPEC, 'timeZone');
  if (zone === undefined) return [];
  if (zone === '') return [invalid(at, zone, 'timeZone must be nil or non-empty string')];
  if (zone.toLowerCase() === 'local') {
    return [
      invalid(
        at,
        zone,
        'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
      ),
    ];
  }
  if (/^-|-$|\.\.|\\/.test(zone) || !/^[A-Za-z0-9._+/-]+$/.test(zone)) {
    return [invalid(at, zone, `unknown time zone ${zone}`)];
  }
  return isTimeZone(zone) ? [] : [invalid(at, zone, `unknown time zone ${zone}`)];
}
