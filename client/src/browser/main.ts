// The web: the language server is a worker.
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { answerReads, READS_FILES } from '../language/readFiles';
import { type Extension, startExtension } from '../start';

let extension: Extension | undefined;

export function activate(context: ExtensionContext): Extension {
  const script = (name: string): string =>
    Uri.joinPath(context.extensionUri, 'dist/server/browser', name).toString(true);
  extension = startExtension(
    context,
    (options) => {
      const worker = new Worker(script('main.js'));
      const client = new LanguageClient('podlab', 'PodLab', worker, options);
      answerReads(client);
      return client;
    },
    { runWorker: script('runWorker.js'), ...READS_FILES },
  );
  return extension;
}

export async function deactivate(): Promise<void> {
  await extension?.server.stop();
}
