// Numbers beside the fields that make them, where arithmetic is spared: how long until a hang is noticed, what is left of
// the grace period after preStop.

import { noticedAfterMs } from '../answers/probeTiming';
import { sleepSeconds } from '../answers/sleepSeconds';
import type { ManifestDocument } from '../documents/manifestDocument';
import { placeAt } from '../documents/paths';
import type { ContainerView, PodView } from '../rules/rule';
import { type RuleInput, ruleScene } from '../rules/scene';
import type { FieldPath } from '../schema/catalogue';
import type { Handler, Probe } from '../schema/objects';
import { isPlain, plainOf } from '../schema/plain';

/** Stands right behind the value at `offset`, which counts in the document. */
export interface InlayHintText {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

const DEFAULT_GRACE_SECONDS = 30;

/** Rules: L-PRB-7, L-HOOK-7. Needs the YAML parser to be loaded. */
export function inlayHints(input: RuleInput, language: 'en' | 'zh'): readonly InlayHintText[] {
  const { document } = input;
  return ruleScene(input).pods.flatMap((pod) =>
    pod.containers.flatMap((container) => [
      ...probeHints(document, container, language),
      ...graceHints(document, pod, container, language),
    ]),
  );
}

function probeHints(
  document: ManifestDocument,
  container: ContainerView,
  language: 'en' | 'zh',
): readonly InlayHintText[] {
  return (['livenessProbe', 'readinessProbe'] as const).flatMap((kind) => {
    const probe = container.value[kind];
    const offset = endOf(document, [...container.path, kind, 'failureThreshold']);
    if (!isPlain(probe) || offset === undefined || !areNumbers(probe)) return [];
    const { least, most } = noticedAfterMs(probe as Probe);
    const range = `${least / 1000}–${most / 1000}`;
    return [
      language === 'zh'
        ? {
            offset,
            label: `卡死在 ${range} 秒后被发现`,
            tooltip: '从卡死开始算:周期 ×(次数 − 1)+ 超时,到 周期 × 次数 + 超时。',
          }
        : {
            offset,
            label: `a hang is noticed after ${range} s`,
            tooltip:
              'Counted from the hang: period × (threshold − 1) + timeout, up to period × threshold + timeout.',
          },
    ];
  });
}

/** Half-typed values are no ground for arithmetic. */
function areNumbers(probe: Readonly<Record<string, unknown>>): boolean {
  return ['periodSeconds', 'timeoutSeconds', 'failureThreshold'].every((field) => {
    const value = probe[field];
    return value === undefined || (typeof value === 'number' && value >= 0 && value < 1e6);
  });
}

function graceHints(
  document: ManifestDocument,
  pod: PodView,
  container: ContainerView,
  language: 'en' | 'zh',
): readonly InlayHintText[] {
  const preStop = plainOf(plainOf(container.value['lifecycle'])['preStop']);
  const offset = endOf(document, [...pod.path, 'spec', 'terminationGracePeriodSeconds']);
  const given = pod.spec['terminationGracePeriodSeconds'];
  const grace = typeof given === 'number' ? given : DEFAULT_GRACE_SECONDS;
  const sleep = sleepSeconds(preStop as Handler);
  if (offset === undefined || sleep === undefined || sleep <= 0) return [];
  const left = Math.max(2, grace - sleep);
  return [
    language === 'zh'
      ? {
          offset,
          label: `preStop 后剩 ${left} 秒`,
          tooltip: 'preStop 的时间算在宽限期内;之后至少还有 2 秒。',
        }
      : {
          offset,
          label: `${left} s left after preStop`,
          tooltip: 'preStop runs inside the grace period; at least 2 s remain after it.',
        },
  ];
}

function endOf({ tree }: ManifestDocument, path: FieldPath): number | undefined {
  const place = placeAt(tree, path);
  return place?.value?.kind === 'scalar' ? place.value.end : undefined;
}
