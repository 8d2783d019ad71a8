// What all open and workspace manifests define. It is kept by document: a document that did not change keeps its facts,
// and an answer is put together when somebody asks.

import type { ManifestDocument } from '../documents/manifestDocument';
import type { ManifestFile } from '../documents/manifestFile';
import type { Catalogue } from '../schema/catalogue';
import { canonicalUri } from '../support/uri';
import type { ObjectFacts } from './definitions';
import { factsOf } from './definitions';
import { isKustomization, patchesOf } from './kustomize';
import type { Reference } from './links';
import { referencesIn } from './links';

/** An object and where it is. */
export interface IndexedObject {
  readonly uri: string;
  /** Offset of its document in the file. */
  readonly start: number;
  readonly document: ManifestDocument;
  readonly facts: ObjectFacts;
}

const CRD = 'CustomResourceDefinition';

export class WorkspaceIndex {
  readonly #catalogue: Catalogue;
  readonly #files = new Map<string, ManifestFile>();
  readonly #facts = new WeakMap<ManifestDocument, readonly ObjectFacts[]>();
  readonly #references = new WeakMap<ManifestDocument, readonly Reference[]>();
  /** By file: what one file defines stays as it is while others are edited. */
  readonly #objects = new WeakMap<ManifestFile, readonly IndexedObject[]>();
  readonly #crds = new WeakMap<ManifestFile, readonly ManifestDocument[]>();
  #all: readonly IndexedObject[] | undefined;
  #byKind: ReadonlyMap<string, readonly IndexedObject[]> | undefined;
  #byName: ReadonlyMap<string, readonly IndexedObject[]> | undefined;
  #revision = 0;
  #definitions: readonly ManifestDocument[] | undefined;
  #patches: ReadonlySet<string> | undefined;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Takes a file in, or its next version. */
  put(file: ManifestFile): void {
    this.#files.set(canonicalUri(file.uri), file);
    this.#forget(file.uri);
  }

  remove(uri: string): void {
    if (this.#files.delete(canonicalUri(uri))) this.#forget(uri);
  }

  /** Changes whenever anything in the index does. */
  get revision(): number {
    return this.#revision;
  }

  #forget(uri: string): void {
    this.#revision += 1;
    this.#byKind = undefined;
    this.#byName = undefined;
    this.#all = undefined;
    this.#definitions = undefined;
    if (isKustomization(uri)) this.#patches = undefined;
  }

  /** Whether a kustomization of the workspace names the file as a patch. */
  isPatch(uri: string): boolean {
    this.#patches ??= patchesOf(this.#files.values());
    return this.#patches.has(canonicalUri(uri));
  }

  file(uri: string): ManifestFile | undefined {
    return this.#files.get(canonicalUri(uri));
  }

  get files(): Iterable<ManifestFile> {
    return this.#files.values();
  }

  factsOf(document: ManifestDocument): readonly ObjectFacts[] {
    const known = this.#facts.get(document);
    if (known !== undefined) return known;
    const facts = factsOf(this.#catalogue, document);
    this.#facts.set(document, facts);
    return facts;
  }

  /** Everything that a document names elsewhere. */
  referencesOf(document: ManifestDocument): readonly Reference[] {
    const known = this.#references.get(document);
    if (known !== undefined) return known;
    const references = referencesIn(this.#catalogue, document);
    this.#references.set(document, references);
    return references;
  }

  /** All objects, in the order in which their files came. */
  get objects(): readonly IndexedObject[] {
    this.#all ??= [...this.#files.values()].flatMap(({ uri }) => this.objectsIn(uri));
    return this.#all;
  }

  /** The objects of one file, in the order of the text. */
  objectsIn(uri: string): readonly IndexedObject[] {
    const file = this.file(uri);
    if (file === undefined) return [];
    const known = this.#objects.get(file);
    if (known !== undefined) return known;
    const objects = file.documents.flatMap(({ document, start }) =>
      this.factsOf(document).map((facts) => ({ uri: file.uri, start, document, facts })),
    );
    this.#objects.set(file, objects);
    return objects;
  }

  /** Documents that define custom resources. Told by their text: nothing is parsed to find them. */
  get customResourceDefinitions(): readonly ManifestDocument[] {
    this.#definitions ??= [...this.#files.values()].flatMap((file) => this.#crdsIn(file));
    return this.#definitions;
  }

  #crdsIn(file: ManifestFile): readonly ManifestDocument[] {
    const known = this.#crds.get(file);
    if (known !== undefined) return known;
    const found = file.text.includes(CRD)
      ? file.documents
          .map(({ document }) => document)
          .filter((it) => it.text.includes(CRD) && it.objects[0]?.kind === CRD)
      : [];
    this.#crds.set(file, found);
    return found;
  }

  ofKind(kind: string): readonly IndexedObject[] {
    this.#byKind ??= grouped(this.objects, ({ facts }) => facts.kind);
    return this.#byKind.get(kind) ?? [];
  }

  /** By kind and name; the namespace decides only where both sides name one. */
  find(kind: string, name: string, namespace?: string): readonly IndexedObject[] {
    this.#byName ??= grouped(this.objects, ({ facts }) => `${facts.kind} ${facts.name}`);
    const named = this.#byName.get(`${kind} ${name}`) ?? [];
    return named.filter(
      ({ facts }) =>
        namespace === undefined || facts.namespace === undefined || facts.namespace === namespace,
    );
  }
}

function grouped(
  objects: readonly IndexedObject[],
  keyOf: (object: IndexedObject) => string,
): ReadonlyMap<string, readonly IndexedObject[]> {
  const groups = new Map<string, IndexedObject[]>();
  for (const object of objects) {
    const key = keyOf(object);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [object]);
    else group.push(object);
  }
  return groups;
}
