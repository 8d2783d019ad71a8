// What the columns of every kind are made of: reading fields of an object of which nothing is known, and the words for
// what is not there.

import type { KubeObject, PodTemplate } from '../objects';
import { isPlain, listAt, type Plain, plainListAt, plainOf } from '../plain';
import { canonicalQuantity } from '../quantity';
import { formatSelector, type LabelSelectorLike, selectorFromLabelSelector } from '../selector';
import { ageOf } from './age';

export interface Column {
  /** As the header has it: `UP-TO-DATE`. */
  readonly title: string;
  /** Only with `-o wide`. */
  readonly wide?: true;
  /** @param nowMs milliseconds of the epoch */
  readonly cell: (object: KubeObject, nowMs: number) => string;
}

export const NONE = '<none>';
export const UNSET = '<unset>';

export function specOf(object: KubeObject): Plain {
  return plainOf(object['spec']);
}
export function statusOf(object: KubeObject): Plain {
  return plainOf(object['status']);
}
export function count(value: unknown): string {
  return typeof value === 'number' ? String(value) : '0';
}
export function text(value: unknown, absent = ''): string {
  return value === undefined || value === null || value === '' ? absent : String(value);
}
/** How many elements a list or entries a mapping has. */
export function sizeOf(value: unknown): string {
  if (Array.isArray(value)) return String(value.length);
  return String(isPlain(value) ? Object.keys(value).length : 0);
}
export function quantityText(value: unknown): string {
  return value === undefined || value === null ? '0' : canonicalQuantity(value);
}
/** `a,b,c + 2 more...` */
export function firstOf(most: number, items: readonly string[], separator = ','): string {
  const rest = items.length - most;
  return items.slice(0, most).join(separator) + (rest > 0 ? ` + ${rest} more...` : '');
}

export function column(title: string, cell: Column['cell']): Column {
  return { title, cell };
}
export function wide(title: string, cell: Column['cell']): Column {
  return { title, cell, wide: true };
}
export function own(title: string, field: string, show: (value: unknown) => string = text): Column {
  return column(title, (object) => show(object[field]));
}
export function spec(
  title: string,
  field: string,
  show: (value: unknown) => string = text,
): Column {
  return column(title, (object) => show(specOf(object)[field]));
}
export function status(
  title: string,
  field: string,
  show: (value: unknown) => string = count,
): Column {
  return column(title, (object) => show(statusOf(object)[field]));
}

export const NAME: Column = { title: 'NAME', cell: (object) => object.metadata.name ?? '' };
export const AGE: Column = {
  title: 'AGE',
  cell: (object, nowMs) => ageOf(object.metadata.creationTimestamp, nowMs),
};
/** Of kinds for which the server has no columns of its own. */
export const CREATED_AT: Column = {
  title: 'CREATED AT',
  cell: (object) => text(object.metadata.creationTimestamp, '<unknown>'),
};
/** The class that is used where none is named. */
export function nameUnlessDefault(annotation: string): Column {
  return column('NAME', ({ metadata: { name = '', annotations } }) =>
    annotations?.[annotation] === 'true' ? `${name} (default)` : name,
  );
}

/** Of a workload, or of the Jobs of a CronJob. */
function workloadSpec(object: KubeObject): Plain {
  const { jobTemplate } = specOf(object);
  return jobTemplate === undefined ? specOf(object) : plainOf(plainOf(jobTemplate)['spec']);
}
export function templateOf(object: KubeObject): PodTemplate | undefined {
  return workloadSpec(object)['template'] as PodTemplate | undefined;
}
export function containersCells(of: (object: KubeObject) => unknown): {
  readonly names: Column['cell'];
  readonly images: Column['cell'];
} {
  const all = (object: KubeObject, field: string) =>
    plainListAt(plainOf(plainOf(of(object))['spec']), 'containers')
      .map((container) => text(container[field]))
      .join(',');
  return {
    names: (object) => all(object, 'name'),
    images: (object) => all(object, 'image'),
  };
}
const OF_TEMPLATE = containersCells(templateOf);
export const CONTAINERS = wide('CONTAINERS', OF_TEMPLATE.names);
export const IMAGES = wide('IMAGES', OF_TEMPLATE.images);
export const SELECTOR = wide('SELECTOR', (object) =>
  selectorText(workloadSpec(object)['selector']),
);

function pairsOf(map: unknown): string {
  const pairs = Object.entries(plainOf(map)).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([key, value]) => `${key}=${String(value)}`).join(',');
}

/** A selector, or labels, as the tables write them: `app=web,tier in (a,b)`. Rules: L-LAB-2. */
export function selectorText(selector: unknown): string {
  const fields = plainOf(selector);
  const isLabelSelector =
    isPlain(fields['matchLabels']) || listAt(fields, 'matchExpressions').length > 0;
  if (!isLabelSelector) {
    const { matchLabels: _labels, matchExpressions: _none, ...plain } = fields;
    return pairsOf(plain) || NONE;
  }
  const understood = selectorFromLabelSelector(fields as LabelSelectorLike);
  return understood === undefined ? '<error>' : formatSelector(understood) || NONE;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
}
export function conditionsOf(object: KubeObject): readonly Condition[] {
  return plainListAt(statusOf(object), 'conditions') as unknown as readonly Condition[];
}
