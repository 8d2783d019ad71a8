import { expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { parseScenario } from '../../../server/src/simulator/scenario/parseScenario';
import { simulate } from '../../../server/src/simulator/simulate';

const HEAD = { apiVersion: 'podlab/v1alpha1', kind: 'Scenario' };
const PROBE = { httpGet: { path: '/', port: 80 }, periodSeconds: 2, failureThreshold: 2 };

function web(probes: Readonly<Record<string, unknown>>): KubeObject {
  const containers = [{ name: 'app', image: 'nginx:1.27', ...probes }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers } };
}

/** When the Pod's condition Ready turned, as `true@ms` and `false@ms`, after it was Ready first. */
function turns(pod: KubeObject, outage: Readonly<Record<string, unknown>>): readonly string[] {
  const { scenario, findings } = parseScenario({ ...HEAD, outages: [outage] });
  expect(findings).toEqual([]);
  const run = simulate({ objects: [pod], scenario, untilMs: 120_000 });
  const told: string[] = [];
  let ready = false;
  for (const { at, object } of run.store.changes) {
    if (object.kind !== 'Pod') continue;
    const now = (object as Pod).status?.conditions?.find(({ type }) => type === 'Ready');
    if ((now?.status === 'True') === ready) continue;
    ready = !ready;
    told.push(`${ready}@${Math.floor(at / 1000)}`);
  }
  return told.slice(1);
}

test('servers fail while what they depend on is down, and are well again afterwards (L-PRB-8)', () => {
  const pod = web({ readinessProbe: PROBE });
  const [down = '', up = '', ...more] = turns(pod, { pod: 'we*', from: '30s', until: '50s' });
  expect(down).toMatch(/^false@3[2-4]$/);
  expect(up).toMatch(/^true@5[0-2]$/);
  expect(more).toEqual([]);
  expect(turns(pod, { pod: 'other', from: '30s', until: '50s' })).toEqual([]);
  expect(turns(pod, { container: 'app', port: 8080, from: '30s' })).toEqual([]);
});

test('a server that hangs takes the time-out of its probe as well (L-PRB-7)', () => {
  const pod = web({ readinessProbe: { ...PROBE, timeoutSeconds: 2 } });
  expect(turns(pod, { from: '30s', hangs: true })[0]).toMatch(/^false@3[4-6]$/);
});

test('the restart that a liveness probe brings about does not end the outage (L-PRB-10)', () => {
  const pod = web({ livenessProbe: PROBE });
  const { scenario } = parseScenario({ ...HEAD, outages: [{ from: '30s', until: '60s' }] });
  const run = simulate({ objects: [pod], scenario, untilMs: 150_000 });
  const { status } = run.store.get('Pod', 'default', 'web') as Pod;
  expect(status?.containerStatuses?.[0]?.restartCount).toBeGreaterThan(1);
  expect(status?.containerStatuses?.[0]?.ready).toBe(true);
});
