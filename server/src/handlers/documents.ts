import type { Server } from './server';

/** Keeps our copy of the editor's files. */
export function registerDocuments({ connection, files, settings, traffic }: Server): void {
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    files.open(uri, languageId, version, text);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    traffic.arrived();
    files.change(uri, version, contentChanges);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    files.close(uri);
    settings.forget(uri);
  });
}
