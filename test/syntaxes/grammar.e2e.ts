// The injection grammar inside the YAML and shell grammars that VS Code itself ships.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { root } from '../../client/build/setup.mjs';
import { hostExtensions } from '../../client/build/vscodeHost.mjs';

const FILES: Readonly<Record<string, string>> = {
  'source.yaml': join(hostExtensions, 'yaml/syntaxes/yaml.tmLanguage.json'),
  'source.yaml.1.0': join(hostExtensions, 'yaml/syntaxes/yaml-1.0.tmLanguage.json'),
  'source.yaml.1.1': join(hostExtensions, 'yaml/syntaxes/yaml-1.1.tmLanguage.json'),
  'source.yaml.1.2': join(hostExtensions, 'yaml/syntaxes/yaml-1.2.tmLanguage.json'),
  'source.yaml.1.3': join(hostExtensions, 'yaml/syntaxes/yaml-1.3.tmLanguage.json'),
  'source.yaml.embedded': join(hostExtensions, 'yaml/syntaxes/yaml-embedded.tmLanguage.json'),
  'source.shell': join(hostExtensions, 'shellscript/syntaxes/shell-unix-bash.tmLanguage.json'),
  'podlab.manifest.injection': join(root, 'syntaxes/podlab-yaml.tmLanguage.json'),
};

let grammar: textmate.IGrammar;
beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(readFileSync(wasm));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const file = FILES[scope];
      return file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, 'utf8'), file);
    },
    getInjections: (scope) => (scope === 'source.yaml' ? ['podlab.manifest.injection'] : undefined),
  });
  const loaded = await registry.loadGrammar('source.yaml');
  if (loaded === null) throw new Error('VS Code has a grammar for YAML');
  grammar = loaded;
});

/** Each token that our grammar or the shell's has a word on, as `text  its innermost scope`, line by line. */
function ours(text: string): readonly string[] {
  let state = textmate.INITIAL;
  return text.split('\n').flatMap((line, index) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens
      .filter(({ scopes }) => scopes.some((scope) => /podlab|shell/.test(scope)))
      .map(({ startIndex, endIndex, scopes }) => ({
        word: line.slice(startIndex, endIndex),
        scope: scopes.at(-1),
      }))
      .filter(({ word }) => word.trim() !== '')
      .map(({ word, scope }) => `${index + 1}: ${word.trim()}  ${scope}`);
  });
}

describe('quantities', () => {
  test('show number and unit apart', () => {
    expect(ours('resources:\n  limits:\n    cpu: 250m\n    memory: "128Mi" # enough\n')).toEqual([
      '3: 250  constant.numeric.quantity.podlab',
      '3: m  keyword.other.unit.podlab',
      expect.stringContaining('4: "'),
      '4: 128  constant.numeric.quantity.podlab',
      '4: Mi  keyword.other.unit.podlab',
      expect.stringContaining('4: "'),
    ]);
  });

  test('are left alone in other fields, comments and wrong values', () => {
    expect(
      ours('name: 250m1\n# cpu: 250m\ncpu: lots\nmemory: 12 apples\nimage: cpu:250m\n'),
    ).toEqual([]);
  });
});

test('durations show number and unit apart', () => {
  expect(ours('timeout: 1m30s\nname: 1m30\n')).toEqual([
    '1: 1  constant.numeric.duration.podlab',
    '1: m  keyword.other.unit.podlab',
    '1: 30  constant.numeric.duration.podlab',
    '1: s  keyword.other.unit.podlab',
  ]);
});

describe('scripts', () => {
  const pod = `spec:
  containers:
  - name: app
    command:
    - sh
    - -c
    - |
      echo "hello" # greet
      while true; do sleep 5; done
    - second
    image: busybox
  - name: other
    args: [a]
`;

  test('in a list are coloured as shell, and only they', () => {
    const lines = new Set(ours(pod).map((token) => token.split(':')[0]));
    expect([...lines]).toEqual(['8', '9']);
    expect(ours(pod)).toContain('9: while  keyword.control.shell');
    expect(ours(pod)).toContain('8: hello  string.quoted.double.shell');
  });

  test('leave what follows to YAML', () => {
    let state = textmate.INITIAL;
    const scopes = pod.split('\n').map((line) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      return tokens.flatMap((token) => token.scopes);
    });
    expect(scopes[10]).toContain('entity.name.tag.yaml');
    expect(scopes[11]?.some((scope) => scope.includes('shell'))).toBe(false);
  });

  test('with an open quote do not run into the next field', () => {
    const broken = pod.replace('echo "hello"', 'echo "hello');
    expect(new Set(ours(broken).map((token) => Number(token.split(':')[0])))).toEqual(
      new Set([8, 9]),
    );
  });

  test('as the value of a key are left alone', () => {
    expect(ours('data:\n  nginx.conf: |\n    while server; do\n  b: 1\n')).toEqual([]);
  });
});
