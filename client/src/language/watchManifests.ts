// Watches which open files hold manifests, and wakes the language server at the first one.
import { Disposable, type TextDocument, type Uri, window, workspace } from 'vscode';
import { DOCUMENT_SCHEME } from '../contributions';
import type { LanguageServer } from './languageServer';
import { isBlank, looksLikeManifest } from './manifests';

const LANGUAGES: ReadonlySet<string> = new Set(['yaml', 'json']);

/** @param tell called with the uris of all open manifests and whether the active editor shows one */
export function watchManifests(
  server: LanguageServer,
  tell: (uris: readonly Uri[], inEditor: boolean) => void,
): Disposable {
  const manifests = new Map<string, Uri>();
  const report = (): void => {
    const active = window.activeTextEditor?.document.uri.toString();
    tell([...manifests.values()], active !== undefined && manifests.has(active));
  };
  const look = (document: TextDocument): void => {
    if (!LANGUAGES.has(document.languageId) || document.uri.scheme === DOCUMENT_SCHEME) return;
    const uri = document.uri.toString();
    const text = document.getText();
    const isManifest = looksLikeManifest(text, document.languageId);
    const wakes = isManifest || (document.languageId === 'yaml' && isBlank(text));
    if (wakes && server.state === 'stopped') void server.running();
    if (isManifest === manifests.has(uri)) return;
    if (isManifest) manifests.set(uri, document.uri);
    else manifests.delete(uri);
    report();
  };
  workspace.textDocuments.forEach(look);
  report();
  return Disposable.from(
    workspace.onDidOpenTextDocument(look),
    // Only a file that is not yet known for a manifest is looked at while it is typed.
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && !manifests.has(document.uri.toString())) look(document);
    }),
    workspace.onDidSaveTextDocument(look),
    workspace.onDidCloseTextDocument((document) => {
      if (manifests.delete(document.uri.toString())) report();
    }),
    window.onDidChangeActiveTextEditor(report),
  );
}
