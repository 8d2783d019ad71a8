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
