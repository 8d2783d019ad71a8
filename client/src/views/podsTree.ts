// The Pods at the cursor, in kubectl's own words; under each its containers, conditions and addresses.
import { l10n } from 'vscode';
import type { PodDetail, PodRow } from '../../../server/src/protocol/run';
import { clockTime } from '../../../server/src/support/text';
import { type ObjectTarget, Views } from '../contributions';
import type { CurrentRun, RunState } from '../run/currentRun';
import { lookIcon } from './looks';
import { createTree, type Item, type Tree } from './treeOf';

export interface PodItem extends Item, ObjectTarget {}

export function createPodsTree(run: CurrentRun): Tree {
  return createTree(Views.pods, () => run.current?.moment?.pods.map(podItem) ?? []);
}

/** `at 1:42.0`: the view's description. */
export function momentTitle(state: RunState | undefined): string | undefined {
  return state === undefined ? undefined : l10n.t('at {0}', clockTime(state.atMs));
}

function podItem(pod: PodRow): PodItem {
  const where = pod.namespace === 'default' ? '' : `${pod.namespace}/`;
  const columns = `${pod.ready}  ${pod.status}  ${pod.restarts}  ${pod.age}`;
  return {
    id: `${pod.namespace}/${pod.name}`,
    title: `${where}${pod.name}`,
    description: columns,
    tooltip: `NAME  READY  STATUS  RESTARTS  AGE\n${pod.name}  ${columns}`,
    icon: lookIcon(pod.look),
    context: 'pod caused',
    spoken: l10n.t(
      '{0}, {1} ready, {2}, {3} restarts, age {4}',
      pod.name,
      pod.ready,
      pod.status,
      pod.restarts,
      pod.age,
    ),
    object: { kind: 'Pod', namespace: pod.namespace, name: pod.name },
    children: pod.children.map((detail, index) => detailItem(pod, detail, index)),
  };
}

function detailItem(pod: PodRow, detail: PodDetail, index: number): Item {
  return {
    id: `${pod.namespace}/${pod.name}/${detail.kind}/${detail.title}/${index}`,
    title: detail.title,
    description: detail.description,
    tooltip: `${detail.title}: ${detail.description}`,
    icon: lookIcon(detail.look),
    context: detail.kind,
  };
}
