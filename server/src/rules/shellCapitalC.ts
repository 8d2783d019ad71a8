import { placeAt } from '../documents/paths';
import type { FieldPath } from '../schema/catalogue';
import { plainAt } from '../schema/plain';
import { isShell, wordsAt } from './commandLine';
import { PROBE_KINDS } from './probes';
import type { ContainerView, Rule, RuleFinding, RuleScene } from './rule';

/** `sh -C SCRIPT`: the script is taken for the name of a file. */
export const shellCapitalC: Rule = {
  code: 'shell-capital-c',
  severity: 'warning',
  reads: 'document',
  page: [
    '`sh -c` runs the next word as a script. A capital `-C` is another option (do not overwrite files with `>`), so the shell takes the next word for the name of a script file, does not find it, and exits with 2 or 127.\nWrite `-c`.',
    '`sh -c` 把后面的一个词当作脚本执行。大写 `-C` 是另一个选项（`>` 不覆盖文件），于是 shell 把后面的词当作脚本文件名，找不到便以 2 或 127 退出。\n请写 `-c`。',
  ],
  check: (scene) =>
    scene.pods.flatMap(({ containers }) => containers.flatMap((it) => inContainer(scene, it))),
};

function inContainer(scene: RuleScene, { value, path }: ContainerView): readonly RuleFinding[] {
  const handlers = [
    ...PROBE_KINDS.map((kind) => [kind]),
    ['lifecycle', 'postStart'],
    ['lifecycle', 'preStop'],
  ].map((steps) => [...steps, 'exec']);
  const own = wordsAt(value, 'command') ?? [];
  const args = wordsAt(value, 'args') ?? [];
  return [
    ...inWords(scene, own, [...path, 'command'], 0),
    ...(own.length === 1 && isShell(own[0])
      ? inWords(scene, [own[0] ?? '', ...args], [...path, 'args'], 1)
      : []),
    ...handlers.flatMap((steps) =>
      inWords(
        scene,
        wordsAt(plainAt(value, ...steps) ?? {}, 'command') ?? [],
        [...path, ...steps, 'command'],
        0,
      ),
    ),
  ];
}

/** @param offset how many of the words stand elsewhere than in the list at `path` */
function inWords(
  { document }: RuleScene,
  words: readonly string[],
  path: FieldPath,
  offset: number,
): readonly RuleFinding[] {
  if (!isShell(words[0]) || words[1] !== '-C' || words.length < 3) return [];
  const node = placeAt(document.tree, [...path, 1 - offset])?.value;
  if (node?.kind !== 'scalar') return [];
  const shell = words[0] ?? 'sh';
  const at = node.start + document.text.slice(node.start, node.end).indexOf('-C');
  return [
    {
      span: { start: node.start, end: node.end },
      message: [
        `\`${shell} -C\` takes the next word for the name of a script file, does not find it and exits at once. To run it as a script write \`-c\`.`,
        `\`${shell} -C\` 会把后面的词当作脚本文件名，找不到便立即退出。要把它当脚本执行请写 \`-c\`。`,
      ],
      fixes: [
        {
          title: ['Change -C to -c', '把 -C 改为 -c'],
          edits: [{ span: { start: at, end: at + 2 }, newText: '-c' }],
          isPreferred: true,
        },
      ],
    },
  ];
}
