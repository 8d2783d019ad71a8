import { placeAt } from '../documents/paths';
import type { FieldPath } from '../schema/catalogue';
import { isPlain } from '../schema/plain';
import type { PodView, Rule, RuleFinding, RuleScene } from './rule';

/** File modes that were meant in octal and are read as decimal numbers. Larger ones the API server refuses. */
const MEANT_IN_OCTAL: ReadonlySet<number> = new Set([400, 440, 444, 500]);

export const fileModeNotOctal: Rule = {
  code: 'file-mode-not-octal',
  severity: 'warning',
  reads: 'document',
  page: [
    'File modes are known in octal, but a number without a leading zero is decimal: `defaultMode: 400` is octal 0620, which lets the group write and others do nothing. YAML takes a leading zero for octal; JSON has no octal numbers, so there 0400 is written 256.\nWrite `0400`, or the decimal number in JSON.',
    '文件权限习惯用八进制，而没有前导零的数字是十进制：`defaultMode: 400` 等于八进制 0620，组可写，其他人什么也不能做。YAML 中前导零表示八进制；JSON 没有八进制，0400 要写成 256。\n请写 `0400`，JSON 中写十进制数。',
  ],
  check: (scene) => scene.pods.flatMap((pod) => modesIn(scene, pod)),
};

function modesIn(scene: RuleScene, pod: PodView): readonly RuleFinding[] {
  const found: RuleFinding[] = [];
  const visit = (value: unknown, path: FieldPath): void => {
    if (Array.isArray(value)) {
      for (const [i, it] of value.entries()) visit(it, [...path, i]);
    } else if (isPlain(value))
      for (const key of Object.keys(value)) visit(value[key], [...path, key]);
    else if (typeof value === 'number' && MEANT_IN_OCTAL.has(value)) {
      const field = path.at(-1);
      if (field === 'defaultMode' || field === 'mode')
        found.push(...decimalMode(scene, path, value));
    }
  };
  visit(pod.spec['volumes'], [...pod.path, 'spec', 'volumes']);
  return found;
}

function decimalMode(
  { document }: RuleScene,
  path: FieldPath,
  mode: number,
): readonly RuleFinding[] {
  const node = placeAt(document.tree, path)?.value;
  if (node?.kind !== 'scalar') return [];
  const span = { start: node.start, end: node.end };
  // 0620 is the same number and was surely meant.
  if (document.text.slice(span.start, span.end) !== String(mode)) return [];
  const isJson = document.text.trimStart().startsWith('{');
  const octal = mode.toString(8).padStart(4, '0');
  const newText = isJson ? String(Number.parseInt(String(mode), 8)) : `0${mode}`;
  return [
    {
      span,
      message: [
        `${mode} is a decimal number and gives the files the mode ${octal}. For the mode 0${mode} write ${newText}.`,
        `${mode} 是十进制数，文件权限会是 ${octal}。要得到 0${mode} 请写 ${newText}。`,
      ],
      fixes: [
        {
          title: [`Change to ${newText}`, `改为 ${newText}`],
          edits: [{ span, newText }],
          isPreferred: true,
        },
      ],
    },
  ];
}
