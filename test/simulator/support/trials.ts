// Trials: objects and a scenario at random, from a seed. What fails is made as small as it can be and printed with the
// line that replays it.
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Gates } from '../../../server/src/schema/featureGates';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { DEFAULT_NODE, type Scenario } from '../../../server/src/simulator/scenario/scenario';
import { arbitraryScenario, arbitraryScenarioFor } from './arbitrary/scenarios';
import { arbitraryBare, arbitraryWorkload } from './arbitrary/workloads';
import { LASTING_SCENARIO, lastingObjects } from './lastingPods';
import { shrink } from './shrink';

export interface Trial {
  readonly objects: readonly KubeObject[];
  readonly scenario: Scenario;
}

const pods: fc.Arbitrary<Trial> = fc
  .tuple(arbitraryBare, arbitraryScenario)
  .map(([objects, scenario]) => ({ objects, scenario }));

const workloads: fc.Arbitrary<Trial> = arbitraryWorkload.chain((objects) =>
  arbitraryScenarioFor(objects.at(-1)?.kind ?? '').map((scenario) => ({ objects, scenario })),
);

const lasting: fc.Arbitrary<Trial> = lastingObjects.map((objects) => ({
  objects,
  scenario: LASTING_SCENARIO,
}));

/** What a scenario may say of nodes, gates and images. */
const settings: fc.Arbitrary<Partial<Scenario['cluster']['nodes'][number]>> = fc.constantFrom(
  {},
  { pullRate: { burst: 1, perSecond: 0.2 } },
  { longestRestartDelayMs: 3000 },
  { capacity: { ...DEFAULT_NODE.capacity, 'ephemeral-storage': '10Gi' } },
);
const gates: fc.Arbitrary<Gates> = fc.constantFrom(
  {},
  { ReduceDefaultCrashLoopBackOffDecay: true },
  { PodReadyToStartContainersCondition: false, KubeletEnsureSecretPulledImages: false },
);

/** As `pods`, with a volume from an image, in a cluster that is set up otherwise than usual. */
const odd: fc.Arbitrary<Trial> = fc
  .tuple(pods, fc.constantFrom('app:2', 'busybox:1.36', 'nowhere/missing:1'), settings, gates)
  .map(([{ objects, scenario }, reference, setting, switched]) => ({
    objects: objects.map((object) => withImageVolume(object, reference)),
    scenario: {
      ...scenario,
      images: [...scenario.images, { image: 'app:*', size: 5 * 2 ** 30, pull: SOON }],
      cluster: {
        ...scenario.cluster,
        gates: switched,
        nodes: scenario.cluster.nodes.map((node) => ({ ...node, ...setting })),
      },
    },
  }));
const SOON = { kind: 'succeeds', afterMs: 1000 } as const;

function withImageVolume(object: KubeObject, reference: string): KubeObject {
  if (object.kind !== 'Pod') return object;
  const { spec } = object as Pod;
  const [first, ...others] = spec.containers;
  if (first === undefined) return object;
  const mount = { name: 'of-image', mountPath: '/of-image' };
  const volumeMounts = [...(first.volumeMounts ?? []), mount];
  const volumes = [...(spec.volumes ?? []), { name: 'of-image', image: { reference } }];
  return {
    ...object,
    spec: { ...spec, volumes, containers: [{ ...first, volumeMounts }, ...others] },
  };
}

export const TRIALS = { pods, workloads, lasting, odd } as const;
export type TrialKind = keyof typeof TRIALS;

export interface Trials {
  readonly of: TrialKind;
  readonly seed: number;
  readonly count: number;
}

/** What is wrong with a run of the trial; undefined when nothing is. */
export type Verdict = (trial: Trial, seed: number) => string | undefined;

/** Throws at the first trial with which something is wrong, and tells the smallest one with which the same is. */
export function holdTrials({ of, seed, count }: Trials, verdict: Verdict): void {
  const replay = process.env['REPLAY'];
  const samples = fc.sample(TRIALS[of], { seed, numRuns: count });
  for (const [index, trial] of samples.entries()) {
    if (replay !== undefined && replay !== `${of}/${seed}/${index}`) continue;
    const wrong = verdict(trial, seed);
    if (wrong !== undefined)
      throw new Error(failureText({ trial, wrong, replay: `${of}/${seed}/${index}` }, verdict));
  }
}

interface Failure {
  readonly trial: Trial;
  readonly wrong: string;
  readonly replay: string;
}

/** Two verdicts are of one sort when only numbers and names differ. */
const sortOf = (wrong: string | undefined): string | undefined =>
  wrong?.replace(/\b(web|app|side|one|two)\b[-\w]*|\d+/g, '#');

export function smallestTrial(trial: Trial, wrong: string, verdict: Verdict, seed: number): Trial {
  return shrink(trial, (smaller) => {
    try {
      return sortOf(verdict(smaller, seed)) === sortOf(wrong);
    } catch {
      return false;
    }
  });
}

function failureText({ trial, wrong, replay }: Failure, verdict: Verdict): string {
  const seed = Number(replay.split('/')[1]);
  const { objects = [], scenario }: Partial<Trial> = smallestTrial(trial, wrong, verdict, seed);
  return [
    wrong,
    '',
    'The smallest manifest with which this happens:',
    ...objects.map((object) => `---\n${stringify(object).trimEnd()}`),
    '',
    'and its scenario:',
    stringify(scenario ?? {}).trimEnd(),
    '',
    `REPLAY=${replay} npx vitest run test/simulator/properties`,
  ].join('\n');
}
