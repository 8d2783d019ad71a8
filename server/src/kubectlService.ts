// kubectl lines against clusters of their own, one per terminal. A cluster begins as the run of a file at a moment; from
// then on time passes only while a line waits for something, or by `sleep`.
import { openFile } from './documents/manifestFile';
import { loadYaml } from './documents/yamlValue';
import { companionsFor } from './features/companions';
import { objectsIn, valuesIn } from './features/manifestObjects';
import { scenarioIn } from './features/scenarioFile';
import type { KubectlReply, KubectlRequest } from './protocol/kubectlTerminal';
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

export class KubectlService {
  readonly #clusters = new Map<string, Simulation>();

  async handle(request: KubectlRequest): Promise<KubectlReply | null> {
    const { session, line, close } = request.params;
    if (close === true) {
      this.#clusters.delete(session);
      return null;
    }
    await loadYaml();
    const cluster = this.#clusters.get(session) ?? begin(request);
    this.#clusters.set(session, cluster);
    return { ...this.#printed(cluster, line, request), atMs: cluster.now };
  }

  #printed(cluster: Simulation, line: string, request: KubectlRequest): Printed {
    const [command = '', ...pipes] = line.trim().split(PIPE);
    const [program, ...args] = splitWords(command);
    if (program === undefined) return printed('');
    if (program === 'sleep') return sleep(cluster, args[0]);
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
  const { documents, seed, atMs } = params.begin;
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
  cluster.advance(Math.round(atMs));
  return cluster;
}

/** Time passes: `sleep 30`, `sleep 1m30s`. */
function sleep(cluster: Simulation, length: string | undefined): Printed {
  const seconds = Number(length);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : parseGoDuration(length ?? '');
  if (ms === undefined || !(ms >= 0) || length === undefined)
    return failed(`sleep: invalid time interval '${length ?? ''}'`);
  cluster.advance(cluster.now + Math.min(LONGEST_SLEEP_MS, Math.round(ms)));
  return printed('');
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
