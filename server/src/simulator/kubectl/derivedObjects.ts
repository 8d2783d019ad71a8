// Objects that kubectl makes for others that are there: a Service (`expose`) and an autoscaler (`autoscale`).
import type { KubeObject, Pod, PodTemplate } from '../../schema/objects';
import { type CommandLine, flag } from './commandLine';

type Fields = Readonly<Record<string, unknown>>;
type Labels = Readonly<Record<string, string>>;

export type Derived =
  | { readonly ok: true; readonly object: KubeObject }
  | { readonly ok: false; readonly problem: string };

/** The Service of `kubectl expose`: by the object's selector, labels and ports unless the line says otherwise. */
export function exposed(object: KubeObject, line: CommandLine): Derived {
  const { labels = {} } = object.metadata;
  const selector = pairs(flag(line, 'selector')) ?? selectorOf(object);
  if (selector === undefined)
    return refused(
      `couldn't retrieve selectors via --selector flag or introspection: the ${object.kind.toLowerCase()} has no labels and cannot be exposed`,
    );
  const ports = portsFor(object, line);
  if (ports.length === 0) return refused("couldn't find port via --port flag or introspection");
  const own = pairs(flag(line, 'labels')) ?? labels;
  const metadata = {
    name: flag(line, 'name') ?? object.metadata.name ?? '',
    ...(Object.keys(own).length === 0 ? {} : { labels: own }),
  };
  const clusterIP = flag(line, 'cluster-ip');
  const type = flag(line, 'type');
  const spec = {
    selector,
    ports,
    ...(type === undefined ? {} : { type }),
    ...(clusterIP === undefined ? {} : { clusterIP }),
  };
  return { ok: true, object: { apiVersion: 'v1', kind: 'Service', metadata, spec } };
}

function refused(text: string): Derived {
  return { ok: false, problem: `error: ${text}` };
}

function pairs(text: string | undefined): Labels | undefined {
  if (text === undefined) return undefined;
  return Object.fromEntries(
    text.split(',').map((part) => [part.split('=')[0] ?? '', part.split('=')[1] ?? '']),
  );
}

function selectorOf(object: KubeObject): Labels | undefined {
  const { labels } = object.metadata;
  if (object.kind === 'Pod')
    return labels === undefined || Object.keys(labels).length === 0 ? undefined : labels;
  const selector = (object['spec'] as Fields | undefined)?.['selector'] as Fields | undefined;
  return (selector?.['matchLabels'] ?? selector) as Labels | undefined;
}

interface Port {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
  readonly targetPort: number | string;
}

/** What `--port` says, else what the containers declare; several get names. */
function portsFor(object: KubeObject, line: CommandLine): readonly Port[] {
  const target = flag(line, 'target-port');
  const targetPort = target !== undefined && /^\d+$/.test(target) ? Number(target) : target;
  const given = flag(line, 'port');
  const protocol = flag(line, 'protocol');
  const declared =
    given === undefined
      ? declaredPorts(object)
      : given.split(',').map((port) => ({ port: Number(port), protocol: 'TCP' }));
  return declared.map(({ port, protocol: own }, i) => ({
    ...(declared.length > 1 ? { name: `port-${i + 1}` } : {}),
    port,
    protocol: protocol ?? own,
    targetPort: targetPort ?? port,
  }));
}

function declaredPorts(object: KubeObject): readonly { port: number; protocol: string }[] {
  const spec = object['spec'] as { readonly template?: PodTemplate; readonly ports?: unknown };
  if (object.kind === 'Service')
    return ((spec.ports ?? []) as readonly Port[]).map(({ port, protocol = 'TCP' }) => ({
      port,
      protocol,
    }));
  const { containers = [] } =
    object.kind === 'Pod' ? (object as Pod).spec : (spec.template?.spec ?? {});
  return containers.flatMap(({ ports = [] }) =>
    ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })),
  );
}

/** The autoscaler of `kubectl autoscale`. */
export function autoscaled(object: KubeObject, line: CommandLine): Derived {
  const max = Number(flag(line, 'max') ?? -1);
  const min = Number(flag(line, 'min') ?? -1);
  if (max < 1) return refused(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min)
    return refused(
      `--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`,
    );
  const cpu = flag(line, 'cpu-percent') ?? flag(line, 'cpu')?.replace(/%$/, '');
  const { apiVersion, kind, metadata } = object;
  const { name = '' } = metadata;
  const target = { type: 'Utilization', averageUtilization: Number(cpu) };
  return {
    ok: true,
    object: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: flag(line, 'name') ?? name },
      spec: {
        scaleTargetRef: { apiVersion, kind, name },
        maxReplicas: max,
        ...(min < 1 ? {} : { minReplicas: min }),
        ...(cpu === undefined
          ? {}
          : { metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }] }),
      },
    },
  };
}
