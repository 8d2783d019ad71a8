import type { Handler } from '../schema/objects';

/** Seconds that a hook certainly sleeps; undefined where that cannot be read off it. */
export function sleepSeconds(handler: Handler): number | undefined {
  if (handler.sleep !== undefined) return handler.sleep.seconds;
  const command = handler.exec?.command;
  if (command === undefined) return undefined;
  const words =
    command.length === 3 && /(^|\/)(ba|da|a)?sh$/.test(command[0] ?? '') && command[1] === '-c'
      ? (command[2] ?? '').trim().split(/\s+/)
      : command;
  if (!/(^|\/)sleep$/.test(words[0] ?? '')) return undefined;
  const seconds = Number((words[1] ?? '').replace(/[;&]$/, ''));
  return Number.isFinite(seconds) ? seconds : undefined;
}
