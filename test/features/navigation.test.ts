import { describe, expect, test } from 'vitest';
import { ManifestDocument } from '../../server/src/documents/manifestDocument';
import {
  definitionsAt,
  highlightsAt,
  referencesAt,
  renameSpans,
} from '../../server/src/features/navigation';
import type { FileSpan } from '../../server/src/features/navigation/nameGroup';
import { selectionSpans } from '../../server/src/features/selectionRanges';
import { documentSymbols } from '../../server/src/features/symbols';
import type { Files } from '../support/completion';
import { sceneAt } from '../support/language';
import { cursorIn } from '../support/marks';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: app
    ports:
    - name: http
      containerPort: 80
    livenessProbe:
      httpGet: {port: http}
    envFrom:
    - configMapRef: {name: settings}
    volumeMounts:
    - name: data
      mountPath: /data
  volumes:
  - name: data
    emptyDir: {}
`;
const CONFIG =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: fast\n';

/** `a.yaml:19` for each span: file and line. */
function places(spans: readonly FileSpan[], marked: string, others: Files = {}): readonly string[] {
  const texts: Files = { ...others, 'a.yaml': cursorIn(marked).text };
  return spans.map(({ uri, start }) => {
    const name = uri.slice(uri.lastIndexOf('/') + 1);
    return `${name}:${(texts[name] ?? '').slice(0, start).split('\n').length}`;
  });
}

describe('from a name to what it means and back', () => {
  test('a mount leads to its volume, the volume to its mounts', () => {
    const mount = POD.replace('- name: data\n      mountPath', '- name: da¦ta\n      mountPath');
    expect(places(definitionsAt(sceneAt(mount)), mount)).toEqual(['a.yaml:19']);
    const volume = POD.replace('- name: data\n    emptyDir', '- name: da¦ta\n    emptyDir');
    expect(places(referencesAt(sceneAt(volume), false), volume)).toEqual(['a.yaml:16']);
    expect(places(highlightsAt(sceneAt(volume)), volume)).toEqual(['a.yaml:19', 'a.yaml:16']);
  });

  test('a probe leads to the named port of its own container', () => {
    const probe = POD.replace('{port: http}', '{port: ht¦tp}');
    expect(places(definitionsAt(sceneAt(probe)), probe)).toEqual(['a.yaml:9']);
  });

  test('an object is found in another file, with everything that names it', () => {
    const ref = POD.replace('{name: settings}', '{name: sett¦ings}');
    const others = { 'c.yaml': CONFIG };
    expect(places(definitionsAt(sceneAt(ref, others)), ref, others)).toEqual(['c.yaml:4']);
    const own = CONFIG.replace('settings', 'sett¦ings');
    const pods = { 'p.yaml': POD };
    expect(places(referencesAt(sceneAt(own, pods), true), own, pods)).toEqual([
      'a.yaml:4',
      'p.yaml:14',
    ]);
    expect(renameSpans(sceneAt(own, pods))).toHaveLength(2);
  });

  test("a Service's port leads to the Pods that it selects", () => {
    const service =
      'apiVersion: v1\nkind: Service\nspec:\n  selector: {app: web}\n  ports:\n  - port: 80\n    targetPort: ht¦tp\n';
    const others = { 'p.yaml': POD.replace('  name: web', '  name: web\n  labels: {app: web}') };
    expect(places(definitionsAt(sceneAt(service, others)), service, others)).toEqual(['p.yaml:10']);
  });

  test('nothing is renamed that is defined elsewhere', () => {
    expect(
      renameSpans(sceneAt(POD.replace('{name: settings}', '{name: sett¦ings}'))),
    ).toBeUndefined();
    expect(renameSpans(sceneAt(POD.replace('emptyDir', 'empty¦Dir')))).toBeUndefined();
  });
});

test('the outline names objects and items', () => {
  const [pod] = documentSymbols(new ManifestDocument(POD));
  expect(pod?.name).toBe('Pod web');
  const spec = pod?.children.find(({ name }) => name === 'spec');
  const [containers, volumes] = spec?.children ?? [];
  expect([containers?.children[0]?.name, volumes?.children[0]?.name]).toEqual(['app', 'data']);
  expect(documentSymbols(new ManifestDocument('services: {web: {}}'))).toEqual([]);
});

test('a selection grows from the word to the document', () => {
  const { text, offset } = cursorIn(POD.replace('containerPort: 80', 'containerPort: 8¦0'));
  const spans = selectionSpans(new ManifestDocument(text), offset).map(({ start, end }) =>
    text.slice(start, end),
  );
  expect(spans[0]).toBe('80');
  expect(spans).toContain('containerPort: 80');
  expect(spans.at(-1)).toBe(text);
});

describe('names that are no object’s', () => {
  const BOX = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n';

  test('a variable is followed through arguments and later variables, not through $$', () => {
    const pod = `${BOX}    env:\n    - name: HOST\n      value: a\n    - name: URL\n      value: "http://$(HOST)/"\n    args: [$(HO¦ST), $$(HOST)]\n    command:\n    - |\n      echo $(HOST)\n`;
    expect(places(definitionsAt(sceneAt(pod)), pod)).toEqual(['a.yaml:7']);
    expect(places(renameSpans(sceneAt(pod)) ?? [], pod)).toEqual([
      'a.yaml:7',
      'a.yaml:14',
      'a.yaml:11',
      'a.yaml:10',
    ]);
  });

  test('an anchor and its aliases are one name; the same signs in a text are none', () => {
    const pod = `${BOX}    resources: &size {limits: {cpu: 1}}\n  - name: "&size"\n    resources: *si¦ze # &size\n    args: ["*size"]\n`;
    expect(places(renameSpans(sceneAt(pod)) ?? [], pod)).toEqual(['a.yaml:6', 'a.yaml:8']);
  });

  test('a label is followed from selectors to Pods, within its namespace', () => {
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  selector: {app: w¦eb}\n';
    const deployment = (namespace: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: ${namespace}}\nspec:\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n`;
    const others = { 'd.yaml': deployment('default'), 'e.yaml': deployment('other') };
    const scene = sceneAt(service, others);
    expect(places(definitionsAt(scene), service, others)).toEqual(['d.yaml:9']);
    expect(places(referencesAt(scene, false), service, others).toSorted()).toEqual([
      'a.yaml:5',
      'd.yaml:6',
    ]);
  });

  test('a custom kind leads to its definition', () => {
    const widget = 'apiVersion: example.com/v1\nkind: Wid¦get\n';
    const others = {
      'crd.yaml':
        'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  group: example.com\n  names:\n    kind: Widget\n',
    };
    expect(places(definitionsAt(sceneAt(widget, others)), widget, others)).toEqual(['crd.yaml:6']);
  });
});

test('selecting more grows with every step', () => {
  const text = 'spec:\n  containers:\n  - name: "app"\n';
  const steps = selectionSpans(new ManifestDocument(text), text.indexOf('pp"')).map((span) =>
    text.slice(span.start, span.end),
  );
  expect(steps.slice(0, 4)).toEqual(['app', '"app"', 'name: "app"', '- name: "app"']);
  expect(new Set(steps).size).toBe(steps.length);
});
