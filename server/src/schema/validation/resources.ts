// Rules for resource names, amounts, requests and limits.

import { qualifiedNameComplaints } from '../labels';
import { dnsLabelComplaints } from '../names';
import { type Plain, plainListAt, plainOf, sortedEntries, textAt, valueAt } from '../plain';
import {
  compareQuantities,
  formatQuantity,
  isWholeQuantity,
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
  notFound,
  required,
  unsupported,
} from './fieldErrors';
import { child, entry, item, namedAs, type Place } from './place';

const CONTAINER_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
const COUNTED = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const STANDARD = [
  ...CONTAINER_RESOURCES,
  ...CONTAINER_RESOURCES.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  ...COUNTED,
  'storage',
  'requests.storage',
];
const POD_LEVEL = ['cpu', 'memory'];

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Names without a domain, and those of Kubernetes itself. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** A device or the like that a vendor defines: `example.com/gpu`. */
export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith('requests.')) return false;
  return qualifiedNameComplaints(`requests.${name}`).length === 0;
}

/** Whether a request may be lower than the limit. */
export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

function isCounted(name: string): boolean {
  return COUNTED.includes(name) || isExtendedResource(name);
}

export type ResourceNameRule = (place: Place, name: string) => FieldErrors;

/** A name that can stand in any list of resources. */
export function resourceNameErrors(place: Place, name: string): FieldErrors {
  const complaints = qualifiedNameComplaints(name);
  if (complaints.length > 0) return invalids(place, name, complaints);
  const standard =
    STANDARD.includes(name) || isHugePages(name) || /^requests\.hugepages-/.test(name);
  if (name.includes('/') || standard) return [];
  return [invalid(place, name, 'must be a standard resource type or fully qualified')];
}

export function containerResourceNameErrors(place: Place, name: string): FieldErrors {
  const errors = resourceNameErrors(place, name);
  if (!name.includes('/')) {
    if (CONTAINER_RESOURCES.includes(name) || isHugePages(name)) return errors;
    return [...errors, invalid(place, name, 'must be a standard resource for containers')];
  }
  if (isNativeResource(name) || isExtendedResource(name)) return errors;
  return [...errors, invalid(place, name, "doesn't follow extended resource name standard")];
}

export function quotaResourceNameErrors(place: Place, name: string): FieldErrors {
  const errors = resourceNameErrors(place, name);
  if (name.includes('/')) return errors;
  const forQuota = name === 'ephemeral-storage' || STANDARD.includes(name) || isHugePages(name);
  if (forQuota || /^requests\.hugepages-/.test(name)) return errors;
  return [...errors, invalid(place, name, 'must be a standard resource for quota')];
}

function podResourceNameErrors(place: Place, name: string): FieldErrors {
  const errors = resourceNameErrors(place, name);
  if (errors.length > 0) return errors;
  if (POD_LEVEL.includes(name) || isHugePages(name)) return [];
  return [unsupported(place, name, ['cpu', 'hugepages-', 'memory'])];
}

/** An amount must not be negative, and whole where things are counted. */
export function amountErrors(place: Place, name: string, amount: Quantity): FieldErrors {
  const text = formatQuantity(amount);
  const errors =
    amount.nano < 0n ? [invalid(place, text, 'must be greater than or equal to 0')] : [];
  if (isCounted(name) && milliValue(amount) % 1000 !== 0) {
    errors.push(invalid(place, text, 'must be an integer'));
  }
  return errors;
}

function hugePagesErrors(place: Place, name: string, amount: Quantity): FieldErrors {
  if (!isHugePages(name)) return [];
  const size = quantityOf(name.slice('hugepages-'.length));
  if (size.nano > 0n && amount.nano % size.nano === 0n) return [];
  const text = formatQuantity(amount);
  return [invalid(place, text, `${text} is not positive integer multiple of ${name}`)];
}

/** Requests and limits of a container. */
export function containerResourcesErrors(
  place: Place,
  resources: Plain,
  claims: ReadonlySet<string>,
): FieldErrors {
  return requirementsErrors(place, resources, containerResourceNameErrors, claims);
}

function requirementsErrors(
  place: Place,
  resources: Plain,
  nameRule: ResourceNameRule,
  claims: ReadonlySet<string>,
): FieldErrors {
  const limits = plainOf(valueAt(resources, 'limits'));
  const requests = plainOf(valueAt(resources, 'requests'));
  const named = [...Object.keys(limits), ...Object.keys(requests)];
  const errors = [
    ...sortedEntries(limits).flatMap(([name, value]) => {
      const at = entry(child(place, 'limits'), name);
      return [
        ...entryErrors(at, name, value, nameRule),
        ...hugePagesErrors(at, name, quantityOf(value)),
      ];
    }),
    ...sortedEntries(requests).flatMap(([name, value]) => {
      const at = entry(child(place, 'requests'), name);
      return [
        ...entryErrors(at, name, value, nameRule),
        ...againstLimit(place, name, quantityOf(value), valueAt(limits, name)),
        ...hugePagesErrors(at, name, quantityOf(value)),
      ];
    }),
  ];
  if (named.some(isHugePages) && !named.includes('cpu') && !named.includes('memory')) {
    errors.push(forbidden(place, 'HugePages require cpu or memory'));
  }
  return [...errors, ...claimErrors(child(place, 'claims'), resources, claims)];
}

function entryErrors(
  place: Place,
  name: string,
  value: unknown,
  nameRule: ResourceNameRule,
): FieldErrors {
  return [...nameRule(place, name), ...amountErrors(place, name, quantityOf(value))];
}

function againstLimit(
  place: Place,
  name: string,
  request: Quantity,
  limitValue: unknown,
): FieldErrors {
  const at = namedAs(child(place, 'requests'), entry(child(place, 'requests'), name));
  if (limitValue === undefined) {
    if (isOvercommitAllowed(name)) return [];
    return [
      required(
        namedAs(child(place, 'limits'), at),
        'Limit must be set for non overcommitable resources',
      ),
    ];
  }
  const limit = quantityOf(limitValue);
  const order = compareQuantities(request, limit);
  const [asked, allowed] = [formatQuantity(request), formatQuantity(limit)];
  if (order !== 0 && !isOvercommitAllowed(name)) {
    return [invalid(at, asked, `must be equal to ${name} limit of ${allowed}`)];
  }
  if (order <= 0) return [];
  return [invalid(at, asked, `must be less than or equal to ${name} limit of ${allowed}`)];
}

function claimErrors(place: Place, resources: Plain, known: ReadonlySet<string>): FieldErrors {
  const seen = new Set<string>();
  return plainListAt(resources, 'claims').flatMap((claim, index) => {
    const at = item(place, index);
    const name = textAt(claim, 'name');
    if (name === '') return [required(at)];
    const request = textAt(claim, 'request');
    const key = request === '' ? name : `${name}/${request}`;
    const errors = [];
    if (request !== '')
      errors.push(...invalids(child(at, 'request'), request, dnsLabelComplaints(request)));
    const overlaps = request === '' && [...seen].some((other) => other.startsWith(`${name}/`));
    if (seen.has(name)) errors.push(duplicate(at, name));
    else if (seen.has(key) || overlaps) errors.push(duplicate(at, key));
    seen.add(key);
    if (!known.has(name)) {
      const names = [...known].sort().join(', ');
      const detail = `must be one of the names in pod.spec.resourceClaims${names === '' ? ' which is empty' : `: ${names}`}`;
      errors.push(notFound(at, name, detail));
    }
    return errors;
  });
}

/** `spec.resources` of a Pod, against itself and against its containers. */
export function podResourcesErrors(
  place: Place,
  spec: Plain,
  claims: ReadonlySet<string>,
  containerRequests: Readonly<Record<string, Quantity>>,
): FieldErrors {
  const resources = valueAt(spec, 'resources');
  if (resources === undefined) return [];
  const requests = plainOf(valueAt(resources, 'requests'));
  const limits = plainOf(valueAt(resources, 'limits'));
  const errors = [
    ...(valueAt(resources, 'claims') === undefined
      ? []
      : [forbidden(child(place, 'claims'), 'claims cannot be set for Resources at pod-level')]),
    ...requirementsErrors(place, plainOf(resources), podResourceNameErrors, claims),
  ];
  for (const [name, sum] of sortedEntries(containerRequests)) {
    if (!POD_LEVEL.includes(name) && !isHugePages(name)) continue;
    const asked = quantityOf(valueAt(requests, name));
    if (compareQuantities(sum, asked) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container requests of ${formatQuantity(sum)}`;
    errors.push(invalid(entry(child(place, 'requests'), name), formatQuantity(asked), detail));
  }
  return [...errors, ...containersOverPodLimits(place, spec, limits)];
}

function containersOverPodLimits(place: Place, spec: Plain, limits: Plain): FieldErrors {
  return plainListAt(spec, 'containers').flatMap((container, index) => {
    const own = plainOf(valueAt(valueAt(container, 'resources'), 'limits'));
    return sortedEntries(own).flatMap(([name, value]) => {
      const podLimit = valueAt(limits, name);
      const limit = quantityOf(value);
      if (podLimit === undefined || compareQuantities(limit, quantityOf(podLimit)) <= 0) return [];
      const at = child(entry(item(child(place, 'containers'), index), name), 'limits');
      const meant = ['spec', 'containers', index, 'resources', 'limits', name];
      const detail = `must be less than or equal to pod limits of ${formatQuantity(quantityOf(podLimit))}`;
      return [invalid({ path: meant, field: at.field }, formatQuantity(limit), detail)];
    });
  });
}

/** Whether a byte amount has a fraction, which the server only warns about. */
export function isFractional(value: unknown): boolean {
  return (
    value !== undefined &&
    !isWholeQuantity(quantityOf(value)) &&
    milliValue(quantityOf(value)) % 1000 !== 0
  );
}
