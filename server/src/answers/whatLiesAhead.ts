// What goes on when nothing new happens any more, and when something will: read off the run's header.

import { outlookText } from '../simulator/trace/outlookText';
import type { RecordedRun } from '../simulator/trace/recordedRun';
import type { Answer } from './answer';

export function whatLiesAhead({ header, storyBegins, entries }: RecordedRun): Answer | undefined {
  const { outlook } = header;
  // Of a run in which nothing happened there is nothing to tell; the last entry is its end.
  if (outlook === undefined || entries.length - storyBegins <= 1) return undefined;
  const { since, repeats, until } = outlook;
  const [en, zh] = outlookText(outlook);
  const slowest = Math.max(0, ...repeats.map(({ mostMs }) => mostMs));
  return {
    id: 'what-lies-ahead',
    severity: 'fact',
    about: 'run',
    sentence: [`${en.slice(0, 1).toUpperCase()}${en.slice(1)}.`, `${zh}。`],
    numbers: {
      sinceMs: since,
      ...(repeats.length === 0 ? {} : { everyMs: slowest }),
      ...(until === undefined ? {} : { untilMs: until }),
    },
    evidence: [{ atMs: since }],
  };
}
