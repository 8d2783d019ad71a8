// What each family of rules says, case by case. rules.yaml holds a manifest and the answer of each case, written as a real
// server words it; UPDATE_GOLDEN=1 rewrites the answers. A Pod or a workload may be given by its parts alone.

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { KubeObject } from '../../../server/src/schema/objects';
import {
  validateCreate,
  validateUpdate,
  warningsFor,
} from '../../../server/src/schema/validation/validate';

interface RuleCase {
  readonly name: string;
  /** Fields of a Pod's only container. */
  readonly container?: object;
  /** Fields of a Pod's spec. */
  readonly pod?: object;
  readonly metadata?: object;
  /** A whole object, but for its name; `TEMPLATE` in it is a plain Pod template with the label `a: b`. */
  readonly object?: object;
  /** Fields of its spec after an update. */
  readonly update?: object;
  says?: readonly string[];
}

const FILE = new URL('./rules.yaml', import.meta.url);
const CASES = parse(readFileSync(FILE, 'utf8')) as readonly RuleCase[];

const CONTAINER = { name: 'app', image: 'app:1' };
const TEMPLATE = { metadata: { labels: { a: 'b' } }, spec: { containers: [CONTAINER] } };

function filled(value: unknown): unknown {
  if (value === 'TEMPLATE') return TEMPLATE;
  if (value === 'ONCE') return { ...TEMPLATE, spec: { ...TEMPLATE.spec, restartPolicy: 'Never' } };
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
}

function objectOf(rule: RuleCase): KubeObject {
  const metadata = { name: 'web', ...rule.metadata };
  if (rule.object !== undefined)
    return { metadata, ...(filled(rule.object) as object) } as KubeObject;
  const spec = { containers: [{ ...CONTAINER, ...rule.container }], ...rule.pod };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec };
}

function answers(rule: RuleCase): readonly string[] {
  const object = objectOf(rule);
  const spec = { ...(object['spec'] as object), ...(filled(rule.update) as object) };
  const errors =
    rule.update === undefined
      ? validateCreate(object)
      : validateUpdate(object, { ...object, spec });
  return [
    ...errors.map(({ field, message }) => `${field}: ${message}`),
    ...warningsFor(object).map((text) => `Warning: ${text}`),
  ];
}

if (process.env['UPDATE_GOLDEN'] === '1') {
  const rewritten = CASES.map((rule) => ({ ...rule, says: answers(rule) }));
  writeFileSync(FILE, stringify(rewritten, { lineWidth: 0, blockQuote: false }));
}

test.each(CASES.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  expect(answers(rule)).toEqual(process.env['UPDATE_GOLDEN'] === '1' ? answers(rule) : rule.says);
});
