// The simulating worker in a browser.
import type { ToWorker } from '../protocol/runWorker';
import { takeMessage } from '../runServiceReply';

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = ({ data }: MessageEvent<ToWorker>) =>
  takeMessage(data, (reply) => self.postMessage(reply));
