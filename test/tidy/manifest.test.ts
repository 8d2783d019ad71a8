// package.json, its texts and the code agree.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, sourcesUnder } from './sources';

interface Contributed {
  readonly command: string;
  readonly when?: string;
}
interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly activationEvents: readonly string[];
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly (Contributed & {
      readonly title: string;
      readonly category: string;
    })[];
    readonly menus: Readonly<Record<string, readonly Contributed[]>>;
    readonly views: { readonly podlab: readonly { readonly id: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly when: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          { readonly order: number; readonly scope: string; readonly default?: unknown }
        >
      >;
    };
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly svg: string } }[];
    }[];
  };
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const manifestText = read('package.json');
const manifest: Manifest = JSON.parse(manifestText);
const texts: Record<string, string> = JSON.parse(read('package.nls.json'));
const chinese: Record<string, string> = JSON.parse(read('package.nls.zh-cn.json'));
const bundle: Record<string, string> = JSON.parse(read('client/l10n/bundle.l10n.zh-cn.json'));
const client = sourcesUnder('client/src');
const clientText = client.map(({ text }) => text).join('\n');
const { contributes } = manifest;

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
const declared = unique(contributes.commands.map(({ command }) => command));

describe('commands', () => {
  test('of the manifest are those that the code declares and registers', () => {
    const contributions = read('client/src/contributions.ts');
    const inTypes = unique(
      [...contributions.matchAll(/'(podlab\.\w+)': \[/g)].map(([, id]) => id ?? ''),
    );
    const registered = unique(
      [...read('client/src/start.ts').matchAll(/register\(\s*'(podlab\.\w+)'/g)].map(
        ([, id]) => id ?? '',
      ),
    );
    expect(declared).toEqual(inTypes);
    expect(declared).toEqual(registered);
  });

  test('named anywhere exist', () => {
    const inMenus = Object.values(contributes.menus)
      .flat()
      .map(({ command }) => command);
    const inTexts = [...JSON.stringify(texts).matchAll(/command:(podlab\.\w+)/g)].map(
      ([, id]) => id ?? '',
    );
    const inCode = [...clientText.matchAll(/command: '(podlab\.\w+)'/g)].map(([, id]) => id ?? '');
    for (const id of [...inMenus, ...inTexts, ...inCode]) expect(declared).toContain(id);
  });

  test('carry the product in their category and not in their title', () => {
    for (const { title, category } of contributes.commands) {
      expect(category).toBe('PodLab');
      expect(texts[title.slice(1, -1)]).not.toContain('PodLab');
    }
  });
});

describe('views', () => {
  test('are those of the code, each with a word for its empty state', () => {
    const inCode = unique(
      [...read('client/src/contributions.ts').matchAll(/: '(podlab\.(?:run|pods|answers))'/g)].map(
        ([, id]) => id ?? '',
      ),
    );
    expect(unique(contributes.views.podlab.map(({ id }) => id))).toEqual(inCode);
    expect(unique(contributes.viewsWelcome.map(({ view }) => view))).toEqual(inCode);
  });

  test('the panel wakes the extension when a window is restored', () => {
    expect(read('client/src/contributions.ts')).toContain("TIMELINE_PANEL = 'podlab.timeline'");
    expect(manifest.activationEvents).toContain('onWebviewPanel:podlab.timeline');
  });
});

describe('context keys', () => {
  test('in when clauses are set by the code', () => {
    const inManifest = unique(
      [...manifestText.matchAll(/"(?:when|enablement)": "([^"]*)"/g)].flatMap(([, clause]) =>
        [...(clause ?? '').matchAll(/(?<!== |\w|\.)podlab\.\w+/g)].map(([id]) => id),
      ),
    );
    const inTypes = unique(
      [
        ...read('client/src/contributions.ts').matchAll(
          /'(podlab\.\w+)': (?:readonly Uri|boolean)/g,
        ),
      ].map(([, id]) => id ?? ''),
    );
    expect(inManifest).toEqual(inTypes);
  });
});

describe('settings', () => {
  const properties = Object.entries(contributes.configuration.properties);

  test('have an order of their own, a scope and a default', () => {
    expect(new Set(properties.map(([, { order }]) => order)).size).toBe(properties.length);
    for (const [name, { scope, default: initial }] of properties) {
      expect(['resource', 'window'], name).toContain(scope);
      expect(initial, name).toBeDefined();
    }
  });

  test('read by the client exist', () => {
    const names = properties.map(([name]) => name);
    for (const [, name] of read('client/src/settings.ts').matchAll(/section\.get\('([\w.]+)'/g))
      expect(names).toContain(`podlab.${name}`);
  });
});

describe('texts', () => {
  test('of the manifest exist in both languages, and no others', () => {
    const used = unique([...manifestText.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? ''));
    expect(unique(Object.keys(texts))).toEqual(used);
    expect(unique(Object.keys(chinese))).toEqual(used);
  });

  test('of the code are all translated, with the same places for values', () => {
    const used = client.flatMap(({ text }) =>
      [...text.matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, key]) =>
        (key ?? '').replaceAll('\\n', '\n'),
      ),
    );
    expect(unique(Object.keys(bundle))).toEqual(unique(used));
    for (const [key, text] of Object.entries({ ...bundle }))
      expect(unique(text.match(/\{\d\}/g) ?? []), key).toEqual(unique(key.match(/\{\d\}/g) ?? []));
  });

  test('that link commands keep their links in translation', () => {
    for (const [key, text] of Object.entries(texts))
      expect(chinese[key]?.match(/\(command:[\w.]+\)/g), key).toEqual(
        text.match(/\(command:[\w.]+\)/g),
      );
  });
});

describe('the package', () => {
  test('names only files that exist', () => {
    const named = read('.vscodeignore')
      .split('\n')
      .filter((line) => line.startsWith('!') && !line.startsWith('!dist/'))
      .map((line) => line.slice(1).replace('/**', ''));
    expect(named.length).toBeGreaterThan(8);
    for (const file of named) expect(existsSync(join(ROOT, file)), file).toBe(true);
    for (const { steps } of contributes.walkthroughs)
      for (const { media } of steps)
        expect(existsSync(join(ROOT, media.svg)), media.svg).toBe(true);
  });

  test('is typed against the oldest VS Code that it supports', () => {
    expect(`^${manifest.devDependencies['@types/vscode']}`).toBe(manifest.engines.vscode);
  });
});

describe('bundles', () => {
  const budgets: Readonly<Record<string, number>> = {
    'dist/client/node/main.js': 520,
    'dist/client/browser/main.js': 490,
    'dist/client/webview/main.js': 80,
    // What a language server reads before its first answer.
    'dist/server/node/main.js': 130,
    'dist/server/node/shared.js': 90,
    'dist/server/node/structure.js': 150,
  };

  test('stay within their budgets', () => {
    for (const [file, kilobytes] of Object.entries(budgets)) {
      const path = join(ROOT, file);
      if (existsSync(path)) expect(statSync(path).size / 1024, file).toBeLessThan(kilobytes);
      else console.log(`${file} is not bundled yet`);
    }
  });

  test('of the web ask for nothing but VS Code', () => {
    const path = join(ROOT, 'dist/client/browser/main.js');
    if (!existsSync(path)) return console.log('the web bundle is not built yet');
    const required = [...readFileSync(path, 'utf8').matchAll(/\brequire\("([^"]+)"\)/g)].map(
      ([, name]) => name,
    );
    expect(unique(required.map(String))).toEqual(['vscode']);
  });
});
