// What `kubectl describe` says of configuration, quotas, ranges, budgets and accounts.
import type { KubeObject } from '../../schema/objects';
import { selectorText } from '../../schema/printing/cells';
import { type Fields, fieldsOf, headLines, timeText } from './describeParts';
import type { Cluster } from './session';

type Words = Readonly<Record<string, string>>;

export function describeConfigMap(_cluster: Cluster, object: KubeObject): string {
  const data = Object.entries((object['data'] ?? {}) as Words).sort(byKey);
  const binary = Object.entries((object['binaryData'] ?? {}) as Words).sort(byKey);
  return [
    headLines(object),
    '\nData\n====\n',
    ...data.map(([key, value]) => `${key}:\n----\n${value}\n\n`),
    '\nBinaryData\n====\n',
    ...binary.map(([key, value]) => `${key}: ${bytesIn(value)} bytes\n`),
    '\n',
  ].join('');
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

/** How many bytes a base64 text stands for. */
function bytesIn(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.floor((base64.length * 3) / 4) - padding;
}

/** The values stay secret: only their size is told. */
export function describeSecret(_cluster: Cluster, object: KubeObject): string {
  const data = Object.entries((object['data'] ?? {}) as Words).sort(byKey);
  return [
    headLines(object),
    `\nType:\t${String(object['type'] ?? 'Opaque')}\n`,
    '\nData\n====\n',
    ...data.map(([key, value]) => `${key}:\t${bytesIn(value)} bytes\n`),
  ].join('');
}

export function describeServiceAccount(_cluster: Cluster, object: KubeObject): string {
  const names = (list: unknown) =>
    ((list ?? []) as readonly Fields[]).map(({ name }) => String(name));
  const lines = (title: string, list: readonly string[]) =>
    list.length === 0
      ? `${title}:\t<none>\n`
      : list.map((name, i) => `${i === 0 ? `${title}:` : ''}\t${name}\n`).join('');
  return [
    headLines(object),
    lines('Image pull secrets', names(object['imagePullSecrets'])),
    lines('Mountable secrets', names(object['secrets'])),
    lines('Tokens', []),
  ].join('');
}

export function describeQuota(_cluster: Cluster, object: KubeObject): string {
  const { name, namespace } = object.metadata;
  return `Name:\t${name}\nNamespace:\t${namespace}\n${quotaRows(object, '')}`;
}

/** @param indent what each row begins with */
export function quotaRows(object: KubeObject, indent: string): string {
  const { hard, used } = fieldsOf(object['status']);
  const limits = fieldsOf(hard ?? fieldsOf(object['spec'])['hard']);
  const rows = Object.keys(limits)
    .sort()
    .map((name) => {
      const now = fieldsOf(used)[name] ?? '0';
      return `${indent}${name}\t${String(now)}\t${String(limits[name])}\n`;
    });
  return [
    `${indent}Resource\tUsed\tHard\n`,
    `${indent}--------\t${indent === '' ? '----' : '---'}\t${indent === '' ? '----' : '---'}\n`,
    ...rows,
  ].join('');
}

export function describeLimitRange(_cluster: Cluster, object: KubeObject): string {
  const { name, namespace } = object.metadata;
  return `Name:\t${name}\nNamespace:\t${namespace}\n${limitRows(object, '')}`;
}

const LIMIT_FIELDS = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'] as const;

export function limitRows(object: KubeObject, indent: string): string {
  const limits = (fieldsOf(object['spec'])['limits'] ?? []) as readonly Fields[];
  const rows = limits.flatMap((limit) => {
    const names = new Set(LIMIT_FIELDS.flatMap((field) => Object.keys(fieldsOf(limit[field]))));
    return [...names].sort().map((name) => {
      const cells = LIMIT_FIELDS.map((field) => String(fieldsOf(limit[field])[name] ?? '-'));
      return `${indent}${String(limit['type'])}\t${name}\t${cells.join('\t')}\n`;
    });
  });
  return [
    `${indent}Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n`,
    `${indent}----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n`,
    ...rows,
  ].join('');
}

export function describeBudget(_cluster: Cluster, object: KubeObject): string {
  const [spec, status] = [fieldsOf(object['spec']), fieldsOf(object['status'])];
  const { name, namespace } = object.metadata;
  const bound =
    spec['minAvailable'] === undefined
      ? `Max unavailable:\t${String(spec['maxUnavailable'] ?? '')}\n`
      : `Min available:\t${String(spec['minAvailable'])}\n`;
  const count = (field: string) => String(status[field] ?? 0);
  return [
    `Name:\t${name}\nNamespace:\t${namespace}\n`,
    bound,
    `Selector:\t${spec['selector'] === undefined ? '<unset>' : selectorText(spec['selector'])}\n`,
    'Status:\n',
    `    Allowed disruptions:\t${count('disruptionsAllowed')}\n`,
    `    Current:\t${count('currentHealthy')}\n`,
    `    Desired:\t${count('desiredHealthy')}\n`,
    `    Total:\t${count('expectedPods')}\n`,
  ].join('');
}

export function describeAutoscaler(_cluster: Cluster, object: KubeObject): string {
  const [spec, status] = [fieldsOf(object['spec']), fieldsOf(object['status'])];
  const target = fieldsOf(spec['scaleTargetRef']);
  const reference = `${String(target['kind'])}/${String(target['name'])}`;
  const metrics = ((spec['metrics'] ?? []) as readonly Fields[]).map((metric) => {
    const { name, target: wanted } = fieldsOf(metric['resource']);
    const { averageUtilization, averageValue } = fieldsOf(wanted);
    return averageUtilization === undefined
      ? `  resource ${String(name)} on pods:\t<unknown> / ${String(averageValue)}\n`
      : `  resource ${String(name)} on pods  (as a percentage of request):\t<unknown> / ${String(averageUtilization)}%\n`;
  });
  const count = (field: string) => String(status[field] ?? 0);
  return [
    headLines(object),
    `CreationTimestamp:\t${timeText(object.metadata.creationTimestamp)}\n`,
    `Reference:\t${reference}\n`,
    'Metrics:\t( current / target )\n',
    ...metrics,
    `Min replicas:\t${String(spec['minReplicas'] ?? 1)}\n`,
    `Max replicas:\t${String(spec['maxReplicas'])}\n`,
    `${String(target['kind'])} pods:\t${count('currentReplicas')} current / ${count('desiredReplicas')} desired\n`,
  ].join('');
}
