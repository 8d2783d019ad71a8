import { parseOptions, type Waiting } from '../shell/commands/io';
import { BLOCKED, type Command, fail, out, type Process } from './process';

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
