// What a run means: one pure function per question over the trace and the objects. Where only another run can tell (what
// an edit would change), it is made through `simulate`, on the same input with that one thing different.
import type { FieldPath } from '../schema/catalogue';
import type { KubeObject } from '../schema/objects';
import type { RunInput, RunResult } from '../simulator/simulate';
import type { PodStory } from './podStory';
import type { PodStop } from './stopRun';

/** A sentence in English and Simplified Chinese; API words stay as they are. */
export type Text = readonly [en: string, zh: string];

export type Severity = 'problem' | 'risk' | 'fact';

/** Where an answer can be seen: a moment and entry of the trace, a field of the Pod's manifest. */
export interface Evidence {
  readonly atMs?: number;
  readonly entry?: number;
  /** `spec.containers[0].livenessProbe.failureThreshold`, in the Pod's own spec. */
  readonly field?: string;
}

/** One field of a posted object that is set, or that goes where there is no value. */
export interface FieldEdit {
  readonly path: FieldPath;
  readonly value?: unknown;
}

/** The smallest edit that changes the answer; it has been tried in a run. */
export interface AnswerFix {
  readonly title: Text;
  /** The posted object that is edited. */
  readonly object: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly edits: readonly FieldEdit[];
  /** What the run with the edit came to. */
  readonly outcome: Text;
}

export interface Answer {
  /** Kebab-case name of the question: `when-ready`. */
  readonly id: string;
  readonly severity: Severity;
  /** `default/web`, of the Pod or workload that it is about. */
  readonly about: string;
  readonly sentence: Text;
  /** The figures in the sentence; units stand in the names (`readyMs`, `requestsLost`). */
  readonly numbers: Readonly<Record<string, number>>;
  readonly evidence: readonly Evidence[];
  readonly fix?: AnswerFix;
}

/** What the questions are asked of: a run, and the means to make another with changed objects. */
export interface Asked {
  readonly input: RunInput;
  readonly run: RunResult;
  /** Whether edits are looked for. */
  readonly fixes: boolean;
  /** Whether questions are asked that need runs of their own. */
  readonly whatIf: boolean;
  /** @param change besides: another scenario, seed or horizon */
  rerun(objects: readonly KubeObject[], change?: Partial<RunInput>): RunResult;
  /** The same run with several seeds, its own first; made when first asked for. `untilMs`: with another horizon. */
  seeds(untilMs?: number): readonly RunResult[];
  /** How the Pod stops when it is deleted some time after its start; undefined where it never starts. Asked once. */
  stopOf(story: PodStory): PodStop | undefined;
}

/** The best, the typical (median) and the worst of a figure over seeds. */
export interface Spread {
  readonly best: number;
  readonly typical: number;
  readonly worst: number;
}

/** Undefined where no run has the figure. */
export function spreadOf(figures: readonly (number | undefined)[]): Spread | undefined {
  const sorted = figures.filter((figure) => figure !== undefined).sort((a, b) => a - b);
  const [best] = sorted;
  const typical = sorted[sorted.length >> 1];
  const worst = sorted.at(-1);
  if (best === undefined || typical === undefined || worst === undefined) return undefined;
  return { best, typical, worst };
}

/** ` (11.8–13.9 s over 9 seeds)`; nothing where all agree to a tenth of a second. */
export function rangeText({ best, worst }: Spread, seeds: number): Text {
  const [from, to] = [duration(best), duration(worst)];
  if (from[0] === to[0]) return ['', ''];
  return [
    ` (${from[0]} to ${to[0]} over ${seeds} seeds)`,
    `(${seeds} 个种子:${from[1]}至 ${to[1]})`,
  ];
}

/** `12.4 s`, `3 min 5 s` in both languages. */
export function duration(ms: number): Text {
  if (ms < 120_000) {
    const text = ms % 1000 === 0 ? String(ms / 1000) : (ms / 1000).toFixed(1);
    return [`${text} s`, `${text} 秒`];
  }
  const whole = Math.round(ms / 1000);
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  return rest === 0
    ? [`${minutes} min`, `${minutes} 分钟`]
    : [`${minutes} min ${rest} s`, `${minutes} 分 ${rest} 秒`];
}
