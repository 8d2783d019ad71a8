// Runs of manifests for the views: the simulation itself happens in a worker, never on this thread.

import type { ManifestFile } from '../documents/manifestFile';
import { entryOf, scalarText } from '../documents/tree';
import { isRunnable, type ManifestSource } from '../features/manifestObjects';
import type {
  AnswersParams,
  AnswerView,
  ManifestSummary,
  ManifestsParams,
  MomentView,
  ObjectAtParams,
  ObjectText,
  RunMomentParams,
  RunParams,
  RunView,
  TraceRow,
  WhyParams,
} from '../protocol/run';
import { RunMethods } from '../protocol/run';
import type { ManifestText, RunPart } from '../protocol/runWorker';
import { clockTime } from '../support/text';
import { Cancellation } from './connection';
import { withRequestGuard } from './requestGuard';
import type { RunWorker } from './runWorker';
import type { Server } from './server';
import { registerWorkProgress } from './workProgress';

export function registerRuns(server: Server, worker: RunWorker | undefined): void {
  const { connection } = server;
  connection.onRequest(
    RunMethods.manifests,
    withRequestGuard<ManifestsParams, readonly ManifestSummary[]>(server, [], ({ uri }) => {
      const file = server.workspace.file(uri);
      return file === undefined ? [] : manifestsIn(file);
    }),
  );
  if (worker === undefined) return;
  connection.onShutdown(() => worker.dispose());
  const begin = registerWorkProgress(server);
  connection.onRequest(
    RunMethods.run,
    withRequestGuard<RunParams, RunView | null>(server, null, async (params, token) => {
      const material = runMaterial(server, params.uri);
      if (material === undefined) return null;
      const request = { kind: 'run', params, language: server.language, ...material } as const;
      const given = new Cancellation();
      token.onCancellationRequested(() => given.cancel());
      const progress = begin({
        token: params.workDoneToken,
        title: `PodLab: ${decodeURIComponent(params.uri.split('/').at(-1) ?? '')}`,
        onCancel: () => given.cancel(),
      });
      const onPart = (part: RunPart): void =>
        progress.tell(part.part, partText(part, server.language));
      try {
        return (await worker.ask(request, { token: given, onPart })) as RunView | null;
      } finally {
        progress.end();
      }
    }),
  );
  connection.onRequest(
    RunMethods.answers,
    withRequestGuard<AnswersParams, readonly AnswerView[] | null>(server, null, async (params) => {
      const request = { kind: 'answers', params, language: server.language } as const;
      return (await worker.ask(request)) as readonly AnswerView[] | null;
    }),
  );
  connection.onRequest(
    RunMethods.moment,
    withRequestGuard<RunMomentParams, MomentView | null>(server, null, async (params) => {
      return (await worker.ask({ kind: 'moment', params })) as MomentView | null;
    }),
  );
  connection.onRequest(
    RunMethods.objectAt,
    withRequestGuard<ObjectAtParams, ObjectText | null>(server, null, async (params) => {
      return (await worker.ask({ kind: 'objectAt', params })) as ObjectText | null;
    }),
  );
  connection.onRequest(
    RunMethods.why,
    withRequestGuard<WhyParams, readonly TraceRow[] | null>(server, null, async (params) => {
      return (await worker.ask({ kind: 'why', params })) as readonly TraceRow[] | null;
    }),
  );
}

/** `0:42:10 · 120000 events` */
function partText({ atMs, events }: RunPart, language: Server['language']): string {
  const time = clockTime(Math.floor(atMs / 1000) * 1000);
  return language === 'zh' ? `${time} · ${events} 个事件` : `${time} · ${events} events`;
}

/** What a run of a file is made from; undefined when the file is not known. */
export function runMaterial(server: Server, uri: string): RunMaterial | undefined {
  const file = server.workspace.file(uri);
  if (file === undefined) return undefined;
  const manifest = { uri, text: file.text };
  return { manifest, neighbours: neighboursOf(server, uri), ...scenarioBeside(server, uri) };
}
export interface RunMaterial {
  readonly manifest: ManifestText;
  readonly neighbours: readonly ManifestText[];
  readonly scenario?: ManifestText;
}

/** Kinds that a Pod may need and that often stand in a file of their own. */
const COMPANIONS = [
  'ConfigMap',
  'Secret',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'ServiceAccount',
  'PriorityClass',
];

/** `web.podlab.yaml` beside `web.yaml` says what happens to it. */
function scenarioBeside({ workspace }: Server, uri: string): { readonly scenario?: ManifestText } {
  const beside = uri.replace(/\.(?:ya?ml|json)$/, '.podlab.yaml');
  const file = beside === uri ? undefined : workspace.file(beside);
  return file === undefined ? {} : { scenario: { uri: beside, text: file.text } };
}

/** The files of the same folder that define such things. */
function neighboursOf({ workspace }: Server, uri: string): readonly ManifestText[] {
  const folder = uri.slice(0, uri.lastIndexOf('/') + 1);
  const uris = new Set<string>();
  for (const kind of COMPANIONS)
    for (const object of workspace.ofKind(kind))
      if (
        object.uri !== uri &&
        object.uri.startsWith(folder) &&
        !object.uri.slice(folder.length).includes('/')
      )
        uris.add(object.uri);
  return [...uris].sort().flatMap((other) => {
    const file = workspace.file(other);
    return file === undefined ? [] : [{ uri: other, text: file.text }];
  });
}

/** The objects of a file, as the tree of the half-typed text has them. */
export function manifestsIn(file: ManifestFile): readonly ManifestSummary[] {
  return file.documents.flatMap(({ document, start }, index) =>
    document.objects.flatMap((object): readonly ManifestSummary[] => {
      const { apiVersion, kind, node, path } = object;
      if (
        apiVersion === undefined ||
        kind === undefined ||
        (kind.endsWith('List') && path.length === 0)
      )
        return [];
      const metadata = entryOf(node, 'metadata')?.value;
      const word = (key: string) => scalarText(entryOf(metadata, key)?.value)?.trim();
      const source: ManifestSource = { uri: file.uri, document: index, path };
      return [
        {
          document: source.document,
          kind,
          name: word('name') ?? word('generateName') ?? '',
          namespace: word('namespace') ?? 'default',
          line: lineOf(file.text, start + node.start),
          runnable: isRunnable(apiVersion, kind),
        },
      ];
    }),
  );
}

function lineOf(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
