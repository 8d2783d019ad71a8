import { expect, test } from 'vitest';
import type { PodCondition } from '../../../server/src/schema/objects';
import { withDisruptionTarget } from '../../../server/src/simulator/api/disruptionTarget';

const said = (reason: string) => ({ reason, message: `${reason}: gone` });
const podWith = (conditions: readonly PodCondition[]) => ({
  apiVersion: 'v1',
  kind: 'Pod' as const,
  metadata: { name: 'web' },
  spec: { containers: [] },
  status: { conditions },
});

test('a second one to end a Pod gives its reason and leaves the time (L-CND-8)', () => {
  const ready: PodCondition = { type: 'Ready', status: 'True' };
  const first = withDisruptionTarget(podWith([ready]), said('One'), 1000);
  const [, one] = first;
  expect(one).toMatchObject({ type: 'DisruptionTarget', status: 'True', reason: 'One' });
  const later = withDisruptionTarget(podWith([...first, ready]), said('Two'), 60_000);
  expect(later).toEqual([ready, { ...one, ...said('Two') }, ready]);
});
