// The life of the language server: started when the first manifest is seen, restarted on demand, stopped at the end.
import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  env,
  extensions,
  type LogOutputChannel,
  Uri,
  workspace,
} from 'vscode';
import {
  type BaseLanguageClient,
  type ConfigurationParams,
  type LanguageClientOptions,
  State,
  WorkDoneProgress,
} from 'vscode-languageclient';
import { DOCUMENT_SCHEME, SETTINGS_SECTION } from '../contributions';
import { type OVERLAP_FEATURES, readSettings } from '../settings';
import { type EffectiveOverlap, effectiveOverlap, type OtherExtensions } from './overlap';

/** Makes the client that suits the extension host: a process, or a worker. */
export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;
/** What else the server has to be told where it runs. */
export type RuntimeOptions = Readonly<Record<string, string | boolean>>;
/** How far something is that takes long. */
export interface WorkPart {
  readonly percentage: number;
  /** `0:42:10 · 120000 events` */
  readonly message: string;
}
export type ServerState = 'stopped' | 'starting' | 'running' | 'failed';

/** Every scheme that files live in; diff sides, logs and settings are left alone. The last is that of test workspaces. */
const SCHEMES = [
  'file',
  'untitled',
  DOCUMENT_SCHEME,
  'vscode-vfs',
  'vscode-remote',
  'vscode-test-web',
];
const DOCUMENT_SELECTOR = SCHEMES.flatMap((scheme) =>
  ['yaml', 'json'].map((language) => ({ scheme, language })),
);

export class LanguageServer implements Disposable {
  private readonly stateChanged = new EventEmitter<ServerState>();
  readonly onDidChangeState = this.stateChanged.event;
  private readonly create: CreateClient;
  private readonly runtimeOptions: RuntimeOptions;
  private readonly log: LogOutputChannel;
  private client: BaseLanguageClient | undefined;
  private starting: Promise<BaseLanguageClient | undefined> | undefined;
  private current: ServerState = 'stopped';
  private asked = 0;
  private readonly subscriptions: Disposable[];

  constructor(create: CreateClient, log: LogOutputChannel, runtimeOptions: RuntimeOptions = {}) {
    this.create = create;
    this.runtimeOptions = runtimeOptions;
    this.log = log;
    this.subscriptions = [this.stateChanged, extensions.onDidChange(() => this.askAgain())];
  }

  get state(): ServerState {
    return this.current;
  }

  /** The running client, started if need be; undefined when it cannot start, which the log then tells. */
  running(): Promise<BaseLanguageClient | undefined> {
    this.starting ??= this.start();
    return this.starting;
  }

  /** One request of ours; undefined when the server is away, does not know it, or has nothing. */
  async request<R>(
    method: string,
    params: unknown,
    token?: CancellationToken,
  ): Promise<R | undefined> {
    const client = await this.running();
    if (client === undefined) return undefined;
    try {
      // An absent token must not be handed over: it would count as a second parameter.
      const answer = await (token === undefined
        ? client.sendRequest<R | null>(method, params)
        : client.sendRequest<R | null>(method, params, token));
      return answer ?? undefined;
    } catch (failure) {
      if (token?.isCancellationRequested !== true)
        this.log.error(`${method}: ${describe(failure)}`);
      return undefined;
    }
  }

  /** The same for what may take long: `onPart` hears how far it is, nothing of what takes no time. */
  async longRequest<R>(
    method: string,
    params: object,
    token: CancellationToken,
    onPart: (part: WorkPart) => void,
  ): Promise<R | undefined> {
    const client = await this.running();
    const workDoneToken = `podlab-${++this.asked}`;
    const listening = client?.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind === 'end' || value.percentage === undefined) return;
      onPart({ percentage: value.percentage, message: value.message ?? '' });
    });
    try {
      return await this.request<R>(method, { ...params, workDoneToken }, token);
    } finally {
      listening?.dispose();
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.running();
  }

  async stop(): Promise<void> {
    // A client that is still starting must not be stopped: wait for it first.
    const client = await this.starting;
    this.starting = undefined;
    this.client = undefined;
    await client?.stop().catch((failure: unknown) => this.log.warn(describe(failure)));
    client?.dispose().catch((failure: unknown) => this.log.warn(describe(failure)));
    this.become('stopped');
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async start(): Promise<BaseLanguageClient | undefined> {
    this.become('starting');
    try {
      const client = this.create(this.options());
      this.client = client;
      client.onDidChangeState(({ newState }) => {
        if (client !== this.client) return;
        if (newState === State.Running) this.become('running');
        if (newState === State.Stopped) this.become('failed');
      });
      await client.start();
      this.become('running');
      return client;
    } catch (failure) {
      this.log.error(`The language server did not start: ${describe(failure)}`);
      this.become('failed');
      this.starting = undefined;
      return undefined;
    }
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: DOCUMENT_SELECTOR,
      outputChannel: this.log,
      diagnosticPullOptions: { onChange: true, onSave: false },
      initializationOptions: {
        settings: resolvedSettings(undefined),
        language: env.language,
        codeLens: true,
        ...this.runtimeOptions,
      },
      markdown: { isTrusted: { enabledCommands: ['podlab.runManifest', 'podlab.explainField'] } },
      middleware: {
        workspace: {
          configuration: async (params, token, next) => {
            const answers = await next(params, token);
            return Array.isArray(answers) ? withOverlap(params, answers) : answers;
          },
        },
        // What the simulation shows at a moment is nobody's mistake.
        provideDiagnostics: (document, previous, token, next) => {
          const uri = document instanceof Uri ? document : document.uri;
          return uri.scheme === DOCUMENT_SCHEME
            ? { kind: 'full' as never, items: [] }
            : next(document, previous, token);
        },
      },
    };
  }

  /** Another extension came or went: what `auto` means may have changed. */
  private askAgain(): void {
    if (this.client?.state !== State.Running) return;
    this.client
      .sendNotification('workspace/didChangeConfiguration', { settings: null })
      .catch((failure: unknown) => this.log.warn(describe(failure)));
  }

  private become(state: ServerState): void {
    if (state === this.current) return;
    this.current = state;
    this.stateChanged.fire(state);
  }
}

const describe = (failure: unknown): string =>
  failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);

function withOverlap(params: ConfigurationParams, answers: readonly unknown[]): unknown[] {
  return params.items.map((item, index) => {
    const answer = answers[index];
    if (item.section !== SETTINGS_SECTION || typeof answer !== 'object') return answer;
    return resolvedSettings(item.scopeUri);
  });
}

/** All settings of ours for a file, with `auto` made plain. */
function resolvedSettings(scopeUri: string | undefined): Record<string, unknown> {
  const scope = scopeUri === undefined ? undefined : Uri.parse(scopeUri);
  const section = workspace.getConfiguration(undefined, scope ?? null).get(SETTINGS_SECTION);
  return { ...plain(section), ...overlapsFor(scope) };
}

/** Configuration comes as proxies, which cannot be sent to a worker. */
function plain(section: unknown): object {
  return typeof section === 'object' ? JSON.parse(JSON.stringify(section)) : {};
}

/** What is left to us in each feature for a file, beside the other extensions that are there now. */
export function overlapsFor(
  uri: Uri | undefined,
): Readonly<Record<(typeof OVERLAP_FEATURES)[number], EffectiveOverlap>> {
  const { overlap } = readSettings(uri);
  const others = otherExtensions(uri);
  const open = workspace.textDocuments.find(
    (document) => document.uri.toString() === uri?.toString(),
  );
  const file = { path: uri?.path ?? '', top: open?.getText().slice(0, 2000) ?? '' };
  return {
    completion: effectiveOverlap(overlap.completion, others, file),
    hover: effectiveOverlap(overlap.hover, others, file),
    validation: effectiveOverlap(overlap.validation, others, file),
  };
}

function otherExtensions(uri: Uri | undefined): OtherExtensions {
  const installed = (id: string): boolean => extensions.getExtension(id) !== undefined;
  return {
    yaml: installed('redhat.vscode-yaml'),
    kubernetes: installed('ms-kubernetes-tools.vscode-kubernetes-tools'),
    yamlSchemas: workspace.getConfiguration('yaml', uri ?? null).get('schemas', {}),
  };
}
