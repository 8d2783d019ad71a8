// `$(( … ))`: 64-bit numbers are taken as doubles, which is exact up to 2^53.

import type { ArithmeticExpression } from './parser';

export interface ArithmeticScope {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  /** The text of a word with its expansions done. */
  expandWord(word: Extract<ArithmeticExpression, { type: 'ArithmeticWord' }>): string;
  substitute(node: Extract<ArithmeticExpression, { type: 'ArithmeticCommandExpansion' }>): string;
  /** Reads a text as an expression: the value of a variable may be one. */
  parse(text: string): ArithmeticExpression | undefined;
}

/** What is wrong; dialects word it differently. */
export type ArithmeticError = 'division by zero' | 'syntax error' | 'too deep';

export type ArithmeticResult = { readonly value: number } | { readonly error: ArithmeticError };

const MAX_DEPTH = 200;

/** Thrown inside one evaluation only, so that fifteen operators need not each look for an error. */
class Stop extends Error {
  readonly reason: ArithmeticError;
  constructor(reason: ArithmeticError) {
    super(reason);
    this.reason = reason;
  }
}

export function evaluate(
  expression: ArithmeticExpression,
  scope: ArithmeticScope,
): ArithmeticResult {
  try {
    return { value: numberAt(expression, scope, 0) };
  } catch (thrown) {
    if (thrown instanceof Stop) return { error: thrown.reason };
    throw thrown;
  }
}

function numberAt(node: ArithmeticExpression, scope: ArithmeticScope, depth: number): number {
  if (depth > MAX_DEPTH) throw new Stop('too deep');
  switch (node.type) {
    case 'ArithmeticWord':
      // An operand is missing: `1 +`.
      if (node.value === '' && depth > 0) throw new Stop('syntax error');
      return textValue(scope.expandWord(node), scope, depth);
    case 'ArithmeticGroup':
      return numberAt(node.expression, scope, depth + 1);
    case 'ArithmeticCommandExpansion':
      return textValue(scope.substitute(node), scope, depth);
    case 'ArithmeticTernary':
      return numberAt(node.test, scope, depth + 1) !== 0
        ? numberAt(node.consequent, scope, depth + 1)
        : numberAt(node.alternate, scope, depth + 1);
    case 'ArithmeticUnary':
      return unaryValue(node, scope, depth);
    case 'ArithmeticBinary':
      return binaryValue(node, scope, depth);
  }
}

function textValue(raw: string, scope: ArithmeticScope, depth: number): number {
  const text = raw.trim();
  if (text === '') return 0;
  if (/^-?\d/.test(text)) {
    const number = numberOf(text);
    if (number !== undefined) return number;
  }
  if (/^[A-Za-z_]\w*$/.test(text)) {
    const value = scope.get(text);
    return value === undefined ? 0 : textValue2(value, scope, depth + 1);
  }
  const inner = scope.parse(text);
  if (inner === undefined || inner.type === 'ArithmeticWord') throw new Stop('syntax error');
  return numberAt(inner, scope, depth + 1);
}

function textValue2(text: string, scope: ArithmeticScope, depth: number): number {
  if (depth > MAX_DEPTH) throw new Stop('too deep');
  return textValue(text, scope, depth);
}

function numberOf(text: string): number | undefined {
  if (/^-?0[xX][0-9a-fA-F]+$/.test(text)) return Number(text.replace('-', '')) * sign(text);
  if (/^-?0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  if (/^-?\d+$/.test(text)) return Number(text);
  const based = /^(\d+)#(\w+)$/.exec(text);
  if (based?.[1] !== undefined && based[2] !== undefined) {
    const base = Number(based[1]);
    if (base >= 2 && base <= 36) return Number.parseInt(based[2], base);
  }
  return undefined;
}

const sign = (text: string): number => (text.startsWith('-') ? -1 : 1);

function nameOf(node: ArithmeticExpression): string {
  if (node.type === 'ArithmeticWord' && /^[A-Za-z_]\w*$/.test(node.value)) return node.value;
  throw new Stop('syntax error');
}

function unaryValue(
  node: Extract<ArithmeticExpression, { type: 'ArithmeticUnary' }>,
  scope: ArithmeticScope,
  depth: number,
): number {
  if (node.operator === '++' || node.operator === '--') {
    const name = nameOf(node.operand);
    const before = textValue(scope.get(name) ?? '0', scope, depth + 1);
    const after = before + (node.operator === '++' ? 1 : -1);
    scope.set(name, String(after));
    return node.prefix ? after : before;
  }
  const value = numberAt(node.operand, scope, depth + 1);
  switch (node.operator) {
    case '-':
      return -value;
    case '!':
      return value === 0 ? 1 : 0;
    case '~':
      return -value - 1;
    default:
      return value;
  }
}

function binaryValue(
  node: Extract<ArithmeticExpression, { type: 'ArithmeticBinary' }>,
  scope: ArithmeticScope,
  depth: number,
): number {
  const { operator } = node;
  if (operator === '=' || /^(?:[-+*/%&|^]|<<|>>|\*\*)=$/.test(operator)) {
    const name = nameOf(node.left);
    const right = numberAt(node.right, scope, depth + 1);
    const value =
      operator === '='
        ? right
        : operate(
            operator.slice(0, -1),
            textValue(scope.get(name) ?? '0', scope, depth + 1),
            right,
          );
    scope.set(name, String(value));
    return value;
  }
  const left = numberAt(node.left, scope, depth + 1);
  if (operator === '&&') {
    return left !== 0 && numberAt(node.right, scope, depth + 1) !== 0 ? 1 : 0;
  }
  if (operator === '||') {
    return left !== 0 || numberAt(node.right, scope, depth + 1) !== 0 ? 1 : 0;
  }
  return operate(operator, left, numberAt(node.right, scope, depth + 1));
}

const truth = (holds: boolean): number => (holds ? 1 : 0);

function operate(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return Math.trunc(left * right);
    case '/':
    case '%':
      if (right === 0) throw new Stop('division by zero');
      return operator === '/' ? Math.trunc(left / right) : left % right;
    case '**':
      return Math.trunc(left ** Math.max(0, right));
    case '<':
      return truth(left < right);
    case '>':
      return truth(left > right);
    case '<=':
      return truth(left <= right);
    case '>=':
      return truth(left >= right);
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    case '&':
      return Number(BigInt.asIntN(64, big(left) & big(right)));
    case '|':
      return Number(BigInt.asIntN(64, big(left) | big(right)));
    case '^':
      return Number(BigInt.asIntN(64, big(left) ^ big(right)));
    case '<<':
      return Number(BigInt.asIntN(64, big(left) << (big(right) & 63n)));
    case '>>':
      return Number(BigInt.asIntN(64, big(left) >> (big(right) & 63n)));
    case ',':
      return right;
    default:
      throw new Stop('syntax error');
  }
}

/** @param number may be out of range after long sums */
function big(number: number): bigint {
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : 0n;
}
