import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../server/src/schema/objects';
import type { EndpointSlice } from '../../../server/src/schema/workloads';
import { pod, type TestCluster } from '../support/cluster';
import { controlPlane } from '../support/controlPlane';

function service(spec: Readonly<Record<string, unknown>> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  };
}
const behind = (name: string, annotations = {}) =>
  pod(name, {}, { labels: { app: 'web' }, annotations });
const slices = (c: TestCluster) =>
  c.list<EndpointSlice>('EndpointSlice').filter(({ metadata }) => metadata.name !== 'kubernetes');
const endpoints = (c: TestCluster) =>
  slices(c).flatMap((s) =>
    (s.endpoints ?? []).map((e) => [e.targetRef?.name, e.conditions] as const),
  );

describe('EndpointSlices', () => {
  test('they follow the Pods from unready over ready to terminating and gone (L-TRM-21, L-TRM-22, L-CTL-23)', () => {
    const c = controlPlane(service()).advance(0.1);
    expect(slices(c)).toMatchObject([
      {
        metadata: {
          labels: {
            'kubernetes.io/service-name': 'web',
            'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
          },
        },
        endpoints: [],
        ports: [],
      },
    ]);
    c.create(behind('one', { 'stop-after': '3' })).advance(0.3);
    expect(endpoints(c)).toEqual([['one', { ready: false, serving: false, terminating: false }]]);
    c.advance(1);
    expect(endpoints(c)).toEqual([['one', { ready: true, serving: true, terminating: false }]]);
    expect(slices(c)[0]?.ports).toEqual([{ name: '', port: 8080, protocol: 'TCP' }]);
    c.delete('Pod', 'one');
    c.advance(1);
    expect(endpoints(c)).toEqual([['one', { ready: false, serving: true, terminating: true }]]);
    expect(c.get('Endpoints', 'web')['subsets']).toBeUndefined();
    c.advance(4);
    expect(endpoints(c)).toEqual([]);
  });

  test('a named target port is looked up in each Pod (L-CTL-24)', () => {
    const named = (name: string, containerPort: number) =>
      pod(
        name,
        { containers: [{ name: 'app', image: 'a', ports: [{ name: 'http', containerPort }] }] },
        { labels: { app: 'web' } },
      );
    const c = controlPlane(
      service({ ports: [{ port: 80, targetPort: 'http' }] }),
      named('a', 8080),
      named('b', 9090),
    ).advance(3);
    const ports = slices(c).map((s) => s.ports?.[0]?.port);
    expect(ports.sort()).toEqual([8080, 9090]);
  });

  test('a slice holds a hundred endpoints at most (L-CTL-23)', () => {
    const c = controlPlane(service());
    for (let i = 0; i < 105; i++) c.create(behind(`p${i}`));
    c.advance(5);
    expect(slices(c).map((s) => s.endpoints?.length)).toEqual([100, 5]);
  });

  test('Services without selector get none; with the Service its slices go', () => {
    const c = controlPlane(service({ selector: undefined })).advance(1);
    expect(slices(c)).toEqual([]);
    const d = controlPlane(service()).advance(1);
    d.delete('Service', 'web');
    d.advance(1);
    expect(slices(d)).toEqual([]);
    expect(d.find('Endpoints', 'web')).toBeUndefined();
  });
});
