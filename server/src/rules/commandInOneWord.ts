import type { ManifestDocument } from '../documents/manifestDocument';
import { placeAt } from '../documents/paths';
import { spanAt } from '../documents/spans';
import type { FieldPath } from '../schema/catalogue';
import { wordsAt } from './commandLine';
import type { ContainerView, Rule, RuleFinding, RuleFix, RuleScene } from './rule';

/** A whole command line as the first and only word: a program with blanks in its name. */
export const commandInOneWord: Rule = {
  code: 'command-in-one-word',
  severity: 'warning',
  reads: 'document',
  page: [
    '`command` is a list of words and is started without a shell: the first word is the program. A whole line in it, `["sleep 3600"]`, is looked up as a program with blanks in its name, and the container fails to start: `StartError`, exit code 128.\nWrite each word as an item of its own, or hand the line to a shell: `["sh", "-c", "sleep 3600"]`.',
    '`command` 是单词列表，不经过 shell 直接启动，第一个词就是程序。把整行写成一个词（如 `["sleep 3600"]`）会去找名字里带空格的程序，容器无法启动：`StartError`，退出码 128。\n请把每个词写成单独一项，或交给 shell：`["sh", "-c", "sleep 3600"]`。',
  ],
  check: (scene) =>
    scene.pods.flatMap(({ containers }) => containers.flatMap((it) => inContainer(scene, it))),
};

function inContainer(
  { document }: RuleScene,
  { value, path, name }: ContainerView,
): readonly RuleFinding[] {
  const [word, ...more] = wordsAt(value, 'command') ?? [];
  const args = wordsAt(value, 'args');
  if (word === undefined || more.length > 0 || args === undefined || args.length > 0) return [];
  if (!/^(?:\/|[a-z])[\w./-]* +\S/.test(word)) return [];
  const at = [...path, 'command', 0];
  return [
    {
      span: spanAt(document, at),
      message: [
        `There is no program called "${word}": \`${name}\` fails to start, with "executable file not found". Write each word as an item of its own, or run the line with \`sh -c\`.`,
        `没有名为 “${word}” 的程序：\`${name}\` 会因 “executable file not found” 无法启动。请把每个词写成单独一项，或用 \`sh -c\` 执行整行。`,
      ],
      fixes: splitFix(document, at, word),
    },
  ];
}

/** Each word an item, where blanks alone part them. */
function splitFix(document: ManifestDocument, at: FieldPath, line: string): readonly RuleFix[] {
  const item = placeAt(document.tree, at)?.value;
  const list = placeAt(document.tree, at.slice(0, -1))?.value;
  if (item?.kind !== 'scalar' || list?.kind !== 'sequence') return [];
  if (item.style === 'block' || !/^[\w./:=@%+, -]+$/.test(line)) return [];
  const quote = item.style === 'single' ? "'" : '"';
  const words = line.split(/ +/).map((word) => `${quote}${word}${quote}`);
  const newline = document.text.includes('\r\n') ? '\r\n' : '\n';
  const between = list.flow ? ', ' : `${newline}${' '.repeat(list.indent)}- `;
  const edits = [{ span: { start: item.start, end: item.end }, newText: words.join(between) }];
  return [{ title: ['Split into words', '拆成单词'], edits, isPreferred: true }];
}
