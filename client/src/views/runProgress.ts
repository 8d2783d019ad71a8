import { Disposable, l10n, StatusBarAlignment, window } from 'vscode';
import type { CurrentRun } from '../run/currentRun';

/** In the status bar while a long run is made: how far it is. A click stops it. */
export function createRunProgress(run: CurrentRun): Disposable {
  const item = window.createStatusBarItem('podlab.progress', StatusBarAlignment.Right);
  item.name = l10n.t('PodLab: long runs');
  item.command = 'podlab.cancelRun';
  const refresh = (): void => {
    const { progress } = run;
    if (progress === undefined) {
      item.hide();
      return;
    }
    item.text = `$(loading~spin) PodLab ${progress.percentage} %`;
    item.tooltip = `${l10n.t('Simulating…')} ${progress.message}\n${l10n.t('Click to stop')}`;
    item.accessibilityInformation = { label: `${l10n.t('Simulating…')} ${progress.percentage} %` };
    item.show();
  };
  return Disposable.from(
    item,
    run.onDidChange((change) => change === 'busy' && refresh()),
  );
}
