import type { Hover } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver-types';
import { isOtherToolsFile } from '../features/documentRole';
import { turn } from '../support/turn';
import { plainMarkdown } from './completion';
import { withRequestGuard } from './requestGuard';
import type { Server } from './server';
import { offsetIn, toRange } from './server';

const WARM_UP_MS = 400;

async function warmUp(server: Server): Promise<void> {
  await server.features();
  await turn();
  await server.traffic.lull();
  server.descriptions().ofType('');
}

export function registerHover(server: Server): void {
  server.advertise({ hoverProvider: true });
  // The texts are a file of their own; the first hover should not wait for them.
  server.onReady(() => {
    setTimeout(() => void warmUp(server), WARM_UP_MS);
  });
  server.connection.onHover(
    withRequestGuard<Parameters<Parameters<typeof server.connection.onHover>[0]>[0], Hover | null>(
      server,
      null,
      async ({ textDocument: { uri }, position }) => {
        const { hoverLooksAround, hoverText } = await server.features();
        await server.apiReady();
        const settings = server.settings.of(uri);
        const open = server.files.at(uri, position);
        if (open === undefined || settings.hover === 'off' || isOtherToolsFile(uri)) return null;
        const scene = {
          catalogue: server.catalogue(settings),
          workspace: server.workspace,
          descriptions: server.descriptions(),
          document: open.document,
          start: open.start,
          uri,
          version: settings.kubernetesVersion,
          language: server.language,
          offset: offsetIn(open, position),
          brief: settings.hover === 'shared',
        };
        if (hoverLooksAround(scene)) await server.workspaceLoaded();
        const found = hoverText(scene);
        if (found === undefined) return null;
        const contents = server.client.markdownInHover
          ? { kind: MarkupKind.Markdown, value: found.markdown }
          : { kind: MarkupKind.PlainText, value: plainMarkdown(found.markdown) };
        return { contents, range: toRange(open, found.span) };
      },
    ),
  );
}
