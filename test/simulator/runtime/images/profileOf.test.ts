import { describe, expect, test } from 'vitest';
import { parseImageName } from '../../../../server/src/simulator/runtime/images/imageName';
import { profileOf } from '../../../../server/src/simulator/runtime/images/profileOf';
import { PROFILES } from '../../../../server/src/simulator/runtime/images/profiles';
import { USERLANDS } from '../../../../server/src/simulator/runtime/images/userlands';
import { Commands } from '../../../../server/src/simulator/runtime/programs/commands';
import { FakeContainer } from '../programs/fakeMachine';

test.each([
  ['nginx', 'docker.io', 'library/nginx', 'latest'],
  ['nginx:1.27', 'docker.io', 'library/nginx', '1.27'],
  ['luksa/kubia', 'docker.io', 'luksa/kubia', 'latest'],
  ['registry.k8s.io/pause:3.10', 'registry.k8s.io', 'pause', '3.10'],
  ['localhost:5000/team/app', 'localhost:5000', 'team/app', 'latest'],
  ['nginx@sha256:abc', 'docker.io', 'library/nginx', undefined],
  ['', 'docker.io', 'library/', 'latest'],
])('%s is taken apart', (reference, registry, repository, tag) => {
  expect(parseImageName(reference)).toMatchObject({ registry, repository, tag });
});

describe('profiles', () => {
  test('are found wherever the registry is', () => {
    for (const reference of [
      'nginx',
      'docker.io/library/nginx:1',
      'quay.io/team/nginx@sha256:0',
      'my.registry:5000/nginx',
    ]) {
      expect(profileOf(reference)).toMatchObject({
        known: true,
        stopSignal: 'SIGQUIT',
        exposedPorts: [80],
      });
    }
    expect(profileOf('example/never-heard-of')).toMatchObject({ known: false });
    expect(profileOf('constructor').known).toBe(false);
    expect([profileOf('app:1').known, profileOf('example.com/team/app:1').known]).toEqual([
      true,
      false,
    ]);
  });

  test('of alpine tags have the small user-land', () => {
    expect(profileOf('python:3.12').userland).toBe('debian');
    expect(profileOf('python:3.12-alpine').userland).toBe('alpine');
  });

  test('name only programs that there are', () => {
    const missing = Object.entries(PROFILES).flatMap(([name, { executables = {} }]) =>
      Object.values(executables)
        .filter((program) => !Commands.has(program))
        .map((program) => `${name}: ${program}`),
    );
    for (const [name, { programs }] of Object.entries(USERLANDS)) {
      for (const [, names] of programs)
        missing.push(
          ...names
            .filter((program) => !Commands.has(program))
            .map((program) => `${name}: ${program}`),
        );
    }
    expect(missing).toEqual([]);
  });

  test('start without an error when nothing but the image is given', () => {
    const failed = Object.keys(PROFILES).filter((name) => {
      const { kind } = new FakeContainer({ image: name }).advance(1000).start;
      return (
        kind === 'startError' ||
        (kind === 'noCommand' && !/^(?:library\/nocmd|amazoncorretto)$/.test(name))
      );
    });
    expect(failed).toEqual([]);
  });
});
