// Labels and the selectors that go by them: `app: web` in a Service, in a Deployment's selector and in its template is one
// thing. A pair of key and value is followed within its namespace.

import { fieldInfoAt } from '../../documents/fieldInfo';
import type { ManifestDocument } from '../../documents/manifestDocument';
import { followAlias, placeAt, spotAt } from '../../documents/paths';
import type { Span, YamlNode, YamlTree } from '../../documents/tree';
import { scalarText } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import type { ObjectFacts } from '../../workspace/definitions';
import { spanOf } from '../../workspace/definitions';
import type { Home } from '../../workspace/links';
import { podPathOf } from '../../workspace/references';
import type { NavigationScene } from '../navigation';
import type { NameGroup } from './nameGroup';
import { fileSpan } from './nameGroup';

/** Whose labels a place is about. */
type Bearer = 'Pod' | 'Node' | 'Namespace';

interface Pair {
  readonly bearer: Bearer;
  /** A label itself, not a selector that asks for it. */
  readonly isLabel: boolean;
  readonly key: string;
  readonly value: string;
  /** The value's text. */
  readonly span: Span;
}

export function labelGroup(scene: NavigationScene): NameGroup | undefined {
  const { document, offset, catalogue, workspace } = scene;
  const spot = spotAt(document.tree, offset);
  const info = spot && fieldInfoAt(catalogue, document, spot.path);
  if (spot?.on !== 'value' || info === undefined) return undefined;
  const facts = workspace.factsOf(document).find(({ object }) => object === info.object);
  if (facts === undefined) return undefined;
  const own = pairsOf(document, facts).find(
    ({ span }) => span.start <= offset && offset <= span.end,
  );
  if (own === undefined) return undefined;
  const found = [...workspace.files].flatMap((file) =>
    file.documents.flatMap(({ document: other, start }) =>
      samePairs(scene, { uri: file.uri, start, document: other }, own, facts),
    ),
  );
  const spans = (isLabel: boolean) =>
    found.filter((it) => it.pair.isLabel === isLabel).map((it) => it.span);
  return { span: own.span, definitions: spans(true), uses: spans(false) };
}

function samePairs(scene: NavigationScene, home: Home, own: Pair, facts: ObjectFacts) {
  // Most documents are told apart by their text: nothing is looked at where the value does not occur.
  if (!home.document.text.includes(own.value)) return [];
  return scene.workspace
    .factsOf(home.document)
    .filter((it) => own.bearer !== 'Pod' || inSameNamespace(it, facts))
    .flatMap((it) => pairsOf(home.document, it))
    .filter((it) => it.bearer === own.bearer && it.key === own.key && it.value === own.value)
    .map((pair) => ({ pair, span: fileSpan({ ...home, span: pair.span }) }));
}

function inSameNamespace(one: ObjectFacts, other: ObjectFacts): boolean {
  return (one.namespace ?? 'default') === (other.namespace ?? 'default');
}

/** All labels and selectors of an object. */
function pairsOf({ tree }: ManifestDocument, facts: ObjectFacts): readonly Pair[] {
  const { object, kind, api } = facts;
  const at = (path: FieldPath): YamlNode | undefined =>
    followAlias(tree, placeAt(tree, [...object.path, ...path])?.value);
  const pod = api && podPathOf(api);
  const labels: readonly (readonly [Bearer, FieldPath])[] = [
    ...(pod === undefined ? [] : [['Pod', [...pod, 'metadata', 'labels']] as const]),
    ...(kind === 'Node' || kind === 'Namespace' ? [[kind, ['metadata', 'labels']] as const] : []),
  ];
  return [
    ...labels.flatMap(([bearer, path]) => pairsIn(tree, at(path), bearer, true)),
    ...(kind === 'Service' || kind === 'ReplicationController'
      ? pairsIn(tree, at(['spec', 'selector']), 'Pod', false)
      : []),
    ...(kind.startsWith('PersistentVolume') ? [] : selectorsIn(tree, object.node, '', 0)),
  ];
}

/** Deeper than any selector stands in an object. */
const DEEPEST = 24;

/** `matchLabels` and `nodeSelector` wherever they stand. */
function selectorsIn(
  tree: YamlTree,
  node: YamlNode | undefined,
  holder: string,
  depth: number,
): readonly Pair[] {
  if (node === undefined || node.kind === 'scalar' || depth > DEEPEST) return [];
  if (node.kind === 'sequence')
    return node.items.flatMap(({ value }) => selectorsIn(tree, value, holder, depth + 1));
  return node.entries.flatMap(({ key, value }) => {
    if (key.text === 'volumeClaimTemplates' || key.text === 'volumes') return [];
    if (key.text === 'nodeSelector') return pairsIn(tree, value, 'Node', false);
    if (key.text !== 'matchLabels') return selectorsIn(tree, value, key.text, depth + 1);
    return pairsIn(tree, value, holder === 'namespaceSelector' ? 'Namespace' : 'Pod', false);
  });
}

function pairsIn(
  tree: YamlTree,
  node: YamlNode | undefined,
  bearer: Bearer,
  isLabel: boolean,
): readonly Pair[] {
  const map = followAlias(tree, node);
  if (map?.kind !== 'map') return [];
  return map.entries.flatMap(({ key, value }) => {
    const text = scalarText(value);
    if (value?.kind !== 'scalar' || text === undefined || text === '') return [];
    return [{ bearer, isLabel, key: key.text, value: text, span: spanOf(value) }];
  });
}
