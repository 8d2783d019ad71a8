// The simulating worker as a thread of Node.
import { parentPort } from 'node:worker_threads';
import type { WorkerMessage } from '../protocol/runWorker';
import { replyTo } from '../runServiceReply';

parentPort?.on('message', (message: WorkerMessage) => {
  replyTo(message).then(
    (reply) => parentPort?.postMessage(reply),
    () => undefined,
  );
});
