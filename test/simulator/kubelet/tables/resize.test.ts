import { describe, expect, test } from 'vitest';
import type { ResourceRequirements } from '../../../../server/src/schema/objects';
import { resized, resizeKills } from '../../../../server/src/simulator/kubelet/resize';
import { observed } from './observed';

/** `1/2 1Gi/2Gi`: requests and limits of cpu and memory. */
function resources(text: string): ResourceRequirements {
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  text.split(' ').forEach((word, index) => {
    const [request = '', limit = ''] = word.split('/');
    const name = index === 0 ? 'cpu' : 'memory';
    if (request !== '') requests[name] = request;
    if (limit !== '') limits[name] = limit;
  });
  return { requests, limits };
}

/** Who is resized, and who has to run afresh for it. */
function outcome(text: string, before: string, after: string, policy: string): string {
  const { pod, records } = observed(text);
  const resizePolicy = policy.split(' ').flatMap((one) => {
    const [resourceName = '', restartPolicy = ''] = one.split('=');
    return resourceName === '' ? [] : [{ resourceName, restartPolicy }];
  });
  const changed = <T extends object>(container: T): T => ({
    ...container,
    resources: resources(after),
    resizePolicy,
  });
  const { initContainers, containers } = pod.spec;
  const spec = {
    ...pod.spec,
    containers: containers.map(changed),
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(changed) }),
  };
  const names = [...(initContainers ?? []), ...containers].map(({ name }) => name);
  const view = {
    pod: { ...pod, spec },
    records,
    applied: Object.fromEntries(names.map((name) => [name, resources(before)])),
    resize: { kind: 'inProgress', generation: 2 },
  } as const;
  const changedNames = resized(view).map(({ name }) => name);
  const afresh = resizeKills(view).map(({ name }) => name);
  return `${changedNames.join(' ') || '-'} | ${afresh.join(' ') || '-'}`;
}

const RESTART = 'cpu=RestartContainer memory=RestartContainer';
const CPU = 'cpu=RestartContainer memory=NotRequired';
const MEMORY = 'cpu=NotRequired memory=RestartContainer';

describe('a change of resources', () => {
  test.each([
    ['app:run', '1/1', '1/1', RESTART, '- | -'],
    ['app:run', '1/1', '1000m/1', RESTART, '- | -'],
    ['app:run', '1/1 1Gi/1Gi', '1/1 1024Mi/1Gi', RESTART, '- | -'],
    ['app:run', '1/1', '2/2', '', 'app0 | -'],
    ['app:run', '1/1', '2/2', 'cpu=NotRequired', 'app0 | -'],
    ['app:run', '1/1', '2/2', CPU, 'app0 | app0'],
    ['app:run', '1/1', '2/2', MEMORY, 'app0 | -'],
    ['app:run', '1/1 1Gi/1Gi', '1/1 2Gi/2Gi', MEMORY, 'app0 | app0'],
    ['app:run', '1/1 1Gi/1Gi', '1/1 2Gi/2Gi', CPU, 'app0 | -'],
    ['app:run', '1/1 1Gi/1Gi', '2/2 2Gi/2Gi', CPU, 'app0 | app0'],
    ['app:run', '1/1 1Gi/1Gi', '2/2 2Gi/2Gi', RESTART, 'app0 | app0'],
    ['app:run', '1/2', '2/2', CPU, 'app0 | app0'],
    ['app:run', '1/2', '1/3', CPU, 'app0 | app0'],
    ['app:run', '1/', '2/', CPU, 'app0 | app0'],
    ['app:run', '1/1 1Gi/1Gi', '1/1 512Mi/512Mi', MEMORY, 'app0 | app0'],
    ['app:run app:run', '1/1', '2/2', CPU, 'app0 app1 | app0 app1'],
    ['app:exit1 app:run', '1/1', '2/2', CPU, 'app1 | app1'],
    ['app:- app:created app:run', '1/1', '2/2', '', 'app2 | -'],
    ['sidecar:run app:run', '1/1', '2/2', '', 'sidecar0 app1 | -'],
    ['sidecar:run app:run', '1/1', '2/2', CPU, 'sidecar0 app1 | sidecar0 app1'],
    ['init:run app:-', '1/1', '2/2', RESTART, '- | -'],
  ])('of %s from %s to %s with %j: %s (L-SYN-26)', (text, before, after, policy, expected) => {
    expect(outcome(text, before, after, policy)).toBe(expected);
  });
});
