// From a custom resource to the definition of its kind.

import { spotAt } from '../../documents/paths';
import { entryOf, scalarText } from '../../documents/tree';
import { spanOf } from '../../workspace/definitions';
import type { NavigationScene } from '../navigation';
import type { FileSpan } from './nameGroup';
import { fileSpan } from './nameGroup';

/** Where the `kind` under the cursor gets its name: `spec.names.kind` of a CRD. */
export function kindDefinitions(scene: NavigationScene): readonly FileSpan[] {
  const { document, offset, workspace } = scene;
  const spot = spotAt(document.tree, offset);
  const object = spot && document.objectAt(spot.path);
  if (spot?.path.at(-1) !== 'kind' || spot.path.length !== (object?.path.length ?? 0) + 1)
    return [];
  const group = object?.apiVersion?.split('/')[0];
  return workspace.ofKind('CustomResourceDefinition').flatMap((it) => {
    const spec = entryOf(it.facts.object.node, 'spec')?.value;
    const name = entryOf(entryOf(spec, 'names')?.value, 'kind')?.value;
    const isIt =
      scalarText(entryOf(spec, 'group')?.value) === group && scalarText(name) === object?.kind;
    return isIt && name?.kind === 'scalar' ? [fileSpan({ ...it, span: spanOf(name) })] : [];
  });
}
