// What subcommands see of the disk; the process entry gives it to them.

export interface CommandFiles {
  /** The text of a file, `-` being what comes in at stdin; undefined when it cannot be read. */
  read(path: string): string | undefined;
  /** The manifests in a folder, as paths in a fixed order; undefined when it is no folder. */
  list(path: string): readonly string[] | undefined;
  /** The folder that a file is in. */
  folderOf(path: string): string;
}

export interface Arguments {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

/** Splits `FILE… --until 10m --output=json`; a string says what is wrong. */
export function readArguments(
  args: readonly string[],
  known: ReadonlySet<string>,
): Arguments | string {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (!arg.startsWith('--') || arg === '--') {
      words.push(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const name = arg.slice(2, equals < 0 ? undefined : equals);
    if (!known.has(name)) return `unknown option --${name}`;
    const value = equals < 0 ? args[++i] : arg.slice(equals + 1);
    if (value === undefined) return `--${name} needs a value`;
    options.set(name, value);
  }
  return { words, options };
}

export interface ManifestText {
  readonly path: string;
  readonly text: string;
}

/** The files that the words name, folders unfolded; a string names the one that is not there. */
export function readManifests(
  files: CommandFiles,
  words: readonly string[],
): readonly ManifestText[] | string {
  const found: ManifestText[] = [];
  for (const word of words) {
    for (const path of files.list(word) ?? [word]) {
      const text = files.read(path);
      if (text === undefined) return path;
      found.push({ path, text });
    }
  }
  return found;
}

/** The other manifests in the folders that the named files are in. */
export function otherManifests(
  files: CommandFiles,
  manifests: readonly ManifestText[],
): readonly ManifestText[] {
  const named = new Set(manifests.map(({ path }) => path));
  const folders = new Set(
    [...named].filter((path) => path !== '-').map((path) => files.folderOf(path)),
  );
  return [...folders].flatMap((folder) =>
    (files.list(folder) ?? [])
      .filter((path) => !named.has(path))
      .map((path) => ({ path, text: files.read(path) ?? '' })),
  );
}
