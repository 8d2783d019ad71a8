// An API object as YAML the way kubectl prints it: keys in order of the alphabet, lists not indented, quotes only where
// a plain word would be read as something else.

type Json = unknown;

export function toYaml(value: Json): string {
  return lines(value, 0)
    .map((line) => `${line}\n`)
    .join('');
}

function isEmpty(value: Json): boolean {
  return Array.isArray(value) ? value.length === 0 : Object.keys(value as object).length === 0;
}

function isBranch(value: Json): value is readonly Json[] | Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !isEmpty(value);
}

/** The lines of a map or a list, or the one line of a scalar. */
function lines(value: Json, indent: number): readonly string[] {
  if (!isBranch(value)) return [scalar(value, indent)];
  return Array.isArray(value)
    ? value.flatMap((item) => listItem(item, indent))
    : entries(value as Readonly<Record<string, Json>>, indent);
}

function entries(map: Readonly<Record<string, Json>>, indent: number): readonly string[] {
  const pad = ' '.repeat(indent);
  return Object.keys(map)
    .filter((key) => map[key] !== undefined)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap((key) => {
      const value = map[key];
      const head = `${pad}${text(key)}:`;
      if (!isBranch(value)) return [`${head} ${scalar(value, indent)}`];
      const inner = Array.isArray(value) ? indent : indent + 2;
      return [head, ...lines(value, inner)];
    });
}

function listItem(item: Json, indent: number): readonly string[] {
  const pad = ' '.repeat(indent);
  const [first = '', ...rest] = lines(item, indent + 2);
  return [`${pad}- ${first.slice(isBranch(item) ? indent + 2 : 0)}`, ...rest];
}

function scalar(value: Json, indent: number): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  if (typeof value !== 'string') return String(value);
  return value.includes('\n') ? block(value, indent) : text(value);
}

/** Lines of their own, unless the text begins or ends in a way that only quotes can keep. */
function block(value: string, indent: number): string {
  if (/^\s|\n\n$|\n[ \t]+(?:\n|$)/.test(value) || CONTROL.test(value)) return JSON.stringify(value);
  const pad = ' '.repeat(indent + 2);
  const isEnded = value.endsWith('\n');
  const body = isEnded ? value.slice(0, -1) : value;
  const rows = body.split('\n').map((line) => (line === '' ? '' : pad + line));
  return [isEnded ? '|' : '|-', ...rows].join('\n');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they need an escape
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f\u0085\u2028\u2029\ufeff]/;

/** Words, numbers and dates that YAML reads as something else than text. */
const NOT_TEXT =
  /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|[-+]?(?:0x[\da-fA-F]+|0o?[0-7]+|0b[01]+|\d[\d_]*)|[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|\d{4}-\d\d?-\d\d?(?:[Tt ].*)?|=|<<)$/;
const NOT_PLAIN = /^[\s\-?:,[\]{}#&*!|>'"%@`]|: |:$| #|\s$/;
const PLAIN_DASH = /^[-?:][^\s]/;

function text(value: string): string {
  if (value === '' || NOT_TEXT.test(value)) return JSON.stringify(value);
  if (value.includes('\n') || CONTROL.test(value)) return JSON.stringify(value);
  const isPlain = !NOT_PLAIN.test(value) || (PLAIN_DASH.test(value) && !/: |:$| #|\s$/.test(value));
  return isPlain ? value : `'${value.replaceAll("'", "''")}'`;
}
