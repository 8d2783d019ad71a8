import { l10n, window } from 'vscode';
import { clockTime } from '../../../server/src/support/text';
import type { CurrentRun } from '../run/currentRun';
import { parseMoment } from '../run/steps';

/** Moves the cursor to a moment; asks for it (`1:42`, `90s`, `+30s`) when none is given. */
export async function seekTime(run: CurrentRun, atMs?: number): Promise<void> {
  const state = run.current;
  if (state === undefined) return;
  const wanted = atMs ?? (await askMoment(state.atMs));
  if (wanted !== undefined) await run.seek(wanted);
}

async function askMoment(nowMs: number): Promise<number | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t('Go to Time'),
    prompt: l10n.t('A time of the run such as 1:42 or 90s, or a step such as +30s'),
    value: clockTime(nowMs),
    validateInput: (text) =>
      parseMoment(text, nowMs) === undefined ? l10n.t('This is no time.') : undefined,
  });
  return typed === undefined ? undefined : parseMoment(typed, nowMs);
}
