import type { Finding } from '../../documents/finding';
import { placeAt } from '../../documents/paths';
import { entryOf } from '../../documents/tree';
import type { Action, ActionScene, Edit } from './action';
import { fix, refactoring, say } from './action';
import type { ContainerPlace } from './containers';
import { containerAt } from './containers';
import { addField, isJson, lineEnd, lineStart, removeItem, setAt, textWith } from './edits';

/** Makes an ordinary container a sidecar: an init container with `restartPolicy: Always`. */
export function sidecarFix(scene: ActionScene, finding: Finding): readonly Action[] {
  const container = containerAt(scene, finding.span.start);
  const edits = container && sidecarEdits(scene, container);
  return edits === undefined ? [] : [fix(finding, title(scene, container), edits, true)];
}

export function sidecarRefactoring(scene: ActionScene): readonly Action[] {
  const container = containerAt(scene, scene.span.start);
  // The first container is most likely what the Pod is for.
  if (container?.list !== 'containers' || container.index === 0) return [];
  const edits = sidecarEdits(scene, container);
  return edits === undefined ? [] : [refactoring(title(scene, container), edits)];
}

function title(scene: ActionScene, container: ContainerPlace | undefined): string {
  const name = container?.name ?? '';
  return say(
    scene,
    `Make ${name} a sidecar (init container with restartPolicy: Always)`,
    `把 ${name} 改成 sidecar（restartPolicy: Always 的 init 容器）`,
  );
}

function sidecarEdits(scene: ActionScene, container: ContainerPlace): readonly Edit[] | undefined {
  const { document } = scene;
  const { items, index, map, podSpec, list } = container;
  const item = items.items[index];
  // Where braces hold all containers there are no lines to move.
  if (
    list !== 'containers' ||
    items.items.length < 2 ||
    item === undefined ||
    items.flow ||
    isJson(document)
  ) {
    return undefined;
  }
  const removal = removeItem(document, items, index);
  const policy = entryOf(map, 'restartPolicy');
  const change =
    policy === undefined
      ? addField(document, map, 'restartPolicy', 'Always', 'name')
      : setAt(document, [...container.path, 'restartPolicy'], 'Always');
  if (removal === undefined || change === undefined) return undefined;
  const { text } = document;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const block = { start: lineStart(text, item.start), end: lineEnd(text, item.end) };
  const moved = textWith(text, block, [change]);
  const existing = placeAt(document.tree, [...podSpec, 'initContainers'])?.value;
  if (existing?.kind === 'sequence') {
    const last = existing.items.at(-1);
    if (existing.flow || last === undefined || existing.indent !== items.indent) return undefined;
    const end = lineEnd(text, last.end);
    return [{ span: { start: end, end }, newText: newline + moved }, removal];
  }
  const holder = placeAt(document.tree, [...podSpec, 'containers'])?.entry;
  if (existing !== undefined || holder === undefined) return undefined;
  const start = lineStart(text, holder.start);
  const indent = text.slice(start, holder.start);
  if (indent.trim() !== '') return undefined;
  const newText = `initContainers:${newline}${moved}${newline}${indent}`;
  return [{ span: { start: holder.start, end: holder.start }, newText }, removal];
}
