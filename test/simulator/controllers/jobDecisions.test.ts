// What a Job makes of its Pods: which failures count, when it has reached an end, which Pods are too many.
import { describe, expect, test } from 'vitest';
import type {
  Container,
  ContainerStatus,
  Pod,
  PodStatus,
} from '../../../server/src/schema/objects';
import type { Job, JobSpec } from '../../../server/src/schema/workloads';
import { toTimestamp } from '../../../server/src/simulator/api/timestamps';
import { nextStart } from '../../../server/src/simulator/controllers/job/backOff';
import { judge } from '../../../server/src/simulator/controllers/job/failurePolicy';
import {
  failureGoal,
  type JobFacts,
  jobCondition,
  successGoal,
  type Verdicts,
} from '../../../server/src/simulator/controllers/job/goals';
import {
  formatIndexes,
  INDEX_KEY,
  parseIndexes,
} from '../../../server/src/simulator/controllers/job/indexes';
import { countsAsFailed, surplusOf } from '../../../server/src/simulator/controllers/job/jobPods';
import { controlPlane } from '../support/controlPlane';

function jobOf(spec: Partial<JobSpec>): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'work', namespace: 'default', uid: 'u' },
    spec: { template: { spec: { containers: [], restartPolicy: 'Never' } }, ...spec },
  } as Job;
}

function podOf(status: PodStatus, metadata: Pod['metadata'] = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'mypod', namespace: 'default', ...metadata },
    spec: { containers: [] as readonly Container[] },
    status,
  };
}

type Exits = Readonly<Record<string, number | undefined>>;
function statuses(exits: Exits): readonly ContainerStatus[] {
  return Object.entries(exits).map(([name, exitCode]) => ({
    name,
    ready: false,
    restartCount: 0,
    image: '',
    imageID: '',
    state: exitCode === undefined ? {} : { terminated: { exitCode } },
  }));
}
function failed(exits: Exits, inits: Exits = {}): PodStatus {
  return {
    phase: 'Failed',
    containerStatuses: statuses(exits),
    initContainerStatuses: statuses(inits),
  };
}
function disrupted(status: string, ...more: readonly string[]): PodStatus {
  return {
    phase: 'Failed',
    conditions: ['DisruptionTarget', ...more].map((type) => ({ type, status })),
  };
}
function codes(
  action: string,
  operator: string,
  values: readonly number[],
  containerName?: string,
) {
  const onExitCodes = {
    operator,
    values,
    ...(containerName === undefined ? {} : { containerName }),
  };
  return { action, onExitCodes };
}
function conditions(action: string, ...types: readonly string[]) {
  return { action, onPodConditions: types.map((type) => ({ type, status: 'True' })) };
}

describe('L-CTL-20: the first rule of a failure policy that matches decides', () => {
  const main = (code: number, index: number) =>
    `failJob Container main for pod default/mypod failed with exit code ${code} matching FailJob rule at index ${index}`;
  test.each<[what: string, rules: readonly object[], status: PodStatus, expected: string]>([
    ['no rules', [], failed({ main: 2 }), 'count'],
    ['ignored by its code', [codes('Ignore', 'In', [1, 2, 3])], failed({ main: 2 }), 'ignore'],
    [
      'the Job fails by a code',
      [codes('FailJob', 'In', [1, 2, 3])],
      failed({ main: 2 }),
      main(2, 0),
    ],
    [
      'the index fails by a code',
      [codes('FailIndex', 'In', [1, 2, 3])],
      failed({ main: 2 }),
      'failIndex',
    ],
    [
      'counted by its code',
      [codes('Count', 'In', [2]), codes('FailJob', 'In', [2])],
      failed({ main: 2 }),
      'count',
    ],
    [
      'the second rule',
      [codes('Count', 'In', [1, 2, 3]), codes('FailJob', 'In', [4, 5, 6])],
      failed({ main: 6 }),
      main(6, 1),
    ],
    ['no rule for the code', [codes('FailJob', 'In', [1])], failed({ main: 2 }), 'count'],
    [
      'a code that is not among those',
      [codes('FailJob', 'NotIn', [1])],
      failed({ main: 2 }),
      main(2, 0),
    ],
    [
      'a code that is among those it must not be',
      [codes('FailJob', 'NotIn', [2])],
      failed({ main: 2 }),
      'count',
    ],
    [
      'containers that succeeded are not looked at',
      [codes('FailJob', 'NotIn', [111])],
      failed({ main: 111, side: 0 }, { init: 0 }),
      'count',
    ],
    [
      'not even with 0 among the codes',
      [codes('FailJob', 'NotIn', [0])],
      failed({ main: 1, side: 0 }),
      main(1, 0),
    ],
    [
      'a container that has not ended',
      [codes('Count', 'In', [2]), codes('FailJob', 'NotIn', [9])],
      failed({ foo: undefined, main: 2 }),
      'count',
    ],
    [
      'an init container',
      [codes('FailJob', 'In', [5])],
      failed({ app: undefined }, { main: 5 }),
      main(5, 0),
    ],
    [
      'containers come before init containers',
      [codes('FailJob', 'In', [5, 6])],
      failed({ main: 6 }, { init: 5 }),
      main(6, 0),
    ],
    [
      'the container that is named',
      [codes('FailJob', 'In', [5], 'main')],
      failed({ side: 5, main: 5 }),
      main(5, 0),
    ],
    [
      'another container than the one named',
      [codes('FailJob', 'In', [5], 'main')],
      failed({ side: 5, main: 6 }),
      'count',
    ],
    [
      'an action that nobody knows',
      [codes('Other', 'In', [2]), codes('FailJob', 'In', [2])],
      failed({ main: 2 }),
      main(2, 1),
    ],
    [
      'an operator that nobody knows',
      [codes('Ignore', 'Other', [2]), codes('FailJob', 'In', [2])],
      failed({ main: 2 }),
      main(2, 1),
    ],
    [
      'ignored by a condition',
      [conditions('Ignore', 'DisruptionTarget')],
      disrupted('True'),
      'ignore',
    ],
    [
      'the index fails by a condition',
      [conditions('FailIndex', 'DisruptionTarget')],
      disrupted('True'),
      'failIndex',
    ],
    [
      'counted by a condition',
      [conditions('Count', 'DisruptionTarget'), conditions('Ignore', 'DisruptionTarget')],
      disrupted('True'),
      'count',
    ],
    [
      'the Job fails by a condition',
      [conditions('FailJob', 'DisruptionTarget')],
      disrupted('True'),
      'failJob Pod default/mypod has condition DisruptionTarget matching FailJob rule at index 0',
    ],
    [
      'the first condition of the Pod, not of the rule',
      [conditions('FailJob', 'Later', 'DisruptionTarget')],
      disrupted('True', 'Later'),
      'failJob Pod default/mypod has condition DisruptionTarget matching FailJob rule at index 0',
    ],
    [
      'a condition that does not hold',
      [conditions('Ignore', 'DisruptionTarget')],
      disrupted('False'),
      'count',
    ],
    [
      'a condition that must not hold',
      [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'False' }] }],
      disrupted('False'),
      'ignore',
    ],
    [
      'a condition of which nothing may be known',
      [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'Unknown' }] }],
      disrupted('Unknown'),
      'ignore',
    ],
  ])('%s', (_what, rules, status, expected) => {
    const job = jobOf({ podFailurePolicy: { rules } } as Partial<JobSpec>);
    const verdict = judge(job, podOf(status));
    expect(verdict.kind === 'failJob' ? `failJob ${verdict.message}` : verdict.kind).toBe(expected);
  });
});

describe('L-CTL-18: which Pods have failed', () => {
  const leaving = { deletionTimestamp: toTimestamp(1000) };
  test.each<
    [
      what: string,
      spec: Partial<JobSpec>,
      phase: string,
      metadata: Pod['metadata'],
      expected: boolean,
    ]
  >([
    ['one that failed', {}, 'Failed', {}, true],
    ['one that runs', {}, 'Running', {}, false],
    ['one that is being deleted', {}, 'Running', leaving, true],
    ['one that is being deleted after it succeeded', {}, 'Succeeded', leaving, false],
    [
      'one that is being deleted, where only failed ones are replaced',
      { podReplacementPolicy: 'Failed' },
      'Running',
      leaving,
      false,
    ],
    [
      'one that is being deleted, with a failure policy',
      { podFailurePolicy: { rules: [] } },
      'Pending',
      leaving,
      false,
    ],
    [
      'one that failed, where only failed ones are replaced',
      { podReplacementPolicy: 'Failed' },
      'Failed',
      leaving,
      true,
    ],
  ])('%s', (_what, spec, phase, metadata, expected) => {
    expect(countsAsFailed(jobOf(spec), podOf({ phase }, metadata))).toBe(expected);
  });
});

const NOW = 1_000_000;
function counted(fields: {
  readonly succeeded?: number;
  readonly failed?: number;
  readonly done?: readonly number[];
  readonly lost?: readonly number[];
  readonly failJob?: string;
}): Verdicts {
  return {
    succeeded: fields.succeeded ?? fields.done?.length ?? 0,
    failed: fields.failed ?? 0,
    succeededIndexes: new Set(fields.done),
    failedIndexes: new Set(fields.lost),
    failJob: fields.failJob,
  };
}
function facts(spec: Partial<JobSpec>, more: Partial<JobFacts> = {}): JobFacts {
  return { job: jobOf(spec), conditions: [], pods: [], now: NOW, ...more };
}
const ON_FAILURE = {
  template: { spec: { containers: [], restartPolicy: 'OnFailure' } },
} as unknown as Partial<JobSpec>;
function restarting(phase: string, ...restarts: readonly number[]): Pod {
  return podOf({
    phase,
    containerStatuses: restarts.map((restartCount) => ({
      name: 'a',
      ready: false,
      restartCount,
      image: '',
      imageID: '',
    })),
  });
}

describe('L-CTL-18, L-CTL-19, L-CTL-20: why a Job fails', () => {
  const running = (...restarts: readonly number[]) => ({
    pods: [restarting('Running', ...restarts)],
  });
  test.each<[what: string, facts: JobFacts, counted: Verdicts, expected: string | undefined]>([
    ['no failure', facts({}), counted({}), undefined],
    ['as many failures as allowed', facts({ backoffLimit: 6 }), counted({ failed: 6 }), undefined],
    ['one more', facts({ backoffLimit: 6 }), counted({ failed: 7 }), 'BackoffLimitExceeded'],
    [
      'six failures where nothing is said',
      facts({}),
      counted({ failed: 7 }),
      'BackoffLimitExceeded',
    ],
    ['none allowed', facts({ backoffLimit: 0 }), counted({ failed: 1 }), 'BackoffLimitExceeded'],
    [
      'restarts below the limit',
      facts({ ...ON_FAILURE, backoffLimit: 3 }, running(1, 1)),
      counted({}),
      undefined,
    ],
    [
      'restarts at the limit',
      facts({ ...ON_FAILURE, backoffLimit: 3 }, running(2, 1)),
      counted({}),
      'BackoffLimitExceeded',
    ],
    [
      'one restart where none is allowed',
      facts({ ...ON_FAILURE, backoffLimit: 0 }, running(1)),
      counted({}),
      'BackoffLimitExceeded',
    ],
    [
      'no restart where none is allowed',
      facts({ ...ON_FAILURE, backoffLimit: 0 }, running(0)),
      counted({}),
      undefined,
    ],
    [
      'restarts of a Pod that has ended',
      facts({ ...ON_FAILURE, backoffLimit: 1 }, { pods: [restarting('Succeeded', 5)] }),
      counted({}),
      undefined,
    ],
    [
      'restarts of a Pod that waits',
      facts({ ...ON_FAILURE, backoffLimit: 1 }, { pods: [restarting('Pending', 1)] }),
      counted({}),
      'BackoffLimitExceeded',
    ],
    [
      'restarts where Pods are not restarted',
      facts({ backoffLimit: 1 }, running(5)),
      counted({}),
      undefined,
    ],
    ['time is up', facts({ activeDeadlineSeconds: 100 }), counted({}), 'DeadlineExceeded'],
    ['time is not up', facts({ activeDeadlineSeconds: 1001 }), counted({}), undefined],
    [
      'time does not run while it is suspended',
      facts({ activeDeadlineSeconds: 100, suspend: true }),
      counted({}),
      undefined,
    ],
    [
      'the limit comes before the deadline',
      facts({ backoffLimit: 0, activeDeadlineSeconds: 1 }),
      counted({ failed: 1 }),
      'BackoffLimitExceeded',
    ],
    [
      'the policy comes before the limit',
      facts({ backoffLimit: 0 }),
      counted({ failed: 1, failJob: 'why' }),
      'PodFailurePolicy',
    ],
    [
      'what was decided stays',
      facts({}, { conditions: [jobCondition(0, 'FailureTarget', 'DeadlineExceeded', '')] }),
      counted({ failed: 9 }),
      'DeadlineExceeded',
    ],
    [
      'not after it met its goal',
      facts(
        { backoffLimit: 0 },
        { conditions: [jobCondition(0, 'SuccessCriteriaMet', 'CompletionsReached', '')] },
      ),
      counted({ failed: 9 }),
      undefined,
    ],
    [
      'an index failed, others are open',
      facts({ completions: 3, backoffLimitPerIndex: 1 }),
      counted({ lost: [0] }),
      undefined,
    ],
    [
      'an index failed, all others are done',
      facts({ completions: 2, backoffLimitPerIndex: 1 }),
      counted({ lost: [0], done: [1] }),
      'FailedIndexes',
    ],
    [
      'all indexes failed',
      facts({ completions: 2, backoffLimitPerIndex: 0 }),
      counted({ lost: [0, 1] }),
      'FailedIndexes',
    ],
    [
      'more indexes failed than may',
      facts({ completions: 9, backoffLimitPerIndex: 1, maxFailedIndexes: 1 }),
      counted({ lost: [0, 3] }),
      'MaxFailedIndexesExceeded',
    ],
    [
      'as many indexes failed as may',
      facts({ completions: 9, backoffLimitPerIndex: 1, maxFailedIndexes: 2 }),
      counted({ lost: [0, 3] }),
      undefined,
    ],
    [
      'all indexes done',
      facts({ completions: 2, backoffLimitPerIndex: 1 }),
      counted({ done: [0, 1] }),
      undefined,
    ],
  ])('%s', (_what, given, verdicts, expected) => {
    const limits = { backoffLimit: 2147483647 };
    const { job } = given;
    const spec =
      job.spec.backoffLimitPerIndex === undefined ? job.spec : { ...job.spec, ...limits };
    const goal = failureGoal({ ...given, job: { ...job, spec } as Job }, verdicts, toTimestamp(0));
    expect(goal?.reason).toBe(expected);
    if (goal !== undefined) expect(goal.type).toBe('FailureTarget');
  });
});

describe('L-CTL-18: when a Job has succeeded', () => {
  const indexed = (completions: number, ...rules: readonly object[]): Partial<JobSpec> =>
    ({
      completions,
      completionMode: 'Indexed',
      ...(rules.length === 0 ? {} : { successPolicy: { rules } }),
    }) as Partial<JobSpec>;
  const busy = { pods: [podOf({ phase: 'Running' })] };
  test.each<[what: string, facts: JobFacts, counted: Verdicts, expected: string | undefined]>([
    ['not begun', facts({ completions: 2 }), counted({}), undefined],
    ['not enough', facts({ completions: 2 }), counted({ succeeded: 1 }), undefined],
    ['enough', facts({ completions: 2 }), counted({ succeeded: 2 }), 'CompletionsReached'],
    [
      'enough, while one still runs',
      facts({ completions: 2 }, busy),
      counted({ succeeded: 2 }),
      undefined,
    ],
    ['none wanted', facts({ completions: 0 }), counted({}), 'CompletionsReached'],
    ['of a queue, one that is done', facts({}), counted({ succeeded: 1 }), 'CompletionsReached'],
    ['of a queue, while another still runs', facts({}, busy), counted({ succeeded: 1 }), undefined],
    ['of a queue, none yet', facts({}), counted({}), undefined],
    ['all indexes', facts(indexed(2)), counted({ done: [0, 1] }), 'CompletionsReached'],
    [
      'all that a rule names',
      facts(indexed(9, { succeededIndexes: '0-2' }), busy),
      counted({ done: [0, 1, 2] }),
      'SuccessPolicy 0',
    ],
    [
      'not all that a rule names',
      facts(indexed(9, { succeededIndexes: '0-2' })),
      counted({ done: [0, 1] }),
      undefined,
    ],
    [
      'so many of those that a rule names',
      facts(indexed(9, { succeededIndexes: '0-2', succeededCount: 1 })),
      counted({ done: [2] }),
      'SuccessPolicy 0',
    ],
    [
      'so many, but others',
      facts(indexed(9, { succeededIndexes: '0-2', succeededCount: 1 })),
      counted({ done: [3, 4] }),
      undefined,
    ],
    [
      'so many of any',
      facts(indexed(9, { succeededCount: 2 })),
      counted({ done: [3, 8] }),
      'SuccessPolicy 0',
    ],
    [
      'the second rule',
      facts(indexed(9, { succeededIndexes: '0' }, { succeededIndexes: '4,6' })),
      counted({ done: [4, 6] }),
      'SuccessPolicy 1',
    ],
    [
      'two rules at once',
      facts(indexed(9, { succeededIndexes: '4' }, { succeededCount: 1 })),
      counted({ done: [4] }),
      'SuccessPolicy 0',
    ],
  ])('%s', (_what, given, verdicts, expected) => {
    const goal = successGoal(given, verdicts);
    const rule = goal?.reason === 'SuccessPolicy' ? ` ${goal.message?.at(-1)}` : '';
    expect(goal === undefined ? undefined : `${goal.reason}${rule}`).toBe(expected);
  });
});

describe('L-CTL-18: a failure makes the next Pod wait twice as long, ten minutes at most', () => {
  test.each([
    [0, undefined],
    [1, 10],
    [2, 20],
    [3, 40],
    [4, 80],
    [5, 160],
    [6, 320],
    [7, 600],
    [8, 600],
    [99, 600],
  ])('after %d in a row', (failures, seconds) => {
    const at = nextStart({ failures, lastFailure: 5000 });
    expect(at === undefined ? undefined : (at - 5000) / 1000).toBe(seconds);
  });
});

describe('L-CTL-17: indexes are written as ranges', () => {
  test.each<[text: string, end: number, indexes: readonly number[], again: string]>([
    ['', 5, [], ''],
    ['0', 5, [0], '0'],
    ['0,1', 5, [0, 1], '0,1'],
    ['0-2', 5, [0, 1, 2], '0-2'],
    ['0,2-4,6', 9, [0, 2, 3, 4, 6], '0,2-4,6'],
    ['0-9', 4, [0, 1, 2, 3], '0-3'],
    ['3,4', 4, [3], '3'],
    ['7', 4, [], ''],
    ['0,x,2', 4, [0, 2], '0,2'],
    ['1-2,4', 9, [1, 2, 4], '1,2,4'],
  ])('%s below %d', (text, end, indexes, again) => {
    const parsed = parseIndexes(text, end);
    expect([...parsed]).toEqual(indexes);
    expect(formatIndexes(parsed)).toBe(again);
  });
});

describe('L-CTL-18: which active Pods of a Job are too many', () => {
  const at = (name: string, index: number | undefined, phase = 'Running'): Pod => ({
    ...podOf(
      { phase },
      {
        name,
        creationTimestamp: toTimestamp(0),
        ...(index === undefined
          ? {}
          : { annotations: { 'batch.kubernetes.io/job-completion-index': String(index) } }),
      },
    ),
    spec: { containers: [], ...(phase === 'Pending' ? {} : { nodeName: 'n' }) },
  });
  const indexed = { completionMode: 'Indexed', completions: 3 } as Partial<JobSpec>;
  test.each<
    [
      what: string,
      spec: Partial<JobSpec>,
      pods: readonly Pod[],
      atLeast: number,
      expected: readonly string[],
    ]
  >([
    ['none', {}, [at('a', undefined)], 0, []],
    [
      'the ones that have done least',
      {},
      [at('a', undefined), at('b', undefined, 'Pending')],
      1,
      ['b'],
    ],
    [
      'one of two at the same index',
      indexed,
      [at('a', 0), at('b', 0, 'Pending'), at('c', 1)],
      0,
      ['b'],
    ],
    ['one past the end', indexed, [at('a', 0), at('b', 1), at('c', 3)], 1, ['c']],
    ['one without an index', indexed, [at('a', 0), at('b', undefined), at('c', 1)], 1, ['b']],
    [
      'beyond those, the ones that have done least',
      indexed,
      [at('a', 0), at('b', 1, 'Pending'), at('c', 5)],
      2,
      ['c', 'b'],
    ],
  ])('%s', (_what, spec, pods, atLeast, expected) => {
    const gone = surplusOf(jobOf(spec), pods, atLeast);
    expect(gone.map(({ metadata }) => metadata.name)).toEqual(expected);
  });
});

describe('Jobs in a cluster', () => {
  const template = (command: readonly string[]) => ({
    spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'app:1', command }] },
  });
  const job = (spec: object) =>
    ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'work', namespace: 'default' },
      spec: { template: template(['true']), ...spec },
    }) as Job;
  test.each([
    [undefined, 1],
    ['kubernetes.io/job-controller', 1],
    ['example.com/other', 0],
  ])('L-CTL-17: a Job managed by %s gets %d Pods', (managedBy, expected) => {
    const c = controlPlane(job(managedBy === undefined ? {} : { managedBy })).advance(2);
    expect(c.list('Pod')).toHaveLength(expected);
  });

  test('L-CTL-18: an index that waits to be tried again keeps its place among those that run at once', () => {
    const failing = {
      ...template(['false']),
      metadata: { annotations: { 'exit-after': '1', 'exit-code': '1' } },
    };
    const perIndex = {
      template: failing,
      completions: 2,
      parallelism: 1,
      completionMode: 'Indexed',
      backoffLimitPerIndex: 1,
    };
    const c = controlPlane(job(perIndex));
    const tried = () =>
      c.list<Pod>('Pod').map((pod) => pod.metadata.annotations?.[INDEX_KEY] ?? '');
    expect([c.advance(9), tried()][1]).toEqual(['0']);
    expect([c.advance(6), tried()][1]).toEqual(['0', '0', '1']);
  });
});
