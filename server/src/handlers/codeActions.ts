import type { CodeAction, CodeActionContext, Diagnostic, TextEdit } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver-types';
import type { Finding } from '../documents/finding';
import type { Span } from '../documents/tree';
import { loadYaml } from '../documents/yamlValue';
import type { Action, ActionScene } from '../features/codeActions/action';
import type { OpenDocument } from './openFiles';
import { withRequestGuard } from './requestGuard';
import type { Features, Server } from './server';
import { toRange } from './server';

/** Asked for when a file is saved, by those who set `editor.codeActionsOnSave`. */
const FIX_ALL = `${CodeActionKind.SourceFixAll}.podlab`;

/** Quick fixes of findings, and rewritings of what stands at the cursor. */
export function registerCodeActions(server: Server): void {
  if (!server.client.codeActionLiterals) return;
  server.advertise({
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL],
    },
  });
  server.connection.onCodeAction(
    withRequestGuard(server, [], async ({ textDocument: { uri }, range, context }) => {
      await loadYaml();
      const features = await server.features();
      const open = server.files.at(uri, range.start);
      if (open === undefined) return [];
      if (asksToFixAll(context)) return fixAll(server, features, uri);
      const { file, start } = open;
      const span = {
        start: file.offsetAt(range.start) - start,
        end: file.offsetAt(range.end) - start,
      };
      return features
        .codeActions(sceneOf(server, features, open, span))
        .filter((action) => isWanted(context, action))
        .filter(({ explains }) => explains === undefined || server.client.suggestsAgain)
        .map((action) => toCodeAction(open, action, context.diagnostics));
    }),
  );
}

function sceneOf(server: Server, features: Features, open: OpenDocument, span: Span): ActionScene {
  const { document, uri } = open;
  const settings = server.settings.of(uri);
  return {
    catalogue: server.catalogue(settings),
    document,
    uri,
    index: server.workspace,
    language: server.language,
    span,
    findings: settings.validation === 'off' ? [] : findingsOf(server, features, open),
  };
}

/** Never offered unasked: only where the editor wants actions of this kind. */
function asksToFixAll({ only }: CodeActionContext): boolean {
  return only?.some((kind) => FIX_ALL === kind || FIX_ALL.startsWith(`${kind}.`)) === true;
}

function fixAll(server: Server, features: Features, uri: string): CodeAction[] {
  const changes = server.files.documents(uri).flatMap((open): TextEdit[] => {
    const edits = features.fixAllEdits(sceneOf(server, features, open, { start: 0, end: 0 }));
    return edits.map(({ span, newText }) => ({ range: toRange(open, span), newText }));
  });
  if (changes.length === 0) return [];
  const title = server.language === 'zh' ? '修复所有 PodLab 问题' : 'Fix all PodLab problems';
  return [{ title, kind: FIX_ALL, edit: { changes: { [uri]: changes } } }];
}

function findingsOf(
  server: Server,
  features: Features,
  { document, uri }: OpenDocument,
): readonly Finding[] {
  const settings = server.settings.of(uri);
  const manifests = server.files.manifests(uri);
  const version = settings.kubernetesVersion;
  const scene = { catalogue: server.catalogue(settings), document, uri, version };
  const silenced = manifests === undefined ? new Set<string>() : features.silencedIn(manifests);
  return features.shownFindings(features.diagnostics.findings(scene), settings.findings, silenced);
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
