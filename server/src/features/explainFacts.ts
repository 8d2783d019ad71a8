// What kubectl does not tell about a field and the catalogue knows: defaults, versions, gates, who may change it when.

import type { ApiField, Mutability } from '../schema/catalogue';
import type { ExplainPage } from './explain';

const MUTABILITY_TEXT: Readonly<Record<Mutability, string>> = {
  immutable: 'never, once the object exists',
  mutable: 'at any time',
  restricted: 'only in some ways',
};

/** Lines `Default: 10`, in a block of their own; `''` where nothing is known. */
export function explainFactsText(page: ExplainPage): string {
  const own = page.field === undefined ? [] : factsOf(page.field);
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

function factsOf(field: ApiField): readonly Fact[] {
  const facts: readonly { readonly label: string; readonly text: string | undefined }[] = [
    { label: 'default', text: field.default },
    { label: field.default === undefined ? 'default' : '', text: field.defaultNote },
    {
      label: 'values',
      text: field.valuesUnpublished === true ? shownValues(field.values) : undefined,
    },
    { label: 'for example', text: shownValues(field.suggestions) },
    { label: 'since', text: field.since },
    { label: 'feature gate', text: field.gate },
    {
      label: 'may change',
      text: field.mutability === undefined ? undefined : MUTABILITY_TEXT[field.mutability],
    },
    { label: 'elements told apart by', text: field.mergeKeys?.join(', ') },
    { label: 'deprecated', text: field.deprecated === true ? 'yes' : undefined },
  ];
  return facts.flatMap(({ label, text }) => (text === undefined ? [] : [{ label, text }]));
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
