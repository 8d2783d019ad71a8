import { pushHex } from '../../support/hex';
import type { RandomStreams } from '../kernel/random';

/** No vowels and nothing that looks like one, so that no words come out (L-API-2). */
const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const LONGEST_BASE = 58;

/** `count` random characters as the API server appends them to `generateName`. */
export function nameSuffix(random: RandomStreams, stream: string, count = 5): string {
  let text = '';
  for (let i = 0; i < count; i++)
    text += NAME_ALPHABET[Math.floor(random.draw(stream) * NAME_ALPHABET.length)];
  return text;
}

/** A name from `generateName`. Rules: L-API-2. */
export function generatedName(random: RandomStreams, kind: string, base: string): string {
  return `${base.slice(0, LONGEST_BASE)}${nameSuffix(random, `names/${kind}/${base}`)}`;
}

/** A version-4 UUID from the object's own stream. */
export function newUid(random: RandomStreams, kind: string, key: string): string {
  return uidFrom(random.stream(`uid/${kind}/${key}`));
}

/** The same for an object whose kind and key no other object will ever have: its stream is not kept. */
export function uidOfOnly(random: RandomStreams, kind: string, key: string): string {
  return uidFrom(random.passing(`uid/${kind}/${key}`));
}

const DASH = '-'.charCodeAt(0);
const VERSION = '4'.charCodeAt(0);
const VARIANTS = Array.from('89ab', (digit) => digit.charCodeAt(0));

function uidFrom(draw: () => number): string {
  const digits: number[] = [];
  for (let word = 0; word < 4; word++) pushHex(digits, Math.floor(draw() * 0x1_0000_0000));
  digits[12] = VERSION;
  digits[16] = VARIANTS[Math.floor(draw() * 4)] ?? 0;
  const text: number[] = [];
  for (const [i, digit] of digits.entries()) {
    if (i === 8 || i === 12 || i === 16 || i === 20) text.push(DASH);
    text.push(digit);
  }
  return String.fromCharCode(...text);
}
