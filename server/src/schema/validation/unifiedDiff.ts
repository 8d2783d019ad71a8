// Differences between two texts as `diff -u` shows them, without the file names. The blocks that are taken to be common are
// those that Ratcliff and Obershelp's method finds: the longest first, then what lies to its left and right.

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

type Tag = 'equal' | 'replace' | 'delete' | 'insert';
interface Step {
  readonly tag: Tag;
  readonly a1: number;
  readonly a2: number;
  readonly b1: number;
  readonly b2: number;
}

const CONTEXT = 3;
/** In a long text, lines that make up more than this part of it are too common to begin a block. */
const POPULAR_FROM = 200;

/** The hunks, each with its header and three lines around; `''` when nothing differs. */
export function unifiedDiff(before: readonly string[], after: readonly string[]): string {
  const lines: string[] = [];
  for (const hunk of hunksOf(stepsOf(before, after))) {
    const [first, last] = [hunk[0], hunk[hunk.length - 1]];
    if (first === undefined || last === undefined) continue;
    lines.push(`@@ -${range(first.a1, last.a2)} +${range(first.b1, last.b2)} @@`);
    for (const step of hunk) {
      if (step.tag === 'equal') {
        for (const line of before.slice(step.a1, step.a2)) lines.push(` ${line}`);
        continue;
      }
      for (const line of before.slice(step.a1, step.a2)) lines.push(`-${line}`);
      for (const line of after.slice(step.b1, step.b2)) lines.push(`+${line}`);
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

function range(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return `${start + 1}`;
  return length === 0 ? `${start},0` : `${start + 1},${length}`;
}

/** Steps in groups, with at most three equal lines at each end of a group. */
function hunksOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const hunks: Step[][] = [];
  let hunk: Step[] = [];
  steps.forEach((step, index) => {
    if (step.tag !== 'equal') {
      hunk.push(step);
      return;
    }
    const isFirst = index === 0;
    const isLast = index === steps.length - 1;
    const head = {
      ...step,
      a2: Math.min(step.a2, step.a1 + CONTEXT),
      b2: Math.min(step.b2, step.b1 + CONTEXT),
    };
    const tail = {
      ...step,
      a1: Math.max(step.a1, step.a2 - CONTEXT),
      b1: Math.max(step.b1, step.b2 - CONTEXT),
    };
    if (isFirst) hunk.push(tail);
    else if (isLast) hunk.push(head);
    else if (step.a2 - step.a1 > 2 * CONTEXT) {
      hunk.push(head);
      hunks.push(hunk);
      hunk = [tail];
    } else hunk.push(step);
  });
  if (hunk.some((step) => step.tag !== 'equal')) hunks.push(hunk);
  return hunks.filter((group) => group.some((step) => step.tag !== 'equal'));
}

function stepsOf(a: readonly string[], b: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  for (const match of [...matchesOf(a, b), { a: a.length, b: b.length, size: 0 }]) {
    const [left, right] = [i < match.a, j < match.b];
    if (left || right) {
      const tag: Tag = left && right ? 'replace' : left ? 'delete' : 'insert';
      steps.push({ tag, a1: i, a2: match.a, b1: j, b2: match.b });
    }
    [i, j] = [match.a + match.size, match.b + match.size];
    if (match.size > 0) steps.push({ tag: 'equal', a1: match.a, a2: i, b1: match.b, b2: j });
  }
  return steps;
}

function matchesOf(a: readonly string[], b: readonly string[]): readonly Match[] {
  const places = placesOf(b);
  const found: Match[] = [];
  const pending: [number, number, number, number][] = [[0, a.length, 0, b.length]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [a1, a2, b1, b2] = next;
    const match = longestMatch(a, b, places, next);
    if (match.size === 0) continue;
    found.push(match);
    if (a1 < match.a && b1 < match.b) pending.push([a1, match.a, b1, match.b]);
    if (match.a + match.size < a2 && match.b + match.size < b2) {
      pending.push([match.a + match.size, a2, match.b + match.size, b2]);
    }
  }
  found.sort((left, right) => left.a - right.a || left.b - right.b);
  return joined(found);
}

/** Blocks that follow on one another are one. */
function joined(found: readonly Match[]): readonly Match[] {
  const result: Match[] = [];
  for (const match of found) {
    const last = result[result.length - 1];
    if (last !== undefined && last.a + last.size === match.a && last.b + last.size === match.b) {
      result[result.length - 1] = { ...last, size: last.size + match.size };
    } else result.push(match);
  }
  return result;
}

function placesOf(b: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of b.entries()) {
    const list = places.get(line);
    if (list === undefined) places.set(line, [index]);
    else list.push(index);
  }
  if (b.length < POPULAR_FROM) return places;
  const limit = Math.floor(b.length / 100) + 1;
  for (const [line, list] of places) if (list.length > limit) places.delete(line);
  return places;
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  [a1, a2, b1, b2]: readonly [number, number, number, number],
): Match {
  let best: Match = { a: a1, b: b1, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = a1; i < a2; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i] ?? '') ?? []) {
      if (j < b1 || j >= b2) continue;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  let { a: start, b: other, size } = best;
  while (start > a1 && other > b1 && a[start - 1] === b[other - 1]) {
    start--;
    other--;
    size++;
  }
  while (start + size < a2 && other + size < b2 && a[start + size] === b[other + size]) size++;
  return { a: start, b: other, size };
}
