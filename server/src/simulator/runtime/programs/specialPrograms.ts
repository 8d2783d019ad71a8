// Programs whose command line says more than a port: the test servers, agnhost, stress, entrypoint scripts.

import { durationMs } from '../shell/commands/basics';
import { sizeOf } from '../shell/commands/bulk';
import { become } from '../shell/commands/flow';
import { parseOptions } from '../shell/commands/io';
import { appSpec } from './app';
import { runBehaviour } from './behaviour';
import { findExecutable } from './execute';
import { type Command, fail, out } from './process';
import { type SignalReaction, WELL_BEHAVED } from './programSpec';

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

/** Entrypoint scripts of servers, which are told whose they are: what begins with no program is for the server. */
export const serverEntrypoint: Command = (process, [, server = '', ...words]) => {
  const [first = '-'] = words;
  const where = { cwd: process.cwd, path: process.env.get('PATH') };
  const isProgram =
    !first.startsWith('-') && findExecutable(process.table, first, where).error === undefined;
  return become(process, isProgram ? words : [server, ...words]);
};

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

/** pause: ends at once at SIGTERM and SIGINT. */
export const pause: Command = (process) =>
  runBehaviour(process, {
    signals: {
      SIGTERM: { kind: 'exit', code: 0, afterMs: 0 },
      SIGINT: { kind: 'exit', code: 0, afterMs: 0 },
    },
  });
