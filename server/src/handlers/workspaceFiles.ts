// Manifests of the workspace that no editor has open. They are read in the background, a few at a time, and never before
// the first answers.

import type { InitializeParams } from 'vscode-languageserver';
import { openFile } from '../documents/manifestFile';
import { isOtherToolsFile } from '../features/documentRole';
import type { WorkspaceReader } from '../protocol/workspaceReader';
import { canonicalUri } from '../support/uri';
import { registerLater } from './registerLater';
import type { Server } from './server';

/** What the editor sends at once comes first. */
const DELAY_MS = 20;

/** A request that depends on other files waits for them no longer than this. */
const PATIENCE_MS = 1500;

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
  const folders = new Set((params.workspaceFolders ?? []).map(({ uri }) => uri));
  if (folders.size === 0 && params.rootUri) folders.add(params.rootUri);
  const report = (error: unknown): void => connection.console.warn(String(error));

  const take = (uri: string, text: string | undefined): void => {
    if (files.has(uri)) return;
    if (text === undefined || !isManifestText(uri, text)) workspace.remove(uri);
    else workspace.put(openFile(uri, text));
  };
  const readAll = async (wanted: readonly string[]): Promise<void> => {
    for await (const { uri, text } of reader.files(wanted)) {
      // A folder may have been taken away while it was read.
      if (isWithin(folders, uri)) take(uri, text);
    }
    files.onSettingsChange();
  };
  const reread = async (uri: string): Promise<void> => take(uri, await reader.read(uri));

  const loaded = new Promise<void>((resolve) => {
    server.onReady(() => {
      setTimeout(() => {
        readAll([...folders])
          .catch(report)
          .finally(resolve);
      }, DELAY_MS);
      setTimeout(resolve, PATIENCE_MS);
    });
  });
  server.waitFor(loaded);

  // A patch is known by the kustomization that names it, which lies beside it or above, workspace or not.
  const lookAround = async (uri: string): Promise<void> => {
    const near = kustomizationsNear(uri).filter((it) => workspace.file(it) === undefined);
    await Promise.all(near.map(reread));
  };
  const looking = new Map<string, Promise<void>>();
  const lookOnce = (uri: string): Promise<void> => {
    const known = looking.get(uri) ?? lookAround(uri).catch(report);
    looking.set(uri, known);
    return known;
  };
  files.onClose((uri) => looking.delete(uri));
  // A closed file is what the disk says again: until that is known, nobody should hear of the text that was in the editor.
  let settled: Promise<void> = Promise.resolve();
  const settle = (uri: string): void => {
    const before = settled;
    settled = reread(uri)
      .catch(report)
      .then(() => before);
    server.waitFor(settled);
  };
  server.beforeDiagnosis(async (uri) => {
    await lookOnce(uri);
    await settled;
  });

  server.onReady(() => {
    if (!server.client.watchesFiles) return;
    const watchers = [{ globPattern: WATCHED }];
    registerLater(connection, 'workspace/didChangeWatchedFiles', { watchers });
  });
  server.advertise({
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  });
  connection.onDidChangeWorkspaceFolders(({ event: { added, removed } }) => {
    for (const { uri } of removed) folders.delete(uri);
    for (const { uri } of added) folders.add(uri);
    const gone = new Set(removed.map(({ uri }) => uri));
    for (const { uri } of [...workspace.files]) {
      if (isWithin(gone, uri) && !isWithin(folders, uri)) take(uri, undefined);
    }
    const reading = readAll(added.map(({ uri }) => uri)).catch(report);
    const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
    server.waitFor(Promise.race([reading, patience]));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const work = changes.map(async ({ uri, type }) =>
      type === DELETED ? take(uri, undefined) : reread(uri),
    );
    Promise.all(work)
      .then(() => files.onSettingsChange())
      .catch(report);
  });
  files.onClose((uri) => {
    settle(uri);
  });
}

function isWithin(folders: ReadonlySet<string>, uri: string): boolean {
  const canonical = canonicalUri(uri);
  return [...folders].some((folder) =>
    canonical.startsWith(`${canonicalUri(folder).replace(/\/$/, '')}/`),
  );
}

/** Where a kustomization may lie that names the file: its own folder and the two above. */
function kustomizationsNear(uri: string): readonly string[] {
  if (uri.startsWith('untitled:')) return [];
  const steps = uri.split('/').slice(0, -1);
  const folders = [steps, steps.slice(0, -1), steps.slice(0, -2)].filter(
    ({ length }) => length > 3,
  );
  return folders.flatMap((folder) =>
    ['kustomization.yaml', 'kustomization.yml'].map((name) => [...folder, name].join('/')),
  );
}

/** Most YAML and JSON of a workspace is no manifest and need not be kept. */
function isManifestText(uri: string, text: string): boolean {
  if (/\/kustomization\.ya?ml$/i.test(uri)) return true;
  return !isOtherToolsFile(uri) && text.includes('apiVersion') && text.includes('kind');
}
