import { expandEscapes } from './basics';

const MAX_WIDTH = 1000;
const MAX_ROUNDS = 1000;

/** `printf` reuses its format until all values are used up. `complaint` is the value that is no number. */
export function formatPrintf(
  format: string,
  values: readonly string[],
): { readonly text: string; readonly complaint: string | undefined } {
  const rest = [...values];
  const state = { complaint: undefined as string | undefined, stops: false };
  let text = '';
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = rest.length;
    text += once(format, rest, state);
    if (rest.length === 0 || rest.length === before || state.stops) break;
  }
  return { text, complaint: state.complaint };
}

interface State {
  complaint: string | undefined;
  stops: boolean;
}

const DIRECTIVE =
  /\\(?:[ntrbafve\\"']|0?[0-7]{1,3}|x[0-9a-fA-F]{1,2}|c)|%%|%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z])/g;

function once(format: string, rest: string[], state: State): string {
  return format.replace(
    DIRECTIVE,
    (whole, flags?: string, width?: string, precision?: string, kind?: string) => {
      if (state.stops) return '';
      if (whole === '%%') return '%';
      if (kind === undefined) return escapeOf(whole, state);
      const wide = width === '*' ? rest.shift() : width;
      const exact = precision === '*' ? rest.shift() : precision;
      const field = { flags: flags ?? '', width: clamp(wide), precision: clamp(exact), kind };
      return formatOne(field, rest, state);
    },
  );
}

function escapeOf(whole: string, state: State): string {
  if (whole === '\\"' || whole === "\\'") return whole.slice(1);
  const { text, stops } = expandEscapes(whole);
  state.stops ||= stops;
  return text;
}

function clamp(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  return Math.min(MAX_WIDTH, Math.max(-MAX_WIDTH, Number(text) || 0));
}

interface Field {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly kind: string;
}

function formatOne(field: Field, rest: string[], state: State): string {
  const value = rest.shift();
  switch (field.kind) {
    case 's':
      return pad(field, (value ?? '').slice(0, field.precision));
    case 'b': {
      const { text, stops } = expandEscapes(value ?? '');
      state.stops ||= stops;
      return pad(field, text);
    }
    case 'q':
      return pad(field, `'${(value ?? '').replaceAll("'", "'\\''")}'`);
    case 'c':
      return pad(field, (value ?? '').slice(0, 1));
    case 'd':
    case 'i':
    case 'u':
      return padNumber(field, integerText(field, numberOf(value, state)));
    case 'x':
    case 'X':
    case 'o':
      return padNumber(field, basedText(field, Math.trunc(numberOf(value, state))));
    case 'f':
    case 'F':
      return padNumber(
        field,
        signed(field, numberOf(value, state).toFixed(Math.min(20, field.precision ?? 6))),
      );
    case 'e':
    case 'g':
    case 'E':
    case 'G':
      return padNumber(field, String(numberOf(value, state)));
    default:
      state.complaint ??= `%${field.kind}`;
      return '';
  }
}

function numberOf(value: string | undefined, state: State): number {
  if (value === undefined || value.trim() === '') return 0;
  if (/^['"]/.test(value)) return value.charCodeAt(1) || 0;
  const number = Number(value);
  if (!Number.isNaN(number)) return number;
  state.complaint ??= value;
  return Number.parseFloat(value) || 0;
}

function integerText(field: Field, value: number): string {
  const digits = String(Math.abs(Math.trunc(value))).padStart(
    Math.max(0, field.precision ?? 0),
    '0',
  );
  return signed(field, value < 0 ? `-${digits}` : digits);
}

function signed({ flags }: Field, text: string): string {
  return flags.includes('+') && !text.startsWith('-') ? `+${text}` : text;
}

function basedText({ kind, flags }: Field, value: number): string {
  const text = Math.abs(value).toString(kind === 'o' ? 8 : 16);
  const full = flags.includes('#') && kind !== 'o' ? `0x${text}` : text;
  return kind === 'X' ? full.toUpperCase() : full;
}

function pad({ flags, width }: Field, text: string): string {
  if (width === undefined) return text;
  return flags.includes('-') || width < 0 ? text.padEnd(Math.abs(width)) : text.padStart(width);
}

function padNumber(field: Field, text: string): string {
  if (!field.flags.includes('0') || field.flags.includes('-')) return pad(field, text);
  const minus = /^[-+]/.test(text) ? text.charAt(0) : '';
  return minus + text.slice(minus.length).padStart((field.width ?? 0) - minus.length, '0');
}
