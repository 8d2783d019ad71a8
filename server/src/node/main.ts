// The language server as a process: `--stdio`, or the channel that Node gives to a forked child.

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from '../server';
import { startRunThread } from './runThread';
import { workspaceReader } from './workspaceReader';

if (!process.argv.some((argument) => /^--(?:stdio|node-ipc|pipe|socket)/.test(argument))) {
  process.argv.push(process.send === undefined ? '--stdio' : '--node-ipc');
}

startServer(createConnection(ProposedFeatures.all), {
  workspace: workspaceReader,
  simulations: startRunThread,
});
