import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatSelector,
  matches,
  matchesLabelSelector,
  parseFieldSelector,
  parseSelector,
} from '../../server/src/schema/selector';

test.each([
  ['', ''],
  ['a', 'a'],
  ['!a', '!a'],
  ['a=b', 'a=b'],
  ['a==b', 'a==b'],
  [' a = b , c != d ', 'a=b,c!=d'],
  ['a in (x, y)', 'a in (x,y)'],
  ['a notin (y,x)', 'a notin (x,y)'],
  ['a in ()', 'a in ()'],
  ['a=', 'a='],
  ['a>5,b<7', 'a>5,b<7'],
  ['in in (in,notin)', 'in in (in,notin)'],
  ['notin=in', 'notin=in'],
  ['b,a', 'a,b'],
  ['example.com/a=b', 'example.com/a=b'],
  ['a in (,)', 'a in ()'],
])('the selector %j reads as %j', (written, printed) => {
  const { selector } = parseSelector(written);
  expect(selector && formatSelector(selector)).toBe(printed);
});

test.each([
  ['a in', "unable to parse requirement: found '' expected: '('"],
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['a,', "found '', expected: identifier after ','"],
  ['a=b c', "found 'c', expected: ',' or 'end of string'"],
  [',a', "found ',', expected: !, identifier, or 'end of string'"],
  ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
  [
    'a>x',
    `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
  ],
  ['!', "unable to parse requirement: found '', expected: identifier"],
])('the selector %j is refused', (written, error) => {
  expect(parseSelector(written)).toEqual({ error });
});

test('a selector with a bad key or value tells which rule it breaks', () => {
  expect(parseSelector('a/b/c=d').error).toMatch(
    /^unable to parse requirement: key: Invalid value: "a\/b\/c": a valid label key must/,
  );
  expect(parseSelector('a=-x-').error).toMatch(
    /^unable to parse requirement: values\[0\]\[a\]: Invalid value: "-x-": a valid label must/,
  );
});

test.each([
  ['a', { a: '1' }, true],
  ['!a', { a: '1' }, false],
  ['!a', {}, true],
  ['a!=b', {}, true],
  ['a notin (b)', {}, true],
  ['a=b', {}, false],
  ['a in (b,c)', { a: 'c' }, true],
  ['a>5', { a: '6' }, true],
  ['a>5', { a: 'x' }, false],
  ['a>5', {}, false],
  ['a=', { a: '' }, true],
  ['', { a: 'b' }, true],
  ['toString', {}, false],
])('%j on %j gives %s', (written, labels, expected) => {
  const { selector } = parseSelector(written);
  expect(selector && matches(selector, labels)).toBe(expected);
});

test('a missing label selector matches nothing, an empty one everything', () => {
  expect(matchesLabelSelector(undefined, { a: 'b' })).toBe(false);
  expect(matchesLabelSelector({}, { a: 'b' })).toBe(true);
  const selector = {
    matchLabels: { a: 'b' },
    matchExpressions: [{ key: 'c', operator: 'NotIn', values: ['d'] }],
  };
  expect(matchesLabelSelector(selector, { a: 'b' })).toBe(true);
  expect(matchesLabelSelector(selector, { a: 'b', c: 'd' })).toBe(false);
});

test('any text is either read or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab =!(),<>in\t') }), (text) => {
      const parsed = parseSelector(text);
      expect(parsed.selector === undefined).toBe(parsed.error !== undefined);
      if (parsed.selector !== undefined) {
        expect(parseSelector(formatSelector(parsed.selector)).error).toBeUndefined();
      }
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('field selectors keep escaped separators', () => {
  expect(parseFieldSelector('a.b=c\\,d,e!=f').selector).toEqual([
    { field: 'a.b', operator: '=', value: 'c,d' },
    { field: 'e', operator: '!=', value: 'f' },
  ]);
  expect(parseFieldSelector('a').error).toBe("invalid selector: 'a'; can't understand 'a'");
});
