// Label selectors: the text form of `kubectl -l`, the object form of manifests, and whom they match.

import { type Labels, labelValueComplaints, qualifiedNameComplaints } from './labels';

export type SelectorOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** All must hold; the empty list matches everything. */
export type Selector = readonly Requirement[];

export type ParsedSelector =
  | { readonly selector: Selector; readonly error?: undefined }
  /** The API server's words. */
  | { readonly selector?: undefined; readonly error: string };

/** The object form, loosely: half-typed manifests arrive here too. */
export interface LabelSelectorLike {
  readonly matchLabels?: Labels | null;
  readonly matchExpressions?:
    | readonly {
        readonly key: string;
        readonly operator: string;
        readonly values?: readonly string[] | null;
      }[]
    | null;
}

// ---- text form -------------------------------------------------------------------------------------------------

type TokenKind =
  | 'word'
  | 'in'
  | 'notin'
  | '='
  | '=='
  | '!='
  | '!'
  | '>'
  | '<'
  | '('
  | ')'
  | ','
  | 'end';
interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const SYMBOLS: readonly TokenKind[] = ['==', '!=', '=', '!', '>', '<', '(', ')', ','];
const SPACE = /[ \t\r\n]/;

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at++;
      continue;
    }
    const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, at));
    if (symbol !== undefined) {
      tokens.push({ kind: symbol, text: symbol });
      at += symbol.length;
      continue;
    }
    let end = at;
    while (end < text.length && !/[ \t\r\n=!()<>,]/.test(text.charAt(end))) end++;
    const word = text.slice(at, end);
    tokens.push({ kind: word === 'in' || word === 'notin' ? word : 'word', text: word });
    at = end;
  }
  return tokens;
}

class SelectorSyntaxError extends Error {}

/** The requirements of `a=b,c in (d,e),!f`. Rules: L-LAB-2 */
export function parseSelector(text: string): ParsedSelector {
  try {
    return { selector: sortByKey(new SelectorReader(tokenize(text)).selector()) };
  } catch (error) {
    if (error instanceof SelectorSyntaxError) return { error: error.message };
    throw error;
  }
}

/** One pass over the tokens. `in` and `notin` are key words only where an operator can stand. */
class SelectorReader {
  private at = 0;
  private readonly tokens: readonly Token[];
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  selector(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === 'end') return requirements;
      if (token.kind !== 'word' && token.kind !== '!') {
        throw new SelectorSyntaxError(
          `found '${token.text}', expected: !, identifier, or 'end of string'`,
        );
      }
      requirements.push(this.requirement());
      const next = this.take();
      if (next.kind === 'end') return requirements;
      if (next.kind !== ',') {
        throw new SelectorSyntaxError(`found '${next.text}', expected: ',' or 'end of string'`);
      }
      const after = this.peek();
      if (after.kind !== 'word' && after.kind !== '!') {
        throw new SelectorSyntaxError(`found '${after.text}', expected: identifier after ','`);
      }
    }
  }

  private requirement(): Requirement {
    try {
      return checked(this.bareRequirement());
    } catch (error) {
      if (!(error instanceof SelectorSyntaxError)) throw error;
      throw new SelectorSyntaxError(`unable to parse requirement: ${error.message}`);
    }
  }

  private bareRequirement(): Requirement {
    let token = this.take();
    const absent = token.kind === '!';
    if (absent) token = this.take();
    if (token.kind !== 'word') {
      throw new SelectorSyntaxError(`found '${token.text}', expected: identifier`);
    }
    const key = token.text;
    const complaints = qualifiedNameComplaints(key);
    if (complaints.length > 0) {
      throw new SelectorSyntaxError(
        `key: Invalid value: ${JSON.stringify(key)}: ${complaints.join('; ')}`,
      );
    }
    const next = this.peek();
    if (absent) return { key, operator: '!', values: [] };
    if (next.kind === 'end' || next.kind === ',') return { key, operator: 'exists', values: [] };
    const operator = this.operator();
    const several = operator === 'in' || operator === 'notin';
    return { key, operator, values: several ? this.values() : [this.exactValue()] };
  }

  private operator(): SelectorOperator {
    const token = this.tokens[this.at++] ?? END;
    switch (token.kind) {
      case 'in':
      case 'notin':
      case '=':
      case '==':
      case '!=':
        return token.kind;
      case '>':
        return 'gt';
      case '<':
        return 'lt';
      default:
        throw new SelectorSyntaxError(
          `found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`,
        );
    }
  }

  private values(): readonly string[] {
    const open = this.take();
    if (open.kind !== '(') throw new SelectorSyntaxError(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    const first = this.peek();
    if (first.kind !== 'word' && first.kind !== ',' && first.kind !== ')') {
      throw new SelectorSyntaxError(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    for (;;) {
      const token = this.peek();
      // Nothing between two separators is the empty value.
      if (token.kind === 'word') this.take();
      values.add(token.kind === 'word' ? token.text : '');
      const separator = this.take();
      if (separator.kind === ')') return [...values].sort();
      if (separator.kind !== ',') {
        const expected = token.kind === 'word' ? "',' or ')'" : "',', or identifier";
        throw new SelectorSyntaxError(`found '${separator.text}', expected: ${expected}`);
      }
    }
  }

  private exactValue(): string {
    const next = this.peek();
    if (next.kind === 'end' || next.kind === ',') return '';
    const token = this.take();
    if (token.kind === 'word') return token.text;
    throw new SelectorSyntaxError(`found '${token.text}', expected: identifier`);
  }

  private peek(): Token {
    return asValue(this.tokens[this.at] ?? END);
  }

  private take(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }
}

const END: Token = { kind: 'end', text: '' };

function asValue(token: Token): Token {
  return token.kind === 'in' || token.kind === 'notin' ? { kind: 'word', text: token.text } : token;
}

function checked(requirement: Requirement): Requirement {
  const complaints: string[] = [];
  requirement.values.forEach((value, index) => {
    const numeric = requirement.operator === 'gt' || requirement.operator === 'lt';
    if (numeric && !/^[-+]?\d+$/.test(value)) {
      complaints.push(
        `values[${index}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
    const wrong = labelValueComplaints(value);
    if (wrong.length > 0) {
      complaints.push(
        `values[${index}][${requirement.key}]: Invalid value: ${JSON.stringify(value)}: ${wrong.join('; ')}`,
      );
    }
  });
  if (complaints.length === 0) return requirement;
  throw new SelectorSyntaxError(
    complaints.length === 1 ? `${complaints[0]}` : `[${complaints.join(', ')}]`,
  );
}

function sortByKey(requirements: readonly Requirement[]): Selector {
  return [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** The text form, as the API prints selectors: `app=web,tier in (a,b)`. */
export function formatSelector(selector: Selector): string {
  return selector.map(formatRequirement).join(',');
}

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${[...values].sort().join(',')})`;
    case 'gt':
      return `${key}>${values.join()}`;
    case 'lt':
      return `${key}<${values.join()}`;
    case '=':
    case '==':
    case '!=':
      return `${key}${operator}${values.join()}`;
  }
}

// ---- object form -----------------------------------------------------------------------------------------------

/** A plain map of labels, as Services and ReplicationControllers select. */
export function selectorFromLabels(labels: Labels): Selector {
  return sortByKey(
    Object.entries(labels).map(([key, value]) => ({ key, operator: '=', values: [value] })),
  );
}

/** The requirements of a LabelSelector; `undefined` when one of its expressions makes no sense. Rules: L-LAB-4 */
export function selectorFromLabelSelector(object: LabelSelectorLike): Selector | undefined {
  const requirements: Requirement[] = [...selectorFromLabels(object.matchLabels ?? {})];
  for (const { key, operator, values } of object.matchExpressions ?? []) {
    const plain = EXPRESSION_OPERATORS[operator];
    if (plain === undefined) return undefined;
    const needsValues = plain === 'in' || plain === 'notin';
    const given = values ?? [];
    if (needsValues !== given.length > 0) return undefined;
    if (qualifiedNameComplaints(String(key)).length > 0) return undefined;
    if (given.some((value) => labelValueComplaints(String(value)).length > 0)) return undefined;
    requirements.push({ key, operator: plain, values: given });
  }
  return sortByKey(requirements);
}

const EXPRESSION_OPERATORS: Readonly<Record<string, SelectorOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

// ---- matching --------------------------------------------------------------------------------------------------

/** Whether an object with these labels is selected. Rules: L-LAB-3 */
export function matches(selector: Selector, labels: Labels | undefined): boolean {
  return selector.every((requirement) => requirementHolds(requirement, labels ?? {}));
}

function requirementHolds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'gt':
    case 'lt':
      return value !== undefined && compareIntegers(value, values[0] ?? '', operator);
  }
}

function compareIntegers(value: string, bound: string, operator: 'gt' | 'lt'): boolean {
  if (!/^[-+]?\d+$/.test(value) || !/^[-+]?\d+$/.test(bound)) return false;
  const [left, right] = [Number(value), Number(bound)];
  return operator === 'gt' ? left > right : left < right;
}

/** Whether a LabelSelector selects; a missing one selects nothing, an empty one everything. Rules: L-LAB-4 */
export function matchesLabelSelector(
  object: LabelSelectorLike | null | undefined,
  labels: Labels | undefined,
): boolean {
  if (object === null || object === undefined) return false;
  const selector = selectorFromLabelSelector(object);
  return selector !== undefined && matches(selector, labels);
}

// ---- field selectors -------------------------------------------------------------------------------------------

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '==' | '!=';
  readonly value: string;
}

export type ParsedFieldSelector =
  | { readonly selector: readonly FieldRequirement[]; readonly error?: undefined }
  | { readonly selector?: undefined; readonly error: string };

/** The terms of `status.phase=Running,spec.nodeName!=a`; a backslash keeps `,`, `=` and itself plain. */
export function parseFieldSelector(text: string): ParsedFieldSelector {
  const selector: FieldRequirement[] = [];
  for (const term of splitUnescaped(text)) {
    if (term === '') continue;
    const match = /^((?:\\.|[^=!\\])+?)(!=|==|=)((?:\\.|[^\\])*)$/.exec(term);
    if (match === null) {
      return { error: `invalid selector: '${text}'; can't understand '${term}'` };
    }
    const [, field = '', operator = '=', value = ''] = match;
    selector.push({
      field,
      operator: operator === '!=' ? '!=' : operator === '==' ? '==' : '=',
      value: value.replace(/\\(.)/g, '$1'),
    });
  }
  return { selector };
}

function splitUnescaped(text: string): readonly string[] {
  return text.match(/(?:\\.|[^,\\])+/g) ?? [];
}
