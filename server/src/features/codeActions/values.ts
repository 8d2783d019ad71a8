import type { Finding } from '../../documents/finding';
import { spotAt } from '../../documents/paths';
import type { Action, ActionScene } from './action';
import { fix, say } from './action';
import { removeEntry } from './edits';

/** As many values as still read well in a menu. */
const MOST = 6;

/** For a value that is not supported: those that are, where they are few. The most likely one comes with the finding. */
export function supportedValueActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const list = /supported values: (.*)$/.exec(finding.message)?.[1] ?? '';
  const values = [...list.matchAll(/"([^"]*)"/g)].map(([, value]) => value ?? '');
  const offered = finding.fixes?.map(({ edits }) => edits[0]?.newText.replaceAll('"', ''));
  const spot = spotAt(scene.document.tree, finding.span.start);
  if (values.length === 0 || values.length > MOST || spot?.on !== 'value') return [];
  const rest = values.filter((value) => value !== '' && !offered?.includes(value));
  return rest.map((value) => {
    const style = spot.value?.kind === 'scalar' ? spot.value.style : 'plain';
    const quote = style === 'double' ? '"' : style === 'single' ? "'" : '';
    const edits = [{ span: finding.span, newText: quote + value + quote }];
    return fix(
      finding,
      say(scene, `Change to ${value}`, `改为 ${value}`),
      edits,
      values.length === 1,
    );
  });
}

/** For a key that is set twice: one of the two goes. */
export function repeatedKeyActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { document } = scene;
  const spot = spotAt(document.tree, finding.span.start);
  if (spot?.on !== 'key' || spot.map === undefined || spot.entry === undefined) return [];
  const { map, entry } = spot;
  const earlier = map.entries.find(({ key }) => key.text === entry.key.text);
  if (earlier === undefined || earlier === entry) return [];
  return [
    fix(finding, say(scene, 'Remove this one', '删除这一个'), [removeEntry(document, map, entry)]),
    fix(finding, say(scene, 'Remove the first one', '删除前一个'), [
      removeEntry(document, map, earlier),
    ]),
  ];
}
