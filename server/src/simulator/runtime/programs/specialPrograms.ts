// Programs whose command line says more than a port: nginx, agnhost, the interpreters, database clients, stress.

import { durationMs, fillMemory, sleepFor } from '../shell/commands/basics';
import { sizeOf } from '../shell/commands/files';
import { become } from '../shell/commands/flow';
import { parseOptions, pathOf, type Waiting } from '../shell/commands/io';
import { appSpec } from './app';
import { runBehaviour } from './behaviour';
import { BLOCKED, type Body, type Command, fail, out, type Process, type Run } from './process';
import { type ProgramSpec, type SignalReaction, WELL_BEHAVED } from './programSpec';
import { page } from './server';

/** The recordings' test server. */
export const app: Command = (process, argv) => {
  const flags = appSpec(argv.slice(1));
  if ('error' in flags) return fail(process, 2, flags.error);
  return runBehaviour(process, flags.spec);
};

/** 200 for five requests, then 500. */
export const unhealthyApp: Command = (process, argv) =>
  app(process, ['app', '--http', '8080', '--ok-first', '5', ...argv.slice(1)]);

export const hello: Command = (process, argv) => {
  out(process, argv.length > 1 ? `${argv.slice(1).join(' ')}\n` : 'Hello from this container!\n');
  return 0;
};

interface KubiaWords {
  readonly starting: string;
  readonly body: string;
  readonly okFirst?: number;
}

/** The web server of the book's images: node, so without a handler for SIGTERM (L-TRM-11). */
export function kubia({ starting, body, okFirst }: KubiaWords): Command {
  return (process) =>
    runBehaviour(
      process,
      {
        output: [{ atMs: 0, text: starting }],
        servers: [
          {
            port: 8080,
            protocol: 'http',
            body,
            failBody: "I'm not well. Please restart me!",
            accessLog: 'Received request from ::ffff:{from}',
            ...(okFirst === undefined ? {} : { okFirst }),
          },
        ],
      },
      (port) => `Error: listen EADDRINUSE :::${port}`,
    );
}

const QUICK: SignalReaction = { kind: 'exit', code: 0, afterMs: 20 };

/** Without `daemon off;` nginx goes into the background, and a container whose main process it is ends. */
export function* nginx(process: Process, argv: readonly string[]): Body {
  if (argv.some((word) => /^-(?:[vVtTh?])$/.test(word))) return 0;
  const signal = argv.indexOf('-s');
  if (signal > 0) return signalNginx(process, argv[signal + 1] ?? '');
  if (!argv.join(' ').includes('daemon off')) return startDaemon(process, argv);
  return yield* runBehaviour(
    process,
    nginxSpec(process),
    (port) => `nginx: [emerg] bind() to 0.0.0.0:${port} failed (98: Address already in use)`,
  );
}

const ACCESS_LOG = '{from} - - [{date}] "{method} {path} HTTP/1.1" 200 - "-" "{agent}"';

function nginxSpec(process: Process): ProgramSpec {
  return {
    signals: {
      SIGTERM: QUICK,
      SIGQUIT: QUICK,
      SIGINT: QUICK,
      SIGHUP: { kind: 'ignore' },
      SIGUSR1: { kind: 'ignore' },
      SIGWINCH: { kind: 'ignore' },
    },
    servers: listenPorts(process).map((port) => ({
      port,
      protocol: 'http',
      fromMs: 30,
      accessLog: ACCESS_LOG,
      body: '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n',
    })),
  };
}

/** `listen 8080;` in the files that users mount over its configuration. */
function listenPorts(process: Process): readonly number[] {
  const { files } = process.table.machine;
  const ports = new Set<number>();
  const places = ['/etc/nginx/nginx.conf'];
  for (const directory of ['/etc/nginx/conf.d', '/etc/nginx/http.d', '/etc/nginx/templates']) {
    const names = files.list(directory);
    for (const name of names.error === undefined ? names.value : [])
      places.push(`${directory}/${name}`);
  }
  for (const path of places) {
    const text = files.readText(path);
    if (text.error !== undefined) continue;
    for (const match of text.value.matchAll(/^\s*listen\s+(?:[\w.*[\]:]*:)?(\d+)/gm))
      ports.add(Number(match[1]));
  }
  return ports.size === 0 ? [80] : [...ports];
}

function startDaemon(process: Process, argv: readonly string[]): number {
  const daemon = process.table.create({
    parent: process,
    argv,
    env: process.env,
    cwd: process.cwd,
    fds: process.fds,
  });
  if (daemon !== undefined)
    process.table.begin(daemon, () => runBehaviour(daemon, nginxSpec(process)));
  return 0;
}

function signalNginx(process: Process, name: string): number {
  const master = process.table
    .all()
    .find((other) => other !== process && /nginx$/.test(other.argv[0] ?? ''));
  if (master === undefined)
    return fail(process, 1, 'nginx: [error] invalid PID number "" in "/run/nginx.pid"');
  process.table.signal(
    master,
    name === 'quit' ? 'SIGQUIT' : name === 'reload' ? 'SIGHUP' : 'SIGTERM',
  );
  return 0;
}

/** An image's entrypoint script that in the end runs its arguments. */
export const entrypoint: Command = (process, argv) =>
  argv.length > 1 ? become(process, argv.slice(1)) : 0;

/** Docker's entrypoints of databases: options and nothing mean the server itself. */
export function entrypointFor(server: string): Command {
  return (process, argv) => {
    const words = argv.slice(1);
    const first = words[0];
    return become(
      process,
      first === undefined || first.startsWith('-') ? [server, ...words] : words,
    );
  };
}

/** The test image of Kubernetes' own documentation. */
export const agnhost: Command = (process, argv) => {
  const [, command = 'pause', ...rest] = argv;
  const { values } = parseOptions(['agnhost', ...rest], 'http-port port udp-port');
  const port = Number(values.get('http-port') ?? values.get('port') ?? 8080);
  const exits: SignalReaction = { kind: 'exit', code: 0, afterMs: 0 };
  switch (command) {
    case 'liveness':
      return runBehaviour(process, {
        servers: [
          { port: 8080, protocol: 'http', brokenFromMs: 10_000, body: 'ok', failBody: 'error' },
        ],
        signals: { SIGTERM: { kind: 'exit', code: 2, afterMs: 0 } },
      });
    case 'netexec':
    case 'test-webserver':
    case 'porter':
      return runBehaviour(process, {
        signals: { SIGTERM: exits },
        servers: [
          {
            port,
            protocol: 'http',
            body: 'NOW: {hostname}',
            paths: [
              { path: '/hostname', status: 200, body: '{hostname}' },
              { path: '/hostName', status: 200, body: '{hostname}' },
              { path: '/clientip', status: 200, body: '{from}' },
              { path: '/healthz', status: 200, body: 'ok' },
            ],
          },
        ],
      });
    case 'serve-hostname':
      return runBehaviour(process, {
        signals: { SIGTERM: exits },
        servers: [
          { port: Number(values.get('port') ?? 9376), protocol: 'http', body: '{hostname}' },
        ],
      });
    case 'grpc-health-checking':
      return runBehaviour(process, {
        signals: { SIGTERM: exits },
        servers: [
          { port: Number(values.get('port') ?? 5000), protocol: 'grpc', health: 'SERVING' },
          { port: 8080, protocol: 'http' },
        ],
      });
    default:
      return runBehaviour(process, { signals: { SIGTERM: exits, SIGINT: exits } });
  }
};

/** `http-echo -listen=:8080 -text=hi` */
export const httpEcho: Command = (process, argv) => {
  const { values } = parseOptions(
    argv.map((word) => word.replace(/^-(?=listen|text)/, '--')),
    'listen text',
  );
  const port = Number(/:(\d+)$/.exec(values.get('listen') ?? '')?.[1] ?? 5678);
  return runBehaviour(process, {
    signals: WELL_BEHAVED,
    servers: [{ port, protocol: 'http', body: `${values.get('text') ?? ''}\n` }],
  });
};

/** `stress --vm 1 --vm-bytes 250M --timeout 10s`: takes memory, and is killed where it takes too much (L-RST-13). */
export const stress: Command = (process, argv) => {
  const { values } = parseOptions(
    argv.map((word) => word.replace(/^-(?=vm|cpu|timeout|io|hdd)/, '--')),
    'vm vm-bytes vm-hang cpu c m t timeout io hdd',
  );
  const workers = Number(values.get('vm') ?? values.get('m') ?? 0) || 0;
  const bytes = workers * sizeOf(values.get('vm-bytes') ?? '256M');
  const timeoutMs = durationMs(values.get('timeout') ?? values.get('t') ?? '');
  return runBehaviour(process, {
    output: [
      {
        atMs: 0,
        text: `stress: info: [${process.pid}] dispatching hogs: ${Number(values.get('cpu') ?? values.get('c') ?? 0) || 0} cpu, 0 io, ${workers} vm, 0 hdd`,
      },
    ],
    memory: bytes > 0 ? [{ atMs: 100, bytes }] : [],
    ...(timeoutMs === undefined ? {} : { exitAfterMs: timeoutMs, exitCode: 0 }),
  });
};

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
    });
  }
  if (/^(?:pip|ensurepip|venv|json\.tool|compileall)$/.test(module)) return 0;
  return runUnread(process, facts, `${facts.name} -m ${module}`);
}

interface FileServer {
  readonly port: number;
  readonly root: string;
  readonly signals: ProgramSpec['signals'];
  readonly startMs: number;
}

/** A server of the files below a directory. */
export function* serveFiles(process: Process, { port, root, signals, startMs }: FileServer): Body {
  const { table } = process;
  yield* sleepFor(process, startMs);
  const opened = table.listen(process, port, 'TCP', (request) => {
    if (request.kind === 'tcp') return { afterMs: 1, answer: { kind: 'tcp', received: '' } };
    if (request.kind === 'grpc') return { afterMs: 1, answer: { kind: 'reset' } };
    const { files } = table.machine;
    const path = `${root}/${(request.path.split('?')[0] ?? '').replace(/^\//, '')}`;
    const index = files.readText(`${path}/index.html`);
    if (index.error === undefined) return { afterMs: 1, answer: page(200, index.value) };
    const text = files.readText(path);
    if (text.error === undefined) return { afterMs: 1, answer: page(200, text.value) };
    return {
      afterMs: 1,
      answer:
        text.error === 'EISDIR' && process.argv[0] !== 'httpd'
          ? page(200, 'Directory listing\n')
          : page(404, '404: Not Found\n'),
    };
  });
  if (!opened)
    return fail(process, 1, `${process.argv[0] ?? 'httpd'}: bind: Address already in use`);
  return yield* runBehaviour(process, signals === undefined ? {} : { signals });
}

/** busybox's httpd: with `-f` it stays, else it goes into the background. */
export function* httpd(process: Process, argv: readonly string[]): Body {
  const { flags, values } = parseOptions(argv, 'p h u c r');
  const port = Number(/(\d+)$/.exec(values.get('p') ?? '80')?.[1] ?? 80);
  const root = pathOf(process, values.get('h') ?? '.');
  const server: FileServer = { port, root, signals: undefined, startMs: 0 };
  if (flags.has('f')) return yield* serveFiles(process, server);
  const daemon = process.table.create({
    parent: process,
    argv,
    env: process.env,
    cwd: process.cwd,
    fds: process.fds,
  });
  if (daemon !== undefined) process.table.begin(daemon, () => serveFiles(daemon, server));
  return 0;
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

/** pause: ends at once at SIGTERM and SIGINT. */
export const pause: Command = (process) =>
  runBehaviour(process, {
    signals: {
      SIGTERM: { kind: 'exit', code: 0, afterMs: 0 },
      SIGINT: { kind: 'exit', code: 0, afterMs: 0 },
    },
  });

interface ClientWords {
  readonly port: number;
  readonly ok: string;
  readonly bad: string;
  readonly badCode: number;
}

/** redis-cli, pg_isready, mysqladmin: whether the server of this Pod (or `-h HOST`) takes connections. */
export function databaseClient(words: ClientWords): Command {
  return (process, argv) => askServer(process, argv, words);
}

function* askServer(
  process: Process,
  argv: readonly string[],
  words: ClientWords,
): Waiting<number> {
  const { values } = parseOptions(argv, 'h p U d a u n P host port user');
  const host = values.get('h') ?? values.get('host') ?? 'localhost';
  const port = Number(
    /^\d+$/.exec(values.get('port') ?? values.get('P') ?? values.get('p') ?? '')?.[0] ?? words.port,
  );
  const reply = { open: undefined as boolean | undefined };
  const { table } = process;
  table.machine.connect({ kind: 'tcp', host, port, from: '' }, (answer) => {
    table.enter(() => {
      reply.open = answer.kind === 'tcp';
      table.wake(process);
    });
  });
  while (reply.open === undefined) yield BLOCKED;
  const where = `${host}:${port}`;
  if (!reply.open) return fail(process, words.badCode, words.bad.replace('{where}', where));
  out(process, `${words.ok.replace('{where}', where)}\n`);
  return 0;
}
