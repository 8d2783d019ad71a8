import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openFile } from '../../server/src/documents/manifestFile';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import { WorkspaceIndex } from '../../server/src/workspace/workspaceIndex';

const uriOf = (name: string) => `file:///home/${name}`;
const object = (kind: string, name: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
const TEXTS = [
  object('Pod', 'a'),
  `${object('Pod', 'b')}---\n${object('Service', 'b')}`,
  object('CustomResourceDefinition', 'c'),
  'patches:\n- path: two.yaml\n',
  '',
];

/** What an index says, by everything that it can be asked. */
function answers(index: WorkspaceIndex) {
  const named = ['a', 'b', 'c'].map((name) => index.find('Pod', name).length);
  return {
    objects: index.objects.map(({ uri, facts }) => [uri, facts.kind, facts.name]),
    services: index.ofKind('Service').map(({ uri, start }) => [uri, start]),
    named,
    definitions: index.customResourceDefinitions.map(({ text }) => text),
    patches: ['one.yaml', 'two.yaml'].map((name) => index.isPatch(uriOf(name))),
  };
}

test('an index that followed every change answers like one made anew', () => {
  const change = fc.record({
    name: fc.constantFrom('one.yaml', 'two.yaml', 'kustomization.yaml'),
    text: fc.option(fc.constantFrom(...TEXTS)),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      const followed = new WorkspaceIndex(getCatalogue());
      const files = new Map<string, string>();
      for (const { name, text } of changes) {
        answers(followed);
        if (text === null) {
          files.delete(name);
          followed.remove(uriOf(name));
        } else {
          files.set(name, text);
          followed.put(openFile(uriOf(name), text));
        }
      }
      const fresh = new WorkspaceIndex(getCatalogue());
      for (const [name, text] of files) fresh.put(openFile(uriOf(name), text));
      expect(answers(followed)).toEqual(answers(fresh));
    }),
    { seed: 7, numRuns: 200 },
  );
});

test('what a file defines is kept while another is edited', () => {
  const index = new WorkspaceIndex(getCatalogue());
  index.put(openFile(uriOf('one.yaml'), object('Pod', 'a')));
  const before = index.objectsIn(uriOf('one.yaml'));
  index.put(openFile(uriOf('two.yaml'), object('Pod', 'b')));
  expect(index.objectsIn(uriOf('one.yaml'))).toBe(before);
  expect(index.objects).toHaveLength(2);
});
