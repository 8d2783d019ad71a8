// The shell's grammar, run: lists, conditions, loops, pipelines, subshells. What never waits is run by plain calls; a
// generator takes over from the first statement that has to wait.

import type { BLOCKED, Body, Run } from '../programs/process';
import { captureOutput } from './captureOutput';
import { notFoundMessage, prefix } from './dialect';
import { arithmeticValue, Expansion, type Memo } from './expansion';
import { runArithmeticFor, runCase, runFor, runWhile } from './loops';
import type { Command, If, Redirected, Redirection, Statement } from './parser';
import { runInBackground, runPipeline, runSubshell } from './pipelines';
import { withRedirections } from './redirections';
import { finishLater, type Shell } from './shell';
import { runSimple } from './simpleCommand';
import { evaluateTest } from './testExpression';

export type Node = Statement['command'];
export type CompoundNode = Exclude<Node, { type: 'AndOr' | 'Pipeline' }>;

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

export function runNode(shell: Shell, node: Node, tail: boolean): Run {
  switch (node.type) {
    case 'AndOr':
      return runAndOr(shell, node.commands, node.operators, tail);
    case 'Pipeline':
      return runPipeline(shell, node);
    case 'Command':
      if (shell.dialect === 'dash' && node.redirects.some(isBashRedirect)) {
        return runSplit(shell, node);
      }
      return checked(shell, runSimple(shell, node, tail));
    default:
      return runCompound(shell, node, tail);
  }
}

function isBashRedirect({ operator }: Redirection): boolean {
  return operator === '&>' || operator === '&>>';
}

/** `cmd &> file` is two commands for dash: `cmd &`, and `> file`, which always succeeds. */
function runSplit(shell: Shell, node: Command): Run {
  const rest: Command = {
    ...node,
    args: node.args,
    suffix: node.suffix.filter((entry) => !('operator' in entry && isBashRedirect(entry))),
    redirects: node.redirects.filter((entry) => !isBashRedirect(entry)),
  };
  runInBackground(shell, rest);
  const files = node.redirects.filter(isBashRedirect);
  return withRedirections(shell, files, () => 0);
}

/** `set -e` for a command whose status counts. */
export function checked(shell: Shell, run: Run): Run {
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
export function forgiven(shell: Shell, start: () => Run): Run {
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

function* thenRun(first: Body, next: (status: number) => Run): Body {
  const run = next(yield* first);
  return typeof run === 'number' ? run : yield* run;
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

function runRedirected(shell: Shell, node: Redirected): Run {
  return withRedirections(shell, node.redirects, () => runCompound(shell, node.command, false));
}
