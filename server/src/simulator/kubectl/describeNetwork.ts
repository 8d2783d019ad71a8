// What `kubectl describe` says of Services, their endpoints and Ingresses before the Events.
import type { KubeObject } from '../../schema/objects';
import { selectorText } from '../../schema/printing/cells';
import type { EndpointSlice, Service } from '../../schema/workloads';
import { annotationLines, type Fields, fieldsOf, headLines, labelLines } from './describeParts';
import type { Cluster } from './session';

type Texts = readonly string[] | undefined;

const MOST_ENDPOINTS = 3;

export function describeService(cluster: Cluster, service: KubeObject): string {
  const spec = fieldsOf(service['spec']);
  const optional = (title: string, value: unknown) =>
    value === undefined || value === '' ? '' : `${title}:\t${String(value)}\n`;
  const joined = (name: string) => ((spec[name] as Texts) ?? []).join(',');
  const ports = (spec['ports'] ?? []) as readonly Fields[];
  return [
    headLines(service),
    `Selector:\t${selectorText(spec['selector'])}\n`,
    `Type:\t${String(spec['type'])}\n`,
    optional('IP Family Policy', spec['ipFamilyPolicy']),
    `IP Families:\t${joined('ipFamilies') || '<none>'}\n`,
    `IP:\t${String(spec['clusterIP'] ?? '')}\n`,
    `IPs:\t${joined('clusterIPs') || '<none>'}\n`,
    optional('External IPs', joined('externalIPs')),
    optional('Desired LoadBalancer IP', spec['loadBalancerIP']),
    optional('External Name', spec['externalName']),
    ...ports.map((port) => portLines(cluster, service as Service, port)),
    `Session Affinity:\t${String(spec['sessionAffinity'] ?? '')}\n`,
    optional('External Traffic Policy', spec['externalTrafficPolicy']),
    optional('Internal Traffic Policy', spec['internalTrafficPolicy']),
    optional('LoadBalancer Source Ranges', joined('loadBalancerSourceRanges')),
  ].join('');
}

function portLines(cluster: Cluster, service: Service, port: Fields): string {
  const name = String(port['name'] ?? '<unset>');
  const protocol = String(port['protocol'] ?? 'TCP');
  const nodePort = Number(port['nodePort'] ?? 0);
  const slices = slicesOf(cluster, service);
  return [
    `Port:\t${name}\t${String(port['port'])}/${protocol}\n`,
    `TargetPort:\t${String(port['targetPort'] ?? port['port'])}/${protocol}\n`,
    nodePort === 0 ? '' : `NodePort:\t${name}\t${nodePort}/${protocol}\n`,
    `Endpoints:\t${endpointsText(slices, String(port['name'] ?? ''))}\n`,
  ].join('');
}

function slicesOf(cluster: Cluster, { metadata }: Service): readonly EndpointSlice[] {
  const slices: EndpointSlice[] = [];
  for (const slice of cluster.store.list('EndpointSlice', metadata.namespace ?? ''))
    if (slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name)
      slices.push(slice as EndpointSlice);
  return slices;
}

/** The first three that are ready, and how many more there are. */
function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const ready: string[] = [];
  for (const { ports = [], endpoints } of slices)
    for (const { name, port } of ports.length === 0 ? [NO_PORT] : ports) {
      if (port !== undefined && (name ?? '') !== portName) continue;
      for (const { addresses, conditions } of endpoints ?? [])
        if (conditions?.ready !== false)
          ready.push(port === undefined ? (addresses[0] ?? '') : `${addresses[0]}:${port}`);
    }
  const shown = ready.slice(0, MOST_ENDPOINTS).join(',');
  return ready.length > MOST_ENDPOINTS
    ? `${shown} + ${ready.length - MOST_ENDPOINTS} more...`
    : shown;
}
const NO_PORT: { readonly name?: string; readonly port?: number } = {};

export function describeEndpointSlice(_cluster: Cluster, object: KubeObject): string {
  const { addressType, ports = [], endpoints = [] } = object as EndpointSlice & Fields;
  return [
    headLines(object),
    `AddressType:\t${String(addressType)}\n`,
    portTable(ports as readonly Fields[], ''),
    endpoints.length === 0 ? 'Endpoints:\t<none>\n' : 'Endpoints:\n',
    ...endpoints.map((endpoint) => endpointLines(endpoint as unknown as Fields)),
  ].join('');
}

function portTable(ports: readonly Fields[], indent: string): string {
  if (ports.length === 0) return `${indent}Ports:\t<unset>\n`;
  const rows = ports.map(
    ({ name, port, protocol }) =>
      `${indent}  ${name === undefined || name === '' ? '<unset>' : String(name)}\t${String(port)}\t${String(protocol)}\n`,
  );
  const head = `${indent}Ports:\n${indent}  Name\tPort\tProtocol\n${indent}  ----\t----\t--------\n`;
  return head + rows.join('');
}

function endpointLines(endpoint: Fields): string {
  const { ready } = fieldsOf(endpoint['conditions']);
  const target = fieldsOf(endpoint['targetRef']);
  const orUnset = (value: unknown) => (value === undefined ? '<unset>' : String(value));
  return [
    `  - Addresses:\t${((endpoint['addresses'] as Texts) ?? []).join(', ')}\n`,
    `    Conditions:\n      Ready:\t${orUnset(ready)}\n`,
    `    Hostname:\t${orUnset(endpoint['hostname'])}\n`,
    target['kind'] === undefined
      ? ''
      : `    TargetRef:\t${String(target['kind'])}/${String(target['name'])}\n`,
    `    NodeName:\t${orUnset(endpoint['nodeName'])}\n`,
    `    Zone:\t${orUnset(endpoint['zone'])}\n`,
  ].join('');
}

export function describeEndpoints(_cluster: Cluster, object: KubeObject): string {
  const subsets = (object['subsets'] ?? []) as readonly Fields[];
  const addresses = (list: unknown) =>
    ((list ?? []) as readonly Fields[]).map(({ ip }) => String(ip)).join(',') || '<none>';
  return [
    headLines(object),
    'Subsets:\n',
    ...subsets.map((subset) =>
      [
        `  Addresses:\t${addresses(subset['addresses'])}\n`,
        `  NotReadyAddresses:\t${addresses(subset['notReadyAddresses'])}\n`,
        portTable((subset['ports'] ?? []) as readonly Fields[], '  '),
        '\n',
      ].join(''),
    ),
  ].join('');
}

export function describeIngress(cluster: Cluster, ingress: KubeObject): string {
  const spec = fieldsOf(ingress['spec']);
  const { namespace = '' } = ingress.metadata;
  const backend = (value: unknown) => backendText(cluster, namespace, fieldsOf(value));
  const rules = ((spec['rules'] ?? []) as readonly Fields[]).flatMap((rule) => [
    `  ${String(rule['host'] ?? '*')}\t\n`,
    ...((fieldsOf(rule['http'])['paths'] ?? []) as readonly Fields[]).map(
      (path) => `  \t${String(path['path'] ?? '')}\t${backend(path['backend'])}\n`,
    ),
  ]);
  const fallback = spec['defaultBackend'];
  return [
    `Name:\t${ingress.metadata.name}\n`,
    labelLines('Labels', ingress.metadata.labels),
    `Namespace:\t${namespace}\n`,
    'Address:\t\n',
    `Ingress Class:\t${String(spec['ingressClassName'] ?? '<none>')}\n`,
    `Default backend:\t${fallback === undefined ? '<default>' : backend(fallback)}\n`,
    'Rules:\n  Host\tPath\tBackends\n  ----\t----\t--------\n',
    ...(rules.length === 0 ? ['  *\t*\t<default>\n'] : rules),
    annotationLines(ingress.metadata.annotations),
  ].join('');
}

function backendText(cluster: Cluster, namespace: string, backend: Fields): string {
  const { name, port } = fieldsOf(backend['service']);
  if (name === undefined) return 'APIGroup: , Kind: , Name: ';
  const wanted = fieldsOf(port)['name'] ?? fieldsOf(port)['number'];
  const service = cluster.store.get('Service', namespace, String(name)) as Service | undefined;
  const text = `${String(name)}:${String(wanted)}`;
  if (service === undefined) return `${text} (<error: services "${String(name)}" not found>)`;
  const found = service.spec?.ports?.find((p) => p.name === wanted || p.port === wanted);
  return `${text} (${endpointsText(slicesOf(cluster, service), found?.name ?? '')})`;
}
