// The containers in a description, of a Pod or of a Pod template. Rules: L-CLI-12, L-CLI-13.
import type {
  Container,
  ContainerStateStatus,
  ContainerStatus,
  EnvVar,
  Handler,
  Probe,
  ResourceList,
} from '../../schema/objects';
import { timeText } from './describeParts';

/** @param inTemplate templates indent their containers' names by one blank more */
export function describeContainers(
  title: string,
  containers: readonly Container[],
  statuses: readonly ContainerStatus[] | undefined,
  inTemplate = false,
): string {
  const [outer, name] = inTemplate ? ['  ', '   '] : ['', '  '];
  const described = containers.map((container) => {
    const status = statuses?.find((candidate) => candidate.name === container.name);
    return `${name}${container.name}:\n${containerLines(container, status)
      .map((row) => `    ${row}\n`)
      .join('')}`;
  });
  return `${outer}${title}:\n${described.join('')}`;
}

function containerLines(
  container: Container,
  status: ContainerStatus | undefined,
): readonly string[] {
  return [
    ...(status === undefined ? [] : [`Container ID:\t${status.containerID ?? ''}`]),
    `Image:\t${container.image ?? ''}`,
    ...(status === undefined ? [] : [`Image ID:\t${status.imageID}`]),
    ...portLines(container),
    ...commandLines('Command', container.command),
    ...commandLines('Args', container.args),
    ...(status === undefined ? [] : statusLines(status)),
    ...amountLines('Limits', container.resources?.limits),
    ...amountLines('Requests', container.resources?.requests),
    ...probeLine('Liveness', container.livenessProbe),
    ...probeLine('Readiness', container.readinessProbe),
    ...probeLine('Startup', container.startupProbe),
    ...environmentLines(container),
    ...mountLines(container),
  ];
}

function portLines({ ports = [] }: Container): readonly string[] {
  const plural = ports.length > 1 ? 's' : '';
  const list = (number: (port: (typeof ports)[number]) => number) =>
    ports
      .map(
        (port) => `${number(port)}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`,
      )
      .join(', ') || '<none>';
  return [
    `Port${plural}:\t${list(({ containerPort }) => containerPort)}`,
    `Host Port${plural}:\t${list(({ hostPort = 0 }) => hostPort)}`,
  ];
}

function commandLines(title: string, words: readonly string[] | undefined): readonly string[] {
  if (words === undefined || words.length === 0) return [];
  return [`${title}:`, ...words.flatMap((word) => word.split('\n')).map((word) => `  ${word}`)];
}

function statusLines(status: ContainerStatus): readonly string[] {
  return [
    ...stateLines('State', status.state),
    ...(status.lastState?.terminated === undefined
      ? []
      : stateLines('Last State', status.lastState)),
    `Ready:\t${status.ready ? 'True' : 'False'}`,
    `Restart Count:\t${status.restartCount}`,
  ];
}

function stateLines(title: string, state: ContainerStateStatus | undefined): readonly string[] {
  const { running, terminated, waiting } = state ?? {};
  if (running !== undefined)
    return [`${title}:\tRunning`, `  Started:\t${timeText(running.startedAt)}`];
  if (terminated !== undefined) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = terminated;
    return [
      `${title}:\tTerminated`,
      ...(reason === undefined ? [] : [`  Reason:\t${reason}`]),
      ...(message === undefined || message === '' ? [] : [`  Message:\t${message}`]),
      `  Exit Code:\t${exitCode}`,
      ...(signal === undefined || signal === 0 ? [] : [`  Signal:\t${signal}`]),
      `  Started:\t${timeText(startedAt)}`,
      `  Finished:\t${timeText(finishedAt)}`,
    ];
  }
  const reason = waiting?.reason;
  return [
    `${title}:\tWaiting`,
    ...(reason === undefined || reason === '' ? [] : [`  Reason:\t${reason}`]),
  ];
}

function amountLines(title: string, list: ResourceList | undefined): readonly string[] {
  const amounts = Object.entries(list ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return amounts.length === 0
    ? []
    : [`${title}:`, ...amounts.map(([name, amount]) => `  ${name}:\t${amount}`)];
}

function probeLine(title: string, probe: Probe | undefined): readonly string[] {
  if (probe === undefined) return [];
  const {
    initialDelaySeconds = 0,
    timeoutSeconds = 1,
    periodSeconds = 10,
    successThreshold = 1,
    failureThreshold = 3,
  } = probe;
  return [
    `${title}:\t${handlerText(probe)} delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`,
  ];
}

function handlerText({ exec, httpGet, tcpSocket, grpc }: Handler): string {
  if (exec !== undefined) return `exec [${(exec.command ?? []).join(' ')}]`;
  if (httpGet !== undefined) {
    const path = httpGet.path ?? '';
    return `http-get ${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${httpGet.host ?? ''}:${httpGet.port}${path.startsWith('/') ? path : `/${path}`}`;
  }
  if (tcpSocket !== undefined) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`;
  if (grpc !== undefined) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''} `;
  return 'unknown';
}

function environmentLines({ envFrom = [], env = [] }: Container): readonly string[] {
  const from = envFrom.map(({ prefix, configMapRef, secretRef }) => {
    const [name, kind, optional] =
      configMapRef === undefined
        ? [secretRef?.name ?? '', 'Secret', secretRef?.optional]
        : [configMapRef.name ?? '', 'ConfigMap', configMapRef.optional];
    const withPrefix = prefix ? ` with prefix '${prefix}'` : '';
    return `  ${name}\t${kind}${withPrefix}\tOptional: ${optional === true}`;
  });
  return [
    ...(from.length === 0 ? [] : ['Environment Variables from:', ...from]),
    ...(env.length === 0
      ? ['Environment:\t<none>']
      : ['Environment:', ...env.map((variable) => `  ${variableText(variable)}`)]),
  ];
}

function variableText({ name, value, valueFrom }: EnvVar): string {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom ?? {};
  if (fieldRef !== undefined) return `${name}:\t (v1:${fieldRef.fieldPath})`;
  if (resourceFieldRef !== undefined) return `${name}:\t (${resourceFieldRef.resource})`;
  if (secretKeyRef !== undefined)
    return `${name}:\t<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name}'>\tOptional: ${secretKeyRef.optional === true}`;
  if (configMapKeyRef !== undefined)
    return `${name}:\t<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name}'>\tOptional: ${configMapKeyRef.optional === true}`;
  return `${name}:\t${value ?? ''}`;
}

function mountLines({ volumeMounts = [] }: Container): readonly string[] {
  if (volumeMounts.length === 0) return ['Mounts:\t<none>'];
  const sorted = [...volumeMounts].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1));
  return [
    'Mounts:',
    ...sorted.map(({ mountPath, name, readOnly, subPath }) => {
      const flags = [readOnly === true ? 'ro' : 'rw', ...(subPath ? [`path="${subPath}"`] : [])];
      return `  ${mountPath} from ${name} (${flags.join(',')})`;
    }),
  ];
}
