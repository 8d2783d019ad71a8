// Starts the simulating worker beside the bundle of the server.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WorkerPort } from '../protocol/runWorker';

export function startRunThread(): WorkerPort {
  // A run makes much that is soon forgotten: with more room for the young, less of it is carried along.
  const worker = new Worker(join(__dirname, 'runWorker.js'), {
    resourceLimits: { maxYoungGenerationSizeMb: 128 },
  });
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onEnd: (listener) => {
      worker.on('error', (error) => listener(error.stack ?? error.message));
      worker.on('exit', (code) => listener(`the simulating worker ended with ${code}`));
    },
    end: () => void worker.terminate(),
  };
}
