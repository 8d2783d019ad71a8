import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { ApiServer, type WriteOutcome } from '../../../server/src/simulator/api/apiServer';
import { systemObjects } from '../../../server/src/simulator/api/bootstrap';
import { ObjectStore } from '../../../server/src/simulator/api/store';
import type { Write } from '../../../server/src/simulator/api/write';
import { RandomStreams } from '../../../server/src/simulator/kernel/random';

/** An API server over a fresh store with the objects of an empty cluster; `do` carries out a write at a time in ms. */
export function freshApi(): {
  readonly store: ObjectStore;
  readonly write: (write: Write, at?: number) => WriteOutcome;
} {
  const store = new ObjectStore();
  const api = new ApiServer(store, new RandomStreams(1));
  const write = (wanted: Write, at = 0): WriteOutcome => api.handle(wanted, at, 1);
  for (const object of systemObjects()) write({ verb: 'create', by: 'bootstrap', object });
  return { store, write };
}

export function podManifest(
  name: string,
  spec: Readonly<Record<string, unknown>> = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'app', image: 'app:1' }], ...spec },
  };
}

/** The Pod that a write left behind; fails the test when it was refused. */
export function podOf(outcome: WriteOutcome): Pod {
  if (!outcome.answer.ok) throw new Error(outcome.answer.status.message);
  return outcome.answer.object as Pod;
}

/** The refusal's text; fails the test when the write was accepted. */
export function refusalOf(outcome: WriteOutcome): string {
  if (outcome.answer.ok) throw new Error('the write was accepted');
  return `${outcome.answer.status.code} ${outcome.answer.status.message}`;
}
