// POSIX regular expressions as JavaScript writes them.

/** A basic regular expression as JavaScript writes it. */
export function basicToExtended(pattern: string): string {
  return pattern.replace(
    /\\([(){}+?|])|([(){}+?|])/g,
    (_whole, escaped?: string, bare?: string) => escaped ?? `\\${bare ?? ''}`,
  );
}

/** A POSIX extended regular expression as JavaScript writes it. */
export function extendedToJs(pattern: string): string {
  return pattern
    .replace(/\[\[:space:\]\]/g, '\\s')
    .replace(/\[:space:\]/g, '\\s')
    .replace(/\[:digit:\]/g, '0-9')
    .replace(/\[:alpha:\]/g, 'a-zA-Z')
    .replace(/\[:alnum:\]/g, 'a-zA-Z0-9')
    .replace(/\[:upper:\]/g, 'A-Z')
    .replace(/\[:lower:\]/g, 'a-z')
    .replace(/\[:blank:\]/g, ' \\t');
}

/** A regular expression from a user's text; undefined when it is none. */
export function regExpOf(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
