import type { CodeAction, CodeActionContext, Diagnostic, TextEdit } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver-types';
import type { Finding } from '../documents/finding';
import { loadYaml } from '../documents/yamlValue';
import { codeActions } from '../features/codeActions';
import type { Action } from '../features/codeActions/action';
import { shownFindings, silencedIn } from '../features/diagnosticsCache';
import type { OpenDocument } from './openFiles';
import { withRequestGuard } from './requestGuard';
import type { Server } from './server';
import { toRange } from './server';

/** Quick fixes of findings, and rewritings of what stands at the cursor. */
export function registerCodeActions(server: Server): void {
  if (!server.client.codeActionLiterals) return;
  server.advertise({
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite],
    },
  });
  server.connection.onCodeAction(
    withRequestGuard(server, [], async ({ textDocument: { uri }, range, context }) => {
      await loadYaml();
      const open = server.files.at(uri, range.start);
      if (open === undefined) return [];
      const { document, file, start } = open;
      const span = {
        start: file.offsetAt(range.start) - start,
        end: file.offsetAt(range.end) - start,
      };
      const settings = server.settings.of(uri);
      const catalogue = server.catalogue(settings);
      const actions = codeActions({
        catalogue,
        document,
        uri,
        index: server.workspace,
        language: server.language,
        span,
        findings: settings.validation === 'off' ? [] : findingsOf(server, open),
      });
      return actions
        .filter(
          (action) =>
            isWanted(context, action) &&
            (action.explains === undefined || server.client.suggestsAgain),
        )
        .map((action) => toCodeAction(open, action, context.diagnostics));
    }),
  );
}

function findingsOf(server: Server, { document, uri }: OpenDocument): readonly Finding[] {
  const settings = server.settings.of(uri);
  const manifests = server.files.manifests(uri);
  const version = settings.kubernetesVersion;
  const scene = { catalogue: server.catalogue(settings), document, uri, version };
  const silenced = manifests === undefined ? new Set<string>() : silencedIn(manifests);
  return shownFindings(server.diagnostics.findings(scene), settings.findings, silenced);
}

/** An editor may ask for one kind only; a kind includes those below it. */
function isWanted({ only }: CodeActionContext, { kind }: Action): boolean {
  return (
    only === undefined || only.some((it) => kind === it || it === '' || kind.startsWith(`${it}.`))
  );
}

function toCodeAction(
  open: OpenDocument,
  action: Action,
  known: readonly Diagnostic[],
): CodeAction {
  const { title, kind, edits, isPreferred, solves, explains } = action;
  const changes: TextEdit[] = edits.map(({ span, newText }) => ({
    range: toRange(open, span),
    newText,
  }));
  return {
    title,
    kind,
    ...(solves && { diagnostics: diagnosticsOf(open, solves, known) }),
    ...(isPreferred && { isPreferred: true }),
    ...(explains === undefined
      ? { edit: { changes: { [open.uri]: changes } } }
      : { command: { title, command: 'podlab.explainField', arguments: [`finding:${explains}`] } }),
  };
}

function diagnosticsOf(
  open: OpenDocument,
  finding: Finding,
  known: readonly Diagnostic[],
): Diagnostic[] {
  const { line, character } = toRange(open, finding.span).start;
  return known.filter(
    ({ code, range: { start } }) =>
      code === finding.code && start.line === line && start.character === character,
  );
}
