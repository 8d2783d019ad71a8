// What lies ahead of a run, as a sentence.
import { assertNever } from '../../support/invariant';
import type { Outlook, Repetition, RunEndReason } from './trace';

/** What the last entry of a trace says. */
export function endText(ended: RunEndReason, outlook: Outlook | undefined): string {
  if (ended === 'budget') return 'too many events: the run was ended';
  if (outlook === undefined) return 'the time asked for is over';
  return outlookText(outlook);
}

/** `from 0:41 on only probes go on, every 5 s to 10 s` */
export function outlookText({ since, repeats, until }: Outlook): string {
  const told = repeats.filter(({ isTold }) => isTold);
  const silent = repeats.filter(({ isTold }) => !isTold);
  const close = until === undefined ? '' : `, until ${clock(until)}`;
  if (repeats.length === 0)
    return until === undefined
      ? 'nothing more will happen'
      : `after ${clock(since)} nothing happens until ${clock(until)}`;
  if (told.length === 0)
    return `from ${clock(since)} on only ${silent.map(actText).join(' and ')}${close}`;
  return `from ${clock(since)} on the same goes on: ${told.map(actText).join(', ')}${close}`;
}

function actText(repetition: Repetition): string {
  const { act, isTold, subject, count } = repetition;
  const every = everyText(repetition);
  const container = subject.container ?? subject.name;
  const one = count === 1 ? '' : ` and ${count - 1} more`;
  switch (act) {
    case 'probe':
      return isTold ? `the probe of ${container}${one} fails ${every}` : `probes go on, ${every}`;
    case 'loop':
      return `programs go through their loops, ${every}`;
    case 'restart':
      return `${container}${one} is started again ${every}`;
    case 'pull':
      return `the pull for ${container}${one} is tried again ${every}`;
    case 'mount':
      return `the mount for ${subject.name}${one} is tried again ${every}`;
    case 'start':
      return `the start of ${container}${one} is tried again ${every}`;
    case 'scheduling':
      return `a node for ${subject.name} is looked for again ${every}`;
    case 'sync':
      return `the kubelet looks again ${every}`;
    default:
      return assertNever(act);
  }
}

function everyText({ leastMs, mostMs }: Repetition): string {
  return leastMs === mostMs ? `every ${span(mostMs)}` : `every ${span(leastMs)} to ${span(mostMs)}`;
}

/** `10 s`, `5 min 2 s`, `0.5 s` */
function span(ms: number): string {
  const seconds = Math.round(ms / 100) / 10;
  if (seconds < 60) return `${seconds} s`;
  const whole = Math.round(seconds);
  const rest = whole % 60;
  return rest === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${rest} s`;
}

/** `0:41`, `1:00:02` */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
