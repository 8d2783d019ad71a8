// The worker has no disk: it asks for the workspace's files here.
import { Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { ReaderMethods, type ReadFileParams } from '../../../server/src/protocol/workspaceReader';

/** Beyond these bounds a workspace is more than its manifests. */
const MOST_FILES = 2000;
const LARGEST_BYTES = 1_000_000;

const MANIFESTS = '**/*.{yaml,yml,json}';
const SKIPPED = '**/{node_modules,vendor,dist,build,out,target,coverage,.*}/**';

/** What the initialization options say of it. */
export const READS_FILES = { readsFiles: true } as const;

export function answerReads(client: BaseLanguageClient): void {
  client.onRequest(ReaderMethods.list, async () => {
    const found = await workspace.findFiles(MANIFESTS, SKIPPED, MOST_FILES);
    return found.map((uri) => uri.toString()).sort();
  });
  client.onRequest(ReaderMethods.read, async ({ uri }: ReadFileParams) => textOf(Uri.parse(uri)));
}

async function textOf(uri: Uri): Promise<string | null> {
  try {
    const { size } = await workspace.fs.stat(uri);
    if (size > LARGEST_BYTES) return null;
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
