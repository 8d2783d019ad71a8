import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import { loadYaml } from '../documents/yamlValue';
import { isOtherToolsFile } from '../features/documentRole';
import { withRequestGuard } from './requestGuard';
import type { Server } from './server';

export function registerInlayHints(server: Server): void {
  server.advertise({ inlayHintProvider: true });
  server.connection.languages.inlayHint.on(
    withRequestGuard<InlayHintParams, InlayHint[]>(
      server,
      [],
      async ({ textDocument: { uri }, range }) => {
        const settings = server.settings.of(uri);
        if (!settings.inlayHints || isOtherToolsFile(uri)) return [];
        await loadYaml();
        const { inlayHints } = await server.features();
        const catalogue = server.catalogue(settings);
        return server.files.documents(uri).flatMap((open) => {
          const { document, start, file } = open;
          const isSeen =
            file.positionAt(start).line <= range.end.line &&
            file.positionAt(start + document.text.length).line >= range.start.line;
          if (!isSeen) return [];
          const input = { catalogue, document, uri, index: server.workspace };
          return inlayHints(input, server.language).map(({ offset, label, tooltip }) => ({
            position: file.positionAt(start + offset),
            label,
            tooltip,
            paddingLeft: true,
          }));
        });
      },
    ),
  );
}
