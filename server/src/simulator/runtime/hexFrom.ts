import { putHex8 } from '../../support/hex';

/** Written anew for each text. */
const DIGITS: number[] = Array.from({ length: 64 }, () => 0);

/**
 * 64 hexadecimal digits that look random and are always the same for the same text: IDs of sandboxes and containers, digests of
 * images. Different texts give different digits for all that a simulation makes.
 */
export function hexFrom(text: string): string {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5f356495);
    a ^= b >>> 13;
  }
  for (let word = 0; word < 8; word++) {
    a = Math.imul(a ^ (b >>> 15), 0x2c1b3c6d);
    b = Math.imul(b ^ (a >>> 12), 0x297a2d39) + word;
    putHex8(DIGITS, 8 * word, a ^ b);
  }
  return String.fromCharCode(...DIGITS);
}
