import { beforeAll, expect, test } from 'vitest';
import { documentAt, openFile } from '../../server/src/documents/manifestFile';
import { loadYaml } from '../../server/src/documents/yamlValue';
import { ApiModel } from '../../server/src/features/apiModel';
import { completionOffers } from '../../server/src/features/completion';
import { DiagnosticsCache } from '../../server/src/features/diagnosticsCache';
import { hoverText } from '../../server/src/features/hover';
import { cursorIn } from '../support/marks';

beforeAll(loadYaml);

function sceneOf(rest: string) {
  const { text, offset } = cursorIn(`apiVersion: podlab/v1alpha1\nkind: Scenario\n${rest}`);
  const api = new ApiModel();
  const file = openFile('file:///a.podlab.yaml', text);
  api.workspace.put(file);
  const located = documentAt(file, offset);
  if (located === undefined) throw new Error('a file has a document');
  const { document, start } = located;
  return {
    catalogue: api.catalogue('1.36'),
    descriptions: api.descriptions(),
    workspace: api.workspace,
    document,
    start,
    uri: file.uri,
    version: '1.36',
    language: 'en' as const,
    offset: offset - start,
  };
}

const labels = (rest: string) => completionOffers(sceneOf(rest)).map(({ label }) => label);

test('a scenario file is completed like a manifest', () => {
  expect(labels('¦')).toEqual(
    expect.arrayContaining(['manifests', 'happenings', 'programs', 'until']),
  );
  expect(labels('happenings:\n  - ¦')).toEqual(
    expect.arrayContaining(['at', 'when', 'kubectl', 'loseNode']),
  );
  expect(labels('programs:\n  - servers:\n      - protocol: ¦')).toEqual(
    expect.arrayContaining(['http', 'grpc']),
  );
});

test('its fields are explained', () => {
  expect(hoverText(sceneOf('hap¦penings: []'))?.markdown).toContain('What happens from outside');
});

test('it is judged by the parser that runs it', () => {
  const codes = (rest: string) => {
    const scene = sceneOf(rest);
    return new DiagnosticsCache(scene.workspace, 'en').findings(scene).map(({ code, span }) => {
      return `${code} ${scene.document.text.slice(span.start, span.end)}`;
    });
  };
  expect(codes('until: 30s¦\nhappenings:\n  - {at: 5, kubectl: delete pod a}\n')).toEqual([]);
  expect(codes('untill: 30s¦\n')).toEqual(['unknown-field untill']);
  expect(codes('until: soon¦\n')).toEqual(['invalid-value soon']);
});
