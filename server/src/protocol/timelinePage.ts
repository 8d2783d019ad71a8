// What the extension and the page of its timeline say to each other: whole snapshots there, intents back.
import type { RunView, TraceRow } from './run';

/** Words of the page in the user's language, put together by the extension. */
export type PageTexts = Readonly<Record<PageText, string>>;
export type PageText =
  | 'loading'
  | 'stop'
  | 'timeline'
  | 'trace'
  | 'transport'
  | 'toStart'
  | 'stepBack'
  | 'play'
  | 'pause'
  | 'stepForward'
  | 'toEnd'
  | 'previousProblem'
  | 'nextProblem'
  | 'zoomIn'
  | 'zoomOut'
  | 'fit'
  | 'foldedScale'
  | 'trueScale'
  | 'story'
  | 'full'
  | 'machine'
  | 'detail'
  | 'seed'
  | 'time'
  | 'object'
  | 'from'
  | 'to'
  | 'cause'
  | 'because'
  | 'rule'
  | 'line'
  | 'beginning'
  | 'nothingSelected'
  | 'apiSays'
  | 'assumptions'
  | 'refused'
  | 'outdated'
  | 'overview'
  | 'keys'
  | 'noRows'
  | 'keyList'
  | 'close';

export type ToPage =
  | {
      readonly kind: 'run';
      readonly view: RunView;
      readonly texts: PageTexts;
      readonly cursor: PageCursor;
      /** Why the drawing is of an older text than the editor's; absent when it is not. */
      readonly outdated?: string;
    }
  | { readonly kind: 'cursor'; readonly cursor: PageCursor }
  | {
      readonly kind: 'busy';
      readonly busy: boolean;
      /** How far a long run is. */
      readonly progress?: PageProgress;
    };

export interface PageProgress {
  readonly percentage: number;
  /** `0:42:10 · 120000 events` */
  readonly message: string;
}

export interface PageCursor {
  readonly atMs: number;
  readonly selected?: number;
  /** The chain of causes of what is selected, nearest first. */
  readonly chain: readonly TraceRow[];
}

export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'seek'; readonly atMs: number }
  | { readonly kind: 'select'; readonly entry: number }
  | { readonly kind: 'source'; readonly entry: number }
  | {
      readonly kind: 'step';
      readonly direction: 1 | -1;
      readonly to: 'entry' | 'change' | 'problem';
    }
  | { readonly kind: 'askTime' }
  /** The run that is being made is to be given up. */
  | { readonly kind: 'stop' };
