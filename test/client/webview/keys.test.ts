import { expect, test } from 'vitest';
import { keyAction } from '../../../client/webview/keys';

const press = (key: string, held: { ctrl?: true; alt?: true; shift?: true } = {}) =>
  keyAction({
    key,
    ctrlKey: held.ctrl === true,
    altKey: held.alt === true,
    shiftKey: held.shift === true,
    metaKey: false,
  });

test('arrows go along the lane, with Ctrl from problem to problem, with Alt by the second', () => {
  expect(press('ArrowRight')).toEqual({ kind: 'onLane', direction: 1 });
  expect(press('ArrowLeft', { ctrl: true })).toEqual({
    kind: 'step',
    direction: -1,
    to: 'problem',
  });
  expect(press('ArrowRight', { alt: true })).toEqual({ kind: 'move', byMs: 1000 });
});

test('letters count in either case', () => {
  expect(press('Z')).toEqual(press('z'));
  expect(press('Y', { shift: true })).toEqual({ kind: 'whyBack' });
});

test('what VS Code binds with Ctrl stays with VS Code', () => {
  expect(press('f', { ctrl: true })).toBeUndefined();
  expect(press('s', { ctrl: true })).toBeUndefined();
  expect(press('Tab')).toBeUndefined();
});
