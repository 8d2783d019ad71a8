// The answers of a run as the views and the command line show them.
import type { Answer, Evidence } from '../answers/answer';
import type { AnswerView, SourceSpot } from '../protocol/run';
import { given } from '../support/given';
import { formatSimTime } from '../support/text';
import type { SourceFinder } from './runSources';

export type AnswerLanguage = 'en' | 'zh';

/** @param sources leads a field of the manifest back to its line; absent where there is no file to go to */
export function answerView(
  answer: Answer,
  index: number,
  language: AnswerLanguage,
  sources?: SourceFinder,
): AnswerView {
  const say = ([en, zh]: readonly [string, string]): string => (language === 'zh' ? zh : en);
  const moment = answer.evidence.find(({ atMs }) => atMs !== undefined);
  const source = answer.evidence
    .map((evidence) => spotOf(answer, evidence, sources))
    .find((spot) => spot !== undefined);
  return {
    id: `${answer.id}/${index}`,
    severity: answer.severity,
    sentence: say(answer.sentence),
    detail: answer.about,
    ...(moment?.atMs === undefined ? {} : { atMs: moment.atMs }),
    ...(moment?.entry === undefined ? {} : { entry: moment.entry }),
    ...(source === undefined ? {} : { source }),
    ...(answer.fix === undefined
      ? {}
      : {
          fix: {
            title: `${say(answer.fix.title)}: ${say(answer.fix.outcome)}`,
            edits: answer.fix.edits,
            ...given({ source: sources?.find(answer.fix.object) }),
          },
        }),
  };
}

function spotOf(
  { id, about }: Answer,
  { field }: Evidence,
  sources: SourceFinder | undefined,
): SourceSpot | undefined {
  if (field === undefined) return undefined;
  const [place = ''] = about.split(' ');
  const [namespace = '', name = ''] = place.split('/');
  const kind = KIND_OF[id] ?? 'Pod';
  // A Job's Pods carry names of their own; their fields stand in its template.
  const path = kind === 'Job' ? `spec.template.${field}` : field;
  return sources?.find({ kind, namespace, name }, path);
}

/** What the questions that are not about a Pod are about. */
const KIND_OF: Readonly<Record<string, string>> = {
  'no-traffic': 'Service',
  'sidecar-job': 'Job',
  'job-attempts': 'Job',
};

const SIGN = { problem: '✗', risk: '!', fact: '·' } as const;

/** A block of lines for the terminal; empty where there is nothing to say. */
export function answersText(answers: readonly Answer[]): string {
  return answers
    .map(({ severity, about, sentence, evidence, fix }) => {
      const at = evidence.find(({ atMs }) => atMs !== undefined)?.atMs;
      const moment = at === undefined ? '' : `  (${formatSimTime(at)})`;
      const remedy = fix === undefined ? '' : `#     ${fix.title[0]}: ${fix.outcome[0]}\n`;
      return `# ${SIGN[severity]} ${about}: ${sentence[0]}${moment}\n${remedy}`;
    })
    .join('');
}
