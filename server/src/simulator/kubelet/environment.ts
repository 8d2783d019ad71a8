// The environment of a container: `env`, `envFrom`, Services, and the references among them.
// Rules: L-SYN-14 (texts of CreateContainerConfigError).
import type { Container, EnvVar, KubeObject, Pod } from '../../schema/objects';
import type { StoreView } from '../api/store';
import { limitsWithout, type PodAddresses, podField, resourceField } from './podFields';
import { objectEntries } from './volumePlans';

export type EnvironmentResult =
  | { readonly kind: 'env'; readonly env: ReadonlyMap<string, string> }
  | { readonly kind: 'refused'; readonly text: string };

export interface EnvironmentInput {
  readonly view: StoreView;
  readonly pod: Pod;
  readonly container: Container;
  readonly addresses: PodAddresses;
}

class MissingSource {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Values of `env` win over `envFrom`, later ones over earlier ones; Services are the weakest. */
export function buildEnvironment(input: EnvironmentInput): EnvironmentResult {
  const links = serviceVariables(input);
  const { container } = input;
  if (container.env === undefined && container.envFrom === undefined)
    return { kind: 'env', env: mapOf(links) };
  const env = new Map<string, string>(links);
  for (const source of input.container.envFrom ?? []) {
    const problem = addAll(input, env, source);
    if (problem !== undefined) return { kind: 'refused', text: problem.text };
  }
  for (const variable of input.container.env ?? []) {
    const value = variableValue(input, variable, env);
    if (value instanceof MissingSource) return { kind: 'refused', text: value.text };
    if (value !== undefined) env.set(variable.name, value);
  }
  return { kind: 'env', env };
}

function addAll(
  { view, pod }: EnvironmentInput,
  env: Map<string, string>,
  source: NonNullable<Container['envFrom']>[number],
): MissingSource | undefined {
  const ref = source.configMapRef ?? source.secretRef;
  if (ref === undefined) return undefined;
  const kind = source.configMapRef === undefined ? 'Secret' : 'ConfigMap';
  const object = view.get(kind, pod.metadata.namespace ?? '', ref.name ?? '');
  if (object === undefined)
    return ref.optional === true
      ? undefined
      : new MissingSource(`${kind.toLowerCase()} "${ref.name ?? ''}" not found`);
  for (const [key, value] of objectEntries(object)) env.set(`${source.prefix ?? ''}${key}`, value);
  return undefined;
}

function variableValue(
  input: EnvironmentInput,
  variable: EnvVar,
  env: ReadonlyMap<string, string>,
): string | undefined | MissingSource {
  const { valueFrom } = variable;
  if (valueFrom === undefined) return expandReferences(variable.value ?? '', env);
  if (valueFrom.configMapKeyRef !== undefined)
    return fromObject(input, 'ConfigMap', valueFrom.configMapKeyRef);
  if (valueFrom.secretKeyRef !== undefined)
    return fromObject(input, 'Secret', valueFrom.secretKeyRef);
  if (valueFrom.fieldRef !== undefined)
    return podField(input.pod, valueFrom.fieldRef.fieldPath, input.addresses) ?? '';
  if (valueFrom.resourceFieldRef !== undefined)
    return resourceField(
      input.pod,
      valueFrom.resourceFieldRef,
      limitsWithout(input.view, input.pod),
      input.container.name,
    );
  return '';
}

function fromObject(
  { view, pod }: EnvironmentInput,
  kind: 'ConfigMap' | 'Secret',
  ref: { readonly name?: string; readonly key: string; readonly optional?: boolean },
): string | undefined | MissingSource {
  const { name = '', key, optional } = ref;
  const namespace = pod.metadata.namespace ?? '';
  const object = view.get(kind, namespace, name);
  if (object === undefined)
    return optional === true
      ? undefined
      : new MissingSource(`${kind.toLowerCase()} "${name}" not found`);
  const value = objectEntries(object).get(key);
  if (value !== undefined) return value;
  if (optional === true) return undefined;
  return new MissingSource(`couldn't find key ${key} in ${kind} ${namespace}/${name}`);
}

/** `$(NAME)` becomes the value where there is one; `$$(NAME)` becomes `$(NAME)`. */
export function expandReferences(text: string, env: ReadonlyMap<string, string>): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) => {
    if (whole === '$$') return '$';
    return (name === undefined ? undefined : env.get(name)) ?? whole;
  });
}

/** The names in `$(NAME)`. */
export function referencesOf(text: string): readonly string[] {
  return [...text.matchAll(/\$\$|\$\(([^)]*)\)/g)].flatMap(([, name]) => name ?? []);
}

interface ServiceSpec {
  readonly clusterIP?: string;
  readonly ports?: readonly {
    readonly name?: string;
    readonly port: number;
    readonly protocol?: string;
  }[];
}

/** Services of the namespace that were there before the container; the API server's own everywhere. */
type Variables = readonly (readonly [name: string, value: string])[];

function serviceVariables({ view, pod }: EnvironmentInput): Variables {
  const namespace = pod.metadata.namespace ?? '';
  const master = view.get('Service', 'default', 'kubernetes');
  const links = master === undefined ? NO_VARIABLES : variablesOf(master);
  if (pod.spec['enableServiceLinks'] === false || view.count('Service', namespace) === 0)
    return links;
  const others: Variables[] = [];
  for (const service of view.list('Service', namespace))
    if (service !== master) others.push(variablesOf(service));
  return others.length === 0 ? links : [...links, ...others.flat()];
}

const NO_VARIABLES: Variables = [];
/** Each Pod of a namespace has the same ones. */
const VARIABLES = new WeakMap<KubeObject, Variables>();
const MAPS = new WeakMap<Variables, ReadonlyMap<string, string>>();

function mapOf(variables: Variables): ReadonlyMap<string, string> {
  let map = MAPS.get(variables);
  if (map === undefined) MAPS.set(variables, (map = new Map(variables)));
  return map;
}

function variablesOf(service: KubeObject): Variables {
  let variables = VARIABLES.get(service);
  if (variables === undefined) VARIABLES.set(service, (variables = [...linkVariables(service)]));
  return variables;
}

function* linkVariables(service: KubeObject): Iterable<readonly [string, string]> {
  const { clusterIP, ports = [] } = (service['spec'] ?? {}) as ServiceSpec;
  const [first] = ports;
  if (clusterIP === undefined || clusterIP === '' || clusterIP === 'None' || first === undefined)
    return;
  const name = envName(service.metadata.name ?? '');
  yield [`${name}_SERVICE_HOST`, clusterIP];
  yield [`${name}_SERVICE_PORT`, String(first.port)];
  for (const port of ports)
    if (port.name !== undefined)
      yield [`${name}_SERVICE_PORT_${envName(port.name)}`, String(port.port)];
  yield [`${name}_PORT`, `${(first.protocol ?? 'TCP').toLowerCase()}://${clusterIP}:${first.port}`];
  for (const { port, protocol = 'TCP' } of ports) {
    const prefix = `${name}_PORT_${port}_${protocol}`;
    yield [prefix, `${protocol.toLowerCase()}://${clusterIP}:${port}`];
    yield [`${prefix}_PROTO`, protocol.toLowerCase()];
    yield [`${prefix}_PORT`, String(port)];
    yield [`${prefix}_ADDR`, clusterIP];
  }
}

function envName(name: string): string {
  return name.toUpperCase().replaceAll(/[-.]/g, '_');
}
