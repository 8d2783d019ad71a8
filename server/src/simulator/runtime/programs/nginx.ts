import { runBehaviour } from './behaviour';
import { type Body, fail, type Process } from './process';
import type { ProgramSpec, SignalReaction } from './programSpec';

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
