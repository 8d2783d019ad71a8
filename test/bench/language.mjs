// The language server against yaml-language-server, in one run and taking turns, so that a busy machine is busy for both.
// node test/bench/language.mjs [--lines 30,1000,10000,50000] [--shapes documents,list,block,keys,large,workspace]
//   [--rounds 3] [--keys 60] [--pace 0] [--rest 0] [--schema kind|all] [--only podlab] [--script main.js]
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { session } from './languageSession.mjs';
import * as texts from './languageTexts.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const folder = mkdtempSync(join(tmpdir(), 'podlab-bench-'));
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const words = (name, fallback) => option(name, fallback).split(',');
const number = (name, fallback) => Number(option(name, fallback));

const SIZES = words('lines', '30,1000,10000,50000').map(Number);
const SHAPES = words('shapes', 'documents,list,block,keys,large,workspace');
const ROUNDS = number('rounds', '3');
const SCHEMA = option('schema', 'kind');

/** Lines of the shapes that are one giant document; 5 MB of documents; files of a workspace. */
const GIANT = 50_000;
const LARGE_LINES = 150_000;
const FILES = 2000;

const SERVERS = [
  {
    name: 'podlab',
    script: option('script', join(root, 'dist/server/node/main.js')),
    settings: () => null,
  },
  { name: 'yaml-language-server', script: peerScript(), settings: await peerSettings() },
].filter(
  ({ name, script }) =>
    (option('only') ?? name) === name && script !== undefined && existsSync(script),
);

function peerScript() {
  try {
    const main = createRequire(import.meta.url).resolve('yaml-language-server/package.json');
    return join(dirname(main), 'bin/yaml-language-server');
  } catch {
    return undefined;
  }
}

/**
 * What the peer is told. Its keyword for Kubernetes needs the network, so it gets our own catalogue as a schema: for the
 * one kind that the files have (its best case), or with `--schema all` for every kind, as people use it.
 */
async function peerSettings() {
  const bundle = join(root, 'dist/test/catalogueSchema.cjs');
  await build({
    entryPoints: [join(here, 'catalogueSchema.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  const { catalogueSchema } = createRequire(import.meta.url)(bundle);
  const file = join(folder, 'schema.json');
  writeFileSync(file, JSON.stringify(catalogueSchema(SCHEMA === 'all' ? undefined : 'Deployment')));
  const settings = {
    schemas: { [pathToFileURL(file).href]: ['*.yaml'] },
    schemaStore: { enable: false },
    completion: true,
    hover: true,
    validate: true,
    maxItemsComputed: 5000,
  };
  return ({ section }) => (section === 'yaml' ? settings : null);
}

const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];

const HEAD = ['first', 'key p50', 'p95', 'p99', 'busy p95', 'hover p50', 'p95', 'diagn.', 'MiB'];

/** Figures in the order of `HEAD`: start-up and memory are the rounds' median, the rest is over all their samples. */
function figures(rounds) {
  const all = (name) => rounds.flatMap((round) => round[name]);
  return [
    quantile(all('first'), 0.5),
    ...[0.5, 0.95, 0.99].map((q) => quantile(all('keys'), q)),
    quantile(all('busy'), 0.95),
    ...[0.5, 0.95].map((q) => quantile(all('hovers'), q)),
    quantile(all('diagnostics'), 0.5),
    quantile(all('peak'), 0.5),
  ];
}

/** What the blueprint asks for. It says nothing of the rest. */
function goals(lines) {
  const memory = lines > 1000 ? 250 : lines > 30 ? 90 : 80;
  return [150, 2, 5, undefined, undefined, 0.5, 2, lines > 1000 ? 50 : 20, memory];
}

const cell = (value) =>
  (value === undefined || Number.isNaN(value) ? '–' : value.toFixed(value < 100 ? 1 : 0)).padStart(
    9,
  );
const row = (name, cells) => console.log(`${name.padEnd(34)}${cells.join('')}`);

function report(title, lines, results) {
  console.log(`\n${title}`);
  const [ours, theirs] = [...results.values()].map(figures);
  for (const [name, rounds] of results) row(`  ${name}`, figures(rounds).map(cell));
  if (theirs !== undefined)
    row('  times better', ours.map((value, i) => (theirs[i] ?? 0) / value).map(cell));
  row('  goal', goals(lines).map(cell));
}

async function compare(title, place, lines, how = {}, servers = SERVERS) {
  const results = new Map(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const server of servers) {
      const isSlow = server.name !== 'podlab' && lines >= 10_000;
      const given = {
        uri: pathToFileURL(join(folder, 'bench.yaml')).href,
        keys: isSlow ? 8 : number('keys', '60'),
        hovers: isSlow ? 10 : 30,
        changes: isSlow ? 2 : 5,
        paceMs: number('pace', '0'),
        restMs: number('rest', '0'),
        ...how,
      };
      results.get(server.name).push(await session(server, place, given));
    }
  report(title, lines, results);
}

/** A folder of manifests, of which one is open. */
async function workspace() {
  const home = join(folder, 'workspace');
  mkdirSync(home);
  for (let i = 0; i < FILES; i += 1)
    writeFileSync(join(home, `web-${i}.yaml`), texts.deployment(i));
  const how = {
    uri: pathToFileURL(join(home, 'open.yaml')).href,
    rootUri: pathToFileURL(home).href,
    restMs: 4000,
  };
  const ours = SERVERS.filter(({ name }) => name === 'podlab');
  await compare(`a workspace of ${FILES} files`, texts.documents(1000), 1000, how, ours);
}

row(
  'milliseconds, and MiB at most',
  HEAD.map((it) => it.padStart(9)),
);
const chosen = (shape) => SHAPES.includes(shape);
if (chosen('documents'))
  for (const lines of SIZES) await compare(`${lines} lines`, texts.documents(lines), lines);
if (chosen('list')) await compare('one List of 50,000 lines', texts.list(GIANT), GIANT);
if (chosen('block')) await compare('a text of 50,000 lines', texts.block(GIANT), GIANT);
if (chosen('keys')) await compare('a ConfigMap of 50,000 keys', texts.keys(GIANT), GIANT);
if (chosen('large')) await compare('5 MB', texts.documents(LARGE_LINES), LARGE_LINES, { keys: 8 });
if (chosen('workspace')) await workspace();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
