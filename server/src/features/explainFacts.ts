// What kubectl does not tell about a field and the catalogue knows: defaults, versions, gates, who may change it when.

import type { ApiField, Mutability } from '../schema/catalogue';
import type { ExplainPage } from '../schema/explain';
import { gateState } from '../schema/featureGates';

const MUTABILITY_TEXT: Readonly<Record<Mutability, string>> = {
  immutable: 'never, once the object exists',
  mutable: 'at any time',
  restricted: 'only in some ways',
};

/** Lines `default: 10`, in blocks of their own; `''` where nothing is known. Gates are told as they stand in `version`. */
export function explainFactsText(page: ExplainPage, version: string): string {
  const own = page.field === undefined ? [] : factsOf(page.field, page.mutability, version);
  const defaults = page.fields
    .filter(({ field }) => field.default !== undefined)
    .map(({ field }): Fact => ({ label: field.name, text: field.default ?? '' }));
  return [factBlock('FACTS', own), factBlock('DEFAULTS', defaults)]
    .filter((block) => block !== '')
    .join('\n');
}

interface Fact {
  readonly label: string;
  readonly text: string;
}

function factsOf(
  field: ApiField,
  mutability: Mutability | undefined,
  version: string,
): readonly Fact[] {
  const facts: readonly { readonly label: string; readonly text: string | undefined }[] = [
    { label: 'default', text: field.default },
    { label: field.default === undefined ? 'default' : '', text: field.defaultNote },
    {
      label: 'values',
      text: field.publishedValues === undefined ? undefined : shownValues(field.values),
    },
    { label: 'for example', text: shownValues(field.suggestions) },
    { label: 'since', text: field.since },
    {
      label: 'feature gate',
      text: field.gate === undefined ? undefined : gateText(field.gate, version),
    },
    {
      label: 'may change',
      text: mutability === undefined ? undefined : MUTABILITY_TEXT[mutability],
    },
    { label: 'elements told apart by', text: field.mergeKeys?.join(', ') },
    { label: 'deprecated', text: field.deprecated === true ? 'yes' : undefined },
  ];
  return facts.flatMap(({ label, text }) => (text === undefined ? [] : [{ label, text }]));
}

/** `EnvFiles (beta, on by default since 1.35)` */
export function gateText(gate: string, version: string): string {
  const state = gateState(gate, version);
  if (state === undefined) return gate;
  const standing =
    state.stage === 'GA' ? 'always on' : state.on ? 'on by default' : 'off by default';
  return `${gate} (${state.stage}, ${standing} since ${state.since})`;
}

function shownValues(values: readonly string[] | undefined): string | undefined {
  return values?.map((value) => (value === '' ? '""' : value)).join(', ');
}

function factBlock(title: string, facts: readonly Fact[]): string {
  if (facts.length === 0) return '';
  const width = Math.max(...facts.map(({ label }) => label.length)) + 2;
  const lines = facts.map(
    ({ label, text }) => `  ${(label === '' ? '' : `${label}:`).padEnd(width)}${text}\n`,
  );
  return `${title}:\n${lines.join('')}`;
}
