// The trace as a table: in step with the drawing, and its accessible form. Only the rows in sight are in the page.
import { html, nothing, type TemplateResult } from 'lit';
import type { TraceRow } from '../../server/src/protocol/run';
import type { PageTexts } from '../../server/src/protocol/timelinePage';
import { clockTime } from '../../server/src/support/text';

export const ROW_HEIGHT = 22;
/** Rows rendered beyond the edges, so that scrolling and reading ahead find something. */
const SPARE = 12;

export interface TableState {
  readonly rows: readonly TraceRow[];
  readonly texts: PageTexts;
  /** Index of the row at the cursor. */
  readonly current: number;
  readonly selected?: number;
  /** The row that Tab reaches. */
  readonly focusable: number;
  readonly scrollTop: number;
  readonly height: number;
  readonly onSelect: (row: TraceRow) => void;
  readonly onSource: (row: TraceRow) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onScroll: (event: Event) => void;
}

/** Which rows are rendered: first and one past the last. */
export function rowWindow(
  count: number,
  scrollTop: number,
  height: number,
): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - SPARE);
  return { from, to: Math.min(count, Math.ceil((scrollTop + height) / ROW_HEIGHT) + SPARE) };
}

export function traceTable(state: TableState): TemplateResult {
  const { rows, texts } = state;
  const { from, to } = rowWindow(rows.length, state.scrollTop, state.height);
  return html`
    <div class="trace" @scroll=${state.onScroll} @keydown=${state.onKey}>
      <div class="trace-table" role="grid" aria-label=${texts.trace} aria-rowcount=${rows.length + 1}>
        <div class="trace-head" role="row" aria-rowindex="1">
          <span role="columnheader">${texts.time}</span>
          <span role="columnheader">${texts.object}</span>
          <span role="columnheader">${texts.from} → ${texts.to}</span>
          <span role="columnheader">${texts.cause}</span>
        </div>
        <div class="trace-before" role="none" data-height=${from * ROW_HEIGHT}></div>
        ${rows.slice(from, to).map((row, index) => traceRow(state, row, from + index))}
        <div class="trace-after" role="none" data-height=${(rows.length - to) * ROW_HEIGHT}></div>
      </div>
      ${rows.length === 0 ? html`<p class="empty">${texts.noRows}</p>` : nothing}
    </div>
  `;
}

function traceRow(state: TableState, row: TraceRow, index: number): TemplateResult {
  const { texts, selected, current } = state;
  const classes = [
    'trace-row',
    row.entry === selected ? 'selected' : '',
    index === current ? 'current' : '',
    index > current ? 'future' : '',
  ];
  return html`
    <div
      role="row"
      class=${classes.join(' ')}
      data-entry=${row.entry}
      aria-rowindex=${index + 2}
      aria-selected=${row.entry === selected}
      tabindex=${index === state.focusable ? 0 : -1}
      @click=${() => state.onSelect(row)}
      @dblclick=${() => state.onSource(row)}
    >
      <span role="gridcell" class="time">${clockTime(row.atMs)}</span>
      <span role="gridcell" title=${row.subject}>${shortSubject(row.subject)}</span>
      <span role="gridcell" title=${changeText(row)}>${changeText(row)}</span>
      <span role="gridcell" title=${row.cause}>
        ${row.source === undefined ? nothing : html`<span class="line-badge">${texts.line} ${row.source.line + 1}</span>`}${shortSubject(row.cause)}
      </span>
    </div>
  `;
}

/** The namespace that everyone works in goes without saying, as in kubectl. */
export function shortSubject(text: string): string {
  return text.replace(/^default\//, '');
}

/** `running → terminated`, or only what it became where it was nothing before. */
export function changeText({ from, to }: Pick<TraceRow, 'from' | 'to'>): string {
  return from === '' ? to : `${from} → ${to}`;
}
