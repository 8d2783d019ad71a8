import { KubectlMethods, type KubectlParams, type KubectlReply } from '../protocol/kubectlTerminal';
import { withRequestGuard } from './requestGuard';
import { runMaterial } from './run';
import type { RunWorker } from './runWorker';
import type { Server } from './server';

/** The kubectl terminal: each line is asked of the worker that simulates. */
export function registerKubectl(server: Server, worker: RunWorker | undefined): void {
  if (worker === undefined) return;
  server.connection.onRequest(
    KubectlMethods.kubectl,
    withRequestGuard<KubectlParams, KubectlReply | null>(server, null, async (params, token) => {
      const material = runMaterial(server, params.begin.uri);
      if (material === undefined) return null;
      const request = { kind: 'kubectl', params, ...material } as const;
      return (await worker.ask(request, { token })) as KubectlReply | null;
    }),
  );
}
