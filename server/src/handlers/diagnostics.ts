import type { Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-types';
import type { Finding, Severity } from '../documents/finding';
import { isYamlLoaded, loadYaml } from '../documents/yamlValue';
import type { Steps } from '../support/steps';
import { turn } from '../support/turn';
import type { OpenDocument } from './openFiles';
import { inStretches } from './patience';
import { withRequestGuard } from './requestGuard';
import type { Features, Server } from './server';
import { toRange } from './server';
import type { Settings } from './settings';

export function registerDiagnostics(server: Server): void {
  if (server.client.pullsDiagnostics) registerPull(server);
  else registerPush(server);
}

/** Reading code cannot be done in pieces: it takes longer than a key may wait, and is left to a longer pause. */
const LOADING_LULL_MS = 30;

/** What judging takes, which is much; it is read when nobody waits for anything else. */
async function loaded(server: Server): Promise<Features> {
  if (isYamlLoaded()) return server.features();
  await server.traffic.lull(LOADING_LULL_MS);
  const features = await server.features();
  await turn();
  await server.traffic.lull(LOADING_LULL_MS);
  await loadYaml();
  return features;
}

/** The findings of a file. Gives way every few milliseconds; undefined when the file changed meanwhile. */
async function diagnose(
  server: Server,
  uri: string,
  isFresh: boolean,
): Promise<readonly Diagnostic[] | undefined> {
  const { diagnostics: cache, shownFindings, silencedIn } = await loaded(server);
  await server.neighbourhood(uri);
  const version = server.files.text(uri)?.version;
  const settings = server.settings.of(uri);
  if (settings.validation === 'off') return [];
  const catalogue = server.catalogue(settings);
  const documents = server.files.documents(uri);
  const file = server.files.manifests(uri);
  if (file === undefined) return [];
  const silenced = silencedIn(file);
  const sceneOf = ({ document }: OpenDocument) => {
    return { catalogue, document, uri, version: settings.kubernetesVersion };
  };
  const isStale = (): boolean => server.files.text(uri)?.version !== version;
  if (documents.some((open) => isLarge(open) && !cache.has(open.document))) {
    await new Promise((resolve) => setTimeout(resolve, LARGE_LULL_MS));
    if (isStale()) return undefined;
  }
  const judge = function* (): Steps<readonly Diagnostic[]> {
    for (const open of documents) yield* cache.prepare(sceneOf(open));
    const diagnostics: Diagnostic[] = [];
    for (const open of documents) {
      const found = yield* cache.findingSteps(sceneOf(open), isFresh);
      for (const finding of shownFindings(found, settings.findings, silenced)) {
        if (!isTheOthers(settings, finding)) diagnostics.push(toDiagnostic(server, open, finding));
      }
      yield;
    }
    return diagnostics;
  };
  return (await inStretches(server.traffic, judge(), isStale))?.result;
}

/**
 * In a file of this many documents each is asked what it says of its neighbours after every change. In a longer one, while
 * somebody types, only the changed ones are; the others follow when the typing pauses.
 */
const FEW_DOCUMENTS = 50;
const PAUSE_MS = 400;

function hasFewDocuments({ files }: Server, uri: string): boolean {
  return (files.manifests(uri)?.documents.length ?? 0) <= FEW_DOCUMENTS;
}

/** Calls back once for each uri when nothing happened to it for a while. */
class Pause {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  after(uri: string, act: () => void): void {
    this.cancel(uri);
    const timer = setTimeout(() => {
      this.#timers.delete(uri);
      act();
    }, PAUSE_MS);
    this.#timers.set(uri, timer);
  }

  cancel(uri: string): void {
    const timer = this.#timers.get(uri);
    if (timer !== undefined) clearTimeout(timer);
    this.#timers.delete(uri);
  }
}

/** A single document of this size takes long enough to be judged that one waits until the typing pauses. */
const LARGE = 150_000;
const LARGE_LULL_MS = 250;

function isLarge({ document }: OpenDocument): boolean {
  return document.text.length > LARGE;
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

function registerPull(server: Server): void {
  const { connection, files } = server;
  server.advertise({
    diagnosticProvider: {
      identifier: 'podlab',
      interFileDependencies: true,
      workspaceDiagnostics: false,
    },
  });
  const pause = new Pause();
  const paused = new Set<string>();
  const refresh = (): void => {
    if (server.client.refreshesDiagnostics) void connection.languages.diagnostics.refresh();
  };
  const none: DocumentDiagnosticReport = { kind: 'full', items: [] };
  connection.languages.diagnostics.on(
    withRequestGuard(server, none, async ({ textDocument: { uri } }, token) => {
      const isFresh = paused.delete(uri) || hasFewDocuments(server, uri);
      if (!isFresh && server.client.refreshesDiagnostics) {
        pause.after(uri, () => {
          paused.add(uri);
          refresh();
        });
      }
      // A change that came while we looked makes the editor ask again; it still wants an answer to this question.
      for (;;) {
        const items = await diagnose(server, uri, isFresh);
        if (items !== undefined) return { kind: 'full', items: [...items] };
        if (token.isCancellationRequested) return none;
      }
    }) as Parameters<typeof connection.languages.diagnostics.on>[0],
  );
  files.onClose((uri) => pause.cancel(uri));
  files.onSettings(refresh);
}

/** A lull of this length ends a burst of keys; what the keys asked for is answered before. */
const LULL_MS = 8;
/** A burst is not waited out for longer than this. */
const BURST_MS = 100;

/** For editors that cannot ask: sent after every change, as soon as nothing newer waits. */
function registerPush(server: Server): void {
  const { connection, files } = server;
  const waiting = new Map<string, { timer: ReturnType<typeof setTimeout>; since: number }>();
  const pause = new Pause();
  const report = (error: unknown): void => connection.console.error(String(error));
  const send = async (uri: string, isFresh: boolean): Promise<void> => {
    waiting.delete(uri);
    const version = files.text(uri)?.version;
    if (version === undefined) return;
    const diagnostics = await diagnose(server, uri, isFresh);
    if (diagnostics === undefined) schedule(uri);
    else await connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
  };
  const schedule = (uri: string): void => {
    if (!hasFewDocuments(server, uri)) pause.after(uri, () => void send(uri, true).catch(report));
    const last = waiting.get(uri);
    const now = performance.now();
    if (last !== undefined && now - last.since > BURST_MS) return;
    if (last !== undefined) clearTimeout(last.timer);
    const timer = setTimeout(
      () => void send(uri, hasFewDocuments(server, uri)).catch(report),
      LULL_MS,
    );
    waiting.set(uri, { timer, since: last?.since ?? now });
  };
  files.onOpen(schedule);
  files.onChange(schedule);
  files.onSettings(() => files.uris.forEach(schedule));
  files.onClose((uri) => {
    pause.cancel(uri);
    connection.sendDiagnostics({ uri, diagnostics: [] }).catch(() => undefined);
  });
}
