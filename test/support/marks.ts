/** One `¦` in the text is the cursor. */
export function cursorIn(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('¦');
  if (offset < 0) throw new Error('the text has no cursor mark');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

/** Takes away the indentation that all lines share, and the first line when it is empty. */
export function dedent(text: string): string {
  const lines = text.replace(/^\n/, '').split('\n');
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const least = Math.min(...indents);
  const cut = lines.map((line) =>
    line.trim() === '' && !line.includes('¦') ? line.slice(least) : line.slice(least),
  );
  return cut.join('\n').replace(/ +$/, '');
}
