// What the server needs of its runtime to see the files that no editor has open.

export interface WorkspaceFile {
  readonly uri: string;
  readonly text: string;
}

/** How the runtime reads the workspace. */
export interface WorkspaceReader {
  /** YAML and JSON files under the folders, bounded in number and size. */
  files(folders: readonly string[]): AsyncIterable<WorkspaceFile>;
  read(uri: string): Promise<string | undefined>;
}

/**
 * What a server asks that cannot read files itself, of an editor that says `readsFiles` in its initialization options.
 * `list` gives uris of YAML and JSON files, bounded in number; `read` gives a file's text, null where there is none.
 */
export const ReaderMethods = { list: 'podlab/listFiles', read: 'podlab/readFile' } as const;

export interface ReadFileParams {
  readonly uri: string;
}
