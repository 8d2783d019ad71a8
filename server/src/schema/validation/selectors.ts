// Rules for label selectors, node selectors and affinity.

import { labelValueComplaints, qualifiedNameComplaints } from '../labels';
import { dnsLabelComplaints, dnsSubdomainComplaints } from '../names';
import {
  listAt,
  numberAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import { type FieldErrors, forbidden, invalid, invalids, required } from './fieldErrors';
import { labelsErrors } from './metadata';
import { child, item, namedAs, type Place } from './place';

const NO_OPERATOR = 'not a valid selector operator';

/** A LabelSelector; nothing to say of one that is absent. Rules: L-LAB-4 */
export function labelSelectorErrors(place: Place, selector: unknown): FieldErrors {
  if (selector === undefined) return [];
  return [
    ...labelsErrors(child(place, 'matchLabels'), textMapAt(selector, 'matchLabels')),
    ...plainListAt(selector, 'matchExpressions').flatMap((expression, index) =>
      expressionErrors(item(child(place, 'matchExpressions'), index), expression),
    ),
  ];
}

function expressionErrors(place: Place, expression: Plain): FieldErrors {
  const values = textsAt(expression, 'values');
  return [
    ...operatorErrors(place, textAt(expression, 'operator'), values.length),
    ...labelKeyErrors(child(place, 'key'), textAt(expression, 'key')),
    ...values.flatMap((value, index) =>
      invalids(item(child(place, 'values'), index), value, labelValueComplaints(value)),
    ),
  ];
}

function operatorErrors(place: Place, operator: string, count: number): FieldErrors {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (count > 0) return [];
      return [
        required(child(place, 'values'), "must be specified when `operator` is 'In' or 'NotIn'"),
      ];
    case 'Exists':
    case 'DoesNotExist':
      if (count === 0) return [];
      return [
        forbidden(
          child(place, 'values'),
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      ];
    default:
      return [invalid(child(place, 'operator'), operator, NO_OPERATOR)];
  }
}

export function labelKeyErrors(place: Place, key: string): FieldErrors {
  return invalids(place, key, qualifiedNameComplaints(key));
}

function textsAt(value: unknown, field: string): readonly string[] {
  return listAt(value, field).map((text) => (typeof text === 'string' ? text : ''));
}

// ---- affinity --------------------------------------------------------------------------------------------------

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export function affinityErrors(place: Place, spec: Plain): FieldErrors {
  const affinity = plainAt(spec, 'affinity');
  if (affinity === undefined) return [];
  return [
    ...nodeAffinityErrors(child(place, 'nodeAffinity'), plainAt(affinity, 'nodeAffinity')),
    ...podAffinityErrors(child(place, 'podAffinity'), plainAt(affinity, 'podAffinity')),
    ...podAffinityErrors(child(place, 'podAntiAffinity'), plainAt(affinity, 'podAntiAffinity')),
  ];
}

function nodeAffinityErrors(place: Place, affinity: Plain | undefined): FieldErrors {
  const needed = plainAt(affinity, REQUIRED);
  return [
    ...(needed === undefined ? [] : nodeSelectorErrors(child(place, REQUIRED), needed)),
    ...plainListAt(affinity, PREFERRED).flatMap((term, index) => {
      const at = item(child(place, PREFERRED), index);
      const preference = plainOf(valueAt(term, 'preference'));
      return [
        ...weightErrors(at, term),
        // Values are free here: a preference that no node meets does no harm.
        ...nodeTermErrors(child(at, 'preference'), preference, 'any'),
      ];
    }),
  ];
}

function weightErrors(place: Place, term: Plain): FieldErrors {
  const weight = numberAt(term, 'weight') ?? 0;
  if (weight >= 1 && weight <= 100) return [];
  return [invalid(child(place, 'weight'), weight, 'must be in the range 1-100')];
}

/** A NodeSelector: terms, of which one must hold. */
export function nodeSelectorErrors(place: Place, selector: Plain): FieldErrors {
  const at = child(place, 'nodeSelectorTerms');
  const terms = plainListAt(selector, 'nodeSelectorTerms');
  if (terms.length === 0) return [required(at, 'must have at least one node selector term')];
  return terms.flatMap((term, index) => nodeTermErrors(item(at, index), term, 'labels'));
}

function nodeTermErrors(place: Place, term: Plain, values: 'labels' | 'any'): FieldErrors {
  return [
    ...plainListAt(term, 'matchExpressions').flatMap((expression, index) =>
      nodeExpressionErrors(item(child(place, 'matchExpressions'), index), expression, values),
    ),
    ...plainListAt(term, 'matchFields').flatMap((expression, index) =>
      nodeFieldErrors(item(child(place, 'matchFields'), index), expression),
    ),
  ];
}

function nodeExpressionErrors(
  place: Place,
  expression: Plain,
  valueRule: 'labels' | 'any',
): FieldErrors {
  const operator = textAt(expression, 'operator');
  const values = textsAt(expression, 'values');
  const compares = operator === 'Gt' || operator === 'Lt';
  const single = "must be specified single value when `operator` is 'Lt' or 'Gt'";
  return [
    ...(compares
      ? values.length === 1
        ? []
        : [required(child(place, 'values'), single)]
      : operatorErrors(place, operator, values.length)),
    ...labelKeyErrors(child(place, 'key'), textAt(expression, 'key')),
    ...(valueRule === 'any'
      ? []
      : values.flatMap((value, index) =>
          invalids(item(child(place, 'values'), index), value, labelValueComplaints(value)),
        )),
  ];
}

function nodeFieldErrors(place: Place, expression: Plain): FieldErrors {
  const operator = textAt(expression, 'operator');
  const values = textsAt(expression, 'values');
  const key = textAt(expression, 'key');
  const errors = [];
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalid(child(place, 'operator'), operator, NO_OPERATOR));
  } else if (values.length !== 1) {
    const detail =
      "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(child(place, 'values'), detail));
  }
  if (key !== 'metadata.name') {
    return [...errors, invalid(child(place, 'key'), key, 'not a valid field selector key')];
  }
  return [
    ...errors,
    ...values.flatMap((value, index) =>
      invalids(item(child(place, 'values'), index), value, dnsSubdomainComplaints(value)),
    ),
  ];
}

function podAffinityErrors(place: Place, affinity: Plain | undefined): FieldErrors {
  return [
    ...plainListAt(affinity, REQUIRED).flatMap((term, index) =>
      podTermErrors(item(child(place, REQUIRED), index), term),
    ),
    ...plainListAt(affinity, PREFERRED).flatMap((weighted, index) => {
      const at = item(child(place, PREFERRED), index);
      const term = plainOf(valueAt(weighted, 'podAffinityTerm'));
      return [...weightErrors(at, weighted), ...podTermErrors(child(at, 'podAffinityTerm'), term)];
    }),
  ];
}

function podTermErrors(place: Place, term: Plain): FieldErrors {
  const topology = textAt(term, 'topologyKey');
  const topologyAt = child(place, 'topologyKey');
  return [
    ...labelSelectorErrors(child(place, 'labelSelector'), valueAt(term, 'labelSelector')),
    ...labelSelectorErrors(child(place, 'namespaceSelector'), valueAt(term, 'namespaceSelector')),
    ...textsAt(term, 'namespaces').flatMap((namespace, index) => {
      const at = namedAs(child(place, 'namespace'), item(child(place, 'namespaces'), index));
      return invalids(at, namespace, dnsLabelComplaints(namespace));
    }),
    ...matchKeysErrors(place, term),
    ...(topology === '' ? [required(topologyAt, 'can not be empty')] : []),
    ...labelKeyErrors(topologyAt, topology),
  ];
}

function matchKeysErrors(place: Place, term: Plain): FieldErrors {
  const selector = plainAt(term, 'labelSelector');
  const match = textsAt(term, 'matchLabelKeys');
  const mismatch = textsAt(term, 'mismatchLabelKeys');
  const errors = ['matchLabelKeys', 'mismatchLabelKeys'].flatMap((field) => {
    const keys = textsAt(term, field);
    if (keys.length > 0 && selector === undefined) {
      return [
        forbidden(child(place, field), 'must not be specified when labelSelector is not set'),
      ];
    }
    return keys.flatMap((key, index) => labelKeyErrors(item(child(place, field), index), key));
  });
  const both = match.flatMap((key, index) =>
    mismatch.includes(key)
      ? [
          invalid(
            item(child(place, 'matchLabelKeys'), index),
            key,
            'exists in both matchLabelKeys and mismatchLabelKeys',
          ),
        ]
      : [],
  );
  return [...errors, ...both];
}

/** The keys that a LabelSelector speaks of. */
export function selectorKeys(selector: unknown): readonly string[] {
  return [
    ...Object.keys(textMapAt(selector, 'matchLabels')),
    ...plainListAt(selector, 'matchExpressions').map((expression) => textAt(expression, 'key')),
  ];
}
