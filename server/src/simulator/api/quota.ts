// ResourceQuota and LimitRange at the door: what a new Pod (or other object) may still take from its namespace. Pure.

import { podLimits, podRequests } from '../../schema/defaults';
import type { Container, KubeObject, Pod, ResourceList } from '../../schema/objects';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  type Quantity,
  quantityOf,
  subtractQuantities,
} from '../../schema/quantity';
import type { ApiStatus } from '../../schema/validation/types';
import { isMeantFor, kindCounted, unsaidText, usageOf } from './quotaUsage';
import { forbidden, qualifiedResource } from './refusal';
import type { StoreView } from './store';

interface LimitRangeItem {
  readonly type: string;
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly max?: ResourceList;
  readonly min?: ResourceList;
  readonly maxLimitRequestRatio?: ResourceList;
}

/** The Pod with the container defaults of the namespace's LimitRanges; a request follows a given limit before the range's default request. */
export function withLimitRangeDefaults(pod: Pod, view: StoreView): Pod {
  const items = limitItems(pod.metadata.namespace ?? '', view).filter(
    (item) => item.type === 'Container',
  );
  if (items.length === 0) return pod;
  const filled = (container: Container): Container => items.reduce(withItemDefaults, container);
  const { containers, initContainers } = pod.spec;
  return {
    ...pod,
    spec: {
      ...pod.spec,
      containers: containers.map(filled),
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(filled) }),
    },
  };
}

function withItemDefaults(container: Container, item: LimitRangeItem): Container {
  const limits = { ...(item.default ?? item.max), ...container.resources?.limits };
  const ownRequests = { ...container.resources?.limits, ...container.resources?.requests };
  const requests = { ...(item.defaultRequest ?? item.default ?? item.min), ...ownRequests };
  return {
    ...container,
    resources: {
      ...container.resources,
      ...(Object.keys(limits).length === 0 ? {} : { limits }),
      ...(Object.keys(requests).length === 0 ? {} : { requests }),
    },
  };
}

function limitItems(namespace: string, view: StoreView): LimitRangeItem[] {
  const items: LimitRangeItem[] = [];
  for (const range of view.list('LimitRange', namespace))
    items.push(...((range['spec'] as { limits?: LimitRangeItem[] } | undefined)?.limits ?? []));
  return items;
}

/** What the namespace's LimitRanges say against the Pod; undefined when they allow it. */
export function limitRangeRefusal(pod: Pod, view: StoreView): ApiStatus | undefined {
  const complaints: string[] = [];
  for (const item of limitItems(pod.metadata.namespace ?? '', view)) {
    if (item.type === 'Pod') {
      const whole = { requests: podRequests(pod.spec), limits: podLimits(pod.spec) };
      complaints.push(...boundComplaints(item, whole));
    }
    if (item.type !== 'Container') continue;
    for (const container of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])])
      complaints.push(...boundComplaints(item, container.resources ?? {}));
  }
  const said = [...new Set(complaints)];
  if (said.length === 0) return undefined;
  const why = said.length === 1 ? (said[0] ?? '') : `[${said.join(', ')}]`;
  return forbidden('pods', pod.metadata.name ?? '', why);
}

function isLess(left: unknown, right: unknown): boolean {
  return compareQuantities(quantityOf(left), quantityOf(right)) < 0;
}

function boundComplaints(
  item: LimitRangeItem,
  { requests = {}, limits = {} }: NonNullable<Container['resources']>,
): string[] {
  const complaints: string[] = [];
  const complain = (head: string, ending: string) => complaints.push(head + ending);
  for (const [resource, least] of Object.entries(item.min ?? {})) {
    const head = `minimum ${resource} usage per ${item.type} is ${canonicalQuantity(least)}`;
    const [request, limit] = [requests[resource], limits[resource]];
    if (request === undefined) complain(head, '.  No request is specified');
    else if (isLess(request, least))
      complain(head, `, but request is ${canonicalQuantity(request)}`);
    else if (limit !== undefined && isLess(limit, least))
      complain(head, `, but limit is ${canonicalQuantity(limit)}`);
  }
  for (const [resource, most] of Object.entries(item.max ?? {})) {
    const head = `maximum ${resource} usage per ${item.type} is ${canonicalQuantity(most)}`;
    const [request, limit] = [requests[resource], limits[resource]];
    if (limit === undefined) complain(head, '.  No limit is specified');
    else if (isLess(most, limit)) complain(head, `, but limit is ${canonicalQuantity(limit)}`);
    else if (request !== undefined && isLess(most, request))
      complain(head, `, but request is ${canonicalQuantity(request)}`);
  }
  for (const [resource, most] of Object.entries(item.maxLimitRequestRatio ?? {})) {
    const head = `${resource} max limit to request ratio per ${item.type} is ${canonicalQuantity(most)}, but `;
    const [asked, bound] = [quantityOf(requests[resource]).nano, quantityOf(limits[resource]).nano];
    const ratio = Number(bound) / Number(asked);
    if (asked === 0n) complain(head, 'no request is specified or request is 0');
    else if (bound === 0n) complain(head, 'no limit is specified or limit is 0');
    else if (ratio > Number(quantityOf(most).nano) / 1e9)
      complain(head, `provided ratio is ${ratio.toFixed(6)}`);
  }
  return complaints;
}

/**
 * What the namespace's quotas say against one more object; undefined when they allow it.
 *
 * @param before the object that this one takes the place of: only what is more counts
 */
export function quotaRefusal(
  object: KubeObject,
  view: StoreView,
  before?: KubeObject,
): ApiStatus | undefined {
  const namespace = object.metadata.namespace ?? '';
  const resource = qualifiedResource(object.apiVersion, object.kind);
  for (const quota of view.list('ResourceQuota', namespace)) {
    const hard = (quota['spec'] as { hard?: ResourceList } | undefined)?.hard ?? {};
    const total = usageOf(object);
    const wanted = before === undefined ? total : increase(usageOf(before), total);
    const limited = Object.keys(hard).filter((key) => kindCounted(key) === object.kind);
    if (limited.length === 0 || !isMeantFor(quota, object)) continue;
    const name = quota.metadata.name ?? '';
    const unsaid = object.kind === 'Pod' ? unsaidText(object as Pod, limited) : '';
    if (unsaid !== '')
      return forbidden(
        resource,
        object.metadata.name ?? '',
        `failed quota: ${name}: must specify ${unsaid}`,
      );
    const used = quotaUsage(quota, view);
    const over = limited.filter((key) => {
      const sum = addQuantities(used.get(key) ?? quantityOf(0), wanted.get(key) ?? quantityOf(0));
      return wanted.has(key) && compareQuantities(sum, quantityOf(hard[key])) > 0;
    });
    if (over.length === 0) continue;
    const list = (value: (key: string) => string): string =>
      over
        .sort()
        .map((key) => `${key}=${value(key)}`)
        .join(',');
    const why =
      `exceeded quota: ${name}, requested: ${list((key) => formatQuantity(wanted.get(key) ?? quantityOf(0)))}, ` +
      `used: ${list((key) => formatQuantity(used.get(key) ?? quantityOf(0)))}, limited: ${list((key) => canonicalQuantity(hard[key]))}`;
    return forbidden(resource, object.metadata.name ?? '', why);
  }
  return undefined;
}

/** What is used of each resource that the quota limits, counted from the objects that are there. */
export function quotaUsage(quota: KubeObject, view: StoreView): ReadonlyMap<string, Quantity> {
  const namespace = quota.metadata.namespace ?? '';
  const hard = (quota['spec'] as { hard?: ResourceList } | undefined)?.hard ?? {};
  const sums = new Map<string, Quantity>(Object.keys(hard).map((key) => [key, quantityOf(0)]));
  const kinds = new Set(Object.keys(hard).map(kindCounted));
  for (const kind of kinds)
    for (const object of kind === undefined ? [] : view.list(kind, namespace)) {
      if (object.kind === 'Pod' && isFinished(object as Pod)) continue;
      if (!isMeantFor(quota, object)) continue;
      for (const [key, amount] of usageOf(object)) {
        const sum = sums.get(key);
        if (sum !== undefined) sums.set(key, addQuantities(sum, amount));
      }
    }
  return sums;
}

function increase(
  before: ReadonlyMap<string, Quantity>,
  after: ReadonlyMap<string, Quantity>,
): ReadonlyMap<string, Quantity> {
  return new Map(
    [...after].flatMap(([key, amount]) => {
      const more = subtractQuantities(amount, before.get(key) ?? quantityOf(0));
      return compareQuantities(more, quantityOf(0)) > 0 ? [[key, more] as const] : [];
    }),
  );
}

function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}
