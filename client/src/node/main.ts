// Desktop and remote: the language server is a process of its own.
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type Extension, startExtension } from '../start';

let extension: Extension | undefined;

export function activate(context: ExtensionContext): Extension {
  const module = context.asAbsolutePath('dist/server/node/main.js');
  extension = startExtension(
    context,
    (options) =>
      new LanguageClient('podlab', 'PodLab', { module, transport: TransportKind.ipc }, options),
  );
  return extension;
}

export async function deactivate(): Promise<void> {
  await extension?.server.stop();
}
