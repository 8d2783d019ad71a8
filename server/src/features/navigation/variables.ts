// An environment variable of a container: where it is defined, and every `$(NAME)` that it is put in for.

import { fieldInfoAt } from '../../documents/fieldInfo';
import type { ManifestDocument } from '../../documents/manifestDocument';
import { followAlias, placeAt, spotAt } from '../../documents/paths';
import type { Span, YamlNode } from '../../documents/tree';
import { entryOf, touches } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import { spanOf } from '../../workspace/definitions';
import { inPod } from '../../workspace/references';
import type { NavigationScene } from '../navigation';
import type { NameGroup } from './nameGroup';
import { fileSpan } from './nameGroup';

interface NamedSpan extends Span {
  readonly name: string;
}

export function variableGroup(scene: NavigationScene): NameGroup | undefined {
  const { document, offset, catalogue } = scene;
  const path = spotAt(document.tree, offset)?.path;
  const info = path && fieldInfoAt(catalogue, document, path);
  const place = info && inPod(info.kind, info.path);
  const [list, index, field] = place?.rest ?? [];
  if (!place?.isSpec || field === undefined || info === undefined) return undefined;
  const container: FieldPath = [...info.object.path, ...place.pod, 'spec', list ?? '', index ?? 0];
  const definitions = definedIn(document, container);
  const uses = usedIn(document, container);
  const own = [...definitions, ...uses].find((span) => touches(span, offset));
  if (own === undefined) return undefined;
  const here = (spans: readonly NamedSpan[]) =>
    spans.filter(({ name }) => name === own.name).map((span) => fileSpan({ ...scene, span }));
  return { span: own, definitions: here(definitions), uses: here(uses) };
}

function definedIn(document: ManifestDocument, container: FieldPath): readonly NamedSpan[] {
  return itemsAt(document, [...container, 'env']).flatMap((item) => {
    const name = followAlias(document.tree, entryOf(item, 'name')?.value);
    return name?.kind === 'scalar' && name.text !== '' && name.style !== 'block'
      ? [{ name: name.text, ...spanOf(name) }]
      : [];
  });
}

/** Commands, arguments, later variables and sub-paths are what Kubernetes expands. */
function usedIn(document: ManifestDocument, container: FieldPath): readonly NamedSpan[] {
  const texts: (YamlNode | undefined)[] = [
    ...itemsAt(document, [...container, 'command']),
    ...itemsAt(document, [...container, 'args']),
    ...itemsAt(document, [...container, 'env']).map((it) => entryOf(it, 'value')?.value),
    ...itemsAt(document, [...container, 'volumeMounts']).map(
      (it) => entryOf(it, 'subPathExpr')?.value,
    ),
  ];
  return texts.flatMap((node) => (node === undefined ? [] : variablesIn(document.text, node)));
}

function itemsAt({ tree }: ManifestDocument, path: FieldPath): readonly (YamlNode | undefined)[] {
  const list = followAlias(tree, placeAt(tree, path)?.value);
  return list?.kind === 'sequence' ? list.items.map(({ value }) => value) : [];
}

/** `$(NAME)` in a stretch of text; `$$(NAME)` stands for itself. */
export function variablesIn(text: string, { start, end }: Span): readonly NamedSpan[] {
  const found: NamedSpan[] = [];
  for (const match of text.slice(start, end).matchAll(/\$\$|\$\(([^()\s]+)\)/g)) {
    const [, name] = match;
    if (name === undefined) continue;
    const from = start + match.index + 2;
    found.push({ name, start: from, end: from + name.length });
  }
  return found;
}
