// The language server as a worker.

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
startServer(connection, { simulations: startRunThread });
