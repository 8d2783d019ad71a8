/** The signals that something in a container sends, handles or is stopped by. */
export const SIGNAL_NUMBERS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGWINCH: 28,
} as const;

export type SignalName = keyof typeof SIGNAL_NUMBERS;

const NAMES = Object.keys(SIGNAL_NUMBERS).filter(isSignalName);

/** Signals whose default action is to do nothing. Stopping and continuing processes is not modelled, so these count too. */
const HARMLESS: ReadonlySet<SignalName> = new Set([
  'SIGCHLD',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGURG',
  'SIGWINCH',
]);

function isSignalName(text: string): text is SignalName {
  return Object.hasOwn(SIGNAL_NUMBERS, text);
}

/** Reads `TERM`, `SIGTERM`, `sigterm`, `15`, and Kubernetes' `SIGRTMIN+3` as undefined. */
export function parseSignal(text: string): SignalName | undefined {
  if (/^\d+$/.test(text)) return NAMES.find((name) => SIGNAL_NUMBERS[name] === Number(text));
  const upper = text.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  return isSignalName(name) ? name : undefined;
}

/** `128+n`, which a shell and a container runtime show for a process killed by a signal. Rules: L-TRM-12. */
export function exitCodeOfSignal(name: SignalName): number {
  return 128 + SIGNAL_NUMBERS[name];
}

/** Whether a process without a handler ends at this signal (unless it is PID 1, L-TRM-11). */
export function endsByDefault(name: SignalName): boolean {
  return !HARMLESS.has(name);
}

export function signalNames(): readonly SignalName[] {
  return NAMES;
}
