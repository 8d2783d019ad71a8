// Somebody types at random, asks in between and changes their mind: nothing is thrown, nothing is left unanswered, and what
// the server knows in the end is what it would know of the same text opened afresh.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FULL, LanguageClient } from '../support/languageClient';

const ROOT = join(import.meta.dirname, '../..');
const OUT = join(ROOT, 'dist/test/fuzz');
/** With 7 a cursor stood in the blanks before a word, and a skeleton was to be indented by less than nothing. */
const SEEDS = [20_261, 7];
const FILES = 12;
const STEPS = 40;
/** Requests that may be answered before one that was sent earlier. */
const MOST_OVERTAKEN = 30;

type Step =
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'remove'; readonly at: number; readonly length: number }
  | {
      readonly kind: 'ask';
      readonly at: number;
      readonly method: string;
      readonly cancel: boolean;
    };

const METHODS = [
  'textDocument/completion',
  'textDocument/hover',
  'textDocument/definition',
  'textDocument/documentHighlight',
] as const;
const SNIPPETS = [
  '\n',
  '  ',
  '- ',
  ':',
  ': ',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '#',
  '&a ',
  '*a',
  '|\n',
  '---\n',
  '\t',
  'name',
  'image: x\n',
  '{{ .Values.x }}',
  '<<<<<<<\n',
  '…',
  '\u{1f600}',
];

const at = fc.double({ min: 0, max: 1, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('insert' as const),
      at,
      text: fc.constantFrom(...SNIPPETS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('remove' as const),
      at,
      length: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      at,
      method: fc.constantFrom(...METHODS),
      cancel: fc.boolean(),
    }),
  },
);

beforeAll(async () => {
  await build({
    entryPoints: [join(ROOT, 'server/src/node/main.ts')],
    outdir: OUT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
}, 60_000);

const clients: LanguageClient[] = [];
afterAll(() => {
  for (const client of clients) client.process.kill();
});

async function freshClient(): Promise<LanguageClient> {
  const client = new LanguageClient(join(OUT, 'main.js'));
  clients.push(client);
  await client.initialize(FULL);
  return client;
}

function manifests(): readonly string[] {
  const folders = ['test/golden', 'client/sample'].map((folder) => join(ROOT, folder));
  return folders
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
        .map((name) => join(folder, name)),
    )
    .slice(0, FILES)
    .map((file) => readFileSync(file, 'utf8'));
}

function positionAt(
  text: string,
  offset: number,
): { readonly line: number; readonly character: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

/** Half of a pair of units would be no position of the protocol. */
function wholeOffset(text: string, share: number): number {
  const offset = Math.floor(share * text.length);
  const unit = text.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff ? offset - 1 : offset;
}

test.each(SEEDS)(
  'random typing, asking and cancelling (seed %i) breaks nothing and leaves the state of a file opened afresh',
  async (seed) => {
    const edited = await freshClient();
    const fresh = await freshClient();
    const scripts = fc.sample(fc.array(step, { minLength: STEPS, maxLength: STEPS }), {
      seed: seed,
      numRuns: FILES,
    });
    let answered = 0;
    for (const [i, original] of manifests().entries()) {
      const uri = `file:///fuzz/${i}.yaml`;
      let text = original;
      edited.open(uri, text);
      const replies: Promise<unknown>[] = [];
      let version = 1;
      for (const wish of scripts[i] ?? []) {
        const start = wholeOffset(text, wish.at);
        if (wish.kind === 'ask') {
          const position = positionAt(text, start);
          const sentAfter = answered;
          const { id, reply } = edited.begin(wish.method, { textDocument: { uri }, position });
          if (wish.cancel) edited.notify('$/cancelRequest', { id });
          replies.push(
            reply.then(({ error }) => {
              answered += 1;
              // Cancelled, or overtaken by an edit: the two errors that the protocol has for it.
              if (error !== undefined) expect([-32800, -32801, -32802]).toContain(error.code);
              expect(answered - sentAfter).toBeLessThanOrEqual(MOST_OVERTAKEN);
            }),
          );
          continue;
        }
        const end =
          wish.kind === 'remove'
            ? wholeOffset(text, Math.min(1, (start + wish.length) / Math.max(1, text.length)))
            : start;
        const inserted = wish.kind === 'insert' ? wish.text : '';
        const range = {
          start: positionAt(text, start),
          end: positionAt(text, Math.max(start, end)),
        };
        text = text.slice(0, start) + inserted + text.slice(Math.max(start, end));
        version += 1;
        edited.notify('textDocument/didChange', {
          textDocument: { uri, version },
          contentChanges: [{ range, text: inserted }],
        });
      }
      await Promise.all(replies);
      fresh.open(uri, text);
      const known = await stateOf(edited, uri, text);
      expect(known, `${uri}, seed ${seed}:\n${text}`).toEqual(await stateOf(fresh, uri, text));
    }
    for (const client of [edited, fresh]) {
      const errors = client.notifications.filter(
        ({ method, params }) =>
          method === 'window/logMessage' && (params as { type: number }).type === 1,
      );
      expect(errors).toEqual([]);
    }
  },
  60_000,
);

async function stateOf(client: LanguageClient, uri: string, text: string): Promise<unknown> {
  const textDocument = { uri };
  const places = [0.25, 0.5, 0.75].map((share) => positionAt(text, wholeOffset(text, share)));
  const report = await client.request<{ items: unknown[] }>('textDocument/diagnostic', {
    textDocument,
  });
  return {
    diagnostics: report.items,
    symbols: await client.request('textDocument/documentSymbol', { textDocument }),
    completion: await Promise.all(
      places.map((position) =>
        client.request('textDocument/completion', { textDocument, position }),
      ),
    ),
    hover: await Promise.all(
      places.map((position) => client.request('textDocument/hover', { textDocument, position })),
    ),
  };
}
