// 23. Running, and yet no traffic: why?
import type { KubeObject, Pod } from '../schema/objects';
import { matches, selectorFromLabels } from '../schema/selector';
import type { RecordedRun } from '../simulator/trace/recordedRun';
import { RunHistory } from '../simulator/trace/recordedRun';
import type { Answer, Text } from './answer';

interface ServiceSpec {
  readonly type?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly publishNotReadyAddresses?: boolean;
  readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
}

/** One problem per Service that sends nothing anywhere at the end of the run. Rules: L-TRM-21, L-TRM-22, L-CTL-24, L-CND-3. */
export function noTraffic(run: RecordedRun): readonly Answer[] {
  const history = new RunHistory(run.store.changes);
  const pods = history.objectsAt('Pod', run.endMs) as readonly Pod[];
  return history.objectsAt('Service', run.endMs).flatMap((service) => {
    const spec = service['spec'] as ServiceSpec | undefined;
    if (spec?.selector === undefined || spec.type === 'ExternalName') return [];
    const near = pods.filter((pod) => pod.metadata.namespace === service.metadata.namespace);
    const chosen = near.filter((pod) =>
      matches(selectorFromLabels(spec.selector ?? {}), pod.metadata.labels),
    );
    const reason = whyNone(spec, near, chosen);
    return reason === undefined ? [] : [answerFor(service, reason, chosen)];
  });
}

interface Reason {
  readonly text: Text;
  readonly field?: string;
}

function whyNone(
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

function answerFor(service: KubeObject, reason: Reason, chosen: readonly Pod[]): Answer {
  const { namespace = '', name = '' } = service.metadata;
  return {
    id: 'no-traffic',
    severity: 'problem',
    about: `${namespace}/${name}`,
    sentence: [
      `Service \`${name}\` has nowhere to send requests: ${reason.text[0]}.`,
      `Service \`${name}\` 无处转发请求:${reason.text[1]}。`,
    ],
    numbers: { pods: chosen.length },
    evidence: reason.field === undefined ? [] : [{ field: reason.field }],
  };
}
