import type { Finding } from '../../documents/finding';
import { placeAt } from '../../documents/paths';
import type { YamlNode } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import { portsOfContainer } from '../../rules/portsListened';
import type { FieldPath } from '../../schema/catalogue';
import { isPlain, valueAt } from '../../schema/plain';
import type { Action, ActionScene } from './action';
import { fix, refactoring, say } from './action';
import type { ContainerPlace } from './containers';
import { containerAt } from './containers';
import { addField } from './edits';
import type { Insertion } from './yamlLines';

interface NewHandler {
  readonly key: 'httpGet' | 'tcpSocket';
  readonly value: Insertion;
}

/** Ports that are most likely spoken to over HTTP. */
const HTTP_PORT = /^(?:80|81|3000|4200|5000|8000|8008|8080|8081|8088|8888|9000|9090|443|8443)$/;

/** How a container can be asked, by its first port; undefined where it declares none. */
export function handlerOfPorts(container: YamlNode | undefined): NewHandler | undefined {
  const [known, ...others] = portsOfContainer(container) ?? [];
  const ports = entryOf(container, 'ports')?.value;
  const first = ports?.kind === 'sequence' ? ports.items[0]?.value : undefined;
  const number = scalarText(entryOf(first, 'containerPort')?.value) ?? '';
  const name = scalarText(entryOf(first, 'name')?.value) ?? '';
  // What is declared informs; what an image is known to listen on is so.
  if (known !== undefined && ![known, ...others].includes(Number(number)))
    return handlerOn(String(known), '');
  return handlerOn(number, name, scalarText(entryOf(first, 'protocol')?.value));
}

function handlerOn(number: string, name: string, protocol = 'TCP'): NewHandler | undefined {
  if (!/^\d+$/.test(number)) return undefined;
  const port = name === '' ? Number(number) : name;
  if (protocol !== 'TCP') return undefined;
  if (!HTTP_PORT.test(number) && !/^(?:https?|web)/.test(name))
    return { key: 'tcpSocket', value: { port } };
  const isSecure = /443$/.test(number) || name.startsWith('https');
  return { key: 'httpGet', value: { path: '/', port, ...(isSecure && { scheme: 'HTTPS' }) } };
}

/** @param path of a probe or of a container's field */
export function handlerFor({ document }: ActionScene, path: FieldPath): NewHandler | undefined {
  for (let up = 1; up < path.length; up += 1) {
    const node = placeAt(document.tree, path.slice(0, -up))?.value;
    const handler = handlerOfPorts(node);
    if (handler !== undefined) return handler;
  }
  return undefined;
}

/** The probes that the container under the cursor does not have yet. */
export function probeActions(scene: ActionScene): readonly Action[] {
  const container = containerAt(scene, scene.span.start);
  if (container === undefined || container.list === 'ephemeralContainers') return [];
  const { map, list } = container;
  // An ordinary init container has no probes.
  if (list === 'initContainers' && scalarText(entryOf(map, 'restartPolicy')?.value) !== 'Always')
    return [];
  const handler = handlerOfPorts(map);
  const has = (key: string) => entryOf(map, key) !== undefined;
  const offer = (key: string, en: string, zh: string, value: Insertion): readonly Action[] =>
    has(key)
      ? []
      : [
          refactoring(say(scene, `Add ${en}`, `添加${zh}`), [
            addField(scene.document, map, key, value),
          ]),
        ];
  const own = handler && { [handler.key]: handler.value };
  return [
    ...(own === undefined
      ? []
      : [
          ...offer('readinessProbe', 'a readiness probe', '就绪探针', { ...own, periodSeconds: 5 }),
          ...offer('livenessProbe', 'a liveness probe', '存活探针', {
            ...own,
            failureThreshold: 6,
          }),
        ]),
    ...startupActions(scene, container).map((edits) =>
      refactoring(say(scene, 'Add a startup probe', '添加启动探针'), edits),
    ),
  ];
}

/** A startup probe that asks what the liveness probe asks, with five minutes of patience. */
function startupActions({ document }: ActionScene, { map, path }: ContainerPlace) {
  const liveness = entryOf(map, 'livenessProbe');
  if (liveness === undefined || entryOf(map, 'startupProbe') !== undefined) return [];
  const handler = copiedHandler(valueIn(document.value.value, [...path, 'livenessProbe']));
  if (handler === undefined) return [];
  const value = { ...handler, periodSeconds: 10, failureThreshold: 30 };
  return [[addField(document, map, 'startupProbe', value, 'livenessProbe')]];
}

function valueIn(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (at, step) => (Array.isArray(at) ? at[Number(step)] : valueAt(at, String(step))),
    value,
  );
}

function copiedHandler(probe: unknown): Record<string, Insertion> | undefined {
  for (const key of ['httpGet', 'tcpSocket', 'grpc', 'exec']) {
    const handler = valueAt(probe, key);
    if (isPlain(handler) && isInsertion(handler)) return { [key]: handler };
  }
  return undefined;
}

function isInsertion(value: unknown): value is Insertion {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return true;
  if (Array.isArray(value)) return value.every(isInsertion);
  return isPlain(value) && Object.values(value).every(isInsertion);
}

export function startupFix(scene: ActionScene, finding: Finding): readonly Action[] {
  const container = containerAt(scene, finding.span.start);
  if (container === undefined) return [];
  return startupActions(scene, container).map((edits) =>
    fix(finding, say(scene, 'Add a startup probe', '添加启动探针'), edits, true),
  );
}
