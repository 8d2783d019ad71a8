import { spanAt } from '../documents/spans';
import type { YamlNode } from '../documents/tree';
import { entryOf, scalarText } from '../documents/tree';
import type { FieldPath } from '../schema/catalogue';
import { listAt, plainAt, plainListAt, textAt } from '../schema/plain';
import type { ObjectFacts } from '../workspace/definitions';
import type { IndexedObject } from '../workspace/workspaceIndex';
import { portsOfImage } from './image';
import { called, nodeIn, podSpecPath, selectedInFile, textIn } from './neighbours';
import { handlerOf, PROBE_KINDS, portOf } from './probes';
import type { ContainerView, Rule, RuleFinding, RuleScene } from './rule';

/** A probe of a well-known image, started as it comes, on a port that the image does not listen on. */
export const probePortNotListened: Rule = {
  code: 'probe-port-not-listened',
  severity: 'warning',
  reads: 'document',
  page: [
    'The image is a well-known one and runs as it comes: no command, no arguments, nothing mounted that could configure it. So it is known which ports it listens on, and the probe’s is not among them: every probe is refused. `containerPort` changes nothing about that, it only informs.\nProbe the port that the image listens on, or configure the program.',
    '镜像众所周知，而且按原样运行：没有命令、没有参数、没有挂载配置，所以知道它监听哪些端口，而探针的端口不在其中：每次探测都会被拒绝。`containerPort` 只是说明，改变不了这一点。\n请探测镜像真正监听的端口，或配置程序。',
  ],
  check: (scene) =>
    scene.pods.flatMap(({ containers }) => containers.flatMap((it) => probesOf(scene, it))),
};

/** A Service that sends to a port which no selected Pod listens on, known for the same reason. */
export const servicePortNotListened: Rule = {
  code: 'service-port-not-listened',
  severity: 'warning',
  reads: 'workspace',
  page: [
    'A Service sends to its `targetPort`, which is the same as `port` when it is not written. The Pods that it selects run a well-known image as it comes, which listens on another port: connections are refused though the Pods are ready.\nSet `targetPort` to the port that the image listens on; `port` may stay as it is.',
    'Service 把流量发到 `targetPort`，不写时与 `port` 相同。它选中的 Pod 按原样运行众所周知的镜像，监听的是别的端口：Pod 已就绪，连接仍被拒绝。\n请把 `targetPort` 设为镜像监听的端口，`port` 可以不变。',
  ],
  check: (scene) =>
    scene.facts.flatMap((own) => (own.kind === 'Service' ? targetsOf(scene, own) : [])),
};

function probesOf(scene: RuleScene, container: ContainerView): readonly RuleFinding[] {
  const { value, path, name } = container;
  const isAsItComes = ['command', 'args', 'volumeMounts', 'envFrom'].every(
    (it) => listAt(value, it).length === 0,
  );
  const image = textAt(value, 'image');
  const ports = isAsItComes ? portsOfImage(image) : undefined;
  if (
    ports === undefined ||
    plainListAt(value, 'env').some((it) => isPortVariable(textAt(it, 'name')))
  )
    return [];
  return PROBE_KINDS.flatMap((kind): readonly RuleFinding[] => {
    const handler = handlerOf(plainAt(value, kind) ?? {});
    if (handler === undefined || handler.kind === 'exec' || textAt(handler.value, 'host') !== '')
      return [];
    const port = numberOf(container, portOf(handler.value));
    if (port === undefined || ports.includes(port)) return [];
    const span = spanAt(scene.document, [...path, kind, handler.kind, 'port']);
    const [only] = ports;
    const isNumber = /^\d+$/.test(scene.document.text.slice(span.start, span.end));
    return [
      {
        span,
        message: [
          `\`${name}\` runs ${image} as it comes, which listens on ${ports.join(', ')} and not on ${port}: every probe is refused. Probe ${only ?? ''}.`,
          `\`${name}\` 按原样运行 ${image}，它监听 ${ports.join('、')} 而不是 ${port}：每次探测都会被拒绝。请探测 ${only ?? ''}。`,
        ],
        ...(only !== undefined &&
          isNumber && {
            fixes: [
              {
                title: [`Change to ${only}`, `改为 ${only}`] as const,
                edits: [{ span, newText: String(only) }],
                isPreferred: true,
              },
            ],
          }),
      },
    ];
  });
}

function isPortVariable(name: string): boolean {
  return /PORT|LISTEN|ADDR|BIND|CONFIG|OPTS|ARGS/.test(name);
}

function numberOf({ value }: ContainerView, port: string | number | undefined): number | undefined {
  if (typeof port === 'number') return port;
  if (port === undefined) return undefined;
  if (/^\d+$/.test(port)) return Number(port);
  const named = plainListAt(value, 'ports').find((it) => textAt(it, 'name') === port);
  return typeof named?.['containerPort'] === 'number' ? named['containerPort'] : undefined;
}

function targetsOf(scene: RuleScene, own: ObjectFacts): readonly RuleFinding[] {
  const service = { document: scene.document, facts: own };
  const pods = selectedInFile(scene, own);
  const ports = nodeIn(service, ['spec', 'ports']);
  const listened = pods.map(portsOfPod);
  if (pods.length === 0 || ports?.kind !== 'sequence' || listened.includes(undefined)) return [];
  const all = [...new Set(listened.flatMap((it) => it ?? []))];
  return ports.items.flatMap((_, i): readonly RuleFinding[] => {
    const at: FieldPath = ['spec', 'ports', i];
    const target = textIn(service, [...at, 'targetPort']);
    const text = target ?? textIn(service, [...at, 'port']) ?? '';
    const protocol = textIn(service, [...at, 'protocol']) ?? 'TCP';
    if (!/^\d+$/.test(text) || protocol !== 'TCP' || all.includes(Number(text))) return [];
    const span = spanAt(scene.document, [
      ...own.object.path,
      ...at,
      target === undefined ? 'port' : 'targetPort',
    ]);
    const [only] = all;
    const [who] = pods.map(({ facts }) => called(facts));
    const port = only === undefined ? '' : String(only);
    return [
      {
        span,
        message: [
          `The Pods of ${who ?? ''} listen on ${all.join(', ')} and not on ${text}: connections are refused. Set \`targetPort: ${port}\`.`,
          `${who ?? ''} 的 Pod 监听 ${all.join('、')} 而不是 ${text}：连接会被拒绝。请写 \`targetPort: ${port}\`。`,
        ],
        ...(target !== undefined && {
          fixes: [
            {
              title: [`Change to ${port}`, `改为 ${port}`] as const,
              edits: [{ span, newText: port }],
              isPreferred: true,
            },
          ],
        }),
      },
    ];
  });
}

/** The ports that the Pods of a workload listen on; undefined where one of their containers keeps it to itself. */
function portsOfPod(pod: IndexedObject): readonly number[] | undefined {
  const spec = nodeIn(pod, podSpecPath(pod));
  const containers = entryOf(spec, 'containers')?.value;
  if (containers?.kind !== 'sequence' || entryOf(spec, 'initContainers') !== undefined)
    return undefined;
  const found: number[] = [];
  for (const { value } of containers.items) {
    const ports = portsOfContainer(value);
    if (ports === undefined) return undefined;
    found.push(...ports);
  }
  return found.length === 0 ? undefined : found;
}

/** The ports that a container of a well-known image, run as it comes, listens on. */
export function portsOfContainer(container: YamlNode | undefined): readonly number[] | undefined {
  const changes = ['command', 'args', 'volumeMounts', 'envFrom', '<<'];
  if (container?.kind !== 'map' || changes.some((key) => entryOf(container, key) !== undefined))
    return undefined;
  const env = entryOf(container, 'env')?.value;
  const names =
    env?.kind === 'sequence'
      ? env.items.map(({ value }) => scalarText(entryOf(value, 'name')?.value) ?? '')
      : [];
  if (names.some(isPortVariable)) return undefined;
  return portsOfImage(scalarText(entryOf(container, 'image')?.value) ?? '');
}
