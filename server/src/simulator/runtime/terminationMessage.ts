import type { LogLine } from './containerLog';

const LONGEST_FILE = 4096;
const LONGEST_LOG = 2048;
const MOST_LINES = 80;

/**
 * The message of an ended container; undefined when it left none. Of a long file the end is read.
 * Rules: L-SYN-23.
 */
export function terminationMessage(input: {
  readonly file: string;
  readonly log: readonly LogLine[];
  readonly fromLog: boolean;
  readonly exitCode: number;
}): string | undefined {
  if (input.file !== '') return input.file.slice(-LONGEST_FILE);
  if (!input.fromLog || input.exitCode === 0) return undefined;
  const lines = input.log
    .slice(-MOST_LINES)
    .map(({ text, partial }) => (partial ? text : `${text}\n`));
  const text = lines.join('').slice(-LONGEST_LOG);
  return text === '' ? undefined : text;
}
