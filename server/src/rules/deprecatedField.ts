import { walk } from '../documents/fieldInfo';
import { placeAt } from '../documents/paths';
import { keySpanAt } from '../documents/spans';
import type { YamlNode } from '../documents/tree';
import type { FieldPath } from '../schema/catalogue';
import type { ObjectView, Rule, RuleFinding, RuleScene } from './rule';

/** Fields that the API keeps for old manifests only. */
export const deprecatedField: Rule = {
  code: 'deprecated-field',
  severity: 'hint',
  reads: 'document',
  page: [
    'The API still takes this field, but it does nothing any more, or another one has taken its place.',
    'API 仍接受这个字段，但它已不起作用，或已被别的字段取代。',
  ],
  check: (scene) => scene.objects.flatMap((view) => deprecatedIn(scene, view)),
};

/** The field that took the place, where it is a plain renaming in the same map. */
const INSTEAD: Readonly<Record<string, string>> = {
  'PodSpec.serviceAccount': 'serviceAccountName',
};

/** Types whose deprecated fields the API server itself warns of. */
const WARNED_OF = /\.(?:Volume|PersistentVolumeSpec|NodeSpec)$/;

function deprecatedIn(scene: RuleScene, { api, object }: ObjectView): readonly RuleFinding[] {
  const found: RuleFinding[] = [];
  const inner = new Set(scene.document.objects.slice(1).map(({ node }) => node));
  const visit = (node: YamlNode | undefined, path: FieldPath): void => {
    if (
      node === undefined ||
      node.kind === 'scalar' ||
      (inner.has(node as never) && node !== object.node)
    )
      return;
    if (node.kind === 'sequence') {
      for (const [i, { value }] of node.items.entries()) visit(value, [...path, i]);
      return;
    }
    for (const { key, value } of node.entries) {
      // What the server wrote is not the user's to mend.
      if (path.length === 0 && key.text === 'status') continue;
      const inside = [...path, key.text];
      if (isDeprecated(scene, api.type, inside))
        found.push(...finding(scene, object.path, inside, node));
      visit(value, inside);
    }
  };
  visit(object.node, []);
  return found;
}

function isDeprecated({ catalogue }: RuleScene, type: string, path: FieldPath): boolean {
  const last = path.at(-1);
  // The walk is long; few names are worth it.
  if (typeof last !== 'string' || !DEPRECATED_NAMES.has(last)) return false;
  const info = walk(catalogue, type, path);
  return (
    info?.field?.deprecated === true && info.owner !== undefined && !WARNED_OF.test(info.owner)
  );
}

/** Every name that some type marks as deprecated, without the volumes' own. A test holds it against the catalogue. */
export const DEPRECATED_NAMES: ReadonlySet<string> = new Set([
  'serviceAccount',
  'loadBalancerIP',
  'tcpSocket',
  'selfLink',
  'resize',
  'kubeProxyVersion',
]);

function finding(
  scene: RuleScene,
  root: FieldPath,
  path: FieldPath,
  map: YamlNode,
): readonly RuleFinding[] {
  const name = String(path.at(-1));
  const span = keySpanAt(scene.document, [...root, ...path]);
  if (name === 'serviceAccount') {
    const instead = INSTEAD['PodSpec.serviceAccount'] ?? '';
    const holder = map.kind === 'map' ? map.entries : [];
    // Both are written by the API server's own defaulting; the old one follows the new one then.
    if (holder.some(({ key }) => key.text === instead)) return [];
    return [
      {
        span,
        message: [
          `\`serviceAccount\` is the old name of \`${instead}\`.`,
          `\`serviceAccount\` 是 \`${instead}\` 的旧名。`,
        ],
        tag: 'deprecated',
        fixes: [
          {
            title: [`Change to ${instead}`, `改为 ${instead}`],
            edits: [{ span, newText: instead }],
            isPreferred: true,
          },
        ],
      },
    ];
  }
  const holder = placeAt(scene.document.tree, [...root, ...path.slice(0, -1)])?.path.at(-1);
  if (name === 'tcpSocket') {
    return [
      {
        span,
        message: [
          `A ${String(holder)} hook cannot use \`tcpSocket\`: it is accepted and always fails. Use \`exec\`, \`httpGet\` or \`sleep\`.`,
          `${String(holder)} 钩子不能用 \`tcpSocket\`：能写但总会失败。请用 \`exec\`、\`httpGet\` 或 \`sleep\`。`,
        ],
        tag: 'deprecated',
      },
    ];
  }
  return [
    {
      span,
      message: [
        `\`${name}\` is deprecated; what it does differs between clusters, or it does nothing.`,
        `\`${name}\` 已弃用：各集群行为不一，或不起作用。`,
      ],
      tag: 'deprecated',
    },
  ];
}
