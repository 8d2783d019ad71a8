// What goes into the run and what was made of it: manifest, outcome, refusals, assumptions.
import { l10n, ThemeColor, ThemeIcon, Uri } from 'vscode';
import type { RunView, SourceSpot } from '../../../server/src/protocol/run';
import { Views } from '../contributions';
import type { CurrentRun } from '../run/currentRun';
import { openSpot } from './spots';
import { createTree, type Item, type Tree } from './treeOf';

export function createRunTree(run: CurrentRun): Tree {
  return createTree(Views.run, () => {
    const state = run.current;
    if (state === undefined) return [];
    const { view } = state;
    return [
      manifestItem(view),
      ...outdatedItems(state.outdated),
      ...refusals(view),
      ...cluster(view),
      ...assumptions(view),
    ];
  });
}

function manifestItem(view: RunView): Item {
  const uri = Uri.parse(view.uri);
  return {
    id: 'manifest',
    title: uri.path.split('/').at(-1) ?? view.title,
    description: view.summary,
    tooltip: `${view.title}\n${view.summary}`,
    icon: new ThemeIcon('file-code'),
    command: { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri] },
  };
}

function outdatedItems(message: string | undefined): readonly Item[] {
  if (message === undefined) return [];
  return [
    {
      id: 'outdated',
      title: l10n.t('Shown: the last text that could be run'),
      tooltip: message,
      icon: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
    },
  ];
}

function refusals(view: RunView): readonly Item[] {
  return view.refusals.map(({ message, source }, index) => ({
    id: `refusal-${index}`,
    title: message,
    tooltip: message,
    icon: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
    ...(source === undefined ? {} : { command: openSpotCommand(source) }),
  }));
}

function cluster(view: RunView): readonly Item[] {
  return [
    {
      id: 'cluster',
      title: l10n.t('Cluster'),
      icon: new ThemeIcon('server-environment'),
      description: l10n.t('Kubernetes {0} · seed {1}', view.kubernetes, view.seed),
      command: { command: 'podlab.changeSeed', title: l10n.t('Change Seed…') },
    },
  ];
}

function assumptions(view: RunView): readonly Item[] {
  if (view.assumptions.length === 0) return [];
  return [
    {
      id: 'assumptions',
      title: l10n.t('Assumed'),
      tooltip: l10n.t(
        'What the manifest does not say and this run took for granted, or simplified',
      ),
      icon: new ThemeIcon('lightbulb'),
      description: String(view.assumptions.length),
      children: view.assumptions.map((sentence, index) => ({
        id: `assumption-${index}`,
        title: sentence,
        tooltip: sentence,
      })),
    },
  ];
}

const openSpotCommand = (spot: SourceSpot) => ({
  command: 'vscode.open',
  title: l10n.t('Go to YAML Line'),
  arguments: openSpot(spot),
});
