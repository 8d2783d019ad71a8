import { type Body, out, type Process } from '../../programs/process';
import { commandName, parseOptions, readEverything, write } from './io';

export function* base64(process: Process, argv: readonly string[]): Body {
  const { operands, flags, values } = parseOptions(argv, 'w');
  const { text, status } = yield* readEverything(process, argv, operands);
  if (flags.has('d') || flags.has('D') || flags.has('decode')) {
    yield* write(process, fromBase64(text));
    return status;
  }
  const encoded = toBase64(text);
  const width = Number(values.get('w') ?? 76);
  const wrapped =
    width > 0
      ? encoded.replace(new RegExp(`(.{${Math.min(width, 1000)}})(?=.)`, 'g'), '$1\n')
      : encoded;
  yield* write(process, width > 0 && wrapped !== '' ? `${wrapped}\n` : wrapped);
  return status;
}

function toBase64(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

function fromBase64(text: string): string {
  try {
    const bytes = Uint8Array.from(atob(text.replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return '';
  }
}

/** Checksums are not computed: a stable number made from the text stands for them. */
export function* checksum(process: Process, argv: readonly string[]): Body {
  const { operands } = parseOptions(argv);
  const length = { md5sum: 32, sha1sum: 40, sha256sum: 64 }[commandName(argv)] ?? 64;
  for (const path of operands.length === 0 ? ['-'] : operands) {
    const { text } = yield* readEverything(process, argv, [path]);
    let hash = 0x811c9dc5;
    let digest = '';
    for (let round = 0; digest.length < length; round++) {
      for (let index = 0; index < text.length; index++)
        hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
      hash = Math.imul(hash ^ round, 0x01000193);
      digest += (hash >>> 0).toString(16).padStart(8, '0');
    }
    out(process, `${digest.slice(0, length)}  ${path}\n`);
  }
  return 0;
}
