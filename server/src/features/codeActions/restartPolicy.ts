import { placeAt } from '../../documents/paths';
import { entryOf, scalarText, touches } from '../../documents/tree';
import type { Action, ActionScene } from './action';
import { refactoring, say } from './action';
import { containerAt } from './containers';
import { removeEntry } from './edits';

/** A restart policy at a container, where it holds for that container alone, moved to the Pod. */
export function restartPolicyActions(scene: ActionScene): readonly Action[] {
  const { document, span } = scene;
  const container = containerAt(scene, span.start);
  if (container?.list !== 'containers') return [];
  const { map, podSpec } = container;
  const entry = entryOf(map, 'restartPolicy');
  const value = scalarText(entry?.value);
  const spec = placeAt(document.tree, podSpec)?.value;
  if (entry === undefined || value === undefined || !touches(entry, span.start)) return [];
  const first = spec?.kind === 'map' ? spec.entries[0] : undefined;
  if (spec?.kind !== 'map' || spec.flow || first === undefined) return [];
  if (entryOf(spec, 'restartPolicy') !== undefined || map.entries.length < 2) return [];
  const newline = document.text.includes('\r\n') ? '\r\n' : '\n';
  const newText = `restartPolicy: ${value}${newline}${' '.repeat(spec.indent)}`;
  return [
    refactoring(say(scene, 'Move restartPolicy to the Pod', '把 restartPolicy 移到 Pod'), [
      { span: { start: first.start, end: first.start }, newText },
      removeEntry(document, map, entry),
    ]),
  ];
}
