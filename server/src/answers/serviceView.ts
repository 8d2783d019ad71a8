// What a Service selects at the end of a run, and why it sends nowhere.
import type { KubeObject, Pod } from '../schema/objects';
import { matches, selectorFromLabels } from '../schema/selector';
import { type RecordedRun, RunHistory } from '../simulator/trace/recordedRun';
import type { Text } from './answer';

export interface ServiceSpec {
  readonly type?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly publishNotReadyAddresses?: boolean;
  readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
}

export interface ServiceView {
  readonly spec: ServiceSpec;
  /** The Pods of its namespace, and those that it selects. */
  readonly near: readonly Pod[];
  readonly chosen: readonly Pod[];
}

export function viewOf(run: RecordedRun, service: KubeObject): ServiceView | undefined {
  const spec = service['spec'] as ServiceSpec | undefined;
  if (spec?.selector === undefined || spec.type === 'ExternalName') return undefined;
  const pods = new RunHistory(run.store.changes).objectsAt('Pod', run.endMs) as readonly Pod[];
  const near = pods.filter((pod) => pod.metadata.namespace === service.metadata.namespace);
  const chosen = near.filter((pod) =>
    matches(selectorFromLabels(spec.selector ?? {}), pod.metadata.labels),
  );
  return { spec, near, chosen };
}

export interface Reason {
  readonly text: Text;
  readonly field?: string;
  /** Found out by sending requests. */
  readonly isAsked?: boolean;
}

export function whyNone(
  spec: ServiceSpec,
  near: readonly Pod[],
  chosen: readonly Pod[],
): Reason | undefined {
  const selector = Object.entries(spec.selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  if (chosen.length === 0) {
    if (near.length === 0) return undefined;
    return {
      text: [`no Pod has the labels ${selector}`, `没有 Pod 带有标签 ${selector}`],
      field: 'spec.selector',
    };
  }
  const ready = chosen.filter((pod) => isReady(pod) || spec.publishNotReadyAddresses === true);
  if (ready.length === 0) {
    const gate = chosen
      .flatMap((pod) => pod.status?.conditions ?? [])
      .find((c) => c.type === 'Ready' && c.status !== 'True');
    const why = gate?.message ?? gate?.reason ?? chosen[0]?.status?.phase ?? '';
    return {
      text: [
        `none of its ${chosen.length} Pods is Ready (${why})`,
        `它的 ${chosen.length} 个 Pod 都未就绪(${why})`,
      ],
    };
  }
  for (const { targetPort } of spec.ports ?? []) {
    if (typeof targetPort !== 'string' || /^\d+$/.test(targetPort)) continue;
    const isNamed = ready.some((pod) =>
      pod.spec.containers.some((c) => c.ports?.some((port) => port.name === targetPort)),
    );
    if (!isNamed)
      return {
        text: [
          `no container of its Pods has a port named ${targetPort}`,
          `它的 Pod 里没有名为 ${targetPort} 的端口`,
        ],
        field: 'spec.ports',
      };
  }
  return undefined;
}

function isReady(pod: Pod): boolean {
  return (
    pod.metadata.deletionTimestamp === undefined &&
    (pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false)
  );
}
