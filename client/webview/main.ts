// Entry of the page: defines the element and connects it with VS Code.
import type { FromPage, ToPage } from '../../server/src/protocol/timelinePage';
import { type Kept, TimelineApp } from './app';

interface VsCode {
  postMessage(message: FromPage): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
}
declare function acquireVsCodeApi(): VsCode;

customElements.define('podlab-timeline', TimelineApp);

const vscode = acquireVsCodeApi();
const app = document.querySelector('podlab-timeline');
if (app instanceof TimelineApp) {
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => app.receive(data));
  app.connect({
    send: (intent) => vscode.postMessage(intent),
    kept: () => vscode.getState() ?? {},
    keep: (kept) => vscode.setState(kept),
  });
}
