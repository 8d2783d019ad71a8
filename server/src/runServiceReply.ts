// One service of each sort for the life of a worker; what goes wrong in it becomes a reply too.
import { KubectlService } from './kubectlService';
import type { WorkerMessage, WorkerReply } from './protocol/runWorker';
import { RunService } from './runService';

const service = new RunService();
const terminals = new KubectlService();

export async function replyTo({ id, request }: WorkerMessage): Promise<WorkerReply> {
  try {
    const result = await (request.kind === 'kubectl'
      ? terminals.handle(request)
      : service.handle(request));
    return { id, result };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
