// kubectl's text for an explanation, to the byte: the same wrapping, the same blank lines and blanks at their ends.

import { assertNever } from '../support/invariant';
import { wrapWords } from '../support/wrapWords';
import type { ApiField, ApiKind } from './catalogue';
import type { ExplainedField, ExplainPage, Explanation } from './explain';
import { typeText } from './typeText';

const PAGE_WIDTH = 80;
/** So many values of a field are listed beside it; its own page has them all. */
const LISTED_VALUES = 4;

/** What `kubectl explain` prints for an explanation, and where; it exits with 1 where `stderr` says something. */
export function explanationOutput(
  explanation: Explanation,
  recursive: boolean,
): { readonly stdout: string; readonly stderr: string } {
  switch (explanation.outcome) {
    case 'page':
      return { stdout: explainText(explanation.page, recursive), stderr: '' };
    case 'noSuchResource': {
      const { resource } = explanation;
      return { stdout: '', stderr: `the server doesn't have a resource type "${resource}"\n` };
    }
    case 'noSuchVersion': {
      const { apiVersion, plural } = explanation;
      const groupVersion = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
      const sought = `${groupVersion}, Resource=${plural}`;
      return { stdout: '', stderr: `error: couldn't find resource for "${sought}"\n` };
    }
    case 'noSuchField':
      return {
        stdout: explainHeading(explanation.kind),
        stderr: `error: field "${explanation.field}" does not exist\n`,
      };
    default:
      return assertNever(explanation);
  }
}

/** The text of a page, final newline included. */
export function explainText(page: ExplainPage, recursive: boolean): string {
  const description = page.descriptions.map((text) => `${text}\n`).join('');
  return [
    explainHeading(page.kind),
    page.field === undefined ? '' : fieldHeading(page.field),
    'DESCRIPTION:\n',
    `${indented(wrapWords(description === '' ? '<empty>' : description, PAGE_WIDTH - 4), 4)}\n`,
    page.fields.length === 0 ? '' : 'FIELDS:\n',
    ...page.fields.map((field) => fieldEntry(field, 1, recursive)),
    '\n',
  ].join('');
}

/** The lines about the kind; they come even before the message that there is no such field. */
function explainHeading({ group, kind, version }: ApiKind): string {
  const groupLine = group === '' ? '' : `GROUP:      ${group}\n`;
  return `${groupLine}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
}

function fieldHeading(field: ApiField): string {
  const values = publishedValues(field);
  const enumLines =
    values.length === 0 ? '\n' : `ENUM:\n${values.map((value) => `    ${value}\n`).join('')}`;
  return `FIELD: ${field.name} <${typeText(field.type)}>\n${enumLines}\n`;
}

function fieldEntry(
  { field, description, fields }: ExplainedField,
  level: number,
  recursive: boolean,
): string {
  const indent = ' '.repeat(level * 2);
  const required = field.required ? ' -required-' : '';
  const head = `${indent}${field.name}\t<${typeText(field.type)}>${required}\n${valuesLine(field, indent)}`;
  if (recursive)
    return head + fields.map((inner) => fieldEntry(inner, level + 1, recursive)).join('');
  const text = wrapWords(description ?? '<no description>', PAGE_WIDTH - 2 - level * 2);
  return `${head}${indented(text, level * 2 + 2)}\n\n`;
}

function valuesLine(field: ApiField, indent: string): string {
  const values = publishedValues(field);
  if (values.length === 0) return '';
  const more = values.length > LISTED_VALUES ? ', ....' : '';
  return `${indent}enum: ${values.slice(0, LISTED_VALUES).join(', ')}${more}\n`;
}

/**
 * The values that the API's own document lists, as kubectl shows them: the empty one in quotes. Those of a list's
 * elements it does not show.
 */
function publishedValues(field: ApiField): readonly string[] {
  if (field.type.kind !== 'string') return [];
  return (field.publishedValues ?? field.values ?? []).map((value) =>
    value === '' ? '""' : value,
  );
}

/** Every line, the empty ones too. */
function indented(text: string, by: number): string {
  const indent = ' '.repeat(by);
  return text
    .split('\n')
    .map((line) => indent + line)
    .join('\n');
}
