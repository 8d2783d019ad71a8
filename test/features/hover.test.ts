import { describe, expect, test } from 'vitest';
import { checkHover, hoverAt } from '../support/language';

const pod = (rest: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${rest}`;

describe('a field', () => {
  test('tells path, type, whether it is required, its default and what it says in the API', () => {
    checkHover(
      pod('  contai¦ners: []'),
      '**containers** `<[]Container>` · required',
      'Pod v1 · `pod.spec.containers`',
      'List of containers belonging to the pod.',
    );
    checkHover(
      pod('  containers:\n  - livenessProbe:\n      period¦Seconds: 5'),
      '`<integer>`',
      'Default: `10`',
    );
  });

  test('tells its values, the version it came with and its gate', () => {
    checkHover(pod('  restart¦Policy: Never'), '`Always` (default)', '- `Never`', '- `OnFailure`');
    checkHover(
      pod('  containers:\n  - restartPolicy¦Rules: []'),
      'since Kubernetes 1.34',
      'feature gate `ContainerRestartRules`',
    );
  });

  test('has our note in the language of the editor', () => {
    expect(hoverAt(pod('  restart¦Policy: Never'), {}, 'zh')?.markdown).toMatch(
      /默认值[\s\S]*可选值/,
    );
  });

  test('of a workload is told from the workload', () => {
    checkHover(
      'apiVersion: apps/v1\nkind: Deployment\nspec:\n  repl¦icas: 2',
      'Deployment apps/v1 · `deployment.spec.replicas`',
    );
  });
});

describe('a value', () => {
  test('of a closed set tells what it means', () => {
    checkHover(pod('  dnsPolicy: Cluster¦First'), '**ClusterFirst** (default)', 'Values:');
  });

  test('that is a quantity is told in plain units', () => {
    const limits = (text: string) => pod(`  containers:\n  - resources:\n      limits: {${text}}`);
    checkHover(limits('cpu: 250¦m'), '`250m` = 0.25 CPUs');
    checkHover(limits('memory: 1.5¦Gi'), '1.5 GiB (1,610,612,736 bytes)');
  });

  test('that names something tells what it leads to', () => {
    const mount = '  containers:\n  - volumeMounts:\n    - name: da¦ta\n  volumes:\n  - name: data';
    checkHover(pod(mount), '→ volume `data`', 'in line 10');
    const ref = '  containers:\n  - envFrom:\n    - configMapRef: {name: sett¦ings}';
    const config =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {mode: fast}';
    expect(hoverAt(pod(ref), { 'c.yaml': config })?.markdown).toContain(
      '→ ConfigMap `settings` in c.yaml · keys: `mode`',
    );
    checkHover(pod(ref), 'not found in the workspace');
  });

  test('a variable in $(…) tells what it is set to', () => {
    const container = (argument: string) =>
      pod(`  containers:\n  - env: [{name: HOST, value: db}]\n    args: ["--host=${argument}"]`);
    checkHover(container('$(HO¦ST)'), '→ variable `HOST` = `db`');
    checkHover(container('$(PO¦RT)'), 'the text stays as it is');
  });

  test('an image is told with its full name', () => {
    checkHover(
      pod('  containers:\n  - image: ngi¦nx'),
      '`docker.io/library/nginx:latest`',
      '`Always`',
    );
  });
});

describe('an object', () => {
  test('is told on its kind, with what became of an old version', () => {
    checkHover('apiVersion: v1\nki¦nd: Pod', '**Pod** `v1` · namespaced · `pods` (po)');
    checkHover(
      'apiVersion: extensions/v1beta1\nkind: Deploy¦ment',
      'removed in Kubernetes 1.16',
      '`apps/v1`',
    );
  });

  test('a selector tells which Pods of the workspace it picks', () => {
    const web = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}';
    const service = 'apiVersion: v1\nkind: Service\nspec:\n  selec¦tor: {app: web}';
    expect(hoverAt(service, { 'b.yaml': web })?.markdown).toContain('Selects: Pod `web`');
  });
});

test('nothing is said in comments, block texts, other files and broken places', () => {
  expect(hoverAt(`${pod('  containers: []')}\n  # restart¦Policy`)).toBeUndefined();
  expect(
    hoverAt('apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    restart¦Policy: x'),
  ).toBeUndefined();
  expect(hoverAt('services:\n  we¦b: {}')).toBeUndefined();
  expect(
    hoverAt('apiVersion: example.com/v1\nkind: Thing\nspec:\n  contai¦ners: []'),
  ).toBeUndefined();
  expect(hoverAt(pod('  nosuch¦field: 1'))).toBeUndefined();
});
