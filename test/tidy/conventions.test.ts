import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, type Source, sourcesUnder } from './sources';

const product = ['client/src', 'client/webview', 'server/src'].flatMap((folder) =>
  sourcesUnder(folder),
);
const build = ['client/build', 'server/build'].flatMap((folder) => sourcesUnder(folder));
const tests = sourcesUnder('test').filter(({ path }) => !path.startsWith('test/tidy/'));
const everything = [...product, ...build, ...tests];

/** Places where a pattern occurs, as `path:line  text`. */
function places(sources: readonly Source[], pattern: RegExp): readonly string[] {
  return sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}  ${line.trim()}`] : [],
      ),
  );
}

describe('the sources', () => {
  test('hold no leftover markers', () => {
    expect(places(everything, /\b(FIXME|XXX|HACK)\b|\bdebugger;/)).toEqual([]);
    expect(
      places(product, /\bconsole\.(log|debug|trace)\(/).filter((place) => !/\/cli/.test(place)),
    ).toEqual([]);
  });

  test('skip and focus no test', () => {
    expect(places(tests, /\b(test|it|describe|suite)\.(skip|only|todo)\(/)).toEqual([]);
  });

  test('name no path of a machine', () => {
    expect(places(everything, /\/work\/(main|shared|\.)|\/home\/[a-z]+\//)).toEqual([]);
  });

  test('take time and chance from what is handed in', () => {
    const server = product.filter(({ path }) => path.startsWith('server/'));
    expect(places(server, /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/)).toEqual([]);
  });

  test('export by name', () => {
    expect(places(product, /^export default\b/)).toEqual([]);
  });
});

describe('rule numbers', () => {
  const known = new Set(
    readFileSync(join(ROOT, 'test/tidy/ruleIds.txt'), 'utf8').trim().split('\n'),
  );

  test('named in code and tests exist', () => {
    const named = everything.flatMap(({ path, text }) =>
      [...text.matchAll(/\bL-[A-Z]+-\d+\b/g)].map(([id]) => ({ path, id })),
    );
    const unknown = named.filter(({ id }) => !known.has(id));
    expect(unknown.map(({ path, id }) => `${path} names ${id}`)).toEqual([]);
  });
});
