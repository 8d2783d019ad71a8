import { commands, l10n, window } from 'vscode';
import { type ExplainPage, RunMethods } from '../../../server/src/protocol/run';
import type { LanguageServer } from '../language/languageServer';
import { explainUri } from '../views/objectDocuments';

let lastPath = 'pod.spec';

/** Shows what `kubectl explain` would, as a page; asks for the path when none is given. */
export async function explainField(server: LanguageServer, path?: string): Promise<void> {
  const wanted = path ?? (await askPath(server));
  if (wanted === undefined) return;
  lastPath = wanted;
  if ((await explain(server, wanted)) === undefined) {
    await window.showWarningMessage(l10n.t('There is no field {0}.', wanted));
    return;
  }
  await commands.executeCommand('markdown.showPreviewToSide', explainUri(wanted));
}

function askPath(server: LanguageServer): Thenable<string | undefined> {
  return window.showInputBox({
    title: l10n.t('Explain Field'),
    prompt: l10n.t('Kind and fields, joined by dots'),
    placeHolder: 'pod.spec.containers.livenessProbe',
    value: lastPath,
    validateInput: async (typed) =>
      typed.trim() === '' || (await explain(server, typed.trim())) !== undefined
        ? undefined
        : l10n.t('There is no field {0}.', typed.trim()),
  });
}

const explain = (server: LanguageServer, path: string): Promise<ExplainPage | undefined> =>
  server.request<ExplainPage>(RunMethods.explain, { path });
