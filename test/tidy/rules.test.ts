// Every rule of the model is shown by a test that names it, or told in the README's table of simplifications.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, sourcesUnder } from './sources';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const RULE = /\bL-([A-Z]+)-(\d+)(?:(?: to |–)L-\1-(\d+))?/g;
/** What stands in quotation marks after `test(`, `describe(` or a table of `each`. */
const TITLE =
  /(?:\b(?:test|describe)(?:\.for|\.each)?\(|^ *\]\)\(|\n *\]\)\(|\)\()\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`]*)`)/g;

/** Rules named in a text; `L-NOD-2 to L-NOD-5` names four. */
function rulesIn(text: string): readonly string[] {
  return [...text.matchAll(RULE)].flatMap(([, section = '', first = '', last = first]) =>
    Array.from(
      { length: Number(last) - Number(first) + 1 },
      (_, index) => `L-${section}-${Number(first) + index}`,
    ),
  );
}

const shown = new Set(
  sourcesUnder('test').flatMap(({ text }) =>
    [...text.matchAll(TITLE)].flatMap(([, a, b, c]) => rulesIn(a ?? b ?? c ?? '')),
  ),
);
const section = /^## What is simplified$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(
  read('README.md'),
)?.[1];
const simplified = new Set(rulesIn(section ?? ''));
const known = read('test/tidy/ruleIds.txt').trim().split('\n');

test('every rule is shown by a test or stands in the table of simplifications', () => {
  expect(known.filter((rule) => !shown.has(rule) && !simplified.has(rule))).toEqual([]);
});

test('the table of simplifications names no rule that does not exist', () => {
  expect([...simplified].filter((rule) => !known.includes(rule))).toEqual([]);
});
