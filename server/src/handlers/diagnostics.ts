import type { Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import {
  DiagnosticSeverity,
  DiagnosticTag,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import type { Finding, Severity } from '../documents/finding';
import { loadYaml } from '../documents/yamlValue';
import type { DiagnosticsCache } from '../features/diagnosticsCache';
import { withSeverities } from '../rules/rules';
import { silencedInFile } from '../rules/silence';
import type { OpenDocument } from './openFiles';
import { withRequestGuard } from './requestGuard';
import type { Server } from './server';
import { toRange } from './server';
import type { Settings } from './settings';

export function registerDiagnostics(server: Server): void {
  const cache = server.diagnostics;
  if (server.client.pullsDiagnostics) registerPull(server, cache);
  else registerPush(server, cache);
}

/** How long one stretch of work may keep other requests waiting. */
const STRETCH_MS = 8;

/** The findings of a file. Gives way every few milliseconds; undefined when the file changed meanwhile. */
async function diagnose(
  server: Server,
  cache: DiagnosticsCache,
  uri: string,
): Promise<readonly Diagnostic[] | undefined> {
  await loadYaml();
  const version = server.files.text(uri)?.version;
  const settings = server.settings.of(uri);
  if (settings.validation === 'off') return [];
  const catalogue = server.catalogue(settings);
  const diagnostics: Diagnostic[] = [];
  let since = performance.now();
  const documents = server.files.documents(uri);
  const silenced = silencedInFile(documents.map(({ document }) => document));
  if (silenced === 'all') return [];
  for (const open of documents) {
    const { document } = open;
    const found = cache.findings({ catalogue, document, uri, version: settings.kubernetesVersion });
    for (const finding of withSeverities(found, settings.findings)) {
      if (silenced.has(finding.code) || isTheOthers(settings, finding)) continue;
      diagnostics.push(toDiagnostic(server, open, finding));
    }
    if (performance.now() - since > STRETCH_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (server.files.text(uri)?.version !== version) return undefined;
      since = performance.now();
    }
  }
  return diagnostics;
}

/** Beside another YAML extension we leave to it what it tells as well. */
function isTheOthers({ validation }: Settings, { code }: Finding): boolean {
  return (
    validation === 'shared' &&
    ['yaml-syntax', 'duplicate-key', 'unknown-field', 'wrong-type'].includes(code)
  );
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

function toDiagnostic(server: Server, open: OpenDocument, finding: Finding): Diagnostic {
  const diagnostic: Diagnostic = {
    range: toRange(open, finding.span),
    severity: SEVERITIES[finding.severity],
    code: finding.code,
    source: 'podlab',
    message: finding.message,
  };
  if (finding.tag !== undefined) {
    diagnostic.tags = [
      finding.tag === 'deprecated' ? DiagnosticTag.Deprecated : DiagnosticTag.Unnecessary,
    ];
  }
  if (finding.related !== undefined && server.client.relatedInformation) {
    diagnostic.relatedInformation = finding.related.map(({ span, message }) => ({
      location: { uri: open.uri, range: toRange(open, span) },
      message,
    }));
  }
  return diagnostic;
}

function registerPull(server: Server, cache: DiagnosticsCache): void {
  const { connection, files } = server;
  server.advertise({
    diagnosticProvider: {
      identifier: 'podlab',
      interFileDependencies: true,
      workspaceDiagnostics: false,
    },
  });
  const none: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
  connection.languages.diagnostics.on(
    withRequestGuard(server, none, async ({ textDocument: { uri } }) => {
      // A change that came while we looked makes the editor ask again; it still wants an answer to this question.
      let items = await diagnose(server, cache, uri);
      items ??= (await diagnose(server, cache, uri)) ?? [];
      return { kind: DocumentDiagnosticReportKind.Full, items: [...items] };
    }) as Parameters<typeof connection.languages.diagnostics.on>[0],
  );
  files.onSettings(() => {
    if (server.client.refreshesDiagnostics) void connection.languages.diagnostics.refresh();
  });
}

/** For editors that cannot ask: sent after every change, as soon as nothing newer waits. */
function registerPush(server: Server, cache: DiagnosticsCache): void {
  const { connection, files } = server;
  const waiting = new Set<string>();
  const send = async (uri: string): Promise<void> => {
    waiting.delete(uri);
    const version = files.text(uri)?.version;
    if (version === undefined) return;
    const diagnostics = await diagnose(server, cache, uri);
    if (diagnostics === undefined) schedule(uri);
    else await connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
  };
  const schedule = (uri: string): void => {
    if (waiting.has(uri)) return;
    waiting.add(uri);
    // After whatever has already arrived: a burst of keys is diagnosed once.
    setTimeout(() => {
      send(uri).catch((error: unknown) => connection.console.error(String(error)));
    }, 0);
  };
  files.onOpen(schedule);
  files.onChange(schedule);
  files.onSettings(() => files.uris.forEach(schedule));
  files.onClose((uri) => {
    connection.sendDiagnostics({ uri, diagnostics: [] }).catch(() => undefined);
  });
}
