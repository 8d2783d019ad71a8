const DIGITS = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Puts the eight hexadecimal digits of a 32-bit word at the end of `codes`, as character codes: a text is made of all of them at once. */
export function pushHex(codes: number[], word: number): void {
  for (let shift = 28; shift >= 0; shift -= 4) codes.push(DIGITS[(word >>> shift) & 15] ?? 0);
}
