// What lies ahead of a run: nothing, or only what was there before, again and again. It asks the components about every
// event that is still to come, and what leaves marks must be seen to have repeated itself before it is said to go on.
import type { Habit } from './api/habit';
import type { StoreView } from './api/store';
import type { Pending } from './kernel/run';
import type { SimTime } from './kernel/time';
import { type SeenHabit, seenToRepeat } from './seenHabits';
import { timesOfWords } from './storyWords';
import type { Outlook, RepeatedAct, Repetition, Subject, TraceEntry } from './trace/trace';

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

/** Acts that change no object: the trace and Events alone tell of them. */
const STILL: ReadonlySet<RepeatedAct> = new Set(['scheduling', 'probe']);

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
  const close = until === undefined ? {} : { until };
  const isSoonOver = until !== undefined && until - horizon < LEAST_FORESIGHT_MS;
  const silent = habits.filter(({ marks }) => marks === 'none');
  if (silent.length === habits.length) {
    if (isSoonOver) return { isSilent: true };
    const since = simulation.entries.at(-1)?.at ?? 0;
    return { outlook: { since, repeats: repetitions(habits), ...close }, isSilent: true };
  }
  const isStill = habits.every(({ act, marks }) => marks !== 'story' || STILL.has(act));
  if (!isStill && habits.some((one) => one.needsStillCluster)) return undefined;
  if (!mayMark || isSoonOver) return undefined;
  const seen = seenToRepeat(simulation, habits);
  if (seen === undefined) return undefined;
  const longest = Math.max(...seen.map(({ everyMs }) => everyMs));
  const since = lastNews(simulation);
  if (since > simulation.now - 2 * longest) return undefined;
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

/** When something was told for the first time, for the last time. */
function lastNews({ entries, store }: Foreseeable): SimTime {
  let last = 0;
  for (const at of timesOfWords(entries, store)) last = Math.max(last, at);
  return last;
}

function nameOf({ namespace, name, container = '' }: Subject): string {
  return `${namespace}/${name}/${container}`;
}

/** In which they are told. */
const ORDER: readonly RepeatedAct[] = [
  'restart',
  'pull',
  'start',
  'mount',
  'scheduling',
  'claim',
  'probe',
  'loop',
  'sync',
];

/** Looks that come to nothing are nobody's concern. */
function repetitions(habits: readonly SeenHabit[]): readonly Repetition[] {
  const byAct = new Map<string, Repetition>();
  const counted = new Set<string>();
  for (const { act, subject, everyMs, marks, times = 1 } of habits) {
    if (act === 'sync') continue;
    const isTold = marks !== 'none';
    const key = isTold ? `${act}/${times}` : act;
    const known = byAct.get(key);
    const name = nameOf(subject);
    const isMore = !counted.has(`${key} ${name}`);
    counted.add(`${key} ${name}`);
    byAct.set(key, {
      act,
      // The queue is in no order of its own.
      subject: known !== undefined && nameOf(known.subject) < name ? known.subject : subject,
      count: (known?.count ?? 0) + (isMore ? 1 : 0),
      leastMs: Math.min(known?.leastMs ?? everyMs, everyMs),
      mostMs: Math.max(known?.mostMs ?? everyMs, everyMs),
      isTold,
      times,
    });
  }
  return [...byAct.values()].sort(
    (a, b) => ORDER.indexOf(a.act) - ORDER.indexOf(b.act) || a.times - b.times,
  );
}
