import { expect, test } from 'vitest';
import { editLine, type LineEdit, NO_LINE } from '../../../client/src/run/lineEditor';

/** What stands in the line after keys, without a terminal. */
const after = (typed: string, before: LineEdit = NO_LINE): LineEdit => editLine(before, typed).edit;

test('typing adds, Backspace takes away, arrows go between', () => {
  expect(after('kubectl get\x7f\x7f\x7f').text).toBe('kubectl ');
  expect(after('gt\x1b[De').text).toBe('get');
  expect(after('get\x1b[H\x1b[3~').text).toBe('et');
});

test('plain typing is echoed as it is, so that a paste is one write', () => {
  expect(editLine(NO_LINE, 'kubectl').echo).toBe('kubectl');
});

test('Enter gives the line and what was pasted behind it', () => {
  const { entered, echo, edit } = editLine(NO_LINE, 'a\rb\rc');
  expect(entered).toEqual({ line: 'a', rest: 'b\rc' });
  expect(echo).toBe('a\r\n');
  expect(edit.text).toBe('');
});

test('the arrow up brings back earlier lines, the arrow down the empty one', () => {
  const history = after('second\r', after('first\r'));
  expect(after('\x1b[A', history).text).toBe('second');
  expect(after('\x1b[A\x1b[A\x1b[A', history).text).toBe('first');
  expect(after('\x1b[A\x1b[B', history).text).toBe('');
});

test('Ctrl+C gives a half-typed line up', () => {
  const { entered, echo } = editLine(after('oops'), '\x03');
  expect(entered?.line).toBe('');
  expect(echo).toBe('^C\r\n');
});

test('Ctrl+U and Ctrl+W delete to the left', () => {
  expect(after('kubectl get pods\x17').text).toBe('kubectl get ');
  expect(after('kubectl\x15').text).toBe('');
});

test('wide characters take two columns when the line is written anew', () => {
  expect(editLine(after('豆'), '\x7f').echo).toBe('\x1b[2D\x1b[K');
});

test('unknown escape sequences and control characters change nothing', () => {
  expect(after('a\x1b[5~\x07b').text).toBe('ab');
});
