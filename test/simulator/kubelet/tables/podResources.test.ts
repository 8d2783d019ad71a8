import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { PodSpec, PodStatus } from '../../../../server/src/schema/objects';
import { addPodResources } from '../../../../server/src/simulator/kubelet/podResources';
import type { PodWorker } from '../../../../server/src/simulator/kubelet/podWorker';
import { observed } from './observed';

function given(resources: string, more: string, phase: string): unknown {
  const containers = resources.split(' + ').map((one) => `{ name: a, resources: { ${one} } }`);
  const spec = parse(`{ containers: [${containers.join()}], ${more} }`) as PodSpec;
  const pod = { ...observed('app:-').pod, spec, status: { phase } };
  const status: PodStatus = {};
  addPodResources(status, { pod } as PodWorker);
  return [status['resources'], status['allocatedResources']];
}

const BOUNDLESS = { limits: { memory: '9007199254740988Ki' } };

test.each<[string, string, object, object, object | undefined]>([
  ['', '', {}, BOUNDLESS, undefined],
  [
    'requests: { cpu: 100m }',
    '',
    { requests: { cpu: '100m' } },
    { requests: { cpu: '100m' }, ...BOUNDLESS },
    { cpu: '100m' },
  ],
  [
    'limits: { memory: 1Gi }, requests: { memory: 1Gi }',
    '',
    { limits: { memory: '1Gi' }, requests: { memory: '1Gi' } },
    { limits: { memory: '1Gi' }, requests: { memory: '1Gi' } },
    { memory: '1Gi' },
  ],
  [
    'limits: { cpu: 1 }, requests: { cpu: 1 } + limits: { cpu: 2 }, requests: { cpu: 2 }',
    '',
    { limits: { cpu: '3' }, requests: { cpu: '3' } },
    { limits: { cpu: '3', ...BOUNDLESS.limits }, requests: { cpu: '3' } },
    { cpu: '3' },
  ],
  [
    'limits: { cpu: 1 }, requests: { cpu: 1 } + requests: { cpu: 2 }',
    '',
    { limits: { cpu: '1' }, requests: { cpu: '3' } },
    { ...BOUNDLESS, requests: { cpu: '3' } },
    { cpu: '3' },
  ],
  [
    '',
    'resources: { limits: { memory: 2Gi } }',
    { limits: { memory: '2Gi' } },
    { limits: { memory: '2Gi' } },
    undefined,
  ],
])(
  'containers with { %s } and { %s } are told to have %o, and %o once changed while running (L-SYN-26)',
  (resources, more, asked, measured, allocated) => {
    expect(given(resources, more, 'Pending')).toEqual([asked, allocated]);
    expect(given(resources, more, 'Running')).toEqual([measured, allocated]);
  },
);
