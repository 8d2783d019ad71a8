import { spanAt } from '../documents/spans';
import type { YamlNode } from '../documents/tree';
import { entryOf, scalarText } from '../documents/tree';
import type { FieldPath } from '../schema/catalogue';
import type { ObjectFacts } from '../workspace/definitions';
import { fileObjectsOfKind, nodeIn, sameNamespace } from './neighbours';
import type { Rule, RuleFinding, RuleScene } from './rule';

/** An Ingress that sends requests to a port which its Service does not have. */
export const ingressPortNotInService: Rule = {
  code: 'ingress-port-not-in-service',
  severity: 'warning',
  reads: 'workspace',
  page: [
    'A backend names a Service and one of its `ports`, by number (`port`, not `targetPort`) or by name. When the Service has no such port, ingress controllers have nowhere to send the request and answer 502, 503 or 404.\nWrite a port that the Service lists.',
    'backend 指定一个 Service 及其 `ports` 之一：写端口号（`port` 而非 `targetPort`）或名字。Service 没有这个端口时，Ingress 控制器无处转发，会返回 502、503 或 404。\n请写 Service 列出的端口。',
  ],
  check: (scene) =>
    scene.facts.flatMap((own) => (own.kind === 'Ingress' ? ofIngress(scene, own) : [])),
};

function ofIngress(scene: RuleScene, own: ObjectFacts): readonly RuleFinding[] {
  const spec = nodeIn({ document: scene.document, facts: own }, ['spec']);
  const path = [...own.object.path, 'spec'];
  const rules = itemsOf(entryOf(spec, 'rules')?.value);
  return [
    ...ofBackend(scene, own, entryOf(spec, 'defaultBackend')?.value, [...path, 'defaultBackend']),
    ...rules.flatMap((rule, i) =>
      itemsOf(entryOf(entryOf(rule, 'http')?.value, 'paths')?.value).flatMap((it, j) =>
        ofBackend(scene, own, entryOf(it, 'backend')?.value, [
          ...path,
          'rules',
          i,
          'http',
          'paths',
          j,
          'backend',
        ]),
      ),
    ),
  ];
}

function itemsOf(node: YamlNode | undefined): readonly (YamlNode | undefined)[] {
  return node?.kind === 'sequence' ? node.items.map(({ value }) => value) : [];
}

function ofBackend(
  scene: RuleScene,
  own: ObjectFacts,
  backend: YamlNode | undefined,
  path: FieldPath,
): readonly RuleFinding[] {
  const wanted = entryOf(backend, 'service')?.value;
  const name = scalarText(entryOf(wanted, 'name')?.value);
  const port = entryOf(wanted, 'port')?.value;
  const service = fileObjectsOfKind(scene, 'Service').find(
    ({ facts }) => facts.name === name && name !== '' && sameNamespace(own, facts),
  );
  if (service === undefined || port === undefined) return [];
  const ports = itemsOf(nodeIn(service, ['spec', 'ports']));
  if (ports.length === 0) return [];
  return ['number', 'name'].flatMap((by): readonly RuleFinding[] => {
    const asked = scalarText(entryOf(port, by)?.value);
    const there = ports.map(
      (it) => scalarText(entryOf(it, by === 'number' ? 'port' : 'name')?.value) ?? '',
    );
    if (asked === undefined || asked === '' || there.includes(asked)) return [];
    const known = there.filter((it) => it !== '');
    const [only] = known;
    const span = spanAt(scene.document, [...path, 'service', 'port', by]);
    return [
      {
        span,
        message: [
          `Service ${name} has no port ${asked}, so requests are answered with an error. ${known.length === 0 ? 'None of its ports has a name: use `number`.' : `It has ${known.join(', ')}.`}`,
          `Service ${name} 没有端口 ${asked}，请求会得到错误。${known.length === 0 ? '它的端口都没有名字，请用 `number`。' : `它有 ${known.join('、')}。`}`,
        ],
        ...(only !== undefined &&
          known.length === 1 && {
            fixes: [
              {
                title: [`Change to ${only}`, `改为 ${only}`] as const,
                edits: [{ span, newText: only }],
                isPreferred: true,
              },
            ],
          }),
      },
    ];
  });
}
