// Whether another extension already serves Kubernetes fields for a file, which is what the value `auto` turns on.
// Decided from plain facts, so that it can be tested without an editor.
import type { Overlap } from '../settings';

export interface OtherExtensions {
  /** Red Hat YAML: serves fields where a schema is tied to the file. */
  readonly yaml: boolean;
  /** The Kubernetes extension: ties its schema to every manifest, through Red Hat YAML. */
  readonly kubernetes: boolean;
  /** The user's `yaml.schemas`: schema to the glob or globs of its files. */
  readonly yamlSchemas: Readonly<Record<string, unknown>>;
}

/** What the server is told: everything, only what no other extension knows, or nothing. */
export type EffectiveOverlap = 'on' | 'shared' | 'off';

const MODELINE = /^#\s*yaml-language-server\s*:\s*\$schema\s*=/m;

export function effectiveOverlap(
  setting: Overlap,
  others: OtherExtensions,
  file: { readonly path: string; readonly top: string },
): EffectiveOverlap {
  if (setting !== 'auto') return setting;
  return servesKubernetesFields(others, file) ? 'shared' : 'on';
}

function servesKubernetesFields(
  others: OtherExtensions,
  file: { readonly path: string; readonly top: string },
): boolean {
  if (!others.yaml) return false;
  if (others.kubernetes || MODELINE.test(file.top)) return true;
  return Object.entries(others.yamlSchemas).some(
    ([schema, globs]) =>
      /kubernetes/i.test(schema) && globsOf(globs).some((glob) => matches(glob, file.path)),
  );
}

const globsOf = (globs: unknown): readonly string[] =>
  (Array.isArray(globs) ? globs : [globs]).filter((glob) => typeof glob === 'string');

/** Globs as Red Hat YAML reads them: one without a slash applies at any depth. */
function matches(glob: string, path: string): boolean {
  const anchored = glob.startsWith('/') ? glob : `**/${glob}`;
  return globToPattern(anchored).test(path);
}

function globToPattern(glob: string): RegExp {
  const body = glob.replace(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[.+^$()|[\]\\{}]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1) return `(?:${token.slice(1, -1).split(',').map(escaped).join('|')})`;
    return escaped(token);
  });
  return new RegExp(`${body}$`);
}

const escaped = (text: string): string => text.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&');
