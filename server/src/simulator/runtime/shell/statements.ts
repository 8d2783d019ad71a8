// The shell's grammar, run: lists, conditions, loops, pipelines, subshells. What never waits is run by plain calls; a
// generator takes over from the first statement that has to wait.

import type { BLOCKED, Body, Process, Run } from '../programs/process';
import { NullStream, Pipe, type Stream } from '../programs/stream';
import { notFoundMessage, prefix } from './dialect';
import {
  arithmeticValue,
  Expansion,
  expandPattern,
  expandText,
  expandWords,
  type Memo,
} from './expansion';
import type {
  Case,
  CompoundList,
  For,
  If,
  Pipeline,
  Redirected,
  Statement,
  While,
  Word,
} from './parser';
import { matchesPattern } from './pattern';
import { withRedirections } from './redirections';
import { finishLater, type Shell } from './shell';
import { captureOutput, runSimple } from './simpleCommand';
import { evaluateTest } from './testExpression';

type Node = Statement['command'];
type CompoundNode = Exclude<Node, { type: 'AndOr' | 'Pipeline' }>;

/** @param tail nothing comes after it in this process, so that its last command may take the process over */
export function runList(
  shell: Shell,
  statements: readonly Statement[],
  tail = false,
  from = 0,
): Run {
  for (let index = from; index < statements.length; index++) {
    const statement = statements[index];
    if (statement === undefined) break;
    if (shell.mustPause()) return restOfList(shell, statements, { tail, index, run: undefined });
    const run = runStatement(shell, statement, tail && index === statements.length - 1);
    if (typeof run !== 'number') return restOfList(shell, statements, { tail, index, run });
    shell.lastStatus = run;
    if (shell.jump !== undefined) break;
  }
  return shell.lastStatus;
}

interface ListPosition {
  readonly tail: boolean;
  readonly index: number;
  /** The statement at `index`, begun already; undefined: still to be begun, after a pause. */
  readonly run: Body | undefined;
}

function* restOfList(
  shell: Shell,
  statements: readonly Statement[],
  { tail, index: start, run: begun }: ListPosition,
): Body {
  let run: Run | undefined = begun;
  for (let index = start; index < statements.length; index++) {
    if (run === undefined) {
      if (shell.mustPause()) yield* shell.pause();
      if (shell.jump !== undefined) return shell.lastStatus;
      const statement = statements[index];
      if (statement === undefined) break;
      run = runStatement(shell, statement, tail && index === statements.length - 1);
    }
    shell.lastStatus = typeof run === 'number' ? run : yield* run;
    run = undefined;
    if (shell.jump !== undefined) break;
  }
  return shell.lastStatus;
}

function runStatement(shell: Shell, statement: Statement, tail: boolean): Run {
  shell.position = statement.pos;
  if (statement.background === true) return runInBackground(shell, statement.command);
  return runNode(shell, statement.command, tail);
}

function runNode(shell: Shell, node: Node, tail: boolean): Run {
  switch (node.type) {
    case 'AndOr':
      return runAndOr(shell, node.commands, node.operators, tail);
    case 'Pipeline':
      return runPipeline(shell, node);
    case 'Command':
      return checked(shell, runSimple(shell, node, tail));
    default:
      return runCompound(shell, node, tail);
  }
}

/** `set -e` for a command whose status counts. */
function checked(shell: Shell, run: Run): Run {
  if (!shell.options.errexit) return run;
  const check = (code: number): number => {
    if (code !== 0 && shell.tested === 0 && shell.jump === undefined) shell.jump = { kind: 'exit' };
    return code;
  };
  return typeof run === 'number' ? check(run) : finishLater(run, check);
}

export function runCompound(shell: Shell, node: CompoundNode, tail: boolean): Run {
  switch (node.type) {
    case 'Command':
      return runSimple(shell, node, tail);
    case 'If':
      return runIf(shell, node, tail);
    case 'While':
      return runWhile(shell, node);
    case 'For':
      return runFor(shell, node);
    case 'ArithmeticFor':
      if (shell.dialect !== 'bash') return notUnderstood(shell, 'bad for loop variable');
      return runArithmeticFor(shell, node);
    case 'Case':
      return runCase(shell, node, tail);
    case 'BraceGroup':
      return runList(shell, node.body.commands, tail);
    case 'Subshell':
      return checked(shell, runSubshell(shell, node.body));
    case 'TestCommand':
      return checked(shell, runTest(shell, node));
    case 'ArithmeticCommand':
      // The smaller shells take the inner brackets for a subshell.
      if (shell.dialect !== 'bash') {
        return checked(
          shell,
          shell.complain(notFoundMessage(shell.speaker(), node.body.trim()), 127),
        );
      }
      return checked(shell, runArithmetic(shell, node));
    case 'Function':
      shell.functions.set(node.name.value, node);
      return 0;
    case 'Redirected':
      return runRedirected(shell, node);
    case 'Select':
    case 'Coproc':
      return shell.complain(`${shell.name}: ${node.type.toLowerCase()}: not simulated`, 1);
  }
}

/** Grammar that only Bash has. */
function notUnderstood(shell: Shell, message: string): number {
  shell.jump = { kind: 'exit' };
  const speaker = shell.speaker();
  const text =
    shell.dialect === 'dash' ? `Syntax error: Bad${message.slice(3)}` : `syntax error: ${message}`;
  return shell.complain(`${prefix(speaker)}${text}`, 2);
}

/** Runs something whose failure `set -e` forgives. */
function forgiven(shell: Shell, start: () => Run): Run {
  shell.tested++;
  const run = start();
  const finish = (code: number): number => {
    shell.tested--;
    return code;
  };
  return typeof run === 'number' ? finish(run) : finishLater(run, finish);
}

type AndOr = Extract<Node, { type: 'AndOr' }>;

function runAndOr(
  shell: Shell,
  commands: AndOr['commands'],
  operators: AndOr['operators'],
  tail: boolean,
  from = 0,
): Run {
  for (let index = from; index < commands.length; index++) {
    if (index > 0) {
      const goOn = (operators[index - 1] === '&&') === (shell.lastStatus === 0);
      if (!goOn) continue;
    }
    const run = runOneOf(shell, commands, index, tail);
    if (typeof run !== 'number') {
      return restOfAndOr(shell, run, { commands, operators, tail, from: index + 1 });
    }
    shell.lastStatus = run;
    if (shell.jump !== undefined) break;
  }
  return shell.lastStatus;
}

function runOneOf(shell: Shell, commands: AndOr['commands'], index: number, tail: boolean): Run {
  const node = commands[index];
  if (node === undefined) return shell.lastStatus;
  const isLast = index === commands.length - 1;
  return isLast ? runNode(shell, node, tail) : forgiven(shell, () => runNode(shell, node, false));
}

function* restOfAndOr(
  shell: Shell,
  run: Body,
  rest: {
    readonly commands: AndOr['commands'];
    readonly operators: AndOr['operators'];
    readonly tail: boolean;
    readonly from: number;
  },
): Body {
  shell.lastStatus = yield* run;
  if (shell.jump !== undefined) return shell.lastStatus;
  const next = runAndOr(shell, rest.commands, rest.operators, rest.tail, rest.from);
  return typeof next === 'number' ? next : yield* next;
}

function runIf(shell: Shell, node: If, tail: boolean, branch = 0): Run {
  const elif = branch === 0 ? node : node.elif[branch - 1];
  if (elif === undefined) {
    return node.else === undefined ? 0 : runList(shell, node.else.commands, tail);
  }
  const test = forgiven(shell, () => runList(shell, elif.clause.commands));
  const decide = (status: number): Run => {
    if (shell.jump !== undefined) return status;
    return status === 0
      ? runList(shell, elif.then.commands, tail)
      : runIf(shell, node, tail, branch + 1);
  };
  return typeof test === 'number' ? decide(test) : thenRun(test, decide);
}

export function* thenRun(first: Body, next: (status: number) => Run): Body {
  const run = next(yield* first);
  return typeof run === 'number' ? run : yield* run;
}

/** After a round of a loop: whether the loop ends here. Uses up a `break` or `continue` meant for it. */
function loopEnds(shell: Shell): boolean {
  const { jump } = shell;
  if (jump === undefined) return false;
  if (jump.kind === 'exit' || jump.kind === 'return') return true;
  shell.jump = jump.levels > 1 ? { kind: jump.kind, levels: jump.levels - 1 } : undefined;
  return jump.kind === 'break' || jump.levels > 1;
}

function* runWhile(shell: Shell, node: While): Body {
  const wanted = node.kind === 'while';
  let status = 0;
  shell.loopDepth++;
  for (;;) {
    if (shell.mustPause()) yield* shell.pause();
    if (loopEnds(shell)) break;
    shell.tested++;
    const test = runList(shell, node.clause.commands);
    const holds = (typeof test === 'number' ? test : yield* test) === 0;
    shell.tested--;
    if (loopEnds(shell)) break;
    if (holds !== wanted) break;
    const body = runList(shell, node.body.commands);
    status = typeof body === 'number' ? body : yield* body;
    if (loopEnds(shell)) break;
  }
  shell.loopDepth--;
  return shell.jump === undefined ? status : shell.lastStatus;
}

function* runFor(shell: Shell, node: For): Body {
  const values =
    node.wordlist === undefined
      ? shell.positional
      : yield* expanded(shell, (expansion) => expandWords(expansion, node.wordlist ?? []));
  if (values === undefined) return shell.lastStatus;
  let status = 0;
  shell.loopDepth++;
  for (const value of values) {
    if (shell.mustPause()) yield* shell.pause();
    if (loopEnds(shell)) break;
    shell.variables.set(node.name.value, value);
    const body = runList(shell, node.body.commands);
    status = typeof body === 'number' ? body : yield* body;
    if (loopEnds(shell)) break;
  }
  shell.loopDepth--;
  return shell.jump === undefined ? status : shell.lastStatus;
}

type ArithmeticFor = Extract<CompoundNode, { type: 'ArithmeticFor' }>;

function* runArithmeticFor(shell: Shell, node: ArithmeticFor): Body {
  let status = 0;
  yield* expanded(shell, (expansion) => arithmeticValue(expansion, node.initialize));
  shell.loopDepth++;
  for (;;) {
    if (shell.mustPause()) yield* shell.pause();
    if (loopEnds(shell)) break;
    const { test } = node;
    const holds =
      test === undefined
        ? 1
        : yield* expanded(shell, (expansion) => arithmeticValue(expansion, test));
    if (holds === undefined || holds === 0) break;
    const body = runList(shell, node.body.commands);
    status = typeof body === 'number' ? body : yield* body;
    if (loopEnds(shell)) break;
    yield* expanded(shell, (expansion) => arithmeticValue(expansion, node.update));
  }
  shell.loopDepth--;
  return shell.jump === undefined ? status : shell.lastStatus;
}

function* runCase(shell: Shell, node: Case, tail: boolean): Body {
  const subject = yield* expanded(shell, (expansion) => expandText(expansion, node.word));
  if (subject === undefined) return shell.lastStatus;
  let falls = false;
  let status = 0;
  for (const item of node.items) {
    if (!falls && !(yield* matchesCase(shell, item.pattern, subject))) continue;
    const run = runList(shell, item.body.commands, tail && item.terminator !== ';&');
    status = item.body.commands.length === 0 ? 0 : typeof run === 'number' ? run : yield* run;
    if (shell.jump !== undefined) return status;
    if (item.terminator !== ';&' && item.terminator !== ';;&') return status;
    falls = item.terminator === ';&';
  }
  return status;
}

function* matchesCase(
  shell: Shell,
  patterns: readonly Word[],
  subject: string,
): Generator<typeof BLOCKED, boolean, void> {
  for (const word of patterns) {
    const pattern = yield* expanded(shell, (expansion) => expandPattern(expansion, word));
    if (pattern === undefined) return false;
    if (matchesPattern(pattern, subject)) return true;
  }
  return false;
}

/** Expands with whatever substitutions that needs; undefined after an error, which has been said. */
export function* expanded<T>(
  shell: Shell,
  expand: (expansion: Expansion) => T,
): Generator<typeof BLOCKED, T | undefined, void> {
  let memo: Memo | undefined;
  for (;;) {
    const expansion = new Expansion(shell, memo);
    const result = expand(expansion);
    if (expansion.needs !== undefined) {
      memo ??= new Map();
      memo.set(expansion.needs, yield* captureOutput(shell, expansion.needs));
      if (shell.jump !== undefined) return undefined;
      continue;
    }
    if (expansion.error === undefined) return result;
    expansionFailed(shell, expansion);
    return undefined;
  }
}

/** An expansion error ends a shell that is not interactive. */
export function expansionFailed(shell: Shell, { error, isUnset }: Expansion): number {
  const code = shell.dialect === 'bash' ? (isUnset && !shell.isFile ? 127 : 1) : 2;
  shell.complain(error ?? '', code);
  shell.lastStatus = code;
  shell.jump = { kind: 'exit' };
  return code;
}

function runTest(shell: Shell, node: Extract<CompoundNode, { type: 'TestCommand' }>): Run {
  if (shell.dialect === 'dash') {
    return shell.complain(`${shell.name}: ${shell.speaker().line}: [[: not found`, 127);
  }
  return testLater(shell, node);
}

function* testLater(shell: Shell, node: Extract<CompoundNode, { type: 'TestCommand' }>): Body {
  const holds = yield* expanded(shell, (expansion) =>
    evaluateTest(shell, expansion, node.expression),
  );
  return holds === undefined ? 2 : holds ? 0 : 1;
}

function* runArithmetic(
  shell: Shell,
  node: Extract<CompoundNode, { type: 'ArithmeticCommand' }>,
): Body {
  const value = yield* expanded(shell, (expansion) => arithmeticValue(expansion, node.expression));
  return value === undefined || value === 0 ? 1 : 0;
}

interface ForkOptions {
  readonly fds?: readonly (Stream | undefined)[];
  /** It begins when its parent waits, not before. */
  readonly deferred?: boolean;
}

/** Starts a child shell for `start`; undefined when there are too many processes. */
export function fork(
  shell: Shell,
  start: (child: Shell) => Run,
  { fds = shell.process.fds, deferred = false }: ForkOptions = {},
): Process | undefined {
  const { process } = shell;
  const child = process.table.create({
    parent: process,
    argv: process.argv,
    env: shell.variables.toEnvironment(),
    cwd: process.cwd,
    fds,
  });
  if (child === undefined) {
    shell.complain(`${shell.name}: can't fork: Resource temporarily unavailable`, 2);
    return undefined;
  }
  inheritIgnored(process, child);
  const copy = shell.copyFor(child);
  const run = (): Run => copy.liveQuickly(start(copy));
  if (deferred) process.table.beginLater(child, run);
  else process.table.begin(child, run);
  return child;
}

/** A child keeps ignoring what its parent ignores; handlers are not passed on. */
export function inheritIgnored(parent: Process, child: Process): void {
  if (parent.dispositions === undefined) return;
  for (const [name, disposition] of parent.dispositions) {
    if (disposition !== 'ignore') continue;
    child.dispositions ??= new Map();
    child.dispositions.set(name, 'ignore');
  }
}

function runSubshell(shell: Shell, body: CompoundList): Run {
  const child = fork(shell, (copy) => runList(copy, body.commands, true));
  if (child === undefined) return 2;
  return child.exitCode ?? shell.process.table.waitFor(shell.process, child);
}

const MAX_JOBS = 1000;

function runInBackground(shell: Shell, node: Node): number {
  const [stdin, ...others] = shell.process.fds;
  // Without job control a background command does not read the script's input.
  const fds = [shell.interactive ? stdin : new NullStream(), ...others];
  const child = fork(shell, (copy) => runNode(copy, node, true), { fds, deferred: true });
  if (child === undefined) return 2;
  shell.lastBackground = child.pid;
  if (shell.jobs.length > MAX_JOBS) {
    shell.jobs = shell.jobs.filter((job) => job.exitCode === undefined);
  }
  shell.jobs.push(child);
  return 0;
}

function runPipeline(shell: Shell, node: Pipeline): Run {
  const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
  const [only] = node.commands;
  const single = node.commands.length === 1 && only !== undefined;
  const start = (): Run => (single ? runNode(shell, only, false) : connectedCommands(shell, node));
  const run = negated ? forgiven(shell, start) : checked(shell, start());
  if (!negated) return run;
  const invert = (code: number): number => (code === 0 ? 1 : 0);
  return typeof run === 'number' ? invert(run) : finishLater(run, invert);
}

function* connectedCommands(shell: Shell, node: Pipeline): Body {
  const { table } = shell.process;
  const children: Process[] = [];
  let input: Stream | undefined = shell.process.fds[0];
  for (const [index, command] of node.commands.entries()) {
    const isLast = index === node.commands.length - 1;
    const pipe = isLast ? undefined : new Pipe();
    const [, stdout, stderr, ...others] = shell.process.fds;
    const output = pipe?.writer ?? stdout;
    const errors = node.operators[index] === '|&' ? output : stderr;
    const fds = [input, output, errors, ...others];
    const child = fork(shell, (copy) => runNode(copy, command, true), { fds, deferred: true });
    if (child === undefined) break;
    children.push(child);
    input = pipe?.reader;
  }
  const codes: number[] = [];
  for (const child of children) {
    codes.push(child.exitCode ?? (yield* table.waitFor(shell.process, child)));
  }
  const failed = codes.findLast((code) => code !== 0) ?? 0;
  return shell.options.pipefail ? failed : (codes.at(-1) ?? 2);
}

function runRedirected(shell: Shell, node: Redirected): Run {
  return withRedirections(shell, node.redirects, () => runCompound(shell, node.command, false));
}
