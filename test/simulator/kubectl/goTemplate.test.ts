import { expect, test } from 'vitest';
import { fillTemplate } from '../../../server/src/simulator/kubectl/goTemplate';

const list = {
  items: [
    {
      metadata: { name: 'a', labels: { app: 'web', 'x/y': 'z' } },
      status: { phase: 'Running', n: 2 },
    },
    { metadata: { name: 'b' }, status: { phase: 'Pending', n: 11 } },
  ],
};

test.each([
  ['{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}', 'a\nb\n'],
  ['{{len .items}} {{(index .items 0).metadata.name}}', '2 a'],
  ['{{range $i, $p := .items}}{{$i}}={{$p.status.phase}};{{end}}', '0=Running;1=Pending;'],
  [
    '{{range .items}}{{if eq .status.phase "Running"}}up{{else}}{{.status.phase}}{{end}} {{end}}',
    'up Pending ',
  ],
  [
    '{{range .items}}{{with .metadata.labels}}{{index . "x/y"}}{{else}}none{{end}},{{end}}',
    'z,none,',
  ],
  ['{{(index .items 0).metadata.labels}} {{.nope}}', 'map[app:web x/y:z] <no value>'],
  [
    '{{range .items}}{{if and (gt .status.n 5) .metadata.name}}{{.metadata.name | printf "%-3s|"}}{{end}}{{end}}',
    'b  |',
  ],
  ['a {{- /* nothing */ -}} b{{"{"}}', 'ab{'],
  ['{{"aGk=" | base64decode}}', 'hi'],
  ['{{$n := len .items}}{{range .items}}{{$n}}{{end}}', '22'],
])('the template %s', (template, text) => {
  expect(fillTemplate(template, list)).toEqual({ ok: true, text });
});

test('what is no template is told, whatever it is', () => {
  for (const template of ['{{', '{{range .items}}', '{{nope .}}', '{{"}}', '{{else}}', '{{end}}'])
    expect(() => fillTemplate(template, list)).not.toThrow();
  expect(fillTemplate('{{nope .}}', list)).toMatchObject({ ok: false });
});
