// The language server as a process: `--stdio`, or the channel that Node gives to a forked child.

import { createConnection } from '../handlers/connection';
import { startServer } from '../server';
import { startRunThread } from './runThread';
import { transportFor } from './transport';
import { workspaceReader } from './workspaceReader';

startServer(createConnection(transportFor(process.argv.slice(2))), {
  workspace: () => workspaceReader,
  simulations: startRunThread,
});
