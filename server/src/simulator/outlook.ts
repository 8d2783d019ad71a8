// What lies ahead of a run: nothing, or only what was there before, again and again. It asks the components about every
// event that is still to come, and what leaves marks must be seen to have repeated itself before it is said to go on.
import type { Habit } from './api/habit';
import type { StoreView } from './api/store';
import type { Pending } from './kernel/run';
import type { SimTime } from './kernel/time';
import { storyWord, timesOfWords } from './storyWords';
import type { Outlook, Repetition, Subject, TraceEntry } from './trace/trace';

/** A simulation, as far as one has to look at it. */
export interface Foreseeable {
  readonly now: SimTime;
  readonly store: StoreView;
  readonly entries: readonly TraceEntry[];
  pending(): Iterable<Pending>;
  habitOf(pending: Pending): Habit | undefined;
}

export interface Forecast {
  /** Absent where it is over too soon after the horizon to be worth a word. */
  readonly outlook?: Outlook;
  /** Nothing of what goes on can be seen: until then, or for ever, the run says nothing more. */
  readonly isSilent: boolean;
}

/** Less is not told: whatever comes next may be one more poll of something that nobody knows more of. */
const LEAST_FORESIGHT_MS = 30_000;

interface Ahead {
  readonly habits: readonly Habit[];
  /** When something comes of which nobody says what it does. */
  readonly until: SimTime | undefined;
}

/**
 * What can be told at this moment of the time until `horizon` and after it; undefined: not enough.
 *
 * @param mayMark whether repetitions that can be seen are to be told at all: not where somebody waits for one of them
 */
export function foresee(
  simulation: Foreseeable,
  horizon: SimTime,
  mayMark: boolean,
): Forecast | undefined {
  const ahead = lookAhead(simulation, horizon);
  if (ahead === undefined) return undefined;
  const { habits, until } = ahead;
  const marking = habits.filter(({ isSilent }) => !isSilent);
  const close = until === undefined ? {} : { until };
  const isSoonOver = until !== undefined && until - horizon < LEAST_FORESIGHT_MS;
  if (marking.length === 0) {
    if (isSoonOver) return { isSilent: true };
    const since = simulation.entries.at(-1)?.at ?? 0;
    return { outlook: { since, repeats: repetitions(habits), ...close }, isSilent: true };
  }
  if (!mayMark || isSoonOver || habits.some((one) => one.needsStillCluster)) return undefined;
  const seen = seenToRepeat(simulation, habits, marking);
  if (seen === undefined) return undefined;
  const longest = Math.max(...seen.map(({ everyMs }) => everyMs));
  const since = lastNews(simulation);
  if (since > simulation.now - 2 * longest) return undefined;
  const silent = habits.filter(({ isSilent }) => isSilent);
  return {
    outlook: { since, repeats: repetitions([...seen, ...silent]), ...close },
    isSilent: false,
  };
}

function lookAhead(simulation: Foreseeable, horizon: SimTime): Ahead | undefined {
  const habits: Habit[] = [];
  let until: SimTime | undefined;
  for (const pending of simulation.pending()) {
    const habit = simulation.habitOf(pending);
    if (habit !== undefined) habits.push(habit);
    else if (pending.at <= horizon) return undefined;
    else if (until === undefined || pending.at < until) until = pending.at;
  }
  return { habits, until };
}

interface SeenHabit extends Habit {
  /** How often it comes in each period, where that is not once. */
  readonly times?: number;
}

/** The habits that leave marks, with the period in which the Pod's entries were seen to repeat; undefined: one was not. */
function seenToRepeat(
  simulation: Foreseeable,
  habits: readonly Habit[],
  marking: readonly Habit[],
): readonly SeenHabit[] | undefined {
  const periods = new Map<string, SimTime>();
  const seen: SeenHabit[] = [];
  for (const habit of marking) {
    const uid = habit.subject.uid ?? '';
    const ofPod = habits.filter(({ subject }) => subject.uid === uid);
    const period = periods.get(uid) ?? periodOf(simulation, uid, ofPod);
    if (period === undefined) return undefined;
    periods.set(uid, period);
    // What a probe does is told by its own period, though other looks at the Pod may shift it.
    const times = habit.act === 'restart' ? startsWithin(simulation, habit.subject, period) : 1;
    seen.push(habit.act === 'probe' ? habit : { ...habit, everyMs: period, times });
  }
  return seen;
}

const STARTS: ReadonlySet<string> = new Set(['running', 'failed']);

/** How often the container was started in the last so many milliseconds. */
function startsWithin({ entries, now }: Foreseeable, of: Subject, ms: SimTime): number {
  let starts = 0;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry === undefined || entry.at <= now - ms) break;
    const { subject, change } = entry;
    if (change.kind !== 'container' || !STARTS.has(change.state)) continue;
    if (subject.uid === of.uid && subject.container === of.container) starts++;
  }
  return starts;
}

/** Pulls take a little longer or shorter each time. */
const PULL_TOLERANCE_MS = 1000;

function periodOf(
  { entries, store, now }: Foreseeable,
  uid: string,
  habits: readonly Habit[],
): SimTime | undefined {
  const slowest = Math.max(...habits.map(({ everyMs }) => everyMs));
  const since = Math.max(...habits.filter((h) => !h.isSilent).map((h) => h.since));
  const told: { readonly at: SimTime; readonly word: string }[] = [];
  let pulls = false;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry === undefined || entry.at <= since || entry.at < now - 4 * slowest) break;
    const word = entry.subject.uid === uid ? storyWord(entry, store) : undefined;
    if (word !== undefined) told.push({ at: entry.at, word });
    if (word !== undefined && entry.change.kind === 'pull') pulls = true;
  }
  const tolerance = pulls ? PULL_TOLERANCE_MS : 0;
  // A probe's phase may make a difference, and no two pulls are equally long.
  const inStepWith = habits.flatMap((habit) => habit.inStepWith ?? []);
  if (pulls && inStepWith.length > 0) return undefined;
  const [last] = told;
  if (last === undefined) return undefined;
  for (let shift = 1; shift < told.length; shift++) {
    const before = told[shift];
    if (before === undefined || before.word !== last.word) continue;
    const period = last.at - before.at;
    if (period > 2 * slowest) return undefined;
    if (period > 0 && repeats(told, shift, period, Math.max(period, slowest), tolerance))
      return inStepWith.every((other) => period % other === 0) ? period : undefined;
  }
  return undefined;
}

/** Whether the latest entries, those of the last `lengthMs`, are those of a period earlier. @param told the latest first */
function repeats(
  told: readonly { readonly at: SimTime; readonly word: string }[],
  shift: number,
  period: SimTime,
  lengthMs: SimTime,
  tolerance: SimTime,
): boolean {
  const from = (told[0]?.at ?? 0) - lengthMs;
  for (let i = 0; ; i++) {
    const one = told[i];
    const other = told[i + shift];
    if (one === undefined || other === undefined) return false;
    if (one.word !== other.word || Math.abs(one.at - other.at - period) > tolerance) return false;
    if (one.at <= from) return true;
  }
}

/** When something was told for the first time, for the last time. */
function lastNews({ entries, store }: Foreseeable): SimTime {
  let last = 0;
  for (const at of timesOfWords(entries, store)) last = Math.max(last, at);
  return last;
}

function nameOf({ namespace, name, container = '' }: Subject): string {
  return `${namespace}/${name}/${container}`;
}

/** Looks that come to nothing are nobody's concern. */
function repetitions(habits: readonly SeenHabit[]): readonly Repetition[] {
  const byAct = new Map<string, Repetition>();
  for (const { act, subject, everyMs, isSilent, times = 1 } of habits) {
    if (act === 'sync') continue;
    const key = isSilent ? act : `${act}/${times}`;
    const known = byAct.get(key);
    byAct.set(key, {
      act,
      // The queue is in no order of its own.
      subject:
        known !== undefined && nameOf(known.subject) < nameOf(subject) ? known.subject : subject,
      count: (known?.count ?? 0) + 1,
      leastMs: Math.min(known?.leastMs ?? everyMs, everyMs),
      mostMs: Math.max(known?.mostMs ?? everyMs, everyMs),
      isTold: !isSilent,
      times,
    });
  }
  return [...byAct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, repetition]) => repetition);
}
