import { expect, test } from 'vitest';
import { changeText, ROW_HEIGHT, rowWindow } from '../../../client/webview/traceTable';

test('only rows in sight and a few beside them are rendered, however long the trace is', () => {
  const { from, to } = rowWindow(100_000, 5000 * ROW_HEIGHT, 20 * ROW_HEIGHT);
  expect(from).toBeLessThan(5000);
  expect(to).toBeGreaterThan(5020);
  expect(to - from).toBeLessThan(60);
});

test('the last rows are reached', () => {
  expect(rowWindow(30, 10 * ROW_HEIGHT, 20 * ROW_HEIGHT)).toEqual({ from: 0, to: 30 });
});

test('a change from nothing says only what it became', () => {
  expect(changeText({ from: '', to: 'Pending' })).toBe('Pending');
  expect(changeText({ from: 'running', to: 'terminated' })).toBe('running → terminated');
});
