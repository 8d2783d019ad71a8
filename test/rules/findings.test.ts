import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainCommand } from '../../server/src/cli/explain';
import type { Finding } from '../../server/src/documents/finding';
import { ManifestDocument } from '../../server/src/documents/manifestDocument';
import { DEPRECATED_NAMES } from '../../server/src/rules/deprecatedField';
import { findingPage, withoutRepeatedWarnings, withSeverities } from '../../server/src/rules/rules';
import { silencedInFile, withoutSilenced } from '../../server/src/rules/silence';
import { RULES } from '../../server/src/rules/table';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import { findingsIn, podWith } from '../support/findings';

const root = new URL('../../', import.meta.url);

test('every code is kebab-case, once, with a page in both languages', () => {
  expect(new Set(RULES.map(({ code }) => code)).size).toBe(RULES.length);
  for (const { code, page } of RULES) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(page[0], code).toMatch(/[.]$/);
    expect(page[1], code).toMatch(/[。]$/);
    expect(findingPage(code, 'zh')).toBe(page[1]);
  }
});

test('every code has a row in the README with its severity', () => {
  const readme = readFileSync(new URL('README.md', root), 'utf8');
  for (const { code, severity } of RULES) {
    expect(readme, code).toMatch(new RegExp(`\\| \`${code}\` \\| ${severity} \\|`));
  }
});

test('findings are told in Chinese with the API’s words as they are', async () => {
  const [finding] = await findingsIn(
    podWith('terminationGracePeriodSeconds: 0\ncontainers: [{ name: a, image: b }]'),
    { language: 'zh' },
  );
  expect(finding?.code).toBe('grace-period-zero');
  expect(finding?.message).toContain('强制删除');
  expect(finding?.fixes?.[0]?.title).toBe('改为 1');
});

test('a setting changes a severity and turns a finding off', () => {
  const finding = (code: string): Finding => ({
    code,
    severity: 'hint',
    message: '',
    span: { start: 0, end: 1 },
  });
  const found = [finding('unused-volume'), finding('unknown-field')];
  const codes = (settings: Parameters<typeof withSeverities>[1]) =>
    withSeverities(found, settings).map(({ code, severity }) => `${severity} ${code}`);
  expect(codes({})).toEqual(['hint unused-volume', 'hint unknown-field']);
  expect(codes({ 'unused-volume': 'off', 'unknown-field': 'error' })).toEqual([
    'error unknown-field',
  ]);
});

test('the API server’s warning gives way to ours that explains it', () => {
  const finding = (code: string, message: string): Finding => ({
    code,
    severity: 'warning',
    message,
    span: { start: 0, end: 1 },
  });
  const found = [
    finding('api-warning', 'spec.x: duplicate port definition with spec.y'),
    finding('api-warning', 'spec.z: something else'),
    finding('duplicate-container-port', 'spec.x: duplicate port definition with spec.y. Both …'),
  ];
  expect(withoutRepeatedWarnings(found).map(({ message }) => message)).toEqual([
    'spec.z: something else',
    'spec.x: duplicate port definition with spec.y. Both …',
  ]);
});

const silencedCodes = (comment: (line: string) => string) =>
  findingsIn(
    podWith(`${comment('terminationGracePeriodSeconds: 0')}\ncontainers: [{ name: a, image: b }]`),
  ).then((found) => found.map(({ code }) => code));

test('a comment silences a line or the next one, by code or altogether', async () => {
  expect(await silencedCodes((line) => line)).toEqual(['grace-period-zero']);
  expect(await silencedCodes((line) => `${line} # podlab-disable-line grace-period-zero`)).toEqual(
    [],
  );
  expect(await silencedCodes((line) => `${line} # podlab-disable-line`)).toEqual([]);
  expect(
    await silencedCodes(
      (line) => `# podlab-disable-next-line other-code, grace-period-zero\n${line}`,
    ),
  ).toEqual([]);
  expect(await silencedCodes((line) => `${line} # podlab-disable-line other-code`)).toEqual([
    'grace-period-zero',
  ]);
  expect(await silencedCodes((line) => `# podlab-disable-next-line\n\n${line}`)).toEqual([
    'grace-period-zero',
  ]);
});

test('a comment anywhere silences a code in the whole file', () => {
  const first = new ManifestDocument('# podlab-disable unused-volume\na: 1\n');
  const second = new ManifestDocument('b: 2 # podlab-disable-line\n');
  const inFile = silencedInFile([first, second]);
  const finding = (code: string): Finding => ({
    code,
    severity: 'hint',
    message: '',
    span: { start: 0, end: 1 },
  });
  expect(
    withoutSilenced(first, [finding('unused-volume'), finding('other-code')], inFile),
  ).toHaveLength(1);
  expect(withoutSilenced(second, [finding('other-code')], inFile)).toEqual([]);
  expect(silencedInFile([new ManifestDocument('# podlab-disable\n')])).toBe('all');
  expect(silencedInFile([new ManifestDocument('a: "# podlab-disable"\n')])).toEqual(new Set());
});

test('half-typed and hostile manifests make no rule fail', async () => {
  const whole = podWith(`
    terminationGracePeriodSeconds: 0
    containers:
      - name: web
        image: nginx
        command: [sh, -C, "x $(A)"]
        env: [{ name: A, value: "$(B)" }]
        ports: [{ name: http, containerPort: 80 }]
        livenessProbe: { httpGet: { port: http }, periodSeconds: 5, timeoutSeconds: 10 }
        lifecycle: { preStop: { exec: { command: [sleep, "40"] } } }
    volumes: [{ name: v, secret: { secretName: s, defaultMode: 400 } }]
  `);
  for (let end = 0; end <= whole.length; end += 3) await findingsIn(whole.slice(0, end));
  for (const word of [
    'spec:',
    'containers:',
    'env:',
    'ports:',
    'livenessProbe:',
    'command:',
    'volumes:',
    'metadata:',
  ]) {
    for (const value of ['[]', '{}', 'null', '3', '"x"', '[null]', '[[1]]', '[{}]', 'true']) {
      await findingsIn(whole.replace(new RegExp(`${word}.*`), `${word} ${value}`));
    }
  }
});

test('an anchor inside what it names ends no rule in a circle', async () => {
  const found = await findingsIn(
    podWith(
      'containers: [{ name: a, image: b }]\nvolumes: &v [{ name: x, emptyDir: { self: *v } }]',
    ),
  );
  expect(found).toEqual([]);
});

test('deprecated fields are looked for by every name that the catalogue marks, volumes apart', () => {
  const catalogue = getCatalogue();
  const names = new Set<string>();
  const seen = new Set<string>();
  const waiting = catalogue.kinds.map(({ type }) => type);
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    if (seen.has(type)) continue;
    seen.add(type);
    for (const field of catalogue.type(type)?.fields ?? []) {
      if (field.deprecated && !/\.(Volume|PersistentVolumeSpec|NodeSpec)$/.test(type))
        names.add(field.name);
      let inner = field.type;
      while (inner.kind === 'list' || inner.kind === 'map') inner = inner.of;
      if (inner.kind === 'object') waiting.push(inner.type);
    }
  }
  expect([...names].filter((name) => !DEPRECATED_NAMES.has(name))).toEqual([]);
});

test('podlab explain prints the page behind a code, and which codes there are', () => {
  const { stdout, code } = explainCommand(['finding:shell-capital-c']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^# shell-capital-c\n\n`sh -c` runs/);
  expect(stdout).toContain('Severity by default: warning.');
  const unknown = explainCommand(['finding:nothing']);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain('  unused-volume\n');
});

test('every code has a fixture where it speaks', () => {
  const fixtures = ['rules.test.ts', 'workspaceRules.test.ts']
    .map((name) => readFileSync(new URL(`test/rules/${name}`, root), 'utf8'))
    .join('\n');
  for (const { code } of RULES) expect(fixtures).toContain(`'${code}'`);
});
