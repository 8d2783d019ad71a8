// `kubectl exec`: a process beside the container's own. Rules: L-LOG-5.
import type { Pod } from '../../schema/objects';
import { hexFrom } from '../runtime/hexFrom';
import type { ExecEvent } from '../runtime/messages';
import { flag, isOn } from './commandLine';
import { INBOX } from './inbox';
import { defaultedNote, outOf } from './logs';
import { requestsOf } from './requests';
import { failed, type Invoked, type Printed, waitFor } from './session';

/** A process that never ends is stopped then, as by Ctrl-C. */
const PATIENCE_MS = 60_000;

export function exec(invoked: Invoked): Printed {
  const { line, cluster, catalogue, namespace } = invoked;
  const [word, ...old] = line.positional;
  if (word === undefined) return failed('error: pod, type/name or --filename must be specified');
  if (old.length > 0)
    return failed(
      "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples",
    );
  if (line.rest.length === 0)
    return failed('error: you must specify at least one command for the container');
  const args = [
    'exec',
    ...line.positional,
    ...(flag(line, 'container') === undefined ? [] : ['-c', flag(line, 'container') ?? '']),
    '--',
    ...line.rest,
  ];
  const client = { view: cluster.store, catalogue, namespace, files: {} };
  const { requests, problems } = requestsOf(args, client);
  const [request] = requests;
  if (request?.kind !== 'exec') return failed(problems[0] ?? 'error: unable to upgrade connection');
  const { pod, container, command } = request;
  const refusal = refusalOf(pod, container);
  if (refusal !== undefined) return failed(refusal);
  const note = flag(line, 'container') === undefined ? defaultedNote(pod, container) : '';
  const terminal = isOn(line, 'tty')
    ? 'Unable to use a TTY - input is not a terminal or the right kind of file\n'
    : '';
  const result = runIn(invoked, pod, container, command);
  return { ...result, stderr: note + terminal + result.stderr };
}

const ATTACHED =
  "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n";

/** `kubectl attach`: what the container goes on to print is told by its log. Rules: L-LOG-5. */
export function attach(invoked: Invoked): Printed {
  const { line, cluster, catalogue, namespace } = invoked;
  if (line.positional.length === 0)
    return failed('error: at least 1 argument is required for attach');
  const word = line.positional.join('/').replace(/^pods?\//, '');
  const named = flag(line, 'container');
  const args = ['exec', word, ...(named === undefined ? [] : ['-c', named]), '--', 'attach'];
  const client = { view: cluster.store, catalogue, namespace, files: {} };
  const { requests, problems } = requestsOf(args, client);
  const [request] = requests;
  if (request?.kind !== 'exec') return failed(problems[0] ?? 'error: unable to upgrade connection');
  const { pod, container } = request;
  const refusal = refusalOf(pod, container, 'attach');
  if (refusal !== undefined) return failed(refusal);
  const note = named === undefined ? defaultedNote(pod, container) : '';
  const statuses = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.ephemeralContainerStatuses ?? []),
  ];
  const isRunning = statuses.find(({ name }) => name === container)?.state?.running !== undefined;
  if (!isRunning)
    return failed(`${note}error: unable to upgrade connection: container ${container} not found`);
  return { stdout: '', stderr: note + ATTACHED, code: 0 };
}

function refusalOf(
  pod: Pod,
  container: string,
  verb: 'exec into' | 'attach' = 'exec into',
): string | undefined {
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  const all = [...initContainers, ...containers, ...ephemeralContainers];
  if (!all.some(({ name }) => name === container))
    return `error: container ${container} is not valid for pod ${pod.metadata.name} out of: ${outOf(pod)}`;
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed')
    return `error: cannot ${verb} a container in a completed pod; current phase is ${phase}`;
  if (pod.spec.nodeName === undefined || pod.spec.nodeName === '')
    return `Error from server (BadRequest): pod ${pod.metadata.name} does not have a host assigned`;
  return undefined;
}

function runIn(invoked: Invoked, pod: Pod, container: string, command: readonly string[]): Printed {
  const { cluster, line, stdin } = invoked;
  const session = `exec/${pod.metadata.uid}/${cluster.now}/${cluster.store.revision}/${command.join(' ')}`;
  const uid = pod.metadata.uid ?? '';
  const hasInput = isOn(line, 'stdin');
  const key = session;
  const received = () => (cluster.peek(INBOX, key) ?? []) as readonly ExecEvent[];
  cluster.send({
    to: 'runtime',
    key: uid,
    event: {
      kind: 'exec',
      session,
      container,
      command,
      stdin: hasInput,
      reply: { to: INBOX, key, echo: {} },
    },
  });
  if (hasInput) {
    if (stdin !== '')
      cluster.send({ to: 'runtime', key: uid, event: { kind: 'execInput', session, text: stdin } });
    cluster.send({ to: 'runtime', key: uid, event: { kind: 'execCloseInput', session } });
  }
  waitFor(invoked, () => received().some(({ exec: what }) => what !== 'output'), PATIENCE_MS);
  let stdout = '';
  let stderr = '';
  let code = 130;
  for (const event of received()) {
    if (event.exec === 'output') {
      if (event.stream === 'stdout') stdout += event.text;
      else stderr += event.text;
    } else if (event.exec === 'exited') code = event.code;
    else return failed(failureText(event.text, session));
  }
  if (code !== 0) stderr += `command terminated with exit code ${code}\n`;
  return { stdout, stderr, code };
}

function failureText(text: string, session: string): string {
  const internal = 'Internal error occurred: ';
  if (text.startsWith('container not found')) return `error: unable to upgrade connection: ${text}`;
  const id = hexFrom(session).slice(0, 64);
  const detail = text.replace('failed to start exec: ', `failed to start exec "${id}": `);
  return `error: ${internal}${internal}error executing command in container: ${detail}`;
}
