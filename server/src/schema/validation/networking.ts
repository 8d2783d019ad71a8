// Rules for Ingresses, IngressClasses and NetworkPolicies.

import {
  dnsLabelComplaints,
  dnsSubdomainComplaints,
  pathSegmentComplaints,
  portNameComplaints,
  portNumberComplaints,
  wildcardComplaints,
} from '../names';
import {
  listAt,
  numberAt,
  optionalTextAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import { PROTOCOLS } from './containers';
import {
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  required,
  tooLong,
  unsupported,
} from './fieldErrors';
import { NIL } from './goText';
import { portErrors } from './handlers';
import { cidrComplaints, isStrictSubrange, parseIP } from './ip';
import { immutable, metadataErrors, metadataUpdateErrors } from './metadata';
import { child, item, type Place, rootPlace } from './place';
import { labelSelectorErrors } from './selectors';

const SPEC = rootPlace('spec');

// ---- Ingress ---------------------------------------------------------------------------------------------------

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

export function ingressErrors(object: Plain): FieldErrors {
  const spec = plainOf(valueAt(object, 'spec'));
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...ingressSpecErrors(spec),
    ...classAnnotationErrors(object, optionalTextAt(spec, 'ingressClassName')),
  ];
}

export function ingressUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [
    ...metadataUpdateErrors(old, changed),
    ...metadataErrors(changed, dnsSubdomainComplaints),
    ...ingressSpecErrors(plainOf(valueAt(changed, 'spec'))),
  ];
}

function classAnnotationErrors(object: Plain, name: string | undefined): FieldErrors {
  const annotations = textMapAt(plainAt(object, 'metadata'), 'annotations');
  const annotation = annotations[CLASS_ANNOTATION];
  if (annotation === undefined || name === undefined || annotation === name) return [];
  const at: Place = {
    path: ['metadata', 'annotations', CLASS_ANNOTATION],
    field: `annotations.${CLASS_ANNOTATION}`,
  };
  return [invalid(at, annotation, 'must match `ingressClassName` when both are specified')];
}

function ingressSpecErrors(spec: Plain): FieldErrors {
  const rules = plainListAt(spec, 'rules');
  const fallback = plainAt(spec, 'defaultBackend');
  const className = optionalTextAt(spec, 'ingressClassName');
  const errors = [];
  if (rules.length === 0 && fallback === undefined) {
    const value = valueAt(spec, 'rules') === undefined ? NIL : [];
    errors.push(invalid(SPEC, value, 'either `defaultBackend` or `rules` must be specified'));
  }
  return [
    ...errors,
    ...(fallback === undefined ? [] : backendErrors(child(SPEC, 'defaultBackend'), fallback)),
    ...rules.flatMap((rule, index) => ruleErrors(item(child(SPEC, 'rules'), index), rule)),
    ...plainListAt(spec, 'tls').flatMap((tls, index) =>
      tlsErrors(item(child(SPEC, 'tls'), index), tls),
    ),
    ...(className === undefined
      ? []
      : invalids(child(SPEC, 'ingressClassName'), className, dnsSubdomainComplaints(className))),
  ];
}

function hostComplaints(host: string): readonly string[] {
  return host.includes('*') ? wildcardComplaints(host) : dnsSubdomainComplaints(host);
}

function ruleErrors(place: Place, rule: Plain): FieldErrors {
  const host = textAt(rule, 'host');
  const http = plainAt(rule, 'http');
  const hostAt = child(place, 'host');
  const errors = [];
  if (host !== '') {
    if (parseIP(host) !== undefined)
      errors.push(invalid(hostAt, host, 'must be a DNS name, not an IP address'));
    errors.push(...invalids(hostAt, host, hostComplaints(host)));
  }
  if (http === undefined) return errors;
  const paths = plainListAt(http, 'paths');
  const pathsAt = child(place, 'http', 'paths');
  if (paths.length === 0) errors.push(required(pathsAt));
  return [...errors, ...paths.flatMap((path, index) => pathErrors(item(pathsAt, index), path))];
}

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const NOT_WITHIN = ['//', '/./', '/../', '%2f', '%2F'];
const NOT_AT_END = ['/..', '/.'];

function pathErrors(place: Place, entry: Plain): FieldErrors {
  const type = optionalTextAt(entry, 'pathType');
  const path = textAt(entry, 'path');
  const at = child(place, 'path');
  if (type === undefined) return [required(child(place, 'pathType'), 'pathType must be specified')];
  const errors = [];
  if (!PATH_TYPES.includes(type))
    errors.push(unsupported(child(place, 'pathType'), type, PATH_TYPES));
  else {
    const isFree = type === 'ImplementationSpecific';
    if (!path.startsWith('/') && !(isFree && path === ''))
      errors.push(invalid(at, path, 'must be an absolute path'));
    if (!isFree) {
      for (const part of NOT_WITHIN.filter((part) => path.includes(part)))
        errors.push(invalid(at, path, `must not contain '${part}'`));
      for (const end of NOT_AT_END.filter((end) => path.endsWith(end)))
        errors.push(invalid(at, path, `cannot end with '${end}'`));
    }
  }
  const backend = plainOf(valueAt(entry, 'backend'));
  return [...errors, ...backendErrors(child(place, 'backend'), backend)];
}

function backendErrors(place: Place, backend: Plain): FieldErrors {
  const resource = plainAt(backend, 'resource');
  const service = plainAt(backend, 'service');
  if (resource !== undefined && service !== undefined)
    return [invalid(place, '', 'cannot set both resource and service backends')];
  if (resource !== undefined) return referenceErrors(child(place, 'resource'), resource);
  if (service === undefined) return [invalid(place, '', 'resource or service backend is required')];
  const name = textAt(service, 'name');
  const nameAt = child(place, 'service', 'name');
  return [
    ...(name === '' ? [required(nameAt)] : invalids(nameAt, name, dnsLabelComplaints(name))),
    ...backendPortErrors(place, plainOf(valueAt(service, 'port'))),
  ];
}

function backendPortErrors(place: Place, port: Plain): FieldErrors {
  const name = textAt(port, 'name');
  const number = numberAt(port, 'number') ?? 0;
  const at = child(place, 'service', 'port');
  if (name !== '' && number !== 0)
    return [invalid(place, '', 'cannot set both port name & port number')];
  if (name !== '') return invalids(child(at, 'name'), name, portNameComplaints(name));
  if (number !== 0) return invalids(child(at, 'number'), number, portNumberComplaints(number));
  return [required(place, 'port name or number is required')];
}

/** A reference to an object of any kind in the same namespace. */
function referenceErrors(place: Place, reference: Plain): FieldErrors {
  const group = optionalTextAt(reference, 'apiGroup');
  return [
    ...(group === undefined
      ? []
      : invalids(child(place, 'apiGroup'), group, dnsSubdomainComplaints(group))),
    ...['kind', 'name'].flatMap((field) => {
      const value = textAt(reference, field);
      const at = child(place, field);
      return value === '' ? [required(at)] : invalids(at, value, pathSegmentComplaints(value));
    }),
  ];
}

function tlsErrors(place: Place, tls: Plain): FieldErrors {
  const secret = textAt(tls, 'secretName');
  return [
    ...listAt(tls, 'hosts').flatMap((value, index) => {
      const host = String(value);
      return invalids(item(child(place, 'hosts'), index), host, hostComplaints(host));
    }),
    ...(secret === ''
      ? []
      : invalids(child(place, 'secretName'), secret, dnsSubdomainComplaints(secret))),
  ];
}

// ---- IngressClass ----------------------------------------------------------------------------------------------

export function ingressClassErrors(object: Plain): FieldErrors {
  const spec = plainOf(valueAt(object, 'spec'));
  const controller = textAt(spec, 'controller');
  const at = child(SPEC, 'controller');
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...(controller === '' ? [required(at)] : controllerErrors(at, controller)),
    ...parametersErrors(child(SPEC, 'parameters'), plainAt(spec, 'parameters')),
  ];
}

const MAX_CONTROLLER = 250;

function controllerErrors(at: Place, controller: string): FieldErrors {
  const errors = controller.length > MAX_CONTROLLER ? [tooLong(at, MAX_CONTROLLER)] : [];
  const slash = controller.indexOf('/');
  const [domain, path] = [controller.slice(0, Math.max(0, slash)), controller.slice(slash + 1)];
  if (domain === '' || path === '') {
    const detail = 'must be a domain-prefixed path (such as "acme.io/foo")';
    return [...errors, invalid(at, controller, detail)];
  }
  return [...errors, ...invalids(at, domain, dnsSubdomainComplaints(domain))];
}

const SCOPES = ['Cluster', 'Namespace'];

function parametersErrors(place: Place, parameters: Plain | undefined): FieldErrors {
  if (parameters === undefined) return [];
  const scope = textAt(parameters, 'scope') || 'Cluster';
  const namespace = optionalTextAt(parameters, 'namespace');
  const at = child(place, 'namespace');
  const errors = [...referenceErrors(place, parameters)];
  if (!SCOPES.includes(scope)) errors.push(unsupported(child(place, 'scope'), scope, SCOPES));
  else if (scope === 'Cluster' && namespace !== undefined)
    errors.push(forbidden(at, "`parameters.scope` is set to 'Cluster'"));
  else if (scope === 'Namespace' && namespace === undefined)
    errors.push(required(at, "`parameters.scope` is set to 'Namespace'"));
  else if (namespace !== undefined)
    errors.push(...invalids(at, namespace, dnsLabelComplaints(namespace)));
  return errors;
}

export function ingressClassUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const controller = (object: Plain) => textAt(plainAt(object, 'spec'), 'controller');
  return [
    ...metadataUpdateErrors(old, changed),
    ...immutable(child(SPEC, 'controller'), controller(changed), controller(old), 'text'),
    ...ingressClassErrors(changed),
  ];
}

// ---- NetworkPolicy ---------------------------------------------------------------------------------------------

export function networkPolicyErrors(object: Plain): FieldErrors {
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...networkPolicySpecErrors(plainOf(valueAt(object, 'spec'))),
  ];
}

export function networkPolicyUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [
    ...metadataUpdateErrors(old, changed),
    ...networkPolicySpecErrors(plainOf(valueAt(changed, 'spec'))),
  ];
}

const SIDES = [
  ['ingress', 'from'],
  ['egress', 'to'],
] as const;
const POLICY_TYPES = ['Ingress', 'Egress'];

function networkPolicySpecErrors(spec: Plain): FieldErrors {
  const types = listAt(spec, 'policyTypes');
  const typesAt = child(SPEC, 'policyTypes');
  return [
    ...labelSelectorErrors(child(SPEC, 'podSelector'), valueAt(spec, 'podSelector')),
    ...SIDES.flatMap(([side, peers]) =>
      plainListAt(spec, side).flatMap((rule, index) => {
        const at = item(child(SPEC, side), index);
        return [
          ...plainListAt(rule, 'ports').flatMap((port, portIndex) =>
            policyPortErrors(item(child(at, 'ports'), portIndex), port),
          ),
          ...plainListAt(rule, peers).flatMap((peer, peerIndex) =>
            peerErrors(item(child(at, peers), peerIndex), peer),
          ),
        ];
      }),
    ),
    ...(types.length > POLICY_TYPES.length
      ? [invalid(typesAt, types, 'may not specify more than two policyTypes')]
      : types.flatMap((type, index) =>
          typeof type === 'string' && POLICY_TYPES.includes(type)
            ? []
            : [unsupported(item(typesAt, index), type, POLICY_TYPES)],
        )),
  ];
}

function policyPortErrors(place: Place, entry: Plain): FieldErrors {
  const protocol = textAt(entry, 'protocol') || 'TCP';
  const port = valueAt(entry, 'port');
  return [
    ...(PROTOCOLS.includes(protocol)
      ? []
      : [unsupported(child(place, 'protocol'), protocol, ['TCP', 'UDP', 'SCTP'])]),
    ...(typeof port === 'number' ? portErrors(child(place, 'port'), port) : []),
    ...endPortErrors(child(place, 'endPort'), numberAt(entry, 'endPort'), port),
    ...(typeof port === 'string' ? portErrors(child(place, 'port'), port) : []),
  ];
}

function endPortErrors(at: Place, end: number | undefined, port: unknown): FieldErrors {
  if (end === undefined) return [];
  if (typeof port === 'string')
    return [invalid(at, end, 'may not be specified when `port` is non-numeric')];
  if (typeof port !== 'number')
    return [invalid(at, end, 'may not be specified when `port` is not specified')];
  return [
    ...(end < port ? [invalid(at, end, 'must be greater than or equal to `port`')] : []),
    ...invalids(at, end, portNumberComplaints(end)),
  ];
}

function peerErrors(place: Place, peer: Plain): FieldErrors {
  const block = plainAt(peer, 'ipBlock');
  const selectors = ['podSelector', 'namespaceSelector'].filter(
    (field) => plainAt(peer, field) !== undefined,
  );
  const errors = selectors.flatMap((field) =>
    labelSelectorErrors(child(place, field), valueAt(peer, field)),
  );
  if (block === undefined)
    return selectors.length === 0 ? [required(place, 'must specify a peer')] : errors;
  const detail = 'may not specify both ipBlock and another peer';
  return [
    ...errors,
    ...blockErrors(child(place, 'ipBlock'), block),
    ...(selectors.length === 0 ? [] : [forbidden(place, detail)]),
  ];
}

function blockErrors(place: Place, block: Plain): FieldErrors {
  const cidr = textAt(block, 'cidr');
  const at = child(place, 'cidr');
  if (cidr === '') return [required(at)];
  const complaints = cidrComplaints(cidr);
  if (complaints.length > 0) return invalids(at, cidr, complaints);
  return listAt(block, 'except').flatMap((value, index) => {
    const except = String(value);
    const exceptAt = item(child(place, 'except'), index);
    const own = cidrComplaints(except);
    if (own.length > 0) return invalids(exceptAt, except, own);
    return isStrictSubrange(except, cidr)
      ? []
      : [invalid(exceptAt, except, 'must be a strict subset of `cidr`')];
  });
}
