import { l10n, window } from 'vscode';
import type { CurrentRun } from '../run/currentRun';

/** Runs the same manifest with another seed: other chances, the same rules. */
export async function changeSeed(run: CurrentRun): Promise<void> {
  const state = run.current;
  if (state === undefined) return;
  const typed = await window.showInputBox({
    title: l10n.t('Change Seed'),
    prompt: l10n.t('A whole number; each gives one possible run of the same manifest'),
    value: String(state.view.seed + 1),
    validateInput: (text) =>
      /^\d{1,10}$/.test(text.trim()) ? undefined : l10n.t('A seed is a whole number from 0 up.'),
  });
  if (typed !== undefined) await run.reseed(Number(typed));
}
