import type { ContainerFiles } from '../files/containerFiles';
import { startDaemon } from '../shell/commands/flow';
import { runBehaviour } from './behaviour';
import { type Body, fail, type Process } from './process';
import type { PathSpec, ProgramSpec, SignalReaction } from './programSpec';

const QUICK: SignalReaction = { kind: 'exit', code: 0, afterMs: 20 };

/** Without `daemon off;` nginx goes into the background, and a container whose main process it is ends. */
export function* nginx(process: Process, argv: readonly string[]): Body {
  if (argv.some((word) => /^-(?:[vVtTh?])$/.test(word))) return 0;
  const signal = argv.indexOf('-s');
  if (signal > 0) return signalNginx(process, argv[signal + 1] ?? '');
  if (!argv.join(' ').includes('daemon off'))
    return startDaemon(process, argv, (daemon) => runBehaviour(daemon, nginxSpec(process)));
  return yield* runBehaviour(
    process,
    nginxSpec(process),
    (port) => `nginx: [emerg] bind() to 0.0.0.0:${port} failed (98: Address already in use)`,
  );
}

const ACCESS_LOG = '{from} - - [{date}] "{method} {path} HTTP/1.1" {status} - "-" "{agent}"';

function nginxSpec(process: Process): ProgramSpec {
  const { machine } = process.table;
  const { spec, proxies } = machine.fromImage('nginx', (files) => specOf(readConfig(files)));
  if (proxies) {
    machine.assume(
      'What nginx passes on to other servers is not followed: it answers 200 for them.',
    );
  }
  return spec;
}

function specOf(config: string): { readonly spec: ProgramSpec; readonly proxies: boolean } {
  const { paths, proxies } = locationsOf(config);
  const root = /(?:^|[{;])\s*root\s+([^;\s]+)/m.exec(config)?.[1] ?? '/usr/share/nginx/html';
  const fallback = /try_files\s[^;]*\s(\/[^;\s]*)\s*;/.exec(config)?.[1];
  const spec: ProgramSpec = {
    signals: {
      SIGTERM: QUICK,
      SIGQUIT: QUICK,
      SIGINT: QUICK,
      SIGHUP: { kind: 'ignore' },
      SIGUSR1: { kind: 'ignore' },
      SIGWINCH: { kind: 'ignore' },
    },
    servers: listenPorts(config).map(({ port, tls }) => ({
      port,
      protocol: 'http',
      tls,
      fromMs: 30,
      accessLog: ACCESS_LOG,
      root,
      paths,
      ...(fallback === undefined ? {} : { fallback }),
    })),
  };
  return { spec, proxies };
}

/** The text of all files that stock images read, comments taken out. */
function readConfig(files: ContainerFiles): string {
  const places = ['/etc/nginx/nginx.conf'];
  for (const directory of ['/etc/nginx/conf.d', '/etc/nginx/http.d', '/etc/nginx/templates']) {
    const names = files.list(directory);
    for (const name of names.error === undefined ? names.value : []) {
      places.push(`${directory}/${name}`);
    }
  }
  return places
    .map((path) => files.readText(path))
    .map((text) => (text.error === undefined ? text.value.replace(/#.*/g, '') : ''))
    .join('\n');
}

/** `listen 8080;`, `listen [::]:443 ssl;` */
function listenPorts(
  config: string,
): readonly { readonly port: number; readonly tls: 'plain' | 'tls' }[] {
  const ports = new Map<number, 'plain' | 'tls'>();
  for (const match of config.matchAll(/(?:^|[{;])\s*listen\s+(?:[\w.*[\]:]*:)?(\d+)([^;]*);/gm)) {
    ports.set(Number(match[1]), /\bssl\b/.test(match[2] ?? '') ? 'tls' : 'plain');
  }
  if (ports.size === 0) ports.set(80, 'plain');
  return [...ports].map(([port, tls]) => ({ port, tls }));
}

/** Locations that answer by themselves; longer ones first, as nginx chooses. */
function locationsOf(config: string): {
  readonly paths: readonly PathSpec[];
  readonly proxies: boolean;
} {
  const paths: PathSpec[] = [];
  let proxies = false;
  for (const match of config.matchAll(/location\s+(=\s*|\^~\s*)?(\/[^\s{]*)\s*\{([^{}]*)\}/g)) {
    const [, modifier = '', path = '/', body = ''] = match;
    const pattern = modifier.startsWith('=') ? path : `${path}*`;
    const returned = /return\s+(\d{3})(?:\s+(?:"((?:\\.|[^"])*)"|'([^']*)'))?/.exec(body);
    const passes = /\b(?:proxy|fastcgi|uwsgi|grpc)_pass\b/.test(body);
    proxies ||= passes;
    if (returned?.[1] !== undefined) {
      const text = (returned[2] ?? returned[3] ?? '').replaceAll('\\n', '\n');
      paths.push({ path: pattern, status: Number(returned[1]), body: text });
    } else if (passes || /\bstub_status\b/.test(body)) {
      paths.push({ path: pattern, status: 200, body: '' });
    }
  }
  return { paths: paths.sort((a, b) => b.path.length - a.path.length), proxies };
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
