import { describe, expect, test } from 'vitest';
import { type PodActions, podActions } from '../../../../server/src/simulator/kubelet/podActions';
import { type Circumstances, observed } from './observed';

function actions(text: string, circumstances: Circumstances = {}): string {
  return told(podActions(observed(text, circumstances)));
}

/** `killPod sandbox1 kill:app0 start:init0`; `.` for nothing at all. */
function told(found: PodActions): string {
  const words = [
    ...(found.killPod ? ['killPod'] : []),
    ...(found.createSandbox ? [`sandbox${found.attempt}`] : []),
    ...(found.restartAll ? ['restartAll'] : []),
    ...found.kills.map(({ name }) => `kill:${name}`),
    ...[...found.ephemerals, ...found.inits, ...found.apps].map((name) => `start:${name}`),
  ];
  return words.join(' ') || '.';
}

describe('a sandbox', () => {
  test.each<[string, Circumstances, string]>([
    ['app:- app:-', { sandbox: 'none' }, 'killPod sandbox0 start:app0 start:app1'],
    ['app:- app:-', { sandbox: 'none', policy: 'Never' }, 'killPod sandbox0 start:app0 start:app1'],
    ['init:- init:- app:-', { sandbox: 'none' }, 'killPod sandbox0 start:init0'],
    ['sidecar:- app:-', { sandbox: 'none' }, 'killPod sandbox0 start:sidecar0'],
    ['app:run app:run', { sandbox: 'lost' }, 'killPod sandbox1 start:app0 start:app1'],
    ['app:run app:run', { sandbox: 'two' }, 'killPod sandbox2 start:app0 start:app1'],
    ['app:run', { sandbox: 'withoutIP' }, 'killPod sandbox1 start:app0'],
    ['app:run', { hostNetwork: true }, '.'],
    ['app:exit0 app:exit1', { sandbox: 'lost' }, 'killPod sandbox1 start:app0 start:app1'],
    [
      'app:exit0 app:exit1',
      { sandbox: 'lost', policy: 'OnFailure' },
      'killPod sandbox1 start:app1',
    ],
    ['app:exit0 app:run', { sandbox: 'lost', policy: 'OnFailure' }, 'killPod sandbox1 start:app1'],
    ['app:exit0 app:exit0', { sandbox: 'lost', policy: 'OnFailure' }, 'killPod'],
    ['app:exit0 app:exit1', { sandbox: 'lost', policy: 'Never' }, 'killPod'],
    ['app:run', { sandbox: 'lost', policy: 'Never' }, 'killPod'],
    ['app:- app:-', { sandbox: 'lost', policy: 'Never' }, 'killPod sandbox1 start:app0 start:app1'],
    [
      'app:- app:-',
      { sandbox: 'lost', policy: 'OnFailure' },
      'killPod sandbox1 start:app0 start:app1',
    ],
    ['app(OnFailure):exit0 app:run', { sandbox: 'lost' }, 'killPod sandbox1 start:app1'],
    [
      'app(Always):exit0 app:run',
      { sandbox: 'lost', policy: 'OnFailure' },
      'killPod sandbox1 start:app0 start:app1',
    ],
    ['init:exit0 init:exit0 app:run', { sandbox: 'lost' }, 'killPod sandbox1 start:init0'],
    [
      'init:exit0 init:exit137 app:-',
      { sandbox: 'lost', policy: 'OnFailure' },
      'killPod sandbox1 start:init0',
    ],
    ['init:exit0 init:exit137 app:-', { sandbox: 'lost', policy: 'Never' }, 'killPod'],
    ['init:- init:- app:-', { sandbox: 'lost', policy: 'Never' }, 'killPod sandbox1 start:init0'],
    ['sidecar:run sidecar:exit137 app:-', { sandbox: 'lost', policy: 'Never' }, 'killPod'],
    ['sidecar:run sidecar:exit137 app:-', { sandbox: 'lost' }, 'killPod sandbox1 start:sidecar0'],
    [
      'sidecar:run sidecar:exit137 app:-',
      { sandbox: 'lost', policy: 'OnFailure' },
      'killPod sandbox1 start:sidecar0',
    ],
    ['sidecar:- app:-', { sandbox: 'lost', policy: 'Never' }, 'killPod sandbox1 start:sidecar0'],
    ['init:exit0 app:run debug:run', { sandbox: 'lost' }, 'killPod sandbox1 start:init0'],
    [
      'init:exit137 app:- debug:-',
      { sandbox: 'lost', policy: 'OnFailure' },
      'killPod sandbox1 start:init0',
    ],
    ['app(Never,all@42):exit42 app:run', { sandbox: 'lost' }, 'killPod sandbox1'],
    ['app(Never,all@42):exit42 app:run', { sandbox: 'lost', policy: 'Never' }, 'killPod sandbox1'],
  ])('%s with %o: %s (L-SYN-9, L-INI-12, L-INI-16)', (text, circumstances, expected) => {
    expect(actions(text, circumstances)).toBe(expected);
  });
});

describe('app containers', () => {
  test.each([
    ['Always', 'app:run app:run', '.'],
    ['Always', 'app:- app:run', 'start:app0'],
    ['Always', 'app:exit0 app:exit111 app:run', 'start:app0 start:app1'],
    ['OnFailure', 'app:exit0 app:exit111 app:run', 'start:app1'],
    ['OnFailure', 'app:exit0 app:created app:run', 'start:app1'],
    ['Never', 'app:exit0 app:exit111 app:run', '.'],
    ['Never', 'app:created app:run', 'start:app0'],
    ['Never', 'app:exit0 app:exit1', 'killPod'],
    ['OnFailure', 'app:exit0 app:exit0', 'killPod'],
    ['Always', 'app:exit0', 'start:app0'],
    ['Never', 'app:exit1<exit0 app:run', '.'],
    ['Always', 'app:run* app:run', 'kill:app0 start:app0'],
    ['Never', 'app:run* app:run', 'kill:app0 start:app0'],
    ['Never', 'app:run*', 'kill:app0 start:app0'],
    ['Always', 'app:runL app:run', 'kill:app0 start:app0'],
    ['OnFailure', 'app:runL app:run', 'kill:app0 start:app0'],
    ['Never', 'app:runL app:run', 'kill:app0'],
    ['Never', 'app:runL', 'killPod kill:app0'],
    ['Always', 'app:runS app:run', 'kill:app0 start:app0'],
    ['Never', 'app:runS app:run', 'kill:app0'],
    ['Always', 'app:runs app:run', '.'],
    ['Never', 'app(Always):runL app:run', 'kill:app0 start:app0'],
    ['Always', 'app(Never):runL app:run', 'kill:app0'],
    ['Never', 'app(Never,restart@137):runL app:run', 'kill:app0'],
    ['Never', 'app(Always):exit0 app(Always):exit111 app:run', 'start:app0 start:app1'],
    ['Never', 'app(OnFailure):exit0 app(OnFailure):exit111 app:run', 'start:app1'],
    ['Never', 'app(OnFailure):exit0 app(OnFailure):created app:run', 'start:app1'],
    ['Always', 'app(Never):exit0 app(Never):exit111 app:run', '.'],
    ['Never', 'app(Never,restart@42):exit42 app:run', 'start:app0'],
    ['Never', 'app(Never,restart@42):exit1 app:run', '.'],
    ['Never', 'app(Never,restart!0|1):exit42 app:run', 'start:app0'],
    ['Never', 'app(Never,restart!0|1):exit1 app:run', '.'],
    ['Never', 'app(Never,restart@42):exit42', 'start:app0'],
    ['Never', 'app:exit1 debug:run', 'killPod'],
    ['Always', 'app:run debug:-', 'start:debug1'],
    ['Always', 'app:run debug:run debug:-', 'start:debug2'],
    ['Always', 'app:run debug:exit0', '.'],
    ['Always', 'app:run debug:exit1', '.'],
  ])('%s, %s: %s (L-RST-1, L-INI-15, L-PRB-10, L-SYN-18, L-SYN-25)', (policy, text, expected) => {
    expect(actions(text, { policy })).toBe(expected);
  });

  test('of a Pod that is being deleted are not started (L-RST-1)', () => {
    expect(actions('app:exit1 app:run', { deleting: true })).toBe('.');
    expect(actions('app:exit1', { deleting: true })).toBe('killPod');
    expect(actions('app(Never,all@42):exit42 app:run', { deleting: true })).toBe('.');
  });

  test.each([
    ['Always', 'app:runL app:run', 'Container app0 failed liveness probe, will be restarted'],
    ['Never', 'app:runL app:run', 'Container app0 failed liveness probe'],
    ['Always', 'app:runS app:run', 'Container app0 failed startup probe, will be restarted'],
    ['Never', 'app:run* app:run', 'Container app0 definition changed, will be restarted'],
    ['Always', 'sidecar:runL app:run', 'Init container sidecar0 failed liveness probe'],
    ['Always', 'sidecar:runS app:run', 'Init container sidecar0 failed startup probe'],
    ['Always', 'sidecar:run* app:run', 'Init container sidecar0 definition changed'],
  ])('%s, %s: the Event says %s (L-PRB-10, L-INI-13, L-SYN-18)', (policy, text, message) => {
    expect(podActions(observed(text, { policy })).kills.map((kill) => kill.message)).toEqual([
      message,
    ]);
  });
});

describe('init containers', () => {
  test.each([
    ['Always', 'init:- init:- app:-', 'start:init0'],
    ['Always', 'init:run init:- app:-', '.'],
    ['Always', 'init:exit0 init:- app:-', 'start:init1'],
    ['Always', 'init:exit0 init:run app:-', '.'],
    ['Always', 'init:exit0 init:exit0 app:-', 'start:app2'],
    ['Always', 'init:- init:exit0 app:-', 'start:app2'],
    ['Always', 'init:- init:- init:run app:-', '.'],
    ['Always', 'init:exit0 init:created app:-', 'start:init1'],
    ['Always', 'init:exit0 init:exit137 app:-', 'start:init1'],
    ['OnFailure', 'init:exit0 init:exit137 app:-', 'start:init1'],
    ['Never', 'init:exit0 init:exit137 app:-', 'killPod'],
    ['Always', 'init:oom0 init:- app:-', 'start:init0'],
    ['OnFailure', 'init:oom0 init:- app:-', 'killPod'],
    ['Never', 'init:oom0 init:- app:-', 'killPod'],
    ['OnFailure', 'init:oom137 init:- app:-', 'start:init0'],
    ['Always', 'init(Never):exit1 app:-', 'killPod'],
    ['Never', 'init(OnFailure):exit1 app:-', 'start:init0'],
    ['Never', 'init(Never,restart@3):exit3 app:-', 'start:init0'],
    ['Never', 'init(Never,restart@3):exit4 app:-', 'killPod'],
    ['Always', 'init:exit1 app:run', '.'],
    ['Always', 'init:- app:run', '.'],
    ['Always', 'init:- app:created', 'start:app1'],
    ['Always', 'init:run app:- debug:-', 'start:debug2'],
    ['Never', 'init:exit1 app:- debug:-', 'killPod start:debug2'],
  ])('%s, %s: %s (L-INI-2 to L-INI-6, L-INI-15)', (policy, text, expected) => {
    expect(actions(text, { policy })).toBe(expected);
  });
});

describe('sidecars', () => {
  test.each([
    ['Always', 'sidecar:run sidecar:- app:-', 'start:sidecar1'],
    ['Always', 'sidecar:run init:- app:-', 'start:init1'],
    ['Always', 'sidecar:run sidecar:run app:-', 'start:app2'],
    ['Always', 'sidecar:runs sidecar:- app:-', '.'],
    ['Always', 'sidecar:run+ sidecar:- app:-', 'start:sidecar1'],
    ['Always', 'sidecar:runs app:-', '.'],
    ['Always', 'sidecar:run+ app:-', 'start:app1'],
    ['Always', 'sidecar:runS app:-', 'kill:sidecar0 start:sidecar0'],
    ['Always', 'sidecar:run+L app:-', 'kill:sidecar0 start:sidecar0 start:app1'],
    ['Always', 'sidecar:run+L sidecar:- app:-', 'kill:sidecar0 start:sidecar0 start:sidecar1'],
    ['Always', 'sidecar:run* app:-', 'kill:sidecar0 start:sidecar0 start:app1'],
    ['Always', 'sidecar:created app:-', 'start:sidecar0'],
    ['Always', 'sidecar:exit0 sidecar:run sidecar:exit0 app:-', 'start:sidecar0 start:sidecar2'],
    ['Always', 'sidecar:exit0 sidecar:run app:-', 'start:sidecar0 start:app2'],
    ['Always', 'sidecar:- sidecar:- sidecar:run app:-', 'start:sidecar0 start:sidecar1 start:app3'],
    ['Always', 'sidecar:exit1 init:run app:-', 'start:sidecar0'],
    ['Never', 'sidecar:run sidecar:exit137 app:-', 'start:sidecar1'],
    ['Never', 'sidecar:run sidecar:exit137 app:run', 'start:sidecar1'],
    ['Never', 'sidecar:run sidecar:exit0 app:run', 'start:sidecar1'],
    ['OnFailure', 'sidecar:exit0 app:run', 'start:sidecar0'],
    ['Never', 'sidecar:- app:run', 'start:sidecar0'],
    ['Always', 'init:- sidecar:run app:run', '.'],
    ['Never', 'sidecar:run app:exit0 app:exit0', 'killPod'],
    ['Never', 'sidecar:exit1 sidecar:run app:exit0', 'killPod'],
    ['Never', 'sidecar:exit1 app:exit0', 'start:sidecar0'],
    ['Never', 'sidecar:run init:exit1 app:-', 'killPod'],
    ['OnFailure', 'sidecar:run app:exit0 app:exit1', 'start:app2'],
  ])('%s, %s: %s (L-INI-2 to L-INI-9, L-INI-13)', (policy, text, expected) => {
    expect(actions(text, { policy })).toBe(expected);
  });
});

describe('a rule that restarts all containers', () => {
  test.each([
    ['Always', 'app:run app(Never,all@42):exit42', 'restartAll'],
    ['Always', 'app:run app(Never,all@42):exit1', '.'],
    ['Never', 'app:exit0 app(Never,all@42):exit42', 'restartAll'],
    ['Never', 'init(Never,all@1):exit1 app:-', 'restartAll'],
    ['Never', 'init:exit0 sidecar:run init(Never,all@1):exit1 app:-', 'restartAll'],
    ['Always', 'sidecar:run sidecar(Always,all@1):exit1 app:run', 'restartAll'],
    ['Always', 'sidecar:run app:run app:run app(Always,all@1):exit1<exit99', 'restartAll'],
    ['Always', 'app(Always,all@1):run<exit1 app:run', '.'],
    ['Always', 'app(Always,restart@42,all@42):exit42 app:run', 'start:app0'],
    ['Always', 'app(Always,all@42,restart@42):exit42 app:run', 'restartAll'],
    ['Always', 'init:- init:- app(Never,all@42):-', 'start:init0'],
    ['Always', 'app(Never,all@42):- app:-', 'start:app0 start:app1'],
  ])('%s, %s: %s (L-INI-15, L-INI-16)', (policy, text, expected) => {
    expect(actions(text, { policy })).toBe(expected);
  });
});
