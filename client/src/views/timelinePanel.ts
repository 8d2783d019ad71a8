// The panel with the timeline: makes the page, hands it snapshots of the run and turns its intents into what the run
// and the commands do. Everything drawn is decided in the page.
import {
  commands,
  type Disposable,
  type ExtensionContext,
  l10n,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
} from 'vscode';
import type { FromPage, ToPage } from '../../../server/src/protocol/timelinePage';
import { TIMELINE_PANEL } from '../contributions';
import type { CurrentRun, RunChange, RunState } from '../run/currentRun';
import { showSpot } from './spots';
import { pageTexts } from './timelineTexts';

export class TimelinePanel implements Disposable {
  private readonly context: ExtensionContext;
  private readonly run: CurrentRun;
  private readonly subscriptions: Disposable[];
  private panel: WebviewPanel | undefined;

  constructor(context: ExtensionContext, run: CurrentRun) {
    this.context = context;
    this.run = run;
    this.subscriptions = [
      run.onDidChange((change) => this.send(change)),
      window.registerWebviewPanelSerializer(TIMELINE_PANEL, {
        deserializeWebviewPanel: async (panel, state: unknown) => {
          this.adopt(panel);
          const uri = restoredUri(state);
          if (uri === undefined || (await this.run.run(uri)) !== 'shown') panel.dispose();
        },
      }),
    ];
  }

  get isVisible(): boolean {
    return this.panel?.visible === true;
  }

  /** Opens the panel beside the editor, or reveals it. The editor keeps the focus. */
  open(): void {
    if (this.panel !== undefined) {
      this.panel.reveal(undefined, true);
      return;
    }
    const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    this.adopt(window.createWebviewPanel(TIMELINE_PANEL, 'PodLab', place, this.options()));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel?.dispose();
  }

  private adopt(panel: WebviewPanel): void {
    this.panel = panel;
    panel.webview.options = this.options();
    panel.iconPath = Uri.joinPath(this.context.extensionUri, 'client/media/icon.png');
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.onDidChangeViewState(() => this.run.catchUp());
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const intent = toIntent(message);
      if (intent !== undefined) void this.obey(intent);
    });
    panel.webview.html = this.page(panel);
    this.retitle();
  }

  private options(): { enableScripts: true; localResourceRoots: Uri[] } {
    const dist = Uri.joinPath(this.context.extensionUri, 'dist/client/webview');
    return { enableScripts: true, localResourceRoots: [dist] };
  }

  private page({ webview }: WebviewPanel): string {
    const asset = (name: string): string =>
      webview
        .asWebviewUri(Uri.joinPath(this.context.extensionUri, 'dist/client/webview', name))
        .toString();
    const nonce = newNonce();
    const source = webview.cspSource;
    const policy = `default-src 'none'; img-src ${source} data:; font-src ${source}; style-src ${source}; script-src 'nonce-${nonce}'`;
    return `<!DOCTYPE html>
<html lang="${l10n.bundle === undefined ? 'en' : 'zh-CN'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset('codicon.css')}">
<link rel="stylesheet" href="${asset('timeline.css')}">
</head>
<body><podlab-timeline></podlab-timeline><script nonce="${nonce}" src="${asset('main.js')}"></script></body>
</html>`;
  }

  private async obey(intent: FromPage): Promise<void> {
    switch (intent.kind) {
      case 'ready':
        this.send('run');
        this.send('busy');
        return;
      case 'seek':
        return this.run.seek(intent.atMs);
      case 'select':
        return this.run.select(intent.entry);
      case 'step':
        return this.run.step(intent.direction, intent.to);
      case 'source': {
        const source = this.run.rowOf(intent.entry)?.source;
        return source === undefined ? undefined : showSpot(source);
      }
      case 'stop':
        return this.run.cancel();
      case 'askTime':
        await commands.executeCommand('podlab.seekTime');
    }
  }

  private send(change: RunChange): void {
    if (this.panel === undefined) return;
    if (change === 'run') this.retitle();
    const message = toMessage(change, this.run);
    if (message !== undefined) void this.panel.webview.postMessage(message);
  }

  private retitle(): void {
    const title = this.run.current?.view.title;
    if (this.panel !== undefined && title !== undefined)
      this.panel.title = l10n.t('Run: {0}', title);
  }
}

function toMessage(change: RunChange, run: CurrentRun): ToPage | undefined {
  if (change === 'busy') {
    const { isBusy: busy, progress } = run;
    return { kind: 'busy', busy, ...(progress === undefined ? {} : { progress }) };
  }
  const state = run.current;
  // The answers stand in a tree of their own.
  if (state === undefined || change === 'answers') return undefined;
  if (change === 'cursor') return { kind: 'cursor', cursor: cursorOf(state) };
  return {
    kind: 'run',
    view: state.view,
    texts: pageTexts(),
    cursor: cursorOf(state),
    ...(state.outdated === undefined ? {} : { outdated: state.outdated }),
  };
}

const cursorOf = ({ atMs, selected, chain }: RunState) => ({
  atMs,
  chain,
  ...(selected === undefined ? {} : { selected }),
});

/** Messages come from a page that is ours, but are looked at like anything from outside. */
function toIntent(message: unknown): FromPage | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { kind, atMs, entry, direction, to } = message as Record<string, unknown>;
  if (kind === 'ready' || kind === 'askTime' || kind === 'stop') return { kind };
  if (kind === 'seek' && isNumber(atMs)) return { kind, atMs };
  if ((kind === 'select' || kind === 'source') && isNumber(entry)) return { kind, entry };
  if (kind !== 'step' || (direction !== 1 && direction !== -1)) return undefined;
  return to === 'entry' || to === 'change' || to === 'problem'
    ? { kind, direction, to }
    : undefined;
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);

function restoredUri(state: unknown): Uri | undefined {
  if (typeof state !== 'object' || state === null || !('uri' in state)) return undefined;
  return typeof state.uri === 'string' ? Uri.parse(state.uri) : undefined;
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
