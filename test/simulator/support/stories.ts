// Runs as stories that can be compared: what was seen, without the numbers by which a run keeps its books.
import type { KubeObject } from '../../../server/src/schema/objects';
import { EPOCH_MS } from '../../../server/src/simulator/api/timestamps';
import type { Scenario } from '../../../server/src/simulator/scenario/scenario';
import {
  post,
  type RunResult,
  startSimulation,
  summarizeRun,
} from '../../../server/src/simulator/simulate';
import type { TraceChange, TraceEntry } from '../../../server/src/simulator/trace/trace';
import type { Trial } from './trials';

export interface Telling {
  readonly seed?: number;
  readonly untilMs?: number;
  /** The cluster's age when the objects are created and the scenario begins. */
  readonly startMs?: number;
}

/** Runs a trial; with `startMs` everything in it happens so much later. */
export function runTrial({ objects, scenario }: Trial, telling: Telling = {}): RunResult {
  const { seed = 1, untilMs = 120_000, startMs = 0 } = telling;
  const simulation = startSimulation(delayed(scenario, startMs), seed);
  simulation.advance(startMs);
  const posted = objects.map((object) => post(simulation, object));
  const horizonMs = startMs + untilMs;
  simulation.advance(horizonMs);
  return summarizeRun(simulation, scenario, seed, { posted, horizonMs, ended: 'horizon' });
}

function delayed(scenario: Scenario, byMs: number): Scenario {
  return {
    ...scenario,
    happenings: scenario.happenings.map(({ trigger, act }) => ({
      trigger: trigger.kind === 'at' ? { ...trigger, atMs: trigger.atMs + byMs } : trigger,
      act,
    })),
  };
}

/** `TIME SUBJECT CHANGE` of every entry that `isTold`, an object in full in place of its revision; times from `startMs` on. */
export function storyOf(
  run: RunResult,
  isTold: (entry: TraceEntry) => boolean = () => true,
  startMs = 0,
): readonly string[] {
  const mask = masker(startMs);
  return run.entries
    .filter((entry) => entry.at >= startMs && entry.change.kind !== 'end' && isTold(entry))
    .map(({ at, subject, change }) => {
      const object =
        change.kind === 'object' ? run.store.change(change.revision)?.object : undefined;
      const told =
        object === undefined ? sinceStart(change, startMs) : inOrder(withoutVersion(object));
      const about = subject.kind === 'Event' ? { kind: 'Event' } : subject;
      return mask(`${at - startMs} ${JSON.stringify(about)} ${JSON.stringify(told)}`);
    });
}

function sinceStart(change: TraceChange, startMs: number): TraceChange {
  return change.kind === 'backOff' ? { ...change, until: change.until - startMs } : change;
}

/** Names and with them uids of Events count on from one to the next, whatever they are about. */
function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _, uid, ...metadata } = object.metadata;
  if (object.kind === 'Event' || uid === undefined) return { ...object, metadata };
  return { ...object, metadata: { ...metadata, uid } };
}

/** Keys in one order, whatever order the manifest had. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, field]) => [key, inOrder(field)]));
}

const TIMESTAMP = /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\b/g;
/** Names of Events hold the moment in hexadecimal. */
const EVENT_NAME = /\.[0-9a-f]{16}\b/g;
/** Containers get ids that are drawn from the moment too. */
const CONTAINER_ID = /\b[0-9a-f]{64}\b/g;

/** Tells times inside objects as seconds since the story began. */
function masker(startMs: number): (text: string) => string {
  return (text) =>
    text
      .replace(TIMESTAMP, (time) => `${(Date.parse(time) - EPOCH_MS - startMs) / 1000} s`)
      .replace(EVENT_NAME, '.moment')
      .replace(CONTAINER_ID, 'id');
}

/** Entries about things in a namespace. */
export function isIn(namespace: string): (entry: TraceEntry) => boolean {
  return ({ subject }) => subject.namespace === namespace;
}
