// Manifests of the workspace that no editor has open. They are read in the background, a few at a time, and never before
// the first answers.

import type { InitializeParams } from 'vscode-languageserver';
import { openFile } from '../documents/manifestFile';
import { isOtherToolsFile } from '../features/documentRole';
import type { WorkspaceReader } from '../protocol/workspaceReader';
import { registerLater } from './registerLater';
import type { Server } from './server';

/** The first answers come first. */
const DELAY_MS = 300;

/** `FileChangeType.Deleted` */
const DELETED = 3;

const WATCHED = '**/*.{yaml,yml,json}';

export function registerWorkspaceFiles(
  server: Server,
  reader: WorkspaceReader | undefined,
  params: InitializeParams,
): void {
  const { connection, files, workspace } = server;
  if (reader === undefined) return;
  const folders = (params.workspaceFolders ?? []).map(({ uri }) => uri);
  if (folders.length === 0 && params.rootUri) folders.push(params.rootUri);
  const report = (error: unknown): void => connection.console.warn(String(error));

  const take = (uri: string, text: string | undefined): void => {
    if (files.has(uri)) return;
    if (text === undefined || !isManifestText(uri, text)) workspace.remove(uri);
    else workspace.put(openFile(uri, text));
  };
  const readAll = async (): Promise<void> => {
    for await (const { uri, text } of reader.files(folders)) take(uri, text);
    files.onSettingsChange();
  };
  const reread = async (uri: string): Promise<void> => take(uri, await reader.read(uri));

  server.onReady(() => {
    setTimeout(() => {
      readAll().catch(report);
    }, DELAY_MS);
    if (!server.client.watchesFiles) return;
    const watchers = [{ globPattern: WATCHED }];
    registerLater(connection, 'workspace/didChangeWatchedFiles', { watchers });
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      if (type === DELETED) take(uri, undefined);
      else reread(uri).catch(report);
    }
  });
  files.onClose((uri) => {
    if (uri.startsWith('file:')) reread(uri).catch(report);
    else workspace.remove(uri);
  });
}

/** Most YAML and JSON of a workspace is no manifest and need not be kept. */
function isManifestText(uri: string, text: string): boolean {
  if (/\/kustomization\.ya?ml$/i.test(uri)) return true;
  return !isOtherToolsFile(uri) && text.includes('apiVersion') && text.includes('kind');
}
