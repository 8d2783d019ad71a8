// Starts the simulating worker. A server whose own script came from a blob, as in VS Code for the Web, cannot tell where the
// worker's script lies: the client says so in `initializationOptions.runWorker`.
import type { FromWorker, WorkerPort } from '../protocol/runWorker';

export function startRunThread(initializationOptions: unknown): WorkerPort {
  const worker = new Worker(scriptFor(initializationOptions));
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.onmessage = (event: MessageEvent<FromWorker>) => listener(event.data);
    },
    onEnd: (listener) => {
      worker.onerror = (event) => listener(event.message);
    },
    end: () => worker.terminate(),
  };
}

/** A script of another origin, such as that of an editor's web server, has to be loaded by one of our own. */
function scriptFor(initializationOptions: unknown): string | URL {
  const told = runWorkerIn(initializationOptions);
  if (told === undefined) return new URL('runWorker.js', self.location.href);
  const loader = new Blob([`importScripts(${JSON.stringify(told)});`], { type: 'text/javascript' });
  return URL.createObjectURL(loader);
}

function runWorkerIn(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null || !('runWorker' in options))
    return undefined;
  return typeof options.runWorker === 'string' ? options.runWorker : undefined;
}
