// What a written value means: quantities in plain units, seconds as minutes, modes, images.

import type { FieldInfo } from '../../documents/fieldInfo';
import { portsOfImage } from '../../rules/image';
import { defaultPullPolicy, normalizeImage, parseImage } from '../../schema/image';
import { parseQuantity } from '../../schema/quantity';
import { scheduleMeaning } from './scheduleMeaning';
import type { Language } from './words';
import { word } from './words';

/** A line on the value, undefined where it speaks for itself. */
export function valueMeaning(
  info: FieldInfo,
  text: string,
  language: Language,
): string | undefined {
  const { type, field } = info;
  if (type.kind === 'string' && type.format === 'quantity')
    return quantityMeaning(info, text, language);
  if (field?.name === 'schedule' && info.kind.kind === 'CronJob')
    return scheduleMeaning(text, language);
  if (field?.name === 'data' && info.kind.kind === 'Secret') return secretMeaning(text);
  if (field?.name === 'image' && type.kind === 'string') return imageMeaning(text, language);
  if (type.kind === 'integer' && /Mode$|^mode$/.test(field?.name ?? ''))
    return modeMeaning(text, language);
  if (type.kind === 'integer' && /[sS]econds?$/.test(field?.name ?? ''))
    return secondsMeaning(text);
  return undefined;
}

const BINARY_UNITS: readonly (readonly [string, bigint])[] = [
  ['TiB', 1024n ** 4n],
  ['GiB', 1024n ** 3n],
  ['MiB', 1024n ** 2n],
  ['KiB', 1024n],
];

const NANO = 1_000_000_000n;

function quantityMeaning(
  { path }: FieldInfo,
  text: string,
  language: Language,
): string | undefined {
  const parsed = parseQuantity(text);
  if (parsed.quantity === undefined) return undefined;
  const { nano } = parsed.quantity;
  const name = String(path.at(-1)).replace(/^(?:requests|limits)\./, '');
  if (name === 'cpu') return `\`${text}\` = ${cpuText(nano, language)}`;
  const isBytes = /memory|storage|hugepages|sizeLimit/.test(name);
  const bytes = (nano + NANO - 1n) / NANO;
  if (isBytes && nano % NANO !== 0n) return partOfByte(text, nano, bytes, language);
  if (!isBytes) return /[a-zA-Z]/.test(text) ? `\`${text}\` = ${grouped(bytes)}` : undefined;
  return `\`${text}\` = ${bytesText(bytes, language)}`;
}

/** `100m` of memory: nearly always `100Mi` or `100M` was meant. */
function partOfByte(text: string, nano: bigint, bytes: bigint, language: Language): string {
  const amount = decimal(nano);
  return language === 'zh'
    ? `\`${text}\` = ${amount} 字节，向上取整为 ${grouped(bytes)} 字节（\`m\` 是千分之一）`
    : `\`${text}\` = ${amount} bytes, rounded up to ${grouped(bytes)} (\`m\` is a thousandth)`;
}

function cpuText(nano: bigint, language: Language): string {
  const cores = decimal(nano);
  const milli = nano % 1_000_000n === 0n ? `, ${grouped(nano / 1_000_000n)}m` : '';
  if (language === 'zh') return `${cores} 个 CPU${milli}`;
  return `${cores} ${cores === '1' ? 'CPU' : 'CPUs'}${milli}`;
}

function decimal(nano: bigint): string {
  const whole = nano / NANO;
  const rest = (nano % NANO).toString().padStart(9, '0').replace(/0+$/, '');
  return rest === '' ? grouped(whole) : `${whole}.${rest}`;
}

function bytesText(bytes: bigint, language: Language): string {
  const unit = BINARY_UNITS.find(([, size]) => bytes >= size);
  const plain = `${grouped(bytes)} ${language === 'zh' ? '字节' : 'bytes'}`;
  if (unit === undefined) return plain;
  const [name, size] = unit;
  const hundredths = (bytes * 100n) / size;
  const amount = Number(hundredths) / 100;
  return `${amount} ${name} (${plain})`;
}

function grouped(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function secondsMeaning(text: string): string | undefined {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 60) return undefined;
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const;
  const written = parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`);
  return `\`${text}\` s = ${written.join(' ')}`;
}

function modeMeaning(text: string, language: Language): string | undefined {
  const mode = /^0o?[0-7]+$/.test(text) ? Number.parseInt(text.replace('o', ''), 8) : Number(text);
  if (!Number.isInteger(mode) || mode < 0 || mode > 0o777) return undefined;
  const bits = ['r', 'w', 'x'];
  const letters = [6, 3, 0]
    .map((shift) => bits.map((bit, i) => (((mode >> shift) & (4 >> i)) !== 0 ? bit : '-')).join(''))
    .join('');
  return `\`${text}\` = ${word('octal', language)} 0${mode.toString(8)} (\`${letters}\`)`;
}

function imageMeaning(text: string, language: Language): string | undefined {
  if (parseImage(text) === undefined) return undefined;
  const pulled = `${word('image', language)} \`${normalizeImage(text)}\``;
  const policy = `${word('pullPolicy', language)} \`${defaultPullPolicy(text)}\``;
  const ports = portsOfImage(text);
  if (ports === undefined) return `${pulled}; ${policy}`;
  const listens = `${word('listens', language)} ${ports.map((port) => `\`${port}\``).join(', ')}`;
  return `${pulled}; ${policy}; ${listens}`;
}

/** The start of what a Secret's value says, where that is text. */
function secretMeaning(text: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what is no text is not shown
    if (decoded === '' || /[\x00-\x08\x0e-\x1f]/.test(decoded)) return undefined;
    const shown = decoded.length > 80 ? `${decoded.slice(0, 79)}…` : decoded;
    return `\`${shown
      .replace(/`/g, "'")
      .replace(/\s*\n\s*/g, ' ⏎ ')
      .trim()}\``;
  } catch {
    return undefined;
  }
}
