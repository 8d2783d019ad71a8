import { Position, Selection, type TextDocumentShowOptions, Uri, ViewColumn, window } from 'vscode';
import type { SourceSpot } from '../../../server/src/protocol/run';

/** Arguments of `vscode.open` that show a place in a manifest. */
export function openSpot(spot: SourceSpot): [Uri, TextDocumentShowOptions] {
  const place = new Position(spot.line, spot.character);
  return [Uri.parse(spot.uri), { selection: new Selection(place, place) }];
}

/** Shows the place in the editor where the file is open already, else in the first column, beside the timeline. */
export async function showSpot(spot: SourceSpot): Promise<void> {
  const [uri, options] = openSpot(spot);
  const visible = window.visibleTextEditors.find(
    (editor) => editor.document.uri.toString() === uri.toString(),
  );
  await window.showTextDocument(uri, {
    ...options,
    viewColumn: visible?.viewColumn ?? ViewColumn.One,
  });
}
