// Edits that could find a Pending Pod a node. Whether they do is for a run to tell.
import type { KubeObject, Pod } from '../schema/objects';
import { milliValue, quantityOf, wholeValue } from '../schema/quantity';
import { RunHistory } from '../simulator/trace/recordedRun';
import type { Asked, FieldEdit } from './answer';
import { makerOf, podEdit } from './editPod';
import type { ContainerStory, PodStory } from './podStory';
import { type Attempt, leastThat } from './tryEdits';

type Steps = readonly (string | number)[];

/** What could be taken from the Pod that keeps it from nodes, one by one. */
export function withoutConstraints({ pod }: PodStory, kind: string): readonly Attempt[] {
  const prefix = podEdit(kind, 'spec').path;
  const without = (...steps: Steps): Attempt => ({
    title: [`Remove ${steps.join('.')}`, `删除 ${steps.join('.')}`],
    edits: [{ path: [...prefix, ...steps] }],
  });
  const { nodeSelector, schedulingGates, topologySpreadConstraints, affinity, containers } =
    pod.spec;
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  return [
    ...(schedulingGates === undefined ? [] : [without('schedulingGates')]),
    ...Object.keys(nodeSelector ?? {}).map((key) => without('nodeSelector', key)),
    ...Object.entries(affinity ?? {}).flatMap(([sort, terms]) =>
      (terms as Readonly<Record<string, unknown>> | undefined)?.[required] === undefined
        ? []
        : [without('affinity', sort, required)],
    ),
    ...(topologySpreadConstraints ?? []).flatMap(({ whenUnsatisfiable }, i): readonly Attempt[] =>
      whenUnsatisfiable === 'ScheduleAnyway'
        ? []
        : [
            {
              title: [
                'Set whenUnsatisfiable to ScheduleAnyway',
                '把 whenUnsatisfiable 设为 ScheduleAnyway',
              ],
              edits: [
                {
                  path: [...prefix, 'topologySpreadConstraints', i, 'whenUnsatisfiable'],
                  value: 'ScheduleAnyway',
                },
              ],
            },
          ],
    ),
    ...containers.flatMap(({ ports = [] }, i) =>
      ports.flatMap(({ hostPort }, j) =>
        hostPort === undefined ? [] : [without('containers', i, 'ports', j, 'hostPort')],
      ),
    ),
  ];
}

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** Per node the tolerations for what it is tainted with, the fewest first. */
export function withTolerations(asked: Asked, { pod }: PodStory, kind: string): readonly Attempt[] {
  const prefix = podEdit(kind, 'spec.tolerations').path;
  const posted = asked.input.objects.find((object) => makerOf([object], nameIn(pod)) !== undefined);
  const present = posted === undefined ? 0 : tolerationsIn(posted, prefix);
  return new RunHistory(asked.run.store.changes)
    .objectsAt('Node', asked.run.endMs)
    .map((node) => (node['spec'] as { readonly taints?: readonly Taint[] } | undefined)?.taints)
    .filter((taints) => taints !== undefined)
    .map((taints) => taints.filter(({ effect }) => effect !== 'PreferNoSchedule'))
    .filter((taints) => taints.length > 0)
    .sort((a, b) => a.length - b.length)
    .map((taints) => {
      const keys = taints.map(({ key }) => key).join(', ');
      return {
        title: [`Tolerate the taint ${keys}`, `容忍污点 ${keys}`],
        edits: taints.map(({ key, value, effect }, i) => ({
          path: [...prefix, present + i],
          value:
            value === undefined || value === ''
              ? { key, operator: 'Exists', effect }
              : { key, operator: 'Equal', value, effect },
        })),
      };
    });
}

function nameIn({ metadata }: Pod): { readonly namespace: string; readonly name: string } {
  return { namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}

function tolerationsIn(object: KubeObject, path: Steps): number {
  let node: unknown = object;
  for (const step of path) node = (node as Readonly<Record<string, unknown>> | undefined)?.[step];
  return Array.isArray(node) ? node.length : 0;
}

const MEBIBYTE = 1 << 20;

type Resource = 'cpu' | 'memory';
type IsPlaced = (edits: readonly FieldEdit[]) => boolean;

/** The largest requests that still fit: of one resource where that is enough, else of both. */
export function smallerRequests(
  story: PodStory,
  kind: string,
  isPlaced: IsPlaced,
): readonly Attempt[] {
  const alone = (['cpu', 'memory'] as const).flatMap((resource) =>
    smallerRequest(story, kind, resource, isPlaced),
  );
  if (alone.length > 0) return alone;
  const next =
    (edits: readonly FieldEdit[]): IsPlaced =>
    (more) =>
      isPlaced([...edits, ...more]);
  const least = leastRequest(story, kind, 'memory');
  const [cpu] = smallerRequest(story, kind, 'cpu', next(least));
  const [memory] = cpu === undefined ? [] : smallerRequest(story, kind, 'memory', next(cpu.edits));
  if (cpu === undefined || memory === undefined) return [];
  return [
    {
      title: [`${cpu.title[0]}; ${memory.title[0]}`, `${cpu.title[1]};${memory.title[1]}`],
      edits: [...cpu.edits, ...memory.edits],
    },
  ];
}

/** The container that asks for most of a resource, and how much that is. */
function greediest({ containers }: PodStory, resource: Resource) {
  const [first] = containers
    .map((container) => ({ container, units: unitsOf(container, resource) }))
    .sort((a, b) => b.units - a.units);
  return first === undefined || first.units <= 1 ? undefined : first;
}

function requestEdit(kind: string, field: string, resource: Resource, units: number): FieldEdit {
  const unit = resource === 'cpu' ? 'm' : 'Mi';
  return podEdit(kind, `${field}.resources.requests.${resource}`, `${units}${unit}`);
}

function leastRequest(story: PodStory, kind: string, resource: Resource): readonly FieldEdit[] {
  const most = greediest(story, resource);
  return most === undefined ? [] : [requestEdit(kind, most.container.field, resource, 1)];
}

/** The largest request that still fits, of the container that asks for most. */
function smallerRequest(
  story: PodStory,
  kind: string,
  resource: Resource,
  isPlaced: IsPlaced,
): readonly Attempt[] {
  const most = greediest(story, resource);
  if (most === undefined) return [];
  const { container, units } = most;
  const { spec, field } = container;
  const editFor = (n: number): FieldEdit => requestEdit(kind, field, resource, n);
  // What is taken off is looked for, because once it is enough, more is enough too.
  const off = leastThat(1, units - 1, (less) => isPlaced([editFor(units - less)]));
  if (off === undefined) return [];
  const edit = editFor(units - off);
  const now = String(spec.resources?.requests?.[resource] ?? spec.resources?.limits?.[resource]);
  return [
    {
      title: [
        `Lower the ${resource} request of \`${spec.name}\` from ${now} to ${String(edit.value)}`,
        `把 \`${spec.name}\` 的 ${resource} 请求从 ${now} 降到 ${String(edit.value)}`,
      ],
      edits: [edit],
    },
  ];
}

/** Millicores or mebibytes, rounded up. */
function unitsOf({ spec }: ContainerStory, resource: Resource): number {
  const asked = spec.resources?.requests?.[resource] ?? spec.resources?.limits?.[resource];
  if (asked === undefined) return 0;
  const quantity = quantityOf(asked);
  return resource === 'cpu' ? milliValue(quantity) : Math.ceil(wholeValue(quantity) / MEBIBYTE);
}
