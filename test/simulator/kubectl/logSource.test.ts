import { expect, test } from 'vitest';
import type { ContainerStateStatus, ContainerStatus } from '../../../server/src/schema/objects';
import { logSource } from '../../../server/src/simulator/kubectl/logSource';

/** `running`, `waiting(Reason)`, `ended(id)`; an end without an id has left nothing. */
function state(text: string): ContainerStateStatus {
  const [, kind, inner = ''] = /^(\w+)(?:\((.*)\))?$/.exec(text) ?? [];
  if (kind === 'running') return { running: {} };
  if (kind === 'waiting') return { waiting: inner === '' ? {} : { reason: inner } };
  if (kind === 'ended')
    return { terminated: { exitCode: 1, ...(inner === '' ? {} : { containerID: inner }) } };
  return {};
}

function source(now: string, before: string, previous: boolean): string {
  const status: ContainerStatus = {
    name: 'app',
    state: state(now),
    lastState: state(before),
    ready: false,
    restartCount: 3,
    image: '',
    imageID: '',
    containerID: 'x3',
  };
  const found = logSource('web', 'app', status, previous);
  return found.kind === 'instance'
    ? `${found.instance}`
    : found.text.replace(/^container "app" in pod "web" /, '');
}

const NOT_FOUND = 'previous terminated container "app" in pod "web" not found';

test.each([
  ['running', '', '3', NOT_FOUND],
  ['running', 'ended(x2)', '3', '2'],
  ['running', 'ended', '3', NOT_FOUND],
  ['ended(x3)', '', '3', NOT_FOUND],
  ['ended(x3)', 'ended(x2)', '3', '2'],
  ['ended', '', 'is terminated', NOT_FOUND],
  ['ended', 'ended', 'is terminated', NOT_FOUND],
  ['ended', 'ended(x2)', '2', '2'],
  ['waiting(CrashLoopBackOff)', 'ended(x3)', '3', '3'],
  ['waiting(PodInitializing)', 'ended(x2)', '2', '2'],
  ['waiting(ContainerCreating)', 'ended', 'is terminated', NOT_FOUND],
  ['waiting(ContainerCreating)', '', 'is waiting to start: ContainerCreating', NOT_FOUND],
  ['waiting(ErrImagePull)', '', "is waiting to start: image can't be pulled", NOT_FOUND],
  [
    'waiting(ImagePullBackOff)',
    '',
    'is waiting to start: trying and failing to pull image',
    NOT_FOUND,
  ],
  ['waiting(RunContainerError)', '', 'is waiting to start: RunContainerError', NOT_FOUND],
  ['waiting', '', 'is waiting to start: ', NOT_FOUND],
  ['', '', 'is waiting to start - no logs yet', NOT_FOUND],
])(
  'a container that is %j after %j shows %s, and before that %s (L-LOG-1)',
  (now, before, logs, previous) => {
    expect([source(now, before, false), source(now, before, true)]).toEqual([logs, previous]);
  },
);

test('a container of which nothing is told has no log (L-LOG-1)', () => {
  expect(logSource('web', 'app', undefined, false)).toEqual({
    kind: 'refused',
    text: 'container "app" in pod "web" is not available',
  });
});
