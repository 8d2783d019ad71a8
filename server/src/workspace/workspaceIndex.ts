// What all open and workspace manifests define. It is kept by document: a document that did not change keeps its facts,
// and an answer is put together when somebody asks.

import type { ManifestDocument } from '../documents/manifestDocument';
import type { ManifestFile } from '../documents/manifestFile';
import type { Catalogue } from '../schema/catalogue';
import { canonicalUri } from '../support/uri';
import type { ObjectFacts } from './definitions';
import { factsOf } from './definitions';
import { patchesOf } from './kustomize';
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

export class WorkspaceIndex {
  readonly #catalogue: Catalogue;
  readonly #files = new Map<string, ManifestFile>();
  readonly #facts = new WeakMap<ManifestDocument, readonly ObjectFacts[]>();
  readonly #references = new WeakMap<ManifestDocument, readonly Reference[]>();
  #all: readonly IndexedObject[] | undefined;
  #byKind: ReadonlyMap<string, readonly IndexedObject[]> | undefined;
  readonly #byUri = new Map<string, readonly IndexedObject[]>();
  #revision = 0;
  #definitions: readonly ManifestDocument[] | undefined;
  #patches: ReadonlySet<string> | undefined;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Takes a file in, or its next version. */
  put(file: ManifestFile): void {
    this.#files.set(canonicalUri(file.uri), file);
    this.#forget();
  }

  remove(uri: string): void {
    if (this.#files.delete(canonicalUri(uri))) this.#forget();
  }

  /** Changes whenever anything in the index does. */
  get revision(): number {
    return this.#revision;
  }

  #forget(): void {
    this.#revision += 1;
    this.#byUri.clear();
    this.#byKind = undefined;
    this.#all = undefined;
    this.#definitions = undefined;
    this.#patches = undefined;
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
    const known = this.#byUri.get(uri);
    if (known !== undefined) return known;
    const file = this.file(uri);
    const documents = file?.documents ?? [];
    const objects = documents.flatMap(({ document, start }) =>
      this.factsOf(document).map((facts) => ({ uri, start, document, facts })),
    );
    this.#byUri.set(uri, objects);
    return objects;
  }

  /** Documents that define custom resources. Told by their text: nothing is parsed to find them. */
  get customResourceDefinitions(): readonly ManifestDocument[] {
    this.#definitions ??= [...this.#files.values()].flatMap((file) =>
      file.text.includes('CustomResourceDefinition')
        ? file.documents
            .map(({ document }) => document)
            .filter(
              (it) =>
                it.text.includes('CustomResourceDefinition') &&
                it.objects[0]?.kind === 'CustomResourceDefinition',
            )
        : [],
    );
    return this.#definitions;
  }

  ofKind(kind: string): readonly IndexedObject[] {
    this.#byKind ??= groupedByKind(this.objects);
    return this.#byKind.get(kind) ?? [];
  }

  /** By kind and name; the namespace decides only where both sides name one. */
  find(kind: string, name: string, namespace?: string): readonly IndexedObject[] {
    return this.ofKind(kind).filter(
      ({ facts }) =>
        facts.name === name &&
        (namespace === undefined || facts.namespace === undefined || facts.namespace === namespace),
    );
  }
}

function groupedByKind(
  objects: readonly IndexedObject[],
): ReadonlyMap<string, readonly IndexedObject[]> {
  const groups = new Map<string, IndexedObject[]>();
  for (const object of objects) {
    const group = groups.get(object.facts.kind);
    if (group === undefined) groups.set(object.facts.kind, [object]);
    else group.push(object);
  }
  return groups;
}
