// All answers that come with every run; the ones that need a scenario of their own are asked for one by one.
import { controllerOf } from '../schema/owners';
import { type RunInput, type RunResult, simulate } from '../simulator/simulate';
import type { Answer, Asked, Severity, Text } from './answer';
import { crashLoop } from './crashLoop';
import { deadlines } from './deadlines';
import { dependencyDown } from './dependencyDown';
import { drain } from './drain';
import { expectationAnswers } from './expectations';
import { gracePeriod } from './gracePeriod';
import { hangDetection } from './hangDetection';
import { jobAttempts, sidecarJob } from './jobAttempts';
import { lostRequests } from './lostRequests';
import { memoryShort } from './memoryShort';
import { neverReady } from './neverReady';
import { nodeDeath } from './nodeDeath';
import { noTraffic } from './noTraffic';
import { changesOf } from './objectChanges';
import { pending } from './pending';
import { aboutPod, type PodStory, podStories } from './podStory';
import { postStart } from './postStart';
import { preemption } from './preemption';
import { rollout } from './rollout';
import { slowStart } from './slowStart';
import { startOrder } from './startOrder';
import { statefulSetStuck } from './statefulSetStuck';
import { type PodStop, stopOf } from './stopRun';
import { timeoutUnderLoad } from './timeoutUnderLoad';
import { whatLiesAhead } from './whatLiesAhead';
import { whenReady } from './whenReady';
import { whoEnded } from './whoEnded';
import { wrongImage } from './wrongImage';

/** Pods whose story is told: of many alike, a few are enough. */
const MOST_PODS = 20;
const ORDER: Readonly<Record<Severity, number>> = { problem: 0, risk: 1, fact: 2 };

export interface AnswerOptions {
  /** Also asks what needs runs of its own: other seeds, a lost node, a dependency that is down, … */
  readonly whatIf?: boolean;
  /** Whether edits that would help are looked for, by trying them. */
  readonly fixes?: boolean;
}

/** Problems first, then risks, then facts; within each the order of the questions. */
export function answersOf(
  input: RunInput,
  run: RunResult,
  options: AnswerOptions = {},
): readonly Answer[] {
  return inOrder(
    run,
    questionsOf(input, run, options).flatMap((ask) => ask()),
  );
}

/**
 * The questions of a run, to be asked one by one: each may take runs of its own. `inOrder` makes of all that they come to
 * what is shown.
 */
export function questionsOf(
  input: RunInput,
  run: RunResult,
  { whatIf = false, fixes = true }: AnswerOptions = {},
): readonly (() => readonly Answer[])[] {
  const asked = askedOf(input, run, fixes, whatIf);
  const stories = podStories(run);
  const told = stories.slice(0, MOST_PODS);
  const alike = repeated(makersOf(run, told));
  // Of Pods made alike the first stands for all where a run of its own is needed.
  const askedOfFirst = (story: PodStory): Asked =>
    alike.has(aboutPod(story)) ? { ...asked, whatIf: false } : asked;
  const ofEach = (
    ask: (story: PodStory) => readonly Answer[] | Answer | undefined,
  ): readonly (() => readonly Answer[])[] => told.map((story) => () => [ask(story) ?? []].flat());
  return [
    () => expectationAnswers(run, input.expect ?? []),
    ...ofEach((story) => whenReady(askedOfFirst(story), story)),
    ...ofEach((story) => neverReady(run, story)),
    ...ofEach((story) => (story === told[0] ? slowStart(asked, story) : [])),
    ...ofEach(hangDetection),
    ...ofEach((story) => gracePeriod(askedOfFirst(story), story)),
    ...ofEach((story) => whoEnded(asked, story)),
    ...ofEach((story) => crashLoop(askedOfFirst(story), story)),
    () => rollout(asked),
    ...ofEach(timeoutUnderLoad),
    ...ofEach((story) => pending(asked, story)),
    ...ofEach((story) => startOrder(askedOfFirst(story), story)),
    () => jobAttempts(asked, stories),
    ...ofEach(wrongImage),
    () => memoryShort(run),
    () => drain(asked),
    () => statefulSetStuck(asked, stories),
    () => preemption(stories),
    () => sidecarJob(asked, stories),
    () => noTraffic(asked),
    ...ofEach((story) => postStart(story, run.endMs)),
    () => deadlines(asked, told),
    () => [whatLiesAhead(run) ?? []].flat(),
    ...(whatIf
      ? [() => lostRequests(asked), () => dependencyDown(asked), () => nodeDeath(asked)]
      : []),
  ];
}

/** What holds for one of several Pods made alike is told once, unless it is a problem; the worst comes first. */
export function inOrder(run: RunResult, answers: readonly Answer[]): readonly Answer[] {
  const makers = makersOf(run, podStories(run).slice(0, MOST_PODS));
  const alike = repeated(makers);
  const told = answers
    .filter(
      ({ severity, about }) => severity === 'problem' || !alike.has(about.split(' ')[0] ?? ''),
    )
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  return toldOnce(told, makers);
}

/** What is said of several Pods made alike in the same words is said of the first, with their number. */
function toldOnce(
  answers: readonly Answer[],
  makers: ReadonlyMap<string, string>,
): readonly Answer[] {
  const counts = new Map<string, number>();
  const keys = answers.map(({ id, about, sentence }) => {
    const [pod = '', ...container] = about.split(' ');
    const maker = makers.get(pod);
    return maker === undefined ? undefined : [maker, ...container, id, sentence[0]].join('\n');
  });
  for (const key of keys) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  return answers.flatMap((answer, i) => {
    const key = keys[i];
    if (key === undefined) return [answer];
    const count = counts.get(key);
    if (count === undefined) return [];
    counts.delete(key);
    if (count === 1) return [answer];
    const more = count - 1;
    const sentence: Text = [
      `${answer.sentence[0]} So it is with ${more} more ${more === 1 ? 'Pod' : 'Pods'}.`,
      `${answer.sentence[1]}另外 ${more} 个 Pod 也是如此。`,
    ];
    return [{ ...answer, sentence }];
  });
}

/** As many seeds as a range over them is told of. */
const SEEDS = 9;

function askedOf(input: RunInput, run: RunResult, fixes: boolean, whatIf: boolean): Asked {
  const made = new Map<number | undefined, readonly RunResult[]>();
  const stops = new Map<PodStory, PodStop | undefined>();
  const rerun: Asked['rerun'] = (objects, change) => simulate({ ...input, ...change, objects });
  const asked: Asked = {
    input,
    run,
    fixes,
    whatIf,
    rerun,
    stopOf(story) {
      if (!stops.has(story)) stops.set(story, stopOf(asked, story));
      return stops.get(story);
    },
    seeds(untilMs) {
      const known = made.get(untilMs);
      if (known !== undefined) return known;
      const change = untilMs === undefined ? {} : { untilMs };
      const others = Array.from({ length: SEEDS - 1 }, (_, i) =>
        rerun(input.objects, { ...change, seed: (input.seed ?? 0) + i + 1 }),
      );
      const own = untilMs === undefined ? run : rerun(input.objects, change);
      const runs = [own, ...others];
      made.set(untilMs, runs);
      return runs;
    },
  };
  return asked;
}

/** By Pod who had it made, by uid: a controller, and of Jobs the CronJob. */
function makersOf(run: RunResult, stories: readonly PodStory[]): ReadonlyMap<string, string> {
  const cronJobs = new Map<string, string>();
  for (const [made] of changesOf(run, 'Job')) {
    const owner = made && controllerOf(made.object);
    if (owner !== undefined) cronJobs.set(made?.object.metadata.uid ?? '', owner.uid);
  }
  const makers = new Map<string, string>();
  for (const story of stories) {
    const owner = controllerOf(story.pod);
    if (owner !== undefined) makers.set(aboutPod(story), cronJobs.get(owner.uid) ?? owner.uid);
  }
  return makers;
}

/** Pods that were made like an earlier one: what holds for that one need not be said again, unless it is a problem. */
function repeated(makers: ReadonlyMap<string, string>): ReadonlySet<string> {
  const seen = new Set<string>();
  const names = new Set<string>();
  for (const [pod, maker] of makers) {
    if (seen.has(maker)) names.add(pod);
    seen.add(maker);
  }
  return names;
}
