import { expect, test } from 'vitest';
import { MAY_IMPORT, PACKAGES, roomOf } from './rooms';
import { importsOf, sourcesUnder } from './sources';

const sources = ['client/src', 'client/webview', 'server/src'].flatMap((folder) =>
  sourcesUnder(folder),
);

test('every file lives in a known room', () => {
  const homeless = sources.filter(({ path }) => MAY_IMPORT[roomOf(path) ?? ''] === undefined);
  expect(homeless.map(({ path }) => path)).toEqual([]);
});

test('no room imports one that it may not', () => {
  const wrong = sources.flatMap((source) => {
    const room = roomOf(source.path) ?? '';
    return importsOf(source)
      .filter((imported) => /^(server|client)\//.test(imported))
      .filter((imported) => {
        const other = roomOf(imported) ?? imported;
        return other !== room && other !== 'support' && !(MAY_IMPORT[room] ?? []).includes(other);
      })
      .map((imported) => `${source.path} (${room}) imports ${imported} (${roomOf(imported)})`);
  });
  expect(wrong).toEqual([]);
});

test('packages are imported only where they belong', () => {
  const wrong = sources.flatMap((source) => {
    const allowed = PACKAGES[roomOf(source.path) ?? ''] ?? [];
    return importsOf(source)
      .filter((imported) => !/^(server|client)\//.test(imported))
      .filter((imported) => !allowed.some((pattern) => pattern.test(imported)))
      .map((imported) => `${source.path} imports ${imported}`);
  });
  expect(wrong).toEqual([]);
});

test('imports of files carry no extension', () => {
  const wrong = sources.flatMap((source) =>
    importsOf(source)
      .filter((imported) => /^(server|client)\/.*\.[cm]?[jt]s$/.test(imported))
      .map((imported) => `${source.path} imports ${imported}`),
  );
  expect(wrong).toEqual([]);
});
