// One shell process: its variables, options, traps and what it is in the middle of. The language itself is in
// statements.ts and simpleCommand.ts. Rules: L-TRM-11 (a PID 1 shell without a trap ignores SIGTERM).

import { joinPath, normalizePath } from '../files/path';
import { BLOCKED, type Block, type Body, fail, type Process, type Run } from '../programs/process';
import { parseSignal, type SignalName } from '../programs/signals';
import type { ArithmeticError } from './arithmetic';
import {
  arithmeticMessage,
  badSubstitutionMessage,
  missingMessage,
  type Speaker,
  syntaxMessage,
  unsetMessage,
} from './dialect';
import { globPaths } from './globPaths';
import { type FunctionNode, lineAt, parseScript, type Script } from './parser';
import type { Dialect, ShellOptions, ShellState } from './shellState';
import { runList } from './statements';
import type { Variable, Variables } from './variables';

/** Why the rest of what is being run is skipped. */
export type Jump =
  | { readonly kind: 'exit' }
  | { readonly kind: 'return' }
  | { readonly kind: 'break'; readonly levels: number }
  | { readonly kind: 'continue'; readonly levels: number };

export interface ShellStart {
  readonly dialect: Dialect;
  readonly name: string;
  readonly positional: readonly string[];
  readonly variables: Variables;
  readonly interactive: boolean;
}

const MAX_FUNCTION_DEPTH = 200;

export class Shell implements ShellState {
  readonly process: Process;
  readonly dialect: Dialect;
  readonly variables: Variables;
  readonly interactive: boolean;
  name: string;
  positional: readonly string[];
  options: ShellOptions = {
    errexit: false,
    nounset: false,
    xtrace: false,
    noglob: false,
    noclobber: false,
    pipefail: false,
    noexec: false,
    allexport: false,
  };
  functions = new Map<string, FunctionNode>();
  readonly traps = new Map<SignalName | 'EXIT', string>();
  /** Background jobs that `wait` waits for. */
  jobs: Process[] = [];
  lastBackground: number | undefined;
  lastStatus = 0;
  /** Status of the last `$( )`, which a command without a name takes over. */
  substitutionStatus = 0;
  jump: Jump | undefined;
  /** How many conditions we stand in, in which a failure does not count for `set -e`. */
  tested = 0;
  loopDepth = 0;
  functionDepth = 0;
  /** `$$`: subshells keep their parent's. */
  shellPid: number;
  /** Script that is being run, for line numbers. */
  source = '';
  position = 0;
  getoptsColumn = 0;
  /** It runs a script file. */
  isFile = false;
  /** Names that `local` changed, to be put back, per function call. */
  readonly locals: Map<string, Variable | undefined>[] = [];
  private readonly startedAt: number;

  constructor(process: Process, start: ShellStart) {
    this.process = process;
    this.dialect = start.dialect;
    this.name = start.name;
    this.positional = start.positional;
    this.variables = start.variables;
    this.interactive = start.interactive;
    this.shellPid = process.pid;
    this.startedAt = process.table.now;
  }

  /** A copy for a subshell: traps are gone, what is ignored stays ignored. */
  copyFor(process: Process): Shell {
    const copy = new Shell(process, {
      dialect: this.dialect,
      name: this.name,
      positional: this.positional,
      variables: this.variables.copy(),
      interactive: false,
    });
    copy.options = { ...this.options };
    copy.functions = new Map(this.functions);
    copy.lastStatus = this.lastStatus;
    copy.lastBackground = this.lastBackground;
    copy.shellPid = this.shellPid;
    copy.source = this.source;
    copy.position = this.position;
    copy.isFile = this.isFile;
    copy.functionDepth = this.functionDepth;
    copy.loopDepth = this.loopDepth;
    return copy;
  }

  // State that expansion looks at

  parameter(name: string): string | undefined {
    const first = name.charCodeAt(0);
    if (first >= 48 && first <= 57) {
      const index = Number(name);
      return index === 0 ? this.name : this.positional[index - 1];
    }
    return this.specialParameter(name) ?? this.variables.get(name);
  }

  private specialParameter(name: string): string | undefined {
    switch (name) {
      case '?':
        return String(this.lastStatus);
      case '$':
        return String(this.shellPid);
      case '#':
        return String(this.positional.length);
      case '!':
        return this.lastBackground === undefined ? undefined : String(this.lastBackground);
      case '-':
        return this.flags();
      case 'PPID':
        return String(this.process.parent?.pid ?? 0);
      case 'PWD':
        return this.process.cwd;
      case 'RANDOM':
        return this.dialect === 'dash'
          ? undefined
          : String(Math.floor(this.process.table.machine.random() * 32_768));
      case 'SECONDS':
        this.process.table.machine.mark('outside');
        return this.dialect === 'bash'
          ? String(Math.floor((this.process.table.now - this.startedAt) / 1000))
          : undefined;
      case 'LINENO':
        return String(lineAt(this.source, this.position));
      case 'HOSTNAME':
        return this.variables.get(name) ?? this.process.table.machine.hostname;
      case 'UID':
      case 'EUID':
        return this.dialect === 'bash' ? String(this.process.table.machine.files.uid) : undefined;
      default:
        return undefined;
    }
  }

  private flags(): string {
    const { errexit, nounset, xtrace, noglob } = this.options;
    return `${errexit ? 'e' : ''}${noglob ? 'f' : ''}${this.interactive ? 'i' : ''}${nounset ? 'u' : ''}${xtrace ? 'x' : ''}`;
  }

  fieldSeparators(): string {
    return this.variables.get('IFS') ?? ' \t\n';
  }

  matchingPaths(pattern: string): readonly string[] {
    return globPaths(this.process.table.machine.files, this.process.cwd, pattern);
  }

  speaker(): Speaker {
    return {
      dialect: this.dialect,
      name: this.name,
      line: lineAt(this.source, this.position),
      interactive: this.interactive,
      isFile: this.isFile,
    };
  }

  arithmeticMessage(error: ArithmeticError, text: string): string {
    return arithmeticMessage(this.speaker(), error, text);
  }

  unsetMessage(name: string): string {
    return unsetMessage(this.speaker(), name);
  }

  missingMessage(name: string, text: string): string {
    return missingMessage(this.speaker(), name, text);
  }

  badSubstitutionMessage(text: string): string {
    return badSubstitutionMessage(this.speaker(), text);
  }

  pathOf(path: string): string {
    return joinPath(this.process.cwd, path);
  }

  changeDirectory(path: string): void {
    this.variables.set('OLDPWD', this.process.cwd);
    this.process.cwd = normalizePath(this.pathOf(path));
    this.variables.set('PWD', this.process.cwd);
  }

  // Running

  complain(line: string, code: number): number {
    return fail(this.process, code, line);
  }

  /** True: it must go through `pause` before the next step. */
  mustPause(): boolean {
    return (
      this.process.pending.length > 0 ||
      this.process.table.step() ||
      this.process.exitCode !== undefined
    );
  }

  /** Runs traps for the signals that have come, and rests when the CPU credit is used up. */
  *pause(): Generator<Block, void, void> {
    // Killed in the middle of a step: never resumed.
    while (this.process.exitCode !== undefined) yield BLOCKED;
    yield* this.process.table.rest(this.process);
    yield* this.runTraps();
  }

  *runTraps(): Generator<Block, void, void> {
    for (
      let name = this.process.pending.shift();
      name !== undefined;
      name = this.process.pending.shift()
    ) {
      const action = this.traps.get(name);
      if (action === undefined) continue;
      const status = this.lastStatus;
      const { jump } = this;
      this.jump = undefined;
      const run = this.evaluate(action);
      if (typeof run !== 'number') yield* run;
      if (this.jump === undefined) {
        this.lastStatus = status;
        this.jump = jump;
      }
    }
  }

  /** Runs a text as if it stood in the script. */
  evaluate(text: string): Run {
    if (this.functionDepth >= MAX_FUNCTION_DEPTH) {
      this.jump = { kind: 'exit' };
      return this.complain(`${this.name}: maximum nesting level exceeded`, 2);
    }
    const script = parseScript(text);
    this.functionDepth++;
    const before = { source: this.source, position: this.position };
    this.source = text;
    const run = this.runScript(script, false);
    const finish = (code: number): number => {
      this.functionDepth--;
      this.source = before.source;
      this.position = before.position;
      return code;
    };
    return typeof run === 'number' ? finish(run) : finishLater(run, finish);
  }

  /** The statements that could be read, then the syntax error if there is one. */
  runScript(script: Script, tail: boolean): Run {
    const foreign = this.unsupported(script);
    if (foreign !== undefined) return this.syntaxError(script, foreign, '(');
    const wrong = script.error;
    if (wrong === undefined) return runList(this, script.tree.commands, tail);
    // A shell reads line by line: what stands on earlier lines has been run when the mistake is met.
    const token = tokenAt(script);
    const run = runList(this, wholeStatements(script));
    if (typeof run === 'number') {
      return this.jump === undefined ? this.syntaxError(script, wrong, token) : run;
    }
    return finishLater(run, (code) =>
      this.jump === undefined ? this.syntaxError(script, wrong, token) : code,
    );
  }

  /** What Bash reads and the smaller shells do not. */
  private unsupported(script: Script): string | undefined {
    if (this.dialect === 'bash' || !/=\(/.test(script.text)) return undefined;
    const array = script.tree.commands.some(
      ({ command }) =>
        command.type === 'Command' &&
        command.prefix.some(
          (node) => node.type === 'Assignment' && node.value.type === 'ArrayValue',
        ),
    );
    if (!array) return undefined;
    return 'array';
  }

  private syntaxError(script: Script, message: string, token: string | undefined): number {
    this.position = token === undefined ? script.text.length : script.errorAt;
    this.lastStatus = 2;
    if (!this.interactive) this.jump = { kind: 'exit' };
    return this.complain(syntaxMessage(this.speaker(), message, token), 2);
  }

  /** Runs `run` as the whole life of this shell's process: traps that are due, then the EXIT trap. */
  *live(run: Run): Body {
    this.lastStatus = typeof run === 'number' ? run : yield* run;
    if (this.process.pending.length > 0 && this.jump?.kind !== 'exit') yield* this.pause();
    const action = this.traps.get('EXIT');
    this.traps.delete('EXIT');
    if (action !== undefined) {
      const status = this.lastStatus;
      this.jump = undefined;
      const last = this.evaluate(action);
      const code = typeof last === 'number' ? last : yield* last;
      return this.jumped() ? code : status;
    }
    return this.lastStatus;
  }

  /** As `live`, at once where nothing has to be waited for. */
  liveQuickly(run: Run): Run {
    const quiet =
      typeof run === 'number' && !this.traps.has('EXIT') && this.process.pending.length === 0;
    return quiet ? run : this.live(run);
  }

  private jumped(): boolean {
    return this.jump !== undefined;
  }

  setTrap(signal: SignalName | 'EXIT', action: string | undefined): void {
    if (signal === 'EXIT') {
      if (action === undefined || action === '') this.traps.delete(signal);
      else this.traps.set(signal, action);
      return;
    }
    this.process.dispositions ??= new Map();
    if (action === undefined) {
      this.traps.delete(signal);
      this.process.dispositions.delete(signal);
    } else if (action === '') {
      this.traps.delete(signal);
      this.process.dispositions.set(signal, 'ignore');
    } else {
      this.traps.set(signal, action);
      this.process.dispositions.set(signal, 'handle');
    }
  }
}

/** `EXIT`, `0`, `TERM`, `SIGTERM`, `15`; undefined for what is no signal. */
export function parseTrapName(text: string): SignalName | 'EXIT' | undefined {
  return text === '0' || text.toUpperCase() === 'EXIT' ? 'EXIT' : parseSignal(text);
}

export function* finishLater(run: Body, finish: (code: number) => number): Body {
  return finish(yield* run);
}

/** The word at which a script goes wrong; undefined at its end, and for quotes that never end. */
function tokenAt({ text, errorAt, error = '' }: Script): string | undefined {
  if (/^unterminated/.test(error)) return undefined;
  const rest = text.slice(errorAt).trimStart();
  if (rest === '') return undefined;
  return /^(?:&&|\|\||;;|[;&|()<>]|[^\s;&|()<>]+)/.exec(rest)?.[0];
}

/** The statements on the lines before the one with the mistake. */
function wholeStatements({ text, tree, errorAt }: Script): typeof tree.commands {
  const broken = tree.commands.find(({ end }) => end >= errorAt);
  const start = text.lastIndexOf('\n', Math.min(errorAt, broken?.pos ?? errorAt));
  return tree.commands.filter(({ end }) => end <= start);
}
