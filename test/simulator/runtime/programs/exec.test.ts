import { describe, expect, test } from 'vitest';
import { ExecResult, FakeContainer } from './fakeMachine';

describe('exec', () => {
  test('a command that does not wait is over when the call returns', () => {
    const container = new FakeContainer({ image: 'app:1' });
    expect(container.exec('test', '-e', '/tmp/healthy').code).toBe(1);
    container.exec('touch', '/tmp/healthy');
    expect(container.exec('test', '-e', '/tmp/healthy').code).toBe(0);
    const missing = container.exec('cat', '/var/ready');
    expect([missing.code, missing.err]).toEqual([
      1,
      "cat: can't open '/var/ready': No such file or directory\n",
    ]);
  });

  test('one that waits ends in virtual time', () => {
    const container = new FakeContainer({ image: 'app:1' });
    const hook = container.exec('sh', '-c', 'sleep 2; echo oops; exit 250');
    expect(hook.code).toBeUndefined();
    container.advance(2000);
    expect([hook.code, hook.out]).toEqual([250, 'oops\n']);
  });

  test('it ends with the container, as killed', () => {
    const container = new FakeContainer({ image: 'app:1', args: ['--exit-after', '3'] });
    const hook = container.exec('sleep', '60');
    container.advance(3000);
    expect([container.exitCode, hook.code]).toEqual([0, 137]);
  });

  test('it can be killed, and is not PID 1: default actions apply', () => {
    const container = new FakeContainer({ image: 'app:1' });
    const [first, second] = [container.exec('sleep', '60'), container.exec('sleep', '60')];
    if (first.start.kind === 'started') first.start.process.kill('SIGTERM');
    if (second.start.kind === 'started') second.start.process.kill('SIGKILL');
    expect([first.code, second.code]).toEqual([143, 137]);
  });

  test.each([
    ['nope', 'exec: "nope": executable file not found in $PATH'],
    ['/bin/nope', 'exec: "/bin/nope": stat /bin/nope: no such file or directory'],
    ['/etc/passwd', 'exec: "/etc/passwd": permission denied'],
  ])('%s cannot be executed', (command, text) => {
    expect(new FakeContainer({ image: 'app:1' }).exec(command).start).toEqual({
      kind: 'startError',
      text,
    });
  });

  test('output of exec is not the log, but what is written to /proc/1/fd/1 is', () => {
    const container = new FakeContainer({ image: 'app:1' });
    const result = container.exec('sh', '-c', 'echo here; echo there > /proc/1/fd/1');
    expect([result.out, container.output]).toEqual(['here\n', 'there\n']);
  });

  test('stdin is read to its end', () => {
    const container = new FakeContainer({ image: 'app:1' });
    const result = new ExecResult(container, ['cat'], { stdin: true });
    if (result.start.kind !== 'started') throw new Error('not started');
    result.start.process.write('hello\n');
    expect([result.out, result.code]).toEqual(['hello\n', undefined]);
    result.start.process.closeStdin();
    expect(result.code).toBe(0);
    expect(container.exec('cat').code).toBe(0);
  });

  test('a shell on a terminal echoes, prompts and ends with its last code', () => {
    const container = new FakeContainer({ image: 'luksa/kubia' });
    const result = new ExecResult(container, ['bash'], { stdin: true, tty: true });
    if (result.start.kind !== 'started') throw new Error('not started');
    for (const line of ['hostname', 'ls -d /tmp /var/ready', 'exit 3'])
      result.start.process.write(`${line}\r`);
    expect(result.out.replaceAll('\r\n', '\n')).toBe(
      "bash-5.3# hostname\nweb\nbash-5.3# ls -d /tmp /var/ready\nls: cannot access '/var/ready': No such file or directory\n/tmp\nbash-5.3# exit 3\nexit\n",
    );
    expect(result.code).toBe(3);
  });

  test('busybox prompts with its directory, Ctrl-C ends the foreground, Ctrl-D the shell', () => {
    const container = new FakeContainer({ command: ['sleep', '3600'] });
    const result = new ExecResult(container, ['sh'], { stdin: true, tty: true });
    if (result.start.kind !== 'started') throw new Error('not started');
    for (const line of ['cd /tmp\n', 'sleep 100\n']) result.start.process.write(line);
    container.advance(1000);
    result.start.process.write('\u0003');
    result.start.process.write('echo $?\n');
    result.start.process.write('\u0004');
    expect(result.out.replaceAll('\r\n', '\n')).toBe(
      '/ # cd /tmp\n/tmp # sleep 100\n^C\n/tmp # echo $?\n130\n/tmp # \n',
    );
    expect(result.code).toBe(0);
  });

  test('a probe that asks the own server gets its answer', () => {
    const container = new FakeContainer({ image: 'luksa/kubia' });
    const result = container.exec('curl', '-s', 'localhost:8080');
    container.advance(100);
    expect([result.out, result.code]).toEqual(["You've hit web\n", 0]);
    const refused = container.exec('curl', '-sS', 'localhost:9999');
    container.advance(100);
    expect([refused.err, refused.code]).toEqual([
      'curl: (7) Failed to connect to localhost:9999 after 0 ms: Could not connect to server\n',
      7,
    ]);
  });

  test('clients of databases see whether the server takes connections', () => {
    const container = new FakeContainer({ image: 'redis' });
    const early = container.exec('redis-cli', 'ping');
    container.advance(100);
    expect(early.code).toBe(1);
    const late = container.exec('redis-cli', 'ping');
    container.advance(100);
    expect([late.out, late.code]).toEqual(['PONG\n', 0]);
  });
});

test('files are copied in and out through tar, as kubectl cp does it', () => {
  const [from, to] = [
    new FakeContainer({ image: 'luksa/kubia' }),
    new FakeContainer({ command: ['sleep', '9'] }),
  ];
  from.files.makeDirectory('/data/sub', { parents: true });
  from.files.writeText('/data/hello.txt', 'grüß dich\n');
  from.files.writeText('/data/sub/run.sh', '#!/bin/sh\necho ran\n');
  from.files.changeMode('/data/sub/run.sh', () => 0o755);
  const packed = from.exec('tar', 'cf', '-', '/data');
  expect([packed.code, packed.err]).toEqual([0, "tar: Removing leading `/' from member names\n"]);
  const unpacked = new ExecResult(to, ['tar', '-xmf', '-', '-C', '/tmp'], { stdin: true });
  if (unpacked.start.kind !== 'started') throw new Error('not started');
  unpacked.start.process.write(packed.out);
  unpacked.start.process.closeStdin();
  expect(unpacked.code).toBe(0);
  expect(to.exec('cat', '/tmp/data/hello.txt').out).toBe('grüß dich\n');
  expect(to.exec('/tmp/data/sub/run.sh').out).toBe('ran\n');
  expect(from.exec('tar', 'cf', '-', '/nope')).toMatchObject({
    code: 2,
    err: expect.stringContaining('tar: /nope: Cannot stat: No such file or directory\n'),
  });
});

test('a little server of shell and nc answers', () => {
  const container = new FakeContainer({
    command: [
      'sh',
      '-c',
      `while true; do printf 'HTTP/1.1 200 OK\\r\\n\\r\\nhi\\n' | nc -l -p 8080 >/dev/null; done`,
    ],
  });
  for (let round = 0; round < 3; round++) {
    expect(container.status(8080)).toBe(200);
    container.advance(10);
  }
});
