// Which Services select a Pod and which Pods a Service selects, without asking each of them: they are filed under labels.
import type { KubeObject } from '../../schema/objects';
import { matches, type Selector, selectorFromLabels } from '../../schema/selector';
import type { Change } from '../api/store';

type Labels = Readonly<Record<string, string>>;

interface Filed {
  readonly under: string;
  readonly selector: Selector;
}

/** An index of one kind of object with a plain map of labels as selector; changed in place as they come and go. */
export class SelectorIndex {
  readonly #filed = new Map<string, Filed>();
  readonly #byLabel = new Map<string, Map<string, Selector>>();

  /** Files the object anew; without labels to select by it selects nothing. */
  set(key: string, namespace: string, labels: Labels | undefined): void {
    this.delete(key);
    const [first] = Object.entries(labels ?? {});
    if (labels === undefined || first === undefined) return;
    const under = labelKey(namespace, first[0], first[1]);
    const selector = selectorFromLabels(labels);
    this.#filed.set(key, { under, selector });
    let same = this.#byLabel.get(under);
    if (same === undefined) this.#byLabel.set(under, (same = new Map()));
    same.set(key, selector);
  }

  delete(key: string): void {
    const filed = this.#filed.get(key);
    if (filed === undefined) return;
    this.#filed.delete(key);
    const same = this.#byLabel.get(filed.under);
    same?.delete(key);
    if (same?.size === 0) this.#byLabel.delete(filed.under);
  }

  /** Keys of those that select the object, in the order of its labels. */
  selecting(object: KubeObject): readonly string[] {
    if (this.#filed.size === 0) return [];
    const { namespace = '', labels = {} } = object.metadata;
    const keys: string[] = [];
    for (const name of Object.keys(labels))
      for (const [key, selector] of this.#byLabel.get(
        labelKey(namespace, name, labels[name] ?? ''),
      ) ?? [])
        if (matches(selector, labels)) keys.push(key);
    return keys;
  }
}

/** Pods by each of their labels; changed in place with the store. */
export class PodsByLabel {
  readonly #uids = new Map<string, Set<string>>();

  follow({ object, previous, op }: Change): void {
    if (object.kind !== 'Pod') return;
    if (op === 'MODIFIED' && previous?.metadata.labels === object.metadata.labels) return;
    if (previous !== undefined) this.#each(previous, (uids, uid) => uids.delete(uid));
    if (op !== 'DELETED') this.#each(object, (uids, uid) => uids.add(uid));
  }

  #each(pod: KubeObject, act: (uids: Set<string>, uid: string) => void): void {
    const { namespace = '', labels = {}, uid = '' } = pod.metadata;
    for (const name of Object.keys(labels)) {
      const key = labelKey(namespace, name, labels[name] ?? '');
      let uids = this.#uids.get(key);
      if (uids === undefined) this.#uids.set(key, (uids = new Set()));
      act(uids, uid);
    }
  }

  /** Uids of the Pods with the first of the labels, in the order in which they got it: who selects by all of them finds its own among these. */
  candidates(namespace: string, labels: Labels): Iterable<string> {
    const [first] = Object.entries(labels);
    return first === undefined
      ? []
      : (this.#uids.get(labelKey(namespace, first[0], first[1])) ?? []);
  }
}

function labelKey(namespace: string, name: string, value: string): string {
  return `${namespace}/${name}=${value}`;
}
