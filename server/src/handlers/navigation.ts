import type {
  DocumentHighlight,
  Location,
  Position,
  Range,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DocumentHighlightKind } from 'vscode-languageserver-types';
import type { NavigationScene } from '../features/navigation';
import {
  definitionsAt,
  highlightsAt,
  referencesAt,
  renameSpan,
  renameSpans,
} from '../features/navigation';
import type { FileSpan } from '../features/navigation/nameGroup';
import { withRequestGuard } from './requestGuard';
import type { Server } from './server';
import { offsetIn, toRange } from './server';

/** Definition, references, highlights and rename. */
export function registerNavigation(server: Server): void {
  const { connection } = server;
  server.advertise({
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: server.client.prepareRename ? { prepareProvider: true } : true,
  });
  connection.onDefinition(
    withRequestGuard(server, null, async (params: Place): Promise<Location[] | null> => {
      const scene = await sceneAt(server, params);
      return scene === undefined ? null : locations(server, definitionsAt(scene));
    }),
  );
  connection.onReferences(
    withRequestGuard(
      server,
      null,
      async (params: Place & { readonly context: { readonly includeDeclaration: boolean } }) => {
        const scene = await sceneAt(server, params);
        if (scene === undefined) return null;
        return locations(server, referencesAt(scene, params.context.includeDeclaration));
      },
    ),
  );
  connection.onDocumentHighlight(
    withRequestGuard(server, null, async (params: Place): Promise<DocumentHighlight[] | null> => {
      const scene = await sceneAt(server, params);
      if (scene === undefined) return null;
      return locations(server, highlightsAt(scene)).map(({ range }) => ({
        range,
        kind: DocumentHighlightKind.Text,
      }));
    }),
  );
  connection.onPrepareRename(
    withRequestGuard(server, null, async (params: Place): Promise<Range | null> => {
      const scene = await sceneAt(server, params);
      const span = scene && renameSpan(scene);
      const open = server.files.at(params.textDocument.uri, params.position);
      return span === undefined || open === undefined ? null : toRange(open, span);
    }),
  );
  connection.onRenameRequest(
    withRequestGuard(
      server,
      null,
      async (params: Place & { readonly newName: string }): Promise<WorkspaceEdit | null> => {
        const scene = await sceneAt(server, params);
        const spans = scene && renameSpans(scene);
        if (spans === undefined) return null;
        const changes: NonNullable<WorkspaceEdit['changes']> = {};
        for (const { uri, range } of locations(server, spans)) {
          const edits = changes[uri] ?? [];
          edits.push({ range, newText: params.newName });
          changes[uri] = edits;
        }
        return { changes };
      },
    ),
  );
}

interface Place {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

async function sceneAt(
  server: Server,
  { textDocument: { uri }, position }: Place,
): Promise<NavigationScene | undefined> {
  await server.workspaceLoaded();
  const open = server.files.at(uri, position);
  if (open === undefined) return undefined;
  return {
    catalogue: server.catalogue(server.settings.of(uri)),
    workspace: server.workspace,
    document: open.document,
    start: open.start,
    uri,
    offset: offsetIn(open, position),
  };
}

function locations(server: Server, spans: readonly FileSpan[]): Location[] {
  const texts = new Map<string, TextDocument>();
  return spans.flatMap(({ uri, start, end }) => {
    let text = server.files.text(uri) ?? texts.get(uri);
    if (text === undefined) {
      const file = server.workspace.file(uri);
      if (file === undefined) return [];
      text = TextDocument.create(uri, 'yaml', 0, file.text);
      texts.set(uri, text);
    }
    return [{ uri, range: { start: text.positionAt(start), end: text.positionAt(end) } }];
  });
}
