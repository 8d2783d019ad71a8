// The container around the cursor.

import { kindOf } from '../../documents/fieldInfo';
import { placeAt } from '../../documents/paths';
import type { YamlMap, YamlSequence } from '../../documents/tree';
import { entryOf, scalarText, touches } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import { podPathOf } from '../../workspace/references';
import type { ActionScene } from './action';

export interface ContainerPlace {
  /** From the document's root to the Pod's spec. */
  readonly podSpec: FieldPath;
  readonly list: 'containers' | 'initContainers' | 'ephemeralContainers';
  readonly index: number;
  readonly path: FieldPath;
  readonly items: YamlSequence;
  readonly map: YamlMap;
  readonly name: string;
  /** Its kind, `Job`. */
  readonly kind: string;
}

/** The container that an offset is in: on its fields or behind its dash. */
export function containerAt(scene: ActionScene, offset: number): ContainerPlace | undefined {
  const { document, catalogue } = scene;
  for (const object of document.objects) {
    const api = kindOf(catalogue, object);
    const pod = api && podPathOf(api);
    if (api === undefined || pod === undefined) continue;
    const podSpec = [...object.path, ...pod, 'spec'];
    for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
      const items = placeAt(document.tree, [...podSpec, list])?.value;
      if (items?.kind !== 'sequence' || !touches(items, offset)) continue;
      const index = items.items.findIndex((item) => touches(item, offset));
      const map = items.items[index]?.value;
      if (map?.kind !== 'map') continue;
      const name = scalarText(entryOf(map, 'name')?.value) ?? '';
      const path = [...podSpec, list, index];
      return { podSpec, list, index, path, items, map, name, kind: api.kind };
    }
  }
  return undefined;
}
