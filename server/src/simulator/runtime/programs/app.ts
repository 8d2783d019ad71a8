// The small test server of the recordings' images (`app:N`): its flags come to a ProgramSpec. Flags it does not know
// end it with code 2, as Go's flag package does.

import type { ProgramSpec, ServerSpec, SignalReaction } from './programSpec';

export type AppFlags = { readonly spec: ProgramSpec } | { readonly error: string };

interface Flags {
  readonly numbers: Map<string, number>;
  readonly texts: Map<string, string>;
}

const NUMBERS: ReadonlySet<string> = new Set([
  'exit-after',
  'exit-code',
  'term-delay',
  'term-code',
  'http',
  'http-delay',
  'ok-first',
  'tcp-for',
  'alloc',
  'alloc-after',
]);
const TEXTS: ReadonlySet<string> = new Set(['term', 'msg', 'print']);

/** @param args what follows the binary's name: `--exit-after 3 --exit-code 1` */
export function appSpec(args: readonly string[]): AppFlags {
  const flags: Flags = { numbers: new Map(), texts: new Map() };
  for (let index = 0; index < args.length; index++) {
    const match = /^--?([a-z-]+)(?:=(.*))?$/s.exec(args[index] ?? '');
    const name = match?.[1];
    if (name === undefined) return { error: `unexpected argument: ${args[index] ?? ''}` };
    if (!NUMBERS.has(name) && !TEXTS.has(name)) {
      return { error: `flag provided but not defined: -${name}` };
    }
    const value = match?.[2] ?? args[++index];
    if (value === undefined) return { error: `flag needs an argument: -${name}` };
    if (TEXTS.has(name)) flags.texts.set(name, value);
    else if (Number.isNaN(Number(value)) || value.trim() === '') {
      return { error: `invalid value "${value}" for flag -${name}: parse error` };
    } else flags.numbers.set(name, Number(value));
  }
  return { spec: specOf(flags) };
}

const toMs = (seconds: number): number => Math.max(0, Math.round(seconds * 1000));

function specOf({ numbers, texts }: Flags): ProgramSpec {
  const exitAfter = numbers.get('exit-after');
  const message = texts.get('msg');
  const print = texts.get('print');
  const alloc = numbers.get('alloc');
  const server = serverOf(numbers);
  return {
    signals: signalsOf(numbers, texts),
    ...(exitAfter === undefined || exitAfter < 0
      ? {}
      : { exitAfterMs: toMs(exitAfter), exitCode: numbers.get('exit-code') ?? 0 }),
    ...(message === undefined ? {} : { terminationMessage: message }),
    ...(print === undefined ? {} : { output: [{ atMs: 0, text: print }] }),
    ...(server === undefined ? {} : { servers: [server] }),
    ...(alloc === undefined
      ? {}
      : {
          memory: [
            { atMs: toMs(numbers.get('alloc-after') ?? 0), bytes: Math.round(alloc * 1_048_576) },
          ],
        }),
  };
}

function signalsOf(
  numbers: ReadonlyMap<string, number>,
  texts: ReadonlyMap<string, string>,
): NonNullable<ProgramSpec['signals']> {
  const reaction: SignalReaction =
    texts.get('term') === 'ignore'
      ? { kind: 'ignore' }
      : {
          kind: 'exit',
          code: numbers.get('term-code') ?? 0,
          afterMs: toMs(numbers.get('term-delay') ?? 0),
        };
  return { SIGTERM: reaction };
}

function serverOf(numbers: ReadonlyMap<string, number>): ServerSpec | undefined {
  const port = numbers.get('http');
  if (port === undefined || port <= 0) return undefined;
  const openFor = numbers.get('tcp-for');
  const okFirst = numbers.get('ok-first');
  const fromMs = toMs(numbers.get('http-delay') ?? 0);
  return {
    port,
    protocol: 'http',
    fromMs,
    testPaths: true,
    body: 'ok\n',
    failBody: 'not ok\n',
    ...(openFor === undefined ? {} : { untilMs: toMs(openFor) }),
    ...(okFirst === undefined || okFirst < 0 ? {} : { okFirst }),
  };
}
