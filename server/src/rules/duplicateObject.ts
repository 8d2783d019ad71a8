import type { ObjectFacts } from '../workspace/definitions';
import { called, fileObjectsOfName } from './neighbours';
import type { Rule, RuleFinding, RuleScene } from './rule';

/** Two objects of one kind and name in a file: the second overwrites the first, or is refused. */
export const duplicateObject: Rule = {
  code: 'duplicate-object',
  severity: 'warning',
  reads: 'workspace',
  page: [
    'Kind, namespace and name identify an object. `kubectl apply -f` on this file applies both in turn, so the second overwrites what the first said; `kubectl create` refuses the second with AlreadyExists.\nRename one or remove it.',
    '种类、命名空间和名字唯一标识一个对象。对本文件执行 `kubectl apply -f` 会依次应用两者，后一个覆盖前一个；`kubectl create` 则以 AlreadyExists 拒绝后一个。\n请改名或删除其中一个。',
  ],
  check: (scene) => scene.facts.flatMap((own) => repeated(scene, own)),
};

function repeated(scene: RuleScene, own: ObjectFacts): readonly RuleFinding[] {
  const { name, nameSpan, api } = own;
  if (name === '' || nameSpan === undefined || api === undefined) return [];
  const [earlier] = fileObjectsOfName(scene, name).filter(
    ({ facts }) =>
      facts.kind === own.kind &&
      facts.api?.group === api.group &&
      (facts.namespace ?? '') === (own.namespace ?? ''),
  );
  if (earlier === undefined || earlier.facts.object === own.object) return [];
  const first = earlier.document === scene.document ? earlier.facts.nameSpan : undefined;
  return [
    {
      span: nameSpan,
      message: [
        `${called(own)} is defined earlier in this file already: \`kubectl apply\` overwrites the first with this one, \`kubectl create\` refuses this one. Rename or remove one.`,
        `本文件前面已定义 ${called(own)}：\`kubectl apply\` 会用这个覆盖前一个，\`kubectl create\` 会拒绝这个。请改名或删除其中一个。`,
      ],
      ...(first && { related: [{ span: first, message: ['defined here first', '先在此定义'] }] }),
    },
  ];
}
