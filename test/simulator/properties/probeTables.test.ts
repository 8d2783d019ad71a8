// Every answer that a probe may give over five periods, with every threshold from 1 to 3, against the rules told in a few
// lines of their own (L-PRB-2, L-PRB-5, L-PRB-6, L-PRB-8, L-PRB-9, L-PRB-10).
import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { DEFAULT_SCENARIO } from '../../../server/src/simulator/scenario/scenario';
import type { RunResult } from '../../../server/src/simulator/simulate';
import { runTrial } from '../support/stories';

const PERIODS = 5;
/** `+` is a success, `-` a failure; what comes after a word is success. */
const WORDS = Array.from({ length: 2 ** PERIODS }, (_, bits) =>
  Array.from({ length: PERIODS }, (_, i) => ((bits >> i) & 1 ? '+' : '-')).join(''),
);
const THRESHOLDS = [1, 2, 3] as const;
const scenario = { ...DEFAULT_SCENARIO, images: [{ image: '*', present: true }] };

type Kind = 'readiness' | 'liveness' | 'startup';
interface Thresholds {
  readonly failure: number;
  readonly success: number;
}

/** A Pod whose container answers its probe by the word, from the first answer of its first instance on. */
function podFor(kind: Kind, word: string, { failure, success }: Thresholds): KubeObject {
  const failing = [...word].flatMap((answer, i) => (answer === '-' ? [`${i}`] : []));
  const script = [
    'n=$(cat /count 2>/dev/null || echo 0)',
    'echo $((n+1)) > /count',
    ...(failing.length > 0 ? [`case $n in ${failing.join('|')}) exit 1;; esac`] : []),
    'exit 0',
  ].join('; ');
  const probe = {
    exec: { command: ['sh', '-c', script] },
    periodSeconds: 2,
    failureThreshold: failure,
    successThreshold: success,
  };
  const command = ['sh', '-c', 'trap "exit 0" TERM; sleep 600 & wait'];
  const containers = [{ name: 'app', image: 'busybox', command, [`${kind}Probe`]: probe }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers } };
}

function runOf(kind: Kind, word: string, thresholds: Thresholds): RunResult {
  const pod = podFor(kind, word, thresholds);
  return runTrial({ objects: [pod], scenario }, { untilMs: 20_000 });
}

/** What the first instance's probes came to: `+` and `-` for answers, `ready`, `unready`, `started` or `killed` after the one that led to it. */
function seen({ entries, store }: RunResult): string {
  const told: string[] = [];
  let [ready, started] = [false, false];
  for (const { change } of entries) {
    if (change.kind === 'probe') told.push(change.outcome === 'success' ? '+' : '-');
    if (change.kind === 'signal') return [...told, 'killed'].join(' ');
    const object = change.kind === 'object' ? store.change(change.revision)?.object : undefined;
    const own = object?.kind === 'Pod' ? (object as Pod).status?.containerStatuses?.[0] : undefined;
    if (own === undefined) continue;
    if (own.started === true && !started) told.push('started');
    if (own.ready !== ready) told.push(own.ready ? 'ready' : 'unready');
    [ready, started] = [own.ready, own.started === true];
  }
  return told.join(' ');
}

/** Answers of the word and then successes for as long as anybody asks. */
const answers = (word: string): readonly string[] => [...word, '+', '+', '+'];

/**
 * The rules once more: equal answers in a row are counted, and at its threshold a run is published. A success beyond its
 * threshold is news to nobody and is not told.
 */
function expected(kind: Kind, word: string, { failure, success }: Thresholds): string {
  const told: string[] = kind === 'startup' ? [] : ['started'];
  if (kind === 'liveness') told.push('ready');
  let isReady = false;
  let run = 0;
  let last = '';
  for (const answer of answers(word)) {
    run = answer === last ? run + 1 : 1;
    last = answer;
    if (answer === '-' || run <= success) told.push(answer);
    if (answer === '-' && run >= failure) {
      if (kind !== 'readiness') return [...told, 'killed'].join(' ');
      if (isReady) told.push('unready');
      isReady = false;
    }
    if (answer === '+' && run >= success) {
      if (kind === 'startup') return [...told, 'started', 'ready'].join(' ');
      if (kind === 'readiness' && !isReady) told.push('ready');
      isReady = true;
    }
  }
  return told.join(' ');
}

describe('a probe over five periods, with every word of answers', () => {
  const table = (kind: Kind, successes: readonly number[]): readonly [string, string, string][] =>
    WORDS.flatMap((word) =>
      THRESHOLDS.flatMap((failure) =>
        successes.map((success): [string, string, string] => {
          const thresholds = { failure, success };
          const name = `${word} ${failure} ${success}`;
          return [name, seen(runOf(kind, word, thresholds)), expected(kind, word, thresholds)];
        }),
      ),
    );

  test.each([
    ['readiness', 'makes a Pod ready and unready again', THRESHOLDS],
    ['liveness', 'kills at the end of the first run of failures that is long enough', [1]],
    ['startup', 'lets the container start, or kills it', [1]],
  ] as const)(
    'of %s: it %s',
    (kind, _, successes) => {
      const rows = table(kind, successes);
      expect(rows).toHaveLength(WORDS.length * THRESHOLDS.length * successes.length);
      expect(rows.filter(([, told, wanted]) => told !== wanted)).toEqual([]);
    },
    60_000,
  );
});
