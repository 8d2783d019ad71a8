// python, node, java and their like: their programs are not run. What can be read off the command line is, the rest is
// taken for a server, and the run says so.

import { fillMemory, sleepFor } from '../shell/commands/basics';
import { pathOf } from '../shell/commands/io';
import { runBehaviour } from './behaviour';
import { serveFiles } from './fileServer';
import { BLOCKED, type Body, type Command, fail, out, type Process, type Run } from './process';
import type { SignalReaction } from './programSpec';

interface Interpreter {
  readonly name: string;
  /** Options that carry the program itself. */
  readonly inline: readonly string[];
  /** Its own handler for SIGTERM; the usual one has none. */
  readonly term: SignalReaction;
  readonly missing: (name: string, path: string) => readonly [code: number, line: string];
  /** Words that are subcommands and not files. */
  readonly subcommands: ReadonlySet<string>;
  readonly startMs: number;
}

const NONE: SignalReaction = { kind: 'default' };

const INTERPRETERS: Readonly<Record<string, Interpreter>> = {
  python: {
    name: 'python',
    inline: ['-c'],
    term: NONE,
    missing: (name, path) => [
      2,
      `${name}: can't open file '${path}': [Errno 2] No such file or directory`,
    ],
    subcommands: new Set(),
    startMs: 200,
  },
  node: {
    name: 'node',
    inline: ['-e', '--eval', '-p'],
    term: NONE,
    missing: (_name, path) => [1, `Error: Cannot find module '${path}'`],
    subcommands: new Set(),
    startMs: 200,
  },
  ruby: {
    name: 'ruby',
    inline: ['-e'],
    term: { kind: 'exit', code: 143, afterMs: 0 },
    missing: (_name, path) => [1, `ruby: No such file or directory -- ${path} (LoadError)`],
    subcommands: new Set(),
    startMs: 200,
  },
  php: {
    name: 'php',
    inline: ['-r'],
    term: NONE,
    missing: (_name, path) => [1, `Could not open input file: ${path}`],
    subcommands: new Set(),
    startMs: 100,
  },
  perl: {
    name: 'perl',
    inline: ['-e', '-E', '-wle', '-le', '-ne', '-we'],
    term: NONE,
    missing: (_name, path) => [2, `Can't open perl script "${path}": No such file or directory`],
    subcommands: new Set(),
    startMs: 50,
  },
};

/** @param ports what the manifest declares: where a script that is there but cannot be run is taken to listen */
export function interpreter(kind: keyof typeof INTERPRETERS): Command {
  return (process, argv) => {
    const facts = INTERPRETERS[kind];
    return facts === undefined ? 127 : runInterpreter(process, argv, facts);
  };
}

function runInterpreter(process: Process, argv: readonly string[], facts: Interpreter): Run {
  const name = argv[0] ?? facts.name;
  const words = argv.slice(1);
  if (words.some((word) => /^(?:--version|-V|-v|--help)$/.test(word))) {
    out(process, `${facts.name}\n`);
    return 0;
  }
  const inline = words.findIndex((word) => facts.inline.includes(word) || word.startsWith('-M'));
  if (inline >= 0) return runInline(process, facts, words.slice(inline).join(' '));
  const module = words.indexOf('-m');
  if (module >= 0) return runModule(process, facts, words.slice(module + 1));
  const script = words.find((word) => !word.startsWith('-'));
  if (script === undefined)
    return process.fds[0]?.isTerminal === true ? idle(process) : readToEnd(process);
  const path = pathOf(process, script);
  const found = process.table.machine.files.exists(path) || process.table.userland === 'unknown';
  if (!found) {
    const [code, line] = facts.missing(name, path);
    return fail(process, code, line);
  }
  return runUnread(process, facts, script);
}

/** A script's text is not run: it is taken for a server without a handler for SIGTERM. */
function runUnread(process: Process, facts: Interpreter, what: string): Run {
  const { table } = process;
  table.machine.assume(
    `What \`${what}\` does is not simulated: it is taken to run until it is stopped${table.declaredPorts.length > 0 ? ` and to answer 200 on port ${table.declaredPorts.join(', ')}` : ''}.`,
  );
  return runBehaviour(process, {
    signals: { SIGTERM: facts.term },
    servers: table.declaredPorts.map((port) => ({
      port,
      protocol: 'http',
      tls: 'any',
      fromMs: facts.startMs,
      health: 'SERVING',
      body: 'ok\n',
    })),
  });
}

/** One-liners: what they print first, how long they sleep and how they exit is read off their text. */
function* runInline(process: Process, facts: Interpreter, source: string): Body {
  const bytes = memoryOf(source);
  if (bytes === Infinity) {
    sayInline(process, facts);
    return yield* fillMemory(process);
  }
  const endless =
    /while\s*(?:\(?\s*(?:True|true|1)\s*\)?)|setInterval|serve_forever|createServer|listen\(|loop\s+do/.test(
      source,
    );
  if (endless) {
    const run = runUnread(process, facts, `${facts.name} -c …`);
    return typeof run === 'number' ? run : yield* run;
  }
  sayInline(process, facts);
  if (bytes > 0) {
    process.table.setMemory(process, bytes);
    yield* sleepFor(process, 1);
  }
  for (const match of source.matchAll(
    /(?:print|console\.log|puts|echo)\s*\(?\s*(?:"([^"]*)"|'([^']*)')/g,
  ))
    out(process, `${match[1] ?? match[2] ?? ''}\n`);
  const seconds =
    /sleep\s*\(?\s*(\d+(?:\.\d+)?)/.exec(source)?.[1] ??
    (Number(/setTimeout\([^,]*,\s*(\d+)/.exec(source)?.[1] ?? 0) / 1000).toString();
  if (/bpi\((\d+)\)/.test(source)) {
    yield* sleepFor(process, 4000);
    out(
      process,
      '3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798\n',
    );
  }
  yield* sleepFor(process, Number(seconds) * 1000);
  const code = /(?:sys\.exit|os\._exit|process\.exit|\bexit|quit)\s*\(?\s*(\d+)/.exec(source)?.[1];
  if (code !== undefined) return Number(code) & 0xff;
  return /\braise\b|\bthrow\b|\bdie\b|assert False/.test(source) ? 1 : 0;
}

function sayInline(process: Process, facts: Interpreter): void {
  process.table.machine.assume(
    `The one-line ${facts.name} program is not run: prints, sleeps and its exit code are read off its text.`,
  );
}

/** `"x" * 10**9`, `bytearray(500_000_000)`: what a one-liner takes; infinite where a loop goes on adding. */
function memoryOf(source: string): number {
  const grows =
    /while\s*\(?\s*(?:True|true|1)/.test(source) && /append|\+=|push\(|extend/.test(source);
  if (grows && /["'[][^"'\]]*["'\]]\s*\*|bytearray|alloc|repeat/.test(source)) return Infinity;
  const factors =
    /(?:["'][^"']*["']|\[[^\]]*\])\s*\*\s*\(?([\d_*\s]+)/.exec(source)?.[1] ??
    /bytearray\(([\d_*\s]+)\)|alloc\(([\d_*\s]+)\)/.exec(source)?.[1];
  return factors === undefined ? 0 : productOf(factors);
}

/** `1024 * 1024`, `10**9` */
function productOf(text: string): number {
  let product = 1;
  for (const factor of text.replaceAll('_', '').split(/(?<!\*)\*(?!\*)/)) {
    const [base = '1', exponent = '1'] = factor.split('**').map((part) => part.trim());
    product *= (Number(base) || 1) ** (Number(exponent) || 1);
  }
  return Math.min(product, Number.MAX_SAFE_INTEGER);
}

function runModule(process: Process, facts: Interpreter, words: readonly string[]): Run {
  const [module = '', ...rest] = words;
  if (module === 'http.server' || module === 'SimpleHTTPServer') {
    const port = Number(rest.find((word) => /^\d+$/.test(word)) ?? 8000);
    const directory = rest[rest.indexOf('-d') + 1] ?? rest[rest.indexOf('--directory') + 1];
    const root =
      (rest.includes('-d') || rest.includes('--directory')) && directory !== undefined
        ? pathOf(process, directory)
        : process.cwd;
    return serveFiles(process, {
      port,
      root,
      signals: { SIGTERM: facts.term, SIGINT: { kind: 'exit', code: 0, afterMs: 0 } },
      startMs: facts.startMs,
      listsDirectories: true,
    });
  }
  if (/^(?:pip|ensurepip|venv|json\.tool|compileall)$/.test(module)) return 0;
  return runUnread(process, facts, `${facts.name} -m ${module}`);
}

/** `java -jar app.jar`: the JVM ends with 143 at SIGTERM (L-TRM-12). */
export const java: Command = (process, argv) => {
  if (argv.some((word) => /^-?-version$/.test(word))) return 0;
  const jar = argv[argv.indexOf('-jar') + 1];
  const known = process.table.userland !== 'unknown';
  if (
    known &&
    argv.includes('-jar') &&
    jar !== undefined &&
    !process.table.machine.files.exists(pathOf(process, jar))
  ) {
    return fail(process, 1, `Error: Unable to access jarfile ${jar}`);
  }
  if (argv.length === 1) return fail(process, 1, 'Usage: java [options] <mainclass> [args...]');
  const facts: Interpreter = {
    name: 'java',
    inline: [],
    term: { kind: 'exit', code: 143, afterMs: 300 },
    missing: () => [1, ''],
    subcommands: new Set(),
    startMs: 3000,
  };
  return runUnread(process, facts, jar ?? 'java');
};

function* idle(_process: Process): Body {
  for (;;) yield BLOCKED;
}

function* readToEnd(process: Process): Body {
  const stdin = process.fds[0];
  while (stdin !== undefined) {
    const text = stdin.read();
    if (text === '') break;
    if (text === undefined) {
      stdin.wait(process);
      yield BLOCKED;
    }
  }
  return 0;
}
