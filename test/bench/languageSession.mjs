// One session of an editor with a language server, timed: start, first completion, typing, hovering, diagnostics.
import { BenchClient, CAPABILITIES } from './languageServer.mjs';

const WORD = 'live';
const WANTED = 'livenessProbe';
/** Giving up on a first right answer. */
const FIRST_TRIES = 400;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param {{ script: string, settings: (item: { section?: string }) => unknown }} server
 * @param {import('./languageTexts.mjs').Place} place
 * @param {{ uri: string, rootUri?: string, keys: number, hovers: number, changes: number, paceMs: number, restMs: number }} how
 */
export async function session(server, place, how) {
  const client = new BenchClient(server.script);
  client.settings = server.settings;
  const { uri } = how;
  const { column } = place;
  const at = (character, line = place.line) => ({
    textDocument: { uri },
    position: { line, character },
  });
  await client.request('initialize', {
    processId: process.pid,
    rootUri: how.rootUri ?? null,
    workspaceFolders: how.rootUri === undefined ? null : [{ uri: how.rootUri, name: 'bench' }],
    capabilities: CAPABILITIES,
  });
  client.notify('initialized', {});
  client.notify('workspace/didChangeConfiguration', {
    settings: { yaml: server.settings({ section: 'yaml' }) },
  });
  client.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text: place.text },
  });
  const complete = async (character) => {
    const answer = await client.request('textDocument/completion', at(character));
    return (answer?.items ?? answer ?? []).some((item) => item.label === WANTED);
  };
  for (let tries = 0; column > 2 && !(await complete(column)) && tries < FIRST_TRIES; tries += 1)
    await sleep(5);
  const first = performance.now() - client.startedAt;
  await sleep(how.restMs);

  let version = 1;
  const change = (start, end, newText) => {
    version += 1;
    const { line } = place;
    const range = { start: { line, character: start }, end: { line, character: end } };
    client.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text: newText }],
    });
  };

  const keys = [];
  const busy = [];
  for (let i = 0; i < how.keys; i += 1) {
    const typed = i % WORD.length;
    if (typed === 0 && i > 0) change(column, column + WORD.length, '');
    const busyBefore = client.busyMs();
    const since = performance.now();
    change(column + typed, column + typed, WORD[typed]);
    await complete(column + typed + 1);
    keys.push(performance.now() - since);
    busy.push(client.busyMs() - busyBefore);
    if (how.paceMs > 0) await sleep(how.paceMs);
  }
  if (how.keys > 0) change(column, column + ((how.keys - 1) % WORD.length) + 1, '');

  const hovers = [];
  for (let i = 0; i < how.hovers; i += 1) {
    const since = performance.now();
    await client.request('textDocument/hover', at(column + 2, place.line - 1));
    hovers.push(performance.now() - since);
  }

  const diagnostics = [];
  for (let i = 0; i < how.changes; i += 1) {
    const told = client.until(({ method }) => method === 'textDocument/publishDiagnostics');
    const since = performance.now();
    change(column, i === 0 ? column : column + 9, i % 2 === 0 ? 'tty: true' : 'tty: fals');
    await told;
    diagnostics.push(performance.now() - since);
    await sleep(50);
  }
  const peak = client.peakMiB();
  client.stop();
  return { first, keys, busy, hovers, diagnostics, peak };
}
