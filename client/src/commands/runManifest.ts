import { l10n, Uri, window } from 'vscode';
import type { CurrentRun } from '../run/currentRun';
import type { TimelinePanel } from '../views/timelinePanel';

/** Runs the manifests of a file, or one document of it, and opens the timeline beside. */
export async function runManifest(
  run: CurrentRun,
  panel: TimelinePanel,
  target?: Uri | string,
  document?: number,
): Promise<void> {
  const uri = typeof target === 'string' ? Uri.parse(target) : (target ?? activeUri());
  if (uri === undefined) {
    await window.showInformationMessage(l10n.t('Open a Kubernetes manifest to run it.'));
    return;
  }
  const documents = document === undefined ? undefined : [document];
  const outcome = await run.run(uri, documents);
  if (outcome === 'shown') panel.open();
  if (outcome === 'nothing')
    await window.showWarningMessage(l10n.t('Nothing in this file can be run: it holds no Pod.'));
}

function activeUri(): Uri | undefined {
  const editor = window.activeTextEditor ?? window.visibleTextEditors[0];
  return editor?.document.uri;
}
