import { hostAddress, type KubeletContext, type PodWorker } from './podWorker';

/** The Pod's address as far as it is known: its sandbox's, or the node's with hostNetwork. Rules: L-SYN-10. */
export function podIP(context: KubeletContext, worker: PodWorker): string | undefined {
  if (worker.pod.spec.hostNetwork === true) return hostAddress(context, worker);
  return worker.records.sandboxes.find(({ ready }) => ready)?.ip;
}
