// Cron schedules as CronJobs read them: five fields, names, steps, `@daily`, `@every 5m`, and when the next time comes.

import { parseGoDuration } from './duration';

export interface CronSchedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Whether the day fields were written as `*`: two restricted ones mean "either", else "both". */
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
  /** For `@every`: the interval, in whole seconds; the sets are empty then. */
  readonly everyMs?: number;
  /** A zone written into the schedule (`TZ=…`), which CronJobs refuse. */
  readonly timeZone?: string;
}

export type ParsedCron =
  | { readonly schedule: CronSchedule; readonly error?: undefined }
  | { readonly schedule?: undefined; readonly error: string };

interface FieldBounds {
  readonly lowest: number;
  readonly highest: number;
  readonly names?: readonly string[];
}

const MINUTE: FieldBounds = { lowest: 0, highest: 59 };
const HOUR: FieldBounds = { lowest: 0, highest: 23 };
const DAY: FieldBounds = { lowest: 1, highest: 31 };
const MONTH: FieldBounds = {
  lowest: 1,
  highest: 12,
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
const WEEKDAY: FieldBounds = {
  lowest: 0,
  highest: 6,
  names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
};

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

class CronSyntaxError extends Error {}

/** The schedule, or the words that the API server would use. */
export function parseCronSchedule(text: string): ParsedCron {
  try {
    return { schedule: parse(text) };
  } catch (error) {
    if (error instanceof CronSyntaxError) return { error: error.message };
    throw error;
  }
}

function parse(text: string): CronSchedule {
  if (text === '') throw new CronSyntaxError('empty spec string');
  const zoned = /^(?:TZ|CRON_TZ)=([^ ]*)(.*)$/s.exec(text);
  const zone = zoned?.[1];
  if (zone !== undefined && !isTimeZone(zone)) {
    throw new CronSyntaxError(`provided bad location ${zone}: unknown time zone ${zone}`);
  }
  const schedule = parseUnzoned(zoned === null ? text : (zoned[2] ?? '').trim());
  return zone === undefined ? schedule : { ...schedule, timeZone: zone };
}

function parseUnzoned(text: string): CronSchedule {
  if (text.startsWith('@')) return parseDescriptor(text);
  const fields = text.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) {
    throw new CronSyntaxError(
      `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`,
    );
  }
  const [minutes = '', hours = '', days = '', months = '', weekdays = ''] = fields;
  return {
    minutes: parseField(minutes, MINUTE),
    hours: parseField(hours, HOUR),
    days: parseField(days, DAY),
    months: parseField(months, MONTH),
    weekdays: parseField(weekdays, WEEKDAY),
    anyDay: isStar(days),
    anyWeekday: isStar(weekdays),
  };
}

function parseDescriptor(text: string): CronSchedule {
  const spelled = DESCRIPTORS[text];
  if (spelled !== undefined) return parseUnzoned(spelled);
  if (!text.startsWith('@every ')) throw new CronSyntaxError(`unrecognized descriptor: ${text}`);
  const interval = text.slice('@every '.length);
  const ms = parseGoDuration(interval);
  if (ms === undefined) {
    throw new CronSyntaxError(
      `failed to parse duration ${text}: time: invalid duration ${JSON.stringify(interval)}`,
    );
  }
  const none = new Set<number>();
  return {
    minutes: none,
    hours: none,
    days: none,
    months: none,
    weekdays: none,
    anyDay: true,
    anyWeekday: true,
    everyMs: Math.max(1000, Math.floor(ms / 1000) * 1000),
  };
}

/** A field with `*` or `?` among its parts, unless that part has a step past 1. */
function isStar(field: string): boolean {
  return field.split(',').some((part) => /^[*?](?:\/1)?$/.test(part));
}

function parseField(field: string, bounds: FieldBounds): ReadonlySet<number> {
  const values = new Set<number>();
  for (const part of field.split(',').filter((text) => text !== '')) {
    const { start, end, step } = parseRange(part, bounds);
    for (let value = start; value <= end; value += step) values.add(value);
  }
  return values;
}

function parseRange(
  part: string,
  bounds: FieldBounds,
): { start: number; end: number; step: number } {
  const pieces = part.split('/');
  const ends = (pieces[0] ?? '').split('-');
  let start = bounds.lowest;
  let end = bounds.highest;
  if (ends[0] !== '*' && ends[0] !== '?') {
    start = parseValue(ends[0] ?? '', bounds);
    if (ends.length > 2) throw new CronSyntaxError(`too many hyphens: ${part}`);
    end = ends.length === 2 ? parseValue(ends[1] ?? '', bounds) : start;
  }
  if (pieces.length > 2) throw new CronSyntaxError(`too many slashes: ${part}`);
  let step = 1;
  if (pieces.length === 2) {
    step = parseNumber(pieces[1] ?? '');
    // `5/15` runs from 5 to the end.
    if (ends.length === 1) end = bounds.highest;
  }
  if (start < bounds.lowest) {
    throw new CronSyntaxError(
      `beginning of range (${start}) below minimum (${bounds.lowest}): ${part}`,
    );
  }
  if (end > bounds.highest) {
    throw new CronSyntaxError(`end of range (${end}) above maximum (${bounds.highest}): ${part}`);
  }
  if (start > end) {
    throw new CronSyntaxError(
      `beginning of range (${start}) beyond end of range (${end}): ${part}`,
    );
  }
  if (step === 0) throw new CronSyntaxError(`step of range should be a positive number: ${part}`);
  return { start, end, step };
}

function parseValue(text: string, bounds: FieldBounds): number {
  const named = bounds.names?.indexOf(text.toLowerCase()) ?? -1;
  return named >= 0 ? named + bounds.lowest : parseNumber(text);
}

function parseNumber(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) {
    throw new CronSyntaxError(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  const value = Number(text);
  if (value < 0) throw new CronSyntaxError(`negative number (${value}) not allowed: ${text}`);
  return value;
}

// ---- time ------------------------------------------------------------------------------------------------------

/** Whether this runtime knows the zone. */
export function isTimeZone(zone: string): boolean {
  if (zone === '' || zone === 'Local') return true;
  try {
    formatterFor(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * The first time after `afterMs` (Unix milliseconds) at which the schedule is due, `undefined` when there is none within five
 * years. Times that a clock change skips do not happen, times that it repeats happen once.
 */
export function nextCronTime(
  schedule: CronSchedule,
  afterMs: number,
  timeZone = 'UTC',
): number | undefined {
  if (schedule.everyMs !== undefined) {
    return Math.floor(afterMs / 1000) * 1000 + schedule.everyMs;
  }
  const zone = schedule.timeZone ?? timeZone;
  const first = wallClock(Math.floor(afterMs / 60_000) * 60_000 + 60_000, zone);
  const last = new Date(first).getUTCFullYear() + 5;
  let local = new Date(first);
  while (local.getUTCFullYear() <= last) {
    const year = local.getUTCFullYear();
    const month = local.getUTCMonth();
    const day = local.getUTCDate();
    if (!schedule.months.has(month + 1)) local = new Date(Date.UTC(year, month + 1, 1));
    else if (!dayMatches(schedule, local)) local = new Date(Date.UTC(year, month, day + 1));
    else if (!schedule.hours.has(local.getUTCHours())) {
      local = new Date(Date.UTC(year, month, day, local.getUTCHours() + 1));
    } else if (!schedule.minutes.has(local.getUTCMinutes())) {
      local = new Date(local.getTime() + 60_000);
    } else {
      const due = instantOf(local.getTime(), zone);
      if (due !== undefined && due > afterMs) return due;
      local = new Date(local.getTime() + 60_000);
    }
  }
  return undefined;
}

function dayMatches(schedule: CronSchedule, local: Date): boolean {
  const day = schedule.days.has(local.getUTCDate());
  const weekday = schedule.weekdays.has(local.getUTCDay());
  return schedule.anyDay || schedule.anyWeekday ? day && weekday : day || weekday;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: zone === '' || zone === 'Local' ? 'UTC' : zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, formatter);
  return formatter;
}

/** What clocks in the zone show, as if it were UTC. */
function wallClock(instant: number, zone: string): number {
  if (zone === 'UTC' || zone === '' || zone === 'Local') return instant;
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatterFor(zone).formatToParts(instant))
    parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The instant at which clocks show `local`; the earlier of two, `undefined` when they skip it. */
function instantOf(local: number, zone: string): number | undefined {
  const candidates = [-86_400_000, 86_400_000]
    .map((shift) => local - (wallClock(local + shift, zone) - (local + shift)))
    .filter((instant) => wallClock(instant, zone) === local);
  return candidates.length === 0 ? undefined : Math.min(...candidates);
}
