const DIGITS = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Writes the last so many hexadecimal digits of a 32-bit word into `codes`, from place `at` on, as character codes. */
export function putHex(codes: number[], at: number, word: number, count = 8): void {
  for (let i = 0; i < count; i++)
    codes[at + i] = DIGITS[(word >>> ((count - 1 - i) * 4)) & 15] ?? 0;
}
