// Workloads at random: each controller, its Pods as in `pods.ts`, sometimes a Service before them and a budget around them.
import fc from 'fast-check';
import type { KubeObject } from '../../../../server/src/schema/objects';
import { arbitraryPod, arbitraryTemplate, type Fields, LABELS } from './pods';

const METADATA = { name: 'web' } as const;
const SELECTOR = { matchLabels: LABELS };
const replicas = fc.integer({ min: 0, max: 4 });
const template = arbitraryTemplate('Always');
const jobTemplate = arbitraryTemplate('OnFailure', 'Never');

const made = (apiVersion: string, kind: string, spec: Fields): KubeObject => ({
  apiVersion,
  kind,
  metadata: METADATA,
  spec,
});

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Only the fields that are there. */
function spoken(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const deployment = fc
  .record({
    replicas,
    template,
    minReadySeconds: some(fc.constant(3)),
    progressDeadlineSeconds: fc.constantFrom(60, 600),
    strategy: some(
      fc.constantFrom<Fields>(
        { type: 'Recreate' },
        { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } },
        { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      ),
    ),
  })
  .map((spec) => made('apps/v1', 'Deployment', spoken({ ...spec, selector: SELECTOR })));

const replicaSet = fc
  .record({ replicas, template })
  .map((spec) => made('apps/v1', 'ReplicaSet', { ...spec, selector: SELECTOR }));

const replicationController = fc
  .record({ replicas, template })
  .map((spec) => made('v1', 'ReplicationController', { ...spec, selector: LABELS }));

const statefulSet = fc
  .record({
    replicas,
    template,
    podManagementPolicy: fc.constantFrom('OrderedReady', 'OrderedReady', 'Parallel'),
  })
  .map((spec) => ({ ...spec, selector: SELECTOR, serviceName: 'web' }))
  .map((spec) => made('apps/v1', 'StatefulSet', spec));

const daemonSet = template.map((pods) =>
  made('apps/v1', 'DaemonSet', { template: pods, selector: SELECTOR }),
);

const jobSpec = fc
  .record({
    template: jobTemplate,
    parallelism: fc.integer({ min: 1, max: 3 }),
    completions: some(fc.integer({ min: 1, max: 4 })),
    backoffLimit: fc.integer({ min: 0, max: 3 }),
    completionMode: fc.constantFrom('NonIndexed', 'NonIndexed', 'Indexed'),
    activeDeadlineSeconds: some(fc.constant(70)),
    ttlSecondsAfterFinished: some(fc.constant(20)),
  })
  .map(({ completions, completionMode, ...rest }) => ({
    ...rest,
    completionMode,
    completions: completions ?? (completionMode === 'Indexed' ? 2 : undefined),
  }))
  .map(spoken);

const job = jobSpec.map((spec) => made('batch/v1', 'Job', spec));

const cronJob = fc
  .tuple(jobSpec, fc.constantFrom('Allow', 'Forbid', 'Replace'))
  .map(([spec, concurrencyPolicy]) =>
    made('batch/v1', 'CronJob', {
      schedule: '* * * * *',
      concurrencyPolicy,
      jobTemplate: { spec },
    }),
  );

const SERVICE = made('v1', 'Service', {
  selector: LABELS,
  ports: [{ port: 80, targetPort: 8080 }],
});
const budget = fc
  .integer({ min: 0, max: 2 })
  .map((minAvailable) =>
    made('policy/v1', 'PodDisruptionBudget', { minAvailable, selector: SELECTOR }),
  );

const workload = fc.oneof(
  { weight: 3, arbitrary: deployment },
  { weight: 1, arbitrary: replicaSet },
  { weight: 1, arbitrary: replicationController },
  { weight: 2, arbitrary: statefulSet },
  { weight: 1, arbitrary: daemonSet },
  { weight: 2, arbitrary: job },
  { weight: 1, arbitrary: cronJob },
);

/** A controller called `web`, with what stands around it. */
export const arbitraryWorkload: fc.Arbitrary<readonly KubeObject[]> = fc
  .tuple(workload, fc.boolean(), some(budget))
  .map(([object, isServed, guard]) => [
    ...(isServed ? [SERVICE] : []),
    ...(guard === undefined ? [] : [guard]),
    object,
  ]);

/** A Pod called `web`, perhaps with a Service before it. */
export const arbitraryBare: fc.Arbitrary<readonly KubeObject[]> = fc
  .tuple(arbitraryPod, fc.boolean())
  .map(([pod, isServed]) => (isServed ? [SERVICE, pod] : [pod]));
