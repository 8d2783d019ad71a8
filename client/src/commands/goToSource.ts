import { l10n, window } from 'vscode';
import type { SourceSpot } from '../../../server/src/protocol/run';
import type { AnswerTarget, EntryTarget } from '../contributions';
import type { CurrentRun, RunState } from '../run/currentRun';
import { showSpot } from '../views/spots';

/** Shows the line of the manifest that an answer, an entry or what is selected goes back to. */
export async function goToSource(
  run: CurrentRun,
  target?: EntryTarget & Partial<AnswerTarget>,
): Promise<void> {
  const state = run.current;
  if (state === undefined) return;
  const spot = spotOf(state, target);
  if (spot !== undefined) await showSpot(spot);
  else await window.showInformationMessage(l10n.t('No line of the manifest began this.'));
}

function spotOf(
  { view, selected, chain }: RunState,
  target: (EntryTarget & Partial<AnswerTarget>) | undefined,
): SourceSpot | undefined {
  const answer = view.answers.find(({ id }) => id === target?.answerId);
  if (answer?.source !== undefined) return answer.source;
  const entry = target?.entry ?? selected;
  const row = view.rows.find((candidate) => candidate.entry === entry);
  return row?.source ?? chain.find(({ source }) => source !== undefined)?.source;
}
