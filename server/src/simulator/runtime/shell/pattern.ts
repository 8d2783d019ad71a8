// Shell patterns (`*`, `?`, `[a-z]`) as regular expressions. A backslash makes the next character an ordinary one.

const KEPT = 1000;
const cache = new Map<string, RegExp>();

/** Whether all of `text` matches. */
export function matchesPattern(pattern: string, text: string): boolean {
  return wholePattern(pattern).test(text);
}

export function wholePattern(pattern: string): RegExp {
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

/** The source of a regular expression for a pattern, unanchored. Lazy stars where the shortest match is wanted. */
export function patternSource(pattern: string, lazy = false): string {
  let source = '';
  for (let index = 0; index < pattern.length; index++) {
    const letter = pattern[index] ?? '';
    if (letter === '\\') {
      index++;
      source += escapeRegExp(pattern[index] ?? '\\');
    } else if (letter === '*') {
      while (pattern[index + 1] === '*') index++;
      source += lazy ? '[\\s\\S]*?' : '[\\s\\S]*';
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

/** `${x#pattern}` and its kin. */
export function removePattern(text: string, pattern: string, operator: string): string {
  if (operator === '#' || operator === '##') {
    const source = patternSource(pattern, operator === '#');
    const expression = cached(`${operator}${pattern}`, () => new RegExp(`^(?:${source})`, 'su'));
    return text.replace(expression, '');
  }
  const whole = wholePattern(pattern);
  // The suffix is looked for by its begin: the last one that matches is the shortest, the first the longest.
  const limit = Math.min(text.length, 4096);
  for (let step = 0; step <= limit; step++) {
    const at = operator === '%' ? text.length - step : step;
    if (whole.test(text.slice(at))) return text.slice(0, at);
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
  if (pattern === '') return text;
  const source = patternSource(pattern);
  const anchored =
    operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : `(?:${source})`;
  const expression = cached(
    `${operator} ${pattern}`,
    () => new RegExp(anchored, operator === '//' ? 'gsu' : 'su'),
  );
  return text.replace(expression, () => replacement);
}
