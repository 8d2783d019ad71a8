import { l10n, window } from 'vscode';
import type { LanguageServer } from '../language/languageServer';
import type { CurrentRun } from '../run/currentRun';
import { openKubectlTerminal } from '../views/kubectlTerminal';

/** A terminal with kubectl, on the cluster of the run as it is at the cursor. */
export async function openTerminal(server: LanguageServer, run: CurrentRun): Promise<void> {
  const state = run.current;
  if (state === undefined) {
    await window.showInformationMessage(
      l10n.t('Run a manifest first: its cluster is what kubectl talks to.'),
    );
    return;
  }
  const { uri, seed } = state.view;
  const documents = run.documents;
  openKubectlTerminal(server, {
    uri,
    seed,
    atMs: state.atMs,
    ...(documents === undefined ? {} : { documents }),
  });
}
