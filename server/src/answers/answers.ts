// All answers that come with every run; the ones that need a scenario of their own are asked for one by one.
import { type RunInput, type RunResult, simulate } from '../simulator/simulate';
import type { Answer, Asked, Severity } from './answer';
import { crashLoop } from './crashLoop';
import { deadlines } from './deadlines';
import { dependencyDown } from './dependencyDown';
import { drain } from './drain';
import { gracePeriod } from './gracePeriod';
import { hangDetection } from './hangDetection';
import { jobAttempts, sidecarJob } from './jobAttempts';
import { lostRequests } from './lostRequests';
import { memoryShort } from './memoryShort';
import { nodeDeath } from './nodeDeath';
import { noTraffic } from './noTraffic';
import { pending } from './pending';
import { aboutPod, type PodStory, podStories } from './podStory';
import { postStart } from './postStart';
import { preemption } from './preemption';
import { rollout } from './rollout';
import { slowStart } from './slowStart';
import { startOrder } from './startOrder';
import { statefulSetStuck } from './statefulSetStuck';
import { timeoutUnderLoad } from './timeoutUnderLoad';
import { whenReady } from './whenReady';
import { whoEnded } from './whoEnded';
import { wrongImage } from './wrongImage';

/** Pods whose story is told: of many alike, a few are enough. */
const MOST_PODS = 20;
const ORDER: Readonly<Record<Severity, number>> = { problem: 0, risk: 1, fact: 2 };

/**
 * Problems first, then risks, then facts; within each the order of the questions.
 *
 * @param options.whatIf also asks what needs runs of its own: other seeds, a lost node, a dependency that is down, …
 * @param options.fixes whether edits that would help are looked for, by trying them
 */
export function answersOf(
  input: RunInput,
  run: RunResult,
  { whatIf = false, fixes = true }: { readonly whatIf?: boolean; readonly fixes?: boolean } = {},
): readonly Answer[] {
  const asked = askedOf(input, run, fixes, whatIf);
  const stories = podStories(run);
  const told = stories.slice(0, MOST_PODS);
  const alike = repeated(told);
  // Of Pods made alike the first stands for all where a run of its own is needed.
  const askedOfFirst = (story: PodStory): Asked =>
    alike.has(aboutPod(story)) ? { ...asked, whatIf: false } : asked;
  const answers: (Answer | undefined)[] = [
    ...told.map((story) => whenReady(asked, story, !alike.has(aboutPod(story)))),
    ...told.slice(0, 1).flatMap((story) => slowStart(asked, story)),
    ...told.flatMap(hangDetection),
    ...told.flatMap((story) => gracePeriod(askedOfFirst(story), story)),
    ...told.flatMap((story) => whoEnded(asked, story)),
    ...told.flatMap((story) => crashLoop(askedOfFirst(story), story)),
    ...rollout(asked),
    ...told.flatMap(timeoutUnderLoad),
    ...told.map((story) => pending(asked, story)),
    ...told.map((story) => startOrder(askedOfFirst(story), story)),
    ...jobAttempts(asked, stories),
    ...told.flatMap(wrongImage),
    ...memoryShort(run),
    ...drain(asked),
    ...statefulSetStuck(asked, stories),
    ...preemption(stories),
    ...sidecarJob(asked, stories),
    ...noTraffic(asked),
    ...told.flatMap((story) => postStart(story, run.endMs)),
    ...deadlines(asked, told),
    ...(whatIf ? [...lostRequests(asked), ...dependencyDown(asked), ...nodeDeath(asked)] : []),
  ];
  return answers
    .filter((answer) => answer !== undefined)
    .filter(
      ({ severity, about }) => severity === 'problem' || !alike.has(about.split(' ')[0] ?? ''),
    )
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

/** As many seeds as a range over them is told of. */
const SEEDS = 9;

function askedOf(input: RunInput, run: RunResult, fixes: boolean, whatIf: boolean): Asked {
  const made = new Map<number | undefined, readonly RunResult[]>();
  const rerun: Asked['rerun'] = (objects, change) => simulate({ ...input, ...change, objects });
  return {
    input,
    run,
    fixes,
    whatIf,
    rerun,
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
}

/** Pods that were made like an earlier one: what holds for that one need not be said again, unless it is a problem. */
function repeated(stories: readonly PodStory[]): ReadonlySet<string> {
  const owners = new Set<string>();
  const names = new Set<string>();
  for (const story of stories) {
    const owner = story.pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
    if (owner === undefined) continue;
    if (owners.has(owner.uid)) names.add(aboutPod(story));
    owners.add(owner.uid);
  }
  return names;
}
