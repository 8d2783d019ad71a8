// The simulating worker in a browser.
import type { WorkerMessage } from '../protocol/runWorker';
import { replyTo } from '../runServiceReply';

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = (event: MessageEvent<WorkerMessage>) => {
  replyTo(event.data).then(
    (reply) => self.postMessage(reply),
    () => undefined,
  );
};
