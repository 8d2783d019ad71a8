// The simulating worker as a thread of Node.
import { parentPort } from 'node:worker_threads';
import type { ToWorker } from '../protocol/runWorker';
import { takeMessage } from '../runServiceReply';

parentPort?.on('message', (message: ToWorker) =>
  takeMessage(message, (reply) => parentPort?.postMessage(reply)),
);
