/** Without `.`, `..`, doubled and trailing slashes; always absolute. */
export function normalizePath(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..') steps.pop();
    else steps.push(step);
  }
  return `/${steps.join('/')}`;
}

/** `path` as seen from `directory`. Keeps `..` of absolute paths for the file system, where links decide what it means. */
export function joinPath(directory: string, path: string): string {
  if (path.startsWith('/')) return path;
  return directory.endsWith('/') ? `${directory}${path}` : `${directory}/${path}`;
}

export function baseName(path: string): string {
  const trimmed = path.length > 1 ? path.replace(/\/+$/, '') : path;
  if (trimmed === '') return '/';
  return trimmed.slice(trimmed.lastIndexOf('/') + 1) || '/';
}

export function directoryName(path: string): string {
  const trimmed = path.replace(/(?<=.)\/+$/, '');
  const cut = trimmed.lastIndexOf('/');
  if (cut < 0) return '.';
  return trimmed.slice(0, cut).replace(/\/+$/, '') || '/';
}
