// Title, outcome and the buttons that move through the run.
import { html, nothing, type TemplateResult } from 'lit';
import type { RunView } from '../../server/src/protocol/run';
import type { PageProgress, PageTexts } from '../../server/src/protocol/timelinePage';
import { clockTime } from '../../server/src/support/text';
import type { KeyAction } from './keys';
import type { Detail } from './lanes';

export interface HeaderState {
  readonly view: RunView;
  readonly texts: PageTexts;
  readonly atMs: number;
  readonly playing: boolean;
  readonly busy: boolean;
  readonly progress?: PageProgress;
  readonly trueScale: boolean;
  readonly detail: Detail;
  readonly outdated?: string;
  readonly act: (action: KeyAction) => void;
  readonly onStop: () => void;
}

export function header(state: HeaderState): TemplateResult {
  const { view, texts } = state;
  return html`
    <header>
      <div class="title">
        <h1 title=${view.title}>${view.title}</h1>
        <span class="summary">${view.summary}</span>
        ${state.busy ? busy(state) : nothing}
      </div>
      <div class="controls">
        <div class="transport" role="toolbar" aria-label=${texts.transport}>
          ${button(state, 'debug-reverse-continue', texts.toStart, { kind: 'end', direction: -1 })}
          ${button(state, 'arrow-circle-left', texts.previousProblem, { kind: 'step', direction: -1, to: 'problem' })}
          ${button(state, 'debug-step-back', texts.stepBack, { kind: 'step', direction: -1, to: 'change' })}
          ${button(state, state.playing ? 'debug-pause' : 'play', state.playing ? texts.pause : texts.play, { kind: 'play' })}
          ${button(state, 'debug-step-over', texts.stepForward, { kind: 'step', direction: 1, to: 'change' })}
          ${button(state, 'arrow-circle-right', texts.nextProblem, { kind: 'step', direction: 1, to: 'problem' })}
          ${button(state, 'debug-continue', texts.toEnd, { kind: 'end', direction: 1 })}
        </div>
        <button class="clock" title="G" @click=${() => state.act({ kind: 'askTime' })}>
          <b>${clockTime(state.atMs)}</b> / ${clockTime(view.endMs)}
        </button>
        <div class="details" role="radiogroup" aria-label=${texts.detail}>
          ${([1, 2, 3] as const).map((detail) => detailButton(state, detail))}
        </div>
        <div class="scale">
          ${button(state, 'zoom-out', texts.zoomOut, { kind: 'zoom', factor: 1 / 1.5 })}
          ${button(state, 'zoom-in', texts.zoomIn, { kind: 'zoom', factor: 1.5 })}
          ${button(state, 'screen-full', texts.fit, { kind: 'fit' })}
          ${button(state, state.trueScale ? 'unfold' : 'fold', state.trueScale ? texts.trueScale : texts.foldedScale, { kind: 'toggleScale' })}
          ${button(state, 'record-keys', texts.keys, { kind: 'help' })}
        </div>
      </div>
      ${state.outdated === undefined ? nothing : banner('warning', texts.outdated, [state.outdated])}
      ${
        view.refusals.length === 0
          ? nothing
          : banner(
              'error',
              texts.refused,
              view.refusals.map(({ message }) => message),
            )
      }
    </header>
  `;
}

/** A short run only says that it goes on; a long one says how far it is and can be stopped. */
function busy({ texts, progress, onStop }: HeaderState): TemplateResult {
  if (progress === undefined) return html`<span class="busy" role="status">${texts.loading}</span>`;
  const { percentage, message } = progress;
  return html`
    <span class="busy" title=${message}>${texts.loading} ${percentage} %</span>
    <progress max="100" value=${percentage} aria-label=${texts.loading}></progress>
    <button class="icon" title=${texts.stop} aria-label=${texts.stop} @click=${onStop}>
      <i class="codicon codicon-debug-stop" aria-hidden="true"></i>
    </button>`;
}

function button(
  state: HeaderState,
  icon: string,
  title: string,
  action: KeyAction,
): TemplateResult {
  return html`<button class="icon" title=${title} aria-label=${title} @click=${() => state.act(action)}>
    <i class="codicon codicon-${icon}" aria-hidden="true"></i>
  </button>`;
}

function detailButton(state: HeaderState, detail: Detail): TemplateResult {
  const { texts } = state;
  const word = { 1: texts.story, 2: texts.full, 3: texts.machine }[detail];
  return html`<button
    role="radio"
    aria-checked=${state.detail === detail}
    class=${state.detail === detail ? 'detail chosen' : 'detail'}
    @click=${() => state.act({ kind: 'detail', detail })}
  >${word}</button>`;
}

function banner(
  kind: 'warning' | 'error',
  title: string,
  messages: readonly string[],
): TemplateResult {
  return html`<div class="banner ${kind}" role="alert">
    <i class="codicon codicon-${kind}" aria-hidden="true"></i>
    <div><b>${title}</b>${messages.map((message) => html`<p>${message}</p>`)}</div>
  </div>`;
}
