import type { ContainerFiles } from '../files/containerFiles';
import { joinPath } from '../files/path';
import { hasPattern, matchesPattern } from './pattern';

const MAX_PATHS = 10_000;

/** Paths that match, written as the pattern is (relative stays relative), sorted. */
export function globPaths(files: ContainerFiles, cwd: string, pattern: string): readonly string[] {
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const step of pattern.split('/').filter((part) => part !== '')) {
    found = found.flatMap((base) => matchStep(files, cwd, base, step)).slice(0, MAX_PATHS);
  }
  return found.filter((path) => path !== '' && path !== '/').sort();
}

function matchStep(
  files: ContainerFiles,
  cwd: string,
  base: string,
  step: string,
): readonly string[] {
  const directory = base === '' ? cwd : joinPath(cwd, base);
  if (!hasPattern(step)) {
    const name = step.replace(/\\(.)/g, '$1');
    const path = `${base}${base === '' || base.endsWith('/') ? '' : '/'}${name}`;
    return files.lookupLink(joinPath(cwd, path)).error === undefined ? [path] : [];
  }
  const names = files.list(directory);
  if (names.error !== undefined) return [];
  return names.value
    .filter((name) => (step.startsWith('.') || !name.startsWith('.')) && matchesPattern(step, name))
    .map((name) => `${base}${base === '' || base.endsWith('/') ? '' : '/'}${name}`);
}
