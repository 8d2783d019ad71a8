// Whether habits that leave marks were seen to repeat themselves: what was told of a Pod in the last period, or in as long
// as the slowest of its habits takes, is what was told of it a period earlier.
import type { Habit } from './api/habit';
import type { StoreView } from './api/store';
import type { SimTime } from './kernel/time';
import { storyWord } from './storyWords';
import type { TraceEntry } from './trace/trace';

export interface SeenHabit extends Habit {
  /** How often it comes in each period, where that is not once. */
  readonly times?: number;
}

interface Story {
  readonly now: SimTime;
  readonly store: StoreView;
  readonly entries: readonly TraceEntry[];
}

/** The habits of one Pod and what was told of it, the latest first. */
interface Lane {
  readonly habits: Habit[];
  readonly told: Told[];
}
interface Told {
  readonly at: SimTime;
  readonly word: string;
  readonly entry: TraceEntry;
}

/** Pulls take a little longer or shorter each time. */
const PULL_TOLERANCE_MS = 1000;
/** As many of the slowest periods are looked back at: two are needed, and a habit may be quicker than its limit. */
const LOOKED_BACK = 4;

/**
 * The habits that leave marks, with the period in which each was seen to repeat; undefined: one was not. Events count on
 * and are held back now and then: they are nothing to go by.
 */
export function seenToRepeat(
  story: Story,
  habits: readonly Habit[],
): readonly SeenHabit[] | undefined {
  const lanes = lanesOf(story, habits);
  const periods = new Map<Lane, SimTime>();
  const seen: SeenHabit[] = [];
  for (const habit of habits) {
    if (habit.marks === 'events') seen.push(habit);
    if (habit.marks !== 'story') continue;
    const lane = lanes.get(habit.subject.uid ?? '');
    const period = lane && (periods.get(lane) ?? periodOf(lane));
    if (lane === undefined || period === undefined) return undefined;
    periods.set(lane, period);
    // What a probe does is told by its own period, though other looks at the Pod may shift it.
    if (habit.act === 'probe') seen.push(habit);
    else seen.push({ ...habit, everyMs: period, times: timesIn(lane, habit, story.now - period) });
  }
  return seen;
}

function lanesOf({ entries, store, now }: Story, habits: readonly Habit[]): Map<string, Lane> {
  const lanes = new Map<string, Lane>();
  for (const { marks, subject } of habits)
    if (marks === 'story') lanes.set(subject.uid ?? '', { habits: [], told: [] });
  let slowest = 0;
  for (const habit of habits) {
    const lane = lanes.get(habit.subject.uid ?? '');
    if (lane === undefined) continue;
    lane.habits.push(habit);
    slowest = Math.max(slowest, habit.everyMs);
  }
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry === undefined || entry.at < now - LOOKED_BACK * slowest) break;
    const lane = lanes.get(entry.subject.uid ?? '');
    const word = lane && storyWord(entry, store);
    if (word !== undefined) lane?.told.push({ at: entry.at, word, entry });
  }
  return lanes;
}

function periodOf({ habits, told }: Lane): SimTime | undefined {
  const slowest = Math.max(...habits.map(({ everyMs }) => everyMs));
  const since = Math.max(
    ...habits.filter(({ marks }) => marks === 'story').map((one) => one.since),
  );
  const valid = told.filter(({ at }) => at > since);
  const pulls = valid.some(({ entry }) => entry.change.kind === 'pull');
  // A probe's phase may make a difference, and no two pulls are equally long.
  const inStepWith = habits.flatMap((habit) => habit.inStepWith ?? []);
  const [last] = valid;
  if (last === undefined || (pulls && inStepWith.length > 0)) return undefined;
  for (let shift = 1; shift < valid.length; shift++) {
    const before = valid[shift];
    if (before === undefined || before.word !== last.word) continue;
    const period = last.at - before.at;
    if (period > 2 * slowest) return undefined;
    const length = Math.max(period, slowest);
    if (period > 0 && repeats(valid, { shift, period, length, pulls }))
      return inStepWith.every((other) => period % other === 0) ? period : undefined;
  }
  return undefined;
}

/** Whether the latest entries, those of the last `length`, are those of a period earlier. */
function repeats(
  told: readonly Told[],
  {
    shift,
    period,
    length,
    pulls,
  }: {
    readonly shift: number;
    readonly period: SimTime;
    readonly length: SimTime;
    readonly pulls: boolean;
  },
): boolean {
  const from = (told[0]?.at ?? 0) - length;
  const tolerance = pulls ? PULL_TOLERANCE_MS : 0;
  for (let i = 0; ; i++) {
    const one = told[i];
    const other = told[i + shift];
    if (one === undefined || other === undefined) return false;
    if (one.word !== other.word || Math.abs(one.at - other.at - period) > tolerance) return false;
    if (one.at <= from) return true;
  }
}

/** How often the habit's container was started since then; 1 for other habits. */
function timesIn({ told }: Lane, { act, subject }: Habit, since: SimTime): number {
  if (act !== 'restart') return 1;
  return told.filter(
    ({ at, entry: { subject: of, change } }) =>
      at > since &&
      of.container === subject.container &&
      change.kind === 'container' &&
      (change.state === 'running' || change.state === 'failed'),
  ).length;
}
