// Programs that write many bytes: they are counted, not kept.

import { byteLength } from '../../files/inode';
import { type Body, fail, type Process, type Run } from '../../programs/process';
import { errorText } from '../dialect';
import { openToWrite } from '../redirections';
import { sleepFor } from './basics';
import { isGnu, openInput, openMessage, parseOptions, pathOf, plainMessage, readSome } from './io';

/** `dd if= of= bs= count=`: the bytes are counted, not kept. Rate of an ordinary disk. */
export function* dd(process: Process, argv: readonly string[]): Body {
  const operands = new Map(
    argv.slice(1).map((word) => [word.split('=')[0] ?? '', word.slice(word.indexOf('=') + 1)]),
  );
  const block = sizeOf(operands.get('bs') ?? '512');
  const input = operands.get('if');
  const count = operands.get('count');
  const source = input === undefined ? process.fds[0] : openInput(process, input).stream;
  if (source === undefined)
    return fail(process, 1, openMessage(process, 'dd', input ?? '-', 'ENOENT'));
  const output = operands.get('of');
  const opened =
    output === undefined
      ? undefined
      : openToWrite(process, pathOf(process, output), {
          empty: !/notrunc/.test(operands.get('conv') ?? ''),
          mode: 'append',
        });
  if (opened?.error !== undefined)
    return fail(
      process,
      1,
      isGnu(process)
        ? `dd: failed to open '${output ?? ''}': ${errorText(opened.error)}`
        : openMessage(process, 'dd', output ?? '', opened.error),
    );
  const target = opened?.value ?? process.fds[1];
  const endless = input !== undefined && /^\/dev\/(?:zero|u?random)$/.test(input);
  let bytes: number;
  let failed = false;
  if (endless) {
    bytes = count === undefined ? MAX_DD : Math.min(MAX_DD, sizeOf(count) * block);
    yield* sleepFor(process, Math.round((bytes / DD_BYTES_PER_SECOND) * 1000));
    failed = target?.writeBulk(bytes) !== undefined;
  } else {
    const text = yield* readSome(process, source);
    const kept = count === undefined ? text : text.slice(0, sizeOf(count) * block);
    bytes = byteLength(kept);
    failed = target?.write(kept) !== undefined;
  }
  if (failed)
    return fail(process, 1, `dd: error writing '${output ?? 'stdout'}': No space left on device`);
  const records = Math.floor(bytes / block);
  const seconds = Math.max(bytes / DD_BYTES_PER_SECOND, 0.000_1);
  fail(
    process,
    0,
    `${records}+0 records in\n${records}+0 records out\n${bytes} bytes (${(bytes / 1_048_576).toFixed(1)}MB) copied, ${seconds.toFixed(6)} seconds, 512.0MB/s`,
  );
  return 0;
}

const DD_BYTES_PER_SECOND = 536_870_912;
const MAX_DD = 1_099_511_627_776;

/** `1M`, `4k`, `1GB` */
export function sizeOf(text: string): number {
  const match = /^(\d+)([kKmMgGtT]?)(B?)/.exec(text);
  if (match?.[1] === undefined) return 1;
  const power = 'kmgt'.indexOf((match[2] ?? '').toLowerCase()) + 1;
  return Number(match[1]) * (match[2] === '' ? 1 : (match[3] === 'B' ? 1000 : 1024) ** power);
}

export function truncateFile(process: Process, argv: readonly string[]): Run {
  const { operands, values } = parseOptions(argv, 's size');
  const bytes = sizeOf(values.get('s') ?? values.get('size') ?? '0');
  for (const path of operands) {
    const opened = process.table.machine.files.openForWriting(pathOf(process, path), {
      empty: true,
    });
    if (opened.error !== undefined)
      return fail(process, 1, plainMessage('truncate', path, opened.error));
    if (opened.value.kind === 'file' && bytes > 0)
      process.table.machine.files.append(opened.value, '', bytes);
  }
  return 0;
}
