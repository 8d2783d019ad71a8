// Offers of field names and of the keys of maps.

import type { YamlMap } from '../../documents/tree';
import type { ApiField, FieldType } from '../../schema/catalogue';
import { shortTypeName, typeText } from '../../schema/typeText';
import { inPod, patternOf } from '../../workspace/references';
import { isNeeded, isPossible, presentKeys, rankOf } from './context';
import { indentStyleOf } from './indentStyle';
import {
  NAMESPACE_LABELS,
  OBJECT_ANNOTATIONS,
  POD_ANNOTATIONS,
  QUANTITIES,
  RESOURCE_NAMES,
  WELL_KNOWN_LABELS,
  WELL_KNOWN_NODE_LABELS,
} from './knowledge';
import { labelsInSight } from './names';
import type { Offer } from './offer';
import { escapeSnippet } from './offer';
import { yamlText } from './scalarText';
import type { PlacedScene } from './scene';
import type { Shape, Stops } from './shape';
import { blockText, flowText, shapeOf } from './shape';

/** Where a key is put: what comes before it, and how far its own line is indented beyond the line's blanks. */
export interface KeySpot {
  readonly before: string;
  readonly indent: number;
}

/** The names that can be typed in a value of this type. */
export function keyOffers(
  scene: PlacedScene,
  type: FieldType,
  map: YamlMap | undefined,
  spot: KeySpot,
): readonly Offer[] {
  if (type.kind === 'object') return fieldOffers(scene, type.type, map, spot);
  if (type.kind === 'map') return mapKeyOffers(scene, type.of, map, spot);
  return [];
}

function fieldOffers(
  scene: PlacedScene,
  typeName: string,
  map: YamlMap | undefined,
  spot: KeySpot,
): readonly Offer[] {
  const short = shortTypeName(typeName);
  const fields = scene.catalogue.type(typeName)?.fields ?? [];
  return fields
    .filter((field) => isPossible(scene, short, field.name, map))
    .map((field): Offer => {
      const shape = shapeOf(scene.catalogue, field.type, typeName, field.name);
      return {
        label: field.name,
        kind: 'field',
        detail: detailOf(scene, short, field),
        rank: rankOf(scene, short, field),
        replace: scene.cursor.replace,
        snippet: keySnippet(scene, field.name, shape, spot),
        ...filterOf(scene, field.name),
        ...(field.deprecated ? { deprecated: true } : {}),
        ...(shape.is === 'leaf' ? { goesOn: hasChoice(field) } : {}),
        subject: { of: 'field', type: typeName, field: field.name },
      };
    });
}

function hasChoice(field: ApiField): boolean {
  return (
    field.values !== undefined || field.type.kind === 'boolean' || field.suggestions !== undefined
  );
}

/** `[]Container, required`; `string, default Always`. */
function detailOf(scene: PlacedScene, type: string, field: ApiField): string {
  const parts = [typeText(field.type)];
  if (isNeeded(scene, type, field)) parts.push('required');
  if (field.default !== undefined && !['', '""', '{}', '[]'].includes(field.default))
    parts.push(`default ${field.default}`);
  if (field.since !== undefined) parts.push(`since ${field.since}`);
  if (field.deprecated) parts.push('deprecated');
  return parts.join(', ');
}

/** An open quote is part of what was typed, so it must be part of what it is compared with. */
export function filterOf(
  { cursor }: Pick<PlacedScene, 'cursor'>,
  label: string,
): Pick<Offer, 'filter'> {
  const json = cursor.flow === 'json' && cursor.replace.start < cursor.replace.end;
  if (cursor.quote === '' && !json) return {};
  return { filter: `${cursor.quote === '' ? '"' : cursor.quote}${label}` };
}

function keySnippet(scene: PlacedScene, name: string, shape: Shape, spot: KeySpot): string {
  const { cursor } = scene;
  const key = cursor.flow === 'json' ? `"${name}"` : keyText(name);
  const lead = cursor.lead + spot.before + escapeSnippet(key);
  if (cursor.hasColon) return lead;
  const stops: Stops = { next: 1 };
  if (cursor.flow !== 'none') {
    const comma = cursor.needsComma ? ', ' : '';
    return `${lead}: ${flowText(shape, cursor.flow === 'json', stops)}${comma}`;
  }
  return `${lead}:${blockText(shape, spot.indent, indentStyleOf(scene.document), stops)}`;
}

function keyText(name: string): string {
  return /^[A-Za-z0-9_$./][\w$./-]*$/.test(name) ? name : JSON.stringify(name);
}

interface MapKey {
  readonly key: string;
  /** Text after the colon, `''` for a place to fill in. */
  readonly value: string;
  readonly detail: string;
  readonly rank: number;
}

function mapKeyOffers(
  scene: PlacedScene,
  of: FieldType,
  map: YamlMap | undefined,
  spot: KeySpot,
): readonly Offer[] {
  const present = presentKeys(scene, map);
  return mapKeys(scene)
    .filter(({ key }) => !present.has(key))
    .map(({ key, value, detail, rank }): Offer => {
      const quoted = of.kind === 'string' && of.format !== 'quantity';
      const text = quoted && value !== '' ? yamlText(value, scene.cursor.flow === 'json') : value;
      const bare = scene.cursor.flow === 'json' && text.startsWith('"') ? text.slice(1, -1) : text;
      const shape: Shape = { is: 'leaf', text: bare, quoted: true };
      return {
        label: key,
        kind: 'field',
        detail,
        rank,
        replace: scene.cursor.replace,
        snippet: keySnippet(scene, key, shape, spot),
        ...filterOf(scene, key),
        subject: { of: 'name', as: quoted ? 'key' : 'resource', name: key },
      };
    });
}

/** Keys worth offering in a map whose keys are free. */
function mapKeys(scene: PlacedScene): readonly MapKey[] {
  const { info } = scene;
  const place = inPod(info.kind, info.path);
  const pattern = place?.isSpec ? patternOf(place.rest) : patternOf(info.path);
  const name = info.field?.name ?? '';
  if (name === 'requests' || name === 'limits' || name === 'overhead') return resourceKeys(pattern);
  if (name === 'hard')
    return (info.field?.suggestions ?? []).map((key) => ({
      key,
      value: '',
      detail: 'quantity',
      rank: 100,
    }));
  if (name === 'capacity' && info.kind.kind.startsWith('PersistentVolume')) return storageKeys();
  if (['default', 'defaultRequest', 'max', 'min', 'maxLimitRequestRatio'].includes(name)) {
    return resourceKeys(pattern);
  }
  if (name === 'annotations') return annotationKeys(scene);
  return labelKeys(scene, name);
}

function storageKeys(): readonly MapKey[] {
  return [{ key: 'storage', value: '1Gi', detail: 'quantity', rank: 100 }];
}

function resourceKeys(pattern: string): readonly MapKey[] {
  if (/volumeClaimTemplate|^spec\.resources/.test(pattern)) return storageKeys();
  // What a Pod as a whole asks for has no disk space in it.
  const isWholePod = /^resources\./.test(pattern);
  const names = RESOURCE_NAMES.filter(
    (name) => !isWholePod || (name !== 'ephemeral-storage' && !name.includes('/')),
  );
  return names.map((key, i) => ({
    key,
    value: QUANTITIES[key]?.[key === 'memory' ? 1 : 0] ?? '',
    detail: 'quantity',
    rank: 100 + i,
  }));
}

function annotationKeys({ info }: PlacedScene): readonly MapKey[] {
  const place = inPod(info.kind, info.path);
  const own = OBJECT_ANNOTATIONS[info.kind.kind] ?? [];
  const suggested = info.field?.suggestions ?? [];
  const keys = new Set(
    place === undefined ? [...own, ...suggested] : [...POD_ANNOTATIONS, ...suggested],
  );
  return [...keys].map((key, i) => ({ key, value: '', detail: 'annotation', rank: 200 + i }));
}

function labelKeys(scene: PlacedScene, name: string): readonly MapKey[] {
  const keys: MapKey[] = [];
  for (const [key, values] of labelsInSight(scene) ?? []) {
    const [value = ''] = values.length === 1 ? values : [];
    const detail = values.length === 1 ? `= ${value}` : values.join(', ');
    keys.push({ key, value, detail, rank: 100 + keys.length });
  }
  const known = new Set(keys.map(({ key }) => key));
  const more =
    name === 'nodeSelector'
      ? Object.keys(WELL_KNOWN_NODE_LABELS)
      : name === 'labels'
        ? scene.info.kind.kind === 'Namespace'
          ? [...NAMESPACE_LABELS, ...WELL_KNOWN_LABELS]
          : WELL_KNOWN_LABELS
        : keys.length > 0
          ? []
          : (scene.info.field?.suggestions ?? []);
  for (const key of more) {
    if (!known.has(key))
      keys.push({ key, value: '', detail: 'well-known label', rank: 300 + keys.length });
  }
  return keys;
}
