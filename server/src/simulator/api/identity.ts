import { putHex4, putHex8 } from '../../support/hex';
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
  const draw = random.stream(`uid/${kind}/${key}`);
  return uidOf([draw(), draw(), draw(), draw(), draw()]);
}

/** The same for an object whose kind and key no other object will ever have: its stream is not kept. */
export function uidOfOnly(random: RandomStreams, kind: string, key: string): string {
  return uidOf(random.first(`uid/${kind}/${key}`, 5));
}

/** Written anew for each UID; what no draw writes stays. */
const UID = Array.from('00000000-0000-4000-8000-000000000000', (sign) => sign.charCodeAt(0));
const VERSION = '4'.charCodeAt(0);
const VARIANTS = Array.from('89ab', (digit) => digit.charCodeAt(0));
const WORD = 0x1_0000_0000;

function uidOf([a = 0, b = 0, c = 0, d = 0, variant = 0]: readonly number[]): string {
  putHex8(UID, 0, Math.floor(a * WORD));
  const second = Math.floor(b * WORD);
  putHex4(UID, 9, second >>> 16);
  putHex4(UID, 14, second);
  const third = Math.floor(c * WORD);
  putHex4(UID, 19, third >>> 16);
  putHex4(UID, 24, third);
  putHex8(UID, 28, Math.floor(d * WORD));
  UID[14] = VERSION;
  UID[19] = VARIANTS[Math.floor(variant * 4)] ?? 0;
  return String.fromCharCode(...UID);
}
