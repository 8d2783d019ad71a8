// Completion indexes: `0-2,4` and back, and which index a Pod works on.
import type { KubeObject } from '../../../schema/objects';

export const INDEX_KEY = 'batch.kubernetes.io/job-completion-index';
export const INDEX_FAILURES_KEY = 'batch.kubernetes.io/job-index-failure-count';

/** The index that a Pod works on; undefined where it has none that makes sense. */
export function indexOf(pod: KubeObject): number | undefined {
  const text = pod.metadata.annotations?.[INDEX_KEY];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

export function failuresOfIndex(pod: KubeObject): number {
  return Number(pod.metadata.annotations?.[INDEX_FAILURES_KEY] ?? 0) || 0;
}

/** Indexes below `end`, in order. */
export function parseIndexes(text: string | undefined, end: number): ReadonlySet<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined) continue;
    for (let i = Number(first); i <= Math.min(Number(last ?? first), end - 1); i++) indexes.add(i);
  }
  return indexes;
}

export function formatIndexes(indexes: Iterable<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; ) {
    let last = i;
    while (last + 1 < sorted.length && sorted[last + 1] === (sorted[last] ?? 0) + 1) last++;
    const [from, to] = [sorted[i] ?? 0, sorted[last] ?? 0];
    // Two neighbours are written one by one.
    parts.push(from === to ? `${from}` : to === from + 1 ? `${from},${to}` : `${from}-${to}`);
    i = last + 1;
  }
  return parts.join(',');
}
