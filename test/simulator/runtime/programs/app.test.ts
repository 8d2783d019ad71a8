import { describe, expect, test } from 'vitest';
import { appSpec } from '../../../../server/src/simulator/runtime/programs/app';
import { FakeContainer } from './fakeMachine';

const app = (...args: string[]): FakeContainer => new FakeContainer({ image: 'app:1', args });

describe('the test server', () => {
  test('without flags it runs for ever and exits 0 at once on SIGTERM', () => {
    const container = app().advance(3_600_000);
    expect(container.exitCode).toBeUndefined();
    container.program.signal('SIGTERM');
    expect([container.exitCode, container.exitedAt]).toEqual([0, 3_600_000]);
  });

  test('--exit-after and --exit-code end it by itself', () => {
    expect(app('--exit-after', '3', '--exit-code', '42').advance(5000)).toMatchObject({
      exitCode: 42,
      exitedAt: 3000,
    });
    expect(app('--exit-after', '0', '--exit-code', '1')).toMatchObject({
      exitCode: 1,
      exitedAt: 0,
    });
    expect(app('--exit-after=2.5').advance(5000)).toMatchObject({ exitCode: 0, exitedAt: 2500 });
  });

  test('--term-delay and --term-code say how it stops', () => {
    const container = app('--term-delay', '2', '--term-code', '3').advance(1000);
    container.program.signal('SIGTERM');
    container.advance(5000);
    expect([container.exitCode, container.exitedAt]).toEqual([3, 3000]);
  });

  test('--term ignore never stops', () => {
    const container = app('--term', 'ignore').advance(1000);
    container.program.signal('SIGTERM');
    expect(container.advance(100_000).exitCode).toBeUndefined();
  });

  test('it goes on answering while it stops', () => {
    const container = app('--http', '8080', '--term-delay', '4').advance(1000);
    container.program.signal('SIGTERM');
    container.advance(3000);
    expect(container.status(8080)).toBe(200);
  });

  test('--http-delay opens the port later, --tcp-for closes it again', () => {
    const container = app('--http', '8080', '--http-delay', '5', '--tcp-for', '9').advance(4999);
    expect(container.request(8080)?.answer).toEqual({ kind: 'refused' });
    expect(container.advance(1).status(8080)).toBe(200);
    expect(container.advance(4000).request(8080)?.answer).toEqual({ kind: 'refused' });
    expect(container.listening.size).toBe(0);
  });

  test('--ok-first answers that often with 200, then 500', () => {
    const container = app('--http', '8080', '--ok-first', '3');
    expect([1, 2, 3, 4, 5].map(() => container.status(8080))).toEqual([200, 200, 200, 500, 500]);
    expect(app('--http', '8080', '--ok-first', '0').status(8080)).toBe(500);
  });

  test('/status/NNN and /file/PATH answer what they are asked for', () => {
    const container = app('--http', '8080');
    expect(container.status(8080, '/status/404')).toBe(404);
    expect(container.status(8080, '/file/tmp/ready')).toBe(503);
    expect(container.exec('touch', '/tmp/ready').code).toBe(0);
    expect(container.status(8080, '/file/tmp/ready')).toBe(200);
  });

  test('--alloc takes its memory when it is time, and is killed above the limit', () => {
    const container = new FakeContainer({
      image: 'app:1',
      args: ['--alloc', '100', '--alloc-after', '4'],
      memoryLimit: 64 * 1_048_576,
    }).advance(3999);
    expect(container.memory).toBe(0);
    container.advance(1);
    expect([container.memory, container.exitCode]).toEqual([104_857_600, 137]);
  });

  test('--msg is its termination message, --print its output', () => {
    const container = app(
      '--exit-after',
      '1',
      '--exit-code',
      '1',
      '--msg',
      'disk is full',
      '--print',
      'hi',
    ).advance(1000);
    expect(container.files.readText('/dev/termination-log')).toEqual({ value: 'disk is full' });
    expect(container.output).toBe('hi\n');
  });

  test('a port that another container of the Pod has ends it', () => {
    const container = new FakeContainer({
      image: 'app:1',
      args: ['--http', '8080'],
      takenPorts: [8080],
    });
    expect(container.exitCode).toBe(1);
    expect(container.output).toContain('address already in use');
  });

  test('unhealthy is the same server with five good answers', () => {
    const container = new FakeContainer({ image: 'unhealthy:1' });
    expect([1, 2, 3, 4, 5, 6].map(() => container.status(8080))).toEqual([
      200, 200, 200, 200, 200, 500,
    ]);
  });

  test('flags that it does not know end it with 2', () => {
    expect(appSpec(['--nope'])).toEqual({ error: 'flag provided but not defined: -nope' });
    expect(app('--exit-after', 'soon').exitCode).toBe(2);
  });
});

describe('the servers of the book', () => {
  test('kubia says who it is, logs its requests and takes no notice of SIGTERM', () => {
    const container = new FakeContainer({ image: 'luksa/kubia' }).advance(100);
    const answer = container.request(8080)?.answer;
    expect(answer?.kind === 'http' ? answer.body : '').toBe("You've hit web\n");
    expect(container.output).toBe(
      'Kubia server starting...\nReceived request from ::ffff:10.244.0.1\n',
    );
    container.program.signal('SIGTERM');
    expect(container.advance(60_000).exitCode).toBeUndefined();
  });

  test('assassing/kubia has other words', () => {
    const container = new FakeContainer({ image: 'assassing/kubia' });
    const answer = container.request(8080)?.answer;
    expect(answer?.kind === 'http' ? answer.body : '').toBe('Hostname: web\n');
    expect(container.output).toMatch(/^Runing\.\.\.\n/);
  });

  test('kubia-unhealthy fails from the sixth request on', () => {
    const container = new FakeContainer({ image: 'docker.io/luksa/kubia-unhealthy:latest' });
    expect([1, 2, 3, 4, 5, 6].map(() => container.status(8080))).toEqual([
      200, 200, 200, 200, 200, 500,
    ]);
  });

  test('a second kubia in the same Pod finds its port taken', () => {
    const container = new FakeContainer({ image: 'luksa/kubia', takenPorts: [8080] });
    expect(container.output).toContain('Error: listen EADDRINUSE :::8080\n');
    expect(container.exitCode).toBe(1);
  });
});
