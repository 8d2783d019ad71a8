import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { WorkspaceReader } from '../protocol/workspaceReader';

/** Beyond these bounds a workspace is more than its manifests, and only open files count. */
const MOST_FILES = 2000;
const MOST_FOLDERS = 5000;
const LARGEST_BYTES = 1_000_000;

const SKIPPED = new Set(['node_modules', 'vendor', 'dist', 'build', 'out', 'target', 'coverage']);

/** Reads the workspace's folders from disk, breadth first. */
export const workspaceReader: WorkspaceReader = {
  async *files(folders) {
    const queue = folders.flatMap(pathOf);
    let count = 0;
    for (let i = 0; i < queue.length && i < MOST_FOLDERS; i += 1) {
      const folder = queue[i] ?? '';
      for (const entry of await entriesOf(folder)) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name))
          queue.push(path);
        if (!entry.isFile() || !/\.(?:ya?ml|json)$/i.test(entry.name)) continue;
        const text = await textOf(path);
        if (text === undefined) continue;
        yield { uri: pathToFileURL(path).href, text };
        count += 1;
        if (count >= MOST_FILES) return;
      }
    }
  },
  async read(uri) {
    const [path] = pathOf(uri);
    return path === undefined ? undefined : textOf(path);
  },
};

function pathOf(uri: string): readonly string[] {
  try {
    return uri.startsWith('file:') ? [fileURLToPath(uri)] : [];
  } catch {
    return [];
  }
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    return size > LARGEST_BYTES ? undefined : await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
