// Runs over the wire: the server simulates in a thread of its own and goes on answering.
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ManifestSummary, MomentView, RunView, TraceRow } from '../../server/src/protocol/run';
import { FULL, LanguageClient } from '../support/languageClient';

const ROOT = join(import.meta.dirname, '../..');
const OUT = join(ROOT, 'dist/test/server');
const URI = 'file:///manifests/web.yaml';
const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: app
    image: nginx
    envFrom:
    - configMapRef: {name: settings}
`;
const SETTINGS = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n';

let client: LanguageClient;

beforeAll(async () => {
  await build({
    entryPoints: [
      join(ROOT, 'server/src/node/main.ts'),
      join(ROOT, 'server/src/node/runWorker.ts'),
    ],
    outdir: OUT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  client = new LanguageClient(join(OUT, 'main.js'));
  await client.initialize(FULL, { initializationOptions: { codeLens: true } });
  open(URI, POD);
}, 60_000);

afterAll(() => {
  client.process.kill();
});

function open(uri: string, text: string): void {
  const textDocument = { uri, languageId: 'yaml', version: 1, text };
  client.notify('textDocument/didOpen', { textDocument });
}

test('the runnable documents of a file are listed', async () => {
  const result = await client.request<readonly ManifestSummary[]>('podlab/manifests', {
    uri: URI,
  });
  expect(result).toEqual([
    { document: 0, kind: 'Pod', name: 'web', namespace: 'default', line: 0, runnable: true },
  ]);
});

test('the text as typed is run, with what it needs from the files beside it', async () => {
  const before = await client.request<RunView>('podlab/run', { uri: URI, untilMs: 30_000 });
  expect(before.summary).toBe('Never Ready (CreateContainerConfigError)');
  open('file:///manifests/settings.yaml', SETTINGS);
  const result = await client.request<RunView>('podlab/run', { uri: URI, untilMs: 30_000 });
  expect(result.summary).toMatch(/^Ready after \d\.\d s$/);
  const moment = await client.request<MomentView>('podlab/moment', {
    runId: result.runId,
    atMs: 20_000,
  });
  expect(moment.pods).toMatchObject([{ name: 'web', status: 'Running' }]);
  const running = result.rows.find((row) => row.to.includes('1/1 Running'));
  const why = await client.request<readonly TraceRow[]>('podlab/why', {
    runId: result.runId,
    entry: running?.entry,
  });
  expect(why.length).toBeGreaterThan(0);
  const yaml = await client.request<{ readonly yaml: string }>('podlab/objectAt', {
    runId: result.runId,
    atMs: 20_000,
    kind: 'Pod',
    namespace: 'default',
    name: 'web',
  });
  expect(yaml.yaml).toContain('phase: Running');
});

test('a run that is gone is answered with null', async () => {
  const result = await client.request('podlab/moment', { runId: 'run-0', atMs: 0 });
  expect(result).toBeNull();
});

test('hovers are answered while a long run goes on', async () => {
  const run = client.request<RunView>('podlab/run', { uri: URI, untilMs: 24 * 3_600_000 });
  const hover = await client.request('textDocument/hover', {
    textDocument: { uri: URI },
    position: { line: 1, character: 1 },
  });
  expect(hover).not.toBeNull();
  expect((await run).endMs).toBe(24 * 3_600_000);
});

/** Restarts for a day: a run of a second or more. */
const LONG = `apiVersion: apps/v1
kind: Deployment
metadata: {name: long}
spec:
  replicas: 40
  selector: {matchLabels: {app: long}}
  template:
    metadata: {labels: {app: long}}
    spec:
      containers:
      - {name: app, image: busybox, command: [sh, -c, 'sleep 5; exit 1']}
`;
const LONG_URI = 'file:///manifests/long.yaml';
const A_DAY_OF_IT = { uri: LONG_URI, untilMs: 24 * 3_600_000 };

interface Progress {
  readonly token: unknown;
  readonly value: {
    readonly kind: 'begin' | 'report' | 'end';
    readonly title?: string;
    readonly percentage?: number;
    readonly message?: string;
  };
}
const nextProgress = async (of: LanguageClient): Promise<Progress> =>
  (await of.nextNotification('$/progress')).params as Progress;

test('a long run tells how far it is, and leaves the one before it when it is cancelled', async () => {
  open(LONG_URI, LONG);
  const shown = await client.request<RunView>('podlab/run', { uri: LONG_URI, untilMs: 30_000 });
  const params = { ...A_DAY_OF_IT, workDoneToken: 'mine' };
  const { id, reply } = client.begin<RunView>('podlab/run', params);
  const first = await nextProgress(client);
  expect(first).toMatchObject({
    token: 'mine',
    value: { kind: 'begin', title: 'PodLab: long.yaml' },
  });
  expect(first.value.message).toMatch(/^[\d:]+ · \d+ events$/);
  const second = await nextProgress(client);
  expect(second.value.kind).toBe('report');
  expect(second.value.percentage).toBeGreaterThanOrEqual(first.value.percentage ?? 100);
  client.notify('$/cancelRequest', { id });
  expect((await reply).error?.code).toBe(-32800);
  let last = await nextProgress(client);
  while (last.value.kind === 'report') last = await nextProgress(client);
  expect(last.value.kind).toBe('end');
  const moment = await client.request<MomentView>('podlab/moment', {
    runId: shown.runId,
    atMs: 20_000,
  });
  expect(moment.pods).toHaveLength(40);
});

test('the Pods of the run before are shown while a long one goes on', async () => {
  open(LONG_URI, LONG);
  const shown = await client.request<RunView>('podlab/run', { uri: LONG_URI, untilMs: 30_000 });
  const { id, reply } = client.begin<RunView>('podlab/run', A_DAY_OF_IT);
  const moment = { runId: shown.runId, atMs: 20_000 };
  expect((await client.request<MomentView>('podlab/moment', moment)).pods).toHaveLength(40);
  client.notify('$/cancelRequest', { id });
  expect((await reply).error?.code).toBe(-32800);
});

test('an editor that shows progress is told of a long run unasked, and can stop it there', async () => {
  const other = new LanguageClient(join(OUT, 'main.js'));
  await other.initialize({ ...FULL, window: { workDoneProgress: true } });
  other.open(LONG_URI, LONG);
  const { reply } = other.begin<RunView>('podlab/run', A_DAY_OF_IT);
  const { token, value } = await nextProgress(other);
  expect(value).toMatchObject({ kind: 'begin', cancellable: true });
  other.notify('window/workDoneProgress/cancel', { token });
  expect(await reply).toEqual({ result: null, error: undefined });
  expect(await other.stop()).toBe(0);
}, 15_000);

test('the line above a document tells what its run comes to, and runs it', async () => {
  const uri = 'file:///manifests/loop.yaml';
  open(
    uri,
    'apiVersion: v1\nkind: Pod\nmetadata: {name: loop}\nspec:\n  containers:\n  - {name: app, image: busybox, command: ["false"]}\n',
  );
  const textDocument = { uri };
  const lenses = await client.request<readonly object[]>('textDocument/codeLens', { textDocument });
  expect(lenses).toHaveLength(2);
  const filled = await Promise.all(
    lenses.map((lens) =>
      client.request<{ command: { title: string; command: string; arguments: unknown[] } }>(
        'codeLens/resolve',
        lens,
      ),
    ),
  );
  expect(filled[0]?.command.title).toMatch(/^\$\(play\) Ready after \d+\.\d s · \d restarts/);
  // As the views show it: the setting's seed is 1.
  const { summary } = await client.request<RunView>('podlab/run', { uri, seed: 1 });
  expect(filled[0]?.command.title).toBe(`$(play) ${summary}`);
  expect(filled[1]?.command.title).toBe('2 problems');
  expect(filled[0]?.command).toMatchObject({ command: 'podlab.runManifest', arguments: [uri, 0] });
});

test('numbers stand beside the fields that make them', async () => {
  const uri = 'file:///manifests/hints.yaml';
  open(
    uri,
    `${POD.replace('web', 'hints')}    livenessProbe:\n      tcpSocket: {port: 80}\n      failureThreshold: 3\n    lifecycle: {preStop: {sleep: {seconds: 20}}}\n  terminationGracePeriodSeconds: 30\n`,
  );
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const hints = await client.request<readonly { label: string; position: { line: number } }[]>(
    'textDocument/inlayHint',
    { textDocument: { uri }, range },
  );
  expect(hints.map(({ label, position }) => [position.line, label])).toEqual([
    [12, 'a hang is noticed after 21–31 s'],
    [14, '10 s left after preStop'],
  ]);
});
