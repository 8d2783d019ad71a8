/**
 * Breaks lines longer than `width` at the blanks before the word that does not fit; blanks elsewhere stay as they are.
 * A word as long as `width` or longer starts a line of its own and is left whole.
 */
export function wrapWords(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  let wrapped = '';
  let column = 0;
  for (const [, blanks = '', word = ''] of line.matchAll(/([ \t]*)([^ \t]*)/g)) {
    if (word === '') {
      // Blanks at the end of a line stay where they fit.
      if (column + blanks.length <= width) wrapped += blanks;
      continue;
    }
    const needed = blanks.length + Math.min(word.length, width - 1);
    if (column + needed > width) {
      wrapped += `\n${word}`;
      column = word.length;
    } else {
      wrapped += blanks + word;
      column += blanks.length + word.length;
    }
  }
  return wrapped;
}
