// What is selected and the chain of its causes, back to the line of YAML or the fault that began it.
import { html, nothing, type TemplateResult } from 'lit';
import type { TraceRow } from '../../server/src/protocol/run';
import type { PageTexts } from '../../server/src/protocol/timelinePage';
import { clockTime } from '../../server/src/support/text';
import { changeText, shortSubject } from './traceTable';

export interface CausesState {
  readonly texts: PageTexts;
  readonly row: TraceRow | undefined;
  readonly chain: readonly TraceRow[];
  readonly onSelect: (row: TraceRow) => void;
  readonly onSource: (row: TraceRow) => void;
}

export function causes(state: CausesState): TemplateResult {
  const { row, texts } = state;
  if (row === undefined)
    return html`<section class="causes" aria-label=${texts.cause}><p class="hint">${texts.nothingSelected}</p></section>`;
  const chain = state.chain.filter((cause) => cause.entry !== row.entry);
  return html`
    <section class="causes" aria-label=${texts.cause}>
      <p class="selected-row">
        <span class="time">${clockTime(row.atMs)}</span>
        <span class="subject">${shortSubject(row.subject)}</span>
        <strong>${changeText(row)}</strong>
        ${row.rule === undefined ? nothing : html`<span class="rule">${texts.rule} ${row.rule}</span>`}
        ${sourceButton(state, row)}
      </p>
      ${row.cause === '' ? nothing : html`<p class="why">${shortSubject(row.cause)}</p>`}
      ${
        chain.length === 0
          ? row.because === undefined && row.cause === ''
            ? html`<p class="hint">${texts.beginning}</p>`
            : nothing
          : html`<ol class="chain" aria-label=${texts.because}>
              ${chain.map((cause) => link(state, cause))}
            </ol>`
      }
    </section>
  `;
}

function link(state: CausesState, cause: TraceRow): TemplateResult {
  return html`
    <li>
      <i class="codicon codicon-arrow-small-left" aria-hidden="true"></i>
      <button class="cause" @click=${() => state.onSelect(cause)}>
        <span class="time">${clockTime(cause.atMs)}</span> ${shortSubject(cause.subject)} ${changeText(cause)}
      </button>
      ${sourceButton(state, cause)}
    </li>
  `;
}

function sourceButton(state: CausesState, row: TraceRow): TemplateResult | typeof nothing {
  if (row.source === undefined) return nothing;
  return html`<button class="source" title=${row.source.path} @click=${() => state.onSource(row)}>
    <i class="codicon codicon-go-to-file" aria-hidden="true"></i>${state.texts.line} ${row.source.line + 1}
  </button>`;
}
