import type { ExplainPage, ExplainParams } from '../protocol/run';
import { RunMethods } from '../protocol/run';
import { withRequestGuard } from './requestGuard';
import type { Server } from './server';

/** The command "Explain Field": a page for any path. */
export function registerExplain(server: Server): void {
  server.connection.onRequest(
    RunMethods.explain,
    withRequestGuard<ExplainParams, ExplainPage | null>(server, null, async ({ path }) => {
      const { explainPage } = await server.features();
      return explainPage(path, server.settings.of('').kubernetesVersion, server.language) ?? null;
    }),
  );
}
