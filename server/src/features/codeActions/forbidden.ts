import { fieldInfoAt } from '../../documents/fieldInfo';
import type { Finding } from '../../documents/finding';
import { placeAt } from '../../documents/paths';
import type { FieldPath } from '../../schema/catalogue';
import type { Action, ActionScene } from './action';
import { fix, say } from './action';
import { removeEntry } from './edits';
import { pathInMessage } from './messagePath';

/** For a field that may not stand where it stands, or not beside another: the field goes. */
export function forbiddenActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { document, catalogue } = scene;
  const { code, message } = finding;
  if (code === 'invalid-value' && !/ may not be (?:set|specified)| must not be set/.test(message))
    return [];
  const own = pathInMessage(message);
  if (own === undefined || /may not be (?:changed|removed)/.test(message)) return [];
  // The server does not say in which object of a list it is.
  const path: FieldPath = own;
  const entry = placeAt(document.tree, path)?.entry;
  const map = placeAt(document.tree, path.slice(0, -1))?.value;
  if (document.objects.length > 1 || entry === undefined || map?.kind !== 'map') return [];
  // What must be there cannot be the solution.
  if (fieldInfoAt(catalogue, document, path)?.field?.required === true || map.entries.length < 2)
    return [];
  const name = String(path.at(-1));
  return [
    fix(finding, say(scene, `Remove "${name}"`, `删除 “${name}”`), [
      removeEntry(document, map, entry),
    ]),
  ];
}
