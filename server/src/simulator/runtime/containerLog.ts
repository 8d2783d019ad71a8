import type { SimTime } from '../kernel/time';

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

/** The log of one container instance: grows, and forgets its beginning when it becomes too long (L-LOG-3). */
export class ContainerLog {
  readonly #lines: LogLine[] = [];
  readonly #open = { stdout: '', stderr: '' };
  #dropped = 0;

  get lines(): readonly LogLine[] {
    return this.#lines;
  }
  /** Lines at the beginning that are not kept any more. */
  get dropped(): number {
    return this.#dropped;
  }

  write(at: SimTime, stream: 'stdout' | 'stderr', text: string): void {
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
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = this.#open[stream];
      if (text !== '') this.#push({ at, stream, text, partial: true });
      this.#open[stream] = '';
    }
  }

  #push(line: LogLine): void {
    this.#lines.push(line);
    if (this.#lines.length <= MOST_LINES) return;
    this.#lines.splice(0, MOST_LINES / 4);
    this.#dropped += MOST_LINES / 4;
  }
}
