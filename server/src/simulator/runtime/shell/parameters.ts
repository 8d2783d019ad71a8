// `$x`, `${x:-word}`, `${x%pattern}` and the special parameters.

import {
  arithmeticValue,
  type Expansion,
  expandParts,
  expandPattern,
  expandText,
  parseArithmetic,
  put,
} from './expansion';
import type { FieldSink } from './fields';
import type { ParameterExpansionPart, ParameterOperation, Word } from './parser';
import { matchesPattern, removePattern, replacePattern } from './pattern';
import type { Dialect } from './shellState';

interface ParameterUse {
  readonly name: string;
  readonly part?: ParameterExpansionPart;
}

export function expandParameter(
  expansion: Expansion,
  { name, part }: ParameterUse,
  sink: FieldSink,
  quoted: boolean,
): void {
  if (part !== undefined && !understands(expansion.state.dialect, part)) {
    expansion.fail(expansion.state.badSubstitutionMessage(part.text));
    return;
  }
  if (part?.prefix === '#') {
    sink.literal(String(lengthOf(expansion, name, part)));
    return;
  }
  const resolved = part?.prefix === '!' ? (expansion.state.parameter(name) ?? '') : name;
  const list = listOf(expansion, resolved, part);
  if (list !== undefined) {
    expandList(expansion, list, part, sink, quoted);
    return;
  }
  const value = singleValue(expansion, resolved, part);
  if (part?.operation === undefined) {
    if (value === undefined) checkSet(expansion, resolved);
    put(sink, value ?? '', quoted);
    return;
  }
  operate(expansion, { name: resolved, value, operation: part.operation }, sink, quoted);
}

/** Which forms of `${…}` a shell knows; the others are a bad substitution. */
function understands(
  dialect: Dialect,
  { parameter, prefix, index, operation }: ParameterExpansionPart,
): boolean {
  if (parameter === '' || operation?.type === 'Unknown') return false;
  if (dialect === 'bash') return true;
  if (prefix === '!' || index !== undefined) return false;
  switch (operation?.type) {
    case 'CaseModification':
    case 'Transform':
    case 'Names':
      return false;
    case 'Replace':
    case 'Slice':
      return dialect === 'ash';
    default:
      return true;
  }
}

/** `$@`, `$*`, `${a[@]}`: the values, and whether quotes keep them apart. */
interface ValueList {
  readonly values: readonly string[];
  readonly apart: boolean;
}

function listOf(
  expansion: Expansion,
  name: string,
  part: ParameterExpansionPart | undefined,
): ValueList | undefined {
  if (name === '@' || name === '*') {
    return { values: expansion.state.positional, apart: name === '@' };
  }
  const index = part?.index?.value;
  if (index !== '@' && index !== '*') return undefined;
  return { values: expansion.state.variables.elements(name) ?? [], apart: index === '@' };
}

function expandList(
  expansion: Expansion,
  list: ValueList,
  part: ParameterExpansionPart | undefined,
  sink: FieldSink,
  quoted: boolean,
): void {
  const { operation } = part ?? {};
  let { values } = list;
  if (operation?.type === 'Default') {
    const empty = values.length === 0;
    const alternative = operation.operator.endsWith('+');
    // `+` speaks where there is something, `-` where there is nothing.
    if (alternative ? !empty : empty) {
      expandOperand(expansion, operation.operand, sink, quoted);
      return;
    }
    if (alternative) return;
  } else if (operation?.type === 'Slice') {
    const offset = wordNumber(expansion, operation.offset);
    const length =
      operation.length === undefined ? undefined : wordNumber(expansion, operation.length);
    const from =
      part?.parameter === '@' || part?.parameter === '*' ? Math.max(0, offset - 1) : offset;
    values = values.slice(from, length === undefined ? undefined : from + length);
  } else if (operation !== undefined) {
    values = values.map((value) => changed(expansion, value, operation));
  }
  if (quoted && list.apart) sink.values(values);
  else if (quoted) sink.literal(values.join(expansion.state.fieldSeparators().charAt(0)));
  else {
    values.forEach((value, index) => {
      if (index > 0) sink.split(' ');
      sink.split(value);
    });
  }
}

function lengthOf(expansion: Expansion, name: string, part: ParameterExpansionPart): number {
  const list = listOf(expansion, name, part);
  if (list !== undefined) return list.values.length;
  return [...(singleValue(expansion, name, part) ?? '')].length;
}

function singleValue(
  expansion: Expansion,
  name: string,
  part: ParameterExpansionPart | undefined,
): string | undefined {
  if (part?.index === undefined) return expansion.state.parameter(name);
  const index = wordNumber(expansion, part.index);
  const elements = expansion.state.variables.elements(name) ?? [];
  return elements.at(index);
}

function wordNumber(expansion: Expansion, word: Word): number {
  return arithmeticValue(expansion, parseArithmetic(expandText(expansion, word)));
}

function checkSet(expansion: Expansion, name: string): void {
  if (!expansion.state.options.nounset || name === '@' || name === '*') return;
  expansion.failUnset(expansion.state.unsetMessage(name));
}

interface Operand {
  readonly name: string;
  readonly value: string | undefined;
  readonly operation: ParameterOperation;
}

function operate(
  expansion: Expansion,
  { name, value, operation }: Operand,
  sink: FieldSink,
  quoted: boolean,
): void {
  if (operation.type !== 'Default') {
    if (value === undefined) checkSet(expansion, name);
    put(sink, changed(expansion, value ?? '', operation), quoted);
    return;
  }
  const missing = operation.operator.startsWith(':')
    ? value === undefined || value === ''
    : value === undefined;
  switch (operation.operator.replace(':', '')) {
    case '+':
      if (!missing) expandOperand(expansion, operation.operand, sink, quoted);
      return;
    case '=':
      if (missing) {
        const text = expandText(expansion, operation.operand);
        if (expansion.needs === undefined) expansion.state.variables.set(name, text);
        put(sink, text, quoted);
      } else put(sink, value ?? '', quoted);
      return;
    case '?':
      if (missing) {
        const text = expandText(expansion, operation.operand);
        expansion.failUnset(expansion.state.missingMessage(name, text));
      } else put(sink, value ?? '', quoted);
      return;
    default:
      if (missing) expandOperand(expansion, operation.operand, sink, quoted);
      else put(sink, value ?? '', quoted);
  }
}

function expandOperand(expansion: Expansion, word: Word, sink: FieldSink, quoted: boolean): void {
  if (word.parts === undefined) put(sink, word.value, quoted);
  else expandParts(expansion, word.parts, sink, quoted);
}

function changed(expansion: Expansion, value: string, operation: ParameterOperation): string {
  switch (operation.type) {
    case 'Remove':
      return removePattern(value, expandPattern(expansion, operation.operand), operation.operator);
    case 'Replace':
      return replacePattern(
        value,
        expandPattern(expansion, operation.pattern),
        expandText(expansion, operation.replacement),
        operation.operator,
      );
    case 'Slice':
      return sliced(
        value,
        wordNumber(expansion, operation.offset),
        operation.length === undefined ? undefined : wordNumber(expansion, operation.length),
      );
    case 'CaseModification':
      return withCase(
        value,
        operation.operator,
        operation.operand === undefined ? undefined : expandPattern(expansion, operation.operand),
      );
    case 'Transform':
      return transformed(value, operation.operand.value);
    case 'Default':
    case 'Names':
    case 'Unknown':
      return value;
  }
}

function sliced(value: string, offset: number, length: number | undefined): string {
  const from = offset < 0 ? Math.max(0, value.length + offset) : offset;
  if (length === undefined) return value.slice(from);
  return length < 0 ? value.slice(from, value.length + length) : value.slice(from, from + length);
}

function withCase(value: string, operator: string, pattern: string | undefined): string {
  const change = (letter: string): string =>
    pattern !== undefined && pattern !== '' && !matchesPattern(pattern, letter)
      ? letter
      : operator.startsWith('^')
        ? letter.toUpperCase()
        : letter.toLowerCase();
  if (operator.length === 2) return [...value].map(change).join('');
  const [first = '', ...rest] = [...value];
  return change(first) + rest.join('');
}

function transformed(value: string, operator: string): string {
  switch (operator) {
    case 'Q':
      return `'${value.replaceAll("'", "'\\''")}'`;
    case 'U':
      return value.toUpperCase();
    case 'L':
      return value.toLowerCase();
    case 'u':
      return value.charAt(0).toUpperCase() + value.slice(1);
    default:
      return value;
  }
}
