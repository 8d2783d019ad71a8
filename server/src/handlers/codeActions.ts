import type { CodeAction, Diagnostic, TextEdit } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { Finding } from '../documents/finding';
import { loadYaml } from '../documents/yamlValue';
import type { OpenDocument } from './openFiles';
import { withRequestGuard } from './requestGuard';
import type { Server } from './server';
import { toRange } from './server';

/** Quick fixes of findings. */
export function registerCodeActions(server: Server): void {
  if (!server.client.codeActionLiterals) return;
  server.advertise({ codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } });
  server.connection.onCodeAction(
    withRequestGuard(server, [], async ({ textDocument: { uri }, range, context }) => {
      await loadYaml();
      const settings = server.settings.of(uri);
      if (settings.validation === 'off') return [];
      const open = server.files.at(uri, range.start);
      if (open === undefined) return [];
      const from = open.file.offsetAt(range.start) - open.start;
      const to = open.file.offsetAt(range.end) - open.start;
      const findings = server.diagnostics.findings({
        catalogue: server.catalogue(settings),
        document: open.document,
        uri,
        version: settings.kubernetesVersion,
      });
      return findings
        .filter(({ span }) => span.start <= to && span.end >= from)
        .flatMap((finding) => toActions(open, finding, context.diagnostics));
    }),
  );
}

function toActions(
  open: OpenDocument,
  finding: Finding,
  known: readonly Diagnostic[],
): readonly CodeAction[] {
  const range = toRange(open, finding.span);
  const solved = known.filter(
    (it) =>
      it.code === finding.code &&
      it.range.start.line === range.start.line &&
      it.range.start.character === range.start.character,
  );
  return (finding.fixes ?? []).map(({ title, edits, isPreferred }) => {
    const changes: TextEdit[] = edits.map(({ span, newText }) => ({
      range: toRange(open, span),
      newText,
    }));
    return {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: solved,
      ...(isPreferred ? { isPreferred: true } : {}),
      edit: { changes: { [open.uri]: changes } },
    };
  });
}
