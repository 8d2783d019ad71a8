import { runBehaviour } from './behaviour';
import type { Command } from './process';
import type { StartSpec } from './program';
import { type ProgramSpec, WELL_BEHAVED } from './programSpec';

/**
 * What we believe of a program that we know nothing about: it runs for ever, listens on every port that anybody declares or
 * asks for, answers 200 and ends with 0 soon after SIGTERM.
 */
export function defaultProgram(spec: StartSpec): Command {
  return (process, argv) => {
    process.table.machine.assume(describe(spec, argv[0] ?? spec.image.repository));
    return runBehaviour(process, spec.image.behaviour ?? defaultSpec(spec.ports));
  };
}

export function defaultSpec(ports: readonly number[]): ProgramSpec {
  return {
    signals: WELL_BEHAVED,
    servers: [...new Set(ports)].map((port) => ({
      port,
      protocol: 'http',
      tls: 'any',
      health: 'SERVING',
      body: 'ok\n',
    })),
  };
}

function describe({ image, ports }: StartSpec, name: string): string {
  const listens =
    ports.length === 0 ? '' : `, to answer 200 on port ${[...new Set(ports)].join(', ')}`;
  return `What \`${name}\` in image ${image.repository} does is not known: it is taken to run until it is stopped${listens} and to exit 0 soon after SIGTERM.`;
}
