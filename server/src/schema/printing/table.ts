// Lines up cells as kubectl prints its tables.

const GAP = 3;
const NARROWEST = 6;

/** A cell has one line: of a longer text its first, and dots. */
export function cellText(text: string): string {
  const end = text.search(/[\n\r\f]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}

/** Rows with the header first; each column as wide as its widest cell, the last one without blanks after it. */
export function alignTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(cellText));
  const widths: number[] = [];
  for (const row of cells)
    for (const [i, cell] of row.entries())
      widths[i] = Math.max(widths[i] ?? NARROWEST, cell.length + GAP);
  const lines = cells.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join(''),
  );
  return lines.map((line) => `${line}\n`).join('');
}
