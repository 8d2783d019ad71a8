import { beforeAll, describe, expect, test } from 'vitest';
import { openFile } from '../../server/src/documents/manifestFile';
import { loadYaml } from '../../server/src/documents/yamlValue';
import { documentFindings } from '../../server/src/features/diagnostics';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import { asOf } from '../../server/src/schema/versions';
import { checkFindings, findingsIn } from '../support/language';

beforeAll(loadYaml);

describe('what is wrong is underlined where it stands', () => {
  test('unknown fields, wrong types and values', () => {
    checkFindings(`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
        labels: {"a b": c}
      #          ^^^^^ error invalid-value
      spec:
        restartpolicy: Always
      # ^^^^^^^^^^^^^ error unknown-field
        containers:
        - name: app
          image: nginx
    `);
  });

  test('a value that the server does not support, and one that is missing', () => {
    checkFindings(`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        restartPolicy: always
        #              ^^^^^^ error unsupported-value
        containers:
        - name: app
        # ^^^^ error required-value
    `);
  });

  test('a type that does not fit', () => {
    checkFindings(`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
        - name: app
          image: nginx
          ports:
          - containerPort: "80"
      #                    ^^^^ error wrong-type
          env:
          - name: DEBUG
            value: yes
      #            ^^^ error wrong-type
    `);
  });

  test('a type that does not fit does not hide values that are wrong by themselves', () => {
    checkFindings(`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: Web }
      #                 ^^^ error invalid-value
      spec:
        replicas: three
      #           ^^^^^ error wrong-type
        selector: { matchLabels: { a: 1 } }
      #                               ^ error wrong-type
        template:
          metadata: { labels: { a: b } }
          spec:
            containers:
            - name: a
              image: b
              imagePullPolicy: always
      #                        ^^^^^^ error unsupported-value
    `);
  });

  test('a key that is written twice', () => {
    checkFindings(`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: web
      data:
        a: one
        a: two
      # ^ error duplicate-key
    `);
  });

  test('an API version that is gone, and a kind that never was', () => {
    checkFindings(`
      apiVersion: extensions/v1beta1
      #           ^^^^^^^^^^^^^^^^^^ error removed-api
      kind: Ingress
      metadata: {name: web}
    `);
    checkFindings(`
      apiVersion: v1
      kind: Pods
      #     ^^^^ error no-such-kind
      metadata: {name: web}
    `);
    checkFindings(`
      kind: Deployment
      #     ^^^^^^^^^^ error missing-api-version
      metadata: {name: web}
      spec:
        selector: {matchLabels: {a: b}}
        template:
          metadata: {labels: {a: b}}
          spec: {containers: [{name: a, image: b}]}
    `);
  });

  test('a kind that is misspelt as a key, is no text, or has a version without a group', () => {
    checkFindings(`
      apiVersion: v1
      Kind: Pod
    # ^^^^ error missing-kind
    `);
    checkFindings(`
      apiVersion: v1
      kind: [Pod]
    #       ^^^^^ error wrong-type
    `);
    checkFindings(`
      apiVersion: V1
    #             ^^ error no-such-kind
      kind: Pod
    `);
  });

  test('of an object that the server shows whole, the value that is wrong in it', () => {
    checkFindings(`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: a }
      spec:
        updateStrategy:
          type: Rolling
      #         ^^^^^^^ error unsupported-value
        selector: { matchLabels: { a: b } }
        template:
          metadata: { labels: { a: b } }
          spec: { containers: [{ name: a, image: b }] }
    `);
  });

  test('what admission refuses in every cluster', () => {
    checkFindings(`
      apiVersion: v1
      kind: Pod
      metadata: { name: a }
      spec:
        priority: 5
      # ^^^^^^^^ error forbidden-value
        containers: [{ name: a, image: b }]
    `);
    checkFindings(`
      apiVersion: v1
      kind: Pod
      metadata: { name: a }
      spec:
        overhead: { cpu: 100m }
      # ^^^^^^^^ error forbidden-value
        containers: [{ name: a, image: b }]
    `);
    checkFindings(`
      apiVersion: v1
      kind: Pod
      metadata: { name: a }
      spec:
        preemptionPolicy: Never
      # ^^^^^^^^^^^^^^^^ error forbidden-value
        containers: [{ name: a, image: b }]
    `);
    checkFindings(`
      apiVersion: v1
      kind: Pod
      metadata: { name: a }
      spec:
        priority: 5
        priorityClassName: five
        runtimeClassName: slow
        overhead: { cpu: 100m }
        containers: [{ name: a, image: b }]
    `);
  });

  test('broken YAML, at the quote or bracket that is open', () => {
    checkFindings(`
      apiVersion: v1
      kind: Pod
      spec:
        containers:
        - name: "app
      #         ^ error yaml-syntax
          image: nginx
    `);
    checkFindings(`
      apiVersion: v1
      kind: Pod
      spec:
        hostAliases: [{ip: 1.2.3.4
      #               ^ error yaml-syntax
        hostNetwork: true
    `);
  });

  test('only the first document is broken, the others are judged as ever', () => {
    expect(
      findingsIn(
        'apiVersion: v1\nkind: "Pod\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {contaners: []}\n',
      ),
    ).toEqual([
      '2: error yaml-syntax """',
      '7: error required-value "spec"',
      '7: error unknown-field "contaners"',
    ]);
  });

  test('items of a List are judged one by one', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n  spec: {containers: [{name: a, imag: b}]}\n';
    expect(findingsIn(list)).toEqual([
      '7: error required-value "name"',
      '7: error unknown-field "imag"',
    ]);
  });
});

test('an API version is gone only from the version on that dropped it', () => {
  const text = 'apiVersion: flowcontrol.apiserver.k8s.io/v1beta3\nkind: FlowSchema\nspec: 5\n';
  const codesFor = (version: string): readonly string[] =>
    openFile('file:///a.yaml', text).documents.flatMap(({ document }) => {
      const catalogue = asOf(getCatalogue(), version);
      const found = documentFindings({ catalogue, document, role: 'manifest', version });
      return found.map(({ code }) => code);
    });
  expect(codesFor('1.31')).toEqual([]);
  expect(codesFor('1.32')).toEqual(['removed-api']);
});

describe('silence', () => {
  const silent = (text: string, name?: string): void => expect(findingsIn(text, name)).toEqual([]);

  test('about what kubectl prints and keeps', () => {
    silent(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  creationTimestamp: null\n  name: a\nspec:\n  containers:\n  - name: a\n    image: b:1\n    resources: {}\nstatus: {}\n---\n---\n# nothing\n',
    );
  });

  test("about other tools' files and other people's kinds", () => {
    silent('services:\n  web:\n    image: nginx\n    ports: ["80:80"]\n');
    silent(
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a]\n',
      'kustomization.yaml',
    );
    silent(
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: x}\nspec: {any: thing}\n',
    );
    silent('on: [push]\njobs:\n  a: {runs-on: x}\n', '.github/workflows/ci.yaml');
    silent('key: : broken [\n');
  });

  test("about another tool's file, not about one whose name only begins like it", () => {
    const wrong = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspe: {}\n';
    silent(wrong, 'values-prod.yaml');
    silent('apiVersion: v2\nname: x\nversion: 1.0.0\n', 'Chart.yaml');
    const codes = findingsIn(wrong, 'package-server.yaml');
    expect(codes).toContain('4: error unknown-field "spe"');
  });

  test('in templates', () => {
    silent(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  {{- toYaml .Values.spec | nindent 2 }}\n',
    );
    silent(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: "{{ .Release.Name }}"\nspec:\n  containers:\n  - name: a\n    image: "{{ .Values.image }}"\n',
    );
  });

  test('about what a patch leaves out, not about what it says wrong', () => {
    const patch = (body: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n${body}`;
    silent(patch('  replicas: 3\n'), 'overlays/prod/replicas.yaml');
    silent(
      patch('  template:\n    spec:\n      containers:\n      - name: a\n        $patch: delete\n'),
    );
    expect(findingsIn(patch('  replica: 3\n'), 'patch.yaml')).toEqual([
      '5: error unknown-field "replica"',
    ]);
    expect(
      findingsIn(patch('  replicas: 3\n'), 'x/scale.yaml', {
        'x/kustomization.yaml': 'patches:\n- path: scale.yaml\n',
      }),
    ).toEqual([]);
  });

  test('about values that come from the surroundings', () => {
    checkFindings(`
      apiVersion: v1
      kind: Service
      metadata:
        name: \${APP_NAME}
        namespace: $NAMESPACE
      spec:
        ports:
        - port: \${PORT:=80}
          targetPort: "\${{TARGET}}"
    `);
    checkFindings(`
      apiVersion: v1
      kind: Service
      metadata:
        name: \${APP_NAME}
      spec:
        ports:
        - port: 80
          protocol: tcp
      #             ^^^ error unsupported-value
    `);
  });

  test('about a part of a workload that a base makes whole', () => {
    checkFindings(`
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        template:
          spec:
            containers:
            - name: app
              imagePullPolicy: always
      #                        ^^^^^^ error unsupported-value
              resources:
                limits: { memory: 1Gi }
    `);
  });

  test('where a comment asks for it', () => {
    silent(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: b:1}]\n  foo: 1 # podlab-disable-line unknown-field\n',
    );
  });
});
