import { fail, type Process, type Run } from '../../programs/process';
import { say } from './basics';
import { basicToExtended } from './regularExpressions';
import { byText } from './text';

/** `expr`: sums, comparisons, `:`; the operators by precedence. */
export function expr(process: Process, argv: readonly string[]): Run {
  const words = argv.slice(1);
  let at = 0;
  const levels: readonly (readonly string[])[] = [
    ['|'],
    ['&'],
    ['<', '<=', '=', '==', '!=', '>=', '>'],
    ['+', '-'],
    ['*', '/', '%'],
    [':'],
  ];
  let failed: string | undefined;
  const level = (depth: number): string => {
    const operators = levels[depth];
    if (operators === undefined) return primary();
    let left = level(depth + 1);
    for (
      let operator = words[at];
      operator !== undefined && operators.includes(operator);
      operator = words[at]
    ) {
      at++;
      left = operate(operator, left, level(depth + 1));
    }
    return left;
  };
  const primary = (): string => {
    const word = words[at++];
    if (word === undefined) {
      failed ??= 'expr: syntax error';
      return '';
    }
    if (word === 'length') return String((words[at++] ?? '').length);
    if (word === '(') {
      const inner = level(0);
      at++;
      return inner;
    }
    return word;
  };
  const operate = (operator: string, left: string, right: string): string => {
    if (operator === '|') return isTrue(left) ? left : right;
    if (operator === '&') return isTrue(left) && isTrue(right) ? left : '0';
    if (operator === ':') return expressionMatch(left, right);
    const first = Number(left);
    const second = Number(right);
    const numbers = left !== '' && right !== '' && !Number.isNaN(first) && !Number.isNaN(second);
    const order = numbers ? first - second : byText(left, right);
    const comparison = {
      '<': order < 0,
      '<=': order <= 0,
      '=': order === 0,
      '==': order === 0,
      '!=': order !== 0,
      '>=': order >= 0,
      '>': order > 0,
    }[operator];
    if (comparison !== undefined) return comparison ? '1' : '0';
    if (!numbers) failed ??= 'expr: non-integer argument';
    else if ((operator === '/' || operator === '%') && second === 0)
      failed ??= 'expr: division by zero';
    else {
      const value =
        operator === '+'
          ? first + second
          : operator === '-'
            ? first - second
            : operator === '*'
              ? first * second
              : operator === '/'
                ? Math.trunc(first / second)
                : first % second;
      return String(value);
    }
    return '0';
  };
  const result = level(0);
  if (failed !== undefined || at < words.length)
    return fail(process, 2, failed ?? 'expr: syntax error');
  return say(process, `${result}\n`, isTrue(result) ? 0 : 1);
}

const isTrue = (text: string): boolean => text !== '' && text !== '0';

function expressionMatch(text: string, pattern: string): string {
  try {
    const match = new RegExp(`^(?:${basicToExtended(pattern)})`).exec(text);
    if (match === null) return pattern.includes('\\(') ? '' : '0';
    return match[1] ?? String(match[0].length);
  } catch {
    return '0';
  }
}
