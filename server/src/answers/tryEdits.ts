// The edit that changes an answer is never guessed: it is put into the posted objects and the run is made again.
import type { KubeObject } from '../schema/objects';
import type { RunInput, RunResult } from '../simulator/simulate';
import type { AnswerFix, Asked, FieldEdit, Text } from './answer';
import { edited } from './editPod';

/** Edits of one posted object that belong together, and what they are called. */
export interface Attempt {
  readonly title: Text;
  readonly edits: readonly FieldEdit[];
}

/** The run with `object` edited. */
export function runWith(
  asked: Asked,
  object: KubeObject,
  edits: readonly FieldEdit[],
  change?: Partial<RunInput>,
): RunResult {
  const objects = asked.input.objects.map((posted) =>
    posted === object ? edited(object, edits) : posted,
  );
  return asked.rerun(objects, change);
}

/**
 * The first attempt that helps, in the order given: the smallest first.
 *
 * @param outcomeOf what the run with the edit came to, where it is what was wanted
 * @param change to the run besides the edit, for questions that are asked in a run of their own
 */
export function firstThatHelps(
  asked: Asked,
  object: KubeObject | undefined,
  attempts: readonly Attempt[],
  outcomeOf: (run: RunResult) => Text | undefined,
  change?: Partial<RunInput>,
): AnswerFix | undefined {
  if (object === undefined || !asked.fixes) return undefined;
  for (const { title, edits } of attempts) {
    const outcome = outcomeOf(runWith(asked, object, edits, change));
    if (outcome !== undefined) return { title, object: nameOf(object), edits, outcome };
  }
  return undefined;
}

/** The least whole number from `low` to `high` for which `holds`, which once true stays true; undefined where none does. */
export function leastThat(
  low: number,
  high: number,
  holds: (n: number) => boolean,
): number | undefined {
  if (!holds(high)) return undefined;
  let [fails, works] = [low - 1, high];
  while (fails + 1 < works) {
    const middle = Math.floor((fails + works) / 2);
    if (holds(middle)) works = middle;
    else fails = middle;
  }
  return works;
}

export function nameOf({ kind, metadata }: KubeObject): AnswerFix['object'] {
  return { kind, namespace: metadata?.namespace ?? 'default', name: metadata?.name ?? '' };
}
