import { Disposable, LanguageStatusSeverity, l10n, languages, window } from 'vscode';
import { LANGUAGE_STATUS } from '../contributions';
import { type LanguageServer, overlapsFor } from '../language/languageServer';
import type { CurrentRun } from '../run/currentRun';

/** The item beside the language's name: what PodLab does for this file, busy while it starts or simulates. */
export function createLanguageStatus(server: LanguageServer, run: CurrentRun): Disposable {
  const status = languages.createLanguageStatusItem(LANGUAGE_STATUS, [
    { language: 'yaml' },
    { language: 'json' },
  ]);
  status.name = 'PodLab';
  const refresh = (): void => {
    status.busy = server.state === 'starting' || run.isBusy;
    status.severity =
      server.state === 'failed' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    status.text = server.state === 'failed' ? l10n.t('PodLab has stopped') : 'PodLab';
    status.detail = detail(server);
    status.command =
      server.state === 'failed'
        ? { command: 'podlab.restartServer', title: l10n.t('Restart') }
        : {
            command: 'workbench.action.openSettings',
            title: l10n.t('Settings'),
            arguments: ['@ext:podlab.podlab'],
          };
  };
  refresh();
  const subscriptions = [
    status,
    server.onDidChangeState(refresh),
    run.onDidChange((change) => change !== 'cursor' && refresh()),
    window.onDidChangeActiveTextEditor(refresh),
  ];
  return Disposable.from(...subscriptions);
}

function detail(server: LanguageServer): string {
  if (server.state === 'failed') return l10n.t('See the log for the cause');
  if (server.state !== 'running') return l10n.t('Waits for a manifest');
  const shared = Object.values(overlapsFor(window.activeTextEditor?.document.uri)).includes(
    'shared',
  );
  return shared
    ? l10n.t('Another extension serves the fields; PodLab adds what only it knows')
    : l10n.t('Serves completion, explanations and checks');
}
