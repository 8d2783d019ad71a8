// The columns of `kubectl get` for every kind: the API server computes them from the object alone. One table entry a
// kind, gathered here from the rooms of the API; what has none has a name and an age, as custom resources have.

import { AGE, type Column, NAME } from './cells';
import { CLUSTER_COLUMNS } from './clusterColumns';
import { NETWORK_COLUMNS } from './networkColumns';
import { POLICY_COLUMNS } from './policyColumns';
import { STORAGE_COLUMNS } from './storageColumns';
import { WORKLOAD_COLUMNS } from './workloadColumns';

const KINDS: Readonly<Record<string, readonly Column[]>> = {
  ...WORKLOAD_COLUMNS,
  ...NETWORK_COLUMNS,
  ...STORAGE_COLUMNS,
  ...POLICY_COLUMNS,
  ...CLUSTER_COLUMNS,
};

const ORDINARY: readonly Column[] = [NAME, AGE];

/** The columns of a kind, those of `-o wide` among them. Rules: L-CLI-1, L-EVT-7. */
export function columnsOf(kind: string): readonly Column[] {
  return (Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined) ?? ORDINARY;
}
