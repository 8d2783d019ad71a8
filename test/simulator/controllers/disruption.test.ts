// What a PodDisruptionBudget counts, and what it says where it cannot count. Rules: L-TRM-23.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../server/src/schema/objects';
import type { PodDisruptionBudget } from '../../../server/src/schema/workloads';
import type { TestCluster } from '../support/cluster';
import { pod } from '../support/cluster';
import { controlPlane } from '../support/controlPlane';

const labels = { app: 'web' };
const template = {
  metadata: { labels },
  spec: { containers: [{ name: 'app', image: 'app:1' }] },
};

function workload(kind: string, name: string, replicas?: number): KubeObject {
  return {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'default' },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      ...(kind === 'Job' ? {} : { selector: { matchLabels: { ...labels, of: name } } }),
      template: {
        metadata: { labels: { ...labels, of: name } },
        spec: kind === 'Job' ? { ...template.spec, restartPolicy: 'Never' } : template.spec,
      },
    },
  };
}
function bare(name: string): KubeObject {
  const made = pod(name, template.spec);
  return { ...made, metadata: { ...made.metadata, labels } };
}
function budget(spec: object): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { matchLabels: labels }, ...spec },
  };
}
function told(c: TestCluster): string {
  const { status } = c.get<PodDisruptionBudget>('PodDisruptionBudget', 'web');
  const { currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed } = status ?? {};
  return `${currentHealthy} healthy of ${expectedPods}, ${desiredHealthy} needed, ${disruptionsAllowed} may go`;
}

const DEPLOYMENT = workload('Deployment', 'd', 3);
const SET = workload('StatefulSet', 's', 2);

describe('L-TRM-23: what a budget allows', () => {
  test.each<[what: string, objects: readonly KubeObject[], spec: object, expected: string]>([
    [
      'a number of one Deployment',
      [DEPLOYMENT],
      { minAvailable: 2 },
      '3 healthy of 3, 2 needed, 1 may go',
    ],
    [
      'a share of it, rounded up',
      [DEPLOYMENT],
      { minAvailable: '34%' },
      '3 healthy of 3, 2 needed, 1 may go',
    ],
    [
      'a share that may be missing, rounded up',
      [DEPLOYMENT],
      { maxUnavailable: '34%' },
      '3 healthy of 3, 1 needed, 2 may go',
    ],
    [
      'more than there are',
      [DEPLOYMENT],
      { minAvailable: 9 },
      '3 healthy of 3, 9 needed, 0 may go',
    ],
    [
      'more may be missing than there are',
      [DEPLOYMENT],
      { maxUnavailable: 9 },
      '3 healthy of 3, 0 needed, 3 may go',
    ],
    [
      'none may be missing',
      [DEPLOYMENT],
      { maxUnavailable: 0 },
      '3 healthy of 3, 3 needed, 0 may go',
    ],
    [
      'all are needed',
      [DEPLOYMENT],
      { minAvailable: '100%' },
      '3 healthy of 3, 3 needed, 0 may go',
    ],
    [
      'two workloads together',
      [DEPLOYMENT, SET],
      { maxUnavailable: 1 },
      '5 healthy of 5, 4 needed, 1 may go',
    ],
    [
      'a ReplicaSet of its own',
      [workload('ReplicaSet', 'r', 2)],
      { maxUnavailable: 1 },
      '2 healthy of 2, 1 needed, 1 may go',
    ],
    [
      'a number of Pods that nobody controls',
      [bare('a'), bare('b')],
      { minAvailable: 1 },
      '2 healthy of 2, 1 needed, 1 may go',
    ],
    [
      'Pods that nobody controls don’t count for a share',
      [bare('a'), bare('b')],
      { minAvailable: '50%' },
      '2 healthy of 0, 0 needed, 0 may go',
    ],
    [
      'nor where some may be missing',
      [bare('a'), bare('b')],
      { maxUnavailable: 1 },
      '2 healthy of 0, 0 needed, 0 may go',
    ],
    [
      'beside a workload they are healthy all the same',
      [DEPLOYMENT, bare('a')],
      { maxUnavailable: 1 },
      '4 healthy of 3, 2 needed, 2 may go',
    ],
    [
      'a number of Pods of a DaemonSet',
      [workload('DaemonSet', 'a')],
      { minAvailable: 1 },
      '1 healthy of 1, 1 needed, 0 may go',
    ],
    ['no Pod at all', [], { minAvailable: 0 }, '0 healthy of 0, 0 needed, 0 may go'],
  ])('%s', (_what, objects, spec, expected) => {
    expect(told(controlPlane(...objects, budget(spec)).advance(5))).toBe(expected);
  });

  test.each([
    ['DaemonSet', 'daemonsets.apps'],
    ['Job', 'jobs.batch'],
  ])('a share of the Pods of a %s cannot be told, and nothing may go', (kind, resource) => {
    const c = controlPlane(workload(kind, 'w'), budget({ maxUnavailable: 1 })).advance(5);
    const { status } = c.get<PodDisruptionBudget>('PodDisruptionBudget', 'web');
    const message = `${resource} does not implement the scale subresource`;
    expect(status).toMatchObject({
      disruptionsAllowed: 0,
      conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message }],
    });
    expect(c.events('CalculateExpectedPodCountFailed')[0]).toBe(
      `Warning CalculateExpectedPodCountFailed PodDisruptionBudget/web: Failed to calculate the number of expected pods: ${message}`,
    );
  });

  test('a budget without Pods says so', () => {
    const c = controlPlane(budget({ minAvailable: 1 })).advance(1);
    expect(c.events('NoPods')[0]).toBe(
      'Normal NoPods PodDisruptionBudget/web: No matching pods found',
    );
  });

  test('Pods that nobody controls are told of, with the selector as a Go program prints it', () => {
    const matchExpressions = [{ key: 'tier', operator: 'NotIn', values: ['a', 'b'] }];
    const selector = { matchLabels: labels, matchExpressions };
    const c = controlPlane(bare('a'), budget({ maxUnavailable: 1, selector })).advance(3);
    expect(c.events('UnmanagedPods')[0]).toContain(
      '(selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:tier,Operator:NotIn,Values:[a b],},},}) were found to be unmanaged.',
    );
  });
});
