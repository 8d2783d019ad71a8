// The web: the language server is a worker.
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { type Extension, startExtension } from '../start';

let extension: Extension | undefined;

export function activate(context: ExtensionContext): Extension {
  const script = (name: string): string =>
    Uri.joinPath(context.extensionUri, 'dist/server/browser', name).toString(true);
  extension = startExtension(
    context,
    (options) => new LanguageClient('podlab', 'PodLab', new Worker(script('main.js')), options),
    { runWorker: script('runWorker.js') },
  );
  return extension;
}

export async function deactivate(): Promise<void> {
  await extension?.server.stop();
}
