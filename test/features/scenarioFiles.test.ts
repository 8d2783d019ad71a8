import { beforeAll, expect, test } from 'vitest';
import { loadYaml } from '../../server/src/documents/yamlValue';
import { completionOffers } from '../../server/src/features/completion';
import { DiagnosticsCache } from '../../server/src/features/diagnosticsCache';
import { hoverText } from '../../server/src/features/hover';
import { sceneIn } from '../support/scene';

beforeAll(loadYaml);

const sceneOf = (rest: string) =>
  sceneIn('file:///a.podlab.yaml', `apiVersion: podlab/v1alpha1\nkind: Scenario\n${rest}`);

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
