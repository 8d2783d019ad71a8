// Starts the simulating worker beside the server's script. Where a worker cannot start another one (its script came from a
// blob), the simulation shares the server's own thread.
import type { WorkerPort, WorkerReply } from '../protocol/runWorker';
import { replyTo } from '../runServiceReply';

export function startRunThread(): WorkerPort {
  if (!/^https?:$/.test(self.location.protocol)) return sharedThread();
  try {
    return ownThread(new Worker(new URL('runWorker.js', self.location.href)));
  } catch {
    return sharedThread();
  }
}

function ownThread(worker: Worker): WorkerPort {
  return {
    post: (message) => worker.postMessage(message),
    onReply: (listener) => {
      worker.onmessage = (event: MessageEvent<WorkerReply>) => listener(event.data);
    },
    onEnd: (listener) => {
      worker.onerror = (event) => listener(event.message);
    },
    end: () => worker.terminate(),
  };
}

function sharedThread(): WorkerPort {
  let tell: (reply: WorkerReply) => void = () => undefined;
  return {
    post: (message) => {
      setTimeout(() => {
        replyTo(message).then(
          (reply) => tell(reply),
          () => undefined,
        );
      });
    },
    onReply: (listener) => {
      tell = listener;
    },
    onEnd: () => undefined,
    end: () => undefined,
  };
}
