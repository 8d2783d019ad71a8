import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { editFile, openFile } from '../../server/src/documents/manifestFile';
import { parseTree } from '../../server/src/documents/parseTree';
import { valueInPieces } from '../../server/src/documents/valuePieces';
import { loadYaml, yamlValue } from '../../server/src/documents/yamlValue';
import { finish } from '../../server/src/support/steps';

beforeAll(loadYaml);

const inPieces = (text: string) => finish(valueInPieces(text, parseTree(text), new Map()));

function list(items: readonly string[]): string {
  const rows = items.map((it) => `- ${it.replaceAll('\n', '\n  ')}\n`);
  return `---\n# many\napiVersion: v1 # core\nkind: List\nitems:\n# the first\n\n${rows.join('')}`;
}

const POD = 'kind: Pod\nmetadata:\n  name: web # here\nspec: {a: [1, "x"]}';
const POEM = "data:\n  poem: |+\n    one\n\n     two\n\n  \"quoted key\": 'it''s'\n  1: 010\n\n";

const many = (text: string, times: number) => Array.from({ length: times }, () => text);

test('a large document means in pieces what it means as a whole', () => {
  const data = Array.from({ length: 4000 }, (_, i) => `  key-${i}: "value ${i}"\n  ${i}: yes`);
  const config = `kind: ConfigMap\ndata:\n${data.join('\n')}\n  key-7: again\nimmutable: true\n...\n`;
  for (const text of [
    list([...many(POD, 800), ...many(POEM, 800), ...many('just text\ngoes on', 1000)]),
    list(many(POD, 2000)).replaceAll('\n', '\r\n'),
    config,
    `${config}__proto__: {a: 1}\n`,
  ]) {
    const pieces = inPieces(text);
    expect(pieces?.pieces.size).toBeGreaterThan(1);
    expect(pieces?.value).toEqual(yamlValue(text));
  }
});

test('a large document is read as a whole where pieces could mean something else', () => {
  const pods = many(POD, 2000);
  for (const text of [
    list([...pods, 'a: &x 1\nb: *x']),
    `{"items": [${many('{"kind": "Pod", "spec": {"nodeName": "a"}}', 2000).join(',\n')}]}`,
  ]) {
    expect(inPieces(text)).toBeUndefined();
  }
  expect(inPieces(list([POD]))).toBeUndefined();
});

test('a member out of line is told as in the whole', () => {
  const rows = Array.from({ length: 8000 }, (_, i) => `${i === 500 ? '   ' : '  '}key-${i}: a`);
  const text = `data:\n${rows.join('\n')}\n`;
  const { issues } = yamlValue(text);
  expect(issues).not.toEqual([]);
  expect(inPieces(text)?.value.issues).toEqual(issues);
});

test('what is wrong in a piece is told where it stands', () => {
  const pods = many(POD, 2000);
  const text = list([...pods, 'kind: "Pod\n', ...pods]);
  const [issue] = inPieces(text)?.value.issues ?? [];
  const line = text.slice(0, issue?.span.start).split('\n').length;
  const open = text.slice(0, text.indexOf('"Pod')).split('\n').length;
  expect(line - open).toBeLessThan(4);
  expect(yamlValue(text).issues.length).toBeGreaterThan(0);
});

test('an edited document means what its text means, and keeps the pieces that did not change', () => {
  const text = list(many(POD, 1500).map((pod, i) => `${pod}\nn: ${i}`));
  const edit = fc.record({
    at: fc.nat(text.length),
    cut: fc.nat(30),
    newText: fc.constantFrom('x', '\n', '- ', ': ', '#', '', '"', '  '),
  });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 3, minLength: 1 }), (edits) => {
      let file = openFile('file:///a.yaml', text);
      for (const { at, cut, newText } of edits) {
        void file.documents[0]?.document.value;
        const start = Math.min(at, file.text.length);
        const end = Math.min(file.text.length, start + cut);
        const next = file.text.slice(0, start) + newText + file.text.slice(end);
        file = editFile(file, { start, end, newText }, next);
      }
      const fresh = openFile('file:///a.yaml', file.text);
      expect(file.documents.map(({ document }) => document.value)).toEqual(
        fresh.documents.map(({ document }) => document.value),
      );
    }),
    { numRuns: 6, seed: 42 },
  );
}, 60_000);
