import { expect, test } from 'vitest';
import type { Pod } from '../../../server/src/schema/objects';
import { simulate } from '../../../server/src/simulator/simulate';

/** What becomes of a container of the image with those arguments. */
function stateOf(image: string, args: readonly string[]): string | undefined {
  const spec = { containers: [{ name: 'app', image, args }], restartPolicy: 'Never' };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec };
  const run = simulate({ objects: [pod], untilMs: 60_000 });
  const { state } =
    (run.store.get('Pod', 'default', 'web') as Pod).status?.containerStatuses?.[0] ?? {};
  return state?.running === undefined ? state?.terminated?.reason : 'running';
}

test('arguments of a server’s image are the server’s: options and subcommands', () => {
  expect(stateOf('prom/prometheus', ['--config.file=/etc/prometheus.yml'])).toBe('running');
  expect(stateOf('minio/minio', ['server', '/data'])).toBe('running');
  expect(stateOf('memcached:1.6', ['-m', '64'])).toBe('running');
});

test('arguments that begin with a program run that instead', () => {
  expect(stateOf('memcached:1.6', ['sh', '-c', 'exit 0'])).toBe('Completed');
});

test('an image without an entrypoint takes its arguments for the command', () => {
  expect(stateOf('httpd:2.4', ['-X'])).toBe('StartError');
});
