// A tolerant reader of YAML and JSON: one pass over the text, no errors, always a tree. It decides by indentation and by
// the look of a line what belongs where, so that a half-typed key or an open quote costs its own line and nothing else.

import type { Span, YamlEntry, YamlItem, YamlNode, YamlScalar, YamlTree } from './tree';

/** Deeper nesting than this is no manifest; the rest of such a line is taken as text. */
const DEEPEST = 200;

/** A template's action may go over several lines; one that does not end by then is being typed. */
const LONGEST_ACTION = 1000;

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const AMPERSAND = 38;
const APOSTROPHE = 39;
const ASTERISK = 42;
const COMMA = 44;
const DASH = 45;
const COLON = 58;
const BANG = 33;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const BAR = 124;
const CLOSE_BRACE = 125;
const GREATER = 62;

export function parseTree(text: string): YamlTree {
  return new TreeParser(text).parse();
}

/** Reads forwards only; `pos` always stands at the first character not yet taken. */
class TreeParser {
  readonly #text: string;
  readonly #comments: Span[] = [];
  readonly #anchors = new Map<string, YamlNode>();
  #isTemplate = false;
  #isConflicted = false;
  #pos = 0;
  #lineStart = 0;
  #depth = 0;
  #searchedFrom = 0;
  #newlineAt = -1;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): YamlTree {
    this.#skipMarker();
    this.#nextContent();
    let root: YamlNode | undefined;
    while (!this.#atEnd()) {
      const before = this.#pos;
      const node = this.#block(-1);
      root ??= node;
      if (this.#pos === before) this.#endOfLine();
      this.#nextContent();
    }
    return {
      root,
      comments: this.#comments,
      anchors: this.#anchors,
      isTemplate: this.#isTemplate,
      isConflicted: this.#isConflicted,
    };
  }

  #at(offset: number): number {
    return offset < this.#text.length ? this.#text.charCodeAt(offset) : NEWLINE;
  }

  #atEnd(): boolean {
    return this.#pos >= this.#text.length;
  }

  #column(): number {
    return this.#pos - this.#lineStart;
  }

  #isBreak(offset: number): boolean {
    const code = this.#at(offset);
    return code === NEWLINE || code === RETURN;
  }

  #isBlank(offset: number): boolean {
    const code = this.#at(offset);
    return code === SPACE || code === TAB || code === NEWLINE || code === RETURN;
  }

  #startsWith(word: string, offset: number = this.#pos): boolean {
    return this.#text.startsWith(word, offset);
  }

  #endOfLine(): void {
    this.#pos = this.#newline(this.#pos);
  }

  /** The next line break at or after an offset, or the text's end. A long line is searched once, not at each of its words. */
  #newline(from: number): number {
    if (from < this.#searchedFrom || from > this.#newlineAt) {
      const end = this.#text.indexOf('\n', from);
      this.#searchedFrom = from;
      this.#newlineAt = end < 0 ? this.#text.length : end;
    }
    return this.#newlineAt;
  }

  #lineEnd(from: number = this.#pos): number {
    const last = this.#newline(from);
    return last > from && this.#text.charCodeAt(last - 1) === RETURN ? last - 1 : last;
  }

  #skipSpaces(): void {
    while (!this.#atEnd() && (this.#at(this.#pos) === SPACE || this.#at(this.#pos) === TAB)) {
      this.#pos += 1;
    }
  }

  /** A byte order mark, and the `---` that opened the document; what follows on its line is content. */
  #skipMarker(): void {
    if (this.#text.charCodeAt(0) === 0xfeff) {
      this.#pos = 1;
      this.#lineStart = 1;
    }
    if (this.#startsWith('---') && this.#isBlank(this.#pos + 3)) this.#pos += 3;
  }

  /**
   * Moves to the next character that is structure: over blanks, comments, template lines, conflict markers and
   * directives. Stays where it is when it stands on one.
   */
  #nextContent(): void {
    for (;;) {
      this.#skipSpaces();
      if (this.#atEnd()) return;
      const code = this.#at(this.#pos);
      if (code === NEWLINE || code === RETURN) {
        this.#pos += 1;
        if (code === NEWLINE) this.#lineStart = this.#pos;
        continue;
      }
      if (
        code === HASH &&
        (this.#pos === 0 || this.#isBlank(this.#pos - 1) || this.#column() === 0)
      ) {
        this.#comment();
        continue;
      }
      if (!this.#skipOddLine(code)) return;
    }
  }

  #comment(): void {
    const start = this.#pos;
    const end = this.#lineEnd();
    this.#comments.push({ start, end });
    this.#endOfLine();
  }

  #skipOddLine(code: number): boolean {
    if (code === OPEN_BRACE && this.#startsWith('{{') && this.#onlyBlanksBefore()) {
      return this.#skipTemplateLine();
    }
    if (this.#column() !== 0) return false;
    if (this.#startsWith('...') && this.#isBlank(this.#pos + 3)) {
      this.#endOfLine();
      return true;
    }
    if (
      this.#startsWith('<<<<<<< ') ||
      this.#startsWith('>>>>>>> ') ||
      (this.#startsWith('=======') && this.#isBreak(this.#pos + 7))
    ) {
      this.#isConflicted = true;
      this.#endOfLine();
      return true;
    }
    if (code === 37 /* % */ && this.#pos < 2) {
      this.#endOfLine();
      return true;
    }
    return false;
  }

  /** Where `}}` stands between two offsets, or −1. */
  #closeBraces(from: number, to: number): number {
    const last = Math.min(to, this.#text.length) - 1;
    for (let at = from; at < last; at += 1) {
      if (this.#text.charCodeAt(at) === CLOSE_BRACE && this.#at(at + 1) === CLOSE_BRACE) return at;
    }
    return -1;
  }

  #onlyBlanksBefore(): boolean {
    for (let i = this.#lineStart; i < this.#pos; i += 1) {
      if (!this.#isBlank(i)) return false;
    }
    return true;
  }

  /** A line that is an action of the template engine; a key that begins with one stays a key. */
  #skipTemplateLine(): boolean {
    this.#isTemplate = true;
    const end = this.#closeBraces(this.#pos, this.#pos + LONGEST_ACTION);
    if (end < 0) {
      this.#endOfLine();
      return true;
    }
    const after = this.#text.slice(end + 2, this.#lineEnd(end + 2));
    if (/^[^\s#]*:(\s|$)/.test(after)) return false;
    for (let i = this.#text.indexOf('\n', this.#pos); i >= 0 && i < end; ) {
      this.#lineStart = i + 1;
      i = this.#text.indexOf('\n', i + 1);
    }
    this.#pos = end + 2;
    this.#endOfLine();
    return true;
  }

  /**
   * The node that begins here, at a column greater than `parent`.
   *
   * @param parent column of the key or dash this is the value of, −1 at the root
   */
  #block(parent: number): YamlNode | undefined {
    if (this.#depth >= DEEPEST) {
      this.#endOfLine();
      return undefined;
    }
    this.#depth += 1;
    try {
      if (this.#isDash()) return this.#sequence(this.#column());
      if (this.#keyEnd() >= 0 || this.#isHalfKeyOfMap()) return this.#map(this.#column());
      return this.#value(parent);
    } finally {
      this.#depth -= 1;
    }
  }

  #isDash(offset: number = this.#pos): boolean {
    return this.#at(offset) === DASH && this.#isBlank(offset + 1);
  }

  /** A word alone on its line, and the next line at its column is a key: the map's first key is being typed. */
  #isHalfKeyOfMap(): boolean {
    const code = this.#at(this.#pos);
    if (code === OPEN_BRACE || code === OPEN_BRACKET || code === BAR || code === GREATER)
      return false;
    if (code === ASTERISK || code === AMPERSAND || code === BANG) return false;
    const column = this.#column();
    let next = this.#text.indexOf('\n', this.#pos);
    while (next >= 0) {
      let at = next + 1;
      while (at < this.#text.length && this.#at(at) === SPACE) at += 1;
      if (at >= this.#text.length) return false;
      if (!this.#isBreak(at) && this.#at(at) !== HASH) {
        return at - next - 1 === column && !this.#isDash(at) && this.#keyEnd(at) >= 0;
      }
      next = this.#text.indexOf('\n', at);
    }
    return false;
  }

  /** Offset of the colon that makes the text at `offset` a key, or −1. */
  #keyEnd(offset: number = this.#pos): number {
    const first = this.#at(offset);
    if (first === QUOTE || first === APOSTROPHE) {
      const close = this.#closingQuote(offset, this.#lineEnd(offset));
      if (close < 0) return -1;
      let at = close + 1;
      while (this.#at(at) === SPACE || (this.#at(at) === TAB && at < this.#text.length)) at += 1;
      return this.#at(at) === COLON && at < this.#text.length && this.#isBlank(at + 1) ? at : -1;
    }
    if (first === OPEN_BRACE && !this.#startsWith('{{', offset)) return -1;
    if (first === OPEN_BRACKET || first === HASH || first === BAR || first === GREATER) return -1;
    for (let at = offset; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === NEWLINE) return -1;
      if (code === COLON && this.#isBlank(at + 1)) return at;
      if (code === HASH && this.#isBlank(at - 1)) return -1;
      if (code === OPEN_BRACE && this.#startsWith('{{', at)) {
        const close = this.#closeBraces(at, this.#newline(at));
        if (close < 0) return -1;
        at = close + 1;
      }
    }
    return -1;
  }

  #closingQuote(open: number, limit: number, from = open + 1): number {
    const quote = this.#at(open);
    for (let at = from; at < limit; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === BACKSLASH && quote === QUOTE) at += 1;
      else if (code === quote) {
        if (quote === APOSTROPHE && this.#at(at + 1) === APOSTROPHE && at + 1 < limit) at += 1;
        else return at;
      }
    }
    return -1;
  }

  #sequence(indent: number): YamlNode {
    const start = this.#pos;
    const items: YamlItem[] = [];
    let end = start;
    while (!this.#atEnd() && this.#column() >= indent && this.#isDash()) {
      const item = this.#item(this.#column());
      items.push(item);
      end = item.end;
      this.#nextContent();
    }
    return { kind: 'sequence', flow: false, indent, start, end, items, closed: true };
  }

  #item(indent: number): YamlItem {
    const start = this.#pos;
    this.#pos += 1;
    this.#skipSpaces();
    const sameLine = !this.#atEnd() && !this.#isBreak(this.#pos) && this.#at(this.#pos) !== HASH;
    if (!sameLine) {
      this.#nextContent();
      if (this.#atEnd() || this.#column() <= indent) {
        return { start, end: start + 1, value: undefined };
      }
    }
    const value = this.#block(indent);
    return { start, end: value?.end ?? start + 1, value };
  }

  #map(indent: number): YamlNode {
    const start = this.#pos;
    const entries: YamlEntry[] = [];
    let end = start;
    while (!this.#atEnd() && this.#column() >= indent) {
      const before = this.#pos;
      if (this.#isDash()) {
        if (
          this.#column() === indent &&
          entries.length > 0 &&
          entries.at(-1)?.value !== undefined
        ) {
          this.#sequence(this.#column());
        } else this.#endOfLine();
      } else {
        const entry = this.#entry(indent);
        entries.push(entry);
        end = entry.end;
      }
      if (this.#pos === before) this.#endOfLine();
      this.#nextContent();
    }
    return { kind: 'map', flow: false, indent, start, end, entries, closed: true };
  }

  #entry(indent: number): YamlEntry {
    const start = this.#pos;
    const column = this.#column();
    const colon = this.#keyEnd();
    if (colon < 0) return this.#halfEntry(start, column);
    const key = this.#keyScalar(start, colon);
    this.#pos = colon + 1;
    const value = this.#entryValue(Math.min(indent, column), column);
    return { start, end: value?.end ?? colon + 1, key, colon, value };
  }

  #keyScalar(start: number, colon: number): YamlScalar {
    const first = this.#at(start);
    let end = colon;
    while (end > start && this.#isBlank(end - 1)) end -= 1;
    if (first === QUOTE || first === APOSTROPHE) {
      const style = first === QUOTE ? 'double' : 'single';
      const text = unquote(this.#text.slice(start + 1, end - 1), style);
      return { kind: 'scalar', style, start, end, text, closed: true };
    }
    const text = this.#text.slice(start, end);
    const properties = /^(?:&\S+\s+|!\S*\s+)+/.exec(text)?.[0].length ?? 0;
    if (text.includes('{{')) this.#isTemplate = true;
    return {
      kind: 'scalar',
      style: 'plain',
      start: start + properties,
      end,
      text: text.slice(properties),
      closed: true,
    };
  }

  /** A line without a colon where a key should stand. */
  #halfEntry(start: number, column: number): YamlEntry {
    const key = this.#plainToLineEnd();
    const end = key.end;
    this.#nextContent();
    const deeper = !this.#atEnd() && this.#column() > column;
    const value =
      deeper && (this.#isDash() || this.#keyEnd() >= 0) ? this.#block(column) : undefined;
    return { start, end: value?.end ?? end, key, colon: undefined, value };
  }

  #plainToLineEnd(): YamlScalar {
    const start = this.#pos;
    const first = this.#at(start);
    if (first === QUOTE || first === APOSTROPHE) {
      const scalar = this.#quoted(Number.MAX_SAFE_INTEGER);
      this.#endOfLine();
      return scalar;
    }
    const end = this.#plainEnd(start);
    this.#pos = end;
    this.#trailingComment();
    const text = this.#text.slice(start, end);
    return { kind: 'scalar', style: 'plain', start, end, text, closed: true };
  }

  /** End of the plain text on this line, without trailing blanks and comment. */
  #plainEnd(start: number): number {
    const limit = this.#lineEnd(start);
    let end = limit;
    for (let at = start + 1; at < limit; at += 1) {
      if (this.#text.charCodeAt(at) === HASH && this.#isBlank(at - 1)) {
        end = at;
        break;
      }
    }
    while (end > start && this.#isBlank(end - 1)) end -= 1;
    return end;
  }

  /** After a value: a comment, or garbage that is left out. */
  #trailingComment(): void {
    this.#skipSpaces();
    if (
      this.#at(this.#pos) === HASH &&
      this.#pos < this.#text.length &&
      this.#isBlank(this.#pos - 1)
    ) {
      this.#comment();
      return;
    }
    this.#endOfLine();
  }

  #entryValue(parent: number, column: number): YamlNode | undefined {
    this.#skipSpaces();
    const anchor = this.#properties();
    const node = this.#entryValueAfterProperties(parent, column);
    if (anchor !== undefined && node !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  /** Tags and anchors in front of a value; gives the anchor's name. */
  #properties(): string | undefined {
    let anchor: string | undefined;
    for (;;) {
      const code = this.#at(this.#pos);
      if (this.#atEnd() || (code !== AMPERSAND && code !== BANG)) return anchor;
      const start = this.#pos;
      while (!this.#isBlank(this.#pos)) this.#pos += 1;
      if (code === AMPERSAND) anchor = this.#text.slice(start + 1, this.#pos);
      this.#skipSpaces();
    }
  }

  #entryValueAfterProperties(parent: number, column: number): YamlNode | undefined {
    if (!this.#atEnd() && !this.#isBreak(this.#pos) && this.#at(this.#pos) !== HASH) {
      return this.#value(parent);
    }
    this.#nextContent();
    if (this.#atEnd()) return undefined;
    if (this.#column() > parent) return this.#column() > column ? this.#block(parent) : undefined;
    // A list may stand at the column of its key.
    if (this.#column() === parent && this.#isDash()) return this.#sequence(parent);
    return undefined;
  }

  /** A value that begins on this line: flow collection or scalar. */
  #value(parent: number): YamlNode | undefined {
    const anchor = this.#properties();
    const node =
      anchor !== undefined && this.#isBreak(this.#pos)
        ? this.#entryValueAfterProperties(parent, parent)
        : this.#inlineValue(parent);
    if (anchor !== undefined && node !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  #inlineValue(parent: number): YamlNode {
    const code = this.#at(this.#pos);
    if (code === OPEN_BRACE && this.#startsWith('{{')) return this.#template();
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      const node = this.#flow(parent);
      this.#trailingComment();
      return node;
    }
    if (code === QUOTE || code === APOSTROPHE) {
      const scalar = this.#quoted(parent);
      this.#trailingComment();
      return scalar;
    }
    if (code === BAR || code === GREATER) {
      const block = this.#blockScalar(parent);
      if (block !== undefined) return block;
    }
    if (code === ASTERISK) {
      const scalar = this.#plainToLineEnd();
      return { ...scalar, style: 'alias', text: scalar.text.slice(1) };
    }
    return this.#plain(parent);
  }

  #template(): YamlNode {
    this.#isTemplate = true;
    const scalar = this.#plainToLineEnd();
    return { ...scalar, style: 'template' };
  }

  #plain(parent: number): YamlScalar {
    const first = this.#plainToLineEnd();
    if (first.text.includes('{{')) this.#isTemplate = true;
    let { end, text } = first;
    for (;;) {
      const pos = this.#pos;
      const lineStart = this.#lineStart;
      const comments = this.#comments.length;
      this.#nextContent();
      const continues =
        !this.#atEnd() &&
        this.#column() > parent &&
        this.#onlyBlanksBefore() &&
        this.#comments.length === comments &&
        !this.#isDash() &&
        this.#keyEnd() < 0;
      if (!continues) {
        this.#pos = pos;
        this.#lineStart = lineStart;
        this.#comments.length = comments;
        return { ...first, end, text };
      }
      const more = this.#plainToLineEnd();
      text = `${text} ${more.text}`;
      end = more.end;
    }
  }

  /**
   * A quoted scalar. It may go on over lines that are indented deeper than `parent`; when no quote closes it there, it
   * is being typed and ends with its line.
   */
  #quoted(parent: number): YamlScalar {
    const start = this.#pos;
    const style = this.#at(start) === QUOTE ? 'double' : 'single';
    let limit = this.#lineEnd(start);
    let close = this.#closingQuote(start, limit);
    while (close === -1 && limit < this.#text.length && this.#goesOn(limit, parent)) {
      const from = this.#newline(limit) + 1;
      limit = this.#lineEnd(from);
      close = this.#closingQuote(start, limit, from);
      // A quote that something follows directly opens the next text: ours is the one that is open.
      if (close >= 0 && !this.#closesWell(close)) close = -2;
    }
    if (close < 0) {
      const end = this.#lineEnd(start);
      this.#pos = end;
      const text = unquote(this.#text.slice(start + 1, end), style);
      return { kind: 'scalar', style, start, end, text, closed: false };
    }
    this.#moveTo(close + 1);
    const text = unquote(this.#text.slice(start + 1, close), style);
    return { kind: 'scalar', style, start, end: close + 1, text, closed: true };
  }

  #goesOn(lineEnd: number, parent: number): boolean {
    const next = this.#text.indexOf('\n', lineEnd);
    if (next < 0) return false;
    let at = next + 1;
    while (this.#at(at) === SPACE && at < this.#text.length) at += 1;
    return this.#isBreak(at) ? at < this.#text.length : at - next - 1 > parent;
  }

  #closesWell(close: number): boolean {
    const code = this.#at(close + 1);
    return (
      this.#isBlank(close + 1) ||
      code === COMMA ||
      code === CLOSE_BRACE ||
      code === CLOSE_BRACKET ||
      code === COLON
    );
  }

  /** Sets the position forward and keeps the beginning of its line right. */
  #moveTo(offset: number): void {
    const from = this.#pos;
    this.#pos = offset;
    if (this.#newline(from) < offset)
      this.#lineStart = this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  #blockScalar(parent: number): YamlScalar | undefined {
    const start = this.#pos;
    const header = this.#text.slice(start, this.#lineEnd());
    if (!/^[|>][-+0-9]*\s*(#.*)?$/.test(header)) return undefined;
    let end = this.#lineEnd();
    this.#endOfLine();
    while (!this.#atEnd()) {
      const lineStart = this.#pos + 1;
      let at = lineStart;
      while (this.#at(at) === SPACE && at < this.#text.length) at += 1;
      const blank = this.#isBreak(at) || (this.#at(at) === TAB && at < this.#text.length);
      if (!blank && at - lineStart <= parent) break;
      this.#pos = lineStart;
      this.#lineStart = lineStart;
      if (!blank) end = this.#lineEnd(lineStart);
      if (lineStart >= this.#text.length) break;
      this.#endOfLine();
    }
    return {
      kind: 'scalar',
      style: 'block',
      start,
      end: Math.max(end, start),
      text: '',
      closed: true,
    };
  }

  #flow(parent: number): YamlNode {
    if (this.#depth >= DEEPEST) {
      const scalar = this.#plainToLineEnd();
      return scalar;
    }
    this.#depth += 1;
    const node =
      this.#at(this.#pos) === OPEN_BRACE ? this.#flowMap(parent) : this.#flowSequence(parent);
    this.#depth -= 1;
    return node;
  }

  /**
   * Moves to the next character inside a flow collection. False when the collection cannot go on: the text ends, or a
   * line begins at or left of the parent's column and closes nothing.
   */
  #nextInFlow(parent: number): boolean {
    const pos = this.#pos;
    const lineStart = this.#lineStart;
    const comments = this.#comments.length;
    this.#nextContent();
    if (this.#atEnd()) {
      this.#pos = pos;
      this.#lineStart = lineStart;
      return false;
    }
    if (this.#lineStart === lineStart) return true;
    const code = this.#at(this.#pos);
    if (this.#column() > parent && !(parent >= 0 && this.#isDash())) return true;
    if (this.#column() === parent && (code === CLOSE_BRACE || code === CLOSE_BRACKET)) return true;
    this.#pos = pos;
    this.#lineStart = lineStart;
    this.#comments.length = comments;
    return false;
  }

  #flowMap(parent: number): YamlNode {
    const start = this.#pos;
    const indent = this.#column();
    const entries: YamlEntry[] = [];
    this.#pos += 1;
    let closed = false;
    let end = this.#pos;
    while (this.#nextInFlow(parent)) {
      const code = this.#at(this.#pos);
      if (code === CLOSE_BRACE) {
        this.#pos += 1;
        closed = true;
        break;
      }
      if (code === CLOSE_BRACKET) break;
      if (code === COMMA) {
        this.#pos += 1;
        continue;
      }
      const before = this.#pos;
      entries.push(this.#flowEntry(parent));
      if (this.#pos === before) this.#pos += 1;
    }
    end = Math.max(this.#pos, end);
    return { kind: 'map', flow: true, indent, start, end, entries, closed };
  }

  #flowEntry(parent: number): YamlEntry {
    const start = this.#pos;
    this.#properties();
    const key = this.#flowScalar(parent, true);
    const beforeColon = this.#pos;
    if (!this.#nextInFlow(parent) || this.#at(this.#pos) !== COLON) {
      this.#pos = Math.max(beforeColon, key.end);
      return { start, end: key.end, key, colon: undefined, value: undefined };
    }
    const colon = this.#pos;
    this.#pos += 1;
    const value = this.#flowValue(parent);
    return { start, end: value?.end ?? colon + 1, key, colon, value };
  }

  #flowValue(parent: number): YamlNode | undefined {
    const before = this.#pos;
    const lineStart = this.#lineStart;
    if (!this.#nextInFlow(parent)) return undefined;
    const anchor = this.#properties();
    const code = this.#at(this.#pos);
    if (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (this.#lineStart !== lineStart) return undefined;
      this.#pos = Math.max(before, this.#pos);
      return undefined;
    }
    const node = this.#flowNode(parent, code);
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  #flowNode(parent: number, code: number): YamlNode {
    if (code === OPEN_BRACE && this.#startsWith('{{')) return this.#flowTemplate();
    if (code === OPEN_BRACE || code === OPEN_BRACKET) return this.#flow(parent);
    return this.#flowScalar(parent, false);
  }

  #flowTemplate(): YamlScalar {
    this.#isTemplate = true;
    const start = this.#pos;
    const limit = this.#lineEnd();
    const close = this.#closeBraces(start, limit);
    const end = close < 0 || close > limit ? limit : close + 2;
    this.#pos = end;
    const text = this.#text.slice(start, end);
    return { kind: 'scalar', style: 'template', start, end, text, closed: true };
  }

  #flowScalar(parent: number, isKey: boolean): YamlScalar {
    const start = this.#pos;
    const first = this.#at(start);
    if (first === QUOTE || first === APOSTROPHE)
      return this.#quoted(isKey ? Number.MAX_SAFE_INTEGER : parent);
    const limit = this.#lineEnd();
    let at = start;
    for (; at < limit; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET) break;
      if (code === OPEN_BRACE || code === OPEN_BRACKET) break;
      if (code === HASH && at > start && this.#isBlank(at - 1)) break;
      if (code === COLON && (this.#isBlank(at + 1) || this.#isFlowEnd(at + 1))) break;
    }
    this.#pos = at;
    let end = at;
    while (end > start && this.#isBlank(end - 1)) end -= 1;
    const text = this.#text.slice(start, end);
    if (first === ASTERISK)
      return { kind: 'scalar', style: 'alias', start, end, text: text.slice(1), closed: true };
    return { kind: 'scalar', style: 'plain', start, end, text, closed: true };
  }

  #isFlowEnd(offset: number): boolean {
    const code = this.#at(offset);
    return (
      code === COMMA ||
      code === CLOSE_BRACE ||
      code === CLOSE_BRACKET ||
      code === OPEN_BRACKET ||
      code === OPEN_BRACE
    );
  }

  #flowSequence(parent: number): YamlNode {
    const start = this.#pos;
    const indent = this.#column();
    const items: YamlItem[] = [];
    this.#pos += 1;
    let closed = false;
    while (this.#nextInFlow(parent)) {
      const code = this.#at(this.#pos);
      if (code === CLOSE_BRACKET) {
        this.#pos += 1;
        closed = true;
        break;
      }
      if (code === CLOSE_BRACE) break;
      if (code === COMMA) {
        this.#pos += 1;
        continue;
      }
      const before = this.#pos;
      const value = this.#flowItem(parent, code);
      items.push({ start: before, end: value?.end ?? before, value });
      if (this.#pos === before) this.#pos += 1;
    }
    return { kind: 'sequence', flow: true, indent, start, end: this.#pos, items, closed };
  }

  /** An item, or the one-pair map that YAML lets one write without braces: `[a: 1]`. */
  #flowItem(parent: number, code: number): YamlNode | undefined {
    const node = this.#flowNode(parent, code);
    if (node.kind !== 'scalar' || this.#at(this.#pos) !== COLON || this.#atEnd()) return node;
    const colon = this.#pos;
    this.#pos += 1;
    const value = this.#flowValue(parent);
    const end = value?.end ?? colon + 1;
    const entry = { start: node.start, end, key: node, colon, value };
    return {
      kind: 'map',
      flow: true,
      indent: 0,
      start: node.start,
      end,
      entries: [entry],
      closed: true,
    };
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  e: '\x1b',
  b: '\b',
};

/** Quotes and escapes resolved as far as features need it: line folding is left as one blank. */
function unquote(body: string, style: 'single' | 'double'): string {
  const folded = body.includes('\n') ? body.replace(/\s*\n\s*/g, ' ') : body;
  if (style === 'single') return folded.includes("''") ? folded.replaceAll("''", "'") : folded;
  if (!folded.includes('\\')) return folded;
  return folded.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/g, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return ESCAPES[code] ?? code;
  });
}
