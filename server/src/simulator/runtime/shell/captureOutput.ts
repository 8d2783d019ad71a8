import { CollectingStream } from '../programs/stream';
import type { Expansion } from './expansion';
import { fork } from './pipelines';
import type { Shell } from './shell';
import { runList } from './statements';

/** Output of substitutions beyond this is dropped. */
const MAX_CAPTURE = 1_000_000;

/** Runs `$( )` in a subshell and gives what it printed, without the line ends at the end. */
export function* captureOutput(
  shell: Shell,
  node: Exclude<Expansion['needs'], undefined>,
): Generator<{ readonly until?: number }, string, void> {
  const { script } = node;
  if (script === undefined) return '';
  let text = '';
  const collector = new CollectingStream((piece) => {
    if (text.length < MAX_CAPTURE) text += piece;
  });
  const [stdin, , ...others] = shell.process.fds;
  const source = script.source ?? shell.source;
  const child = fork(
    shell,
    (copy) => {
      copy.source = source;
      return script.errors?.[0] === undefined ? runList(copy, script.commands, true) : 2;
    },
    { fds: [stdin, collector, ...others] },
  );
  if (child === undefined) return '';
  shell.substitutionStatus =
    child.exitCode ?? (yield* shell.process.table.waitFor(shell.process, child));
  if (shell.dialect === 'bash') shell.lastStatus = shell.substitutionStatus;
  if (node.type !== 'ProcessSubstitution') return text.replace(/\n+$/, '');
  const path = `/tmp/.process-substitution-${child.pid}`;
  shell.process.table.machine.files.writeText(path, text);
  return path;
}
