// while, for, case.

import type { BLOCKED, Body } from '../programs/process';
import { arithmeticValue, expandPattern, expandText, expandWords } from './expansion';
import type { Case, For, While, Word } from './parser';
import { matchesPattern } from './pattern';
import { RoundWatch } from './roundWatch';
import type { Shell } from './shell';
import { type CompoundNode, expanded, runList } from './statements';

/** After a round of a loop: whether the loop ends here. Uses up a `break` or `continue` meant for it. */
function loopEnds(shell: Shell): boolean {
  const { jump } = shell;
  if (jump === undefined) return false;
  if (jump.kind === 'exit' || jump.kind === 'return') return true;
  shell.jump = jump.levels > 1 ? { kind: jump.kind, levels: jump.levels - 1 } : undefined;
  return jump.kind === 'break' || jump.levels > 1;
}

export function* runWhile(shell: Shell, node: While): Body {
  const wanted = node.kind === 'while';
  let status = 0;
  shell.loopDepth++;
  const watch = new RoundWatch(shell);
  for (;;) {
    if (shell.mustPause()) yield* shell.pause();
    if (loopEnds(shell)) break;
    watch.begin();
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
  watch.end();
  shell.loopDepth--;
  return shell.jump === undefined ? status : shell.lastStatus;
}

export function* runFor(shell: Shell, node: For): Body {
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

export type ArithmeticFor = Extract<CompoundNode, { type: 'ArithmeticFor' }>;

export function* runArithmeticFor(shell: Shell, node: ArithmeticFor): Body {
  let status = 0;
  yield* expanded(shell, (expansion) => arithmeticValue(expansion, node.initialize));
  shell.loopDepth++;
  const watch = new RoundWatch(shell);
  for (;;) {
    if (shell.mustPause()) yield* shell.pause();
    if (loopEnds(shell)) break;
    watch.begin();
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
  watch.end();
  shell.loopDepth--;
  return shell.jump === undefined ? status : shell.lastStatus;
}

export function* runCase(shell: Shell, node: Case, tail: boolean): Body {
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
