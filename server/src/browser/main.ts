// The language server as a worker.

import { clientReader, readsFiles } from '../handlers/clientReader';
import { createConnection } from '../handlers/connection';
import { startServer } from '../server';
import { startRunThread } from './runThread';

declare const self: DedicatedWorkerGlobalScope;

const connection = createConnection({
  send: (message) => self.postMessage(message),
  listen: (take) => {
    self.onmessage = ({ data }) => take([data]);
  },
  end: () => self.close(),
});
startServer(connection, {
  workspace: (options) => (readsFiles(options) ? clientReader(connection) : undefined),
  simulations: startRunThread,
});
