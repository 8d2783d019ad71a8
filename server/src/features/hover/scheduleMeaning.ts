// A cron schedule read aloud.

import { type CronSchedule, parseCronSchedule } from '../../schema/cronSchedule';
import type { Language } from './words';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const WEEKDAYS_ZH = ['日', '一', '二', '三', '四', '五', '六'];
const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** More clock times than these are told by their minutes and hours. */
const MOST_TIMES = 6;

/** When it starts a Job; undefined for what the API server would refuse. */
export function scheduleMeaning(text: string, language: Language): string | undefined {
  const { schedule } = parseCronSchedule(text);
  if (schedule === undefined || schedule.timeZone !== undefined) return undefined;
  const said = language === 'zh' ? inChinese(schedule) : inEnglish(schedule);
  return `\`${text}\` = ${said}`;
}

function inEnglish(schedule: CronSchedule): string {
  if (schedule.everyMs !== undefined) return `every ${schedule.everyMs / 1000} s`;
  const days = schedule.anyDay ? '' : `on day ${ranges(schedule.days)} of the month`;
  const weekdays = schedule.anyWeekday
    ? ''
    : `on ${ranges(schedule.weekdays, (day) => WEEKDAYS[day] ?? '')}`;
  const months =
    schedule.months.size === 12
      ? ''
      : `in ${ranges(schedule.months, (month) => MONTHS[month - 1] ?? '')}`;
  const either = [days, weekdays].filter((part) => part !== '').join(' or ');
  const { minutes, hours } = schedule;
  const daily = either === '' && hours.size < 24 ? 'every day' : either;
  return [timesInEnglish(minutes, hours), daily, months].filter((part) => part !== '').join(' ');
}

function timesInEnglish(minutes: ReadonlySet<number>, hours: ReadonlySet<number>): string {
  const clock = clockTimes(minutes, hours);
  if (clock !== undefined) return `at ${clock}`;
  const step = evenStep(minutes);
  const often =
    step === undefined
      ? `at minute ${ranges(minutes)} of every hour`
      : step === 1
        ? 'every minute'
        : `every ${step} minutes`;
  return hours.size === 24 ? often : `${often}, in the hours ${ranges(hours)},`;
}

function inChinese(schedule: CronSchedule): string {
  if (schedule.everyMs !== undefined) return `每 ${schedule.everyMs / 1000} 秒`;
  const days = schedule.anyDay ? '' : `每月 ${ranges(schedule.days)} 日`;
  const weekdays = schedule.anyWeekday
    ? ''
    : `每周${ranges(schedule.weekdays, (day) => WEEKDAYS_ZH[day] ?? '')}`;
  const months = schedule.months.size === 12 ? '' : `${ranges(schedule.months)} 月`;
  const either = [days, weekdays].filter((part) => part !== '').join('或');
  const { minutes, hours } = schedule;
  const daily = either === '' && hours.size < 24 ? '每天' : either;
  return [months, daily, timesInChinese(minutes, hours)].filter((part) => part !== '').join(' ');
}

function timesInChinese(minutes: ReadonlySet<number>, hours: ReadonlySet<number>): string {
  const clock = clockTimes(minutes, hours);
  if (clock !== undefined) return clock;
  const step = evenStep(minutes);
  const often = step === undefined ? `每小时第 ${ranges(minutes)} 分钟` : `每 ${step} 分钟`;
  return hours.size === 24 ? often : `${ranges(hours)} 时内${often}`;
}

function clockTimes(minutes: ReadonlySet<number>, hours: ReadonlySet<number>): string | undefined {
  if (hours.size * minutes.size > MOST_TIMES) return undefined;
  const two = (value: number): string => String(value).padStart(2, '0');
  return sorted(hours)
    .flatMap((hour) => sorted(minutes).map((minute) => `${two(hour)}:${two(minute)}`))
    .join(', ');
}

/** The distance between minutes that fill the hour evenly from 0. */
function evenStep(minutes: ReadonlySet<number>): number | undefined {
  const step = 60 / minutes.size;
  if (!Number.isInteger(step) || minutes.size < 2) return undefined;
  return sorted(minutes).every((minute, index) => minute === index * step) ? step : undefined;
}

/** `1–5, 8`; a run of two is written as two. */
function ranges(values: ReadonlySet<number>, say: (value: number) => string = String): string {
  const runs: { first: number; last: number }[] = [];
  for (const value of sorted(values)) {
    const run = runs.at(-1);
    if (run !== undefined && run.last === value - 1) run.last = value;
    else runs.push({ first: value, last: value });
  }
  return runs
    .map(({ first, last }) => {
      if (first === last) return say(first);
      return `${say(first)}${last - first === 1 ? ', ' : '–'}${say(last)}`;
    })
    .join(', ');
}

function sorted(values: ReadonlySet<number>): readonly number[] {
  return [...values].sort((a, b) => a - b);
}
