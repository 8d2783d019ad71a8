// Everything that runs in a process of its own: pipelines, subshells, background jobs.

import type { Body, Process, Run } from '../programs/process';
import { NullStream, Pipe, type Stream } from '../programs/stream';
import type { CompoundList, Pipeline } from './parser';
import { finishLater, type Shell } from './shell';
import { checked, forgiven, type Node, runList, runNode } from './statements';

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

export function runSubshell(shell: Shell, body: CompoundList): Run {
  const child = fork(shell, (copy) => runList(copy, body.commands, true));
  if (child === undefined) return 2;
  return child.exitCode ?? shell.process.table.waitFor(shell.process, child);
}

const MAX_JOBS = 1000;

export function runInBackground(shell: Shell, node: Node): number {
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

export function runPipeline(shell: Shell, node: Pipeline): Run {
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
