// A kubectl that talks to a simulated cluster: one line in, what it prints and its exit code out. Where the real one
// waits, virtual time goes on until what it waits for has come.
import type { Catalogue } from '../../schema/catalogue';
import type { KubeObject } from '../../schema/objects';
import type { StoreView } from '../api/store';
import type { ApiAnswer, Write } from '../api/write';
import type { Message } from '../kernel/component';
import type { SimTime } from '../kernel/time';
import { CHANGING_VERBS, change } from './changes';
import { type CommandLine, flag, parseCommandLine } from './commandLine';
import { describe } from './describe';
import { exec } from './exec';
import { get } from './get';
import { logs } from './logs';

/** The cluster as a client meets it. */
export interface Cluster {
  readonly now: SimTime;
  /** The moment 0 in milliseconds of the epoch. */
  readonly epochMs: number;
  readonly store: StoreView;
  readonly nextDue: SimTime | undefined;
  request(write: Write): ApiAnswer;
  advance(until: SimTime): unknown;
  send(message: Message): void;
  peek(component: string, key: string): unknown;
}

export interface KubectlEnvironment {
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  /** Namespace of the context. */
  readonly namespace: string;
  /** The objects in a file, `-` being stdin; undefined when there is no such file. */
  readonly objectsIn: (file: string) => readonly KubeObject[] | undefined;
  readonly stdin: string;
}

/** One invocation: the line, and the namespace that it is about. */
export interface Invoked extends KubectlEnvironment {
  readonly line: CommandLine;
}

export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export function printed(stdout: string): Printed {
  return { stdout, stderr: '', code: 0 };
}

export function failed(stderr: string, code = 1): Printed {
  return { stdout: '', stderr: `${stderr}\n`, code };
}

/** Lets time go on until `holds`, at most so long. */
export function waitFor(cluster: Cluster, holds: () => boolean, limitMs: SimTime): boolean {
  const limit = cluster.now + limitMs;
  while (!holds()) {
    const next = cluster.nextDue;
    if (cluster.now >= limit) return false;
    cluster.advance(next === undefined ? limit : Math.min(next, limit));
  }
  return true;
}

/** What `kubectl ARGS` prints. */
export function kubectl(args: readonly string[], environment: KubectlEnvironment): Printed {
  const line = parseCommandLine(args);
  const namespace = flag(line, 'namespace') ?? environment.namespace;
  const invoked: Invoked = { ...environment, namespace, line };
  if (CHANGING_VERBS.has(line.verb)) return change(args, invoked);
  switch (line.verb) {
    case 'get':
      return get(invoked);
    case 'describe':
      return describe(invoked);
    case 'logs':
      return logs(invoked);
    case 'exec':
      return exec(invoked);
    case 'wait':
    case 'cp':
    case 'attach':
    case 'port-forward':
      return failed(`error: ${line.verb} is not simulated here`);
    default:
      return failed(`error: unknown command "${line.verb}" for "kubectl"`);
  }
}
