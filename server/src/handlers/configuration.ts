import type { InitializeParams } from 'vscode-languageserver';
import { registerLater } from './registerLater';
import type { Server } from './server';

/** Asks for the settings of each file when it is opened and when they change; features never wait for them. */
export function registerConfiguration(server: Server, params: InitializeParams): void {
  const { connection, files, settings, client } = server;
  const dynamic =
    params.capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true;
  const askFor = async (uris: readonly string[]): Promise<void> => {
    const changed = await Promise.all(uris.map((uri) => settings.ask(uri)));
    if (changed.includes(true)) server.files.onSettingsChange();
  };
  const ask = (uris: readonly string[]): void => {
    askFor(uris).catch((error: unknown) => connection.console.warn(String(error)));
  };
  connection.onDidChangeConfiguration(({ settings: sent }) => {
    if (client.configuration) ask(files.uris);
    else {
      settings.takeAll(sent);
      files.onSettingsChange();
    }
  });
  files.onOpen((uri) => ask([uri]));
  server.onReady(() => {
    if (!dynamic || !client.configuration) return;
    registerLater(connection, 'workspace/didChangeConfiguration', { section: 'podlab' });
  });
}
