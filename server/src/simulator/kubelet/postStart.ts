import { goQuote } from '../../schema/validation/goText';
import type { CallOutcome } from './handlerCalls';
import { beginKills } from './killContainers';
import { emit } from './podEvents';
import { containerOf, podFullName, specField } from './podSpec';
import { type KubeletContext, type PodWorker, podSubject, syncWith, workerWith } from './podWorker';
import { failed, startDone, withActed } from './startProgress';

/** Rules: L-HOOK-2, L-HOOK-3. */
export function postStartDone(
  context: KubeletContext,
  worker: PodWorker,
  name: string,
  outcome: CallOutcome,
): PodWorker {
  const starting = worker.sync?.starting;
  if (worker.sync === undefined || starting?.at !== 'postStart' || starting.container !== name)
    return worker;
  const hookFailed = outcome.kind !== 'success';
  const because = context.turn.record({
    subject: { ...podSubject(worker), container: name },
    change: {
      kind: 'hook',
      hook: 'postStart',
      state: hookFailed ? 'failed' : 'finished',
      ...(hookFailed ? { text: outcome.text } : {}),
    },
    rule: hookFailed ? 'L-HOOK-3' : 'L-HOOK-1',
    field: `${specField(worker.pod.spec, name)}.lifecycle.postStart`,
  });
  if (!hookFailed) return startDone(worker, name);
  const reason = 'FailedPostStartHook';
  const message = 'PostStartHook failed';
  emit(context, worker, { type: 'Warning', reason, message, container: name }, because);
  const hookText = hookError(worker, name, outcome);
  const id = starting.id ?? '';
  const undoing: PodWorker = workerWith(worker, {
    sync: syncWith(worker.sync, {
      wait: { for: 'kills' },
      starting: { ...starting, at: 'undo', hookText },
    }),
  });
  const graceSeconds = worker.pod.spec.terminationGracePeriodSeconds ?? 30;
  return beginKills(
    context,
    undoing,
    [{ id, name, message: reason, graceSeconds, preStop: true }],
    false,
  );
}

function hookError(worker: PodWorker, name: string, outcome: CallOutcome): string {
  const container = containerOf(worker.pod.spec, name);
  const hook = container?.lifecycle?.postStart;
  const place = `for Container "${name}" in Pod "${podFullName(worker.pod)}" failed - error: `;
  const text = outcome.kind === 'success' ? '' : outcome.text;
  if (hook?.exec !== undefined && outcome.kind === 'error')
    return `Exec lifecycle hook ([${(hook.exec.command ?? []).join(' ')}]) ${place}${text}, message: ""`;
  if (hook?.exec !== undefined) {
    const code = outcome.kind === 'failure' ? (outcome.exitCode ?? 1) : 1;
    const command = (hook.exec.command ?? []).join(' ');
    return `Exec lifecycle hook ([${command}]) ${place}command '${command}' exited with ${code}: , message: ${goQuote(text)}`;
  }
  if (hook?.httpGet !== undefined)
    return `HTTP lifecycle hook (${hook.httpGet.path ?? ''}) ${place}${text}`;
  return `Cannot run handler: ${text}`;
}

/** The container whose hook failed has been stopped. */
export function undoDone(worker: PodWorker): PodWorker {
  const starting = worker.sync?.starting;
  if (starting?.at !== 'undo') return worker;
  return failed(
    withActed(worker),
    starting.container,
    'PostStartHookError',
    starting.hookText ?? '',
  );
}
