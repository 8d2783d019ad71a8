// Parts of a tree that text before them has moved. They are moved when somebody looks: a key typed at the top of a long
// list costs nothing for what stands below.

import type { YamlEntry, YamlItem, YamlNode, YamlScalar } from './tree';

class MovedItem implements YamlItem {
  readonly start: number;
  readonly end: number;
  readonly base: YamlItem;
  readonly delta: number;
  #value: YamlNode | undefined;

  constructor(base: YamlItem, delta: number) {
    this.start = base.start + delta;
    this.end = base.end + delta;
    this.base = base;
    this.delta = delta;
  }

  get value(): YamlNode | undefined {
    const { value } = this.base;
    if (value !== undefined) this.#value ??= movedNode(value, this.delta);
    return this.#value;
  }
}

class MovedEntry implements YamlEntry {
  readonly start: number;
  readonly end: number;
  readonly base: YamlEntry;
  readonly delta: number;
  #key: YamlScalar | undefined;
  #value: YamlNode | undefined;

  constructor(base: YamlEntry, delta: number) {
    this.start = base.start + delta;
    this.end = base.end + delta;
    this.base = base;
    this.delta = delta;
  }

  get key(): YamlScalar {
    this.#key ??= movedScalar(this.base.key, this.delta);
    return this.#key;
  }

  get colon(): number | undefined {
    const { colon } = this.base;
    return colon === undefined ? undefined : colon + this.delta;
  }

  get value(): YamlNode | undefined {
    const { value } = this.base;
    if (value !== undefined) this.#value ??= movedNode(value, this.delta);
    return this.#value;
  }
}

export function movedItem(item: YamlItem, delta: number): YamlItem {
  if (!(item instanceof MovedItem)) return delta === 0 ? item : new MovedItem(item, delta);
  const sum = item.delta + delta;
  return sum === 0 ? item.base : new MovedItem(item.base, sum);
}

export function movedEntry(entry: YamlEntry, delta: number): YamlEntry {
  if (!(entry instanceof MovedEntry)) return delta === 0 ? entry : new MovedEntry(entry, delta);
  const sum = entry.delta + delta;
  return sum === 0 ? entry.base : new MovedEntry(entry.base, sum);
}

function movedScalar(scalar: YamlScalar, delta: number): YamlScalar {
  return { ...scalar, start: scalar.start + delta, end: scalar.end + delta };
}

function movedNode(node: YamlNode, delta: number): YamlNode {
  if (node.kind === 'scalar') return movedScalar(node, delta);
  const span = { start: node.start + delta, end: node.end + delta };
  return node.kind === 'map'
    ? { ...node, ...span, entries: node.entries.map((it) => movedEntry(it, delta)) }
    : { ...node, ...span, items: node.items.map((it) => movedItem(it, delta)) };
}
