// wait, kill, trap, jobs. Rules: L-TRM-11.

import { BLOCKED, type Body, out, watchEnd } from '../programs/process';
import { exitCodeOfSignal, SIGNAL_NUMBERS, signalNames } from '../programs/signals';
import { kill } from './commands/basics';
import { builtinMessage } from './dialect';
import { parseTrapName, type Shell } from './shell';
import { sayHowItEnded } from './simpleCommand';

/** Waits for background jobs; a signal with a trap ends the waiting, and its trap then runs (unlike for a foreground command). */
export function* waitForJobs(shell: Shell, argv: readonly string[]): Body {
  const pids = argv.slice(1).filter((word) => word !== '-n' && word !== '-f');
  const wantsAny = argv.includes('-n');
  const jobs =
    pids.length === 0
      ? shell.jobs
      : pids.map((pid) => shell.jobs.find((job) => String(job.pid) === pid.replace(/^%/, '')));
  let status = 0;
  for (const [index, job] of jobs.entries()) {
    if (job === undefined) {
      const pid = pids[index] ?? '';
      if (/^%/.test(pid)) continue;
      if (!/^\d+$/.test(pid)) {
        const text =
          shell.dialect === 'bash'
            ? `\`${pid}': not a pid or valid job spec`
            : `Illegal number: ${pid}`;
        status = shell.complain(
          builtinMessage(shell.speaker(), 'wait', text),
          shell.dialect === 'bash' ? 1 : 2,
        );
        continue;
      }
      status = 127;
      if (shell.dialect === 'bash') {
        const text = `pid ${pid} is not a child of this shell`;
        shell.complain(builtinMessage(shell.speaker(), 'wait', text), status);
      }
      continue;
    }
    while (job.exitCode === undefined) {
      const [signal] = shell.process.pending;
      if (signal !== undefined) return exitCodeOfSignal(signal);
      if (wantsAny && jobs.some((other) => other?.exitCode !== undefined)) break;
      watchEnd(job, shell.process);
      yield BLOCKED;
    }
    status = pids.length === 0 && !wantsAny ? 0 : (job.exitCode ?? 0);
    if (pids.length > 0 && shell.dialect !== 'bash') sayHowItEnded(shell, job);
  }
  if (pids.length === 0) shell.jobs = shell.jobs.filter((job) => job.exitCode === undefined);
  return status;
}

export function killJob(shell: Shell, argv: readonly string[]): number {
  const resolved = argv.map((word) => {
    const job = /^%(\d+)$/.exec(word)?.[1];
    return job === undefined ? word : String(shell.jobs[Number(job) - 1]?.pid ?? word);
  });
  return kill(shell.process, resolved, (pid) => {
    if (shell.dialect === 'ash') return `${shell.name}: can't kill pid ${pid}: No such process`;
    const text = shell.dialect === 'dash' ? 'No such process\n' : `(${pid}) - No such process`;
    return builtinMessage(shell.speaker(), 'kill', text);
  });
}

export function trap(shell: Shell, argv: readonly string[]): number {
  const words = argv.slice(1).filter((word) => word !== '--');
  const [first] = words;
  if (first === undefined || first === '-p') {
    for (const [name, action] of shell.traps) {
      const shown = shell.dialect === 'bash' || name === 'EXIT' ? name : name.replace(/^SIG/, '');
      out(shell.process, `trap -- '${action.replaceAll("'", "'\\''")}' ${shown}\n`);
    }
    return 0;
  }
  if (first === '-l') {
    for (const name of signalNames()) out(shell.process, `${SIGNAL_NUMBERS[name]}) ${name}\n`);
    return 0;
  }
  const resets = first === '-' || (words.length === 1 && parseTrapName(first) !== undefined);
  let status = 0;
  for (const word of resets && words.length === 1 && first !== '-' ? words : words.slice(1)) {
    const signal = parseTrapName(word);
    if (signal !== undefined) shell.setTrap(signal, resets ? undefined : first);
    else if (!/^(?:ERR|DEBUG|RETURN)$/.test(word)) {
      status = shell.complain(
        builtinMessage(
          shell.speaker(),
          'trap',
          shell.dialect === 'dash' ? `${word}: bad trap` : `${word}: invalid signal specification`,
        ),
        1,
      );
    }
  }
  return status;
}

export function jobs(shell: Shell, argv: readonly string[]): number {
  for (const [index, job] of shell.jobs.entries()) {
    if (job.exitCode !== undefined) continue;
    out(
      shell.process,
      argv[1] === '-p'
        ? `${job.pid}\n`
        : `[${index + 1}]  Running                 ${job.argv.join(' ')}\n`,
    );
  }
  return 0;
}
