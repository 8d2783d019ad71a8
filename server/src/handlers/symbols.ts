import type { DocumentSymbol, SymbolInformation } from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver-types';
import { isOtherToolsFile } from '../features/documentRole';
import type { SymbolItem } from '../features/symbols';
import { documentSymbols } from '../features/symbols';
import type { OpenDocument } from './openFiles';
import { withRequestGuard } from './requestGuard';
import type { Server } from './server';
import { toRange } from './server';

const KINDS: Readonly<Record<SymbolItem['kind'], SymbolKind>> = {
  object: SymbolKind.Class,
  map: SymbolKind.Object,
  list: SymbolKind.Array,
  value: SymbolKind.Property,
};

export function registerSymbols(server: Server): void {
  server.advertise({ documentSymbolProvider: true });
  server.connection.onDocumentSymbol(
    withRequestGuard<
      { readonly textDocument: { readonly uri: string } },
      DocumentSymbol[] | SymbolInformation[]
    >(server, [], ({ textDocument: { uri } }) => {
      // Beside another YAML extension there is an outline already.
      if (isOtherToolsFile(uri) || server.settings.of(uri).completion === 'shared') return [];
      const found = server.files
        .documents(uri)
        .flatMap((open) => documentSymbols(open.document).map((item) => toSymbol(open, item)));
      return server.client.hierarchicalSymbols ? found : flat(uri, found);
    }),
  );
}

function toSymbol(open: OpenDocument, item: SymbolItem): DocumentSymbol {
  return {
    name: item.name,
    detail: item.detail,
    kind: KINDS[item.kind],
    range: toRange(open, item.span),
    selectionRange: toRange(open, item.nameSpan),
    children: item.children.map((child) => toSymbol(open, child)),
  };
}

function flat(uri: string, symbols: readonly DocumentSymbol[]): SymbolInformation[] {
  return symbols.map(({ name, kind, range }) => ({ name, kind, location: { uri, range } }));
}
