// What can be foretold of programs: loops that leave no mark, servers that answer as they did.
import { describe, expect, test } from 'vitest';
import { FakeContainer } from './fakeMachine';

/** What a script is known to do from now on, after a while. */
function roundsOf(script: string, afterMs = 60_000) {
  const container = new FakeContainer({ command: ['sh', '-c', script] });
  container.advance(afterMs);
  return container.program.rounds();
}

describe('a loop of a shell', () => {
  test.each([
    ['prints and sleeps', 'while true; do echo hello; sleep 5; done'],
    ['prints the date', 'while :; do date; sleep 5; done'],
    ['waits for a file', 'until [ -f /nowhere ]; do sleep 5; done'],
    ['calls a function', 'f() { echo "$1"; sleep 5; }; while true; do f a; done'],
    ['goes through a list', 'while true; do for i in 1 2 3; do echo $i; done; sleep 5; done'],
    ['pipes', 'while true; do echo a | grep -q b; sleep 5; done'],
  ])('that %s is known to go on', (_what, script) => {
    expect(roundsOf(script)?.everyMs).toBe(5000);
  });

  test.each([
    ['counts', 'i=0; while [ $i -lt 100 ]; do i=$((i+1)); sleep 5; done'],
    ['counts in its arguments', 'while true; do set -- "$@" a; sleep 5; done'],
    ['counts in a file', 'while true; do echo x >> /tmp/n; sleep 5; done'],
    ['goes by the clock', 'while [ $(date +%s) -gt 0 ]; do sleep 5; done'],
    ['goes by chance', 'while [ $((RANDOM % 9)) -lt 9 ]; do sleep 5; done'],
    ['reads on', 'yes | while read line; do sleep 5; done'],
    ['leaves others behind', 'while true; do sleep 500 & sleep 5; done'],
    ['is not one', 'sleep 500'],
  ])('that %s is not', (_what, script) => {
    expect(roundsOf(script)).toBeUndefined();
  });

  test('that has just begun to differ is not known any more', () => {
    const script = 'while true; do if [ -f /tmp/f ]; then exit 1; fi; sleep 5; done';
    const container = new FakeContainer({ command: ['sh', '-c', script] });
    container.advance(60_000);
    const { since = 0 } = container.program.rounds() ?? {};
    expect(since).toBeGreaterThan(0);
    container.files.writeText('/tmp/f', '');
    container.advance(6000);
    expect(container.exitCode).toBe(1);
  });
});

describe('a server', () => {
  const app = (...args: readonly string[]) => new FakeContainer({ image: 'app:1', args });
  const get = (container: FakeContainer) =>
    container.program.answer({
      kind: 'http',
      method: 'GET',
      host: '',
      port: 8080,
      path: '/',
      headers: new Map(),
      body: '',
      tls: false,
      from: '',
    });

  test('that only serves answers as it did since it opened its port', () => {
    const container = app('--http', '8080', '--http-delay', '3');
    container.advance(60_000);
    expect(container.program.restingSince()).toBe(3000);
  });

  test('that will fail one day does not rest before that day', () => {
    const container = app('--http', '8080', '--ok-first', '2');
    container.advance(10_000);
    get(container);
    expect(container.program.restingSince()).toBeUndefined();
    container.advance(1000);
    get(container);
    // From the last good answer on all are bad.
    expect(container.program.restingSince()).toBe(11_000);
  });

  test('is not at rest while a command runs beside it', () => {
    const container = app('--http', '8080');
    container.advance(1000);
    const io = { stdout() {}, stderr() {}, exited() {}, stdin: false, tty: false };
    container.program.exec(['sleep', '5'], io);
    expect(container.program.restingSince()).toBeUndefined();
    container.advance(6000);
    expect(container.program.restingSince()).toBeDefined();
  });
});
