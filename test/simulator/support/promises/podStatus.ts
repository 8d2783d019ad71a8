// What a Pod's status never says, and how it never changes.
import type { Container, ContainerStatus, Pod } from '../../../../server/src/schema/objects';
import { aboutOf, isFinished, type Promises, type Say } from './promise';

export function podPromises(): Promises {
  return {
    change(change, say) {
      if (change.object.kind !== 'Pod' || change.op === 'DELETED') return;
      const about = aboutOf(change);
      const told: Say = (text) => say(`${about}: ${text}`);
      const pod = change.object as Pod;
      sayings(pod, told);
      if (change.previous !== undefined) podSteps(change.previous as Pod, pod, told);
    },
  };
}

/** What no status says at any moment. */
function sayings(pod: Pod, say: Say): void {
  const { status = {}, metadata, spec } = pod;
  if ((status.observedGeneration ?? 0) > (metadata.generation ?? 0)) say('saw its own future');
  if (/\d\.\d+Z"/.test(JSON.stringify(status))) say('has a time with parts of a second');
  namesBreaks(spec.containers, status.containerStatuses, true, say);
  namesBreaks(spec.initContainers, status.initContainerStatuses, false, say);
  for (const own of status.containerStatuses ?? []) containerSayings(own, true, say);
  for (const own of status.initContainerStatuses ?? []) {
    const init = spec.initContainers?.find(({ name }) => name === own.name);
    containerSayings(own, init?.restartPolicy === 'Always', say);
  }
  conditionSayings(pod, say);
}

/** L-SYN-24: app containers by name, init containers as in the spec; never one that the spec does not have. */
function namesBreaks(
  containers: readonly Container[] = [],
  statuses: readonly ContainerStatus[] | undefined,
  sorted: boolean,
  say: Say,
): void {
  if (statuses === undefined || statuses.length === 0) return;
  const names = containers.map(({ name }) => name);
  const told = statuses.map(({ name }) => name).join();
  if (told !== (sorted ? names.toSorted() : names).join()) say(`tells of the containers ${told}`);
}

/** L-PRB-9, L-SYN-22, L-TRM-12 */
function containerSayings(own: ContainerStatus, isLasting: boolean, say: Say): void {
  // A startup probe that begins anew takes `started` back before `ready` follows (L-PRB-8).
  const { name, state = {}, lastState = {}, ready, started } = own;
  if (Object.keys(state).length > 1) say(`${name} is in two states`);
  const mayBeReady = isLasting
    ? state.running !== undefined
    : state.terminated?.exitCode === 0 || state.waiting?.reason === 'RestartingAllContainers';
  if (ready && !mayBeReady) say(`${name} is ready and not running`);
  if (started === true && state.running === undefined) say(`${name} is started and not running`);
  if (own.restartCount < 0 || !Number.isInteger(own.restartCount)) say(`${name} restarts oddly`);
  for (const { terminated } of [state, lastState]) {
    if (terminated === undefined) continue;
    const { reason, exitCode, startedAt, finishedAt } = terminated;
    if ((reason === 'Completed') !== (exitCode === 0)) say(`${name}: ${reason} with ${exitCode}`);
    if ((startedAt ?? '') > (finishedAt ?? '~')) say(`${name} ended before it began`);
  }
}

/** L-CND-2, L-CND-3, L-CND-9: Ready means that all containers are, and that the Pod runs. */
function conditionSayings({ status = {}, spec }: Pod, say: Say): void {
  const conditions = status.conditions ?? [];
  const types = new Set(conditions.map(({ type }) => type));
  if (types.size < conditions.length) say('has a condition twice');
  const isTrue = (type: string): boolean =>
    conditions.some((condition) => condition.type === type && condition.status === 'True');
  if (isTrue('Ready') && !isTrue('ContainersReady')) say('is Ready and its containers are not');
  // Who collects a lost Pod writes its phase and nothing else (L-NOD-8).
  const isLost = conditions.some(({ reason }) => reason === 'DeletionByPodGC');
  if (!isTrue('ContainersReady') || isLost) return;
  if (status.phase !== 'Running') say(`is ${status.phase} and its containers are ready`);
  const ready = new Set(status.containerStatuses?.flatMap((own) => (own.ready ? [own.name] : [])));
  for (const { name } of spec.containers)
    if (!ready.has(name)) say(`its containers are ready without ${name}`);
}

/** What no two statuses in a row say. */
function podSteps(before: Pod, after: Pod, say: Say): void {
  const [was = {}, is = {}] = [before.status, after.status];
  if (isFinished(before) && was.phase !== is.phase) say(`${was.phase} became ${is.phase}`);
  // Only a new sandbox, with init containers that run again, may take a Pod back (L-SYN-9, L-INI-12).
  if (was.phase === 'Running' && is.phase === 'Pending' && after.spec.initContainers === undefined)
    say('Running became Pending');
  if (was.qosClass !== is.qosClass) say('changed its class of service');
  if (was.startTime !== undefined && was.startTime !== is.startTime) say('started anew');
  if (before.spec.nodeName !== undefined && before.spec.nodeName !== after.spec.nodeName)
    say('moved to another node');
  if (before.spec !== after.spec && fixedSpec(before) !== fixedSpec(after))
    say('changed what may not change');
  transitions(before, after, say);
  for (const [name, own] of statusesOf(after)) {
    const old = statusesOf(before).get(name);
    if (old !== undefined) containerSteps(after, old, own, say);
  }
}

/** L-CND-1 */
function transitions(before: Pod, after: Pod, say: Say): void {
  for (const own of after.status?.conditions ?? []) {
    const old = before.status?.conditions?.find(({ type }) => type === own.type);
    if (old === undefined) continue;
    if (old.status === own.status && old.lastTransitionTime !== own.lastTransitionTime)
      say(`${own.type} moved its time and stayed ${own.status}`);
    if ((old.lastTransitionTime ?? '') > (own.lastTransitionTime ?? ''))
      say(`${own.type} went back`);
  }
}

function containerSteps(pod: Pod, old: ContainerStatus, own: ContainerStatus, say: Say): void {
  const { name } = own;
  if (old.restartCount > own.restartCount)
    say(`restarts of ${name} fell from ${old.restartCount} to ${own.restartCount}`);
  const ended = old.state?.terminated;
  if (ended === undefined || own.state?.terminated !== undefined) return;
  const isApp = pod.spec.containers.some((container) => container.name === name);
  if (isApp && !mayRestart(pod, name, ended.exitCode)) say(`${name} left its end (L-TRM-18)`);
}

/**
 * L-RST-1, as far as the Pod's policy alone can tell: where a container has a policy or rules of its own anything may be,
 * since a new sandbox goes by the Pod's policy only (L-SYN-9).
 */
function mayRestart({ spec }: Pod, name: string, exitCode: number): boolean {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const hasRules = containers.some(({ restartPolicyRules }) => restartPolicyRules !== undefined);
  const own = containers.find((container) => container.name === name)?.restartPolicy;
  if (hasRules || own !== undefined || spec.restartPolicy === 'Always') return true;
  return spec.restartPolicy === 'OnFailure' && exitCode !== 0;
}

/** What an update may not touch (L-API-7, L-API-8). */
function fixedSpec({ spec }: Pod): string {
  const still = (containers: readonly Container[] | undefined) =>
    containers?.map(({ image: _, resources: __, ...rest }) => rest);
  const {
    nodeName: _node,
    activeDeadlineSeconds: _deadline,
    tolerations: _tolerations,
    schedulingGates: _gates,
    ephemeralContainers: _ephemeral,
    terminationGracePeriodSeconds: _grace,
    nodeSelector: _selector,
    affinity: _affinity,
    resources: _resources,
    ...rest
  } = spec;
  const { containers, initContainers } = spec;
  return JSON.stringify({
    ...rest,
    containers: still(containers),
    initContainers: still(initContainers),
  });
}

function statusesOf({ status = {} }: Pod): ReadonlyMap<string, ContainerStatus> {
  const { initContainerStatuses = [], containerStatuses = [] } = status;
  return new Map([...initContainerStatuses, ...containerStatuses].map((s) => [s.name, s]));
}
