// Every field that `kubectl explain --recursive` lists for a Pod and a Deployment: offered at its place, inserted as YAML,
// and told by a hover with its type, whether it is required, and its values.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { acceptAt, labelsAt } from '../support/completion';
import { hoverAt } from '../support/language';

const RECORDED = join(import.meta.dirname, '../../../shared/oracle/explain');

interface Step {
  readonly name: string;
  readonly type: string;
}

interface Listed {
  readonly path: readonly Step[];
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly values: readonly string[];
}

function listedIn(text: string): readonly Listed[] {
  const found: Listed[] = [];
  let path: readonly Step[] = [];
  for (const line of text.slice(text.indexOf('FIELDS:')).split('\n')) {
    const values = /^\s+enum: (.*)$/.exec(line)?.[1];
    const last = found.at(-1);
    if (values !== undefined && last !== undefined) {
      const listed = values.replace(/, \.+$/, '').split(', ');
      found[found.length - 1] = { ...last, values: listed };
    }
    const match = /^( +)(\S+)\t<(.*?)>( -required-)?/.exec(line);
    const [, blanks = '', name = '', type = '', required] = match ?? [];
    if (match === null) continue;
    path = [...path.slice(0, blanks.length / 2 - 1), { name, type }];
    found.push({ path, name, type, required: required !== undefined, values: [] });
  }
  return found.filter(({ path: [root] }) => root?.name === 'spec' || root?.name === 'metadata');
}

/** What the API's types list and its validation refuses at this place. */
const REFUSED = [
  /ephemeralContainers\.(?:lifecycle|livenessProbe|ports|readinessProbe|resizePolicy|resources|restartPolicy|startupProbe)$/,
  /initContainers\.(?:lifecycle|livenessProbe|readinessProbe|startupProbe)$/,
  /readinessProbe\.terminationGracePeriodSeconds$/,
  /template\.spec\.(?:activeDeadlineSeconds|ephemeralContainers)$/,
  /volumeClaimTemplate\.status$/,
];

/** The least manifest that leads to the place; `last` stands there. */
function manifestAt(head: string, path: readonly Step[], last: string, lists: number): string {
  let column = 0;
  let dash = false;
  const lines = path.map(({ name, type }, i) => {
    const line = `${' '.repeat(dash ? column - 2 : column)}${dash ? '- ' : ''}`;
    dash = type.startsWith('[]');
    column += dash ? 2 + lists : 2;
    return line + (i === path.length - 1 ? last : `${name}:`);
  });
  return `${head}${lines.join('\n')}\n`;
}

/** What is wrong with the field, in words. */
function complaints(head: string, field: Listed): readonly string[] {
  const { name, path, type, required, values } = field;
  const place = path.map((step) => step.name).join('.');
  const told = hoverAt(
    manifestAt(head, path, `${name.slice(0, 1)}¦${name.slice(1)}:`, 0),
  )?.markdown;
  const [first = ''] = (told ?? '').split('\n');
  const wrong = [
    ...(first.includes(`\`<${type}>\``) ? [] : [`hover of ${place} lacks <${type}>`]),
    ...(/ · required/.test(first) === required ? [] : [`hover of ${place} is wrong on required`]),
    ...values
      .filter((value) => told?.includes(`\`${value}\``) !== true)
      .map((value) => `hover of ${place} lacks ${value}`),
  ];
  const half = name.slice(0, Math.ceil(name.length / 2));
  const isOffered = labelsAt(manifestAt(head, path, `${half}¦`, 0)).includes(name);
  if (REFUSED.some((pattern) => pattern.test(place))) {
    return isOffered ? [...wrong, `${place} is offered`] : wrong;
  }
  if (!isOffered) return [...wrong, `${place} is not offered`];
  for (const lists of [0, 2]) {
    const text = acceptAt(manifestAt(head, path, `${half}¦`, lists), name);
    const { errors } = parseDocument(text);
    if (errors.length > 0) wrong.push(`${place} is inserted as no YAML: ${text}`);
  }
  return wrong;
}

describe.each([
  ['pod', 'apiVersion: v1\nkind: Pod\n'],
  ['deployment', 'apiVersion: apps/v1\nkind: Deployment\n'],
])('%s', (kind, head) => {
  test('has every field offered, inserted and told as kubectl explain lists it', () => {
    const file = join(RECORDED, `${kind}.recursive.txt`);
    if (!existsSync(file)) {
      console.log('../shared is absent: the fields were not walked');
      return;
    }
    const fields = listedIn(readFileSync(file, 'utf8'));
    expect(fields.length).toBeGreaterThan(500);
    expect(fields.flatMap((field) => complaints(head, field))).toEqual([]);
  }, 60_000);
});
