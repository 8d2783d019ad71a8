// Values as Go prints them: the API server's messages quote values this way.

/** Text that is put into a message as it stands. */
export class RawText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Go's `%q`. */
export function goQuote(text: string): string {
  let quoted = '';
  for (const character of text) quoted += escaped(character);
  return `"${quoted}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escaped(character: string): string {
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x7f || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)) return character;
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** A list or map that is not there, which Go prints otherwise than a missing single value. */
export const NIL = new RawText('null');

/** A value in a message: texts quoted, numbers and booleans plain, the rest as Go's JSON. A missing one is the quoted word null. */
export function goValue(value: unknown): string {
  if (value instanceof RawText) return value.text;
  if (value === undefined || value === null) return '"null"';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return goJson(value);
}

/** JSON with sorted keys, and with the characters that Go escapes for the sake of HTML. */
export function goJson(value: unknown): string {
  const sorted = (_: string, inner: unknown): unknown =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  return htmlEscaped(JSON.stringify(value, sorted) ?? 'null');
}

/** The same for a struct, whose fields keep their order. */
export function goStruct(value: unknown): RawText {
  return new RawText(htmlEscaped(JSON.stringify(value) ?? 'null'));
}

function htmlEscaped(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}
