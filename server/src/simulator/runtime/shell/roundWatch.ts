// Whether a loop has begun to do the same again and again: two rounds in a row began with the shell in one and the same
// state, and nothing that happened between them leaves a trace. Then every later round goes like the last one, for as
// long as nobody else changes what it sees.
import type { SimTime } from '../../kernel/time';
import { EndlessStream, FullStream, NullStream, OutputStream } from '../programs/stream';
import type { Shell } from './shell';
import type { Variables } from './variables';

interface Moment {
  readonly at: SimTime;
  readonly marks: number;
  readonly variables: Variables;
  /** Everything else that a later command may see, in one order. */
  readonly rest: readonly unknown[];
}

export class RoundWatch {
  readonly #shell: Shell;
  #last: Moment | undefined;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** At the beginning of each round. */
  begin(): void {
    const { process } = this.#shell;
    if (this.#last?.at === process.table.now) return;
    const moment = this.#moment();
    const before = this.#last;
    this.#last = moment;
    process.rounds =
      before !== undefined && moment !== undefined && isSame(before, moment)
        ? { everyMs: moment.at - before.at, since: before.at }
        : undefined;
  }

  /** When the loop is over. */
  end(): void {
    this.#shell.process.rounds = undefined;
  }

  /** Undefined while others are at work for the shell, or where it reads on in something. */
  #moment(): Moment | undefined {
    const shell = this.#shell;
    const { process } = shell;
    if ((process.children?.size ?? 0) > 0 || !process.fds.every(isWithoutState)) return undefined;
    return {
      at: process.table.now,
      marks: process.table.machine.marks,
      variables: shell.variables.copy(),
      rest: [
        shell.lastStatus,
        shell.substitutionStatus,
        shell.lastBackground,
        shell.getoptsColumn,
        shell.functionDepth,
        process.cwd,
        ...process.fds,
        shell.positional.length,
        ...shell.positional,
        ...Object.values(shell.options),
        ...[...shell.functions].flat(),
        ...[...shell.traps].flat(),
      ],
    };
  }
}

function isSame(a: Moment, b: Moment): boolean {
  return (
    a.marks === b.marks &&
    a.rest.length === b.rest.length &&
    a.rest.every((value, i) => value === b.rest[i]) &&
    a.variables.equals(b.variables)
  );
}

function isWithoutState(stream: unknown): boolean {
  return (
    stream === undefined ||
    stream instanceof OutputStream ||
    stream instanceof NullStream ||
    stream instanceof FullStream ||
    stream instanceof EndlessStream
  );
}
