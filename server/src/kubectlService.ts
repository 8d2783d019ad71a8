// kubectl lines against clusters of their own, one per terminal. A cluster begins as the run of a file at a moment; from
// then on time passes only while a line waits for something, or by `sleep`.
import { openFile } from './documents/manifestFile';
import { loadYaml } from './documents/yamlValue';
import { companionsFor } from './features/companions';
import { objectsIn, valuesIn } from './features/manifestObjects';
import { scenarioIn } from './features/scenarioFile';
import type { KubectlReply, KubectlRequest } from './protocol/kubectlTerminal';
import type { RunPart } from './protocol/runWorker';
import { Pace } from './runPace';
import { getCatalogue } from './schema/builtinCatalogue';
import { parseGoDuration } from './schema/duration';
import type { KubeObject } from './schema/objects';
import { pipeThrough } from './simulator/kubectl/pipes';
import { failed, kubectl, type Printed, printed } from './simulator/kubectl/session';
import { splitWords } from './simulator/kubectl/words';
import { DEFAULT_SCENARIO } from './simulator/scenario/scenario';
import { post, type Simulation, startSimulation } from './simulator/simulate';

/** Bars between commands, not those inside quotes. */
const PIPE = /\s*\|\s*(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/;
/** The longest that one `sleep` may take: enough for any back-off and any lost node. */
const LONGEST_SLEEP_MS = 24 * 3_600_000;
/** As a shell has it for a program that SIGINT ended. */
const INTERRUPTED = 130;

export class KubectlService {
  readonly #clusters = new Map<string, Simulation>();

  /** Time that passes can be cut short by cancelling `pace`: the cluster then stays where it is. */
  async handle(request: KubectlRequest, pace: Pace = new Pace()): Promise<KubectlReply | null> {
    const { session, line, close } = request.params;
    if (close === true) {
      this.#clusters.delete(session);
      return null;
    }
    await loadYaml();
    let cluster = this.#clusters.get(session);
    if (cluster === undefined) {
      cluster = begin(request);
      this.#clusters.set(session, cluster);
      await pace.through(passTime(cluster, Math.round(request.params.begin.atMs)));
    }
    return { ...(await this.#printed(cluster, line, request, pace)), atMs: cluster.now };
  }

  async #printed(
    cluster: Simulation,
    line: string,
    request: KubectlRequest,
    pace: Pace,
  ): Promise<Printed> {
    const [command = '', ...pipes] = line.trim().split(PIPE);
    const [program, ...args] = splitWords(command);
    if (program === undefined) return printed('');
    if (program === 'sleep') return sleep(cluster, args[0], pace);
    if (program !== 'kubectl' && program !== 'k')
      return failed(`${program}: command not found`, 127);
    const environment = {
      cluster,
      catalogue: getCatalogue(),
      namespace: 'default',
      objectsIn: (path: string) => objectsFrom(request, path),
      stdin: '',
    };
    return pipeThrough(kubectl(args, environment), pipes);
  }
}

function begin({ params, manifest, neighbours, scenario }: KubectlRequest): Simulation {
  const { documents, seed } = params.begin;
  const file = openFile(manifest.uri, manifest.text);
  const own = objectsIn(file, documents).map(({ object }) => object);
  const candidates = [file, ...neighbours.map(({ uri, text }) => openFile(uri, text))];
  const companions = companionsFor(
    own,
    candidates.flatMap((candidate) => objectsIn(candidate)),
  );
  const beside = scenario && scenarioIn(openFile(scenario.uri, scenario.text));
  const cluster = startSimulation(beside?.scenario ?? DEFAULT_SCENARIO, seed);
  const objects = [...companions.map(({ object }) => object), ...own];
  for (const object of new Set(objects)) post(cluster, object);
  return cluster;
}

/** In slices, so that others are answered meanwhile; what never comes to an end is ended. */
function* passTime(cluster: Simulation, untilMs: number): Generator<RunPart, void, undefined> {
  const { now: fromMs, taken: before } = cluster;
  while (cluster.taken - before < MOST_EVENTS) {
    if (cluster.advance(untilMs, SLICE) !== 'budget') return;
    const part = (cluster.now - fromMs) / Math.max(untilMs - fromMs, 1);
    yield { atMs: cluster.now, events: cluster.taken, part };
  }
}
const SLICE = 2000;
const MOST_EVENTS = 5_000_000;

/** Time passes: `sleep 30`, `sleep 1m30s`. */
async function sleep(
  cluster: Simulation,
  length: string | undefined,
  pace: Pace,
): Promise<Printed> {
  const seconds = Number(length);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : parseGoDuration(length ?? '');
  if (ms === undefined || !(ms >= 0) || length === undefined)
    return failed(`sleep: invalid time interval '${length ?? ''}'`);
  const untilMs = cluster.now + Math.min(LONGEST_SLEEP_MS, Math.round(ms));
  const slept = await pace.through(passTime(cluster, untilMs));
  return { ...printed(''), code: slept === undefined ? INTERRUPTED : 0 };
}

/** `-f web.yaml`: the file that runs, or one beside it. */
function objectsFrom(
  { manifest, neighbours }: KubectlRequest,
  path: string,
): readonly KubeObject[] | undefined {
  const name = path.split('/').at(-1);
  const found = [manifest, ...neighbours].find(({ uri }) => uri.split('/').at(-1) === name);
  return found && valuesIn(openFile(found.uri, found.text));
}
