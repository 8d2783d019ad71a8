// Columns of Services and of what leads to them.

import type { KubeObject } from '../objects';
import { listAt, type Plain, plainListAt, plainOf, textAt } from '../plain';
import {
  AGE,
  type Column,
  column,
  firstOf,
  NAME,
  NONE,
  SELECTOR,
  selectorText,
  spec,
  specOf,
  statusOf,
  text,
  UNSET,
} from './cells';

const MOST_ADDRESSES = 3;

function servicePorts(service: KubeObject): string {
  const ports = plainListAt(specOf(service), 'ports').map(({ port, nodePort, protocol = 'TCP' }) =>
    nodePort === undefined || nodePort === 0
      ? `${String(port)}/${String(protocol)}`
      : `${String(port)}:${String(nodePort)}/${String(protocol)}`,
  );
  return ports.join(',') || NONE;
}
function balancerAddresses(object: KubeObject): readonly string[] {
  const ingress = plainListAt(plainOf(statusOf(object)['loadBalancer']), 'ingress');
  const addresses = ingress.map((entry) => textAt(entry, 'ip') || textAt(entry, 'hostname'));
  return [...new Set(addresses)].filter((address) => address !== '').sort();
}
function externalAddress(service: KubeObject): string {
  const { type, externalName, externalIPs } = specOf(service);
  const external = Array.isArray(externalIPs) ? externalIPs.map(String) : [];
  if (type === 'ExternalName') return text(externalName, NONE);
  if (type !== 'LoadBalancer') return external.join(',') || NONE;
  return [...balancerAddresses(service), ...external].join(',') || '<pending>';
}

/** `api.example.com,www.example.com`; rules without a host count for what is left out. */
function ingressHosts(ingress: KubeObject): string {
  const rules = plainListAt(specOf(ingress), 'rules');
  const shown: string[] = [];
  let isCut = false;
  for (const rule of rules) {
    if (shown.length === MOST_ADDRESSES) isCut = true;
    const host = textAt(rule, 'host');
    if (!isCut && host !== '') shown.push(host);
  }
  if (shown.length === 0) return '*';
  return shown.join(',') + (isCut ? ` + ${rules.length - MOST_ADDRESSES} more...` : '');
}
/** `IngressParameters.example.com/external` */
function classParameters(ingressClass: KubeObject): string {
  const { parameters } = specOf(ingressClass);
  if (parameters === undefined || parameters === null) return NONE;
  const { kind, apiGroup, name } = plainOf(parameters);
  return `${text(kind)}${apiGroup === undefined ? '' : `.${text(apiGroup)}`}/${text(name)}`;
}

function hostPort(ip: string, port: unknown): string {
  return ip.includes(':') ? `[${ip}]:${String(port)}` : `${ip}:${String(port)}`;
}
/** One port after the other, each with all addresses. */
function legacyEndpoints(object: KubeObject): string {
  const subsets = plainListAt(object, 'subsets');
  if (subsets.length === 0) return NONE;
  const all = subsets.flatMap((subset) => {
    const addresses = plainListAt(subset, 'addresses').map((address) => textAt(address, 'ip'));
    const ports = plainListAt(subset, 'ports');
    if (ports.length === 0) return addresses;
    return ports.flatMap(({ port }) => addresses.map((ip) => hostPort(ip, port)));
  });
  return firstOf(MOST_ADDRESSES, all);
}
function slicePort({ port, name }: Plain): string {
  return text(port ?? name ?? '*');
}
function sliceEndpoints(slice: KubeObject): readonly string[] {
  return plainListAt(slice, 'endpoints').flatMap((endpoint) =>
    listAt(endpoint, 'addresses').map(String),
  );
}

/** `services/default/web` */
function addressParent(address: KubeObject): string {
  const { parentRef } = specOf(address);
  if (parentRef === undefined) return NONE;
  const { group, resource, namespace, name } = plainOf(parentRef);
  const kind = `${text(resource)}${text(group) === '' ? '' : `.${text(group)}`}`.toLowerCase();
  return [kind, ...(text(namespace) === '' ? [] : [text(namespace)]), text(name)].join('/');
}

export const NETWORK_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Service: [
    NAME,
    spec('TYPE', 'type', (value) => text(value, 'ClusterIP')),
    spec('CLUSTER-IP', 'clusterIP', (value) => text(value, NONE)),
    column('EXTERNAL-IP', externalAddress),
    column('PORT(S)', servicePorts),
    AGE,
    SELECTOR,
  ],
  Ingress: [
    NAME,
    spec('CLASS', 'ingressClassName', (value) => text(value, NONE)),
    column('HOSTS', ingressHosts),
    column('ADDRESS', (object) => balancerAddresses(object).join(',')),
    column('PORTS', (object) => (listAt(specOf(object), 'tls').length > 0 ? '80, 443' : '80')),
    AGE,
  ],
  IngressClass: [
    NAME,
    spec('CONTROLLER', 'controller'),
    column('PARAMETERS', classParameters),
    AGE,
  ],
  NetworkPolicy: [NAME, spec('POD-SELECTOR', 'podSelector', selectorText), AGE],
  EndpointSlice: [
    NAME,
    column('ADDRESSTYPE', (object) => text(object['addressType'])),
    column(
      'PORTS',
      (object) => firstOf(MOST_ADDRESSES, plainListAt(object, 'ports').map(slicePort)) || UNSET,
    ),
    column('ENDPOINTS', (object) => firstOf(MOST_ADDRESSES, sliceEndpoints(object)) || UNSET),
    AGE,
  ],
  Endpoints: [NAME, column('ENDPOINTS', legacyEndpoints), AGE],
  ServiceCIDR: [NAME, column('CIDRS', (object) => listAt(specOf(object), 'cidrs').join(',')), AGE],
  IPAddress: [NAME, column('PARENTREF', addressParent)],
};
