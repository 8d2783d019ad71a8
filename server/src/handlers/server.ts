// What every handler works with: the connection, the open files, the catalogue, the settings.

import type { InitializeParams, Position, Range, ServerCapabilities } from 'vscode-languageserver';
import type { Span } from '../documents/tree';
import { ApiModel } from '../features/apiModel';
import type { DiagnosticsCache } from '../features/diagnosticsCache';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';
import type { ClientAbilities } from './clientAbilities';
import { abilitiesOf } from './clientAbilities';
import type { Connection } from './connection';
import type { OpenDocument } from './openFiles';
import { OpenFiles } from './openFiles';
import { Traffic } from './patience';
import type { Settings } from './settings';
import { SettingsStore } from './settings';

export interface Server {
  readonly connection: Connection;
  readonly client: ClientAbilities;
  readonly language: 'en' | 'zh';
  readonly files: OpenFiles;
  readonly workspace: WorkspaceIndex;
  readonly settings: SettingsStore;
  /** What is read on demand: whoever needs it waits for it once. */
  features(): Promise<Features>;
  /** What comes in; long work stands back for it. */
  readonly traffic: Traffic;
  /** Ends when `catalogue` knows the workspace's custom resources; nearly always at once. */
  apiReady(): Promise<void>;
  /** What the API has in the version that the settings choose, the workspace's custom resources on top. */
  catalogue(settings: Settings): ReturnType<ApiModel['catalogue']>;
  descriptions(): ReturnType<ApiModel['descriptions']>;
  /** Calls back when the editor has taken the server's answer. The connection itself keeps only one such listener. */
  onReady(listener: () => void): void;
  /** Names what has to be known of a file's neighbourhood before the file is judged. */
  beforeDiagnosis(wait: (uri: string) => Promise<void> | undefined): void;
  /** Ends when that is known. */
  neighbourhood(uri: string): Promise<void>;
  /** Ends when the files of the workspace are known, or it has taken too long. */
  readonly workspaceLoaded: () => Promise<void>;
  /** Adds to what `workspaceLoaded` waits for. */
  waitFor(loading: Promise<void>): void;
  /** Adds to what the server tells of itself; only while it is being initialized. */
  advertise(capabilities: Partial<ServerCapabilities>): void;
}

type OnDemand = typeof import('../features/onDemand');

export interface Features extends OnDemand {
  readonly diagnostics: DiagnosticsCache;
}

async function loadFeatures(
  workspace: WorkspaceIndex,
  language: Server['language'],
  { console }: Connection,
): Promise<Features> {
  const onDemand = await import('../features/onDemand');
  const diagnostics = new onDemand.DiagnosticsCache(workspace, language, (error) =>
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  return { ...onDemand, diagnostics };
}

export function createServer(
  connection: Connection,
  params: InitializeParams,
  advertise: Server['advertise'],
): Server {
  const api = new ApiModel();
  const { workspace } = api;
  const language = languageOf(params);
  const ready: (() => void)[] = [];
  let features: Promise<Features> | undefined;
  let loading = Promise.resolve();
  let neighbours: (uri: string) => Promise<void> | undefined = () => undefined;
  connection.onInitialized(() => {
    for (const listener of ready) listener();
  });
  return {
    connection,
    client: abilitiesOf(params),
    language,
    files: new OpenFiles(workspace),
    workspace,
    settings: new SettingsStore(connection, params),
    features: () => {
      features ??= loadFeatures(workspace, language, connection);
      return features;
    },
    traffic: new Traffic(),
    apiReady: () => api.ready(),
    catalogue: ({ kubernetesVersion }) => api.catalogue(kubernetesVersion),
    descriptions: () => api.descriptions(),
    onReady: (listener) => ready.push(listener),
    workspaceLoaded: () => loading,
    beforeDiagnosis: (wait) => {
      neighbours = wait;
    },
    neighbourhood: async (uri) => neighbours(uri),
    waitFor: (promise) => {
      const before = loading;
      loading = promise.then(() => before);
    },
    advertise,
  };
}

function languageOf({ initializationOptions, locale }: InitializeParams): 'en' | 'zh' {
  const options: unknown = initializationOptions;
  const chosen =
    typeof options === 'object' && options !== null && 'language' in options
      ? String(options.language)
      : (locale ?? 'en');
  return /^zh/i.test(chosen) ? 'zh' : 'en';
}

/** A span of a document as a range of its file. */
export function toRange({ file, start }: OpenDocument, span: Span): Range {
  return { start: file.positionAt(start + span.start), end: file.positionAt(start + span.end) };
}

/** The offset in the document of a position in its file. */
export function offsetIn({ file, start }: OpenDocument, position: Position): number {
  return file.offsetAt(position) - start;
}
