import { placeAt } from '../documents/paths';
import { spanAt } from '../documents/spans';
import type { Span } from '../documents/tree';
import type { FieldPath } from '../schema/catalogue';
import { listAt, plainListAt, textAt } from '../schema/plain';
import { isShell } from './commandLine';
import type { ContainerView, Rule, RuleFinding, RuleScene, Text } from './rule';

/** `$(NAME)` for a variable that the container does not have, or that comes later in its list. */
export const variableUndefined: Rule = {
  code: 'variable-undefined',
  severity: 'warning',
  reads: 'document',
  page: [
    '`$(NAME)` in `command`, `args` and the `value` of a variable is replaced by Kubernetes, not by a shell. In a variable’s value only variables that stand earlier in the list, or come from `envFrom`, are known; in `command` and `args` all of them. What is unknown stays as it is written, and the program gets the text `$(NAME)`.\nPut the definition before its use, or write `$$(NAME)` when the text itself is meant.',
    '`command`、`args` 和变量 `value` 中的 `$(NAME)` 由 Kubernetes 替换，与 shell 无关。变量的值里只认列表中更靠前的变量和 `envFrom` 的变量；`command` 和 `args` 里所有变量都可用。不认识的会原样保留，程序得到的就是文本 `$(NAME)`。\n请把定义放到使用之前；若就是要这段文本，请写 `$$(NAME)`。',
  ],
  check: (scene) =>
    scene.pods.flatMap(({ containers }) => containers.flatMap((it) => undefinedIn(scene, it))),
};

/** `$NAME` handed to a program that no shell starts. */
export const variableNotExpanded: Rule = {
  code: 'variable-not-expanded',
  severity: 'information',
  reads: 'document',
  page: [
    'Words of `command` and `args` are handed to the program as they are, without a shell. `$NAME`, with or without braces, is a shell’s way of naming a variable and stays as it stands; Kubernetes replaces only `$(NAME)`.\nWrite `$(NAME)`, or run the line with `sh -c`.',
    '`command` 和 `args` 的每个词原样交给程序，不经过 shell。`$NAME`（带不带花括号）是 shell 的写法，不会被替换；Kubernetes 只替换 `$(NAME)`。\n请写 `$(NAME)`，或用 `sh -c` 执行。',
  ],
  check: (scene) =>
    scene.pods.flatMap(({ containers }) => containers.flatMap((it) => notExpandedIn(scene, it))),
};

/** Variables that the kubelet makes for every Service of the namespace, and the Job controller for each index. */
const MADE_FOR_PODS =
  /^JOB_COMPLETION_INDEX$|_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)?)$/;

function undefinedIn(
  scene: RuleScene,
  { value, path, name }: ContainerView,
): readonly RuleFinding[] {
  const env = plainListAt(value, 'env').map((it) => textAt(it, 'name'));
  const isOpen = listAt(value, 'envFrom').length > 0;
  const isKnown = (word: string, among: readonly string[]) =>
    among.includes(word) || MADE_FOR_PODS.test(word);
  const found: RuleFinding[] = [];
  plainListAt(value, 'env').forEach((variable, i) => {
    for (const word of namesIn(textAt(variable, 'value'))) {
      if (isKnown(word, env.slice(0, i))) continue;
      const at = [...path, 'env', i, 'value'];
      const later = env.indexOf(word, i);
      if (later > i) found.push(usedTooEarly(scene, at, word, [...path, 'env', later, 'name']));
      else if (!isOpen) found.push(unknown(scene, at, word, name));
    }
  });
  if (isOpen) return found;
  for (const field of ['command', 'args']) {
    listAt(value, field).forEach((text, i) => {
      for (const word of namesIn(text)) {
        if (!isKnown(word, env)) found.push(unknown(scene, [...path, field, i], word, name));
      }
    });
  }
  return found;
}

/** The names in `$(NAME)`; `$$(NAME)` is none, and what is not written like a variable may be a shell's. */
function namesIn(text: unknown): readonly string[] {
  if (typeof text !== 'string' || !text.includes('$(')) return [];
  return [...text.matchAll(/(?<!\$)(?:\$\$)*\$\(([A-Z_][A-Z0-9_]*)\)/g)].map(
    ([, name]) => name ?? '',
  );
}

function usedTooEarly(
  scene: RuleScene,
  at: FieldPath,
  word: string,
  definition: FieldPath,
): RuleFinding {
  return {
    span: wordSpan(scene, at, `$(${word})`),
    message: [
      `\`${word}\` is defined further down, so the text \`$(${word})\` stays as it is. Move its definition above this one.`,
      `\`${word}\` 在更靠后的位置定义，文本 \`$(${word})\` 会原样保留。请把它的定义移到前面。`,
    ],
    related: [{ span: spanAt(scene.document, definition), message: ['defined here', '定义在此'] }],
  };
}

function unknown(scene: RuleScene, at: FieldPath, word: string, container: string): RuleFinding {
  return {
    span: wordSpan(scene, at, `$(${word})`),
    message: [
      `\`${container}\` has no variable \`${word}\`, so the program gets the text \`$(${word})\`. Define it in \`env\`, or write \`$$(${word})\` when the text is meant.`,
      `\`${container}\` 没有变量 \`${word}\`，程序会得到文本 \`$(${word})\`。请在 \`env\` 中定义；若就是要这段文本，请写 \`$$(${word})\`。`,
    ],
  };
}

function notExpandedIn(scene: RuleScene, { value, path }: ContainerView): readonly RuleFinding[] {
  const env = plainListAt(value, 'env').map((it) => textAt(it, 'name'));
  const command = listAt(value, 'command');
  // Without a command the image's entrypoint may be a shell script that reads its arguments again.
  if (env.length === 0 || command.length === 0) return [];
  const words = [...command, ...listAt(value, 'args')];
  if (words.some((word) => typeof word !== 'string' || isShell(word) || /\s/.test(word))) return [];
  return ['command', 'args'].flatMap((field) =>
    listAt(value, field).flatMap((text, i): readonly RuleFinding[] => {
      const match = /(?<!\$)\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/.exec(String(text));
      const name = match?.[1] ?? match?.[2];
      if (match === null || name === undefined || !env.includes(name)) return [];
      const span = wordSpan(scene, [...path, field, i], match[0]);
      const message: Text = [
        `No shell runs here, so the program gets the text \`${match[0]}\`. Kubernetes replaces \`$(${name})\`.`,
        `这里没有 shell，程序会得到文本 \`${match[0]}\`。Kubernetes 只替换 \`$(${name})\`。`,
      ];
      const newText = `$(${name})`;
      const isExact = scene.document.text.slice(span.start, span.end) === match[0];
      const title: Text = [`Change to ${newText}`, `改为 ${newText}`];
      return [
        {
          span,
          message,
          ...(isExact && { fixes: [{ title, edits: [{ span, newText }], isPreferred: true }] }),
        },
      ];
    }),
  );
}

/** Where a word stands in the text of a value; the value's own place when it is written otherwise there. */
function wordSpan({ document }: RuleScene, path: FieldPath, word: string): Span {
  const node = placeAt(document.tree, path)?.value;
  const at = node === undefined ? -1 : document.text.slice(node.start, node.end).indexOf(word);
  if (node === undefined || at < 0) return spanAt(document, path);
  return { start: node.start + at, end: node.start + at + word.length };
}
