import { expect, test } from 'vitest';
import type { KubeObject } from '../../../server/src/schema/objects';
import { simulate } from '../../../server/src/simulator/simulate';
import { causeSentence, causesOf, rowsById } from '../../../server/src/simulator/trace/causes';
import { RunHistory } from '../../../server/src/simulator/trace/recordedRun';
import type { TraceDraft, TraceEntry } from '../../../server/src/simulator/trace/trace';
import {
  type Revisions,
  subjectText,
  traceRows,
} from '../../../server/src/simulator/trace/traceRows';
import { rowText, traceText } from '../../../server/src/simulator/trace/traceText';

const SUBJECT = { kind: 'Pod', namespace: 'default', name: 'web', uid: 'u', container: 'app' };
const NOTHING: Revisions = { change: () => undefined };

function entries(...drafts: readonly TraceDraft['change'][]): readonly TraceEntry[] {
  return drafts.map((change, i) => ({
    id: i + 1,
    at: i * 1000,
    subject: SUBJECT,
    change,
    ...(i === 0 ? {} : { because: i }),
  }));
}

test('a container’s row tells from what it came', () => {
  const rows = traceRows(
    entries(
      { kind: 'container', state: 'running', instance: 0 },
      { kind: 'container', state: 'exited', instance: 0, exitCode: 1, reason: 'Error' },
    ),
    NOTHING,
  );
  expect(rows.map(rowText)).toEqual([
    '0:00.000  default/web app  running',
    '0:01.000  default/web app  running -> exited  exit 1 (Error)',
  ]);
});

test('a row is one line, whatever a probe printed', () => {
  const [row] = traceRows(
    entries({
      kind: 'probe',
      probe: 'liveness',
      outcome: 'failure',
      run: 1,
      threshold: 3,
      text: 'no\n  file\n',
    }),
    NOTHING,
  );
  expect(row?.detail).toBe('1 of 3 no file');
});

test('the machine’s own steps are left out of the text', () => {
  const rows = traceRows(
    entries({ kind: 'sync', text: 'syncs' }, { kind: 'signal', signal: 'SIGTERM' }),
    NOTHING,
  );
  expect(traceText(rows)).toBe('0:01.000  default/web app  SIGTERM\n');
  expect(traceText(rows, { level: 3 }).split('\n')).toHaveLength(3);
});

test('causes lead back to the beginning, nearest first', () => {
  const rows = traceRows(
    entries(
      { kind: 'happening', text: 'kubectl delete pod web' },
      { kind: 'sync', text: 'sees it' },
      { kind: 'signal', signal: 'SIGTERM' },
    ),
    NOTHING,
  );
  const byId = rowsById(rows);
  const last = rows[2];
  if (last === undefined) throw new Error('three rows');
  expect(causesOf(last, byId).map(({ entry }) => entry)).toEqual([2, 1]);
  expect(causeSentence(last, byId)).toBe('default/web app: happens (kubectl delete pod web)');
});

test('what has no namespace is named with its kind', () => {
  expect(subjectText({ kind: 'Node', namespace: '', name: 'node-1' })).toBe('node/node-1');
  expect(subjectText({ kind: 'Run', namespace: '', name: '' })).toBe('run');
});

test('every cause that an entry names stands before it', () => {
  const web: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: {
      containers: [{ name: 'app', image: 'busybox', command: ['sh', '-c', 'sleep 2; exit 1'] }],
    },
  };
  const { entries: trace } = simulate({ objects: [web], untilMs: 120_000 });
  const seen = new Set<number>();
  for (const { id, because } of trace) {
    if (because !== undefined) expect(because).toBeLessThanOrEqual(id);
    seen.add(id);
  }
  const times = trace.map(({ at }) => at);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('an object is read as it was at any moment', () => {
  const web: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', image: 'nginx' }] },
  };
  const { store } = simulate({ objects: [web], untilMs: 20_000 });
  const history = new RunHistory(store.changes);
  expect(history.objectAt('Pod', 'default', 'web', 0)).toMatchObject({
    status: { phase: 'Pending' },
  });
  expect(history.objectAt('Pod', 'default', 'web', 20_000)).toMatchObject({
    status: { phase: 'Running' },
  });
  expect(history.objectAt('Pod', 'default', 'other', 0)).toBeUndefined();
});
