// Which kinds a word on a command line can mean: `po`, `pods`, `Pod`, `deployments.apps`, `deploy.v1.apps`.

import type { ApiKind, Catalogue } from './catalogue';

/**
 * The kinds that `word` names, the preferred one first: a plural, a singular (the kind in any case) or a short name,
 * with group or version and group behind it where one wants to be exact. Empty where the cluster has no such resource.
 */
export function kindsNamed(catalogue: Catalogue, word: string): readonly ApiKind[] {
  const [name = '', ...rest] = word.toLowerCase().split('.');
  const named = catalogue.kinds.filter((kind) => isCalled(kind, name));
  const suffix = rest.join('.');
  const fitting = named.filter((kind) => suffix === '' || isQualifiedBy(kind, suffix));
  return [...fitting].sort((a, b) => versionRank(b.version) - versionRank(a.version));
}

function isCalled(kind: ApiKind, name: string): boolean {
  if (name === '' || kind.plural === '') return false;
  return kind.plural === name || kind.singular === name || kind.shortNames.includes(name);
}

function isQualifiedBy({ group, version }: ApiKind, suffix: string): boolean {
  return (
    suffix === group || suffix === `${version}.${group}` || (group === '' && suffix === version)
  );
}

/** `v2` before `v1`, any finished version before a beta, betas before alphas. Sorting is stable: groups keep their order. */
function versionRank(version: string): number {
  const [, major = '0', stage, step = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  const stageRank = stage === undefined ? 2 : stage === 'beta' ? 1 : 0;
  return stageRank * 1_000_000 + Number(major) * 1000 + Number(step);
}

/**
 * Splits `deployments.apps.spec.replicas` into the resource and the steps below it. A group or version behind the
 * resource belongs to it only where a kind of that name is in that group, so `pods.spec` stays a field path.
 */
export function splitResourcePath(
  catalogue: Catalogue,
  text: string,
): { readonly resource: string; readonly steps: readonly string[] } {
  const words = text.split('.').filter((word) => word !== '');
  for (let taken = words.length; taken > 1; taken -= 1) {
    const resource = words.slice(0, taken).join('.');
    if (kindsNamed(catalogue, resource).length > 0) return { resource, steps: words.slice(taken) };
  }
  return { resource: words[0] ?? '', steps: words.slice(1) };
}
