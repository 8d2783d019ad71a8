import { l10n, languages, window, workspace } from 'vscode';
import type { ObjectTarget } from '../contributions';
import type { CurrentRun } from '../run/currentRun';
import { objectUri } from '../views/objectDocuments';

/** Shows a Pod as `kubectl get -o yaml` would at the cursor; asks which when none is given. */
export async function openObject(run: CurrentRun, target?: ObjectTarget): Promise<void> {
  const state = run.current;
  const object = target?.object ?? (await pickPod(run));
  if (state === undefined || object === undefined) return;
  const document = await workspace.openTextDocument(objectUri(state, object));
  await languages.setTextDocumentLanguage(document, 'yaml');
  await window.showTextDocument(document, { preview: true });
}

async function pickPod(run: CurrentRun): Promise<ObjectTarget['object'] | undefined> {
  const pods = run.current?.moment?.pods ?? [];
  const choices = pods.map((pod) => ({
    label: pod.name,
    description: `${pod.namespace}  ${pod.ready}  ${pod.status}`,
    object: { kind: 'Pod', namespace: pod.namespace, name: pod.name },
  }));
  const [only] = choices;
  if (choices.length <= 1) return only?.object;
  const picked = await window.showQuickPick(choices, { title: l10n.t('Open YAML at This Moment') });
  return picked?.object;
}
