// A kubectl that talks to a simulated cluster: one line in, what it prints and its exit code out. Where the real one
// waits, virtual time goes on until what it waits for has come.
import type { Catalogue } from '../../schema/catalogue';
import type { KubeObject } from '../../schema/objects';
import { nearestWord } from '../../support/nearest';
import type { StoreView } from '../api/store';
import type { ApiAnswer, Write } from '../api/write';
import type { Message } from '../kernel/component';
import type { SimTime } from '../kernel/time';
import { CHANGING_VERBS, change } from './changes';
import { auth, config, events, SERVER } from './clientSide';
import { type CommandLine, flag, parseCommandLine } from './commandLine';
import { describe } from './describe';
import { apiResources, apiVersions, explainLine } from './discovery';
import { attach, exec } from './exec';
import { get } from './get';
import { flagComplaint } from './knownFlags';
import { logs } from './logs';
import { forwardsOf, listeningText } from './portForward';
import { rolloutShown, wait } from './waiting';

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
  /** The line runs beside others: it does not hold up time. */
  readonly inBackground?: boolean;
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
export function waitFor(
  { cluster, inBackground }: KubectlEnvironment,
  holds: () => boolean,
  limitMs: SimTime,
): boolean {
  if (inBackground === true) return false;
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
  const complaint = flagComplaint(line);
  if (complaint !== undefined) return failed(complaint);
  const shown = line.verb === 'rollout' ? rolloutShown(invoked) : undefined;
  if (shown !== undefined) return shown;
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
    case 'attach':
      return attach(invoked);
    case 'cluster-info':
      return printed(CLUSTER_INFO);
    case 'wait':
      return wait(invoked);
    case 'port-forward': {
      const forwards = forwardsOf(invoked);
      if ('stdout' in forwards) return forwards;
      return printed(forwards.map((forward) => listeningText(forward, 0)).join(''));
    }
    case 'explain':
      return explainLine(invoked);
    case 'api-resources':
      return apiResources(invoked);
    case 'api-versions':
      return apiVersions(invoked);
    case 'top':
      return failed('error: Metrics API not available');
    case 'config':
      return config(invoked);
    case 'auth':
      return auth(invoked);
    case 'events':
      return events(invoked);
    case 'version':
      return printed(
        'Client Version: v1.36.2\nKustomize Version: v5.8.1\nServer Version: v1.36.2\n',
      );
    default:
      return failed(unknownCommand(line.verb));
  }
}

const CLUSTER_INFO = `Kubernetes control plane is running at ${SERVER}

To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.
`;

const VERBS = [
  'annotate',
  'api-resources',
  'api-versions',
  'apply',
  'attach',
  'auth',
  'autoscale',
  'cluster-info',
  'config',
  'cordon',
  'create',
  'debug',
  'delete',
  'describe',
  'drain',
  'events',
  'exec',
  'explain',
  'expose',
  'get',
  'label',
  'logs',
  'patch',
  'port-forward',
  'replace',
  'rollout',
  'run',
  'scale',
  'set',
  'taint',
  'top',
  'uncordon',
  'version',
  'wait',
];

function unknownCommand(verb: string): string {
  const near = nearestWord(verb, VERBS);
  const hint = near === undefined ? '' : `\n\nDid you mean this?\n\t${near}`;
  return `error: unknown command "${verb}" for "kubectl"${hint}`;
}
