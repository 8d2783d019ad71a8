// Where answers to clients from outside arrive: one actor a session, whose state is everything it was told so far.
import type { ClusterComponent } from '../api/clusterComponent';

export const INBOX = 'client';

export function createInbox(): ClusterComponent<readonly unknown[], unknown> {
  return {
    name: INBOX,
    priority: 90,
    handle: (received = [], event) => [...received, event],
  };
}
