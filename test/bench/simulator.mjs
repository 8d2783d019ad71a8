#!/usr/bin/env node
// How fast the simulator is, against its goals and its peer in the same run: node --expose-gc test/bench/simulator.mjs
// A word picks cases by name. `growth` goes on to 100,000 Pods.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '../../dist/test');
const shared = { bundle: true, platform: 'node', target: 'node20', logLevel: 'error' };
await build({
  ...shared,
  entryPoints: [join(here, 'simulatorCases.ts')],
  outfile: join(out, 'simulatorBench.cjs'),
  format: 'cjs',
});
const { CASES, grow } = createRequire(import.meta.url)(join(out, 'simulatorBench.cjs'));

const only = process.argv[2];
const MB = 1_048_576;
const row = (...cells) =>
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(38) : cell.padStart(13))).join(''));
const ms = (value) => (value === undefined ? '-' : `${value.toFixed(1)} ms`);
const heap = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

/** What the peer takes, by the name of the case; nothing where it is not there or gives up. */
async function askPeer() {
  const file = join(out, 'simulatorPeer.mjs');
  const needed = "import{createRequire as r}from'node:module';const require=r(import.meta.url);";
  await build({
    ...shared,
    entryPoints: [join(here, 'simulatorPeer.mjs')],
    outfile: file,
    format: 'esm',
    banner: { js: needed },
  });
  const { stdout } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 180_000 });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return new Map(lines.map((line) => JSON.parse(line)).map(({ name, ms }) => [name, ms]));
}

const wanted = CASES.filter(({ name }) => only === undefined || name.includes(only));
const peer = wanted.length > 0 ? await askPeer().catch(() => new Map()) : new Map();

if (wanted.length > 0)
  row('case', 'median', 'goal', 'webernetes', 'ratio', 'Pods/s', 'kept', 'entries');
for (const { name, goal, rounds, pods, run } of wanted) {
  if (rounds > 1) run();
  const before = heap();
  const times = [];
  let result;
  for (let i = 0; i < rounds; i++) {
    const began = performance.now();
    result = run();
    times.push(performance.now() - began);
  }
  const kept = `${((heap() - before) / MB).toFixed(0)} MB`;
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  const theirs = peer.get(name) ?? undefined;
  const ratio = theirs === undefined ? '-' : `${(theirs / median).toFixed(0)} x`;
  const rate = pods === undefined ? '-' : `${Math.round((pods / median) * 1000)}`;
  row(name, ms(median), goal, ms(theirs), ratio, rate, kept, `${result.entries.length}`);
}

const IN_WORKER = '100 Pods, in the worker as the editor has it';
if (only === undefined || IN_WORKER.includes(only)) {
  const times = await timesInWorker(100);
  console.log(`\n${IN_WORKER}, text to view: ${times.map(ms).join(', ')} (first, second, …)`);
}

/** How long a fresh worker takes for the same manifest again and again. */
async function timesInWorker(/** @type {number} */ pods) {
  const worker = new Worker(join(here, '../../dist/server/node/runWorker.js'), {
    resourceLimits: { maxYoungGenerationSizeMb: 128 },
  });
  const container = '{name: app, image: nginx}';
  const documents = Array.from({ length: pods }, (_, i) => {
    const spec = `spec: {containers: [${container}]}`;
    return `apiVersion: v1\nkind: Pod\nmetadata: {name: web-${i}}\n${spec}\n`;
  });
  const uri = 'file:///bench/pods.yaml';
  const manifest = { uri, text: documents.join('---\n') };
  const request = { kind: 'run', params: { uri, untilMs: 60_000 }, manifest, neighbours: [] };
  // Starts the worker and reads its code: the line above the document does that as soon as a manifest is open.
  const few = { uri, text: documents[0] };
  await answered(worker, { id: 0, request: { ...request, manifest: few } });
  const times = [];
  for (let id = 1; id <= 5; id++) {
    const began = performance.now();
    await answered(worker, { id, request });
    times.push(performance.now() - began);
  }
  await worker.terminate();
  return times;
}

/** Ends with the reply to the message. */
function answered(worker, message) {
  return new Promise((resolve, reject) => {
    const take = (from) => {
      if ('progress' in from) return;
      worker.off('message', take);
      resolve(from);
    };
    worker.on('message', take).once('error', reject);
    worker.postMessage(message);
  });
}

const SIZES = only === 'growth' ? [100, 1000, 10_000, 100_000] : [100, 1000, 10_000];
if (only === undefined || only === 'growth') {
  console.log(
    '\nCost of an event as the cluster grows (goal: flat; 1,000 Pods with their trace within 60 MB)',
  );
  row('Pods', 'ready', 'events', 'events/s', 'us/event', 'time', 'kept');
  grow(100);
  for (const size of SIZES) {
    const before = heap();
    const began = performance.now();
    const grown = grow(size);
    const took = performance.now() - began;
    const { events, ready } = grown;
    const each = (took * 1000) / events;
    const kept = `${((heap() - before) / MB).toFixed(0)} MB`;
    const rate = `${Math.round((events / took) * 1000)}`;
    row(`${size}`, `${ready}`, `${events}`, rate, each.toFixed(1), ms(took), kept);
    if (grown.simulation === undefined) throw new Error('the run is held until its memory is read');
  }
}
