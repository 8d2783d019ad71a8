import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editFile, openFile } from '../../server/src/documents/manifestFile';
import { parseTree } from '../../server/src/documents/parseTree';

const PIECES = [
  'a: 1',
  '\n',
  '---\n',
  '---',
  '...\n',
  '- ',
  '"',
  '{',
  '}',
  '[',
  ']',
  ':',
  ' ',
  '  ',
  '#',
  '|',
  '{{',
  '}}',
  'key: ',
  '\r\n',
  '\t',
  '&a ',
  '*a',
  "'",
  ',',
  '>-\n',
  '\ufeff',
  '<<<<<<< \n',
  '=======\n',
];
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((parts) => parts.join(''));

test('an edited file has the documents that the same text has when it is opened', () => {
  fc.assert(
    fc.property(text, text, fc.nat(), fc.nat(), (before, inserted, a, b) => {
      const start = a % (before.length + 1);
      const end = start + (b % (before.length - start + 1));
      const after = before.slice(0, start) + inserted + before.slice(end);
      const edited = editFile(openFile('x', before), { start, end, newText: inserted }, after);
      const opened = openFile('x', after);
      const shape = (file: typeof opened) =>
        file.documents.map((it) => [it.start, it.document.text]);
      expect(shape(edited)).toEqual(shape(opened));
    }),
    { numRuns: 500, seed: 1 },
  );
});

test('an edit keeps the documents that it does not touch', () => {
  const before = 'a: 1\n---\nb: 2\n---\nc: 3\n---\nd: 4\n---\ne: 5\n';
  const file = openFile('x', before);
  const at = before.indexOf('c:');
  const edited = editFile(
    file,
    { start: at, end: at, newText: 'x' },
    `${before.slice(0, at)}x${before.slice(at)}`,
  );
  const kept = edited.documents.map((it, i) => it.document === file.documents[i]?.document);
  expect(kept).toEqual([true, true, false, true, true]);
});

test('any text gives a tree', () => {
  fc.assert(
    fc.property(text, (it) => {
      parseTree(it);
    }),
    { numRuns: 2000, seed: 2 },
  );
  parseTree('['.repeat(100_000));
  parseTree('- '.repeat(100_000));
  parseTree(`${'{a: '.repeat(50_000)}`);
});
