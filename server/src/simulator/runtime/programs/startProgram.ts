// From what the manifest and the image say to a running program. What decides, in this order: the scenario, then the
// command line (through the shell where it is a shell's), then what is known of the image, then a believable default
// that the run names as an assumption. Rules: L-SYN-14, L-TRM-11.

import { given } from '../../../support/given';
import { runBehaviour } from './behaviour';
import { Commands } from './commands';
import { ContainerProgram } from './containerProgram';
import { defaultProgram } from './defaultProgram';
import { findExecutable, runExecutable, startErrorText } from './execute';
import type { Command } from './process';
import { ProcessTable, type TableOptions } from './processTable';
import type { Machine, ProgramStart, StartSpec } from './program';

export function startProgram(spec: StartSpec, machine: Machine): ProgramStart {
  const { image, scenario } = spec;
  const argv = commandLine(spec);
  if (argv.length === 0 && image.known && scenario === undefined) return { kind: 'noCommand' };
  const fallback = defaultProgram(spec);
  const table = new ProcessTable(machine, tableOptions(spec, fallback));
  const cwd = spec.workingDir || image.workingDir || '/';
  const workspace = { table, cwd, spec };
  if (scenario !== undefined) return startScenario(workspace, argv);
  const [name] = argv;
  if (name === undefined) {
    return running(workspace, [image.repository], (process) => fallback(process, argv));
  }
  const found = findExecutable(table, name, { cwd, path: machine.env.get('PATH') });
  if (found.error !== undefined)
    return { kind: 'startError', text: startErrorText(name, found.error) };
  if (found.value.kind === 'script' && found.value.interpreter.length === 0) {
    return { kind: 'startError', text: `exec ${name}: exec format error` };
  }
  return running(workspace, argv, (process) => runExecutable(process, found.value, argv));
}

/** The image's entrypoint and command, replaced as Kubernetes does: `command` drops the image's `cmd` too. */
export function commandLine({ image, command = [], args = [] }: StartSpec): readonly string[] {
  if (command.length > 0) return [...command, ...args];
  return [...image.entrypoint, ...(args.length > 0 ? args : image.cmd)];
}

interface Workspace {
  readonly table: ProcessTable;
  readonly cwd: string;
  readonly spec: StartSpec;
}

function startScenario(workspace: Workspace, argv: readonly string[]): ProgramStart {
  const { scenario = {} } = workspace.spec;
  const line = argv.length > 0 ? argv : [workspace.spec.image.repository];
  const { script } = scenario;
  if (script === undefined) {
    return running(workspace, line, (process) => runBehaviour(process, scenario));
  }
  return running(workspace, line, (process) => {
    const shell = Commands.get('sh');
    return shell === undefined ? 127 : shell(process, ['sh', '-c', script]);
  });
}

function running(
  { table, cwd, spec }: Workspace,
  argv: readonly string[],
  run: (process: Parameters<Command>[0]) => ReturnType<Command>,
): ProgramStart {
  const program = new ContainerProgram(table, { argv, cwd, run, stdin: spec.stdin, tty: spec.tty });
  return { kind: 'program', program, assumptions: spec.image.assumptions };
}

function tableOptions(spec: StartSpec, fallback: Command): TableOptions {
  const options = {
    isPid1: spec.isPid1,
    userland: spec.image.userland,
    commands: Commands,
    declaredPorts: [...new Set(spec.ports)],
    ...given({ outages: spec.outages }),
    hasAllTools: spec.scenario?.script !== undefined,
  };
  const isSure = spec.image.known && spec.image.likeness !== true;
  return isSure ? options : { ...options, assumedCommand: () => fallback };
}
