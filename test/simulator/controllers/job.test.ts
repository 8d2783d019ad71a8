import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import type { Job } from '../../../server/src/schema/workloads';
import { anyComponent } from '../../../server/src/simulator/api/clusterComponent';
import { createControllers } from '../../../server/src/simulator/controllers/controllers';
import { DEFAULT_LATENCIES } from '../../../server/src/simulator/latencies';
import { createScheduler } from '../../../server/src/simulator/scheduler/scheduler';
import { node, TestCluster } from '../support/cluster';
import { fakeKubelet } from '../support/fakeKubelet';

const latencies = DEFAULT_LATENCIES;

function cluster(...objects: readonly KubeObject[]): TestCluster {
  return new TestCluster([
    anyComponent(createScheduler({ latencies })),
    fakeKubelet(),
    ...createControllers({ latencies }),
  ]).create(node('node1'), ...objects);
}

/** A Job whose Pods end after three seconds with `exitCode`. */
function job(
  exitCode: number,
  spec: Readonly<Record<string, unknown>> = {},
  after = 3,
): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'task', namespace: 'default' },
    spec: {
      template: {
        metadata: { annotations: { 'exit-after': `${after}`, 'exit-code': `${exitCode}` } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'app:1' }] },
      },
      ...spec,
    },
  };
}
const status = (c: TestCluster) => c.get<Job>('Job', 'task').status ?? {};
const conditions = (c: TestCluster) =>
  (status(c).conditions ?? []).map((x) => `${x.type}=${x.status} ${x.reason}: ${x.message}`);
const pods = (c: TestCluster) => c.list<Pod>('Pod');
const born = (c: TestCluster) =>
  pods(c).map((p) => Number(p.metadata.creationTimestamp?.slice(-3, -1)));

describe('Jobs', () => {
  test('a Job that succeeds is complete, first as a goal, then for good (L-CTL-17, L-CTL-19)', () => {
    const c = cluster(job(0)).advance(2);
    expect(status(c)).toMatchObject({ active: 1, ready: 1, terminating: 0 });
    const [p] = pods(c);
    expect(p?.metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
    expect(p?.metadata.labels).toMatchObject({
      'job-name': 'task',
      'batch.kubernetes.io/job-name': 'task',
      'controller-uid': c.get('Job', 'task').metadata.uid,
    });
    c.advance(10);
    expect(conditions(c)).toEqual([
      'SuccessCriteriaMet=True CompletionsReached: Reached expected number of succeeded pods',
      'Complete=True CompletionsReached: Reached expected number of succeeded pods',
    ]);
    expect(status(c)).toMatchObject({ succeeded: 1, ready: 0 });
    expect(pods(c)[0]?.metadata.finalizers).toBeUndefined();
    expect(c.events().filter((e) => e.includes('Job/task'))).toEqual([
      `Normal SuccessfulCreate Job/task: Created pod: ${p?.metadata.name}`,
      'Normal Completed Job/task: Job completed',
    ]);
  });

  test('failures are followed by growing waits until there are too many (L-CTL-18, L-TL-6)', () => {
    const c = cluster(job(1, { backoffLimit: 2 })).advance(120);
    expect(born(c)).toEqual([0, 13, 36]);
    expect(conditions(c)).toEqual([
      'FailureTarget=True BackoffLimitExceeded: Job has reached the specified backoff limit',
      'Failed=True BackoffLimitExceeded: Job has reached the specified backoff limit',
    ]);
    expect(status(c).failed).toBe(3);
    expect(c.events('BackoffLimitExceeded')).toEqual([
      'Warning BackoffLimitExceeded Job/task: Job has reached the specified backoff limit',
    ]);
  });

  test('a deadline ends the Job and its Pods; Failed comes when they have ended (L-CTL-19)', () => {
    const c = cluster(job(0, { activeDeadlineSeconds: 8 }, 100)).advance(8.2);
    expect(conditions(c)).toEqual([
      'FailureTarget=True DeadlineExceeded: Job was active longer than specified deadline',
    ]);
    expect(status(c)).toMatchObject({ terminating: 1, ready: 0 });
    const [p] = pods(c);
    expect(c.events('SuccessfulDelete')).toEqual([
      `Normal SuccessfulDelete Job/task: Deleted pod: ${p?.metadata.name}`,
    ]);
    c.advance(5);
    expect(conditions(c)[1]).toContain('Failed=True DeadlineExceeded');
    expect(status(c).failed).toBe(1);
    expect(pods(c)).toHaveLength(0);
  });

  test('parallelism bounds how many run, completions how many are made', () => {
    const c = cluster(job(0, { completions: 5, parallelism: 2 })).advance(2);
    expect(pods(c)).toHaveLength(2);
    c.advance(60);
    expect(pods(c)).toHaveLength(5);
    expect(status(c).succeeded).toBe(5);
  });

  test('an indexed Job gives each Pod its index and names it for it (L-CTL-2)', () => {
    const indexed = { completions: 3, parallelism: 3, completionMode: 'Indexed' };
    const c = cluster(job(0, indexed)).advance(2);
    const [first] = pods(c);
    expect(first?.metadata.name).toMatch(/^task-0-.{5}$/);
    expect(first?.spec.hostname).toBe('task-0');
    expect(first?.metadata.annotations?.['batch.kubernetes.io/job-completion-index']).toBe('0');
    c.advance(10);
    expect(status(c)).toMatchObject({ completedIndexes: '0-2', succeeded: 3 });
  });

  test('an index that fails too often fails alone; the others go on (L-CTL-18)', () => {
    const indexed = {
      completions: 2,
      parallelism: 2,
      completionMode: 'Indexed',
      backoffLimitPerIndex: 1,
    };
    const c = cluster(job(1, indexed)).advance(60);
    expect(pods(c)).toHaveLength(4);
    expect(status(c).failedIndexes).toBe('0,1');
    expect(conditions(c)[1]).toBe('Failed=True FailedIndexes: Job has failed indexes');
  });

  test('a failure policy can end the Job at once or overlook a failure (L-CTL-20)', () => {
    const policy = (action: string) => ({
      backoffLimit: 0,
      podFailurePolicy: { rules: [{ action, onExitCodes: { operator: 'In', values: [42] } }] },
    });
    const failing = cluster(job(42, policy('FailJob'))).advance(20);
    const [p] = pods(failing);
    expect(conditions(failing)[1]).toBe(
      `Failed=True PodFailurePolicy: Container app for pod default/${p?.metadata.name} failed with exit code 42 matching FailJob rule at index 0`,
    );
    const ignoring = cluster(job(42, policy('Ignore'))).advance(20);
    expect(conditions(ignoring)).toEqual([]);
    expect(pods(ignoring).length).toBeGreaterThan(1);
  });

  test('a suspended Job has no Pods until it is resumed (L-CTL-19)', () => {
    const c = cluster(job(0, { suspend: true })).advance(5);
    expect(pods(c)).toHaveLength(0);
    c.change<Job>('Job', 'task', (j) => ({ ...j, spec: { ...j.spec, suspend: false } }));
    c.advance(10);
    expect(status(c).succeeded).toBe(1);
    expect(c.events('Suspended')).toEqual(['Normal Suspended Job/task: Job suspended']);
    expect(c.events('Resumed')).toEqual(['Normal Resumed Job/task: Job resumed']);
  });

  test('Pods that are stopped because fewer are wanted never count as failed (L-CTL-18)', () => {
    const c = cluster(job(0, { parallelism: 3, completions: 3 }, 100)).advance(3);
    c.change<Job>('Job', 'task', (j) => ({ ...j, spec: { ...j.spec, parallelism: 1 } }));
    c.advance(3);
    c.change<Job>('Job', 'task', (j) => ({ ...j, spec: { ...j.spec, suspend: true } }));
    c.advance(3);
    const { startTime } = status(c);
    expect(startTime).toBeDefined();
    expect(status(c).failed).toBeUndefined();
    c.change<Job>('Job', 'task', (j) => ({ ...j, spec: { ...j.spec, suspend: false } }));
    c.advance(1);
    expect(pods(c)).toHaveLength(1);
    expect(status(c).startTime).not.toBe(startTime);
  });

  test('Pods that still run when the Job has succeeded do not count as failed (L-CTL-19)', () => {
    const indexed = {
      completions: 2,
      parallelism: 2,
      completionMode: 'Indexed',
      successPolicy: { rules: [{ succeededIndexes: '0' }] },
    };
    const c = cluster(job(0, indexed, 6)).advance(3);
    const [first] = pods(c);
    c.changeStatus('Pod', first?.metadata.name ?? '', { ...first?.status, phase: 'Succeeded' });
    c.advance(10);
    expect(status(c)).toMatchObject({ succeeded: 1, completedIndexes: '0' });
    expect(status(c).failed).toBeUndefined();
    expect(conditions(c)[1]).toBe('Complete=True SuccessPolicy: Matched rules at index 0');
  });

  test('failures that a policy overlooks are waited for as well (L-CTL-18, L-CTL-20)', () => {
    const podFailurePolicy = {
      rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [42] } }],
    };
    const c = cluster(job(42, { podFailurePolicy })).advance(30);
    expect(born(c)).toEqual([0, 13]);
  });

  test('Pods that a Job leaves behind are tracked no longer (L-CTL-17, L-CTL-25)', () => {
    const c = cluster(job(0, {}, 100)).advance(3);
    c.delete('Job', 'task', { propagation: 'Orphan' });
    c.advance(3);
    expect(c.find('Job', 'task')).toBeUndefined();
    const [p] = pods(c);
    expect(p?.metadata.finalizers).toBeUndefined();
    expect(p?.metadata.deletionTimestamp).toBeUndefined();
  });
});
