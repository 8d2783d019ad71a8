import { beforeAll, expect, test } from 'vitest';
import { loadYaml, yamlValue } from '../../server/src/documents/yamlValue';

beforeAll(loadYaml);

function checkScalars(written: Readonly<Record<string, unknown>>): void {
  const read = Object.keys(written).map((text) => {
    const { value } = yamlValue(`at: ${text}`);
    return [text, (value as { at?: unknown }).at];
  });
  expect(Object.fromEntries(read)).toEqual(written);
}

test('what has no digit before its exponent is a text, as are a lone point and a time', () => {
  checkScalars({
    '.': '.',
    '..': '..',
    e5: 'e5',
    E12: 'E12',
    '.e1': '.e1',
    '+.': '+.',
    '._1': '._1',
    '1.2.3': '1.2.3',
    '12:30': '12:30',
    '0x': '0x',
    '1e400': '1e400',
    '2020-01-01': '2020-01-01',
  });
});

test('whole numbers may have a sign, a base and underscores', () => {
  checkScalars({
    '0': 0,
    '+1': 1,
    '-12': -12,
    '017': 15,
    '0o17': 15,
    '0O17': 15,
    '0x1f': 31,
    '0X1F': 31,
    '0b11': 3,
    '-0b11': -3,
    '1_000': 1000,
    '1_': 1,
    '!!int "5"': 5,
  });
});

test('a leading zero before an 8 or 9 makes a decimal number', () => {
  checkScalars({ '08': 8, '0888': 888, '09.5': 9.5 });
});

test('numbers with a point or an exponent are read as they stand', () => {
  checkScalars({ '.5': 0.5, '1.': 1, '1.10': 1.1, '1e3': 1000, '5e-1': 0.5, '-1.5E+2': -150 });
});

test('words of YAML 1.1 are booleans, and null has four spellings', () => {
  checkScalars({
    yes: true,
    y: true,
    Off: false,
    tRue: 'tRue',
    '~': null,
    NULL: null,
    nULL: 'nULL',
  });
});
