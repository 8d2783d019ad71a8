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

/** The largest request that still fits, of the container that asks for most. */
export function smallerRequest(
  { containers }: PodStory,
  kind: string,
  resource: 'cpu' | 'memory',
  isPlaced: (edits: readonly FieldEdit[]) => boolean,
): readonly Attempt[] {
  const unit = resource === 'cpu' ? 'm' : 'Mi';
  const asking = containers
    .map((container) => ({ container, units: unitsOf(container, resource) }))
    .sort((a, b) => b.units - a.units);
  const [{ container, units } = { container: undefined, units: 0 }] = asking;
  if (container === undefined || units <= 1) return [];
  const { spec, field } = container;
  const editsFor = (n: number): readonly FieldEdit[] => [
    podEdit(kind, `${field}.resources.requests.${resource}`, `${n}${unit}`),
  ];
  // What is taken off is looked for, because once it is enough, more is enough too.
  const off = leastThat(1, units - 1, (less) => isPlaced(editsFor(units - less)));
  if (off === undefined) return [];
  const now = String(spec.resources?.requests?.[resource] ?? spec.resources?.limits?.[resource]);
  return [
    {
      title: [
        `Lower the ${resource} request of \`${spec.name}\` from ${now} to ${units - off}${unit}`,
        `把 \`${spec.name}\` 的 ${resource} 请求从 ${now} 降到 ${units - off}${unit}`,
      ],
      edits: editsFor(units - off),
    },
  ];
}

/** Millicores or mebibytes, rounded up. */
function unitsOf({ spec }: ContainerStory, resource: 'cpu' | 'memory'): number {
  const asked = spec.resources?.requests?.[resource] ?? spec.resources?.limits?.[resource];
  if (asked === undefined) return 0;
  const quantity = quantityOf(asked);
  return resource === 'cpu' ? milliValue(quantity) : Math.ceil(wholeValue(quantity) / MEBIBYTE);
}
