import type { Finding } from '../../documents/finding';
import { placeAt, spotAt } from '../../documents/paths';
import { entryOf, scalarText } from '../../documents/tree';
import type { FieldPath } from '../../schema/catalogue';
import { nearestWord } from '../../support/nearest';
import type { Action, ActionScene } from './action';
import { fix, say } from './action';
import { removeItem, setAt } from './edits';
import type { Insertion } from './yamlLines';

/** For a mount of a volume that the Pod does not have: the volume, or the name of one that it has. */
export function missingVolumeActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { document } = scene;
  const spot = spotAt(document.tree, finding.span.start);
  const podSpec = spot && podSpecOf(spot.path);
  const name = scalarText(spot?.value);
  if (
    spot === undefined ||
    podSpec === undefined ||
    name === undefined ||
    name === '' ||
    spot.path.at(-1) !== 'name' ||
    !/volume(?:Mounts|Devices)/.test(spot.path.join('.'))
  ) {
    return [];
  }
  const volumes = placeAt(document.tree, [...podSpec, 'volumes'])?.value;
  const names = (volumes?.kind === 'sequence' ? volumes.items : []).flatMap((item) => {
    const text = scalarText(entryOf(item.value, 'name')?.value);
    return text === undefined ? [] : [text];
  });
  // It is there, but something else is wrong with it.
  if (names.includes(name)) return [];
  const near = nearestWord(name, names);
  const count = volumes?.kind === 'sequence' ? volumes.items.length : 0;
  const sources = [...sourcesByName(scene, name), ['emptyDir', {}] as const];
  return [
    ...(near === undefined
      ? []
      : [
          fix(
            finding,
            say(scene, `Change to ${near}`, `改为 ${near}`),
            [{ span: finding.span, newText: near }],
            true,
          ),
        ]),
    ...sources.flatMap(([source, value], i) => {
      const edit = setAt(document, [...podSpec, 'volumes', count], { name, [source]: value });
      const title = say(scene, `Add the ${source} volume "${name}"`, `添加 ${source} 卷 “${name}”`);
      return edit === undefined ? [] : [fix(finding, title, [edit], near === undefined && i === 0)];
    }),
  ];
}

function podSpecOf(path: FieldPath): FieldPath | undefined {
  const at = path.findIndex((step) => /^(?:initC|c|ephemeralC)ontainers$/.test(String(step)));
  return at < 0 ? undefined : path.slice(0, at);
}

/** Volume sources of the workspace that carry the mount's name. */
function sourcesByName(
  { index }: ActionScene,
  name: string,
): readonly (readonly [source: string, value: Insertion])[] {
  const has = (kind: string) => index.find(kind, name).length > 0;
  return [
    ...(has('ConfigMap') ? [['configMap', { name }] as const] : []),
    ...(has('Secret') ? [['secret', { secretName: name }] as const] : []),
    ...(has('PersistentVolumeClaim')
      ? [['persistentVolumeClaim', { claimName: name }] as const]
      : []),
  ];
}

/** For a volume that nobody mounts: a mount in a container, or no volume. */
export function unusedVolumeActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { document } = scene;
  const spot = spotAt(document.tree, finding.span.start);
  const name = scalarText(spot?.value);
  if (spot === undefined || name === undefined) return [];
  const [index, list] = [spot.path.at(-2), spot.path.at(-3)];
  if (typeof index !== 'number' || list !== 'volumes') return [];
  const podSpec = spot.path.slice(0, -3);
  const containers = placeAt(document.tree, [...podSpec, 'containers'])?.value;
  const mounts = (containers?.kind === 'sequence' ? containers.items : [])
    .slice(0, 4)
    .flatMap((item, i) => {
      const path = [...podSpec, 'containers', i, 'volumeMounts'];
      const list = placeAt(document.tree, path)?.value;
      const count = list?.kind === 'sequence' ? list.items.length : 0;
      const edit = setAt(document, [...path, count], { name, mountPath: `/${name}` });
      const container = scalarText(entryOf(item.value, 'name')?.value) ?? String(i);
      const title = say(
        scene,
        `Mount "${name}" in ${container}`,
        `在 ${container} 中挂载 “${name}”`,
      );
      return edit === undefined
        ? []
        : [
            fix(
              finding,
              title,
              [edit],
              i === 0 && containers?.kind === 'sequence' && containers.items.length === 1,
            ),
          ];
    });
  const volumes = placeAt(document.tree, [...podSpec, 'volumes'])?.value;
  const removal =
    volumes?.kind === 'sequence' && volumes.items.length > 1
      ? removeItem(document, volumes, index)
      : undefined;
  const title = say(scene, `Remove the volume "${name}"`, `删除卷 “${name}”`);
  return [...mounts, ...(removal === undefined ? [] : [fix(finding, title, [removal])])];
}
