// Every state that a real cluster showed, against the row that it printed for it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Container, ContainerStatus, Pod } from '../../../server/src/schema/objects';
import { podRow, summarizePod } from '../../../server/src/schema/printing/podRow';

const SCENARIOS = join(import.meta.dirname, '../../oracle/scenarios');

interface RecordedState {
  readonly kind: string;
  readonly reason?: string;
  readonly exitCode?: number;
  readonly finishedAt?: number;
}
interface RecordedContainer {
  readonly name: string;
  readonly kind: 'init' | 'sidecar' | 'regular' | 'ephemeral';
  readonly state: RecordedState;
  readonly lastState?: RecordedState;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
}
interface RecordedPod {
  readonly t: number;
  readonly op: string;
  readonly phase: string;
  readonly reason?: string;
  readonly deletion?: unknown;
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
  }[];
  readonly containers: readonly RecordedContainer[];
}
interface Trace {
  readonly pods: Readonly<Record<string, readonly RecordedPod[]>>;
  readonly table: readonly {
    readonly op: string;
    readonly name: string;
    readonly ready: string;
    readonly status: string;
    readonly restarts: string;
  }[];
}

function stateOf(state: RecordedState | undefined): ContainerStatus['state'] {
  const reason = state?.reason === undefined ? {} : { reason: state.reason };
  if (state?.kind === 'running') return { running: {} };
  if (state?.kind === 'waiting') return { waiting: reason };
  return state === undefined ? {} : { terminated: { exitCode: state.exitCode ?? 0, ...reason } };
}

function statusOf(container: RecordedContainer): ContainerStatus {
  const { name, ready, started, restartCount } = container;
  return {
    name,
    ready,
    restartCount,
    image: '',
    imageID: '',
    state: stateOf(container.state) ?? {},
    lastState: stateOf(container.lastState) ?? {},
    ...(started === undefined ? {} : { started }),
  };
}

/** Containers are known from the status only: before it there are none, and the total of READY is not compared. */
function podOf(state: RecordedPod): Pod {
  const of = (...kinds: string[]) => state.containers.filter((c) => kinds.includes(c.kind));
  const spec = (c: RecordedContainer): Container =>
    c.kind === 'sidecar' ? { name: c.name, restartPolicy: 'Always' } : { name: c.name };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web',
      ...(state.deletion === undefined ? {} : { deletionTimestamp: 'then' }),
    },
    spec: {
      containers: of('regular').map(spec),
      initContainers: of('init', 'sidecar').map(spec),
    },
    status: {
      phase: state.phase,
      conditions: state.conditions,
      initContainerStatuses: of('init', 'sidecar').map(statusOf),
      containerStatuses: of('regular').map(statusOf),
      ...(state.reason === undefined ? {} : { reason: state.reason }),
    },
  };
}

function collapsed(rows: readonly string[]): readonly string[] {
  return rows.filter((row, i) => row !== rows[i - 1]);
}

const names = existsSync(SCENARIOS) ? readdirSync(SCENARIOS) : [];

describe('READY, STATUS and RESTARTS are computed as the API server computes them', () => {
  test.each(names)('%s', (name) => {
    const trace = JSON.parse(readFileSync(join(SCENARIOS, name, 'trace.json'), 'utf8')) as Trace;
    for (const [pod, states] of Object.entries(trace.pods)) {
      const computed = states
        .filter((state) => state.op !== 'DELETED')
        .map((state) => summarizePod(podOf(state)))
        .map(({ ready, status, restarts }) => `${ready} ${status} ${restarts}`);
      const printed = trace.table
        .filter((row) => row.name === pod && row.op !== 'DELETED')
        .map((row) => `${row.ready.split('/')[0]} ${row.status} ${row.restarts.split(' ')[0]}`);
      expect(collapsed(computed)).toEqual(collapsed(printed));
    }
  });
});

test('RESTARTS tells how long ago the instance before the latest start ended', () => {
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { containers: [{ name: 'app' }] },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'app',
          ready: true,
          restartCount: 3,
          image: '',
          imageID: '',
          state: { running: {} },
          lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:01:00Z' } },
        },
      ],
    },
  };
  expect(podRow(pod, Date.parse('2026-01-01T00:01:12Z'))).toEqual({
    name: 'web',
    ready: '1/1',
    status: 'Running',
    restarts: '3 (12s ago)',
    age: '72s',
  });
});
