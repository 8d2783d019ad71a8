import type { CommandFiles } from '../../server/src/cli/files';

/** A disk that holds these files. */
export function disk(files: Readonly<Record<string, string>>): CommandFiles {
  const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return {
    read: (path) => files[path],
    list: (path) => {
      const inside = Object.keys(files).filter((file) => folderOf(file) === path);
      return files[path] !== undefined || inside.length === 0 ? undefined : inside.sort();
    },
    folderOf,
  };
}
