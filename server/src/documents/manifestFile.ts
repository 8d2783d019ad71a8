// A file as a row of documents. An edit makes anew only the documents whose text it touched; the rest keep theirs, so
// the cost of a keystroke does not depend on the length of the file.

import { ownCopy } from '../support/text';
import { ManifestDocument } from './manifestDocument';
import { markerAt, splitDocuments, splitRange } from './splitDocuments';
import type { Span } from './tree';

export interface LocatedDocument {
  readonly document: ManifestDocument;
  /** Offset of the document's text in the file. */
  readonly start: number;
}

/** Immutable; `editFile` gives the next one. */
export interface ManifestFile {
  readonly uri: string;
  readonly text: string;
  readonly documents: readonly LocatedDocument[];
}

/** A replacement of text, in offsets of the text before it. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

export function openFile(uri: string, text: string): ManifestFile {
  const documents = splitDocuments(text).map((span) => locate(text, span));
  return { uri, text, documents };
}

function locate(text: string, { start, end }: Span, before?: ManifestDocument): LocatedDocument {
  return { document: new ManifestDocument(ownCopy(text.slice(start, end)), before), start };
}

/**
 * @param text the file's text after the edit
 */
export function editFile(file: ManifestFile, edit: TextEdit, text: string): ManifestFile {
  const delta = edit.newText.length - (edit.end - edit.start);
  const first = Math.max(0, indexAt(file, edit.start) - 1);
  let last = indexAt(file, edit.end);
  // Joined to the end of a document, its neighbour's marker may no longer begin a line.
  if (last + 1 < file.documents.length) last += 1;
  const from = file.documents[first]?.start ?? 0;
  const to = (file.documents[last + 1]?.start ?? file.text.length) + delta;
  const old = new Map<string, ManifestDocument>();
  for (const { document } of file.documents.slice(first, last + 1))
    old.set(document.text, document);
  const edited = file.documents[indexAt(file, edit.start)]?.document;
  const middle = splitRange(text, from, to).map((span) => {
    const known = old.get(text.slice(span.start, span.end));
    if (known === undefined) return locate(text, span, edited);
    old.delete(known.text);
    return { document: known, start: span.start };
  });
  const before = file.documents.slice(0, first);
  const after = file.documents.slice(last + 1);
  const moved = delta === 0 ? after : after.map((it) => ({ ...it, start: it.start + delta }));
  return { uri: file.uri, text, documents: [...before, ...middle, ...moved] };
}

function indexAt(file: ManifestFile, offset: number): number {
  let low = 0;
  let high = file.documents.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((file.documents[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The document that an offset of the file belongs to. On a marker line it is the one that the marker begins. */
export function documentAt(file: ManifestFile, offset: number): LocatedDocument | undefined {
  return file.documents[indexAt(file, offset)];
}

/** Whether an offset in the document stands on the `---` or `...` line itself, where nothing can be typed. */
export function isOnMarker(document: ManifestDocument, offset: number): boolean {
  const lineStart = document.text.lastIndexOf('\n', offset - 1) + 1;
  return markerAt(document.text, lineStart) !== undefined && offset <= lineStart + 3;
}
