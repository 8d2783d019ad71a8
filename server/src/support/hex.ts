const DIGITS = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Writes the last four hexadecimal digits of a word into `codes`, from place `at` on, as character codes. */
export function putHex4(codes: number[], at: number, word: number): void {
  codes[at] = DIGITS[(word >>> 12) & 15] ?? 0;
  codes[at + 1] = DIGITS[(word >>> 8) & 15] ?? 0;
  codes[at + 2] = DIGITS[(word >>> 4) & 15] ?? 0;
  codes[at + 3] = DIGITS[word & 15] ?? 0;
}

/** All eight digits of a 32-bit word. */
export function putHex8(codes: number[], at: number, word: number): void {
  putHex4(codes, at, word >>> 16);
  putHex4(codes, at + 4, word);
}
