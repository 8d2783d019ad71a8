// Rules for Services, Endpoints and EndpointSlices. Rules: L-LAB-5

import { qualifiedNameComplaints } from '../labels';
import { dnsLabelComplaints, dnsSubdomainComplaints, portNumberComplaints } from '../names';
import {
  booleanAt,
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
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  required,
  tooMany,
  unsupported,
} from './fieldErrors';
import { goStruct } from './goText';
import { portErrors } from './handlers';
import { cidrComplaints, ipComplaints, ipFamily, specialIPComplaints } from './ip';
import { immutable, labelsErrors, metadataErrors, metadataUpdateErrors } from './metadata';
import { child, entry, item, type Place, rootPlace } from './place';
import { labelKeyErrors } from './selectors';
import type { FieldError } from './types';

const SPEC = rootPlace('spec');
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

export function serviceErrors(service: Plain): FieldErrors {
  const written = plainOf(valueAt(service, 'spec'));
  const spec = withClusterIPs(written);
  const ofSpec = serviceSpecErrors(service, spec);
  const errors = [
    ...metadataErrors(service, dnsLabelComplaints),
    ...(listAt(written, 'clusterIPs').length > 0 ? ofSpec : ofSpec.map(atClusterIP)),
  ];
  // Ports are only allocated to what passed everything before.
  return errors.length > 0 ? errors : allocationErrors(spec);
}

/** The server names the list that it filled in; what was written is `clusterIP`. */
function atClusterIP(error: FieldError): FieldError {
  return error.path[1] === 'clusterIPs' ? { ...error, path: ['spec', 'clusterIP'] } : error;
}

const FIRST_NODE_PORT = 30_000;
const LAST_NODE_PORT = 32_767;

function allocationErrors(spec: Plain): FieldErrors {
  const detail = `provided port is not in the valid range. The range of valid ports is ${FIRST_NODE_PORT}-${LAST_NODE_PORT}`;
  return plainListAt(spec, 'ports').flatMap((port, index) => {
    const number = numberAt(port, 'nodePort') ?? 0;
    if (number === 0 || (number >= FIRST_NODE_PORT && number <= LAST_NODE_PORT)) return [];
    return [invalid(child(item(child(SPEC, 'ports'), index), 'nodePort'), number, detail)];
  });
}

/** `clusterIP` and `clusterIPs` say the same; the server fills in whichever is missing. */
function withClusterIPs(spec: Plain): Plain {
  const one = textAt(spec, 'clusterIP');
  const many = listAt(spec, 'clusterIPs');
  if (one !== '' && many.length === 0) return { ...spec, clusterIPs: [one] };
  const [first] = many;
  return one === '' && typeof first === 'string' ? { ...spec, clusterIP: first } : spec;
}

function isHeadless(spec: Plain): boolean {
  const ips = listAt(spec, 'clusterIPs');
  return ips.length === 1 && ips[0] === 'None';
}

function serviceSpecErrors(service: Plain, spec: Plain): FieldErrors {
  const type = textAt(spec, 'type') || 'ClusterIP';
  const ports = plainListAt(spec, 'ports');
  const portsAt = child(SPEC, 'ports');
  const names = new Set<string>();
  const errors =
    ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName' ? [required(portsAt)] : [];
  return [
    ...errors,
    ...typeErrors(spec, type),
    ...ports.flatMap((port, index) =>
      servicePortErrors(item(portsAt, index), port, ports.length > 1, names),
    ),
    ...labelsErrors(child(SPEC, 'selector'), textMapAt(spec, 'selector')),
    ...affinityErrors(spec),
    ...(type === 'ExternalName' ? [] : clusterIPErrors(spec)),
    ...externalIPErrors(spec),
    ...(TYPES.includes(type) ? [] : [unsupported(child(SPEC, 'type'), type, TYPES)]),
    ...portClashErrors(portsAt, ports, type),
    ...sourceRangeErrors(service, spec, type),
    ...loadBalancerErrors(spec, type),
    ...trafficErrors(spec, type),
  ];
}

function typeErrors(spec: Plain, type: string): FieldErrors {
  const ipsAt = child(SPEC, 'clusterIPs');
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec)) {
    return [invalid(item(ipsAt, 0), 'None', `may not be set to 'None' for ${type} services`)];
  }
  if (type !== 'ExternalName') return [];
  const detail = 'may not be set for ExternalName services';
  const name = textAt(spec, 'externalName').replace(/\.$/, '');
  const nameAt = child(SPEC, 'externalName');
  const errors = [];
  if (listAt(spec, 'clusterIPs').length > 0) errors.push(forbidden(ipsAt, detail));
  if (listAt(spec, 'ipFamilies').length > 0)
    errors.push(forbidden(child(SPEC, 'ipFamilies'), detail));
  if (valueAt(spec, 'ipFamilyPolicy') !== undefined)
    errors.push(forbidden(child(SPEC, 'ipFamilyPolicy'), detail));
  if (name === '') return [...errors, required(nameAt)];
  return [...errors, ...invalids(nameAt, name, dnsSubdomainComplaints(name))];
}

function servicePortErrors(
  at: Place,
  port: Plain,
  needsName: boolean,
  names: Set<string>,
): FieldErrors {
  const name = textAt(port, 'name');
  const number = numberAt(port, 'port') ?? 0;
  const protocol = textAt(port, 'protocol') || 'TCP';
  const app = optionalTextAt(port, 'appProtocol');
  const errors = [];
  if (name === '' && needsName) errors.push(required(child(at, 'name')));
  else if (name !== '') {
    errors.push(...invalids(child(at, 'name'), name, dnsLabelComplaints(name)));
    if (names.has(name)) errors.push(duplicate(child(at, 'name'), name));
    names.add(name);
  }
  return [
    ...errors,
    ...invalids(child(at, 'port'), number, portNumberComplaints(number)),
    ...(PROTOCOLS.includes(protocol)
      ? []
      : [unsupported(child(at, 'protocol'), protocol, PROTOCOLS)]),
    ...portErrors(child(at, 'targetPort'), valueAt(port, 'targetPort') ?? number),
    ...(app === undefined ? [] : labelKeyErrors(child(at, 'appProtocol'), app)),
  ];
}

const MAX_AFFINITY_SECONDS = 86400;

function affinityErrors(spec: Plain): FieldErrors {
  const affinity = textAt(spec, 'sessionAffinity') || 'None';
  const known = ['ClientIP', 'None'];
  if (!known.includes(affinity))
    return [unsupported(child(SPEC, 'sessionAffinity'), affinity, known)];
  const config = plainAt(spec, 'sessionAffinityConfig');
  if (affinity === 'None') {
    if (config === undefined) return [];
    return [
      forbidden(
        child(SPEC, 'sessionAffinityConfig'),
        'must not be set when session affinity is None',
      ),
    ];
  }
  const seconds = numberAt(plainAt(config, 'clientIP'), 'timeoutSeconds') ?? 10800;
  if (seconds > 0 && seconds <= MAX_AFFINITY_SECONDS) return [];
  const at = child(SPEC, 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds');
  return [invalid(at, seconds, `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`)];
}

const FAMILIES = ['IPv4', 'IPv6'];
const FAMILY_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

function clusterIPErrors(spec: Plain): FieldErrors {
  const one = textAt(spec, 'clusterIP');
  const ips = listAt(spec, 'clusterIPs').map(String);
  const families = listAt(spec, 'ipFamilies').map(String);
  const ipsAt = child(SPEC, 'clusterIPs');
  const familiesAt = child(SPEC, 'ipFamilies');
  const policy = optionalTextAt(spec, 'ipFamilyPolicy');
  const errors = [];
  if (one !== '' && ips.length > 0 && ips[0] !== one) {
    errors.push(invalid(ipsAt, ips, 'first value must match `clusterIP`'));
  }
  const seen = new Set<string>();
  for (const [index, family] of families.entries()) {
    if (!FAMILIES.includes(family))
      errors.push(unsupported(item(familiesAt, index), family, FAMILIES));
    if (seen.has(family)) errors.push(duplicate(item(familiesAt, index), family));
    seen.add(family);
  }
  if (policy !== undefined && !FAMILY_POLICIES.includes(policy)) {
    errors.push(unsupported(child(SPEC, 'ipFamilyPolicy'), policy, FAMILY_POLICIES));
  }
  const isNone = ips[0] === 'None';
  const wrong = ips.flatMap((ip, index) =>
    isNone && index === 0 ? [] : invalids(item(ipsAt, index), ip, ipComplaints(ip)),
  );
  if (isNone && ips.length > 1)
    errors.push(invalid(ipsAt, ips, "'None' must be the first and only value"));
  errors.push(...wrong);
  if (ips.length > 2) errors.push(invalid(ipsAt, ips, 'may only hold up to 2 values'));
  if (wrong.length > 0 || (isNone && ips.length > 1)) return errors;
  if (ips.length > 1 && new Set(ips.map(ipFamily)).size < 2) {
    errors.push(invalid(ipsAt, ips, 'may specify no more than one IP for each IP family'));
  }
  if (isNone) return errors;
  for (const [index, ip] of ips.entries()) {
    const family = families[index];
    // The default family stands in for one that was not written.
    const isWritten =
      family !== undefined && FAMILIES.includes(family) && ips.length <= families.length;
    if (!isWritten || ipFamily(ip) === family) continue;
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    errors.push(invalid(item(ipsAt, index), ip, detail));
  }
  return errors;
}

function externalIPErrors(spec: Plain): FieldErrors {
  return listAt(spec, 'externalIPs').flatMap((value, index) => {
    const ip = String(value);
    const at = item(child(SPEC, 'externalIPs'), index);
    const complaints = ipComplaints(ip);
    return invalids(at, ip, complaints.length > 0 ? complaints : specialIPComplaints(ip));
  });
}

/** Ports that two entries claim. */
function portClashErrors(place: Place, ports: readonly Plain[], type: string): FieldErrors {
  const errors = [];
  const nodePortOf = (port: Plain): number => numberAt(port, 'nodePort') ?? 0;
  const protocolOf = (port: Plain): string => textAt(port, 'protocol') || 'TCP';
  if (type === 'ClusterIP') {
    for (const [index, port] of ports.entries()) {
      if (nodePortOf(port) === 0) continue;
      const detail = "may not be used when `type` is 'ClusterIP'";
      errors.push(forbidden(child(item(place, index), 'nodePort'), detail));
    }
  }
  const nodePorts = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const number = nodePortOf(port);
    const key = `${protocolOf(port)}/${number}`;
    if (number !== 0 && nodePorts.has(key)) {
      errors.push(duplicate(child(item(place, index), 'nodePort'), number));
    }
    nodePorts.add(key);
  }
  const seen = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const number = numberAt(port, 'port') ?? 0;
    const protocol = protocolOf(port);
    const key = `${protocol}/${number}`;
    if (seen.has(key)) {
      const value = goStruct({
        Name: '',
        Protocol: protocol,
        AppProtocol: null,
        Port: number,
        TargetPort: 0,
        NodePort: 0,
      });
      errors.push(duplicate(item(place, index), value));
    }
    seen.add(key);
  }
  return errors;
}

const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

function sourceRangeErrors(service: Plain, spec: Plain, type: string): FieldErrors {
  const ranges = listAt(spec, 'loadBalancerSourceRanges').map((range) => String(range).trim());
  const meant = child(SPEC, 'loadBalancerSourceRanges');
  const at: Place = { path: meant.path, field: 'spec.LoadBalancerSourceRanges' };
  const wrongType = type !== 'LoadBalancer';
  if (ranges.length > 0) {
    return [
      ...(wrongType ? [forbidden(at, ONLY_LOAD_BALANCER)] : []),
      ...ranges.flatMap((range, index) => invalids(item(at, index), range, cidrComplaints(range))),
    ];
  }
  const annotation = textMapAt(plainAt(service, 'metadata'), 'annotations')[SOURCE_RANGES];
  if (annotation === undefined) return [];
  const annotationAt = entry(child(rootPlace('metadata'), 'annotations'), SOURCE_RANGES);
  const written =
    annotation.trim() === '' ? [] : annotation.split(',').map((range) => range.trim());
  return [
    ...(wrongType ? [forbidden(annotationAt, ONLY_LOAD_BALANCER)] : []),
    ...written.flatMap((range) => invalids(annotationAt, range, cidrComplaints(range))),
  ];
}

function loadBalancerErrors(spec: Plain, type: string): FieldErrors {
  const className = optionalTextAt(spec, 'loadBalancerClass');
  const classAt = child(SPEC, 'loadBalancerClass');
  const errors = [];
  if (booleanAt(spec, 'allocateLoadBalancerNodePorts') !== undefined && type !== 'LoadBalancer') {
    errors.push(forbidden(child(SPEC, 'allocateLoadBalancerNodePorts'), ONLY_LOAD_BALANCER));
  }
  if (className === undefined) return errors;
  if (type !== 'LoadBalancer') return [...errors, forbidden(classAt, ONLY_LOAD_BALANCER)];
  return [...errors, ...invalids(classAt, className, qualifiedNameComplaints(className))];
}

const POLICIES = ['Cluster', 'Local'];

function trafficErrors(spec: Plain, type: string): FieldErrors {
  const external = textAt(spec, 'externalTrafficPolicy');
  const internal = optionalTextAt(spec, 'internalTrafficPolicy');
  const distribution = optionalTextAt(spec, 'trafficDistribution');
  const healthPort = numberAt(spec, 'healthCheckNodePort') ?? 0;
  const isExternal =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && listAt(spec, 'externalIPs').length > 0);
  const externalAt = child(SPEC, 'externalTrafficPolicy');
  const errors = [];
  if (!isExternal && external !== '') {
    errors.push(
      invalid(externalAt, external, 'may only be set for externally-accessible services'),
    );
  } else if (external !== '' && !POLICIES.includes(external)) {
    errors.push(unsupported(externalAt, external, POLICIES));
  }
  if (healthPort !== 0 && !(type === 'LoadBalancer' && external === 'Local')) {
    const detail =
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid(child(SPEC, 'healthCheckNodePort'), healthPort, detail));
  }
  if (internal !== undefined && !POLICIES.includes(internal)) {
    errors.push(unsupported(child(SPEC, 'internalTrafficPolicy'), internal, POLICIES));
  }
  const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
  if (distribution !== undefined && !distributions.includes(distribution)) {
    errors.push(unsupported(child(SPEC, 'trafficDistribution'), distribution, distributions));
  }
  return errors;
}

/** The cluster's addresses stay with a Service; so do its families and its class. */
export function serviceUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const before = withClusterIPs(plainOf(valueAt(old, 'spec')));
  const own = plainOf(valueAt(changed, 'spec'));
  // A client that leaves out what the server allocated keeps it.
  const kept = { ...own, clusterIP: textAt(own, 'clusterIP') || textAt(before, 'clusterIP') };
  const isExternal = [before, own].some((spec) => textAt(spec, 'type') === 'ExternalName');
  const after = withClusterIPs(isExternal ? own : kept);
  return [
    ...metadataUpdateErrors(old, changed),
    ...(isExternal ? [] : addressUpdateErrors(before, after)),
    ...(textAt(before, 'type') === 'LoadBalancer' && textAt(after, 'type') === 'LoadBalancer'
      ? classUpdateErrors(before, after)
      : []),
    ...serviceSpecErrors(changed, after),
  ];
}

function classUpdateErrors(before: Plain, after: Plain): FieldErrors {
  const [old, now] = [valueAt(before, 'loadBalancerClass'), valueAt(after, 'loadBalancerClass')];
  return old === now
    ? []
    : [invalid(child(SPEC, 'loadBalancerClass'), now, 'may not change once set')];
}

function addressUpdateErrors(before: Plain, after: Plain): FieldErrors {
  if (isHeadless(before) && isHeadless(after)) return [];
  const [old, now] = [listAt(before, 'clusterIPs'), listAt(after, 'clusterIPs')];
  const at = item(child(SPEC, 'clusterIPs'), 0);
  const errors =
    old.length > 0 && now.length > 0 && old[0] !== now[0]
      ? [invalid(at, now, 'may not change once set')]
      : [];
  if (old.length > 0 && now.length === 0)
    errors.push(invalid(at, now, 'primary clusterIP can not be unset'));
  if (isHeadless(before) !== isHeadless(after)) return errors;
  const [oldFamilies, families] = [listAt(before, 'ipFamilies'), listAt(after, 'ipFamilies')];
  if (oldFamilies.length > 0 && families.length > 0 && oldFamilies[0] !== families[0]) {
    errors.push(invalid(item(child(SPEC, 'ipFamilies'), 0), families, 'may not change once set'));
  }
  return errors;
}

// ---- endpoints -------------------------------------------------------------------------------------------------

export function endpointsErrors(object: Plain): FieldErrors {
  const subsetsAt = rootPlace('subsets');
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...plainListAt(object, 'subsets').flatMap((subset, index) => {
      const at = item(subsetsAt, index);
      const ports = plainListAt(subset, 'ports');
      const lists = ['addresses', 'notReadyAddresses'];
      const isEmpty = lists.every((field) => listAt(subset, field).length === 0);
      return [
        ...(isEmpty ? [required(at, 'must specify `addresses` or `notReadyAddresses`')] : []),
        ...lists.flatMap((field) =>
          plainListAt(subset, field).flatMap((address, addressIndex) =>
            addressErrors(item(child(at, field), addressIndex), address),
          ),
        ),
        ...ports.flatMap((port, portIndex) =>
          endpointPortErrors(item(child(at, 'ports'), portIndex), port, ports.length > 1),
        ),
      ];
    }),
  ];
}

function addressErrors(at: Place, address: Plain): FieldErrors {
  const ip = textAt(address, 'ip');
  const hostname = textAt(address, 'hostname');
  const node = optionalTextAt(address, 'nodeName');
  return [
    ...invalids(child(at, 'ip'), ip, ipComplaints(ip)),
    ...(hostname === ''
      ? []
      : invalids(child(at, 'hostname'), hostname, dnsLabelComplaints(hostname))),
    ...(node === undefined
      ? []
      : invalids(child(at, 'nodeName'), node, dnsSubdomainComplaints(node))),
    ...invalids(child(at, 'ip'), ip, specialIPComplaints(ip)),
  ];
}

function endpointPortErrors(at: Place, port: Plain, needsName: boolean): FieldErrors {
  const name = textAt(port, 'name');
  const number = numberAt(port, 'port') ?? 0;
  const protocol = textAt(port, 'protocol') || 'TCP';
  const app = optionalTextAt(port, 'appProtocol');
  return [
    ...(name === ''
      ? needsName
        ? [required(child(at, 'name'))]
        : []
      : invalids(child(at, 'name'), name, dnsLabelComplaints(name))),
    ...invalids(child(at, 'port'), number, portNumberComplaints(number)),
    ...(PROTOCOLS.includes(protocol)
      ? []
      : [unsupported(child(at, 'protocol'), protocol, PROTOCOLS)]),
    ...(app === undefined ? [] : labelKeyErrors(child(at, 'appProtocol'), app)),
  ];
}

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];

export function endpointSliceErrors(object: Plain): FieldErrors {
  const type = textAt(object, 'addressType');
  const typeAt = rootPlace('addressType');
  const portsAt = rootPlace('ports');
  const names = new Set<string>();
  const ports = plainListAt(object, 'ports');
  return [
    ...metadataErrors(object, dnsSubdomainComplaints),
    ...(type === ''
      ? [required(typeAt)]
      : ADDRESS_TYPES.includes(type)
        ? []
        : [unsupported(typeAt, type, ADDRESS_TYPES)]),
    ...plainListAt(object, 'endpoints').flatMap((endpoint, index) =>
      sliceEndpointErrors(item(rootPlace('endpoints'), index), endpoint, type),
    ),
    ...ports.flatMap((port, index) => {
      const at = item(portsAt, index);
      const name = textAt(port, 'name');
      const protocol = textAt(port, 'protocol') || 'TCP';
      const number = numberAt(port, 'port');
      const errors =
        name === '' ? [] : [...invalids(child(at, 'name'), name, dnsLabelComplaints(name))];
      if (names.has(name)) errors.push(duplicate(child(at, 'name'), name));
      names.add(name);
      if (!PROTOCOLS.includes(protocol))
        errors.push(unsupported(child(at, 'protocol'), protocol, PROTOCOLS));
      if (number !== undefined)
        errors.push(...invalids(child(at, 'port'), number, portNumberComplaints(number)));
      return errors;
    }),
  ];
}

function sliceEndpointErrors(at: Place, endpoint: Plain, type: string): FieldErrors {
  const addresses = listAt(endpoint, 'addresses').map(String);
  const addressesAt = child(at, 'addresses');
  const errors = [];
  if (addresses.length === 0) errors.push(required(addressesAt, 'must contain at least 1 address'));
  if (addresses.length > 100) errors.push(tooMany(addressesAt, addresses.length, 100));
  for (const [index, address] of addresses.entries()) {
    const addressAt = item(addressesAt, index);
    if (type === 'FQDN')
      errors.push(...invalids(addressAt, address, dnsSubdomainComplaints(address)));
    else if (type === 'IPv4' || type === 'IPv6') {
      if (ipFamily(address) !== type)
        errors.push(invalid(addressAt, address, `must be an ${type} address`));
      else errors.push(...invalids(addressAt, address, specialIPComplaints(address)));
    }
  }
  return errors;
}

export function endpointSliceUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  return [
    ...metadataUpdateErrors(old, changed),
    ...endpointSliceErrors(changed),
    ...immutable(
      rootPlace('addressType'),
      valueAt(changed, 'addressType'),
      valueAt(old, 'addressType'),
    ),
  ];
}
