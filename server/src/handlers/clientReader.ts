// Workspace files for a server without a disk: the editor reads them for it.

import type { WorkspaceReader } from '../protocol/workspaceReader';
import { ReaderMethods } from '../protocol/workspaceReader';
import { canonicalUri } from '../support/uri';
import type { Connection } from './connection';

/** Whether the editor offers to read files, by its initialization options. */
export function readsFiles(options: unknown): boolean {
  return (
    typeof options === 'object' &&
    options !== null &&
    'readsFiles' in options &&
    options.readsFiles === true
  );
}

/** Asks the editor, one file at a time; what it refuses is not there. */
export function clientReader(connection: Pick<Connection, 'sendRequest'>): WorkspaceReader {
  const read = async (uri: string): Promise<string | undefined> => {
    const text = await connection
      .sendRequest<unknown>(ReaderMethods.read, { uri })
      .catch(() => undefined);
    return typeof text === 'string' ? text : undefined;
  };
  return {
    read,
    async *files(folders) {
      const listed = await connection.sendRequest<unknown>(ReaderMethods.list, {});
      const roots = folders.map((it) => `${canonicalUri(it).replace(/\/$/, '')}/`);
      for (const uri of Array.isArray(listed) ? listed : []) {
        if (typeof uri !== 'string') continue;
        const canonical = canonicalUri(uri);
        if (!roots.some((root) => canonical.startsWith(root))) continue;
        const text = await read(uri);
        if (text !== undefined) yield { uri, text };
      }
    },
  };
}
