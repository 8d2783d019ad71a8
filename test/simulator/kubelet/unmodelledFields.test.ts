import { expect, test } from 'vitest';
import type { Pod, PodSpec } from '../../../server/src/schema/objects';
import { unmodelledFields } from '../../../server/src/simulator/kubelet/unmodelledFields';
import { OnePod } from './support';

function fields(spec: PodSpec): readonly string[] {
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec };
  return unmodelledFields(pod).map(({ field }) => field);
}

test('an ordinary Pod has no field that is left out', () => {
  expect(
    fields({
      restartPolicy: 'Always',
      securityContext: { runAsNonRoot: true },
      volumes: [{ name: 'v', emptyDir: {} }],
      containers: [{ name: 'a', resources: { requests: { cpu: '1' }, limits: { memory: '1Gi' } } }],
    }),
  ).toEqual([]);
});

test('fields without effect are named with their place', () => {
  expect(
    fields({
      runtimeClassName: 'gvisor',
      securityContext: { fsGroup: 1000 },
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'n', nfs: { server: 's', path: '/' } },
      ],
      containers: [
        {
          name: 'a',
          securityContext: { privileged: false, capabilities: { add: ['NET_ADMIN'] } },
          resources: { limits: { cpu: '1' } },
        },
      ],
    } as PodSpec),
  ).toEqual([
    'spec.runtimeClassName',
    'spec.securityContext.fsGroup',
    'spec.volumes[1].nfs',
    'spec.containers[0].securityContext.capabilities',
    'spec.containers[0].resources.limits.cpu',
  ]);
});

test('the run says so once for each', () => {
  const run = new OnePod(
    'containers: [{ name: app, image: "app:1", resources: { limits: { cpu: "1" } } }]',
  ).at(20);
  const told = run.simulation.entries.filter(({ change }) => change.kind === 'simplified');
  expect(told.map(({ field }) => field)).toEqual(['spec.containers[0].resources.limits.cpu']);
});
