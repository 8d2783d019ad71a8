// The objects that `kubectl create KIND …` and `kubectl run` make from flags.
import type { KubeObject } from '../../schema/objects';
import type { StoreView } from '../api/store';
import { type CommandLine, flag, isOn } from './commandLine';

/** Undefined for kinds that this client does not make. */
export function createdByCommand(
  line: CommandLine,
  view: StoreView,
  namespace: string,
): KubeObject | undefined {
  const [kind = '', ...names] = line.positional;
  const name = names.at(-1) ?? '';
  const metadata = { name };
  switch (kind) {
    case 'configmap':
    case 'cm':
      return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: literals(line) };
    case 'secret':
      return {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata,
        type: names[0] === 'tls' ? 'kubernetes.io/tls' : 'Opaque',
        data: mapValues(literals(line), base64),
      };
    case 'namespace':
    case 'ns':
      return { apiVersion: 'v1', kind: 'Namespace', metadata };
    case 'serviceaccount':
    case 'sa':
      return { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
    case 'deployment':
    case 'deploy':
      return workload('apps/v1', 'Deployment', name, line);
    case 'job':
      return job(line, name, view, namespace);
    case 'cronjob':
    case 'cj':
      return {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata,
        spec: {
          schedule: flag(line, 'schedule') ?? '',
          jobTemplate: {
            metadata,
            spec: jobSpec(line, name, flag(line, 'restart') ?? 'OnFailure'),
          },
        },
      };
    case 'priorityclass':
    case 'pc':
      return {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata,
        value: Number(flag(line, 'value') ?? 0),
        globalDefault: isOn(line, 'global-default'),
      };
    case 'poddisruptionbudget':
    case 'pdb':
      return disruptionBudget(line, name);
    case 'service':
    case 'svc':
      return service(line, names[0] ?? '', name);
    case 'quota':
    case 'resourcequota':
      return {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata,
        spec: { hard: pairs(flag(line, 'hard')) },
      };
    default:
      return undefined;
  }
}

function literals(line: CommandLine): Readonly<Record<string, string>> {
  return Object.fromEntries((line.flags.get('from-literal') ?? []).map(pair));
}

function pair(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function pairs(text: string | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((text ?? '').split(',').filter(Boolean).map(pair));
}

function mapValues<T, U>(
  map: Readonly<Record<string, T>>,
  change: (value: T) => U,
): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function commandOf(line: CommandLine, isCommand: boolean): object {
  if (line.rest.length === 0) return {};
  return isCommand ? { command: line.rest } : { args: line.rest };
}

function workload(apiVersion: string, kind: string, name: string, line: CommandLine): KubeObject {
  const labels = { app: name };
  const port = flag(line, 'port');
  return {
    apiVersion,
    kind,
    metadata: { name, labels },
    spec: {
      replicas: Number(flag(line, 'replicas') ?? 1),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: (line.flags.get('image') ?? []).map((image) => ({
            name: containerName(image),
            image,
            ...(port === undefined ? {} : { ports: [{ containerPort: Number(port) }] }),
            ...commandOf(line, true),
          })),
        },
      },
    },
  };
}

/** `registry/library/nginx:1.27` gives `nginx`. */
function containerName(image: string): string {
  return (image.split('/').at(-1) ?? image).split(/[:@]/)[0] ?? image;
}

function job(line: CommandLine, name: string, view: StoreView, namespace: string): KubeObject {
  const from = flag(line, 'from')?.replace(/^cronjobs?\//, '');
  const cronJob = from === undefined ? undefined : view.get('CronJob', namespace, from);
  const template = (cronJob?.['spec'] as { readonly jobTemplate?: KubeObject } | undefined)
    ?.jobTemplate;
  const spec = template?.['spec'] ?? jobSpec(line, name, 'Never');
  const owner = cronJob === undefined ? {} : madeByHand(cronJob);
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, ...owner }, spec };
}

function jobSpec(line: CommandLine, name: string, restartPolicy: string): object {
  const container = { name, image: flag(line, 'image') ?? '', ...commandOf(line, true) };
  return { template: { spec: { restartPolicy, containers: [container] } } };
}

/** A Job made of a CronJob by hand belongs to it all the same. */
function madeByHand({ apiVersion, kind, metadata }: KubeObject): object {
  const { name = '', uid = '' } = metadata;
  return {
    annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
    ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
  };
}

const SERVICE_TYPES: Readonly<Record<string, string>> = {
  nodeport: 'NodePort',
  loadbalancer: 'LoadBalancer',
  externalname: 'ExternalName',
};

/** `create service clusterip web --tcp=80:8080` */
function service(line: CommandLine, type: string, name: string): KubeObject {
  const ports = (line.flags.get('tcp') ?? []).map((text) => {
    const [port = '', target = port] = text.split(':');
    const targetPort = /^\d+$/.test(target) ? Number(target) : target;
    return { name: text.replace(':', '-'), port: Number(port), protocol: 'TCP', targetPort };
  });
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { app: name } },
    spec: { type: SERVICE_TYPES[type] ?? 'ClusterIP', selector: { app: name }, ports },
  };
}

function disruptionBudget(line: CommandLine, name: string): KubeObject {
  const number = (text: string | undefined) =>
    text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
  const minAvailable = number(flag(line, 'min-available'));
  const maxUnavailable = number(flag(line, 'max-unavailable'));
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name },
    spec: {
      ...(minAvailable === undefined ? {} : { minAvailable }),
      ...(maxUnavailable === undefined ? {} : { maxUnavailable }),
      selector: { matchLabels: pairs(flag(line, 'selector')) },
    },
  };
}

/** The Pod of `kubectl run NAME --image=…`. */
export function runPod(line: CommandLine): KubeObject {
  const name = line.positional[0] ?? '';
  const labels = flag(line, 'labels') === undefined ? { run: name } : pairs(flag(line, 'labels'));
  const port = flag(line, 'port');
  const env = (line.flags.get('env') ?? []).map(pair).map(([key, value]) => ({ name: key, value }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: {
      restartPolicy: flag(line, 'restart') ?? 'Always',
      containers: [
        {
          name,
          image: flag(line, 'image') ?? '',
          ...(env.length === 0 ? {} : { env }),
          ...(port === undefined ? {} : { ports: [{ containerPort: Number(port) }] }),
          ...(isOn(line, 'stdin') ? { stdin: true } : {}),
          ...(isOn(line, 'tty') ? { tty: true } : {}),
          ...commandOf(line, isOn(line, 'command')),
        },
      ],
    },
  };
}
