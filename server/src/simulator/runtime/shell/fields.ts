import { hasPattern, quotePattern } from './pattern';

/** Where the pieces of a word go as they are expanded. */
export interface FieldSink {
  /** Text that stands as it is. */
  literal(text: string): void;
  /** There were quotes: the field exists even when it is empty. */
  quote(): void;
  /** A part of a pattern. */
  glob(text: string): void;
  /** The unquoted result of an expansion: split at separators, its stars are live. */
  split(text: string): void;
  /** `"$@"`: each value a field of its own. */
  values(values: readonly string[]): void;
}

export interface Field {
  readonly text: string;
  readonly pattern: string;
  readonly isPattern: boolean;
}

/** Collects the fields of one word. */
export class FieldList implements FieldSink {
  private readonly separators: string;
  private readonly done: Field[] = [];
  private text = '';
  private pattern = '';
  private isPattern = false;
  private open = false;

  constructor(separators: string) {
    this.separators = separators;
  }

  literal(text: string): void {
    if (text === '') return;
    this.text += text;
    this.pattern += quotePattern(text);
    this.open = true;
  }

  quote(): void {
    this.open = true;
  }

  glob(text: string): void {
    this.text += text;
    this.pattern += text;
    this.isPattern = true;
    this.open = true;
  }

  split(text: string): void {
    if (text === '') return;
    if (this.separators === '') {
      this.live(text);
      return;
    }
    let piece = '';
    for (const letter of text) {
      if (!this.separators.includes(letter)) {
        piece += letter;
        continue;
      }
      const blank = letter === ' ' || letter === '\t' || letter === '\n';
      if (piece !== '') this.live(piece);
      else if (!blank) this.open = true;
      this.close();
      piece = '';
    }
    if (piece !== '') this.live(piece);
  }

  values(values: readonly string[]): void {
    values.forEach((value, index) => {
      if (index > 0) this.close();
      this.open = true;
      this.literal(value);
    });
  }

  finish(): readonly Field[] {
    this.close();
    return this.done;
  }

  private live(text: string): void {
    this.text += text;
    this.pattern += text;
    this.isPattern ||= hasPattern(text);
    this.open = true;
  }

  private close(): void {
    if (this.open) {
      this.done.push({ text: this.text, pattern: this.pattern, isPattern: this.isPattern });
    }
    this.text = '';
    this.pattern = '';
    this.isPattern = false;
    this.open = false;
  }
}

/** Collects one string, and the same as a pattern in which what was quoted is ordinary. */
export class TextSink implements FieldSink {
  text = '';
  pattern = '';
  literal(text: string): void {
    this.text += text;
    this.pattern += quotePattern(text);
  }
  quote(): void {}
  glob(text: string): void {
    this.text += text;
    this.pattern += text;
  }
  split(text: string): void {
    this.glob(text);
  }
  values(values: readonly string[]): void {
    this.literal(values.join(' '));
  }
}
