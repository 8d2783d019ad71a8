// Which files a kustomization names as patches: partial objects, of which nothing is missing.

import type { ManifestFile } from '../documents/manifestFile';
import { entryOf, scalarText } from '../documents/tree';
import { canonicalUri } from '../support/uri';

const KUSTOMIZATION = /\/kustomization(?:\.ya?ml)?$/i;

export function isKustomization(uri: string): boolean {
  return KUSTOMIZATION.test(uri);
}

/** The uris of all patches that the kustomizations among these files name. */
export function patchesOf(files: Iterable<ManifestFile>): ReadonlySet<string> {
  const patches = new Set<string>();
  for (const file of files) {
    if (!isKustomization(file.uri)) continue;
    for (const { document } of file.documents) {
      const { root } = document.tree;
      for (const key of ['patches', 'patchesStrategicMerge', 'patchesJson6902']) {
        const list = entryOf(root, key)?.value;
        if (list?.kind !== 'sequence') continue;
        for (const { value } of list.items) {
          const path = scalarText(value) ?? scalarText(entryOf(value, 'path')?.value);
          if (path !== undefined) patches.add(canonicalUri(resolveUri(file.uri, path)));
        }
      }
    }
  }
  return patches;
}

/** A relative path beside a file, as a uri. */
export function resolveUri(uri: string, path: string): string {
  const steps = uri.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(encodeURIComponent(step));
  }
  return steps.join('/');
}
