// Label and annotation keys and values. Rules: L-LAB-1

import { byteLength, dnsSubdomainComplaints, patternComplaint } from './names';

export type Labels = Readonly<Record<string, string>>;

const NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const VALUE = `(${NAME})?`;
const NAME_PATTERN = new RegExp(`^${NAME}$`);
const VALUE_PATTERN = new RegExp(`^${VALUE}$`);
const NAME_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** All annotations of an object together, keys and values, in bytes. */
export const ANNOTATIONS_LIMIT = 262144;

/** Complaints about `[prefix/]name`, the form of label keys, resource names, condition types, finalizers. */
export function qualifiedNameComplaints(text: string): string[] {
  const parts = text.split('/');
  const namePattern = patternComplaint(NAME_TEXT, NAME, 'MyName', 'my.name', '123-abc');
  if (parts.length > 2) {
    return [
      `a valid label key ${namePattern} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts[parts.length - 1] ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const complaints: string[] = [];
  if (prefix === '') complaints.push('prefix part must be non-empty');
  else if (prefix !== undefined) {
    // Here the length counts in bytes, in names of objects in characters: two generations of the same rule.
    for (const complaint of dnsSubdomainComplaints(prefix)) {
      complaints.push(
        `prefix part ${complaint.replace(/^(must be no more than \d+) characters$/, '$1 bytes')}`,
      );
    }
  }
  if (name === '') complaints.push('name part must be non-empty');
  else if (byteLength(name) > 63) complaints.push('name part must be no more than 63 bytes');
  if (!NAME_PATTERN.test(name)) complaints.push(`name part ${namePattern}`);
  return complaints;
}

export function labelValueComplaints(value: string): string[] {
  const complaints: string[] = [];
  if (byteLength(value) > 63) complaints.push('must be no more than 63 bytes');
  if (!VALUE_PATTERN.test(value)) {
    complaints.push(
      patternComplaint(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        VALUE,
        'MyValue',
        'my_value',
        '12345',
      ),
    );
  }
  return complaints;
}

/** Bytes that the annotations take of their common limit. */
export function annotationsSize(annotations: Labels): number {
  let size = 0;
  for (const [key, value] of Object.entries(annotations))
    size += byteLength(key) + byteLength(value);
  return size;
}
