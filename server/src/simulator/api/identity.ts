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
  let hex = '';
  while (hex.length < 32)
    hex += Math.floor(draw() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  const variant = '89ab'[Math.floor(draw() * 4)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
