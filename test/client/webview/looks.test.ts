import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { iconSheet } from '../../../client/build/icons.mjs';
import { LANE_ICONS, LOOKS } from '../../../client/webview/looks';

const sources = ['header.ts', 'causes.ts', 'app.ts'].map((file) =>
  readFileSync(new URL(`../../../client/webview/${file}`, import.meta.url), 'utf8'),
);

test('every icon of the page is one of VS Code’s, and in the page’s sheet', () => {
  const inTemplates = sources.flatMap((text) =>
    [...text.matchAll(/button\(\s*state,\s*(?:[\w.]+ \? )?'([\w-]+)'/g)].map(
      ([, icon]) => icon ?? '',
    ),
  );
  expect(inTemplates.length).toBeGreaterThan(8);
  const classes = sources.flatMap((text) =>
    [...text.matchAll(/codicon-([a-z-]*[a-z])['" ]/g)].map(([, icon]) => icon ?? ''),
  );
  expect(classes).toContain('chevron-right');
  const sheet = iconSheet();
  for (const icon of [...Object.values(LANE_ICONS), ...inTemplates, ...classes, 'error', 'warning'])
    expect(sheet, icon).toContain(`.codicon-${icon}{`);
});

test('no two states of a container look the same without colour and word', () => {
  const patterns = new Map<string, string[]>();
  for (const [look, { pattern, notch }] of Object.entries(LOOKS)) {
    const shape = `${pattern}${notch === true ? ' with notch' : ''}`;
    patterns.set(shape, [...(patterns.get(shape) ?? []), look]);
  }
  expect(patterns.get('solid')).toEqual(['initRunning', 'sidecarRunning', 'ready']);
  expect(patterns.get('solid with notch')).toEqual(['readyRestarted']);
  expect(patterns.get('stripes')).toEqual(['notReady']);
  expect(patterns.get('denseStripes')).toEqual(['stopping']);
  expect(patterns.get('cross')).toEqual(['hung']);
});
