import { ThemeColor, ThemeIcon } from 'vscode';
import type { AnswerView, Look } from '../../../server/src/protocol/run';

/** One codicon, one meaning; colour comes last and is the theme's. */
const LOOKS: Readonly<Record<Look, readonly [icon: string, color: string]>> = {
  absent: ['circle-outline', 'disabledForeground'],
  pending: ['watch', 'charts.yellow'],
  creating: ['loading', 'charts.blue'],
  pulling: ['cloud-download', 'charts.blue'],
  initRunning: ['list-ordered', 'charts.purple'],
  sidecarRunning: ['sync', 'charts.purple'],
  starting: ['circle-large', 'charts.blue'],
  notReady: ['circle-slash', 'charts.orange'],
  ready: ['pass', 'testing.iconPassed'],
  readyRestarted: ['pass-filled', 'testing.iconPassed'],
  hung: ['debug-pause', 'charts.orange'],
  stopping: ['debug-stop', 'charts.orange'],
  exitedOk: ['check', 'charts.green'],
  exitedError: ['error', 'testing.iconFailed'],
  killed: ['stop-circle', 'testing.iconErrored'],
  backOff: ['history', 'list.warningForeground'],
  imageError: ['warning', 'list.errorForeground'],
  configError: ['warning', 'list.errorForeground'],
  unknown: ['question', 'disabledForeground'],
  succeeded: ['check-all', 'charts.green'],
  failed: ['error', 'testing.iconFailed'],
};

export function lookIcon(look: Look): ThemeIcon {
  const [icon, color] = LOOKS[look];
  return new ThemeIcon(icon, new ThemeColor(color));
}

const SEVERITIES: Readonly<Record<AnswerView['severity'], readonly [icon: string, color: string]>> =
  {
    problem: ['error', 'list.errorForeground'],
    risk: ['warning', 'list.warningForeground'],
    fact: ['info', 'charts.blue'],
  };

export function severityIcon(severity: AnswerView['severity']): ThemeIcon {
  const [icon, color] = SEVERITIES[severity];
  return new ThemeIcon(icon, new ThemeColor(color));
}
