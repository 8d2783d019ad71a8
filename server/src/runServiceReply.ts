// One service for the life of a worker; what goes wrong in it becomes a reply too.
import type { WorkerMessage, WorkerReply } from './protocol/runWorker';
import { RunService } from './runService';

const service = new RunService();

export async function replyTo({ id, request }: WorkerMessage): Promise<WorkerReply> {
  try {
    return { id, result: await service.handle(request) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
