import type { ArithmeticError } from './arithmetic';
import type { Variables } from './variables';

/** Which shell it is: what it can do and how it words its errors. */
export type Dialect = 'ash' | 'dash' | 'bash';

export interface ShellOptions {
  errexit: boolean;
  nounset: boolean;
  xtrace: boolean;
  noglob: boolean;
  noclobber: boolean;
  pipefail: boolean;
  noexec: boolean;
  allexport: boolean;
}

/** What expansion needs to know of the shell that asks for it. */
export interface ShellState {
  readonly dialect: Dialect;
  readonly options: ShellOptions;
  readonly variables: Variables;
  readonly positional: readonly string[];
  /** Value of a variable or special parameter; undefined when unset. */
  parameter(name: string): string | undefined;
  /** IFS. */
  fieldSeparators(): string;
  /** Names of files that match, sorted; empty when none does. */
  matchingPaths(pattern: string): readonly string[];
  arithmeticMessage(error: ArithmeticError, text: string): string;
  unsetMessage(name: string): string;
  missingMessage(name: string, text: string): string;
  badSubstitutionMessage(text: string): string;
}
