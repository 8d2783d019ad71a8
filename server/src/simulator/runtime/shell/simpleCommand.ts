// A simple command: assignments, words, redirections; then a function, a builtin or a program.

import { believe, type Executable, findExecutable, runExecutable } from '../programs/execute';
import type { Body, Process, Run } from '../programs/process';
import type { Stream } from '../programs/stream';
import { builtinNamed } from './builtins';
import { captureOutput } from './captureOutput';
import { builtinMessage, deniedMessage, notFoundMessage, prefix } from './dialect';
import { Expansion, expandText, expandWords, isPlain, type Memo } from './expansion';
import type { Assignment, Command } from './parser';
import { inheritIgnored } from './pipelines';
import {
  expandRedirections,
  type ReadyRedirection,
  redirect,
  redirectStatus,
  withDescriptors,
} from './redirections';
import { finishLater, type Shell } from './shell';
import { expansionFailed, runCompound, runList } from './statements';

interface ReadyAssignment {
  readonly name: string;
  readonly value: string;
  readonly elements: readonly string[] | undefined;
  readonly append: boolean;
  readonly index: string | undefined;
}

interface ReadyCommand {
  readonly words: readonly string[];
  readonly assignments: readonly ReadyAssignment[];
  readonly redirections: readonly ReadyRedirection[];
  readonly tail: boolean;
}

export function runSimple(shell: Shell, node: Command, tail: boolean): Run {
  shell.position = node.pos;
  const words = plainWords(node);
  if (words !== undefined) {
    shell.substitutionStatus = 0;
    return runReady(shell, {
      words,
      tail,
      assignments: NO_ASSIGNMENTS,
      redirections: NO_REDIRECTIONS,
    });
  }
  const expansion = new Expansion(shell, undefined);
  const ready = prepare(expansion, node, tail);
  if (expansion.needs !== undefined) return runAfterSubstitutions(shell, node, tail);
  if (expansion.error !== undefined) return expansionFailed(shell, expansion);
  shell.substitutionStatus = 0;
  return runReady(shell, ready);
}

function* runAfterSubstitutions(shell: Shell, node: Command, tail: boolean): Body {
  const memo: Memo = new Map();
  shell.substitutionStatus = 0;
  for (;;) {
    const expansion = new Expansion(shell, memo);
    const ready = prepare(expansion, node, tail);
    if (expansion.needs === undefined) {
      if (expansion.error !== undefined) return expansionFailed(shell, expansion);
      const run = runReady(shell, ready);
      return typeof run === 'number' ? run : yield* run;
    }
    memo.set(expansion.needs, yield* captureOutput(shell, expansion.needs));
    if (shell.jump !== undefined) return shell.lastStatus;
  }
}

const PLAIN_WORDS = new WeakMap<Command, readonly string[] | false>();

/** The words of a command in which nothing is to be expanded, as most in a loop are. */
function plainWords(node: Command): readonly string[] | undefined {
  let words = PLAIN_WORDS.get(node);
  if (words === undefined) {
    const all = node.name === undefined ? [] : [node.name, ...node.suffix];
    const plain = all.filter((word) => word.type === 'Word' && isPlain(word));
    words =
      node.prefix.length === 0 && all.length > 0 && plain.length === all.length
        ? plain.map((word) => ('value' in word && typeof word.value === 'string' ? word.value : ''))
        : false;
    PLAIN_WORDS.set(node, words);
  }
  return words === false ? undefined : words;
}

const NO_ASSIGNMENTS: readonly ReadyAssignment[] = [];
const NO_REDIRECTIONS: readonly ReadyRedirection[] = [];

function prepare(expansion: Expansion, node: Command, tail: boolean): ReadyCommand {
  const words = node.name === undefined ? [] : [...expandWords(expansion, [node.name])];
  for (const argument of node.suffix) {
    if (argument.type === 'Word') words.push(...expandWords(expansion, [argument]));
    else if (argument.type === 'Assignment') words.push(assignmentText(expansion, argument));
    if (expansion.needs !== undefined) break;
  }
  const { redirects } = node;
  const assignments = node.prefix.filter((entry) => entry.type === 'Assignment');
  return {
    words,
    tail,
    assignments:
      assignments.length === 0
        ? NO_ASSIGNMENTS
        : assignments.map((entry) => readyAssignment(expansion, entry)),
    redirections:
      redirects.length === 0 ? NO_REDIRECTIONS : expandRedirections(expansion, redirects),
  };
}

/** `export A=$x` reads its argument as an assignment: not split. */
function assignmentText(expansion: Expansion, { name, value, append }: Assignment): string {
  const text =
    value.type === 'Word'
      ? expandText(expansion, value)
      : expandWords(expansion, value.elements).join(' ');
  return `${name}${append === true ? '+' : ''}=${text}`;
}

function readyAssignment(expansion: Expansion, node: Assignment): ReadyAssignment {
  const { name, value } = node;
  const index = node.index === undefined ? undefined : expandText(expansion, node.index);
  const append = node.append === true;
  if (value.type === 'Word') {
    return { name, index, append, elements: undefined, value: expandText(expansion, value) };
  }
  const elements = expandWords(expansion, value.elements);
  return { name, index, append, elements, value: elements[0] ?? '' };
}

function assign(shell: Shell, assignment: ReadyAssignment, exported = false): boolean {
  const { variables } = shell;
  shell.process.table.stepFor(assignment.value);
  const before = assignment.append ? variables.get(assignment.name) : undefined;
  let done: boolean;
  if (assignment.elements !== undefined) {
    const kept = assignment.append ? (variables.elements(assignment.name) ?? []) : [];
    done = variables.setElements(assignment.name, [...kept, ...assignment.elements]);
  } else if (assignment.index !== undefined && /^\d{1,4}$/.test(assignment.index)) {
    const elements = [...(variables.elements(assignment.name) ?? [])];
    while (elements.length < Number(assignment.index)) elements.push('');
    elements[Number(assignment.index)] = assignment.value;
    done = variables.setElements(assignment.name, elements);
  } else {
    done = variables.set(
      assignment.name,
      `${before ?? ''}${assignment.value}`,
      exported || shell.options.allexport,
    );
  }
  if (!done) {
    const words = shell.dialect === 'bash' ? 'readonly variable' : 'is read only';
    shell.complain(`${prefix(shell.speaker())}${assignment.name}: ${words}`, 2);
  }
  return done;
}

function runReady(shell: Shell, ready: ReadyCommand): Run {
  const { words } = ready;
  const [name] = words;
  if (shell.options.xtrace) trace(shell, ready);
  if (name === undefined) return runNameless(shell, ready);
  const body = shell.functions.get(name);
  if (body !== undefined) {
    return redirected(shell, ready, () => callFunction(shell, name, ready));
  }
  const builtin = builtinNamed(name, shell.dialect);
  if (builtin !== undefined) {
    if (name === 'exec') return runExec(shell, ready);
    return redirected(shell, ready, () =>
      withAssignments(shell, ready.assignments, () => builtin(shell, words)),
    );
  }
  return runProgram(shell, name, ready);
}

function runNameless(shell: Shell, { assignments, redirections }: ReadyCommand): Run {
  for (const assignment of assignments) {
    if (!assign(shell, assignment)) {
      shell.jump = { kind: 'exit' };
      return shell.dialect === 'bash' ? 1 : 2;
    }
  }
  if (redirections.length > 0) {
    const fds = redirect(shell, redirections);
    if (fds === undefined) return redirectStatus(shell);
    // Opened (and so made or emptied), and closed again.
    return withDescriptors(shell.process, fds, () => 0);
  }
  return shell.substitutionStatus;
}

function redirected(shell: Shell, ready: ReadyCommand, run: () => Run): Run {
  if (ready.redirections.length === 0) return run();
  const fds = redirect(shell, ready.redirections);
  if (fds === undefined) return redirectStatus(shell);
  return withDescriptors(shell.process, fds, run);
}

/** `A=1 builtin`: the assignment holds while it runs. */
function withAssignments(
  shell: Shell,
  assignments: readonly ReadyAssignment[],
  run: () => Run,
): Run {
  if (assignments.length === 0) return run();
  const saved = assignments.map(({ name }) => [name, shell.variables.save(name)] as const);
  for (const assignment of assignments) assign(shell, assignment, true);
  const restore = (code: number): number => {
    for (const [name, variable] of saved) shell.variables.restore(name, variable);
    return code;
  };
  const result = run();
  return typeof result === 'number' ? restore(result) : finishLater(result, restore);
}

const MAX_DEPTH = 200;

function callFunction(shell: Shell, name: string, ready: ReadyCommand): Run {
  const node = shell.functions.get(name);
  if (node === undefined) return 127;
  if (shell.functionDepth >= MAX_DEPTH) {
    shell.jump = { kind: 'exit' };
    return shell.complain(`${shell.name}: maximum function nesting level exceeded`, 2);
  }
  const before = shell.positional;
  shell.positional = ready.words.slice(1);
  shell.functionDepth++;
  shell.locals.push(new Map());
  const finish = (code: number): number => {
    shell.positional = before;
    shell.functionDepth--;
    for (const [variable, saved] of shell.locals.pop() ?? []) {
      shell.variables.restore(variable, saved);
    }
    if (shell.jump?.kind !== 'return') return code;
    shell.jump = undefined;
    return shell.lastStatus;
  };
  return withAssignments(shell, ready.assignments, () => {
    const run =
      node.body.type === 'CompoundList'
        ? runList(shell, node.body.commands)
        : runCompound(shell, node.body, false);
    return typeof run === 'number' ? finish(run) : finishLater(run, finish);
  });
}

/** `exec cmd` puts the program into the shell's place; `exec > file` changes the shell's own descriptors. */
function runExec(shell: Shell, ready: ReadyCommand): Run {
  const fds = redirect(shell, ready.redirections);
  if (fds === undefined) {
    shell.jump = { kind: 'exit' };
    return 2;
  }
  const words = ready.words.slice(1);
  if (words[0] === '-a') words.splice(0, 2);
  const [name] = words;
  if (name === undefined) {
    if (ready.redirections.length > 0) replaceDescriptors(shell.process, fds);
    return 0;
  }
  const found = find(shell, name, true);
  if (found === undefined) {
    if (!shell.interactive) shell.jump = { kind: 'exit' };
    shell.traps.delete('EXIT');
    return shell.lastStatus;
  }
  return takeOver(shell, found, { ...ready, words }, fds);
}

function replaceDescriptors(process: Process, fds: (Stream | undefined)[]): void {
  for (const stream of fds) stream?.retain();
  for (const stream of process.fds) stream?.release();
  process.fds = fds;
}

/** The program runs in the shell's process, which has nothing more to do afterwards. */
function takeOver(
  shell: Shell,
  executable: Executable,
  { words, assignments }: ReadyCommand,
  fds: (Stream | undefined)[],
): Run {
  const { process } = shell;
  for (const assignment of assignments) assign(shell, assignment, true);
  replaceDescriptors(process, fds);
  process.argv = words;
  process.env = shell.variables.toEnvironment();
  for (const [signal, disposition] of process.dispositions ?? []) {
    if (disposition === 'handle') process.dispositions?.delete(signal);
  }
  process.pending.length = 0;
  shell.traps.clear();
  shell.jump = { kind: 'exit' };
  process.successor = () => runExecutable(process, executable, words);
  return 0;
}

function runProgram(shell: Shell, name: string, ready: ReadyCommand): Run {
  const found = find(shell, name);
  if (found === undefined) return shell.lastStatus;
  const { process } = shell;
  const fds = ready.redirections.length === 0 ? process.fds : redirect(shell, ready.redirections);
  if (fds === undefined) return redirectStatus(shell);
  if (ready.tail && shell.traps.size === 0 && !shell.interactive) {
    return takeOver(shell, found, ready, [...fds]);
  }
  if (found.kind === 'assumed') return believe(process, name);
  const child = process.table.create({
    parent: process,
    argv: ready.words,
    env: environmentWith(shell, ready.assignments),
    cwd: process.cwd,
    fds,
  });
  if (child === undefined) {
    return shell.complain(`${shell.name}: can't fork: Resource temporarily unavailable`, 2);
  }
  inheritIgnored(process, child);
  process.table.begin(child, () => runExecutable(child, found, ready.words));
  if (child.exitCode !== undefined) return sayHowItEnded(shell, child);
  return finishLater(process.table.waitFor(process, child), () => sayHowItEnded(shell, child));
}

function environmentWith(
  shell: Shell,
  assignments: readonly ReadyAssignment[],
): ReadonlyMap<string, string> {
  const env = shell.variables.toEnvironment();
  if (assignments.length === 0) return env;
  const changed = new Map(env);
  for (const { name, value } of assignments) changed.set(name, value);
  return changed;
}

const DEATHS: Readonly<Record<number, string>> = {
  132: 'Illegal instruction',
  134: 'Aborted',
  136: 'Floating point exception',
  137: 'Killed',
  139: 'Segmentation fault',
  143: 'Terminated',
};

/** A shell tells of a child that a signal killed. */
export function sayHowItEnded(shell: Shell, child: Process): number {
  const code = child.exitCode ?? 0;
  const death = DEATHS[code];
  if (death === undefined) return code;
  if (shell.dialect !== 'bash') return shell.complain(death, code);
  const line = `${prefix(shell.speaker())}${String(child.pid).padStart(5)} ${death.padEnd(23)} ${child.argv.map(quoted).join(' ')}`;
  return shell.complain(line, code);
}

/** Undefined after an error, which has been said; the status is in `lastStatus`. */
function find(shell: Shell, name: string, byExec = false): Executable | undefined {
  const { process } = shell;
  const found = findExecutable(process.table, name, {
    cwd: process.cwd,
    path: shell.variables.get('PATH'),
  });
  if (found.error === undefined) return found.value;
  const missing = found.error === 'ENOENT' || found.error === 'ENOTDIR';
  const line = missing
    ? byExec
      ? builtinMessage(shell.speaker(), 'exec', `${name}: not found`)
      : notFoundMessage(shell.speaker(), name)
    : deniedMessage(shell.speaker(), name, found.error);
  shell.lastStatus = shell.complain(line, missing ? 127 : 126);
  return undefined;
}

function trace(shell: Shell, { words, assignments }: ReadyCommand): void {
  const parts = [
    ...assignments.map(({ name, value }) => `${name}=${quoted(value)}`),
    ...words.map(quoted),
  ];
  shell.complain(`+ ${parts.join(' ')}`, 0);
}

function quoted(word: string): string {
  return word !== '' && /^(?:[\w@%+=:,./-]+|\[|\])$/.test(word)
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`;
}
