// Long work told as steps, so that whoever drives it can do something else in between.

/** Work that can be paused after each step; its return value is the result. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does all of it at once; `onStep` hears of each step. */
export function finish<S, T>(
  steps: Generator<S, T, undefined>,
  onStep: (step: S) => void = () => undefined,
): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onStep(step.value);
  }
}
