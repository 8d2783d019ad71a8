import { describe, expect, test } from 'vitest';
import { cursorAt } from '../../server/src/documents/cursor';
import { ManifestDocument } from '../../server/src/documents/manifestDocument';
import { formatPath } from '../../server/src/schema/catalogue';
import { cursorIn } from '../support/marks';

/** `key spec.containers[0]`, `value spec.restartPolicy`, `child spec.containers`, `nothing`. */
function checkCursor(marked: string, expected: string): void {
  const { text, offset } = cursorIn(marked);
  const cursor = cursorAt(new ManifestDocument(text), offset);
  const found = cursor === undefined ? 'nothing' : `${cursor.at} ${formatPath(cursor.path)}`.trim();
  const word = cursor && text.slice(cursor.replace.start, cursor.replace.end);
  expect(word ? `${found} "${word}"` : found, marked).toBe(expected);
}

const POD = 'apiVersion: v1\nkind: Pod\n';

describe('the cursor in block style', () => {
  test.each([
    ['¦', 'key'],
    ['ap¦', 'key "ap"'],
    ['---\n¦', 'key'],
    ['--¦-\n', 'nothing'],
    [`${POD}-¦`, 'nothing'],
    [`${POD}--¦`, 'nothing'],
    [`${POD}---¦`, 'nothing'],
    [`${POD}¦`, 'key'],
    [`${POD}me¦`, 'key "me"'],
    [`${POD}metadata:\n  ¦`, 'child metadata'],
    [`${POD}metadata:\n  na¦`, 'child metadata "na"'],
    [`${POD}metadata:\n  na¦\n  labels: {}`, 'key metadata "na"'],
    [`${POD}metadata:\n  labels: {}\n  na¦`, 'key metadata "na"'],
    [`${POD}metadata:\n  ¦\nspec:\n  containers: []`, 'child metadata'],
    [`${POD}spec:\n  ¦\n  containers: []`, 'key spec'],
    [`${POD}spec:\n  containers: []\n  ¦`, 'key spec'],
    [`${POD}spec:\n  containers: []\n¦`, 'key'],
    [`${POD}spec:\n  restartPolicy: Always\n      ¦`, 'nothing'],
    [`${POD}spec:\n  # a comment\n  ¦`, 'child spec'],
    [`${POD}spec:\n  # a comm¦ent\n`, 'nothing'],
    [`${POD}spec:\n  restartPolicy: ¦`, 'value spec.restartPolicy'],
    [`${POD}spec:\n  restartPolicy:¦`, 'value spec.restartPolicy'],
    [`${POD}spec:\n  restartPolicy: Al¦ # why`, 'value spec.restartPolicy "Al"'],
    [`${POD}spec:\n  restartPolicy: "Al¦"`, 'value spec.restartPolicy ""Al""'],
    [`${POD}spec:\n  restartPolicy: "Al¦\n  hostPID: true`, 'value spec.restartPolicy ""Al"'],
    [`${POD}spec:\n  restartPolicy: Always ¦`, 'nothing'],
    [`${POD}spec:\n  rest¦artPolicy: Always`, 'key spec "restartPolicy"'],
    [`${POD}spec:\n  containers:\n    ¦`, 'child spec.containers'],
    [`${POD}spec:\n  containers:\n  - ¦`, 'child spec.containers[0]'],
    [`${POD}spec:\n  containers:\n  -¦`, 'child spec.containers[0]'],
    [`${POD}spec:\n  containers:\n  - na¦`, 'child spec.containers[0] "na"'],
    [`${POD}spec:\n  containers:\n  - na¦\n    image: x`, 'key spec.containers[0] "na"'],
    [`${POD}spec:\n  containers:\n  - name: a\n    ¦`, 'key spec.containers[0]'],
    [`${POD}spec:\n  containers:\n  - name: a\n    im¦`, 'key spec.containers[0] "im"'],
    [`${POD}spec:\n  containers:\n  - name: a\n  ¦`, 'key spec'],
    [`${POD}spec:\n  containers:\n  - name: a\n  - ¦`, 'child spec.containers[1]'],
    [`${POD}spec:\n  containers:\n    - name: a\n    ¦`, 'child spec.containers'],
    [`${POD}spec:\n  containers:\n    - name: a\n    na¦`, 'child spec.containers "na"'],
    [`${POD}spec:\n  containers:\n    - name: a\n      ¦`, 'key spec.containers[0]'],
    [
      `${POD}spec:\n  containers:\n    - name: a\n      ports:\n      - ¦`,
      'child spec.containers[0].ports[0]',
    ],
    [
      `${POD}spec:\n  containers:\n    - name: a\n      ports:\n        ¦\n      image: x`,
      'child spec.containers[0].ports',
    ],
    [
      `${POD}spec:\n  containers:\n    - name: a\n      ports:\n      - containerPort: 80\n      - ¦\n      image: x`,
      'child spec.containers[0].ports[1]',
    ],
    [`${POD}spec:\n  imag¦\n  containers:\n  - name: a`, 'key spec "imag"'],
    [`${POD}spec:\n  broken "\n  ¦\n`, 'child spec'],
    [`${POD}spec:\n  a: "open\n  ¦\n`, 'key spec'],
    [`${POD}spec:\n  a: [open\n  ¦\n`, 'key spec'],
    [`${POD}data:\n  a: |\n    text\n    ¦more\n`, 'nothing'],
    [`${POD}data:\n  a: |¦\n    text\n`, 'nothing'],
    [`${POD}data:\n  a: |\n    text\n  ¦`, 'key data'],
    [`${POD}spec:\n  command:\n  - sh\n  - ¦`, 'child spec.command[1]'],
    [`${POD}spec:\n  command:\n  - s¦`, 'child spec.command[0] "s"'],
    [`${POD}spec:\r\n  containers:\r\n  - name: a\r\n    ¦\r\n`, 'key spec.containers[0]'],
    [`${POD}spec:\n    containers:\n        - name: a\n          ¦`, 'key spec.containers[0]'],
    [`{{- if .Values.x }}\n${POD}spec:\n  ¦\n  {{- end }}`, 'child spec'],
    [`${POD}spec:\n  x: {{ .Values.x }}\n  ¦`, 'key spec'],
    [`${POD}spec:\n  x: {{ .Val¦ }}\n`, 'nothing'],
    [`${POD}spec:\n  x: {{ .Val¦\n`, 'nothing'],
    [`${POD}spec:\n  x: "{{ .Val¦ }}"\n`, 'nothing'],
    [`${POD}spec:\n<<<<<<< HEAD\n  a: 1\n=======\n  b: 1\n>>>>>>> other\n  ¦`, 'key spec'],
  ])('%j', checkCursor);
});

describe('the cursor in braces and brackets', () => {
  test.each([
    [`${POD}spec: {¦}`, 'key spec'],
    [`${POD}spec: { ¦ }`, 'key spec'],
    [`${POD}spec: { re¦ }`, 'key spec "re"'],
    [`${POD}spec: { a: 1, ¦ }`, 'key spec'],
    [`${POD}spec: { a: 1, b¦ }`, 'key spec "b"'],
    [`${POD}spec: { a: ¦ }`, 'value spec.a'],
    [`${POD}spec: { a: x¦ }`, 'value spec.a "x"'],
    [`${POD}spec: { a: 1 ¦ }`, 'nothing'],
    [`${POD}spec: { ¦\n`, 'key spec'],
    [`${POD}spec: { a: 1, ¦\n`, 'key spec'],
    [`${POD}spec: [¦]`, 'value spec[0]'],
    [`${POD}spec: [a, ¦]`, 'value spec[1]'],
    [`${POD}spec: [a, {¦}]`, 'key spec[1]'],
    [`${POD}spec: [\n  ¦\n]`, 'value spec[0]'],
    ['{ "kind": "Pod", ¦ }', 'key'],
    ['{ "kind": "Pod", "me¦" }', 'key ""me""'],
    ['{ "kind": "P¦" }', 'value kind ""P""'],
    ['{ "kind": ¦ }', 'value kind'],
    ['{\n  "kind": "Pod",\n  "spec": {\n    ¦\n  }\n}', 'key spec'],
    [
      '{\n  "kind": "Pod",\n  "spec": {\n    "containers": [ { ¦ } ]\n  }\n}',
      'key spec.containers[0]',
    ],
    ['{\n  "kind": "Po¦\n  "spec": {}\n}', 'value kind ""Po"'],
  ])('%j', checkCursor);
});
