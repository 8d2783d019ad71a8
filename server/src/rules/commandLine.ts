// Reading a container's or handler's command as far as text alone tells.

import type { Plain } from '../schema/plain';
import { listAt } from '../schema/plain';

/** The words under a field, undefined where one of them is no text. */
export function wordsAt(value: Plain, field: string): readonly string[] | undefined {
  const list = listAt(value, field);
  return list.every((word): word is string => typeof word === 'string') ? list : undefined;
}

const SHELL = /^(?:.*\/)?(?:sh|bash|ash|dash|zsh|ksh)$/;

export function isShell(word: string | undefined): boolean {
  return word !== undefined && SHELL.test(word);
}

/** The script of `sh -c SCRIPT`, also `-ec`, `-o pipefail -c` and the like. */
export function scriptOf(words: readonly string[]): string | undefined {
  if (!isShell(words[0])) return undefined;
  const at = words.findIndex((word, i) => i > 0 && /^-[a-z]*c$/.test(word));
  const isOption = (word: string, i: number) =>
    /^[-+]/.test(word) || /^[-+]o$/.test(words[i] ?? '');
  if (at < 0 || !words.slice(1, at).every(isOption)) return undefined;
  return words[at + 1];
}

/** Seconds of the `sleep` that a command line is or begins with; undefined where it begins with something else. */
export function leadingSleepSeconds(words: readonly string[]): number | undefined {
  const [first, amount] = words;
  if (first !== undefined && /^(?:.*\/)?sleep$/.test(first) && words.length === 2) {
    return secondsOf(amount);
  }
  const script = scriptOf(words);
  return secondsOf(
    /^\s*(?:set -\w+\s*[;\n]\s*)?(?:exec\s+)?(?:\/(?:usr\/)?bin\/)?sleep\s+([\d.]+[smh]?)\s*(?:$|;|&&|\n)/.exec(
      script ?? '',
    )?.[1],
  );
}

function secondsOf(text: string | undefined): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text ?? '') ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1);
}

/** The words that a container starts with, where the manifest alone says so; undefined where its image has a say. */
export function startedWords(container: Plain): readonly string[] | undefined {
  const command = wordsAt(container, 'command');
  const args = wordsAt(container, 'args');
  if (command === undefined || args === undefined || command.length === 0) return undefined;
  return [...command, ...args];
}

/** Whether a command line can be seen never to end by itself. */
export function runsForever(words: readonly string[]): boolean {
  const script = scriptOf(words) ?? words.join(' ');
  if (/\bsleep\s+inf(?:inity)?\b/.test(script) || /\btail\s+(?:-\w+\s+)*-\w*[fF]\b/.test(script))
    return true;
  return (
    /\bwhile\s+(?:true|:|\[\s*1\s*\])\s*[;\n]/.test(script) &&
    !/\b(?:break|exit|return|kill)\b/.test(script)
  );
}
