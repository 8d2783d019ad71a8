// `test`, `[` and `[[ ]]`.

import type { Inode } from '../files/inode';
import { fileSize } from '../files/inode';
import { joinPath } from '../files/path';
import { fail, type Process } from '../programs/process';
import {
  arithmeticValue,
  type Expansion,
  expandPattern,
  expandText,
  parseArithmetic,
} from './expansion';
import type { TestExpression } from './parser';
import { matchesPattern } from './pattern';
import type { Shell } from './shell';

/** A file or string check with one operand; undefined for an operator there isn't. */
function unary(process: Process, operator: string, operand: string): boolean | undefined {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-t':
      return process.fds[Number(operand)]?.isTerminal === true;
    case '-h':
    case '-L':
      return isKind(linkAt(process, operand), 'link');
  }
  const { files } = process.table.machine;
  const path = joinPath(process.cwd, operand);
  const found = operand === '' ? undefined : files.lookup(path);
  const inode = found === undefined || found.error !== undefined ? undefined : found.value;
  return fileCheck(process, operator, { inode, path });
}

function fileCheck(
  process: Process,
  operator: string,
  { inode, path }: { readonly inode: Inode | undefined; readonly path: string },
): boolean | undefined {
  const { files } = process.table.machine;
  switch (operator) {
    case '-e':
    case '-a':
      return inode !== undefined;
    case '-f':
      return isKind(inode, 'file');
    case '-d':
      return isKind(inode, 'directory');
    case '-p':
      return isKind(inode, 'fifo');
    case '-c':
      return isKind(inode, 'device');
    case '-b':
    case '-S':
    case '-g':
    case '-u':
    case '-k':
      return false;
    case '-s':
      return inode?.kind === 'file' ? fileSize(inode) > 0 : inode?.kind === 'directory';
    case '-r':
      return inode !== undefined && files.allows(inode, 4);
    case '-w':
      return inode !== undefined && files.allows(inode, 2) && !files.isReadOnly(path);
    case '-x':
      return inode !== undefined && files.allows(inode, 1);
    case '-O':
    case '-G':
      return inode?.uid === files.uid;
    default:
      return undefined;
  }
}

function linkAt(process: Process, path: string): Inode | undefined {
  const found = process.table.machine.files.lookupLink(joinPath(process.cwd, path));
  return found.error === undefined ? found.value : undefined;
}

function isKind(inode: Inode | undefined, kind: Inode['kind']): boolean {
  return inode?.kind === kind;
}

const UNARY = /^-[a-zA-Z]$/;
const BINARY: ReadonlySet<string> = new Set([
  '=',
  '==',
  '!=',
  '<',
  '>',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
]);

class BadTest extends Error {}

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new BadTest(text);
  return Number(text);
}

function compare(operator: string, left: number, right: number): boolean | undefined {
  switch (operator) {
    case '-eq':
      return left === right;
    case '-ne':
      return left !== right;
    case '-lt':
      return left < right;
    case '-le':
      return left <= right;
    case '-gt':
      return left > right;
    case '-ge':
      return left >= right;
    default:
      return undefined;
  }
}

function modifiedAt(process: Process, path: string): number {
  const found = process.table.machine.files.lookup(joinPath(process.cwd, path));
  return found.error === undefined ? found.value.modifiedAt : -1;
}

function sameFile(process: Process, left: string, right: string): boolean {
  const { files } = process.table.machine;
  const first = files.lookup(joinPath(process.cwd, left));
  const second = files.lookup(joinPath(process.cwd, right));
  return first.error === undefined && second.error === undefined && first.value === second.value;
}

function binary(process: Process, operator: string, left: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
      return modifiedAt(process, left) > modifiedAt(process, right);
    case '-ot':
      return modifiedAt(process, left) < modifiedAt(process, right);
    case '-ef':
      return sameFile(process, left, right);
    default:
      return compare(operator, integer(left), integer(right)) ?? false;
  }
}

/** How the caller words errors, and whether it knows `==` (dash does not). */
export interface TestWords {
  readonly message?: (text: string, operand: string) => string;
  readonly knowsDoubleEquals?: boolean;
}

/** `test` and `[` as commands. @param argv with the name first */
export function testCommand(
  process: Process,
  argv: readonly string[],
  {
    message = (text, operand) => `${argv[0] ?? 'test'}: ${operand}: ${text}`,
    knowsDoubleEquals = true,
  }: TestWords = {},
): number {
  let words = argv.slice(1);
  const name = argv[0] ?? 'test';
  if (name === '[') {
    if (words.at(-1) !== ']') return fail(process, 2, message('missing ]', '['));
    words = words.slice(0, -1);
  }
  if (!knowsDoubleEquals && words.includes('==')) {
    return fail(process, 2, message('unknown operand', words[words.indexOf('==') - 1] ?? '=='));
  }
  const reader = new TestReader(process, words);
  try {
    const holds = reader.readAll();
    if (holds === undefined) {
      return fail(process, 2, message('unknown operand', reader.next() ?? name));
    }
    return holds ? 0 : 1;
  } catch (thrown) {
    if (thrown instanceof BadTest) {
      return fail(process, 2, message('bad number', thrown.message));
    }
    throw thrown;
  }
}

/** Reads the operands by their number first, as POSIX says, then by precedence. */
class TestReader {
  private readonly process: Process;
  private readonly words: readonly string[];
  private at = 0;
  private depth = 0;

  constructor(process: Process, words: readonly string[]) {
    this.process = process;
    this.words = words;
  }

  next(): string | undefined {
    return this.words[this.at];
  }

  readAll(): boolean | undefined {
    const { words } = this;
    if (words.length === 0) return false;
    if (words.length === 1) return words[0] !== '';
    if (words.length === 3) {
      const [left = '', operator = '', right = ''] = words;
      if (BINARY.has(operator)) return binary(this.process, operator, left, right);
    }
    if (words.length === 2 && words[0] !== '!' && !UNARY.test(words[0] ?? '')) return undefined;
    const holds = this.or();
    return this.at === words.length ? holds : undefined;
  }

  private or(): boolean {
    let holds = this.and();
    while (this.next() === '-o') {
      this.at++;
      const right = this.and();
      holds = holds || right;
    }
    return holds;
  }

  private and(): boolean {
    let holds = this.not();
    while (this.next() === '-a') {
      this.at++;
      const right = this.not();
      holds = holds && right;
    }
    return holds;
  }

  private not(): boolean {
    let negated = false;
    while (this.next() === '!' && this.at < this.words.length - 1) {
      this.at++;
      negated = !negated;
    }
    return this.primary() !== negated;
  }

  private primary(): boolean {
    const word = this.next();
    if (word === undefined) throw new BadTest('argument expected');
    const operator = this.words[this.at + 1];
    if (operator !== undefined && BINARY.has(operator) && this.at + 2 < this.words.length) {
      const right = this.words[this.at + 2] ?? '';
      this.at += 3;
      return binary(this.process, operator, word, right);
    }
    if (word === '(' && this.depth < 50) {
      this.at++;
      this.depth++;
      const holds = this.or();
      this.depth--;
      if (this.next() === ')') this.at++;
      return holds;
    }
    if (UNARY.test(word) && operator !== undefined) {
      const holds = unary(this.process, word, operator);
      if (holds !== undefined) {
        this.at += 2;
        return holds;
      }
    }
    this.at++;
    return word !== '';
  }
}

/** `[[ ]]` */
export function evaluateTest(
  shell: Shell,
  expansion: Expansion,
  expression: TestExpression,
): boolean {
  switch (expression.type) {
    case 'TestLogical':
      return expression.operator === '&&'
        ? expression.operands.every((operand) => evaluateTest(shell, expansion, operand))
        : expression.operands.some((operand) => evaluateTest(shell, expansion, operand));
    case 'TestNot':
      return (
        evaluateTest(shell, expansion, expression.operand) !==
        (expression.negations.length % 2 === 1)
      );
    case 'TestGroup':
      return evaluateTest(shell, expansion, expression.expression);
    case 'TestUnary': {
      const operand = expandText(expansion, expression.operand);
      if (expression.operator === '-v') return shell.parameter(operand) !== undefined;
      return unary(shell.process, expression.operator, operand) ?? operand !== '';
    }
    case 'TestBinary':
      return evaluateBinary(shell, expansion, expression);
  }
}

function evaluateBinary(
  shell: Shell,
  expansion: Expansion,
  expression: Extract<TestExpression, { type: 'TestBinary' }>,
): boolean {
  const left = expandText(expansion, expression.left);
  const { operator } = expression;
  if (operator === '=' || operator === '==' || operator === '!=') {
    const matches = matchesPattern(expandPattern(expansion, expression.right), left);
    return matches === (operator !== '!=');
  }
  const right = expandText(expansion, expression.right);
  if (operator === '=~') return matchesRegExp(shell, left, right);
  if (/^-(?:eq|ne|lt|le|gt|ge)$/.test(operator)) {
    const numbers = [left, right].map((text) => arithmeticValue(expansion, parseArithmetic(text)));
    return compare(operator, numbers[0] ?? 0, numbers[1] ?? 0) ?? false;
  }
  return binary(shell.process, operator, left, right);
}

function matchesRegExp(shell: Shell, text: string, source: string): boolean {
  try {
    const match = new RegExp(source, 'u').exec(text);
    shell.variables.setElements('BASH_REMATCH', match === null ? [] : [...match]);
    return match !== null;
  } catch {
    return false;
  }
}
