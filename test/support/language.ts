import { expect } from 'vitest';
import { documentAt, openFile } from '../../server/src/documents/manifestFile';
import { DiagnosticsCache } from '../../server/src/features/diagnosticsCache';
import type { HoverText } from '../../server/src/features/hover';
import { hoverText } from '../../server/src/features/hover';
import type { NavigationScene } from '../../server/src/features/navigation';
import { withSeverities } from '../../server/src/rules/rules';
import { getCatalogue } from '../../server/src/schema/builtinCatalogue';
import { loadDescriptions } from '../../server/src/schema/descriptions';
import { WorkspaceIndex } from '../../server/src/workspace/workspaceIndex';
import type { Files } from './completion';
import { cursorIn, dedent } from './marks';

const HOME = 'file:///work';

/** The scene that navigation and hover look at, with the cursor at the mark. */
export function sceneAt(marked: string, others: Files = {}, name = 'a.yaml'): NavigationScene {
  const { text, offset } = cursorIn(marked);
  const workspace = new WorkspaceIndex(getCatalogue());
  for (const [other, content] of Object.entries(others)) {
    workspace.put(openFile(`${HOME}/${other}`, content));
  }
  const file = openFile(`${HOME}/${name}`, text);
  workspace.put(file);
  const located = documentAt(file, offset);
  if (located === undefined) throw new Error('a file has at least one document');
  const { document, start } = located;
  return {
    catalogue: getCatalogue(),
    workspace,
    document,
    start,
    uri: file.uri,
    offset: offset - start,
  };
}

export function hoverAt(
  marked: string,
  others: Files = {},
  language: 'en' | 'zh' = 'en',
): HoverText | undefined {
  const scene = sceneAt(marked, others);
  return hoverText({ ...scene, descriptions: loadDescriptions(), version: '1.36', language });
}

/** Checks that the hover holds every one of these texts. */
export function checkHover(marked: string, ...wanted: readonly string[]): void {
  const markdown = hoverAt(marked)?.markdown ?? '';
  for (const text of wanted) expect(markdown, marked).toContain(text);
}

/** `4: error unknown-field` for each finding of the file, as an editor with default settings shows them. */
export function findingsIn(text: string, name = 'a.yaml', others: Files = {}): readonly string[] {
  const workspace = new WorkspaceIndex(getCatalogue());
  for (const [other, content] of Object.entries(others)) {
    workspace.put(openFile(`${HOME}/${other}`, content));
  }
  const file = openFile(`${HOME}/${name}`, text);
  workspace.put(file);
  const cache = new DiagnosticsCache(workspace, 'en');
  return file.documents.flatMap(({ document, start }) => {
    const { uri } = file;
    const found = cache.findings({ catalogue: getCatalogue(), document, uri, version: '1.36' });
    return withSeverities(found, {}).map(({ severity, code, span }) => {
      const line = text.slice(0, start + span.start).split('\n').length;
      return `${line}: ${severity} ${code} "${document.text.slice(span.start, span.end)}"`;
    });
  });
}

/**
 * Checks the findings of a manifest against the comments that stand under them:
 * `#   ^^^^ error unknown-field`. The lines of such comments are no part of the manifest.
 */
export function checkFindings(annotated: string, name?: string): void {
  const lines = dedent(annotated).split('\n');
  const manifest: string[] = [];
  const wanted: string[] = [];
  for (const line of lines) {
    const mark = /^( *)#( *)(\^+) (.*)$/.exec(line);
    if (mark === null) {
      manifest.push(line);
      continue;
    }
    const [, indent = '', blanks = '', carets = '', what = ''] = mark;
    const start = indent.length + 1 + blanks.length;
    const spot = manifest.at(-1)?.slice(start, start + carets.length) ?? '';
    wanted.push(`${manifest.length}: ${what} "${spot}"`);
  }
  expect([...findingsIn(manifest.join('\n'), name)].sort()).toEqual([...wanted].sort());
}
