import type { WordPart } from './parser';

const MAX_ALTERNATIVES = 10_000;

/** The part lists that `a{b,c}{1..3}` stands for; undefined when there are no braces that expand. */
export function braceAlternatives(
  parts: readonly WordPart[],
): readonly (readonly WordPart[])[] | undefined {
  if (!parts.some((part) => part.type === 'BraceExpansion')) return undefined;
  let lists: (readonly WordPart[])[] = [[]];
  for (const part of parts) {
    const texts = part.type === 'BraceExpansion' ? alternativesOf(part.text) : undefined;
    const choices: readonly WordPart[] =
      texts === undefined ? [part] : texts.map((text) => literalPart(part, text));
    if (lists.length * choices.length > MAX_ALTERNATIVES) return undefined;
    lists = lists.flatMap((list) => choices.map((choice) => [...list, choice]));
  }
  return lists;
}

function literalPart(at: WordPart, text: string): WordPart {
  return { type: 'Literal', pos: at.pos, end: at.end, value: text, text };
}

function alternativesOf(text: string): readonly string[] | undefined {
  const inside = text.slice(1, -1);
  const range = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(inside);
  if (range?.[1] !== undefined && range[2] !== undefined) {
    return rangeOf(range[1], range[2], range[3]);
  }
  const items = splitTop(inside);
  if (items.length < 2) return undefined;
  return items.flatMap((item) =>
    /^[^{]*\{.*\}/s.test(item) ? nestedAlternatives(item) : [unquote(item)],
  );
}

/** `a{b,c}d` inside another pair of braces. */
function nestedAlternatives(item: string): readonly string[] {
  const start = item.indexOf('{');
  let depth = 0;
  for (let index = start; index < item.length; index++) {
    if (item[index] === '{') depth++;
    if (item[index] !== '}') continue;
    depth--;
    if (depth > 0) continue;
    const inner = alternativesOf(item.slice(start, index + 1));
    if (inner === undefined) return [item];
    return inner.map((text) => item.slice(0, start) + text + item.slice(index + 1));
  }
  return [item];
}

function splitTop(text: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let item = '';
  for (const letter of text) {
    if (letter === '{') depth++;
    if (letter === '}') depth--;
    if (letter === ',' && depth === 0) {
      items.push(item);
      item = '';
    } else item += letter;
  }
  items.push(item);
  return items;
}

function unquote(text: string): string {
  return text.replace(/^(['"])(.*)\1$/s, '$2').replace(/\\(.)/gs, '$1');
}

function rangeOf(
  from: string,
  to: string,
  step: string | undefined,
): readonly string[] | undefined {
  const letters = /^[A-Za-z]$/.test(from) && /^[A-Za-z]$/.test(to);
  const first = letters ? from.charCodeAt(0) : Number(from);
  const last = letters ? to.charCodeAt(0) : Number(to);
  if (Number.isNaN(first) || Number.isNaN(last)) return undefined;
  const stride = Math.max(1, Math.abs(Number(step ?? 1)));
  if (Math.abs(last - first) / stride > MAX_ALTERNATIVES) return undefined;
  const width = /^-?0\d/.test(from) || /^-?0\d/.test(to) ? Math.max(from.length, to.length) : 0;
  const result: string[] = [];
  for (
    let at = first;
    first <= last ? at <= last : at >= last;
    at += first <= last ? stride : -stride
  ) {
    result.push(letters ? String.fromCharCode(at) : padNumber(at, width));
  }
  return result;
}

function padNumber(value: number, width: number): string {
  const digits = String(Math.abs(value)).padStart(value < 0 ? width - 1 : width, '0');
  return value < 0 ? `-${digits}` : digits;
}
