// The language server is put together here, and nothing else happens here: handlers answer requests, features know the
// answers, the entries under node/ and browser/ bring the connection.

import type { InitializeParams, ServerCapabilities } from 'vscode-languageserver';
import { registerAnswerFix } from './handlers/answerFix';
import { registerCodeActions } from './handlers/codeActions';
import { registerCodeLens } from './handlers/codeLens';
import { registerCompletion } from './handlers/completion';
import { registerConfiguration } from './handlers/configuration';
import type { Connection } from './handlers/connection';
import { registerDiagnostics } from './handlers/diagnostics';
import { registerDocuments } from './handlers/documents';
import { registerExplain } from './handlers/explain';
import { registerHover } from './handlers/hover';
import { registerInlayHints } from './handlers/inlayHints';
import { registerKubectl } from './handlers/kubectl';
import { registerNavigation } from './handlers/navigation';
import { registerRuns } from './handlers/run';
import { RunWorker } from './handlers/runWorker';
import { registerSelectionRanges } from './handlers/selectionRanges';
import type { Server } from './handlers/server';
import { createServer } from './handlers/server';
import { registerSymbols } from './handlers/symbols';
import { registerWorkspaceFiles } from './handlers/workspaceFiles';
import type { WorkerPort } from './protocol/runWorker';
import type { WorkspaceReader } from './protocol/workspaceReader';

/** What the runtime gives to the server beside the connection. */
export interface Host {
  /** Reads the workspace's files; nothing where only open files can be seen. */
  readonly workspace: (initializationOptions: unknown) => WorkspaceReader | undefined;
  /** Starts the worker that simulates; absent where there is none: then nothing can be run. */
  readonly simulations?: (initializationOptions: unknown) => WorkerPort;
}

/** `TextDocumentSyncKind.Incremental` */
const INCREMENTAL = 2;

/** Wires a connection up and starts to listen. */
export function startServer(connection: Connection, host: Host): void {
  connection.onInitialize((params) => {
    const capabilities: ServerCapabilities = {
      textDocumentSync: { openClose: true, change: INCREMENTAL },
    };
    const server = createServer(connection, params, (more) => Object.assign(capabilities, more));
    register(server, host, params);
    return { capabilities, serverInfo: { name: 'podlab' } };
  });
  connection.listen();
}

function register(server: Server, host: Host, params: InitializeParams): void {
  registerDocuments(server);
  registerConfiguration(server, params);
  registerCompletion(server);
  registerHover(server);
  registerDiagnostics(server);
  registerCodeActions(server);
  registerSymbols(server);
  registerSelectionRanges(server);
  registerNavigation(server);
  registerExplain(server);
  const { simulations } = host;
  const start = simulations && (() => simulations(params.initializationOptions));
  registerAnswerFix(server);
  const worker = start && new RunWorker(start);
  registerRuns(server, worker);
  registerKubectl(server, worker);
  if (worker !== undefined && wantsCodeLens(params)) registerCodeLens(server, worker);
  registerInlayHints(server);
  registerWorkspaceFiles(server, host.workspace(params.initializationOptions), params);
}

function wantsCodeLens({ initializationOptions }: InitializeParams): boolean {
  const options = initializationOptions as { readonly codeLens?: unknown } | null | undefined;
  return options?.codeLens === true;
}
