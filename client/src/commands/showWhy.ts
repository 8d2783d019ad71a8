import type { EntryTarget } from '../contributions';
import type { CurrentRun } from '../run/currentRun';
import { entryAt } from '../run/steps';
import type { TimelinePanel } from '../views/timelinePanel';

/** Selects an entry, or what happened last at the cursor; the timeline shows the chain of its causes. */
export async function showWhy(
  run: CurrentRun,
  panel: TimelinePanel,
  target?: EntryTarget,
): Promise<void> {
  const state = run.current;
  if (state === undefined) return;
  const entry = target?.entry ?? state.selected ?? entryAt(state.view, state.atMs)?.entry;
  panel.open();
  if (entry !== undefined) await run.select(entry);
}
