// How the shells word what went wrong. The texts are the programs' own, as users see them in `kubectl logs`.

import type { FileError } from '../files/inode';
import type { ArithmeticError } from './arithmetic';
import type { Dialect } from './shellState';

export interface Speaker {
  readonly dialect: Dialect;
  /** `$0` */
  readonly name: string;
  readonly line: number;
  readonly interactive: boolean;
}

/** `sh: `, `sh: 1: `, `bash: line 1: ` */
export function prefix({ dialect, name, line, interactive }: Speaker): string {
  if (dialect === 'ash' || (interactive && dialect === 'bash')) return `${name}: `;
  return dialect === 'dash' ? `${name}: ${line}: ` : `${name}: line ${line}: `;
}

export function notFoundMessage(speaker: Speaker, command: string): string {
  if (speaker.dialect !== 'bash') return `${prefix(speaker)}${command}: not found`;
  return command.includes('/')
    ? `${prefix(speaker)}${command}: No such file or directory`
    : `${prefix(speaker)}${command}: command not found`;
}

export function deniedMessage(speaker: Speaker, command: string, error: FileError): string {
  if (error === 'EISDIR' && speaker.dialect === 'bash') {
    return `${prefix(speaker)}${command}: Is a directory`;
  }
  return `${prefix(speaker)}${command}: Permission denied`;
}

const TEXTS: Readonly<Record<FileError, string>> = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  ENOTEMPTY: 'Directory not empty',
  ELOOP: 'Too many levels of symbolic links',
  EPERM: 'Operation not permitted',
  EBUSY: 'Device or resource busy',
  EXDEV: 'Invalid cross-device link',
  EINVAL: 'Invalid argument',
  ENXIO: 'No such device or address',
};

/** The C library's text of an error. */
export function errorText(error: FileError): string {
  return TEXTS[error];
}

export function redirectMessage(
  speaker: Speaker,
  path: string,
  error: FileError,
  writing: boolean,
): string {
  const missing = error === 'ENOENT' || error === 'ENOTDIR';
  switch (speaker.dialect) {
    case 'bash':
      return `${prefix(speaker)}${path}: ${errorText(error)}`;
    case 'dash':
      return writing
        ? `${prefix(speaker)}cannot create ${path}: ${missing ? 'Directory nonexistent' : errorText(error)}`
        : `${prefix(speaker)}cannot open ${path}: ${missing ? 'No such file' : errorText(error)}`;
    case 'ash':
      return writing
        ? `${prefix(speaker)}can't create ${path}: ${missing ? 'nonexistent directory' : errorText(error)}`
        : `${prefix(speaker)}can't open ${path}: ${missing ? 'no such file' : errorText(error)}`;
  }
}

/** The script file cannot be opened. */
export function noScriptMessage(speaker: Speaker, path: string, error: FileError): string {
  const missing = error === 'ENOENT' || error === 'ENOTDIR';
  switch (speaker.dialect) {
    case 'bash':
      return `${speaker.name}: ${path}: ${errorText(error)}`;
    case 'dash':
      return `${speaker.name}: 0: cannot open ${path}: ${missing ? 'No such file' : errorText(error)}`;
    case 'ash':
      return `${speaker.name}: line 0: can't open ${path}: ${missing ? 'no such file' : errorText(error)}`;
  }
}

export function syntaxMessage(speaker: Speaker, message: string): string {
  switch (speaker.dialect) {
    case 'bash':
      return `${prefix(speaker)}syntax error: ${message}`;
    case 'dash':
      return `${prefix(speaker)}Syntax error: ${message}`;
    case 'ash':
      return `${prefix(speaker)}syntax error: ${message}`;
  }
}

export function arithmeticMessage(speaker: Speaker, error: ArithmeticError): string {
  if (error !== 'division by zero') {
    return speaker.dialect === 'ash'
      ? `${prefix(speaker)}arithmetic syntax error`
      : `${prefix(speaker)}arithmetic expression: ${error}`;
  }
  switch (speaker.dialect) {
    case 'ash':
      return `${prefix(speaker)}divide by zero`;
    case 'dash':
      return `${prefix(speaker)}arithmetic expression: division by zero`;
    case 'bash':
      return `${prefix(speaker)}division by 0`;
  }
}

export function unsetMessage(speaker: Speaker, name: string): string {
  return `${prefix(speaker)}${name}: ${speaker.dialect === 'bash' ? 'unbound variable' : 'parameter not set'}`;
}

export function missingMessage(speaker: Speaker, name: string, text: string): string {
  const fallback =
    speaker.dialect === 'bash' ? 'parameter null or not set' : 'parameter not set or null';
  return `${prefix(speaker)}${name}: ${text === '' ? fallback : text}`;
}
