import { expect, test } from 'vitest';
import {
  annotationsSize,
  labelValueComplaints,
  qualifiedNameComplaints,
} from '../../server/src/schema/labels';
import {
  asPrefix,
  byteLength,
  configKeyComplaints,
  dns1035Complaints,
  dnsLabelComplaints,
  dnsSubdomainComplaints,
  envNameComplaints,
  percentComplaints,
  portNameComplaints,
} from '../../server/src/schema/names';

test.each([['a', 'a-1', '1a', 'x'.repeat(63)]])('%s and the like are DNS labels', (...names) => {
  for (const name of names) expect(dnsLabelComplaints(name)).toEqual([]);
});

test('a name with dots is no label, but a subdomain', () => {
  expect(dnsLabelComplaints('a.b')).toEqual(['must not contain dots']);
  expect(dnsSubdomainComplaints('a.b')).toEqual([]);
});

test('a name can break two rules at once', () => {
  expect(dnsLabelComplaints('A'.repeat(64))).toHaveLength(2);
});

test('names of DNS-1035 begin with a letter', () => {
  expect(dns1035Complaints('1a')[0]).toContain('a DNS-1035 label must consist of');
  expect(dns1035Complaints('a1')).toEqual([]);
});

test('the dash at the end of a generateName is no fault', () => {
  expect(asPrefix(dnsSubdomainComplaints)('web-')).toEqual([]);
  expect(asPrefix(dnsSubdomainComplaints)('Web-')).toHaveLength(1);
});

test.each([
  ['app', []],
  ['app.kubernetes.io/name', []],
  ['/name', ['prefix part must be non-empty']],
  ['a/b/c', [expect.stringContaining('with an optional DNS subdomain prefix')]],
  ['x'.repeat(64), ['name part must be no more than 63 bytes']],
])('the key %j gets its complaints', (key, complaints) => {
  expect(qualifiedNameComplaints(key)).toEqual(complaints);
});

test('an empty key breaks two rules', () => {
  expect(qualifiedNameComplaints('')).toEqual([
    'name part must be non-empty',
    expect.stringContaining('name part must consist of'),
  ]);
});

test('label values may be empty, at most 63 bytes', () => {
  expect(labelValueComplaints('')).toEqual([]);
  expect(labelValueComplaints('a'.repeat(64))).toEqual(['must be no more than 63 bytes']);
  expect(labelValueComplaints('é')).toHaveLength(1);
});

test('lengths count in bytes', () => {
  expect(byteLength('aé€😀')).toBe(1 + 2 + 3 + 4);
  expect(annotationsSize({ ab: 'é' })).toBe(4);
});

test.each([
  ['http', 0],
  ['80', 1],
  ['a--b', 1],
  ['-a', 1],
  ['', 2],
  ['HTTP', 2],
])('the port name %j has %i faults', (name, faults) => {
  expect(portNameComplaints(name)).toHaveLength(faults);
});

test('environment variables take any printable ASCII but an equals sign', () => {
  expect(envNameComplaints('1 A.b-c')).toEqual([]);
  expect(envNameComplaints('a=b')).toHaveLength(1);
  expect(envNameComplaints('é')).toHaveLength(1);
});

test('keys of ConfigMaps are file names that stay in their folder', () => {
  expect(configKeyComplaints('app.conf')).toEqual([]);
  expect(configKeyComplaints('..')).toEqual(["must not be '..'"]);
  expect(configKeyComplaints('a/b')).toHaveLength(1);
});

test('percentages are whole numbers', () => {
  expect(percentComplaints('25%')).toEqual([]);
  expect(percentComplaints('2.5%')).toHaveLength(1);
});
