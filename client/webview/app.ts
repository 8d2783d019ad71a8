// The page: holds what the eye chose (part, size, detail, what is folded) and the last snapshot from the extension;
// draws the lanes, keeps drawing, table and causes in step, and sends intents back.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { RunView, TraceRow } from '../../server/src/protocol/run';
import type {
  FromPage,
  PageCursor,
  PageProgress,
  PageTexts,
  ToPage,
} from '../../server/src/protocol/timelinePage';
import { clockTime } from '../../server/src/support/text';
import {
  type Axis,
  fitSpan,
  fitWhole,
  foldedAxis,
  msAt,
  pan,
  reveal,
  toMs,
  toPaper,
  trueAxis,
  type Viewport,
  zoom,
} from './axis';
import { causes } from './causes';
import { type Drawing, drawAxis, drawLanes, prepareCanvas } from './draw';
import { header } from './header';
import { type KeyAction, keyAction } from './keys';
import {
  type Detail,
  happeningTimes,
  hitAt,
  LANE_HEIGHT,
  nextOnLane,
  rowAt,
  type ShownLane,
  segmentAt,
  shownLanes,
  shownRows,
} from './lanes';
import { LANE_ICONS } from './looks';
import { centeredAt, drawOverview, OVERVIEW_HEIGHT } from './overview';
import { readTheme, type Theme, watchTheme } from './theme';
import { changeText, ROW_HEIGHT, traceTable } from './traceTable';

/** What survives the page's being hidden or the window's being reloaded. */
export interface Kept {
  readonly uri?: string;
  readonly detail?: Detail;
  readonly trueScale?: boolean;
  readonly folded?: readonly string[];
}

export interface Outside {
  send(intent: FromPage): void;
  kept(): Kept;
  keep(kept: Kept): void;
}

const AXIS_HEIGHT = 20;
const HOLD_MS = 300;
/** Playing passes over the whole paper in this time. */
const PLAY_MS = 30_000;

export class TimelineApp extends LitElement {
  static override properties = {
    view: { attribute: false },
    cursor: { attribute: false },
    busy: { attribute: false },
    progress: { attribute: false },
    outdated: { attribute: false },
    detail: { attribute: false },
    trueScale: { attribute: false },
    folded: { attribute: false },
    viewport: { attribute: false },
    activeLane: { attribute: false },
    playing: { attribute: false },
    helpShown: { attribute: false },
    laneScroll: { attribute: false },
    tableScroll: { attribute: false },
    focusedRow: { attribute: false },
    tip: { attribute: false },
  };
  declare view: RunView | undefined;
  declare cursor: PageCursor;
  declare busy: boolean;
  declare progress: PageProgress | undefined;
  declare outdated: string | undefined;
  declare detail: Detail;
  declare trueScale: boolean;
  declare folded: ReadonlySet<string>;
  declare viewport: Viewport | undefined;
  declare activeLane: string | undefined;
  declare playing: boolean;
  declare helpShown: boolean;
  declare laneScroll: number;
  declare tableScroll: number;
  declare focusedRow: number | undefined;
  declare tip:
    | { readonly x: number; readonly y: number; readonly lines: readonly string[] }
    | undefined;

  private outside: Outside | undefined;
  private texts: PageTexts | undefined;
  private theme: Theme = readTheme();
  private lanes: readonly ShownLane[] = [];
  private rows: readonly TraceRow[] = [];
  private hoverX: number | undefined;
  private seekFrame: number | undefined;
  /** Until when the extension's echo of the cursor is older than what the hand does here. */
  private heldUntil = 0;
  private playFrame: number | undefined;
  private laneHeight = 0;
  private tableHeight = 0;
  private readonly endings: (() => void)[] = [];

  constructor() {
    super();
    this.cursor = { atMs: 0, chain: [] };
    this.busy = false;
    this.detail = 2;
    this.trueScale = false;
    this.folded = new Set();
    this.playing = false;
    this.helpShown = false;
    this.laneScroll = 0;
    this.tableScroll = 0;
  }

  /** Connects the page with the extension. */
  connect(outside: Outside): void {
    const { detail, trueScale, folded } = outside.kept();
    this.outside = outside;
    if (detail !== undefined) this.detail = detail;
    if (trueScale !== undefined) this.trueScale = trueScale;
    if (folded !== undefined) this.folded = new Set(folded);
    outside.send({ kind: 'ready' });
  }

  receive(message: ToPage): void {
    switch (message.kind) {
      case 'run':
        this.receiveRun(message);
        return;
      case 'cursor':
        this.receiveCursor(message.cursor);
        return;
      case 'busy':
        this.busy = message.busy;
        this.progress = message.progress;
    }
  }

  /** Plain elements under one style sheet: the page's policy allows no inline style. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const resized = new ResizeObserver(() => this.measure());
    resized.observe(this);
    const onKey = (event: KeyboardEvent): void => this.onKey(event);
    document.addEventListener('keydown', onKey);
    this.endings.push(
      () => resized.disconnect(),
      () => document.removeEventListener('keydown', onKey),
      watchTheme(() => {
        this.theme = readTheme();
        this.requestUpdate();
      }),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.endings.splice(0)) end();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.view === undefined) return;
    if (!['view', 'detail', 'trueScale', 'folded'].some((name) => changed.has(name))) return;
    this.lanes = shownLanes(this.view, this.detail, this.folded);
    this.rows = shownRows(this.view, this.detail);
    this.reaxis();
    this.keepChoices();
  }

  protected override render(): TemplateResult {
    const { view, texts } = this;
    if (view === undefined || texts === undefined)
      return html`<p class="empty" role="status">${texts?.loading ?? '…'}</p>`;
    const selected = this.selectedRow;
    return html`
      ${header({
        view,
        texts,
        atMs: this.cursor.atMs,
        playing: this.playing,
        busy: this.busy,
        trueScale: this.trueScale,
        detail: this.detail,
        act: (action) => this.act(action),
        onStop: () => this.send({ kind: 'stop' }),
        ...(this.progress === undefined ? {} : { progress: this.progress }),
        ...(this.outdated === undefined ? {} : { outdated: this.outdated }),
      })}
      ${this.renderDrawing(view, texts)}
      ${causes({
        texts,
        row: selected,
        chain: this.cursor.chain,
        onSelect: (row) => this.select(row.entry),
        onSource: (row) => this.send({ kind: 'source', entry: row.entry }),
      })}
      ${traceTable({
        texts,
        rows: this.rows,
        current: rowAt(this.rows, this.cursor.atMs),
        focusable: this.focusedRow ?? Math.max(0, rowAt(this.rows, this.cursor.atMs)),
        scrollTop: this.tableScroll,
        height: this.tableHeight,
        onSelect: (row) => this.select(row.entry),
        onSource: (row) => this.send({ kind: 'source', entry: row.entry }),
        onKey: (event) => this.onTableKey(event),
        onScroll: (event) => {
          this.tableScroll = (event.currentTarget as HTMLElement).scrollTop;
        },
        ...(this.cursor.selected === undefined ? {} : { selected: this.cursor.selected }),
      })}
      <p class="spoken" aria-live="polite">${this.spoken(selected)}</p>
      ${this.helpShown ? this.renderHelp(texts) : nothing}
    `;
  }

  private renderDrawing(view: RunView, texts: PageTexts): TemplateResult {
    return html`
      <div class="overview">
        <canvas
          aria-hidden="true"
          title=${texts.overview}
          @pointerdown=${this.onOverviewPointer}
          @pointermove=${this.onOverviewPointer}
        ></canvas>
      </div>
      <div class="axis"><canvas aria-hidden="true"></canvas></div>
      <div
        class="lanes"
        tabindex="0"
        role="slider"
        aria-label=${texts.timeline}
        aria-valuemin="0"
        aria-valuemax=${Math.round(view.endMs / 1000)}
        aria-valuenow=${Math.round(this.cursor.atMs / 1000)}
        aria-valuetext=${this.spokenMoment()}
        @scroll=${(event: Event) => {
          this.laneScroll = (event.currentTarget as HTMLElement).scrollTop;
        }}
      >
        <div class="lanes-content" data-height=${this.lanes.length * LANE_HEIGHT}>
          <div class="lane-titles" role="list">${this.lanes.map((shown) => this.renderTitle(shown))}</div>
          <canvas
            aria-hidden="true"
            @pointerdown=${this.onLanePointerDown}
            @pointermove=${this.onLanePointerMove}
            @pointerup=${this.onLanePointerUp}
            @pointerleave=${this.onLanePointerLeave}
            @dblclick=${() => this.act({ kind: 'source' })}
            @wheel=${this.onWheel}
          ></canvas>
        </div>
      </div>
      ${
        this.tip === undefined
          ? nothing
          : html`<div class="tip" role="tooltip" data-left=${this.tip.x} data-top=${this.tip.y}>
              ${this.tip.lines.map((text) => html`<div>${text}</div>`)}
            </div>`
      }
    `;
  }

  private renderTitle({ lane, depth, hasChildren }: ShownLane): TemplateResult {
    const isFolded = this.folded.has(lane.id);
    return html`<div
      class="lane-title depth-${Math.min(depth, 4)} ${lane.id === this.activeLane ? 'active' : ''}"
      role="listitem"
      title=${lane.title}
      @click=${() => this.activateLane(lane.id)}
      @dblclick=${() => this.setFolded(lane.id, !isFolded)}
    >
      <i
        class="twistie codicon ${hasChildren ? (isFolded ? 'codicon-chevron-right' : 'codicon-chevron-down') : ''}"
        aria-hidden="true"
        @click=${() => hasChildren && this.setFolded(lane.id, !isFolded)}
      ></i><i class="codicon codicon-${LANE_ICONS[lane.kind]}" aria-hidden="true"></i><span>${lane.title}</span>
    </div>`;
  }

  private renderHelp(texts: PageTexts): TemplateResult {
    return html`<div class="help" role="dialog" aria-label=${texts.keys}>
      ${texts.keyList.split('\n').map((text) => html`<p>${text}</p>`)}
      <button @click=${() => this.act({ kind: 'help' })}>${texts.close}</button>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    this.applyMeasures();
    this.draw();
    if (changed.has('cursor') || changed.has('view')) this.followInTable();
  }

  /** Heights and places are set as properties, which the page's policy allows, where style attributes are not. */
  private applyMeasures(): void {
    for (const element of this.querySelectorAll<HTMLElement>('[data-height]'))
      element.style.height = `${element.dataset['height']}px`;
    const tip = this.querySelector<HTMLElement>('.tip');
    if (tip !== null) {
      const left = Math.min(Number(tip.dataset['left']), this.clientWidth - tip.offsetWidth - 8);
      tip.style.left = `${Math.max(4, left)}px`;
      tip.style.top = `${Number(tip.dataset['top'])}px`;
    }
    this.measure();
  }

  private measure(): void {
    const lanes = this.querySelector<HTMLElement>('.lanes');
    const trace = this.querySelector<HTMLElement>('.trace');
    const canvas = this.laneCanvas;
    if (lanes === null || trace === null || canvas === null) return;
    const titles = this.querySelector<HTMLElement>('.lane-titles')?.offsetWidth ?? 0;
    this.laneHeight = lanes.clientHeight;
    if (this.tableHeight !== trace.clientHeight) {
      this.tableHeight = trace.clientHeight;
      this.requestUpdate();
    }
    const width = Math.max(60, lanes.clientWidth - titles);
    if (this.viewport === undefined) this.reaxis(width);
    else if (Math.abs(this.viewport.width - width) > 0.5) this.resizeTo(width);
  }

  private resizeTo(width: number): void {
    const before = this.viewport;
    if (before === undefined) return;
    const isWhole = isFitted(before);
    const next = fitWhole(before.axis, width);
    this.viewport = isWhole ? next : { ...before, width };
  }

  /** Makes the axis anew after what is shown has changed, and keeps the same stretch of time in sight. */
  private reaxis(width = this.viewport?.width ?? 0): void {
    if (this.view === undefined || width === 0) return;
    const axis: Axis = this.trueScale
      ? trueAxis(this.view.endMs)
      : foldedAxis(happeningTimes(this.lanes), this.view.endMs);
    const before = this.viewport;
    if (before === undefined || isFitted(before)) this.viewport = fitWhole(axis, width);
    else {
      const left = toPaper(axis, msAt(before, 0));
      const right = toPaper(axis, msAt(before, before.width));
      this.viewport = { axis, width, left, paperPerPixel: Math.max(1e-6, (right - left) / width) };
    }
  }

  private get laneCanvas(): HTMLCanvasElement | null {
    return this.querySelector('.lanes canvas');
  }

  private get selectedRow(): TraceRow | undefined {
    return this.view?.rows.find((row) => row.entry === this.cursor.selected);
  }

  private draw(): void {
    const { view, viewport, laneCanvas } = this;
    if (view === undefined || viewport === undefined || laneCanvas === null) return;
    const drawing: Drawing = {
      lanes: this.lanes,
      viewport,
      theme: this.theme,
      height: this.laneHeight,
      scrollTop: this.laneScroll,
      atMs: this.cursor.atMs,
      ...(this.cursor.selected === undefined ? {} : { selected: this.cursor.selected }),
      ...(this.activeLane === undefined ? {} : { activeLane: this.activeLane }),
      ...(this.hoverX === undefined ? {} : { hoverX: this.hoverX }),
    };
    const lanes = prepareCanvas(laneCanvas, viewport.width, this.laneHeight);
    if (lanes !== undefined) drawLanes(lanes, drawing);
    this.drawOn('.axis canvas', AXIS_HEIGHT, (context) => drawAxis(context, drawing, AXIS_HEIGHT));
    this.drawOn('.overview canvas', OVERVIEW_HEIGHT, (context) =>
      drawOverview(context, view, viewport, this.theme, this.cursor.atMs),
    );
  }

  private drawOn(
    selector: string,
    height: number,
    draw: (context: CanvasRenderingContext2D) => void,
  ): void {
    const canvas = this.querySelector<HTMLCanvasElement>(selector);
    if (canvas === null || this.viewport === undefined) return;
    const context = prepareCanvas(canvas, this.viewport.width, height);
    if (context !== undefined) draw(context);
  }

  // What the extension says.

  private receiveRun(message: Extract<ToPage, { kind: 'run' }>): void {
    const isOther = this.view?.uri !== message.view.uri;
    this.texts = message.texts;
    this.view = message.view;
    this.cursor = message.cursor;
    this.outdated = message.outdated;
    if (isOther) this.viewport = undefined;
    this.focusedRow = undefined;
  }

  private receiveCursor(cursor: PageCursor): void {
    const isHeld = performance.now() < this.heldUntil;
    const atMs = isHeld ? this.cursor.atMs : cursor.atMs;
    const moved = atMs !== this.cursor.atMs;
    this.cursor = { ...cursor, atMs };
    this.focusedRow = undefined;
    if (moved && this.viewport !== undefined) this.viewport = reveal(this.viewport, cursor.atMs);
    this.revealLane(this.selectedRow?.lane);
  }

  // What the user does.

  /** Intents arrive in the order in which they were meant: a seek that waits for its frame goes first. */
  private send(intent: FromPage): void {
    if (this.seekFrame !== undefined) this.flushSeek();
    this.outside?.send(intent);
  }

  private flushSeek(): void {
    if (this.seekFrame !== undefined) cancelAnimationFrame(this.seekFrame);
    this.seekFrame = undefined;
    this.outside?.send({ kind: 'seek', atMs: this.cursor.atMs });
  }

  /** Moves the cursor at once and tells the extension once a frame. */
  private seek(atMs: number): void {
    const end = this.view?.endMs ?? 0;
    const within = Math.min(end, Math.max(0, atMs));
    this.cursor = { ...this.cursor, atMs: within };
    this.focusedRow = undefined;
    this.heldUntil = performance.now() + HOLD_MS;
    this.seekFrame ??= requestAnimationFrame(() => this.flushSeek());
  }

  private select(entry: number): void {
    const row = this.view?.rows.find((candidate) => candidate.entry === entry);
    this.cursor = { atMs: row?.atMs ?? this.cursor.atMs, selected: entry, chain: [] };
    this.heldUntil = 0;
    if (this.viewport !== undefined) this.viewport = reveal(this.viewport, this.cursor.atMs);
    this.revealLane(row?.lane);
    this.send({ kind: 'select', entry });
  }

  private act(action: KeyAction): void {
    switch (action.kind) {
      case 'play':
        this.togglePlay();
        return;
      case 'fit':
        if (this.viewport !== undefined)
          this.viewport = fitWhole(this.viewport.axis, this.viewport.width);
        return;
      case 'fitSelection':
        this.fitSelection();
        return;
      case 'toggleScale':
        this.trueScale = !this.trueScale;
        return;
      case 'why':
      case 'whyBack':
        this.walkChain(action.kind === 'why' ? 1 : -1);
        return;
      case 'source':
        this.goToSource();
        return;
      case 'askTime':
        this.send({ kind: 'askTime' });
        return;
      case 'help':
        this.helpShown = !this.helpShown;
        return;
      case 'leave':
        this.leave();
        return;
      case 'onLane':
        this.stepOnLane(action.direction);
        return;
      case 'lane':
        this.moveLane(action.direction);
        return;
      case 'fold':
        if (this.activeLane !== undefined) this.setFolded(this.activeLane, action.folded);
        return;
      case 'step':
        this.heldUntil = 0;
        this.send({ kind: 'step', direction: action.direction, to: action.to });
        return;
      case 'move':
        this.seek(this.cursor.atMs + action.byMs);
        return;
      case 'end':
        this.seek(action.direction > 0 ? Number.MAX_SAFE_INTEGER : 0);
        return;
      case 'zoom':
        this.zoomBy(action.factor);
        return;
      case 'pan':
        if (this.viewport !== undefined) this.viewport = pan(this.viewport, action.pixels);
        return;
      case 'detail':
        this.detail = action.detail;
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || this.view === undefined) return;
    const target = event.target as HTMLElement;
    const isButton = target instanceof HTMLButtonElement;
    if (isButton && (event.key === ' ' || event.key === 'Enter')) return;
    const action = keyAction(event);
    if (action === undefined) return;
    event.preventDefault();
    this.act(action);
  }

  private onTableKey(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, number>> = {
      ArrowUp: -1,
      ArrowDown: 1,
      PageUp: -10,
      PageDown: 10,
    };
    const by = moves[event.key];
    const current = this.focusedRow ?? rowAt(this.rows, this.cursor.atMs);
    const row = this.rows[current];
    if (by !== undefined) {
      event.preventDefault();
      const next = Math.min(this.rows.length - 1, Math.max(0, current + by));
      const target = this.rows[next];
      if (target === undefined) return;
      this.select(target.entry);
      this.focusedRow = next;
      void this.updateComplete.then(() => {
        this.followInTable();
        this.querySelector<HTMLElement>(`.trace-row[data-entry="${target.entry}"]`)?.focus();
      });
    } else if (event.key === 'Enter' && row !== undefined) {
      event.preventDefault();
      this.send({ kind: 'source', entry: row.entry });
    }
  }

  private zoomBy(factor: number): void {
    if (this.viewport === undefined) return;
    const at =
      (toPaper(this.viewport.axis, this.cursor.atMs) - this.viewport.left) /
      this.viewport.paperPerPixel;
    const around = at >= 0 && at <= this.viewport.width ? at : this.viewport.width / 2;
    this.viewport = zoom(this.viewport, factor, around);
  }

  private fitSelection(): void {
    const row = this.selectedRow;
    const lane = this.lanes.find(({ lane: { id } }) => id === row?.lane)?.lane;
    const segment = lane?.segments.find(({ entry }) => entry === row?.entry);
    if (this.viewport === undefined || row === undefined) return;
    const [from, to] =
      segment === undefined ? [row.atMs - 1000, row.atMs + 1000] : [segment.fromMs, segment.toMs];
    this.viewport = fitSpan(this.viewport, Math.max(0, from), to);
  }

  private walkChain(direction: 1 | -1): void {
    const { chain, selected } = this.cursor;
    const path = chain.filter((row) => row.entry !== selected);
    if (direction > 0 && path[0] !== undefined) {
      this.walked.push(selected ?? path[0].entry);
      this.select(path[0].entry);
    }
    const back = direction < 0 ? this.walked.pop() : undefined;
    if (back !== undefined) this.select(back);
  }
  /** Where the walk along the causes came from, for the way back. */
  private readonly walked: number[] = [];

  private goToSource(): void {
    const row = this.selectedRow;
    const from =
      row?.source === undefined
        ? this.cursor.chain.find(({ source }) => source !== undefined)
        : row;
    if (from !== undefined) this.send({ kind: 'source', entry: from.entry });
  }

  private leave(): void {
    if (this.helpShown) this.helpShown = false;
    else if (this.playing) this.togglePlay();
    else this.querySelector<HTMLElement>('.lanes')?.focus();
  }

  private stepOnLane(direction: 1 | -1): void {
    const shown = this.lanes.find(({ lane }) => lane.id === this.activeLane) ?? this.lanes[0];
    const next =
      shown === undefined ? undefined : nextOnLane(shown.lane, this.cursor.atMs, direction);
    if (next !== undefined) {
      this.select(next.entry);
      this.seek(next.atMs);
    }
  }

  private moveLane(direction: 1 | -1): void {
    const index = this.lanes.findIndex(({ lane }) => lane.id === this.activeLane);
    const next = this.lanes[Math.min(this.lanes.length - 1, Math.max(0, index + direction))];
    if (next !== undefined) this.activateLane(next.lane.id);
  }

  private activateLane(id: string): void {
    this.activeLane = id;
    this.revealLane(id);
  }

  private revealLane(id: string | undefined): void {
    const index = this.lanes.findIndex(({ lane }) => lane.id === id);
    const scroller = this.querySelector<HTMLElement>('.lanes');
    if (index < 0 || scroller === null) return;
    this.activeLane = id;
    const top = index * LANE_HEIGHT;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    const bottom = top + LANE_HEIGHT;
    if (bottom > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = bottom - scroller.clientHeight;
  }

  private setFolded(id: string, isFolded: boolean): void {
    const next = new Set(this.folded);
    if (isFolded) next.add(id);
    else next.delete(id);
    this.folded = next;
  }

  /** Playing moves evenly over the paper, so that minutes of nothing pass at a glance. */
  private togglePlay(): void {
    this.playing = !this.playing;
    if (!this.playing) {
      if (this.playFrame !== undefined) cancelAnimationFrame(this.playFrame);
      return;
    }
    if (this.view !== undefined && this.cursor.atMs >= this.view.endMs) this.seek(0);
    let before: number | undefined;
    const frame = (now: number): void => {
      if (!this.playing || this.viewport === undefined || this.view === undefined) return;
      const { axis } = this.viewport;
      const paper =
        toPaper(axis, this.cursor.atMs) + (axis.length * (now - (before ?? now))) / PLAY_MS;
      before = now;
      this.seek(toMs(axis, paper));
      this.viewport = reveal(this.viewport, this.cursor.atMs);
      if (paper >= axis.length) this.playing = false;
      else this.playFrame = requestAnimationFrame(frame);
    };
    this.playFrame = requestAnimationFrame(frame);
  }

  private readonly onLanePointerDown = (event: PointerEvent): void => {
    if (this.viewport === undefined || event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const hit = hitAt(this.lanes, this.viewport, event.offsetX, event.offsetY + this.laneScroll);
    if (hit !== undefined) this.activeLane = hit.lane.id;
    const entry = hit?.mark?.entry ?? hit?.segment?.entry;
    if (entry !== undefined) this.select(entry);
    // A bar is selected whole, but the cursor goes where the pointer is; a mark is a moment of its own.
    if (hit?.mark === undefined) this.seek(msAt(this.viewport, event.offsetX));
  };

  private readonly onLanePointerMove = (event: PointerEvent): void => {
    if (this.viewport === undefined) return;
    this.hoverX = event.offsetX;
    if (event.buttons === 1) {
      this.tip = undefined;
      this.seek(msAt(this.viewport, event.offsetX));
    } else this.showTip(event);
    this.requestUpdate();
  };

  private readonly onLanePointerUp = (event: PointerEvent): void => {
    (event.currentTarget as HTMLElement).releasePointerCapture(event.pointerId);
  };

  private readonly onLanePointerLeave = (): void => {
    this.hoverX = undefined;
    this.tip = undefined;
    this.requestUpdate();
  };

  private showTip(event: PointerEvent): void {
    if (this.viewport === undefined || this.texts === undefined) return;
    const hit = hitAt(this.lanes, this.viewport, event.offsetX, event.offsetY + this.laneScroll);
    const lines: string[] = [];
    if (hit?.mark !== undefined) lines.push(`${clockTime(hit.mark.atMs)}  ${hit.mark.word}`);
    if (hit?.segment !== undefined) {
      const { fromMs, toMs: until, word } = hit.segment;
      lines.push(`${hit.api === true ? `${this.texts.apiSays}: ` : ''}${word}`);
      lines.push(`${clockTime(fromMs)} – ${clockTime(until)}  (${clockTime(until - fromMs)})`);
    }
    const bounds = this.getBoundingClientRect();
    const [x, y] = [event.clientX - bounds.left + 12, event.clientY - bounds.top + 16];
    this.tip = lines.length === 0 ? undefined : { x, y, lines };
  }

  private readonly onWheel = (event: WheelEvent): void => {
    if (this.viewport === undefined) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.viewport = zoom(this.viewport, 1.002 ** -event.deltaY, event.offsetX);
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.viewport = pan(this.viewport, event.deltaX === 0 ? event.deltaY : event.deltaX);
    }
  };

  private readonly onOverviewPointer = (event: PointerEvent): void => {
    if (this.viewport === undefined || event.buttons !== 1) return;
    if (isFitted(this.viewport)) {
      const whole = fitWhole(this.viewport.axis, this.viewport.width);
      this.seek(msAt(whole, event.offsetX));
    } else this.viewport = centeredAt(this.viewport, event.offsetX);
  };

  /** Keeps the row at the cursor in sight. */
  private followInTable(): void {
    const scroller = this.querySelector<HTMLElement>('.trace');
    if (scroller === null) return;
    const selected = this.rows.findIndex((row) => row.entry === this.cursor.selected);
    const index = selected >= 0 ? selected : rowAt(this.rows, this.cursor.atMs);
    const top = Math.max(0, index) * ROW_HEIGHT;
    const visible = scroller.clientHeight - ROW_HEIGHT;
    if (top < scroller.scrollTop || top + ROW_HEIGHT > scroller.scrollTop + visible)
      scroller.scrollTop = Math.max(0, top - visible / 2);
  }

  private spoken(row: TraceRow | undefined): string {
    if (row === undefined || this.playing) return '';
    return `${clockTime(row.atMs)} ${row.subject} ${changeText(row)}. ${row.cause}`;
  }

  /** The states of all shown lanes at the cursor, for those who do not see the drawing. */
  private spokenMoment(): string {
    const shown = this.lanes.find(({ lane }) => lane.id === this.activeLane) ?? this.lanes[0];
    const word = shown === undefined ? '' : (segmentAt(shown.lane, this.cursor.atMs)?.word ?? '');
    return `${clockTime(this.cursor.atMs)} ${shown?.lane.title ?? ''} ${word}`;
  }

  private keepChoices(): void {
    this.outside?.keep({
      detail: this.detail,
      trueScale: this.trueScale,
      folded: [...this.folded],
      ...(this.view === undefined ? {} : { uri: this.view.uri }),
    });
  }
}

function isFitted(viewport: Viewport): boolean {
  const whole = fitWhole(viewport.axis, viewport.width);
  return viewport.left === 0 && Math.abs(whole.paperPerPixel / viewport.paperPerPixel - 1) < 1e-6;
}
