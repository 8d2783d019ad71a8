import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTree } from '../../server/src/documents/parseTree';
import { reparseTree } from '../../server/src/documents/reparseTree';
import type { YamlNode, YamlTree } from '../../server/src/documents/tree';
import { entryOf } from '../../server/src/documents/tree';

function plainNode(node: YamlNode | undefined): unknown {
  if (node === undefined || node.kind === 'scalar') return node && { ...node };
  if (node.kind === 'sequence') {
    const items = node.items.map(({ start, end, value }) => [start, end, plainNode(value)]);
    return { ...node, items };
  }
  const entries = node.entries.map(({ start, end, key, colon, value }) => [
    [start, end, colon],
    plainNode(key),
    plainNode(value),
  ]);
  return { ...node, entries };
}

/** Everything that a tree says, whether its parts have moved or not. */
function plain(tree: YamlTree): unknown {
  return { ...tree, root: plainNode(tree.root), anchors: [...tree.anchors.keys()] };
}

const ITEM = `- apiVersion: v1
  kind: Pod # a comment
  metadata: {name: web, labels: {a: "b"}}

  # another
  spec:
    containers:
    - name: app
      image: nginx
      command: ["sh", '-c']
      args:
      - |
        one
          two
    - name: "two
        lines"
`;
const items = (count: number) => Array.from({ length: count }, () => ITEM);
const LIST = `---\n# head\napiVersion: v1\nkind: List\nitems:\n${items(140).join('')}`;
const TEXTS = [
  LIST,
  `${LIST}metadata:\n  name: after # the list\nx: 1\n`,
  LIST.replaceAll('\n', '\r\n'),
  `kind: ConfigMap\ndata:\n${Array.from({ length: 1500 }, (_, i) => `  key-${i}: "value ${i}"\n${i % 9 === 0 ? '  # why\n' : ''}`).join('')}`,
  Array.from({ length: 1500 }, (_, i) => `key-${i}:\n- value ${i}\n- b: c`).join('\n'),
];

const PIECES = [
  'a',
  '\n',
  '  ',
  '- ',
  ': ',
  ' #',
  '"',
  "'",
  '{',
  '}',
  '[',
  '|',
  '\n  x: y',
  '&a ',
  '{{',
];

test.each(TEXTS.map((text, i) => [i, text] as const))(
  'after any edits of text %i its tree is the one of the text read anew',
  (_, text) => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.oneof(fc.constant(0), fc.nat(40)),
      newText: fc.oneof(
        fc.constantFrom('', 'l', ...PIECES),
        fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((it) => it.join('')),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let now = { text, tree: parseTree(text) };
        for (const { at, cut, newText } of edits) {
          const start = Math.floor(at * now.text.length);
          const after = now.text.slice(0, start) + newText + now.text.slice(start + cut);
          now = { text: after, tree: reparseTree(after, now) };
          expect(plain(now.tree)).toEqual(plain(parseTree(after)));
        }
      }),
      { seed: 11, numRuns: 20 },
    );
  },
  60_000,
);

test('what stands before and after a key typed in a long list is kept', () => {
  const at = LIST.indexOf('image: nginx', LIST.length / 2);
  const known = { text: LIST, tree: parseTree(LIST) };
  const after = `${LIST.slice(0, at)}l${LIST.slice(at)}`;
  const itemsOf = ({ root }: YamlTree) => {
    const list = entryOf(root, 'items')?.value;
    return list?.kind === 'sequence' ? list.items : [];
  };
  const before = itemsOf(known.tree);
  const now = itemsOf(reparseTree(after, known));
  expect(now).toHaveLength(140);
  expect(now.filter((item, i) => item === before[i]).length).toBeGreaterThan(60);
  expect(now.at(-2)?.start).toBe((before.at(-2)?.start ?? 0) + 1);
});
