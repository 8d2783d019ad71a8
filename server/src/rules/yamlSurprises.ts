import type { FieldInfo } from '../documents/fieldInfo';
import { walk } from '../documents/fieldInfo';
import type { YamlMap, YamlNode, YamlScalar } from '../documents/tree';
import type { Catalogue, FieldPath, FieldType } from '../schema/catalogue';
import type { ObjectView, Rule, RuleFinding, RuleScene } from './rule';

/** A key that YAML 1.1 takes for a truth value or a number, in a map whose keys are texts. */
export const keyReadOtherwise: Rule = {
  code: 'key-read-otherwise',
  severity: 'warning',
  reads: 'document',
  page: [
    'kubectl reads YAML 1.1, where `yes`, `no`, `on`, `off`, `y` and `n` are truth values and `1.10` is a number. As a key of labels, annotations or data such a word becomes another text: `on` becomes "true", `1.10` becomes "1.1".\nPut the key in quotes.',
    'kubectl 按 YAML 1.1 读取，`yes`、`no`、`on`、`off`、`y`、`n` 是布尔值，`1.10` 是数字。作为标签、注解或数据的键时会变成别的文本：`on` 变成 “true”，`1.10` 变成 “1.1”。\n请给键加上引号。',
  ],
  check: (scene) => scene.objects.flatMap((view) => visit(scene, view, keyFinding)),
};

/** A number with a leading zero: octal, where hardly anybody means it. */
export const numberReadAsOctal: Rule = {
  code: 'number-read-as-octal',
  severity: 'warning',
  reads: 'document',
  page: [
    'kubectl reads YAML 1.1, where a whole number with a leading zero is octal: `runAsUser: 01000` is the user 512, `replicas: 010` is 8. File modes are meant so; nothing else is.\nTake the zero away, or write the number that is meant.',
    'kubectl 按 YAML 1.1 读取，带前导零的整数是八进制：`runAsUser: 01000` 是用户 512，`replicas: 010` 是 8。只有文件权限本来就该这么写。\n请去掉前导零，或直接写想要的数字。',
  ],
  check: (scene) => scene.objects.flatMap((view) => visit(scene, view, numberFinding)),
};

type Look = (
  scene: RuleScene,
  info: Pick<FieldInfo, 'field' | 'type'>,
  map: YamlMap,
) => readonly RuleFinding[];

/** Shows every map that holds something surprising to a rule. */
function visit(scene: RuleScene, { api, object }: ObjectView, look: Look): readonly RuleFinding[] {
  const found: RuleFinding[] = [];
  const inner = new Set<YamlNode>(scene.document.objects.slice(1).map(({ node }) => node));
  const into = (node: YamlNode | undefined, path: FieldPath): void => {
    if (node === undefined || node.kind === 'scalar') return;
    if (inner.has(node) && node !== object.node) return;
    if (node.kind === 'sequence') {
      for (const [i, { value }] of node.items.entries()) into(value, [...path, i]);
      return;
    }
    if (node.entries.some(({ key, value }) => isSurprising(key) || isOctal(value))) {
      const info = walk(scene.catalogue, api.type, path);
      if (info !== undefined) found.push(...look(scene, info, node));
    }
    for (const { key, value } of node.entries) into(value, [...path, key.text]);
  };
  into(object.node, []);
  return found;
}

function isSurprising({ style, text }: YamlScalar): boolean {
  return style === 'plain' && /^(?:y|n|yes|no|on|off|true|false|0[0-7]+|\d+\.\d*0)$/i.test(text);
}

function isOctal(node: YamlNode | undefined): node is YamlScalar {
  return (
    node?.kind === 'scalar' &&
    node.style === 'plain' &&
    /^0[0-7]+$/.test(node.text) &&
    /[1-7]/.test(node.text)
  );
}

function readAs(text: string): string {
  if (/^0[0-7]+$/.test(text)) return String(Number.parseInt(text, 8));
  if (/^\d/.test(text)) return String(Number(text));
  return String(/^(?:y|yes|on|true)$/i.test(text));
}

const keyFinding: Look = (_, { type }, map) => {
  if (type.kind !== 'map') return [];
  return map.entries.flatMap(({ key }): readonly RuleFinding[] => {
    const other = readAs(key.text);
    if (!isSurprising(key) || other === key.text) return [];
    const span = { start: key.start, end: key.end };
    const newText = JSON.stringify(key.text);
    return [
      {
        span,
        message: [
          `YAML reads this key as ${other}, so it becomes "${other}". Put it in quotes to keep ${newText}.`,
          `YAML 会把这个键读成 ${other}，最终是 “${other}”。要保留 ${newText} 请加引号。`,
        ],
        fixes: [
          {
            title: [`Quote the key: ${newText}`, `给键加引号：${newText}`],
            edits: [{ span, newText }],
            isPreferred: true,
          },
        ],
      },
    ];
  });
};

/** Modes of files are octal on purpose. */
const OCTAL_ON_PURPOSE = /[mM]ode$/;

const numberFinding: Look = ({ catalogue }, { type }, map) =>
  map.entries.flatMap(({ key, value }): readonly RuleFinding[] => {
    const of = typeOfField(catalogue, type, key.text);
    const isNumber =
      of?.kind === 'string' ? of.format === 'quantity' : /^(?:int|num)/.test(of?.kind ?? '');
    // Where a text is wanted the server refuses the number as it is.
    if (!isOctal(value) || !isNumber || OCTAL_ON_PURPOSE.test(key.text)) return [];
    const number = Number.parseInt(value.text, 8);
    const meant = String(Number(value.text));
    if (String(number) === meant) return [];
    const span = { start: value.start, end: value.end };
    return [
      {
        span,
        message: [
          `With a leading zero YAML reads this as octal: the value is ${number}. Write ${meant} if that is meant.`,
          `带前导零时 YAML 按八进制读取：值是 ${number}。若想写 ${meant}，请去掉零。`,
        ],
        fixes: [
          { title: [`Change to ${meant}`, `改为 ${meant}`], edits: [{ span, newText: meant }] },
        ],
      },
    ];
  });

function typeOfField(catalogue: Catalogue, holder: FieldType, name: string): FieldType | undefined {
  if (holder.kind === 'map') return holder.of;
  return holder.kind === 'object' ? catalogue.field(holder.type, name)?.type : undefined;
}
