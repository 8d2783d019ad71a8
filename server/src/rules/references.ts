import type { ManifestDocument } from '../documents/manifestDocument';
import { placeAt } from '../documents/paths';
import type { YamlNode } from '../documents/tree';
import { entryOf, scalarText } from '../documents/tree';
import { nearestWord } from '../support/nearest';
import type { ObjectFacts } from '../workspace/definitions';
import type { Reference } from '../workspace/links';
import { definitionsOf, referencesIn } from '../workspace/links';
import type { Target } from '../workspace/references';
import type { IndexedObject } from '../workspace/workspaceIndex';
import { called, fileObjectsOfKind, fileObjectsOfName, sameNamespace } from './neighbours';
import type { Rule, RuleFinding, RuleScene, Text } from './rule';

/**
 * A name that nothing in the workspace has, while the same file defines something of the kind whose name is near: most
 * likely misspelt. That something lives elsewhere is normal and no finding.
 */
export const referenceNotFound: Rule = {
  code: 'reference-not-found',
  severity: 'information',
  reads: 'workspace',
  page: [
    'The name is defined nowhere in the workspace, but the same file defines an object of this kind with a very similar name. A Pod that names a missing ConfigMap, Secret, claim or service account does not start: it waits in ContainerCreating, Pending or `CreateContainerConfigError`, or is refused.\nIf the object exists in the cluster under this name, silence this line.',
    '工作区里没有这个名字，但同一文件中有一个同类对象的名字非常相近。Pod 引用的 ConfigMap、Secret、PVC 或 ServiceAccount 不存在时不会启动：停在 ContainerCreating、Pending、`CreateContainerConfigError`，或被拒绝。\n如果集群里确有这个名字，可以让这一行静默。',
  ],
  check: (scene) => unresolved(scene, 'object').flatMap((it) => misspelt(scene, it)),
};

/** The same of a name that is like none of them: it may well live in the cluster, so this is no more than a hint. */
export const referenceNotInWorkspace: Rule = {
  code: 'reference-not-in-workspace',
  severity: 'hint',
  reads: 'workspace',
  page: [
    'The file defines objects of this kind, but none of this name, and nothing else in the workspace does. Either the object is made elsewhere (by hand, by a chart, by a controller), or the reference was left behind by a renaming. A Pod that names a missing ConfigMap, Secret or claim waits until it exists.',
    '文件里有这一类对象，但没有叫这个名字的，工作区里也没有。要么它在别处创建（手工、Chart、控制器），要么改名时漏了这处引用。Pod 引用的 ConfigMap、Secret 或 PVC 不存在时会一直等待。',
  ],
  check: (scene) => unresolved(scene, 'object').flatMap((it) => absent(scene, it)),
};

/** A key that the ConfigMap or Secret beside it does not have. */
export const keyNotFound: Rule = {
  code: 'key-not-found',
  severity: 'warning',
  reads: 'workspace',
  page: [
    'The ConfigMap or Secret is defined in this file and has no such key. A variable from a missing key keeps its container in `CreateContainerConfigError`; a volume item with a missing key keeps the Pod in ContainerCreating.\nCorrect the key, or mark the reference `optional: true`.',
    '该 ConfigMap 或 Secret 就定义在本文件中，而且没有这个键。变量引用缺失的键会让容器停在 `CreateContainerConfigError`；卷引用缺失的键会让 Pod 停在 ContainerCreating。\n请改正键名，或加上 `optional: true`。',
  ],
  check: (scene) => unresolved(scene, 'key').flatMap((it) => missingKey(scene, it)),
};

interface Unresolved {
  readonly reference: Reference;
  readonly own: ObjectFacts;
}

const references = new WeakMap<ManifestDocument, readonly Reference[]>();

function referencesOf({ catalogue, document }: RuleScene): readonly Reference[] {
  const found = references.get(document) ?? referencesIn(catalogue, document);
  references.set(document, found);
  return found;
}

/** References that nothing in the workspace answers. The file itself is asked first: that is cheap and nearly always enough. */
function unresolved(scene: RuleScene, what: 'object' | 'key'): readonly Unresolved[] {
  const { index, uri, document } = scene;
  return referencesOf(scene).flatMap((reference) => {
    if (reference.target.what !== what || !isWorthALook(scene, reference)) return [];
    const own = scene.facts.find((facts) => facts.object === reference.object);
    if (own === undefined || isOptional(scene, reference)) return [];
    const isFound = definitionsOf(index, { uri, start: 0, document }, reference).length > 0;
    return isFound ? [] : [{ reference, own }];
  });
}

/** Whether the file defines something of the kind and not the name; for a key: the object and not the key. */
function isWorthALook(scene: RuleScene, reference: Reference): boolean {
  const { target, name } = reference;
  if (target.what === 'object') {
    const isDefined = fileObjectsOfName(scene, name).some(
      ({ facts }) => facts.kind === target.kind,
    );
    return !isDefined && fileObjectsOfKind(scene, target.kind).length > 0;
  }
  const holder = target.what === 'key' ? holderOf(scene, reference, target) : undefined;
  return holder !== undefined && !holder.facts.keys.some((key) => key.name === name);
}

/** The ConfigMap or Secret of the file that a key's reference names beside it. */
function holderOf(
  scene: RuleScene,
  { object, path }: Reference,
  target: Extract<Target, { what: 'key' }>,
): IndexedObject | undefined {
  const map = placeAt(scene.document.tree, [...object.path, ...path.slice(0, -target.up)])?.value;
  const name = scalarText(entryOf(map, target.name)?.value);
  if (name === undefined || name === '') return undefined;
  return fileObjectsOfName(scene, name).find(({ facts }) => facts.kind === target.kind);
}

/** `optional: true` beside the name or, for an item of a volume, beside the list. */
function isOptional({ document }: RuleScene, { object, path }: Reference): boolean {
  return [1, 3].some((up) => {
    const holder: YamlNode | undefined = placeAt(document.tree, [
      ...object.path,
      ...path.slice(0, -up),
    ])?.value;
    const value = entryOf(holder, 'optional')?.value;
    return value?.kind === 'scalar' && value.text === 'true';
  });
}

function misspelt(scene: RuleScene, unresolved: Unresolved): readonly RuleFinding[] {
  const { target, name, span } = unresolved.reference;
  const near = nearName(scene, unresolved);
  if (target.what !== 'object' || near === undefined) return [];
  return [
    {
      span,
      message: [
        `No ${target.kind} named "${name}" is defined here: did you mean "${near}"?`,
        `这里没有定义名为 “${name}” 的 ${target.kind}：是否想写 “${near}”？`,
      ],
      fixes: [
        {
          title: [`Change to ${near}`, `改为 ${near}`],
          edits: [{ span, newText: near }],
          isPreferred: true,
        },
      ],
    },
  ];
}

function absent(scene: RuleScene, unresolved: Unresolved): readonly RuleFinding[] {
  const { target, name, span } = unresolved.reference;
  if (target.what !== 'object' || isMadeByTheCluster(name)) return [];
  const names = namesBeside(scene, unresolved);
  if (names.length === 0 || nearName(scene, unresolved) !== undefined) return [];
  const shown = names.slice(0, 8);
  return [
    {
      span,
      message: [
        `No ${target.kind} named "${name}" is defined in the workspace; the file has ${shown.join(', ')}.`,
        `工作区里没有定义名为 “${name}” 的 ${target.kind}；本文件中有 ${shown.join('、')}。`,
      ],
    },
  ];
}

/** Names of the kind that the file defines where the reference looks. */
function namesBeside(scene: RuleScene, { reference, own }: Unresolved): readonly string[] {
  const { target } = reference;
  if (target.what !== 'object') return [];
  return fileObjectsOfKind(scene, target.kind)
    .filter(({ facts }) => facts.name !== '' && sameNamespace(own, facts))
    .map(({ facts }) => facts.name);
}

/** Every namespace has a service account `default`, every cluster priority classes of its own. */
function isMadeByTheCluster(name: string): boolean {
  return name === 'default' || name.startsWith('system-') || name.startsWith('kube-');
}

const SHORTEST_TO_COMPARE = 4;

/** The name that was probably meant. */
function nearName(scene: RuleScene, unresolved: Unresolved): string | undefined {
  const { name } = unresolved.reference;
  if (name.length < SHORTEST_TO_COMPARE || isMadeByTheCluster(name)) return undefined;
  const near = nearestWord(name, namesBeside(scene, unresolved));
  // Numbered siblings (`data-0`, `data-1`) are near each other and mean different things.
  const isSibling = near?.replace(/\d/g, '') === name.replace(/\d/g, '');
  return isSibling ? undefined : near;
}

function missingKey(scene: RuleScene, { reference, own }: Unresolved): readonly RuleFinding[] {
  const { target, name, span } = reference;
  const home = target.what === 'key' ? holderOf(scene, reference, target) : undefined;
  if (home === undefined || !sameNamespace(own, home.facts)) return [];
  // Two of the name in the workspace: nobody knows which one is meant.
  if (scene.index.find(home.facts.kind, home.facts.name).length > 1) return [];
  const keys = home.facts.keys.map((key) => key.name);
  if (keys.length === 0) return [];
  const near = nearestWord(name, keys);
  const who = called(home.facts);
  const hint: Text =
    near === undefined
      ? [`It has ${keys.slice(0, 8).join(', ')}.`, `已有：${keys.slice(0, 8).join('、')}。`]
      : [`Did you mean "${near}"?`, `是否想写 “${near}”？`];
  return [
    {
      span,
      message: [
        `${who} has no key "${name}", and the Pod cannot start without it. ${hint[0]}`,
        `${who} 没有键 “${name}”，缺少它 Pod 无法启动。${hint[1]}`,
      ],
      ...(near && {
        fixes: [
          {
            title: [`Change to ${near}`, `改为 ${near}`] as const,
            edits: [{ span, newText: near }],
            isPreferred: true,
          },
        ],
      }),
    },
  ];
}
