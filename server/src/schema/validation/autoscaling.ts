// Rules for HorizontalPodAutoscalers.

import { dnsSubdomainComplaints, pathSegmentComplaints } from '../names';
import { numberAt, type Plain, plainAt, plainListAt, plainOf, textAt, valueAt } from '../plain';
import { canonicalQuantity, quantityOf } from '../quantity';
import {
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  required,
  unsupported,
} from './fieldErrors';
import { metadataErrors, metadataUpdateErrors } from './metadata';
import { child, item, type Place, rootPlace } from './place';

const SPEC = rootPlace('spec');

export function autoscalerErrors(object: Plain): FieldErrors {
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...autoscalerSpecErrors(plainOf(valueAt(object, 'spec'))),
  ];
}

export function autoscalerUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [
    ...metadataUpdateErrors(old, changed),
    ...autoscalerSpecErrors(plainOf(valueAt(changed, 'spec'))),
  ];
}

function autoscalerSpecErrors(spec: Plain): FieldErrors {
  const lowest = numberAt(spec, 'minReplicas') ?? 1;
  const highest = numberAt(spec, 'maxReplicas') ?? 0;
  const metrics = plainListAt(spec, 'metrics');
  const highestAt = child(SPEC, 'maxReplicas');
  const outside = ['Object', 'External'];
  const scalesToZero = metrics.some((metric) => outside.includes(textAt(metric, 'type')));
  const errors = [];
  if (lowest < 0 || (lowest === 0 && !scalesToZero)) {
    errors.push(invalid(child(SPEC, 'minReplicas'), lowest, 'must be greater than or equal to 1'));
  }
  if (highest < 1) errors.push(invalid(highestAt, highest, 'must be greater than 0'));
  if (highest < lowest)
    errors.push(invalid(highestAt, highest, 'must be greater than or equal to `minReplicas`'));
  return [
    ...errors,
    ...referenceErrors(child(SPEC, 'scaleTargetRef'), plainOf(valueAt(spec, 'scaleTargetRef'))),
    ...metrics.flatMap((metric, index) =>
      metricErrors(item(child(SPEC, 'metrics'), index), metric),
    ),
  ];
}

function referenceErrors(place: Place, reference: Plain): FieldErrors {
  return ['kind', 'name'].flatMap((field) => {
    const value = textAt(reference, field);
    const at = child(place, field);
    return value === '' ? [required(at)] : invalids(at, value, pathSegmentComplaints(value));
  });
}

/** Where each type of metric is described. */
const METRIC_FIELDS: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

function metricErrors(place: Place, metric: Plain): FieldErrors {
  const type = textAt(metric, 'type');
  const typeAt = child(place, 'type');
  const field = METRIC_FIELDS[type];
  const errors = type === '' ? [required(typeAt, 'must specify a metric source type')] : [];
  if (field === undefined)
    return [...errors, unsupported(typeAt, type, Object.keys(METRIC_FIELDS))];
  const source = plainAt(metric, field);
  const others = Object.values(METRIC_FIELDS).filter(
    (other) => other !== field && plainAt(metric, other) !== undefined,
  );
  const missing = 'must populate information for the given metric source';
  return [
    ...errors,
    ...(source === undefined
      ? [required(child(place, field), missing)]
      : targetErrors(child(place, field, 'target'), plainOf(valueAt(source, 'target')))),
    ...others.map((other) =>
      forbidden(child(place, other), 'must populate the given metric source only'),
    ),
  ];
}

const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];

function targetErrors(place: Place, target: Plain): FieldErrors {
  const type = textAt(target, 'type');
  const share = numberAt(target, 'averageUtilization');
  const typeAt = child(place, 'type');
  const errors = type === '' ? [required(typeAt, 'must specify a metric target type')] : [];
  if (!TARGET_TYPES.includes(type))
    errors.push(invalid(typeAt, type, 'must be either Utilization, Value, or AverageValue'));
  for (const field of ['value', 'averageValue']) {
    const value = valueAt(target, field);
    if (value === undefined || quantityOf(value).nano > 0n) continue;
    errors.push(invalid(child(place, field), canonicalQuantity(value), 'must be positive'));
  }
  if (share !== undefined && share < 1)
    errors.push(invalid(child(place, 'averageUtilization'), share, 'must be greater than 0'));
  return errors;
}
