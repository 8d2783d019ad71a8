// The language server against yaml-language-server, in one run and taking turns, so that a busy machine is busy for both.
// node test/bench/language.mjs [--lines 30,1000,10000,50000] [--rounds 3] [--only podlab]
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BenchClient, CAPABILITIES, manifestText } from './languageServer.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const SIZES = option('lines', '30,1000,10000,50000').split(',').map(Number);
const ROUNDS = Number(option('rounds', '3'));
const KEYS = Number(option('keys', '30'));
const only = option('only');

const SERVERS = [
  { name: 'podlab', script: join(root, 'dist/server/node/main.js'), settings: () => null },
  {
    name: 'yaml-language-server',
    script: peerScript(),
    // Its keyword needs the network; a schema by file is its best case. Without one it still parses and answers.
    settings: ({ section }) => (section === 'yaml' ? peerSettings() : null),
  },
].filter(
  ({ name, script }) => (only === undefined || only === name) && script && existsSync(script),
);

function peerScript() {
  try {
    const main = createRequire(import.meta.url).resolve('yaml-language-server/package.json');
    return join(dirname(main), 'bin/yaml-language-server');
  } catch {
    return undefined;
  }
}

/** A schema of the usual shape, made small: a Deployment's path down to the container, the rest open. */
function peerSettings() {
  const container = {
    type: 'object',
    properties: Object.fromEntries(
      [
        'name',
        'image',
        'ports',
        'env',
        'livenessProbe',
        'lifecycle',
        'readinessProbe',
        'resources',
        'volumeMounts',
      ].map((key) => [key, { description: key }]),
    ),
  };
  const podSpec = {
    type: 'object',
    properties: { containers: { type: 'array', items: container }, volumes: { type: 'array' } },
  };
  const template = { type: 'object', properties: { metadata: { type: 'object' }, spec: podSpec } };
  const spec = {
    type: 'object',
    properties: { replicas: { type: 'integer' }, selector: { type: 'object' }, template },
  };
  const schema = {
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec,
    },
  };
  const file = join(folder, 'schema.json');
  writeFileSync(file, JSON.stringify(schema));
  return {
    schemas: { [pathToFileURL(file).href]: ['*.yaml'] },
    schemaStore: { enable: false },
    completion: true,
    hover: true,
    validate: true,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'podlab-bench-'));
const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];

async function measure(server, lines) {
  const text = manifestText(lines);
  const rows = text.split('\n');
  // An empty line after an image in the middle of the file, at the container's column.
  const middle = rows.findIndex((row, i) => i >= rows.length / 2 && row.includes('image:'));
  const line = middle < 0 ? rows.findIndex((row) => row.includes('image:')) : middle;
  rows.splice(line + 1, 0, '        ');
  const uri = pathToFileURL(join(folder, 'bench.yaml')).href;
  const client = new BenchClient(server.script);
  client.settings = server.settings;
  await client.request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: CAPABILITIES,
  });
  client.notify('initialized', {});
  client.notify('workspace/didChangeConfiguration', {
    settings: { yaml: server.settings({ section: 'yaml' }) },
  });
  client.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text: rows.join('\n') },
  });
  const complete = async (character) => {
    const answer = await client.request('textDocument/completion', {
      textDocument: { uri },
      position: { line: line + 1, character },
    });
    return (answer?.items ?? answer ?? []).some((item) => item.label === 'livenessProbe');
  };
  const result = {};
  for (let tries = 0; !(await complete(8)) && tries < 200; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  result.first = performance.now() - client.startedAt;

  let version = 1;
  const change = (start, end, newText) => {
    version += 1;
    const range = {
      start: { line: line + 1, character: start },
      end: { line: line + 1, character: end },
    };
    client.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text: newText }],
    });
  };
  const afterKey = [];
  for (let i = 0; i < KEYS; i += 1) {
    const typed = i % 4;
    if (typed === 0 && i > 0) change(8, 12, '');
    const since = performance.now();
    change(8 + typed, 8 + typed, 'live'[typed]);
    await complete(9 + typed);
    afterKey.push(performance.now() - since);
  }
  change(8, 8 + ((KEYS - 1) % 4) + 1, '');
  const hovers = [];
  for (let i = 0; i < KEYS; i += 1) {
    const since = performance.now();
    await client.request('textDocument/hover', {
      textDocument: { uri },
      position: { line, character: 10 },
    });
    hovers.push(performance.now() - since);
  }
  const diagnostics = [];
  for (let i = 0; i < 5; i += 1) {
    const told = client.until(({ method }) => method === 'textDocument/publishDiagnostics');
    const since = performance.now();
    change(8, i === 0 ? 8 : 17, i % 2 === 0 ? 'tty: true' : 'tty: fals');
    await told;
    diagnostics.push(performance.now() - since);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  Object.assign(result, {
    keyP50: quantile(afterKey, 0.5),
    keyP95: quantile(afterKey, 0.95),
    hoverP50: quantile(hovers, 0.5),
    hoverP95: quantile(hovers, 0.95),
    diagnostics: quantile(diagnostics, 0.5),
    peak: client.peakMiB(),
  });
  client.stop();
  return result;
}

const COLUMNS = ['first', 'keyP50', 'keyP95', 'hoverP50', 'hoverP95', 'diagnostics', 'peak'];
console.log(
  [
    'lines',
    'server',
    'first completion ms',
    'key p50',
    'key p95',
    'hover p50',
    'hover p95',
    'diagnostics ms',
    'peak MiB',
  ].join(' | '),
);
for (const lines of SIZES) {
  const results = new Map(SERVERS.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const server of SERVERS) results.get(server.name).push(await measure(server, lines));
  for (const [name, rounds] of results) {
    const cells = COLUMNS.map((key) =>
      quantile(
        rounds.map((it) => it[key]),
        0.5,
      ).toFixed(1),
    );
    console.log([lines, name, ...cells].join(' | '));
  }
}
process.exit(0);
