// Durations as kubectl and Go print them.

/** An age as kubectl shows it: `45s`, `3m5s`, `2h`, `5d3h`. Rules: L-CLI-8 */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return withRest(days, 'd', hours % 24, 'h');
  if (days < 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  if (days < 365 * 8) return withRest(years, 'y', days % 365, 'd');
  return `${years}y`;
}

function withRest(value: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${value}${unit}` : `${value}${unit}${rest}${restUnit}`;
}

/** A duration as Go prints it: `850ms`, `1.5s`, `1m20s`, `2h0m0s`. */
export function goDuration(ms: number): string {
  if (ms === 0) return '0s';
  const sign = ms < 0 ? '-' : '';
  const nano = BigInt(Math.round(Math.abs(ms) * 1e6));
  if (nano < 1_000n) return `${sign}${nano}ns`;
  if (nano < 1_000_000n) return `${sign}${decimal(nano, 1_000n)}µs`;
  if (nano < 1_000_000_000n) return `${sign}${decimal(nano, 1_000_000n)}ms`;
  const minutes = nano / 60_000_000_000n;
  const seconds = `${decimal(nano % 60_000_000_000n, 1_000_000_000n)}s`;
  if (minutes === 0n) return `${sign}${seconds}`;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, unit: bigint): string {
  const whole = value / unit;
  const fraction = (value % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '');
  return fraction === '' ? `${whole}` : `${whole}.${fraction}`;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a Go duration (`1m30s`, `0.5h`, `-2s`, `0`), `undefined` when it is none. */
export function parseGoDuration(text: string): number | undefined {
  const shape = /^([-+]?)(.+)$/.exec(text);
  const body = shape?.[2];
  if (body === undefined) return undefined;
  if (body === '0') return 0;
  const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;
  let ms = 0;
  while (part.lastIndex < body.length) {
    const match = part.exec(body);
    const unit = UNIT_MS[match?.[2] ?? ''];
    if (match === null || unit === undefined) return undefined;
    ms += Number(match[1]) * unit;
  }
  return shape?.[1] === '-' ? -ms : ms;
}
