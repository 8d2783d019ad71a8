// What every entry of a trace tells beside what changed: its cause, its rule, and the field that decides it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TraceEntry } from '../../../server/src/simulator/trace/trace';
import { play } from '../../oracle/play';
import { readScenario } from '../../oracle/readScenario';

const RECORDED = join(import.meta.dirname, '../../oracle/scenarios');
const RUNS = readdirSync(RECORDED).map((name) => {
  const { entries, storyBegins } = play(readScenario(join(RECORDED, name)), 0);
  return { name, entries, storyBegins };
});

/** What comes from outside of the cluster, or tells of the run itself. */
function isFromOutside({ change }: TraceEntry): boolean {
  return ['happening', 'request', 'end', 'assumption', 'simplified'].includes(change.kind);
}

test('every entry names the rule that made it so, in all recorded scenarios', () => {
  for (const { name, entries, storyBegins } of RUNS)
    for (const entry of entries.slice(storyBegins))
      if (!isFromOutside(entry))
        expect(entry.rule, `${name}: ${JSON.stringify(entry)}`).toMatch(/^L-[A-Z]+-\d+$/);
});

test('every entry has a cause that came before it, but for what somebody outside asked for', () => {
  for (const { name, entries, storyBegins } of RUNS) {
    const ids = new Set(entries.map(({ id }) => id));
    for (const entry of entries.slice(storyBegins)) {
      const { because, change } = entry;
      if (because !== undefined) expect(ids.has(because) && because <= entry.id, name).toBe(true);
      else if (!isFromOutside(entry))
        expect(change, `${name}: ${JSON.stringify(entry)}`).toMatchObject({ op: 'ADDED' });
    }
  }
});

test('what happens to a container names a field of its Pod, itself where no other decides', () => {
  const named = RUNS.flatMap(({ entries, storyBegins }) =>
    entries
      .slice(storyBegins)
      .filter(
        ({ subject, change }) => subject.container !== undefined && change.kind !== 'assumption',
      )
      .map(({ field }) => field ?? 'none'),
  );
  expect(named.length).toBeGreaterThan(1000);
  const odd = named.filter(
    (field) =>
      !/^spec\.(((init|ephemeral)C|c)ontainers\[\d+\]|restartPolicy|terminationGrace)/.test(field),
  );
  expect([...new Set(odd)]).toEqual([]);
});

test('a probe is asked because its container runs (L-PRB-1)', () => {
  for (const { name, entries } of RUNS) {
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    for (const { change, subject, because = 0 } of entries) {
      if (change.kind !== 'probe') continue;
      const causes: TraceEntry[] = [];
      for (let cause = byId.get(because); cause !== undefined; cause = byId.get(cause.because ?? 0))
        causes.push(cause);
      const runs = causes.find((cause) => cause.change.kind === 'container');
      expect(runs, name).toMatchObject({ subject, change: { state: 'running' } });
    }
  }
});
