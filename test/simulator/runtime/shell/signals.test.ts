// Rules: L-TRM-11, L-TRM-12.

import { describe, expect, test } from 'vitest';
import { FakeContainer, runScript } from '../programs/fakeMachine';

describe('PID 1 and signals (L-TRM-11)', () => {
  test.each([
    [['sleep', '3600']],
    [['sh', '-c', 'while true; do sleep 5; done']],
    [['tail', '-f', '/dev/null']],
    [['cat']],
  ])('%j without a handler does not notice SIGTERM', (command) => {
    const container = new FakeContainer({ command, stdin: true }).advance(1000);
    container.program.signal('SIGTERM');
    container.advance(60_000);
    expect(container.exitCode).toBeUndefined();
  });

  test('with a shared PID namespace the default action applies: 143', () => {
    const container = new FakeContainer({ command: ['sleep', '3600'], isPid1: false }).advance(
      1000,
    );
    container.program.signal('SIGTERM');
    expect(container.exitCode).toBe(143);
  });

  test('not even a SIGSEGV or SIGKILL that PID 1 sends itself has an effect', () => {
    const container = runScript('kill -11 $$; kill -9 $$; sleep 3; echo alive', { ms: 5000 });
    expect(container.output).toBe('alive\n');
    expect(container.exitCode).toBe(0);
  });

  test('under tini a program that is not PID 1 takes the default action: 143', () => {
    const container = new FakeContainer({
      image: 'team/batch',
      command: ['tini', '--', 'sleep', '3600'],
    }).advance(1000);
    container.program.signal('SIGTERM');
    expect(container.exitCode).toBe(143);
  });
});

describe('traps', () => {
  test('a trap waits for the foreground command', () => {
    const container = runScript('trap "echo bye; exit 7" TERM; echo up; sleep 10; echo not', {
      ms: 3000,
    });
    container.program.signal('SIGTERM');
    container.advance(4000);
    expect(container.exitCode).toBeUndefined();
    container.advance(5000);
    expect(container.output).toBe('up\nbye\n');
    expect([container.exitCode, container.exitedAt]).toEqual([7, 10_000]);
  });

  test('a trap interrupts `wait`', () => {
    const container = runScript('trap "echo bye; exit 0" TERM; sleep 3600 & wait $!', { ms: 3000 });
    container.program.signal('SIGTERM');
    expect([container.output, container.exitCode, container.exitedAt]).toEqual(['bye\n', 0, 3000]);
  });

  test('a trap in a loop of short sleeps runs at the next round', () => {
    const container = runScript('trap "exit 3" TERM; while true; do sleep 1; done', { ms: 2500 });
    container.program.signal('SIGTERM');
    container.advance(1000);
    expect([container.exitCode, container.exitedAt]).toEqual([3, 3000]);
  });

  test('an ignored signal stays ignored in children', () => {
    const container = runScript('trap "" TERM; sleep 2; echo over', { ms: 1000 });
    container.program.signal('SIGTERM');
    container.advance(3000);
    expect(container.output).toBe('over\n');
  });

  test('the EXIT trap runs at the end, and may change the code', () => {
    expect(runScript('trap "echo bye" EXIT; exit 4')).toMatchObject({
      output: 'bye\n',
      exitCode: 4,
    });
    expect(runScript('trap "exit 9" EXIT; true').exitCode).toBe(9);
  });

  test('a busy loop with a trap still ends at SIGTERM', () => {
    const container = runScript('trap "exit 5" TERM; while :; do :; done', { ms: 10_000 });
    container.program.signal('SIGTERM');
    container.advance(1000);
    expect(container.exitCode).toBe(5);
  });
});

describe('who is PID 1', () => {
  test('`exec` puts the program into the place of the shell, so that it gets the signal', () => {
    const behind = new FakeContainer({
      image: 'app:1',
      command: ['sh', '-c', '/app; true'],
    }).advance(1000);
    behind.program.signal('SIGTERM');
    expect(behind.advance(1000).exitCode).toBeUndefined();
    const replaced = new FakeContainer({
      image: 'app:1',
      command: ['sh', '-c', 'exec /app'],
    }).advance(1000);
    replaced.program.signal('SIGTERM');
    expect(replaced.exitCode).toBe(0);
  });

  test('the last command of `sh -c` takes the shell over without `exec` too', () => {
    const container = new FakeContainer({
      image: 'app:1',
      command: ['sh', '-c', 'echo up; /app'],
    }).advance(100);
    expect(container.program.processes()).toEqual([{ pid: 1, user: 'root', command: '/app' }]);
    container.program.signal('SIGTERM');
    expect(container.exitCode).toBe(0);
  });

  test('all processes die with PID 1', () => {
    const container = runScript('(while true; do echo x; sleep 1; done) & sleep 2; exit 0', {
      ms: 10_000,
    });
    expect(container.output).toBe('x\nx\n');
    expect(container.program.processes()).toEqual([]);
  });

  test('a killed child is told as 128 + n', () => {
    expect(runScript('sh -c "kill -9 \\$\\$"; echo $?').output).toBe('Killed\n137\n');
    expect(runScript('sleep 9 & kill $!; wait $!; echo $?', { ms: 10 }).output).toBe(
      'Terminated\n143\n',
    );
  });

  test('ps shows the processes of this container', () => {
    expect(runScript('sleep 5 & ps; true').output).toBe(
      'PID   USER     COMMAND\n    1 root     sh -c sleep 5 & ps; true\n    2 root     sleep 5\n    3 root     ps\n',
    );
  });
});
