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
  /** It runs a script file, not `-c`. */
  readonly isFile: boolean;
}

/** `sh: `, `sh: 1: `, `bash: line 1: ` */
export function prefix({ dialect, name, line, interactive, isFile }: Speaker): string {
  if (dialect === 'ash') return isFile ? `${name}: line ${line}: ` : `${name}: `;
  if (interactive && dialect === 'bash') return `${name}: `;
  return dialect === 'dash' ? `${name}: ${line}: ` : `${name}: line ${line}: `;
}

/** What a builtin complains of: `sh: cd: line 1: …`, `sh: 1: cd: …`, `bash: line 1: cd: …`. */
export function builtinMessage(speaker: Speaker, command: string, text: string): string {
  if (speaker.dialect !== 'ash') return `${prefix(speaker)}${command}: ${text}`;
  // Lines of `-c` are counted from 0 here.
  const line = speaker.interactive ? '' : `line ${speaker.line - (speaker.isFile ? 0 : 1)}: `;
  return `${speaker.name}: ${command}: ${line}${text}`;
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

/** What the parser found, in the words of the shell. @param token where it went wrong; undefined at the end */
export function syntaxMessage(
  speaker: Speaker,
  message: string,
  token: string | undefined,
): string {
  const { dialect, name, line } = speaker;
  if (dialect === 'bash') {
    const place = speaker.isFile ? `${name}: line ` : `${name}: -c: line `;
    return `${place}${token === undefined && !/quote/.test(message) ? line + 1 : line}: ${bashSyntax(message, token)}`;
  }
  const text = smallShellSyntax(message, token, dialect);
  return dialect === 'dash'
    ? `${prefix(speaker)}Syntax error: ${text}`
    : `${prefix(speaker)}syntax error: ${text}`;
}

function bashSyntax(message: string, token: string | undefined): string {
  if (/double quote/.test(message)) return 'unexpected EOF while looking for matching `"\'';
  if (/single quote/.test(message)) return "unexpected EOF while looking for matching `''";
  if (/command substitution/.test(message)) return "unexpected EOF while looking for matching `)'";
  if (/parameter expansion/.test(message)) return "unexpected EOF while looking for matching `}'";
  return token === undefined
    ? 'syntax error: unexpected end of file'
    : `syntax error near unexpected token \`${token}'`;
}

function smallShellSyntax(message: string, token: string | undefined, dialect: Dialect): string {
  if (/(?:double|single) quote/.test(message)) {
    return dialect === 'dash' ? 'Unterminated quoted string' : 'unterminated quoted string';
  }
  if (/backtick/.test(message)) return 'EOF in backquote substitution';
  const wanted =
    /expected '(\w+|\})'/.exec(message)?.[1] ?? (/substitution/.test(message) ? ')' : undefined);
  const expecting = wanted === undefined ? '' : ` (expecting "${wanted}")`;
  if (dialect === 'dash') {
    return token === undefined
      ? `end of file unexpected${expecting}`
      : `"${token}" unexpected${expecting}`;
  }
  return token === undefined
    ? `unexpected end of file${expecting}`
    : `unexpected "${token}"${expecting}`;
}

/** @param text the expression as it stands in the script */
export function arithmeticMessage(speaker: Speaker, error: ArithmeticError, text: string): string {
  const divides = error === 'division by zero';
  switch (speaker.dialect) {
    case 'ash':
      return `${prefix(speaker)}${divides ? 'divide by zero' : 'arithmetic syntax error'}`;
    case 'dash':
      return divides
        ? `${prefix(speaker)}arithmetic expression: division by zero: "${text}"`
        : `${prefix(speaker)}arithmetic expression: expecting primary: "${text}"`;
    case 'bash':
      return divides
        ? `${prefix(speaker)}${text}: division by 0 (error token is "${text.replace(/^.*[/%]/s, '')}")`
        : `${prefix(speaker)}${text}: syntax error: operand expected`;
  }
}

export function unsetMessage(speaker: Speaker, name: string): string {
  return `${prefix(speaker)}${name}: ${speaker.dialect === 'bash' ? 'unbound variable' : 'parameter not set'}`;
}

export function badSubstitutionMessage(speaker: Speaker, text: string): string {
  switch (speaker.dialect) {
    case 'bash':
      return `${prefix(speaker)}${text}: bad substitution`;
    case 'dash':
      return `${prefix(speaker)}Bad substitution`;
    case 'ash':
      return `${prefix(speaker)}syntax error: bad substitution`;
  }
}

export function missingMessage(speaker: Speaker, name: string, text: string): string {
  const fallback =
    speaker.dialect === 'bash' ? 'parameter null or not set' : 'parameter not set or null';
  return `${prefix(speaker)}${name}: ${text === '' ? fallback : text}`;
}
