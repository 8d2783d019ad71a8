// One `---` document of a file, read lazily: its tree, the Kubernetes objects in it, its value. It knows nothing of the
// file around it: unchanged text keeps its document, whatever happens above and below.

import type { FieldPath } from '../schema/catalogue';
import type { Steps } from '../support/steps';
import { finish } from '../support/steps';
import type { KnownTree } from './reparseTree';
import { reparseTree } from './reparseTree';
import type { YamlMap, YamlNode, YamlTree } from './tree';
import { entryOf, scalarText } from './tree';
import type { Pieces } from './valuePieces';
import { valueInPieces } from './valuePieces';
import type { YamlValue } from './yamlValue';
import { isYamlLoaded, yamlValue } from './yamlValue';

/** An object that the document holds: the document itself, or an item of its `List`. */
export interface ManifestObject {
  /** Where in the document it begins: `[]`, or `['items', 0]`. */
  readonly path: FieldPath;
  readonly node: YamlMap;
  /** As written; undefined while absent or not a plain scalar. */
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
}

export class ManifestDocument {
  readonly text: string;
  #tree: YamlTree | undefined;
  #objects: readonly ManifestObject[] | undefined;
  #value: YamlValue | undefined;

  #pieces: Pieces;
  #known: KnownTree | undefined;

  /** @param before the version that this one comes from: what of its value can be kept is */
  constructor(text: string, before?: ManifestDocument) {
    this.text = text;
    this.#pieces = before === undefined ? new Map() : before.#pieces;
    this.#known = before?.knownTree;
  }

  /** What the next version can start from: this tree, or the last one that was made. */
  private get knownTree(): KnownTree | undefined {
    return this.#tree === undefined ? this.#known : { text: this.text, tree: this.#tree };
  }

  get tree(): YamlTree {
    if (this.#tree !== undefined) return this.#tree;
    this.#tree = reparseTree(this.text, this.#known);
    this.#known = undefined;
    return this.#tree;
  }

  /** The outer object first. Empty where the document is no map. */
  get objects(): readonly ManifestObject[] {
    this.#objects ??= objectsOf(this.tree);
    return this.#objects;
  }

  /** What the text means, and what is wrong with it as YAML. Unknown until `loadYaml` has ended. */
  get value(): YamlValue {
    return finish(this.valueSteps());
  }

  /** The same in steps: a large document takes a second. */
  *valueSteps(): Steps<YamlValue> {
    if (this.#value !== undefined) return this.#value;
    if (!isYamlLoaded()) return yamlValue(this.text);
    const inPieces = yield* valueInPieces(this.text, this.tree, this.#pieces);
    if (inPieces !== undefined) this.#pieces = inPieces.pieces;
    this.#value = inPieces?.value ?? yamlValue(this.text);
    return this.#value;
  }

  /** Lets the value go, which may be large; it is computed again when somebody asks. */
  forgetValue(): void {
    this.#value = undefined;
  }

  /** The innermost object whose fields `path` runs through. */
  objectAt(path: FieldPath): ManifestObject | undefined {
    return this.objects.findLast(
      (object) =>
        object.path.length <= path.length && object.path.every((step, i) => path[i] === step),
    );
  }
}

function objectsOf(tree: YamlTree): readonly ManifestObject[] {
  const { root } = tree;
  if (root?.kind !== 'map') return [];
  const outer = objectIn(root, []);
  if (outer.kind === undefined || !outer.kind.endsWith('List')) return [outer];
  const items = entryOf(root, 'items')?.value;
  if (items?.kind !== 'sequence') return [outer];
  const inner: ManifestObject[] = [];
  items.items.forEach(({ value }, index) => {
    if (value?.kind === 'map') inner.push(itemIn(outer, value, ['items', index]));
  });
  return [outer, ...inner];
}

function objectIn(node: YamlMap, path: FieldPath): ManifestObject {
  return { path, node, apiVersion: wordOf(node, 'apiVersion'), kind: wordOf(node, 'kind') };
}

/** The items of a `PodList` need not say that they are Pods. */
function itemIn(list: ManifestObject, node: YamlMap, path: FieldPath): ManifestObject {
  const object = objectIn(node, path);
  const kind = list.kind?.slice(0, -'List'.length);
  if (object.kind !== undefined || kind === undefined || kind === '') return object;
  return { ...object, kind, apiVersion: object.apiVersion ?? list.apiVersion };
}

function wordOf(node: YamlMap, key: string): string | undefined {
  const value: YamlNode | undefined = entryOf(node, key)?.value;
  const text = scalarText(value)?.trim();
  return text === undefined || text === '' || text.includes('{{') ? undefined : text;
}
