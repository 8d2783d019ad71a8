// A simulation from its beginning to the horizon, or as far as there is something to tell.
import { given } from '../support/given';
import type { RunEnd } from './kernel/run';
import type { SimTime } from './kernel/time';
import { type Forecast, type Foreseeable, foresee } from './outlook';
import type { Happening } from './scenario/scenario';
import type { Outlook } from './trace/trace';

/** The first look at what lies ahead, and how far apart the later ones are: a quarter of the time that was, within limits. */
const FIRST_LOOK_MS = 15_000;
const LEAST_APART_MS = 5_000;
const MOST_APART_MS = 60_000;

/** Events between two looks at how long the trace has become, and two words on how far the run is. */
const EVENTS_APART = 2000;

/** How far a run is that goes on. */
export interface RunProgress {
  readonly atMs: SimTime;
  readonly events: number;
  /** How much is done, 0 to 1: of the time, or of the events or entries that would end it before. */
  readonly part: number;
}

interface Runnable extends Foreseeable {
  /** Events taken off the queue so far. */
  readonly taken: number;
  advance(until: SimTime, budget: number): RunEnd;
  restUntil(at: SimTime): void;
}

export interface RunPlan {
  readonly happenings: readonly Happening[];
  readonly horizonMs: SimTime;
  /** Events after which a run that will not end is ended. */
  readonly budget: number;
  /** Entries of the trace after which it is ended too: each is kept, and with it what it tells of. */
  readonly room: number;
  /** Whether time in which nothing will be told may be left out. */
  readonly looksAhead: boolean;
}

/**
 * Runs to the horizon; where it is seen before that nothing more will be told, the rest is left out. Whoever drives it may
 * pause at each word on how far it is, or leave it there.
 */
export function* runToEnd(
  simulation: Runnable,
  plan: RunPlan,
): Generator<RunProgress, { readonly stopped: RunEnd; readonly outlook?: Outlook }, undefined> {
  const { happenings, horizonMs, looksAhead } = plan;
  // Who waits for a Pod to look in some way may act on any repetition.
  const mayMark = !happenings.some(({ trigger }) => trigger.kind === 'when');
  let forecast: Forecast | undefined;
  let nextLook = looksAhead ? FIRST_LOOK_MS : horizonMs;
  for (;;) {
    const until = forecast === undefined ? Math.min(nextLook, horizonMs) : horizonMs;
    const stopped = yield* advance(simulation, until, plan);
    if (stopped === 'budget') return { stopped };
    forecast ??= foresee(simulation, horizonMs, mayMark);
    if (looksAhead && forecast?.isSilent === true) simulation.restUntil(horizonMs);
    if (simulation.now >= horizonMs) return { stopped, ...given({ outlook: forecast?.outlook }) };
    nextLook += Math.min(Math.max(Math.floor(nextLook / 4), LEAST_APART_MS), MOST_APART_MS);
    yield progress(simulation, plan);
  }
}

function* advance(
  simulation: Runnable,
  until: SimTime,
  plan: RunPlan,
): Generator<RunProgress, RunEnd, undefined> {
  for (;;) {
    const left = plan.budget - simulation.taken;
    const stopped = simulation.advance(until, Math.min(left, EVENTS_APART));
    if (simulation.entries.length > plan.room) return 'budget';
    if (stopped !== 'budget' || left <= EVENTS_APART) return stopped;
    yield progress(simulation, plan);
  }
}

function progress(
  { now, taken, entries }: Runnable,
  { horizonMs, budget, room }: RunPlan,
): RunProgress {
  const part = Math.max(now / Math.max(horizonMs, 1), taken / budget, entries.length / room);
  return { atMs: now, events: taken, part: Math.min(part, 1) };
}
