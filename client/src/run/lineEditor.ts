// Editing one line in a terminal, as a shell's user expects: a value in, a value and what to print out.

export interface LineEdit {
  readonly text: string;
  /** Where the next character goes, counted in characters of the text. */
  readonly cursor: number;
  /** Lines entered before, oldest first. */
  readonly history: readonly string[];
  /** Which line of the history is shown; its length: the one being typed. */
  readonly recalled: number;
}

export const NO_LINE: LineEdit = { text: '', cursor: 0, history: [], recalled: 0 };

export interface Edited {
  readonly edit: LineEdit;
  /** Written to the terminal. */
  readonly echo: string;
  /** A line that was ended, and what had been typed behind it. */
  readonly entered?: { readonly line: string; readonly rest: string };
}

const ESCAPE = '\x1b';
const INTERRUPT = '\x03';
/** One key: an escape sequence of those that are known, an end of the line, or a character. */
const KEYS = new RegExp(`^(?:${ESCAPE}\\[(?:[ABCDHF]|\\d~)|${ESCAPE}O[HF]|\\r\\n?|.)`, 'su');

/** Applies everything typed or pasted, up to the first end of a line. */
export function editLine(before: LineEdit, typed: string): Edited {
  let edit = before;
  let echo = '';
  let rest = typed;
  while (rest !== '') {
    const key = KEYS.exec(rest)?.[0] ?? rest.charAt(0);
    rest = rest.slice(key.length);
    if (/^[\r\n]/.test(key)) return entered(edit, echo, rest);
    if (key === INTERRUPT) return interrupted(edit, echo, rest);
    const next = pressed(edit, key);
    echo += redrawn(edit, next, key);
    edit = next;
  }
  return { edit, echo };
}

function entered({ text, history }: LineEdit, echo: string, rest: string): Edited {
  const isNew = text.trim() !== '' && history.at(-1) !== text;
  const lines = isNew ? [...history, text] : history;
  const edit = { ...NO_LINE, history: lines, recalled: lines.length };
  return { edit, echo: `${echo}\r\n`, entered: { line: text, rest } };
}

/** Ctrl+C gives the line up and begins an empty one. */
function interrupted({ history }: LineEdit, echo: string, rest: string): Edited {
  const edit = { ...NO_LINE, history, recalled: history.length };
  return { edit, echo: `${echo}^C\r\n`, entered: { line: '', rest } };
}

function pressed(edit: LineEdit, key: string): LineEdit {
  const { text, cursor } = edit;
  switch (key) {
    case '\x7f':
    case '\b':
      return cut(edit, Math.max(0, cursor - 1), cursor);
    case `${ESCAPE}[3~`:
      return cut(edit, cursor, cursor + 1);
    case '\x15':
      return cut(edit, 0, cursor);
    case '\x0b':
      return cut(edit, cursor, text.length);
    case '\x17':
      return cut(edit, text.slice(0, cursor).replace(/\S+\s*$/, '').length, cursor);
    case `${ESCAPE}[A`:
      return recall(edit, edit.recalled - 1);
    case `${ESCAPE}[B`:
      return recall(edit, edit.recalled + 1);
    case `${ESCAPE}[C`:
      return { ...edit, cursor: Math.min(text.length, cursor + 1) };
    case `${ESCAPE}[D`:
      return { ...edit, cursor: Math.max(0, cursor - 1) };
    case '\x01':
    case `${ESCAPE}[H`:
    case `${ESCAPE}OH`:
    case `${ESCAPE}[1~`:
      return { ...edit, cursor: 0 };
    case '\x05':
    case `${ESCAPE}[F`:
    case `${ESCAPE}OF`:
    case `${ESCAPE}[4~`:
      return { ...edit, cursor: text.length };
    default:
      return key < ' ' || key.startsWith(ESCAPE) ? edit : inserted(edit, key);
  }
}

function inserted(edit: LineEdit, key: string): LineEdit {
  const text = edit.text.slice(0, edit.cursor) + key + edit.text.slice(edit.cursor);
  return { ...edit, text, cursor: edit.cursor + key.length };
}

function cut(edit: LineEdit, from: number, to: number): LineEdit {
  return { ...edit, text: edit.text.slice(0, from) + edit.text.slice(to), cursor: from };
}

function recall(edit: LineEdit, wanted: number): LineEdit {
  const recalled = Math.min(edit.history.length, Math.max(0, wanted));
  if (recalled === edit.recalled) return edit;
  const text = edit.history[recalled] ?? '';
  return { ...edit, text, cursor: text.length, recalled };
}

/** Goes back to where the line begins, clears it and writes it anew; plain typing at the end only adds. */
function redrawn(before: LineEdit, after: LineEdit, key: string): string {
  if (after === before) return '';
  if (after.text === before.text + key && after.cursor === after.text.length) return key;
  const back = left(widthOf(before.text.slice(0, before.cursor)));
  const behind = left(widthOf(after.text.slice(after.cursor)));
  return `${back}${ESCAPE}[K${after.text}${behind}`;
}

const left = (columns: number): string => (columns === 0 ? '' : `${ESCAPE}[${columns}D`);

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
