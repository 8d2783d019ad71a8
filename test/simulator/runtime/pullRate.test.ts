import { expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import {
  type Allowance,
  allowPull,
  USUAL_RATE,
} from '../../../server/src/simulator/runtime/pullRate';
import { parseScenario } from '../../../server/src/simulator/scenario/parseScenario';
import { simulate } from '../../../server/src/simulator/simulate';

/** Which of the pulls at those times are allowed. */
function allowed(times: readonly number[], rate = USUAL_RATE): readonly boolean[] {
  let left: Allowance | undefined;
  return times.map((at) => {
    const next = allowPull(left, at, rate);
    left = next ?? left;
    return next !== undefined;
  });
}

const every = (ms: number, count: number) => Array.from({ length: count }, (_, i) => i * ms);

test('ten pulls at once are allowed, then five a second (L-IMG-7)', () => {
  expect(allowed(every(0, 12))).toEqual([...Array(10).fill(true), false, false]);
  expect(allowed([...every(0, 10), 199, 200, 201, 400])).toEqual([
    ...Array(10).fill(true),
    false,
    true,
    false,
    true,
  ]);
  expect(allowed(every(200, 100))).not.toContain(false);
  expect(allowed(every(0, 100), { burst: 10, perSecond: 0 })).not.toContain(false);
});

/** What becomes of Pods that come to a node at once and whose image is looked for in its registry each time. */
function manyPods(count: number, node: object) {
  const { scenario, findings } = parseScenario({
    apiVersion: 'podlab/v1alpha1',
    kind: 'Scenario',
    cluster: { nodes: [node] },
    images: [{ image: '*', present: true }],
  });
  expect(findings).toEqual([]);
  const objects = Array.from(
    { length: count },
    (_, i): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `web-${i}` },
      spec: { containers: [{ name: 'app', image: 'nginx' }] },
    }),
  );
  const { store } = simulate({ objects, scenario, untilMs: 120_000 });
  const refused = [...store.list('Event')].filter(({ message }) =>
    String(message).startsWith('Failed to pull image "nginx": pull QPS exceeded'),
  );
  const running = [...store.list('Pod')].filter((pod) => (pod as Pod).status?.phase === 'Running');
  return { refused: refused.length, running: running.length };
}

test('a node that is asked for too many pulls refuses some, which come later (L-IMG-7, L-IMG-5)', () => {
  const many = manyPods(80, { registryPullQPS: 3 });
  expect(many.refused).toBeGreaterThan(0);
  expect(many.running).toBe(80);
  expect(manyPods(80, { registryPullQPS: 0 })).toEqual({ refused: 0, running: 80 });
});

test('Pods that only check an image one after the other are within the usual limit (L-IMG-7)', () => {
  expect(manyPods(100, {})).toEqual({ refused: 0, running: 100 });
});
