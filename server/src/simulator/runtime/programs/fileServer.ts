// Servers of the files below a directory.

import { sleepFor } from '../shell/commands/basics';
import { startDaemon } from '../shell/commands/flow';
import { parseOptions, pathOf } from '../shell/commands/io';
import { runBehaviour } from './behaviour';
import { type Body, fail, type Process } from './process';
import type { Serve } from './processTable';
import type { ProgramSpec } from './programSpec';
import { filePage } from './server';

interface FileServer {
  /** A directory without an index is shown, not refused. */
  readonly listsDirectories: boolean;
  readonly port: number;
  readonly root: string;
  readonly signals: ProgramSpec['signals'];
  readonly startMs: number;
}

/** A server of the files below a directory. */
export function* serveFiles(
  process: Process,
  { port, root, signals, startMs, listsDirectories }: FileServer,
): Body {
  const { table } = process;
  yield* sleepFor(process, startMs);
  const openedAt = table.now;
  const serve: Serve = (request) => {
    if (request.kind === 'tcp') return { afterMs: 1, answer: { kind: 'tcp', received: '' } };
    if (request.kind === 'grpc') return { afterMs: 1, answer: { kind: 'reset' } };
    return { afterMs: 1, answer: filePage(process, { root, listsDirectories }, request) };
  };
  const opened = table.listen(process, port, 'TCP', serve, () => openedAt);
  if (!opened)
    return fail(process, 1, `${process.argv[0] ?? 'httpd'}: bind: Address already in use`);
  return yield* runBehaviour(process, signals === undefined ? {} : { signals });
}

/** busybox's httpd: with `-f` it stays, else it goes into the background. */
export function* httpd(process: Process, argv: readonly string[]): Body {
  const { flags, values } = parseOptions(argv, 'p h u c r');
  const port = Number(/(\d+)$/.exec(values.get('p') ?? '80')?.[1] ?? 80);
  const root = pathOf(process, values.get('h') ?? '.');
  const server: FileServer = {
    port,
    root,
    signals: undefined,
    startMs: 0,
    listsDirectories: false,
  };
  if (flags.has('f')) return yield* serveFiles(process, server);
  return startDaemon(process, argv, (daemon) => serveFiles(daemon, server));
}
