import type { SimTime } from '../kernel/time';
import { nextTick } from '../latencies';

export interface LogLine {
  readonly at: SimTime;
  readonly stream: 'stdout' | 'stderr';
  /** Without the line end. */
  readonly text: string;
  /** The process never ended the line (`P` in the file, L-LOG-3). */
  readonly partial: boolean;
}

const MOST_LINES = 20_000;
const LONGEST_PART = 16_384;

/** Rules: L-TIM-12. */
export const LOG_MAX_BYTES = 10 * 1_048_576;
const CHECKED_EVERY_MS = 10_000;
const CHECK_PHASE_MS = 3300;
/** Time, stream and mark before each line of the file, and its end: `2026-01-01T00:00:00.123456789Z stdout F `. */
const LINE_HEAD = 41;

/**
 * The log file of one container instance: grows, and begins anew at the kubelet's next look after it has become too large;
 * what stood in it then is not shown any more. Rules: L-LOG-3, L-TIM-12. Of very many lines the last are kept.
 */
export class ContainerLog {
  readonly #lines: LogLine[] = [];
  readonly #open = { stdout: '', stderr: '' };
  readonly #maxBytes: number;
  #bytes = 0;
  /** When the file is put aside; undefined while it is not too large. */
  #rotatesAt: SimTime | undefined;

  constructor(maxBytes = LOG_MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** What the file holds at a time that is not before the last line. */
  linesAt(now: SimTime): readonly LogLine[] {
    this.#rotate(now);
    return this.#lines;
  }

  write(at: SimTime, stream: 'stdout' | 'stderr', text: string): void {
    this.#rotate(at);
    let rest = this.#open[stream] + text;
    for (;;) {
      const end = rest.indexOf('\n');
      if (end < 0) break;
      this.#push({ at, stream, text: rest.slice(0, end), partial: false });
      rest = rest.slice(end + 1);
    }
    if (rest.length > LONGEST_PART) {
      this.#push({ at, stream, text: rest, partial: true });
      rest = '';
    }
    this.#open[stream] = rest;
  }

  /** The container has ended: what was begun becomes a line. */
  close(at: SimTime): void {
    this.#rotate(at);
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = this.#open[stream];
      if (text !== '') this.#push({ at, stream, text, partial: true });
      this.#open[stream] = '';
    }
    // Only the files of running containers are looked at.
    this.#rotatesAt = undefined;
  }

  #rotate(now: SimTime): void {
    if (this.#rotatesAt === undefined || now < this.#rotatesAt) return;
    this.#rotatesAt = undefined;
    this.#lines.length = 0;
    this.#bytes = 0;
  }

  #push(line: LogLine): void {
    this.#lines.push(line);
    this.#bytes += line.text.length + LINE_HEAD;
    if (this.#bytes > this.#maxBytes)
      this.#rotatesAt ??= nextTick(line.at, CHECKED_EVERY_MS, CHECK_PHASE_MS);
    if (this.#lines.length > MOST_LINES) this.#lines.splice(0, MOST_LINES / 4);
  }
}
