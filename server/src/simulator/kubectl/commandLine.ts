// A kubectl line taken apart: verb, arguments, flags. It knows which flags take a value, nothing about what they mean.

export interface CommandLine {
  readonly verb: string;
  readonly positional: readonly string[];
  /** By long name; a flag that was given more than once has several values. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** What stands after `--`. */
  readonly rest: readonly string[];
}

const LONG_NAMES: Readonly<Record<string, string>> = {
  A: 'all-namespaces',
  c: 'container',
  f: 'filename',
  i: 'stdin',
  k: 'kustomize',
  L: 'label-columns',
  l: 'selector',
  n: 'namespace',
  o: 'output',
  p: 'patch',
  q: 'quiet',
  R: 'recursive',
  t: 'tty',
  w: 'watch',
};

/** Flags that stand for themselves; every other one takes the next argument unless it has `=value`. */
const SWITCHES: ReadonlySet<string> = new Set([
  'all',
  'all-containers',
  'all-namespaces',
  'attach',
  'command',
  'delete-emptydir-data',
  'disable-eviction',
  'expose',
  'follow',
  'force',
  'ignore-daemonsets',
  'ignore-not-found',
  'list',
  'local',
  'no-headers',
  'now',
  'output-watch-events',
  'overwrite',
  'prefix',
  'previous',
  'privileged',
  'quiet',
  'record',
  'recursive',
  'rm',
  'save-config',
  'server-side',
  'share-processes',
  'show-labels',
  'show-kind',
  'stdin',
  'timestamps',
  'tty',
  'wait',
  'watch',
  'watch-only',
]);

/** Takes the arguments after the word `kubectl` apart. Flags may stand before the verb too. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const positional: string[] = [];
  const flags = new Map<string, string[]>();
  const add = (name: string, value: string) =>
    void flags.set(name, [...(flags.get(name) ?? []), value]);
  const isLogs = args.includes('logs');
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') break;
    if (!arg.startsWith('-') || arg === '-') {
      positional.push(arg);
      continue;
    }
    const [head = '', ...tail] = arg.split('=');
    const inline = tail.length > 0 ? tail.join('=') : undefined;
    if (head.startsWith('--')) {
      const name = head.slice(2);
      add(name, inline ?? (SWITCHES.has(name) ? 'true' : (args[++i] ?? '')));
      continue;
    }
    for (let k = 1; k < head.length; k++) {
      const name = longName(head.charAt(k), isLogs);
      const stuck = head.slice(k + 1);
      if (SWITCHES.has(name)) add(name, stuck === '' ? (inline ?? 'true') : 'true');
      else {
        add(name, stuck === '' ? (inline ?? args[++i] ?? '') : arg.slice(k + 1));
        break;
      }
    }
  }
  const [verb = '', ...others] = positional;
  return { verb, positional: others, flags, rest: args.slice(i + 1) };
}

/** Of `-p` and `-f` logs makes its own. */
function longName(letter: string, isLogs: boolean): string {
  if (isLogs && letter === 'f') return 'follow';
  if (isLogs && letter === 'p') return 'previous';
  return LONG_NAMES[letter] ?? letter;
}

export function flag(line: CommandLine, name: string): string | undefined {
  return line.flags.get(name)?.at(-1);
}

export function isOn(line: CommandLine, name: string): boolean {
  const value = flag(line, name);
  return value !== undefined && value !== 'false';
}
