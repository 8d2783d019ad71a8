// The files that the editor has open, each as the editor's text and as our documents, kept in step edit by edit.

import type { Position, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { LocatedDocument, ManifestFile } from '../documents/manifestFile';
import { documentAt, editFile, openFile } from '../documents/manifestFile';
import { canonicalUri } from '../support/uri';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';

/** A document of an open file. */
export interface OpenDocument extends LocatedDocument {
  readonly uri: string;
  readonly file: TextDocument;
}

interface OpenFile {
  text: TextDocument;
  manifests: ManifestFile;
}

type Listener = (uri: string) => void;

export class OpenFiles {
  readonly #files = new Map<string, OpenFile>();
  readonly #workspace: WorkspaceIndex;
  readonly #opened: Listener[] = [];
  readonly #changed: Listener[] = [];
  readonly #closed: Listener[] = [];
  readonly #settings: (() => void)[] = [];

  constructor(workspace: WorkspaceIndex) {
    this.#workspace = workspace;
  }

  open(uri: string, languageId: string, version: number, content: string): void {
    const text = TextDocument.create(uri, languageId, version, content);
    this.#put({ text, manifests: openFile(uri, content) });
    for (const listener of this.#opened) listener(uri);
  }

  onOpen(listener: Listener): void {
    this.#opened.push(listener);
  }

  onChange(listener: Listener): void {
    this.#changed.push(listener);
  }

  onClose(listener: Listener): void {
    this.#closed.push(listener);
  }

  /** Something that all answers depend on has changed: settings, or files of the workspace. */
  onSettings(listener: () => void): void {
    this.#settings.push(listener);
  }

  onSettingsChange(): void {
    for (const listener of this.#settings) listener();
  }

  #put(file: OpenFile): void {
    this.#files.set(file.text.uri, file);
    this.#workspace.put(file.manifests);
  }

  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const file = this.#files.get(uri);
    if (file === undefined) return;
    let { text, manifests } = file;
    for (const change of changes) {
      const whole = { start: 0, end: manifests.text.length };
      const { start, end } =
        'range' in change
          ? { start: text.offsetAt(change.range.start), end: text.offsetAt(change.range.end) }
          : whole;
      text = TextDocument.update(text, [change], version);
      const newText = change.text;
      manifests = editFile(
        manifests,
        { start: Math.min(start, end), end: Math.max(start, end), newText },
        text.getText(),
      );
    }
    this.#put({ text, manifests });
    for (const listener of this.#changed) listener(uri);
  }

  /** The file is no longer the editor's. What the disk says of it comes with the next look at the workspace. */
  close(uri: string): void {
    this.#files.delete(uri);
    for (const listener of this.#closed) listener(uri);
  }

  /** Whether the editor has the file open, under whatever spelling of its uri. */
  has(uri: string): boolean {
    if (this.#files.has(uri)) return true;
    const wanted = canonicalUri(uri);
    return this.uris.some((it) => canonicalUri(it) === wanted);
  }

  get uris(): readonly string[] {
    return [...this.#files.keys()];
  }

  text(uri: string): TextDocument | undefined {
    return this.#files.get(uri)?.text;
  }

  manifests(uri: string): ManifestFile | undefined {
    return this.#files.get(uri)?.manifests;
  }

  /** The document at a position of an open file. */
  at(uri: string, position: Position): OpenDocument | undefined {
    const file = this.#files.get(uri);
    if (file === undefined) return undefined;
    const located = documentAt(file.manifests, file.text.offsetAt(position));
    return located && { ...located, uri, file: file.text };
  }

  /** All documents of an open file. */
  documents(uri: string): readonly OpenDocument[] {
    const file = this.#files.get(uri);
    if (file === undefined) return [];
    return file.manifests.documents.map((located) => ({ ...located, uri, file: file.text }));
  }
}
