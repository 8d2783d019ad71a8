// The API server's refusals, in its own words.
import type { ApiStatus } from '../../schema/validation/types';

/** Kinds whose plural in messages and URLs is not `<kind>s`. */
const ODD_PLURALS: Readonly<Record<string, string>> = {
  Endpoints: 'endpoints',
  NetworkPolicy: 'networkpolicies',
  PriorityClass: 'priorityclasses',
  StorageClass: 'storageclasses',
  RuntimeClass: 'runtimeclasses',
  IngressClass: 'ingressclasses',
  Ingress: 'ingresses',
};

/** `pods`, `deployments.apps`: the resource as the server names it in refusals. */
export function qualifiedResource(apiVersion: string, kind: string): string {
  const plural = ODD_PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? plural : `${plural}.${apiVersion.slice(0, slash)}`;
}

function status(code: number, reason: string, message: string): ApiStatus {
  return { code, reason, message, causes: [] };
}

export function alreadyExists(resource: string, name: string, terminating: boolean): ApiStatus {
  const prefix = terminating ? 'object is being deleted: ' : '';
  return status(409, 'AlreadyExists', `${prefix}${resource} "${name}" already exists`);
}

export function notFound(resource: string, name: string): ApiStatus {
  return status(404, 'NotFound', `${resource} "${name}" not found`);
}

export function forbidden(resource: string, name: string, why: string): ApiStatus {
  return status(403, 'Forbidden', `${resource} "${name}" is forbidden: ${why}`);
}

export function conflict(resource: string, name: string, why: string): ApiStatus {
  return status(409, 'Conflict', `Operation cannot be fulfilled on ${resource} "${name}": ${why}`);
}

export const STALE_VERSION =
  'the object has been modified; please apply your changes to the latest version and try again';

/** An eviction that a budget does not allow (L-TRM-23). */
export function budgetExceeded(budget: string, healthy: number, needed: number): ApiStatus {
  return {
    code: 429,
    reason: 'TooManyRequests',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    causes: [
      {
        reason: 'DisruptionBudget',
        message: `The disruption budget ${budget} needs ${needed} healthy pods and has ${healthy} currently`,
        field: '',
      },
    ],
  };
}
