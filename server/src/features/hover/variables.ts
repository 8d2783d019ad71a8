// What `$(NAME)` under the cursor stands for.

import type { FieldInfo } from '../../documents/fieldInfo';
import { placeAt } from '../../documents/paths';
import type { Span } from '../../documents/tree';
import { entryOf, scalarText } from '../../documents/tree';
import { inPod } from '../../workspace/references';
import type { NavigationScene } from '../navigation';
import { variablesIn } from '../navigation/variables';
import type { Language } from './words';

/** A line on the variable; undefined where the cursor is on none. */
export function variableLine(
  scene: NavigationScene & { readonly language: Language },
  info: FieldInfo,
  value: Span,
): string | undefined {
  const name = variableAt(scene, value);
  const place = inPod(info.kind, info.path);
  if (name === undefined || place?.isSpec !== true) return undefined;
  const [list, index] = place.rest;
  const facts = scene.workspace.factsOf(scene.document).find((it) => it.object === info.object);
  const own = facts?.pod?.containers.find((it) => it.list === list && it.index === index);
  const position = own?.env.findIndex((it) => it.name === name) ?? -1;
  const zh = scene.language === 'zh';
  if (position < 0) {
    return zh
      ? `\`$(${name})\`: 该容器的 \`env\` 中没有这个变量；若 \`envFrom\` 也没有，则原样保留`
      : `\`$(${name})\`: not in this container's \`env\`; unless \`envFrom\` brings it, the text stays as it is`;
  }
  const path = [
    ...info.object.path,
    ...place.pod,
    'spec',
    String(list),
    Number(index),
    'env',
    position,
  ];
  const item = placeAt(scene.document.tree, path)?.value;
  const text = scalarText(entryOf(item, 'value')?.value);
  const source = entryOf(item, 'valueFrom') === undefined ? '' : ' (`valueFrom`)';
  return `→ ${zh ? '变量' : 'variable'} \`${name}\`${text === undefined ? source : ` = \`${text}\``}`;
}

function variableAt({ document, offset }: NavigationScene, value: Span): string | undefined {
  // `$(` and `)` count as part of it.
  return variablesIn(document.text, value).find(
    ({ start, end }) => start - 2 <= offset && offset <= end + 1,
  )?.name;
}
