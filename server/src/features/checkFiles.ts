// The findings of whole files, as the editor would show them, with lines and columns for people and other tools.
import type { Severity } from '../documents/finding';
import { type ManifestFile, openFile } from '../documents/manifestFile';
import { withSeverities } from '../rules/rules';
import { silencedInFile } from '../rules/silence';
import { getCatalogue } from '../schema/builtinCatalogue';
import { asOf } from '../schema/versions';
import { WorkspaceIndex } from '../workspace/workspaceIndex';
import { DiagnosticsCache } from './diagnosticsCache';

/** Lines and columns count from 1. */
export interface FileFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
}

/** Findings of the named files, judged together with their neighbours. Needs `loadYaml` to have ended. */
export function checkFiles(
  files: readonly { readonly path: string; readonly text: string }[],
  neighbours: readonly { readonly path: string; readonly text: string }[],
  version: string,
): readonly FileFinding[] {
  const catalogue = asOf(getCatalogue(), version);
  const workspace = new WorkspaceIndex(catalogue);
  const opened = files.map(({ path, text }) => openFile(path, text));
  for (const file of opened) workspace.put(file);
  for (const { path, text } of neighbours) workspace.put(openFile(path, text));
  const cache = new DiagnosticsCache(workspace, 'en');
  return opened.flatMap((file) => {
    const silenced = silencedInFile(file.documents.map(({ document }) => document));
    if (silenced === 'all') return [];
    return file.documents.flatMap(({ document, start }) => {
      const scene = { catalogue, document, uri: file.uri, version };
      return withSeverities(cache.findings(scene), {})
        .filter(({ code }) => !silenced.has(code))
        .map(({ span, severity, code, message }): FileFinding => {
          const from = positionOf(file, start + span.start);
          const to = positionOf(file, start + span.end);
          const at = { line: from.line, column: from.column };
          const end = { endLine: to.line, endColumn: to.column };
          return { file: file.uri, ...at, ...end, severity, code, message };
        });
    });
  });
}

function positionOf({ text }: ManifestFile, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
