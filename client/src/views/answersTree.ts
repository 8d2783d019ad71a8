// What the run means: problems, then risks, then facts; each with its evidence and at most one fix.
import { l10n, ThemeIcon, type ViewBadge } from 'vscode';
import type { AnswerView } from '../../../server/src/protocol/run';
import { clockTime } from '../../../server/src/support/text';
import { type AnswerTarget, type EntryTarget, Views } from '../contributions';
import type { CurrentRun, RunState } from '../run/currentRun';
import { lastPathPart } from '../run/steps';
import { severityIcon } from './looks';
import { createTree, type Item, type Tree } from './treeOf';

export interface AnswerItem extends Item, EntryTarget, AnswerTarget {}

const ORDER: readonly AnswerView['severity'][] = ['problem', 'risk', 'fact'];

export function createAnswersTree(run: CurrentRun): Tree {
  return createTree(Views.answers, () => {
    const answers = run.current?.view.answers ?? [];
    return ORDER.flatMap((severity) =>
      answers.filter((answer) => answer.severity === severity).map(answerItem),
    );
  });
}

export function problemBadge(state: RunState | undefined): ViewBadge | undefined {
  const value = state?.view.answers.filter(({ severity }) => severity === 'problem').length ?? 0;
  return value === 0 ? undefined : { value, tooltip: l10n.t('{0} problems in this run', value) };
}

function answerItem(answer: AnswerView): AnswerItem {
  const target = {
    answerId: answer.id,
    ...(answer.entry === undefined ? {} : { entry: answer.entry }),
  };
  return {
    id: answer.id,
    title: plain(answer.sentence),
    tooltip:
      answer.detail === ''
        ? plain(answer.sentence)
        : `${plain(answer.sentence)}\n\n${answer.detail}`,
    icon: severityIcon(answer.severity),
    context: contextOf(answer),
    folded: answer.severity === 'fact',
    ...target,
    ...(answer.entry === undefined ? {} : { command: whyCommand(answer.entry) }),
    children: evidence(answer),
  };
}

function contextOf(answer: AnswerView): string {
  const words = ['answer'];
  if (answer.entry !== undefined) words.push('caused');
  if (answer.source !== undefined) words.push('sourced');
  if (answer.fix !== undefined) words.push('fixable');
  return words.join(' ');
}

function evidence(answer: AnswerView): readonly Item[] {
  const items: (Item & EntryTarget & Partial<AnswerTarget>)[] = [];
  if (answer.fix !== undefined)
    items.push({
      id: `${answer.id}/fix`,
      title: plain(answer.fix.title),
      tooltip: plain(answer.fix.title),
      icon: new ThemeIcon('wand'),
      context: 'fixable',
      answerId: answer.id,
      command: {
        command: 'podlab.tryFix',
        title: answer.fix.title,
        arguments: [{ answerId: answer.id }],
      },
    });
  if (answer.atMs !== undefined)
    items.push({
      id: `${answer.id}/moment`,
      title: clockTime(answer.atMs),
      icon: new ThemeIcon('watch'),
      command: {
        command: 'podlab.seekTime',
        title: l10n.t('Go to Time…'),
        arguments: [answer.atMs],
      },
    });
  if (answer.source !== undefined)
    items.push({
      id: `${answer.id}/source`,
      title: lastPathPart(answer.source.path),
      description: l10n.t('line {0}', answer.source.line + 1),
      tooltip: answer.source.path,
      icon: new ThemeIcon('go-to-file'),
      command: {
        command: 'podlab.goToSource',
        title: l10n.t('Go to YAML Line'),
        arguments: [{ answerId: answer.id }],
      },
    });
  return items;
}

/** A tree shows text as it is: without the marks of Markdown. */
const plain = (text: string): string => text.replaceAll('`', '');

const whyCommand = (entry: number) => ({
  command: 'podlab.showWhy',
  title: l10n.t('Why?'),
  arguments: [{ entry }],
});
