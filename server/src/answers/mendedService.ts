// Edits of a Service that sends nowhere, tried.
import type { KubeObject, Pod } from '../schema/objects';
import { type RecordedRun, RunHistory } from '../simulator/trace/recordedRun';
import type { AnswerFix, Asked, Text } from './answer';
import { postedObject } from './editPod';
import { type Reason, type ServiceSpec, type ServiceView, viewOf, whyNone } from './serviceView';
import { countIn, trafficTo, UNTOUCHED } from './traffic';
import { type Attempt, firstThatHelps } from './tryEdits';

/** The Service with another selector or another target port, tried. */
export function mended(
  asked: Asked,
  service: KubeObject,
  { spec, near, chosen }: ServiceView,
  { isAsked }: Reason,
): AnswerFix | undefined {
  const posted = postedObject(asked.input.objects, service);
  const attempts = chosen.length === 0 ? otherSelectors(spec, near) : otherPorts(spec, chosen);
  const outcomeOf = (run: RecordedRun): Text | undefined => {
    const again = new RunHistory(run.store.changes)
      .objectsAt('Service', run.endMs)
      .find(({ metadata }) => metadata.uid === service.metadata.uid || isSame(metadata, service));
    const view = again && viewOf(run, again);
    if (view === undefined || view.chosen.length === 0) return undefined;
    return whyNone(view.spec, view.near, view.chosen) === undefined
      ? [
          `Then it sends to ${view.chosen.length} Pod(s).`,
          `之后转发到 ${view.chosen.length} 个 Pod。`,
        ]
      : undefined;
  };
  if (isAsked !== true) return firstThatHelps(asked, posted, attempts, outcomeOf);
  return firstThatHelps(
    asked,
    posted,
    attempts,
    (run) => {
      const { sent, lost } = countIn(run);
      return sent > 0 && lost === 0
        ? ['Then no request is lost.', '之后不再丢失请求。']
        : undefined;
    },
    trafficTo(asked, service, UNTOUCHED),
  );
}

function isSame(metadata: KubeObject['metadata'], service: KubeObject): boolean {
  return (
    metadata.name === service.metadata.name && metadata.namespace === service.metadata.namespace
  );
}

/** The labels of the Pod that misses the selector by the fewest. */
function otherSelectors(spec: ServiceSpec, near: readonly Pod[]): readonly Attempt[] {
  const wanted = Object.entries(spec.selector ?? {});
  const [nearest] = near
    .map(({ metadata: { labels = {} } }) => ({
      labels,
      off: wanted.filter(([key, value]) => labels[key] !== value),
    }))
    .filter(({ off }) => off.length < wanted.length || wanted.length === 1)
    .sort((a, b) => a.off.length - b.off.length);
  if (nearest === undefined) return [];
  const { labels, off } = nearest;
  const keys = off.map(([key]) => key).join(', ');
  return [
    {
      title: [`Select what the Pods carry (${keys})`, `按 Pod 实际的标签选择(${keys})`],
      edits: off.map(([key]) => {
        const path = ['spec', 'selector', key];
        const value = labels[key];
        return value === undefined ? { path } : { path, value };
      }),
    },
  ];
}

/** The ports that the Pods declare, in place of the first target port. */
function otherPorts(spec: ServiceSpec, chosen: readonly Pod[]): readonly Attempt[] {
  const present = spec.ports?.[0]?.targetPort;
  const declared = new Set(
    chosen.flatMap(({ spec: { containers } }) =>
      containers.flatMap(({ ports = [] }) =>
        ports.map(({ name, containerPort }) => name ?? containerPort),
      ),
    ),
  );
  return [...declared]
    .filter((port) => port !== present)
    .map((port) => ({
      title: [`Set targetPort to ${port}`, `把 targetPort 设为 ${port}`],
      edits: [{ path: ['spec', 'ports', 0, 'targetPort'], value: port }],
    }));
}
