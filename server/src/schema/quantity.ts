// Resource quantities: `250m`, `1.5Gi`, `1e3`. Exact arithmetic in billionths, printed as the API server prints them.

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A value in billionths (the finest that the API keeps), and the family of suffixes it is printed with. */
export interface Quantity {
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

export type ParsedQuantity =
  | { readonly quantity: Quantity; readonly error?: undefined }
  /** The API server's words for what is wrong. */
  | { readonly quantity?: undefined; readonly error: string };

const FORMAT_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX_ERROR = "unable to parse quantity's suffix";
const NUMERIC_ERROR = 'unable to parse numeric part of quantity';

const NANO = 1_000_000_000n;
/** The largest value that the API keeps; more is cut to it. */
const MAX = (2n ** 63n - 1n) * NANO;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];

export const ZERO: Quantity = { nano: 0n, format: 'DecimalSI' };

/** A quantity as it stands in a manifest; numbers count as their JSON text. */
export function parseQuantity(value: unknown): ParsedQuantity {
  if (value === null || value === undefined) return { quantity: ZERO };
  return parseText(typeof value === 'string' ? value.trim() : String(value));
}

/** The quantity, or zero where there is none or a wrong one: for arithmetic on what another check has refused. */
export function quantityOf(value: unknown): Quantity {
  return parseQuantity(value).quantity ?? ZERO;
}

function parseText(text: string): ParsedQuantity {
  if (text === '') return { error: FORMAT_ERROR };
  // A lone sign is read as zero.
  if (text === '+' || text === '-') return { quantity: ZERO };
  const shape = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*)([-+]?[0-9]*)$/.exec(text);
  if (shape === null) return { error: FORMAT_ERROR };
  const [, sign = '', whole = '', fraction = '', letters = '', digits = ''] = shape;
  const scale = scaleOf(letters + digits);
  if (scale === undefined) return { error: SUFFIX_ERROR };
  if (whole === '' && fraction === '') return { error: NUMERIC_ERROR };
  const nano = scaled(BigInt(whole + fraction), scale, fraction.length);
  return { quantity: { nano: sign === '-' ? -nano : nano, format: scale.format } };
}

interface Scale {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function scaleOf(suffix: string): Scale | undefined {
  const decimal = DECIMAL.indexOf(suffix);
  if (decimal >= 0) return { base: 10, exponent: (decimal - 3) * 3, format: 'DecimalSI' };
  const binary = BINARY.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  if (!/^[eE][-+]?[0-9]+$/.test(suffix)) return undefined;
  return { base: 10, exponent: Number(suffix.slice(1)), format: 'DecimalExponent' };
}

/** Billionths of `digits × base^exponent / 10^fractionDigits`, rounded away from zero and cut to the maximum. */
function scaled(digits: bigint, scale: Scale, fractionDigits: number): bigint {
  if (digits === 0n) return 0n;
  if (scale.base === 2) {
    return capped(
      ceilDivide(digits * 2n ** BigInt(scale.exponent) * NANO, 10n ** BigInt(fractionDigits)),
    );
  }
  const power = scale.exponent + 9 - fractionDigits;
  // Powers past these bounds give the maximum or the minimum whatever the digits are; computing them could take for ever.
  if (power > 40) return MAX;
  if (power >= 0) return capped(digits * 10n ** BigInt(power));
  if (-power > digits.toString().length + 1) return 1n;
  return capped(ceilDivide(digits, 10n ** BigInt(-power)));
}

function capped(nano: bigint): bigint {
  return nano > MAX ? MAX : nano;
}

function ceilDivide(value: bigint, by: bigint): bigint {
  return value >= 0n ? (value + by - 1n) / by : -((-value + by - 1n) / by);
}

/** The canonical text: `0.1` → `100m`, `1024Mi` → `1Gi`, `1500m` → `1500m`. */
export function formatQuantity(quantity: Quantity): string {
  const { nano, format } = quantity;
  if (nano === 0n) return '0';
  const small = nano > -1024n * NANO && nano < 1024n * NANO;
  if (format === 'BinarySI' && !small && nano % NANO === 0n) return formatBinary(nano / NANO);
  return formatDecimal(nano, format === 'DecimalExponent');
}

function formatBinary(value: bigint): string {
  let rest = value;
  let step = 0;
  while (step < BINARY.length - 1 && rest % 1024n === 0n) {
    rest /= 1024n;
    step++;
  }
  return `${rest}${BINARY[step] ?? ''}`;
}

function formatDecimal(nano: bigint, exponential: boolean): string {
  let rest = nano;
  let step = 0;
  while (step < DECIMAL.length - 1 && rest % 1000n === 0n) {
    rest /= 1000n;
    step++;
  }
  if (!exponential) return `${rest}${DECIMAL[step] ?? ''}`;
  return step === 3 ? `${rest}` : `${rest}e${(step - 3) * 3}`;
}

/** Parses and prints; a text that is no quantity stays as it is. */
export function canonicalQuantity(value: unknown): string {
  const { quantity } = parseQuantity(value);
  return quantity === undefined ? String(value) : formatQuantity(quantity);
}

export function compareQuantities(left: Quantity, right: Quantity): -1 | 0 | 1 {
  return left.nano < right.nano ? -1 : left.nano > right.nano ? 1 : 0;
}

/** The sum, printed like the first one that is not zero. */
export function addQuantities(left: Quantity, right: Quantity): Quantity {
  return {
    nano: left.nano + right.nano,
    format: left.nano === 0n ? right.format : left.format,
  };
}

export function subtractQuantities(left: Quantity, right: Quantity): Quantity {
  return {
    nano: left.nano - right.nano,
    format: left.nano === 0n ? right.format : left.format,
  };
}

export function maxQuantity(left: Quantity, right: Quantity): Quantity {
  return left.nano >= right.nano ? left : right;
}

/** Thousandths, rounded up: what the scheduler counts CPU in. */
export function milliValue(quantity: Quantity): number {
  return Number(ceilDivide(quantity.nano, 1_000_000n));
}

/** Whole units, rounded up: what the scheduler counts bytes and devices in. */
export function wholeValue(quantity: Quantity): number {
  return Number(ceilDivide(quantity.nano, NANO));
}

export function quantityFromMilli(milli: number, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { nano: BigInt(Math.round(milli)) * 1_000_000n, format };
}

export function quantityFromWhole(whole: number, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { nano: BigInt(Math.round(whole)) * NANO, format };
}

/** Whether it has no part finer than one unit. */
export function isWholeQuantity(quantity: Quantity): boolean {
  return quantity.nano % NANO === 0n;
}
