import { fieldInfoAt } from '../../documents/fieldInfo';
import type { Finding } from '../../documents/finding';
import { placeAt } from '../../documents/paths';
import { entryOf, scalarText } from '../../documents/tree';
import type { FieldPath, FieldType } from '../../schema/catalogue';
import type { Action, ActionScene, Edit } from './action';
import { fix, say } from './action';
import { setAt } from './edits';
import { pathOfFinding } from './findingPath';
import { pathInMessage } from './messagePath';
import { handlerFor } from './probes';
import type { Insertion } from './yamlLines';

/** For what the API server requires: the field with a placeholder, or the choices where it is one of several. */
export function missingFieldActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const path = requiredPath(scene, finding);
  if (path === undefined) return [];
  const place = placeAt(scene.document.tree, path);
  const isThere = place?.value !== undefined && scalarText(place.value)?.trim() !== '';
  if (isThere) return choices(scene, finding, path);
  const name = String(path.at(-1));
  const value = placeholderAt(scene, path);
  const edit = value === undefined ? undefined : valueEdit(scene, path, value);
  if (edit === undefined) return [];
  return [
    fix(finding, say(scene, `Add "${name}"`, `添加 “${name}”`), [edit], true),
    ...addAll(scene, finding, path),
  ];
}

function valueEdit({ document }: ActionScene, path: FieldPath, value: Insertion): Edit | undefined {
  const written = placeAt(document.tree, path)?.value;
  if (written?.kind === 'scalar' && typeof value === 'object') return undefined;
  return setAt(document, path, value);
}

/** From the document's root. */
function requiredPath(scene: ActionScene, finding: Finding): FieldPath | undefined {
  const path = pathInMessage(finding.message);
  const root = scene.document.objectAt(pathOfFinding(scene, finding) ?? [])?.path;
  return path === undefined ? undefined : [...(root ?? []), ...path];
}

/** All that is missing in the same map, in one go. */
function addAll(scene: ActionScene, finding: Finding, path: FieldPath): readonly Action[] {
  const holder = JSON.stringify(path.slice(0, -1));
  const paths = scene.findings.flatMap((other) => {
    const it = other.code === 'required-value' ? requiredPath(scene, other) : undefined;
    return it !== undefined && JSON.stringify(it.slice(0, -1)) === holder ? [it] : [];
  });
  if (paths.length < 2) return [];
  const node = placeAt(scene.document.tree, path.slice(0, -1))?.value;
  if (node?.kind !== 'map') return [];
  const edits = paths.flatMap((it) => {
    const value = placeholderAt(scene, it);
    const edit = value === undefined ? undefined : valueEdit(scene, it, value);
    return edit === undefined ? [] : [edit];
  });
  // Several fields go to the same place; as one edit they keep their order.
  const [first] = edits;
  if (first === undefined || edits.some(({ span }) => span.start !== first.span.start)) return [];
  const names = paths.map((it) => String(it.at(-1))).join(', ');
  const newText = edits.map((edit) => edit.newText).join('');
  return [
    fix(finding, say(scene, `Add ${names}`, `添加 ${names}`), [{ span: first.span, newText }]),
  ];
}

/** Something that stands for a value of the field until it is typed; undefined where nothing would do. */
function placeholderAt(scene: ActionScene, path: FieldPath): Insertion | undefined {
  const { catalogue, document } = scene;
  const info = fieldInfoAt(catalogue, document, path);
  if (info === undefined) return undefined;
  const name = String(path.at(-1));
  if (name === 'selector') {
    const labels = templateLabels(scene, path);
    // A ReplicationController's selector is the labels themselves.
    if (labels !== undefined) return info.type.kind === 'map' ? labels : { matchLabels: labels };
  }
  if (name === 'name' && info.owner?.endsWith('.ObjectMeta') === true)
    return info.kind.kind.toLowerCase();
  return placeholder(scene, info.type, name, info.field?.values, 0);
}

const WORDS: Readonly<Record<string, Insertion>> = {
  name: 'app',
  mountPath: '/data',
  containerPort: 8080,
  port: 8080,
  path: '/',
  restartPolicy: 'Never',
  schedule: '0 * * * *',
  topologyKey: 'kubernetes.io/hostname',
  accessModes: ['ReadWriteOnce'],
  capacity: { storage: '1Gi' },
  selector: { app: 'app' },
};

function placeholder(
  scene: ActionScene,
  type: FieldType,
  name: string,
  values: readonly string[] | undefined,
  depth: number,
): Insertion | undefined {
  const word = WORDS[name];
  const isFit = typeof word !== 'object' || type.kind === 'map' || type.kind === 'list';
  if (word !== undefined && isFit) return word;
  const first = values?.find((value) => value !== '');
  if (first !== undefined) return type.kind === 'list' ? [first] : first;
  switch (type.kind) {
    case 'string':
      return name;
    case 'integer':
    case 'number':
      return 1;
    case 'intOrString':
      return 1;
    case 'boolean':
      return true;
    case 'list': {
      const item = placeholder(scene, type.of, name.replace(/s$/, ''), undefined, depth + 1);
      return item === undefined ? undefined : [item];
    }
    case 'map':
      return name.endsWith('abels') ? { app: 'app' } : undefined;
    case 'object': {
      if (depth > 3) return undefined;
      const fields = scene.catalogue.type(type.type)?.fields ?? [];
      const isContainer = type.type.endsWith('.Container');
      const needed = fields.filter(
        (field) => field.required || (isContainer && field.name === 'image'),
      );
      const made: Record<string, Insertion> = {};
      for (const field of needed.sort(
        (a, b) => Number(b.name === 'name') - Number(a.name === 'name'),
      )) {
        const inner = placeholder(scene, field.type, field.name, field.values, depth + 1);
        if (inner !== undefined) made[field.name] = inner;
      }
      // Nothing in it is required by the schema, so nobody knows what would do.
      return Object.keys(made).length === 0 ? undefined : made;
    }
    case 'any':
      return undefined;
  }
}

function templateLabels(
  { document }: ActionScene,
  path: FieldPath,
): Record<string, string> | undefined {
  const spec = placeAt(document.tree, path.slice(0, -1))?.value;
  const labels = entryOf(
    entryOf(entryOf(spec, 'template')?.value, 'metadata')?.value,
    'labels',
  )?.value;
  if (labels?.kind !== 'map') return undefined;
  const made: Record<string, string> = {};
  for (const { key, value } of labels.entries) {
    const text = scalarText(value);
    if (text !== undefined) made[key.text] = text;
  }
  return Object.keys(made).length === 0 ? undefined : made;
}

/** Where one of several fields is required inside something that is there. */
function choices(scene: ActionScene, finding: Finding, path: FieldPath): readonly Action[] {
  const { document } = scene;
  const node = placeAt(document.tree, path)?.value;
  if (node?.kind !== 'map' && node?.kind !== 'scalar') return [];
  const offer = (key: string, value: Insertion, isPreferred = false): readonly Action[] => {
    const edit = setAt(document, [...path, key], value);
    const title = say(scene, `Add "${key}"`, `添加 “${key}”`);
    return edit === undefined ? [] : [fix(finding, title, [edit], isPreferred)];
  };
  if (/handler type/.test(finding.message)) {
    const handler = handlerFor(scene, path);
    return [
      ...(handler === undefined ? [] : offer(handler.key, handler.value, true)),
      ...offer('exec', { command: ['cat', '/tmp/healthy'] }),
    ];
  }
  if (/volume type/.test(finding.message) && path.at(-2) === 'volumes') {
    return [
      ...offer('emptyDir', {}, true),
      ...offer('configMap', { name: 'config' }),
      ...offer('secret', { secretName: 'secret' }),
    ];
  }
  return [];
}
