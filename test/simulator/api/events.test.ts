import { expect, test } from 'vitest';
import { EventRecorder } from '../../../server/src/simulator/api/eventRecorder';
import type { EventDraft } from '../../../server/src/simulator/api/write';

function draft(message: string): EventDraft {
  return {
    source: 'kubelet',
    type: 'Warning',
    reason: 'Unhealthy',
    message,
    about: { kind: 'Pod', namespace: 'default', name: 'web', uid: 'u' },
  };
}

test('a repeated event is counted in one object (L-EVT-1)', () => {
  const recorder = new EventRecorder();
  const first = recorder.observe(draft('a'), 0);
  const second = recorder.observe(draft('a'), 10_000);
  expect(second?.object['count']).toBe(2);
  expect(second?.object.metadata.name).toBe(first?.object.metadata.name);
});

test('from the tenth message of the same sort on they are merged (L-EVT-2)', () => {
  const recorder = new EventRecorder();
  const messages = Array.from(
    { length: 11 },
    (_, i) => recorder.observe(draft(`try ${i}`), i * 1000)?.object['message'],
  );
  expect(messages[8]).toBe('try 8');
  expect(messages[9]).toBe('(combined from similar events): try 9');
});

test('after 25 events about one object only one in five minutes gets through, and it carries the whole count (L-EVT-5)', () => {
  const recorder = new EventRecorder();
  for (let i = 0; i < 25; i++) expect(recorder.observe(draft('a'), 0)).toBeDefined();
  expect(recorder.observe(draft('a'), 1000)).toBeUndefined();
  expect(recorder.observe(draft('a'), 302_000)?.object['count']).toBe(27);
});
