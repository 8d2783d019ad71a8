import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  milliValue,
  parseQuantity,
  quantityOf,
  wholeValue,
} from '../../server/src/schema/quantity';

const FORMAT =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX = "unable to parse quantity's suffix";
const NUMERIC = 'unable to parse numeric part of quantity';

test.each([
  ['0', '0'],
  ['0.1', '100m'],
  [0.1, '100m'],
  ['1000m', '1'],
  ['1500m', '1500m'],
  ['0.0001', '100u'],
  ['100n', '100n'],
  ['0.1n', '1n'],
  ['5u', '5u'],
  ['1', '1'],
  ['1000', '1k'],
  [128974848, '128974848'],
  ['129e6', '129e6'],
  ['1e3', '1e3'],
  ['1e2', '100'],
  ['1E', '1E'],
  ['12E3', '12e3'],
  ['1Ki', '1Ki'],
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['0.5Ki', '512'],
  ['0.1Ki', '102400m'],
  ['1500Mi', '1500Mi'],
  ['1.', '1'],
  ['.5', '500m'],
  ['+1', '1'],
  ['-1.5', '-1500m'],
  [' 1Gi ', '1Gi'],
  ['99999999999999E', '9223372036854775807'],
  ['1e999999999', '9223372036854775807'],
  ['1e-999999999', '1e-9'],
])('%s is printed as %s', (written, printed) => {
  expect(canonicalQuantity(written)).toBe(printed);
});

test.each([
  ['', FORMAT],
  ['1 Gi', FORMAT],
  ['1.2.3', FORMAT],
  ['abc', FORMAT],
  ['1,5', FORMAT],
  [true, FORMAT],
  ['1mi', SUFFIX],
  ['1gb', FORMAT],
  ['1e', SUFFIX],
  ['1-5', SUFFIX],
  ['Mi', NUMERIC],
  ['.', NUMERIC],
])('%s is no quantity', (written, error) => {
  expect(parseQuantity(written)).toEqual({ error });
});

test('printing and reading again gives the same amount', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
      fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'Ki', 'Mi', 'e3'),
      (digits, suffix) => {
        const first = quantityOf(`${digits}${suffix}`);
        const again = quantityOf(formatQuantity(first));
        expect(again.nano).toBe(first.nano);
        expect(formatQuantity(again)).toBe(formatQuantity(first));
      },
    ),
    { seed: 1 },
  );
});

test('amounts of different suffixes compare and add exactly', () => {
  expect(compareQuantities(quantityOf('1Gi'), quantityOf('1G'))).toBe(1);
  expect(compareQuantities(quantityOf('0.5'), quantityOf('500m'))).toBe(0);
  expect(formatQuantity(addQuantities(quantityOf('100m'), quantityOf('0.9')))).toBe('1');
  expect(formatQuantity(addQuantities(quantityOf('0'), quantityOf('1Gi')))).toBe('1Gi');
});

test('the scheduler counts part of a unit as a whole one', () => {
  expect(milliValue(quantityOf('100u'))).toBe(1);
  expect(wholeValue(quantityOf('1500m'))).toBe(2);
});
