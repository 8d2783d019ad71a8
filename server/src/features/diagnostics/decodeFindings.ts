// Fields that the server does not know and values that it cannot read, told for people.

import { objectFieldInfo } from '../../documents/fieldInfo';
import type { Finding } from '../../documents/finding';
import type { ManifestObject } from '../../documents/manifestDocument';
import { placeAt } from '../../documents/paths';
import { keySpanAt, spanAt } from '../../documents/spans';
import type { YamlNode } from '../../documents/tree';
import { getCatalogue } from '../../schema/builtinCatalogue';
import type { FieldPath, FieldType } from '../../schema/catalogue';
import { formatPath } from '../../schema/catalogue';
import { typeText } from '../../schema/typeText';
import type { DecodeIssue } from '../../schema/validation/types';
import { nearestWord } from '../../support/nearest';
import type { DiagnosticScene } from './scene';

const DECODE_CODES: Readonly<Record<DecodeIssue['kind'], string>> = {
  'unknown-field': 'unknown-field',
  'duplicate-field': 'duplicate-key',
  'wrong-type': 'wrong-type',
  'bad-quantity': 'bad-quantity',
  'unknown-kind': 'no-such-kind',
  'missing-kind': 'missing-kind',
  'bad-time': 'bad-time',
};

export function decodeFinding(
  scene: DiagnosticScene,
  object: ManifestObject,
  issue: DecodeIssue,
): readonly Finding[] {
  const { document } = scene;
  const path = [...object.path, ...issue.path];
  const code = DECODE_CODES[issue.kind];
  if (
    issue.kind === 'unknown-kind' ||
    issue.kind === 'missing-kind' ||
    issue.kind === 'duplicate-field'
  )
    return [];
  if (issue.kind !== 'unknown-field') {
    const message = typeMessage(scene, object, issue);
    return [{ code, severity: 'error', message, span: spanAt(document, path) }];
  }
  // Directives of a strategic merge patch are no fields.
  const name = String(issue.path.at(-1));
  if (scene.role === 'patch' && name.startsWith('$')) return [];
  const span = keySpanAt(document, path);
  const newer = newerVersion(scene, object, issue.path);
  if (newer !== undefined) {
    const message = `${issue.message}: Kubernetes has it since ${newer}, and this is checked for ${scene.version}.`;
    return [{ code, severity: 'error', message, span }];
  }
  const near = nearField(scene, object, issue.path, name);
  const message = near === undefined ? issue.message : `${issue.message}: did you mean "${near}"?`;
  const fixes =
    near === undefined
      ? {}
      : {
          fixes: [
            { title: `Change to ${near}`, edits: [{ span, newText: near }], isPreferred: true },
          ],
        };
  return [{ code, severity: 'error', message, span, ...fixes }];
}

/** The server's words, with the field and what belongs there in front: Go's own names tell people little. */
function typeMessage(
  { catalogue, document }: DiagnosticScene,
  object: ManifestObject,
  { path, kind, message }: DecodeIssue,
): string {
  const field = formatPath(path);
  if (kind !== 'wrong-type' || !message.startsWith('json:')) {
    return message.includes(field) ? message : `${field}: ${message}`;
  }
  const info = objectFieldInfo(catalogue, object, path);
  const node = placeAt(document.tree, [...object.path, ...path])?.value;
  if (info === undefined) return `${field}: ${message}`;
  return `${field} must be ${typeWords(info.type)}${writtenWords(info.type, node)}. (${message})`;
}

function typeWords(type: FieldType): string {
  switch (type.kind) {
    case 'list':
      return `a list (${typeText(type)})`;
    case 'map':
      return `a map of keys to ${type.of.kind === 'string' ? 'strings' : typeText(type.of)}`;
    case 'object':
      return `an object (${typeText(type)})`;
    case 'boolean':
      return 'a boolean (true or false)';
    case 'integer':
      return 'an integer';
    case 'intOrString':
      return 'an integer or a string';
    default:
      return `a ${typeText(type)}`;
  }
}

/** What stands there instead; for a text field the quotes that are missing. */
export function writtenWords(type: FieldType, node: YamlNode | undefined): string {
  if (node === undefined) return '';
  if (node.kind === 'map') return ', not a map';
  if (node.kind === 'sequence') return ', not a list';
  if (type.kind === 'string' && node.style === 'plain') return `: write "${node.text}" in quotes`;
  const quoted = node.style === 'single' || node.style === 'double';
  if (quoted && (type.kind === 'integer' || type.kind === 'boolean')) return ', without quotes';
  return '';
}

/** The version that brought a field, when the one that is checked for is older. */
function newerVersion(
  { catalogue }: DiagnosticScene,
  object: ManifestObject,
  path: FieldPath,
): string | undefined {
  const holder = objectFieldInfo(catalogue, object, path.slice(0, -1));
  if (holder?.type.kind !== 'object') return undefined;
  return getCatalogue().field(holder.type.type, String(path.at(-1)))?.since;
}

/** A field of the same map that was probably meant and is not there yet. */
function nearField(
  { catalogue, document }: DiagnosticScene,
  object: ManifestObject,
  path: FieldPath,
  name: string,
): string | undefined {
  const holder = path.slice(0, -1);
  const info = objectFieldInfo(catalogue, object, holder);
  if (info?.type.kind !== 'object') return undefined;
  const node = placeAt(document.tree, [...object.path, ...holder])?.value;
  const present = new Set(node?.kind === 'map' ? node.entries.map(({ key }) => key.text) : []);
  const fields = (catalogue.type(info.type.type)?.fields ?? []).map((field) => field.name);
  return nearestWord(
    name,
    fields.filter((field) => !present.has(field)),
  );
}
