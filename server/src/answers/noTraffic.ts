// 23. Running, and yet no traffic: why?
import type { KubeObject, Pod } from '../schema/objects';
import { RunHistory } from '../simulator/trace/recordedRun';
import type { Answer, AnswerFix, Asked } from './answer';
import { mended } from './mendedService';
import { type Reason, type ServiceSpec, viewOf, whyNone } from './serviceView';
import { lostWhile, UNTOUCHED } from './traffic';

/** One problem per Service that sends nothing anywhere at the end of the run. Rules: L-TRM-21, L-TRM-22, L-CTL-24, L-CND-3. */
export function noTraffic(asked: Asked): readonly Answer[] {
  const { run } = asked;
  return new RunHistory(run.store.changes).objectsAt('Service', run.endMs).flatMap((service) => {
    const view = viewOf(run, service);
    if (view === undefined) return [];
    const { spec, near, chosen } = view;
    const reason =
      whyNone(spec, near, chosen) ??
      (asked.whatIf && chosen.length > 0 ? refused(asked, service) : undefined);
    if (reason === undefined) return [];
    return [answerFor(service, reason, chosen, mended(asked, service, view, reason))];
  });
}

/** Asked by sending requests: its Pods are there, but nobody listens on the port. */
function refused(asked: Asked, service: KubeObject): Reason | undefined {
  const { sent, lost } = lostWhile(asked, service, UNTOUCHED);
  if (sent === 0 || lost < sent) return undefined;
  const port = (service['spec'] as ServiceSpec).ports?.[0];
  const target = port?.targetPort ?? port?.port ?? '';
  return {
    text: [`nothing answers on port ${target} of its Pods`, `它的 Pod 的 ${target} 端口无人应答`],
    field: 'spec.ports',
    isAsked: true,
  };
}

function answerFor(
  service: KubeObject,
  reason: Reason,
  chosen: readonly Pod[],
  fix: AnswerFix | undefined,
): Answer {
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
    ...(fix === undefined ? {} : { fix }),
  };
}
