#!/usr/bin/env node
// The process behind the command `podlab`: gives the subcommands their arguments and the disk.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkCommand } from '../cli/check';
import { type CommandResult, explainCommand } from '../cli/explain';
import type { CommandFiles } from '../cli/files';
import { kubectlCommand } from '../cli/kubectl';
import { runCommand } from '../cli/run';
import { testCommand } from '../cli/test';
import { meterOn } from './meter';

const USAGE = `Usage: podlab COMMAND …

  run FILE…        simulate manifests and print what happens to their Pods
  test SCENARIO…   whether what scenario files expect comes true
  check FILE…      what is wrong with manifests, as the API server and we see it
  kubectl FILE…    one kubectl line against simulated manifests, or a session played again
  explain PATH     what kubectl explain prints, offline

podlab COMMAND --help tells more.
`;

const diskFiles: CommandFiles = {
  read(path) {
    try {
      return readFileSync(path === '-' ? 0 : path, 'utf8');
    } catch {
      return undefined;
    }
  },
  list(path) {
    try {
      if (!statSync(path).isDirectory()) return undefined;
    } catch {
      return undefined;
    }
    return readdirSync(path)
      .filter((name) => /\.(ya?ml|json)$/.test(name) && !/\.podlab\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(path, name));
  },
  folderOf: (path) => dirname(path),
};

/** Only for eyes: not in a file or a pipe. */
const meter = process.stderr.isTTY
  ? meterOn(
      (text) => void process.stderr.write(text),
      () => performance.now(),
    )
  : undefined;

async function commandResult([command, ...args]: readonly string[]): Promise<CommandResult> {
  switch (command) {
    case 'run':
      return runCommand(args, diskFiles, meter?.tell);
    case 'test':
      return testCommand(args, diskFiles, meter?.tell);
    case 'check':
      return checkCommand(args, diskFiles);
    case 'kubectl':
      return kubectlCommand(args, diskFiles);
    case 'explain':
      return explainCommand(args);
    case undefined:
      return { stdout: '', stderr: USAGE, code: 2 };
    case 'help':
    case '--help':
    case '-h':
      return { stdout: USAGE, stderr: '', code: 0 };
    default:
      return { stdout: '', stderr: `error: there is no command "${command}"\n\n${USAGE}`, code: 2 };
  }
}

commandResult(process.argv.slice(2)).then(
  ({ stdout, stderr, code }) => {
    process.exitCode = code;
    meter?.clear();
    if (stderr !== '') process.stderr.write(stderr);
    if (stdout !== '') process.stdout.write(stdout);
  },
  (error: unknown) => {
    process.exitCode = 3;
    process.stderr.write(
      `internal error: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
  },
);
