// The line above a document that tells what a run of it comes to. The run itself is made when the editor asks for the
// lens on screen to be filled in.
import type { CodeLens, CodeLensParams } from 'vscode-languageserver';
import type { ManifestSummary } from '../protocol/run';
import type { RunOutcome } from '../protocol/runWorker';
import { Cancellation } from './connection';
import { withRequestGuard } from './requestGuard';
import { manifestsIn, runMaterial } from './run';
import type { RunWorker } from './runWorker';
import type { Server } from './server';

const COMMAND = 'podlab.runManifest';

interface LensData {
  readonly uri: string;
  readonly document: number;
  readonly what: 'outcome' | 'problems';
}

/**
 * Only for editors that have the command: others would show a line that does nothing. They say so by
 * `initializationOptions.codeLens`.
 */
export function registerCodeLens(server: Server, worker: RunWorker): void {
  server.advertise({ codeLensProvider: { resolveProvider: true } });
  server.connection.onCodeLens(
    withRequestGuard<CodeLensParams, CodeLens[]>(server, [], ({ textDocument: { uri } }) => {
      const file = server.workspace.file(uri);
      if (file === undefined || !server.settings.of(uri).codeLens) return [];
      const seen = new Set<number>();
      return manifestsIn(file)
        .filter(({ runnable, document }) => runnable && !seen.has(document) && seen.add(document))
        .flatMap((manifest) => lensesFor(uri, manifest));
    }),
  );
  const outcomes = new Outcomes();
  server.connection.onCodeLensResolve(async (lens) => {
    const data = lens.data as LensData;
    const outcome = await outcomes.of(server, worker, data).catch(() => undefined);
    return {
      ...lens,
      command: {
        title: titleOf(data, outcome as RunOutcome | undefined),
        command: COMMAND,
        arguments: [data.uri, data.document],
      },
    };
  });
}

function lensesFor(uri: string, { document, line }: ManifestSummary): readonly CodeLens[] {
  const range = { start: { line, character: 0 }, end: { line, character: 0 } };
  return (['outcome', 'problems'] as const).map((what) => ({
    range,
    data: { uri, document, what },
  }));
}

/** The lenses of one document share one run; it is made anew when the file has changed. */
class Outcomes {
  readonly #known = new Map<
    string,
    { readonly text: string; readonly outcome: Promise<unknown>; readonly asking: Cancellation }
  >();

  of(server: Server, worker: RunWorker, { uri, document }: LensData): Promise<unknown> {
    const material = runMaterial(server, uri);
    if (material === undefined) return Promise.resolve(undefined);
    const { run } = server.settings.of(uri);
    const key = `${document} ${JSON.stringify(run)} ${uri}`;
    const { text } = material.manifest;
    const known = this.#known.get(key);
    if (known?.text === text) return known.outcome;
    // What an older text would come to is shown nowhere.
    known?.asking.cancel();
    const params = { uri, documents: [document], ...run };
    const asking = new Cancellation();
    const outcome = worker.ask({ kind: 'outcome', params, ...material }, { token: asking });
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(key, { text, outcome, asking });
    return outcome;
  }
}
const MOST_KNOWN = 100;

function titleOf({ what }: LensData, outcome: RunOutcome | undefined): string {
  if (what === 'outcome') return `$(play) ${outcome?.summary ?? 'Run'}`;
  const problems = outcome?.problems ?? 0;
  if (problems === 0) return 'No problems';
  return problems === 1 ? '1 problem' : `${problems} problems`;
}
