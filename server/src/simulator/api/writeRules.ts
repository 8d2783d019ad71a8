// The rule that a write follows when its writer names none of its own.
import type { Write } from './write';

/** By writer; what it writes that no entry of `BY_KIND` tells apart. */
const BY_WRITER: Readonly<Record<string, string>> = {
  kubelet: 'L-SYN-5',
  'default-scheduler': 'L-SCH-8',
  'replicaset-controller': 'L-CTL-4',
  'replication-controller': 'L-CTL-4',
  'deployment-controller': 'L-CTL-9',
  'statefulset-controller': 'L-CTL-14',
  'daemonset-controller': 'L-CTL-16',
  'job-controller': 'L-CTL-18',
  'cronjob-controller': 'L-CTL-22',
  'ttl-after-finished-controller': 'L-CTL-21',
  'endpoint-controller': 'L-CTL-23',
  'endpointslice-controller': 'L-CTL-23',
  'generic-garbage-collector': 'L-CTL-25',
  'namespace-controller': 'L-TRM-24',
  'node-controller': 'L-NOD-2',
  'taint-eviction-controller': 'L-NOD-5',
  'pod-garbage-collector': 'L-NOD-8',
  disruptioncontroller: 'L-TRM-23',
  'service-account-controller': 'L-API-4',
};

/** By writer, verb (`status` for that subresource) and kind. */
const BY_KIND: Readonly<Record<string, string>> = {
  'kubelet/status/Node': 'L-NOD-1',
  'kubelet/update/Lease': 'L-NOD-1',
  'kubelet/create/Lease': 'L-NOD-1',
  'kubelet/create/Pod': 'L-SYN-27',
  'kubelet/delete/Pod': 'L-TRM-13',
  'default-scheduler/delete/Pod': 'L-SCH-11',
  'replicaset-controller/update/Pod': 'L-CTL-5',
  'replicaset-controller/status/ReplicaSet': 'L-CTL-7',
  'replication-controller/update/Pod': 'L-CTL-5',
  'replication-controller/status/ReplicationController': 'L-CTL-7',
  'deployment-controller/create/ReplicaSet': 'L-CTL-13',
  'deployment-controller/status/Deployment': 'L-CTL-11',
  'job-controller/status/Job': 'L-CTL-19',
  'node-controller/status/Pod': 'L-NOD-3',
  'node-controller/update/Node': 'L-NOD-4',
};

/** Of clients, the scenario, and components of whose writes no rule tells more than what any write comes to. */
function ruleOfRequest(verb: Write['verb'], kind: string): string {
  if (verb === 'create') return 'L-API-1';
  if (verb === 'update') return kind === 'Pod' ? 'L-API-7' : 'L-API-9';
  if (kind === 'Pod') return 'L-TRM-1';
  return kind === 'Namespace' ? 'L-TRM-24' : 'L-CTL-25';
}

/** @param kind of the object that was written */
export function ruleOfWrite(write: Write, kind: string): string {
  if (write.rule !== undefined) return write.rule;
  switch (write.verb) {
    case 'event':
      return 'L-EVT-1';
    case 'bind':
      return 'L-SCH-9';
    case 'evict':
      return 'L-TRM-23';
    case 'create':
    case 'update':
    case 'delete': {
      const { by, verb } = write;
      const isStatus = verb === 'update' && write.subresource === 'status';
      const own = BY_KIND[`${by}/${isStatus ? 'status' : verb}/${kind}`];
      return own ?? BY_WRITER[by] ?? ruleOfRequest(verb, kind);
    }
  }
}
