// Plays a recorded kubectl session again: its `$` lines at their times against a fresh cluster, printed in its own form.
import { openFile } from '../documents/manifestFile';
import { objectsIn, valuesIn } from '../features/manifestObjects';
import { getCatalogue } from '../schema/builtinCatalogue';
import type { KubeObject } from '../schema/objects';
import { parseCommandLine } from '../simulator/kubectl/commandLine';
import { pipeThrough } from '../simulator/kubectl/pipes';
import {
  type Forward,
  fetchThrough,
  forwardsOf,
  listeningText,
} from '../simulator/kubectl/portForward';
import { type KubectlEnvironment, kubectl, type Printed } from '../simulator/kubectl/session';
import { watchTable } from '../simulator/kubectl/watchTable';
import { splitWords } from '../simulator/kubectl/words';
import { DEFAULT_SCENARIO, type Scenario } from '../simulator/scenario/scenario';
import { type Simulation, startSimulation } from '../simulator/simulate';
import type { CommandFiles } from './files';

/** What stands between two `$` lines. */
interface Block {
  /** Remarks before the line, as they are. */
  readonly remarks: readonly string[];
  readonly command?: string;
  readonly stdin: readonly string[];
  /** What was printed when it was recorded; may have been left out. */
  readonly output: readonly string[];
  readonly atMs?: number;
  readonly background?: { readonly fromMs: number; readonly toMs: number };
}

/** The images that the sessions' registry had; it knows no other tag of them, and no other repository. */
const REPOSITORIES = [
  'assassing/kubia',
  'luksa/kubia',
  'luksa/kubia-unhealthy',
  'luksa/kubia-pet-peers',
  'busybox',
];
const LOCAL_IMAGES = ['app:1', 'app:2', 'busybox:1.36', 'busybox:latest', 'hello:1', 'unhealthy:1'];

function sessionScenario(namespace: string): Scenario {
  const { cluster } = DEFAULT_SCENARIO;
  return {
    ...DEFAULT_SCENARIO,
    cluster: {
      ...cluster,
      // Their registry stood on the same machine.
      latencies: { pullBase: 80, pullBytesPerSecond: 1_000_000_000 },
      nodes: [
        {
          name: 'node1',
          labels: {},
          taints: [],
          capacity: { cpu: '2', memory: '8Gi', 'ephemeral-storage': '100Gi', pods: '240' },
        },
      ],
      namespaces: namespace === 'default' ? [] : [namespace],
    },
    images: [
      ...LOCAL_IMAGES.map((image) => ({ image, present: true })),
      ...REPOSITORIES.flatMap((repository) => [
        { image: `${repository}:latest`, pull: { kind: 'succeeds' as const } },
        { image: `${repository}:*`, pull: { kind: 'notFound' as const } },
      ]),
      { image: '*', pull: { kind: 'denied' } },
    ],
  };
}

/** @param path of the transcript: manifests are looked for beside it and in `manifests/` there */
export function replayTranscript(text: string, path: string, files: CommandFiles): string {
  const namespace = /namespace of the context: (\S+)/.exec(text)?.[1] ?? 'default';
  const session = new Session(
    startSimulation(sessionScenario(namespace), 1),
    namespace,
    path,
    files,
  );
  const blocks = blocksOf(text);
  for (const name of takenForGranted(blocks)) session.prepare(name);
  const outputs = new Map<Block, () => string>();
  for (const block of inOrderOfStart(blocks)) outputs.set(block, session.play(block));
  return blocks.map((block) => outputs.get(block)?.() ?? '').join('');
}

/** Lines that ran beside others begin when they began, watches tell at their end. */
function inOrderOfStart(blocks: readonly Block[]): readonly Block[] {
  let last = 0;
  const timed = blocks.map((block) => {
    const { background, atMs, command = '' } = block;
    if (background === undefined) last = Math.max(last, atMs ?? last);
    const isLate = / (?:-w|--watch(?:-only)?|-f|--follow)(?: |$)/.test(command);
    const at = background === undefined ? last : isLate ? background.toMs : background.fromMs;
    return { block, at };
  });
  return timed.sort((a, b) => a.at - b.at).map(({ block }) => block);
}

const ABOUT_A_POD =
  /^kubectl (?:label|annotate|describe|get|delete|logs|exec|patch) (?:po|pod|pods) ([a-z][a-z0-9-]*)/;

/** Names that the session found there before it created anything of that name. */
function takenForGranted(blocks: readonly Block[]): readonly string[] {
  const names = new Set<string>();
  for (const { remarks, command = '', output } of blocks) {
    for (const remark of remarks) {
      const told = /^# (\S+) was created before/.exec(remark)?.[1];
      if (told !== undefined) names.add(told);
    }
    if (/\b(?:create|apply|run)\b/.test(command)) break;
    const named = ABOUT_A_POD.exec(command)?.[1];
    const isThere = output.length > 0 && !output.some((line) => line.includes('not found'));
    if (named !== undefined && isThere) names.add(named);
  }
  return [...names];
}

function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let remarks: string[] = [];
  const lines = text.split('\n');
  for (const [i, line] of lines.entries()) {
    if (line.startsWith('$ ')) {
      const stdin: string[] = [];
      let k = i + 1;
      for (; lines[k]?.startsWith('< '); k++) stdin.push((lines[k] ?? '').slice(2));
      const output: string[] = [];
      for (; k < lines.length && !/^[$#] /.test(lines[k] ?? ''); k++) output.push(lines[k] ?? '');
      blocks.push(blockFrom(remarks, line.slice(2), { stdin, output }));
      remarks = [];
    } else if (line.startsWith('# ')) remarks.push(line);
  }
  if (remarks.length > 0) blocks.push({ remarks, stdin: [], output: [] });
  return blocks;
}

function blockFrom(
  remarks: readonly string[],
  command: string,
  streams: Pick<Block, 'stdin' | 'output'>,
): Block {
  const at = remarks.map((line) => /^# at (\d+(?:\.\d+)?)s/.exec(line)?.[1]).findLast(Boolean);
  const background = remarks
    .map((line) => /^# in the background from ([\d.]+)s to ([\d.]+)s/.exec(line))
    .findLast((match) => match !== null);
  return {
    remarks,
    command,
    ...streams,
    ...(at === undefined ? {} : { atMs: Math.round(Number(at) * 1000) }),
    ...(background === undefined || background === null
      ? watchedFor(remarks, command, at)
      : {
          background: {
            fromMs: Math.round(Number(background[1]) * 1000),
            toMs: Math.round(Number(background[2]) * 1000),
          },
        }),
  };
}

/** A watch that was stopped after a while is one of that length. */
function watchedFor(
  remarks: readonly string[],
  command: string,
  at: string | undefined,
): Pick<Block, 'background'> {
  const took = remarks.map((line) => /, took ([\d.]+)s/.exec(line)?.[1]).findLast(Boolean);
  if (took === undefined || at === undefined || !/ (?:-w|--watch(?:-only)?)(?: |$)/.test(command))
    return {};
  const fromMs = Math.round(Number(at) * 1000);
  return { background: { fromMs, toMs: fromMs + Math.round(Number(took) * 1000) } };
}

class Session {
  readonly #cluster: Simulation;
  #namespace: string;
  readonly #path: string;
  readonly #files: CommandFiles;
  /** Ports that are forwarded, each with the connections that went through it. */
  readonly #forwards: {
    readonly forward: Forward;
    readonly untilMs: number;
    connections: number;
    isLost: boolean;
  }[] = [];
  /** Generated names of the recording, and ours for them. */
  readonly #names = new Map<string, string>();

  constructor(cluster: Simulation, namespace: string, path: string, files: CommandFiles) {
    this.#cluster = cluster;
    this.#namespace = namespace;
    this.#path = path;
    this.#files = files;
  }

  /** Creates an object that the session takes for granted, from the first manifest that defines it. */
  prepare(name: string): void {
    const folder = this.#files.folderOf(this.#path);
    for (const path of this.#files.list(`${folder}/manifests`) ?? []) {
      if (/\/\d\d-[^/]*$/.test(path)) continue;
      for (const { object } of objectsIn(openFile(path, this.#files.read(path) ?? ''))) {
        if (object.metadata?.name !== name) continue;
        const metadata = { ...object.metadata, namespace: this.#namespace };
        this.#cluster.request({ verb: 'create', by: 'kubectl', object: { ...object, metadata } });
        return;
      }
    }
  }

  /** The output may have to wait for lines that come later: it is asked for at the end. */
  play({ remarks, command, stdin, atMs, background }: Block): () => string {
    const head = remarks.map((line) => `${line}\n`).join('');
    if (command === undefined) return () => head;
    const begins = background?.fromMs ?? atMs;
    if (begins !== undefined && begins > this.#cluster.now) this.#cluster.advance(begins);
    const printed = this.#run(
      command,
      stdin.join('\n') + (stdin.length > 0 ? '\n' : ''),
      background,
    );
    const typed = stdin.map((line) => `< ${line}\n`).join('');
    return () => {
      const { code, ...streams } = typeof printed === 'function' ? printed() : printed;
      const exit = code === 0 ? '' : `[exit ${code}]\n`;
      return `${head}$ ${command}\n${typed}${this.#recorded(inOrder({ ...streams, code }))}${exit}`;
    };
  }

  #run(command: string, stdin: string, background: Block['background']): Printed | (() => Printed) {
    const [line = '', ...pipes] = command.split(/ \| (?=(?:[^'"]|'[^']*'|"[^"]*")*$)/);
    const words = splitWords(line).map((word) => this.#ours(word));
    const environment = {
      cluster: this.#cluster,
      catalogue: getCatalogue(),
      namespace: this.#namespace,
      objectsIn: (file: string) => this.#objects(file, stdin),
      stdin,
      inBackground: background !== undefined,
    };
    const args = words.slice(1);
    if (words[0] === 'curl') return this.#curl(args, environment);
    if (words[0] !== 'kubectl') return { stdout: '', stderr: '', code: 0 };
    if (args[0] === 'port-forward') return this.#forward(args, environment, background);
    const context = args.find((arg) => arg.startsWith('--namespace='));
    if (args[0] === 'config' && args[1] === 'set-context' && context !== undefined)
      this.#namespace = context.slice('--namespace='.length);
    const printed =
      background !== undefined && /(?:^| )(?:-w|--watch|--watch-only)(?:$| )/.test(line)
        ? watchTable(args, environment, background)
        : kubectl(args, environment);
    return pipeThrough(printed, pipes);
  }

  #forward(
    args: readonly string[],
    environment: KubectlEnvironment,
    background: Block['background'],
  ): Printed | (() => Printed) {
    const line = parseCommandLine(args);
    const forwards = forwardsOf({ ...environment, line });
    if ('stdout' in forwards) return forwards;
    const taken = forwards.find((forward) => this.#listening(forward.localPort) !== undefined);
    if (taken !== undefined) return portTaken(taken);
    const untilMs = background?.toMs ?? this.#cluster.now;
    const kept = forwards.map((forward) => ({
      forward,
      untilMs,
      connections: 0,
      isLost: false,
    }));
    this.#forwards.push(...kept);
    return () => ({
      stdout: kept.map((each) => listeningText(each.forward, each.connections)).join(''),
      stderr: kept.some(({ isLost }) => isLost) ? 'error: lost connection to pod\n' : '',
      code: kept.some(({ isLost }) => isLost) ? 1 : 0,
    });
  }

  #listening(port: number) {
    return this.#forwards.find(
      ({ forward, untilMs, isLost }) =>
        forward.localPort === port && untilMs > this.#cluster.now && !isLost,
    );
  }

  /** A GET to a forwarded port. */
  #curl(args: readonly string[], environment: KubectlEnvironment): Printed {
    const address = args.find((arg) =>
      /^(?:http:\/\/)?(?:127\.0\.0\.1|localhost)(?::|\/|$)/.test(arg),
    );
    const [, port = '80', path = '/'] =
      /^(?:http:\/\/)?[^:/]+(?::(\d+))?(\/.*)?$/.exec(address ?? '') ?? [];
    const kept = this.#listening(Number(port));
    if (kept === undefined)
      return {
        stdout: '',
        stderr: `curl: (7) Failed to connect to 127.0.0.1 port ${port} after 0 ms: Could not connect to server\n`,
        code: 7,
      };
    kept.connections++;
    const line = parseCommandLine([]);
    const invoked = { ...environment, inBackground: false, line };
    const answer = fetchThrough(invoked, kept.forward, path);
    kept.isLost = answer?.kind !== 'http';
    if (answer?.kind !== 'http')
      return { stdout: '', stderr: 'curl: (52) Empty reply from server\n', code: 52 };
    const isShown = args.includes('-i');
    return {
      stdout: (isShown ? headText(answer.body, answer.status) : '') + answer.body,
      stderr: '',
      code: 0,
    };
  }

  #objects(file: string, stdin: string): readonly KubeObject[] | undefined {
    const text = file === '-' ? stdin : this.#textOf(file);
    return text === undefined ? undefined : valuesIn(openFile(file, text));
  }

  #textOf(file: string): string | undefined {
    const folder = this.#files.folderOf(this.#path);
    const number = /(?:^|\/)(\d+)-[^/]*$/.exec(this.#path)?.[1];
    const places = [`manifests/${number}-${file}`, `manifests/${file}`, file].map((place) =>
      folder === '' ? place : `${folder}/${place}`,
    );
    for (const place of places) {
      const text = this.#files.read(place);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** A generated name of the recording stands for a Pod of the same origin here. */
  #ours(word: string): string {
    return word.replace(/[a-z0-9-]+-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, (name) => {
      const known = this.#names.get(name);
      if (known !== undefined) return known;
      if (this.#cluster.store.pod(this.#namespace, name) !== undefined) return name;
      const origin = originOf(name);
      const taken = new Set(this.#names.values());
      for (const { metadata } of this.#cluster.store.list('Pod', this.#namespace)) {
        const own = metadata.name ?? '';
        if (metadata.generateName === undefined || taken.has(own) || originOf(own) !== origin)
          continue;
        this.#names.set(name, own);
        return own;
      }
      return name;
    });
  }

  #recorded(text: string): string {
    let result = text;
    for (const [recorded, ours] of this.#names) result = result.replaceAll(ours, recorded);
    return result;
  }
}

function headText(body: string, status: number): string {
  const length = new TextEncoder().encode(body).length;
  return `HTTP/1.1 ${status} OK\nDate: Thu, 01 Jan 1970 00:00:00 GMT\nConnection: close\nContent-Length: ${length}\n\n`;
}

function portTaken({ localPort, podPort }: Forward): Printed {
  const failure = (kind: string, host: string) =>
    `unable to create listener: Error listen ${kind} ${host}:${localPort}: bind: address already in use`;
  return {
    stdout: '',
    stderr: `Unable to listen on port ${localPort}: Listeners failed to create with the following errors: [${failure('tcp4', '127.0.0.1')} ${failure('tcp6', '[::1]')}]\nerror: unable to listen on any of the requested ports: [{${localPort} ${podPort}}]\n`,
    code: 1,
  };
}

/** `web-5bbcc74b64-dtpvh` and `kubiaex-2xq8z` without what is random in them. */
function originOf(name: string): string {
  return name.replace(
    /(?:-[bcdfghjklmnpqrstvwxz2456789]{8,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}$/,
    '',
  );
}

/** Notes before the output, errors behind it. */
function inOrder({ stdout, stderr }: Printed): string {
  const lines = stderr.split('\n').slice(0, stderr.endsWith('\n') ? -1 : undefined);
  const marked = (line: string) => `! ${line}\n`;
  const isNote = (line: string) => /^(?:Defaulted container|Warning:)/.test(line);
  const before = lines.filter((line) => line !== '' && isNote(line)).map(marked);
  const after = stderr === '' ? [] : lines.filter((line) => !isNote(line)).map(marked);
  const body = stdout === '' || stdout.endsWith('\n') ? stdout : `${stdout}\n`;
  return before.join('') + body + after.join('');
}
