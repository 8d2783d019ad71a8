// Shell patterns (`*`, `?`, `[a-z]`) as regular expressions. A backslash makes the next character an ordinary one.

const KEPT = 1000;
const STAR = '[\\s\\S]*';
/** A search with more stars than this would backtrack too long in a long text. */
const MAX_STARS = 2;
const LONG = 4096;
const cache = new Map<string, RegExp>();

/** Whether all of `text` matches. The pieces between stars are looked for one after another, so nothing backtracks. */
export function matchesPattern(pattern: string, text: string): boolean {
  const pieces = piecesOf(pattern);
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return wholePattern(first).test(text);
  const start = find(`^(?:${first})`, text, 0);
  if (start === undefined) return false;
  let at = start;
  for (const piece of rest) {
    const next = find(piece, text, at);
    if (next === undefined) return false;
    at = next;
  }
  return find(`(?:${last})$`, text, at) !== undefined;
}

const KEPT_PIECES = new Map<string, readonly string[]>();

/** Sources of regular expressions for what stands between the stars. */
function piecesOf(pattern: string): readonly string[] {
  let pieces = KEPT_PIECES.get(pattern);
  if (pieces === undefined) {
    pieces = pattern.includes('*') ? patternSource(pattern).split(STAR) : [pattern];
    if (KEPT_PIECES.size >= KEPT) KEPT_PIECES.clear();
    KEPT_PIECES.set(pattern, pieces);
  }
  return pieces;
}

/** Where the first match of `source` at or after `from` ends. */
function find(source: string, text: string, from: number): number | undefined {
  if (source === '') return from;
  const expression = cached(`g${source}`, () => new RegExp(source, 'gsu'));
  if (source.startsWith('^')) {
    expression.lastIndex = 0;
    return expression.test(text) ? expression.lastIndex : undefined;
  }
  expression.lastIndex = from;
  return expression.test(text) ? expression.lastIndex : undefined;
}

/** A pattern without stars. */
function wholePattern(pattern: string): RegExp {
  return cached(`^${pattern}`, () => new RegExp(`^(?:${patternSource(pattern)})$`, 'su'));
}

function cached(key: string, make: () => RegExp): RegExp {
  let known = cache.get(key);
  if (known === undefined) {
    known = safely(make);
    if (cache.size >= KEPT) cache.clear();
    cache.set(key, known);
  }
  return known;
}

/** A pattern that makes no regular expression (`[z-a]`) matches nothing. */
function safely(make: () => RegExp): RegExp {
  try {
    return make();
  } catch {
    return /[^\s\S]/;
  }
}

/** The source of a regular expression for a pattern, unanchored. */
function patternSource(pattern: string): string {
  let source = '';
  for (let index = 0; index < pattern.length; index++) {
    const letter = pattern[index] ?? '';
    if (letter === '\\') {
      index++;
      source += escapeRegExp(pattern[index] ?? '\\');
    } else if (letter === '*') {
      while (pattern[index + 1] === '*') index++;
      source += STAR;
    } else if (letter === '?') source += '[\\s\\S]';
    else if (letter === '[') {
      const set = bracketSet(pattern, index);
      source += set?.source ?? '\\[';
      index = set?.end ?? index;
    } else source += escapeRegExp(letter);
  }
  return source;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9a-fA-F',
};

function bracketSet(
  pattern: string,
  start: number,
): { readonly source: string; readonly end: number } | undefined {
  let index = start + 1;
  const negated = pattern[index] === '!' || pattern[index] === '^';
  if (negated) index++;
  let inside = '';
  for (let first = true; index < pattern.length; index++, first = false) {
    const letter = pattern[index] ?? '';
    if (letter === ']' && !first) return { source: `[${negated ? '^' : ''}${inside}]`, end: index };
    const named = letter === '[' ? /^\[:(\w+):\]/.exec(pattern.slice(index)) : null;
    if (named?.[1] !== undefined) {
      inside += CLASSES[named[1]] ?? '';
      index += named[0].length - 1;
    } else if (letter === '\\' && index + 1 < pattern.length) {
      index++;
      inside += escapeInSet(pattern[index] ?? '');
    } else inside += letter === '-' ? '-' : escapeInSet(letter);
  }
  return undefined;
}

function escapeInSet(letter: string): string {
  return /[\\\]^[-]/.test(letter) ? `\\${letter}` : letter;
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Makes every character of `text` an ordinary one in a pattern. */
export function quotePattern(text: string): string {
  return /[\\*?[\]]/.test(text) ? text.replace(/[\\*?[\]]/g, '\\$&') : text;
}

export function hasPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

/** `${x#pattern}` and its kin: the shortest (`#`, `%`) or longest (`##`, `%%`) match at an end is cut off. */
export function removePattern(text: string, pattern: string, operator: string): string {
  const limit = Math.min(text.length, LONG);
  const longest = operator.length === 2;
  for (let step = 0; step <= limit; step++) {
    const length = longest ? limit - step : step;
    if (operator.startsWith('#')) {
      if (matchesPattern(pattern, text.slice(0, length))) return text.slice(length);
    } else if (matchesPattern(pattern, text.slice(text.length - length))) {
      return text.slice(0, text.length - length);
    }
  }
  return text;
}

/** `${x/pattern/replacement}` and its kin. */
export function replacePattern(
  text: string,
  pattern: string,
  replacement: string,
  operator: string,
): string {
  const stars = pattern.split('*').length - 1;
  if (pattern === '' || (stars > MAX_STARS && text.length > LONG)) return text;
  const source = patternSource(pattern);
  const anchored =
    operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : `(?:${source})`;
  const expression = cached(
    `${operator} ${pattern}`,
    () => new RegExp(anchored, operator === '//' ? 'gsu' : 'su'),
  );
  return text.replace(expression, () => replacement);
}
