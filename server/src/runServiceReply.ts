// One service of each sort for the life of a worker; what goes wrong in it becomes a reply too.
import { KubectlService } from './kubectlService';
import type { FromWorker, ToWorker, WorkerMessage, WorkerReply } from './protocol/runWorker';
import { Pace } from './runPace';
import { RunService } from './runService';

const service = new RunService();
const terminals = new KubectlService();
const underWay = new Map<number, Pace>();

/** Takes a message to the worker, and posts what comes of it. */
export function takeMessage(message: ToWorker, post: (message: FromWorker) => void): void {
  if ('cancel' in message) {
    underWay.get(message.cancel)?.cancel();
    return;
  }
  const { id } = message;
  const pace = new Pace((progress) => post({ id, progress }));
  underWay.set(id, pace);
  replyTo(message, pace).then(
    (reply) => {
      underWay.delete(id);
      post(reply);
    },
    () => undefined,
  );
}

async function replyTo({ id, request }: WorkerMessage, pace: Pace): Promise<WorkerReply> {
  try {
    const result = await (request.kind === 'kubectl'
      ? terminals.handle(request, pace)
      : service.handle(request, pace));
    return { id, result };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
