// A terminal in which kubectl talks to the simulated cluster. Nothing typed here reaches a shell or a real cluster.
import {
  type CancellationToken,
  CancellationTokenSource,
  EventEmitter,
  l10n,
  type Pseudoterminal,
  type TerminalDimensions,
  ThemeIcon,
  window,
} from 'vscode';
import {
  KubectlMethods,
  type KubectlParams,
  type KubectlReply,
} from '../../../server/src/protocol/kubectlTerminal';
import { clockTime } from '../../../server/src/support/text';
import type { LanguageServer } from '../language/languageServer';
import { editLine, type LineEdit, NO_LINE } from '../run/lineEditor';

const CTRL_C = '\x03';
const DIM = '\x1b[2m';
const RED = '\x1b[31m';
const GREEN = '\x1b[32m';
const RESET = '\x1b[0m';

let sessions = 0;

/** Opens a terminal on a cluster of its own, which begins as the run at the cursor. */
export function openKubectlTerminal(server: LanguageServer, begin: KubectlParams['begin']): void {
  const name = l10n.t('kubectl (simulated)');
  const pty = new KubectlPty(server, begin);
  window.createTerminal({ name, pty, iconPath: new ThemeIcon('beaker') }).show();
}

class KubectlPty implements Pseudoterminal {
  private readonly written = new EventEmitter<string>();
  private readonly closed = new EventEmitter<number>();
  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;
  private readonly server: LanguageServer;
  private readonly begin: KubectlParams['begin'];
  private readonly session = `terminal-${++sessions}`;
  private atMs: number;
  private edit: LineEdit = NO_LINE;
  /** Lines that were pasted while one was running. */
  private typedAhead = '';
  /** The line that is being carried out. */
  private running: CancellationTokenSource | undefined;

  constructor(server: LanguageServer, begin: KubectlParams['begin']) {
    this.server = server;
    this.begin = begin;
    this.atMs = begin.atMs;
  }

  open(_size: TerminalDimensions | undefined): void {
    this.write(
      `${DIM}${l10n.t('A simulated cluster: nothing typed here reaches a shell or a real one.')}\n${l10n.t('Time stands still between the lines; let it pass with "sleep 30".')}${RESET}\n`,
    );
    void this.run('');
  }

  close(): void {
    const { session, begin } = this;
    const params: KubectlParams = { session, begin, line: '', close: true };
    this.running?.cancel();
    void this.server.request(KubectlMethods.kubectl, params);
  }

  handleInput(typed: string): void {
    if (this.running !== undefined) {
      if (typed.includes(CTRL_C)) this.interrupt(this.running);
      else this.typedAhead += typed;
      return;
    }
    const { edit, echo, entered } = editLine(this.edit, typed);
    this.edit = edit;
    this.written.fire(echo);
    if (entered === undefined) return;
    this.typedAhead = entered.rest;
    void this.run(entered.line);
  }

  private async run(line: string): Promise<void> {
    if (/^\s*(exit|logout)\b/.test(line)) {
      this.closed.fire(0);
      return;
    }
    const source = new CancellationTokenSource();
    this.running = source;
    const reply = await this.ask(line, source.token);
    const isCutShort = source.token.isCancellationRequested;
    const now = isCutShort ? await this.ask('') : reply;
    this.running = undefined;
    if (now === undefined)
      this.write(`${RED}${l10n.t('The simulation did not answer.')}${RESET}\n`);
    else {
      this.atMs = now.atMs;
      this.write(now.stdout);
      if (now.stderr !== '') this.write(`${RED}${now.stderr}${RESET}`);
    }
    this.written.fire(this.prompt());
    const ahead = this.typedAhead;
    this.typedAhead = '';
    if (ahead !== '') this.handleInput(ahead);
  }

  /** Time that a line lets pass ends where it is, and what was typed ahead is forgotten. */
  private interrupt(running: CancellationTokenSource): void {
    this.typedAhead = '';
    this.write('^C\n');
    running.cancel();
  }

  private ask(line: string, token?: CancellationToken): Promise<KubectlReply | undefined> {
    const { session, begin } = this;
    const params: KubectlParams = { session, begin, line };
    return this.server.request<KubectlReply>(KubectlMethods.kubectl, params, token);
  }

  private prompt(): string {
    return `${GREEN}${clockTime(this.atMs)}${RESET} $ `;
  }

  private write(text: string): void {
    this.written.fire(text.replaceAll(/\r?\n/g, '\r\n'));
  }
}
