import { expect, test } from 'vitest';
import { condition, OnePod } from './support';

test('a Pod that takes nearly all of the node is evicted (L-NOD-10, L-CND-8)', () => {
  const run = new OnePod(`
    containers: [{ name: app, image: "app:1", args: [--alloc, "7750", --alloc-after, "3", --term-code, "3"] }]`);
  run.at(30);
  expect(run.sequence.slice(2)).toEqual([
    'Running app=running,ready',
    'Failed(Evicted) app=Error(3)',
  ]);
  expect(run.pod.status?.message).toMatch(
    /^The node was low on resource: memory\. Threshold quantity: 100Mi, available: \d+[KM]i\. Container app was using \d+[KM]i, request is 0, has larger consumption of memory\. $/,
  );
  expect(condition(run.pod, 'DisruptionTarget')).toBe('True TerminationByKubelet');
  const node = run.simulation.store.get('Node', '', 'node-1');
  expect(JSON.stringify(node?.['status'])).toContain('KubeletHasInsufficientMemory');
  run.at(400);
  const later = run.simulation.store.get('Node', '', 'node-1');
  expect(JSON.stringify(later?.['status'])).not.toContain('KubeletHasInsufficientMemory');
});

test('the kernel kills when nothing is left (L-RST-13)', () => {
  const run = new OnePod(`
    restartPolicy: Never
    containers: [{ name: app, image: "app:1", args: [--alloc, "9000", --alloc-after, "3"] }]`);
  run.at(9);
  expect(run.sequence.at(-1)).toBe('Failed app=OOMKilled(137)');
  expect(run.eventsAbout('SystemOOM')).toHaveLength(1);
});
