// How each state looks: a theme colour and a pattern, so that it survives without colour; and an icon for each kind
// of lane.
import type { Lane, Look, Mark } from '../../server/src/protocol/run';

export type Pattern =
  | 'none'
  | 'outline'
  | 'dashed'
  | 'solid'
  | 'dots'
  | 'stripes'
  | 'denseStripes'
  | 'cross'
  | 'hatch'
  /** An end cap, then a dotted line: it is over. */
  | 'ended'
  /** A dashed line with the words on it: it waits. */
  | 'waiting';

/** The theme's variables that the drawing uses, without `--vscode-`. */
export type Token =
  | 'charts-yellow'
  | 'charts-blue'
  | 'charts-purple'
  | 'charts-orange'
  | 'charts-green'
  | 'charts-red'
  | 'testing-iconPassed'
  | 'testing-iconFailed'
  | 'testing-iconErrored'
  | 'list-warningForeground'
  | 'list-errorForeground'
  | 'disabledForeground';

interface Style {
  readonly token: Token;
  readonly pattern: Pattern;
  /** A problem: marked on the overview too. */
  readonly problem?: true;
  readonly notch?: true;
}

export const LOOKS: Readonly<Record<Look, Style>> = {
  absent: { token: 'disabledForeground', pattern: 'none' },
  pending: { token: 'charts-yellow', pattern: 'dashed' },
  creating: { token: 'charts-blue', pattern: 'dashed' },
  pulling: { token: 'charts-blue', pattern: 'dashed' },
  initRunning: { token: 'charts-purple', pattern: 'solid' },
  sidecarRunning: { token: 'charts-purple', pattern: 'solid' },
  starting: { token: 'charts-blue', pattern: 'dots' },
  notReady: { token: 'charts-orange', pattern: 'stripes' },
  ready: { token: 'testing-iconPassed', pattern: 'solid' },
  readyRestarted: { token: 'testing-iconPassed', pattern: 'solid', notch: true },
  hung: { token: 'charts-orange', pattern: 'cross', problem: true },
  stopping: { token: 'charts-orange', pattern: 'denseStripes' },
  exitedOk: { token: 'charts-green', pattern: 'ended' },
  exitedError: { token: 'testing-iconFailed', pattern: 'ended', problem: true },
  killed: { token: 'testing-iconErrored', pattern: 'ended', problem: true },
  backOff: { token: 'list-warningForeground', pattern: 'waiting', problem: true },
  imageError: { token: 'list-errorForeground', pattern: 'waiting', problem: true },
  configError: { token: 'list-errorForeground', pattern: 'waiting', problem: true },
  unknown: { token: 'disabledForeground', pattern: 'hatch', problem: true },
  succeeded: { token: 'charts-green', pattern: 'ended' },
  failed: { token: 'testing-iconFailed', pattern: 'ended', problem: true },
};

interface MarkStyle {
  readonly token: Token | 'foreground';
  readonly filled: boolean;
  readonly glyph: 'diamond' | 'triangle' | 'flag';
}

export const MARKS: Readonly<Record<Mark['shape'], MarkStyle>> = {
  event: { token: 'foreground', filled: false, glyph: 'diamond' },
  warning: { token: 'list-warningForeground', filled: true, glyph: 'triangle' },
  probeOk: { token: 'testing-iconPassed', filled: false, glyph: 'diamond' },
  probeFailed: { token: 'list-warningForeground', filled: true, glyph: 'diamond' },
  probeKill: { token: 'testing-iconErrored', filled: true, glyph: 'diamond' },
  signal: { token: 'charts-orange', filled: true, glyph: 'flag' },
  happening: { token: 'charts-blue', filled: true, glyph: 'flag' },
};

export const LANE_ICONS: Readonly<Record<Lane['kind'], string>> = {
  pod: 'symbol-method',
  sandbox: 'package',
  init: 'list-ordered',
  sidecar: 'sync',
  container: 'vm',
  ephemeral: 'debug-alt',
  probe: 'pulse',
  endpoint: 'arrow-swap',
  node: 'server',
  other: 'circle-small',
};
