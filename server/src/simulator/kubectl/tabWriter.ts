// Lines up tab-separated text as Go's tabwriter does: the cells of a column are as wide as the widest in a run of
// consecutive lines that have one. Rules: L-CLI-14.

const PADDING = 2;

export function alignTabs(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  align(lines, 0, lines.length, 0);
  return lines.map((cells) => cells.join('')).join('\n');
}

/** Pads the cells of a column and, within each run of lines, those of the columns behind it. */
function align(lines: string[][], from: number, to: number, column: number): void {
  let start = from;
  while (start < to) {
    if (!isTerminated(lines[start], column)) {
      start++;
      continue;
    }
    let end = start;
    let width = 0;
    while (end < to && isTerminated(lines[end], column)) {
      width = Math.max(width, (lines[end]?.[column]?.length ?? 0) + PADDING);
      end++;
    }
    align(lines, start, end, column + 1);
    for (let i = start; i < end; i++) {
      const cells = lines[i];
      if (cells !== undefined) cells[column] = (cells[column] ?? '').padEnd(width);
    }
    start = end;
  }
}

/** Whether a tab follows the cell: the last one of a line belongs to no column. */
function isTerminated(cells: readonly string[] | undefined, column: number): boolean {
  return cells !== undefined && cells.length > column + 1;
}
