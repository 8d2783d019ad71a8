import type { Finding } from '../../documents/finding';
import type { YamlSequence } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import type { Action, ActionScene } from './action';
import { fix, say } from './action';
import { containerAt } from './containers';
import { beginsLine, lineEnd, lineStart, setAt, wholeLines } from './edits';

/** For `$(NAME)` that is not known where it stands: its definition moved up, or made. */
export function variableActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { document } = scene;
  const { text } = document;
  const name = /^\$\((\w+)\)$/.exec(text.slice(finding.span.start, finding.span.end))?.[1];
  const container = containerAt(scene, finding.span.start);
  if (name === undefined || container === undefined) return [];
  const list = entryOf(container.map, 'env')?.value;
  const env = list?.kind === 'sequence' ? list : undefined;
  const defined =
    env?.items.findIndex((it) => scalarText(entryOf(it.value, 'name')?.value) === name) ?? -1;
  if (env !== undefined && defined >= 0) return moveUp(scene, finding, env, defined, name);
  const path = [...container.path, 'env', env?.items.length ?? 0];
  // A variable that another one uses has to stand before it.
  const isInEnv =
    env !== undefined && env.start <= finding.span.start && finding.span.start <= env.end;
  const edit = isInEnv ? undefined : setAt(document, path, { name, value: 'value' });
  const title = say(scene, `Define ${name} in env`, `在 env 中定义 ${name}`);
  return edit === undefined ? [] : [fix(finding, title, [edit])];
}

function moveUp(
  scene: ActionScene,
  finding: Finding,
  env: YamlSequence,
  from: number,
  name: string,
): readonly Action[] {
  const { text } = scene.document;
  const user = env.items.find(
    (it) => it.start <= finding.span.start && finding.span.start <= it.end,
  );
  const item = env.items[from];
  if (env.flow || user === undefined || item === undefined || user.start >= item.start) return [];
  if (!beginsLine(text, user.start) || !beginsLine(text, item.start)) return [];
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const block = text.slice(lineStart(text, item.start), lineEnd(text, item.end));
  const start = lineStart(text, user.start);
  const title = say(scene, `Move the definition of ${name} up`, `把 ${name} 的定义移到前面`);
  const edits = [
    { span: { start, end: start }, newText: block + newline },
    { span: wholeLines(text, item), newText: '' },
  ];
  return [fix(finding, title, edits, true)];
}
