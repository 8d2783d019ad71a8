import { describe, expect, test } from 'vitest';
import {
  type ContainerFiles,
  containerFiles,
  type Mount,
} from '../../../../server/src/simulator/runtime/files/containerFiles';
import {
  baseName,
  directoryName,
  normalizePath,
} from '../../../../server/src/simulator/runtime/files/path';
import {
  createSingleFile,
  createVolume,
  fillVolume,
  subPathOf,
} from '../../../../server/src/simulator/runtime/files/volume';
import { profileOf } from '../../../../server/src/simulator/runtime/images/profileOf';

interface Setup {
  readonly mounts?: readonly Mount[];
  readonly readOnlyRoot?: boolean;
  readonly uid?: number;
}

function filesOf({ mounts = [], readOnlyRoot = false, uid = 0 }: Setup = {}): ContainerFiles {
  return containerFiles({ image: profileOf('busybox'), mounts, readOnlyRoot, uid, now: () => 7 });
}

describe('a container', () => {
  test('has the files of its image, and its own changes only', () => {
    const [first, second] = [filesOf(), filesOf()];
    expect(first.exists('/bin/sh')).toBe(true);
    expect(first.remove('/bin/sh')).toBeUndefined();
    expect(first.writeText('/tmp/x', 'mine')).toBeUndefined();
    expect([first.exists('/bin/sh'), second.exists('/bin/sh'), second.exists('/tmp/x')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('reads back what it wrote, and counts it', () => {
    const files = filesOf();
    files.writeText('/tmp/x', 'one\n');
    files.writeText('/tmp/x', 'zwö\n', { add: true });
    expect(files.readText('/tmp/x')).toEqual({ value: 'one\nzwö\n' });
    expect(files.writableLayer.usedBytes).toBe(9);
    files.remove('/tmp/x');
    expect(files.writableLayer.usedBytes).toBe(0);
  });

  test('says what is wrong as the kernel does', () => {
    const files = filesOf();
    files.writeText('/tmp/f', '');
    expect(files.readText('/tmp/none').error).toBe('ENOENT');
    expect(files.readText('/tmp/f/x').error).toBe('ENOTDIR');
    expect(files.readText('/tmp').error).toBe('EISDIR');
    expect(files.writeText('/none/x', '')).toBe('ENOENT');
    expect(files.makeDirectory('/tmp')).toBe('EEXIST');
    expect(files.remove('/tmp')).toBe('EISDIR');
    files.makeDirectory('/tmp/a/b', { parents: true });
    expect(files.remove('/tmp/a', { directory: true })).toBe('ENOTEMPTY');
  });

  test('follows links, also relative ones, and notices a ring', () => {
    const files = filesOf();
    files.makeDirectory('/tmp/d');
    files.writeText('/tmp/d/x', 'deep');
    files.link('d/x', '/tmp/l');
    files.link('/tmp/l', '/tmp/m');
    files.link('/tmp/r', '/tmp/r');
    expect(files.readText('/tmp/m')).toEqual({ value: 'deep' });
    expect(files.realPath('/tmp/m')).toEqual({ value: '/tmp/d/x' });
    expect(files.readText('/tmp/r').error).toBe('ELOOP');
    files.link('/tmp/new', '/tmp/dangling');
    files.writeText('/tmp/dangling', 'through');
    expect(files.readText('/tmp/new')).toEqual({ value: 'through' });
  });

  test('with a read-only root writes only to its volumes', () => {
    const volume = createVolume();
    const files = filesOf({
      readOnlyRoot: true,
      mounts: [{ path: '/data', root: volume.root, readOnly: false }],
    });
    expect(files.writeText('/tmp/x', '')).toBe('EROFS');
    expect(files.remove('/bin/sh')).toBe('EROFS');
    expect(files.writeText('/data/x', 'y')).toBeUndefined();
  });

  test('as another user writes where everybody may, and in what it made', () => {
    const files = filesOf({ uid: 1000 });
    expect(files.writeText('/etc/x', '')).toBe('EACCES');
    expect(files.writeText('/tmp/x', 'a')).toBeUndefined();
    expect(files.makeDirectory('/tmp/mine')).toBeUndefined();
    expect(files.writeText('/tmp/mine/x', '')).toBeUndefined();
    expect(files.changeMode('/etc/passwd', () => 0o777)).toBe('EPERM');
  });
});

describe('volumes', () => {
  test('are the same files in every container that mounts them', () => {
    const volume = createVolume();
    const mount = { path: '/v', root: volume.root, readOnly: false };
    const [writer, reader] = [
      filesOf({ mounts: [mount] }),
      filesOf({ mounts: [{ ...mount, path: '/w/deep', readOnly: true }] }),
    ];
    writer.writeText('/v/x', 'shared');
    expect(reader.readText('/w/deep/x')).toEqual({ value: 'shared' });
    expect(reader.writeText('/w/deep/x', 'no')).toBe('EROFS');
    expect(reader.list('/w')).toEqual({ value: ['deep'] });
    expect(volume.usedBytes).toBe(6);
  });

  test('of memory have no room beyond their size', () => {
    const volume = createVolume({ capacityBytes: 10 });
    const files = filesOf({ mounts: [{ path: '/v', root: volume.root, readOnly: false }] });
    expect(files.writeText('/v/x', '12345678')).toBeUndefined();
    expect(files.writeText('/v/x', '9abc', { add: true })).toBe('ENOSPC');
    expect(volume.usedBytes).toBe(10);
  });

  test('of a ConfigMap are replaced as a whole', () => {
    const volume = createVolume();
    fillVolume(
      volume,
      [
        { path: 'a', text: '1' },
        { path: 'sub/b', text: '2', mode: 0o755 },
      ],
      0,
    );
    const files = filesOf({ mounts: [{ path: '/etc/config', root: volume.root, readOnly: true }] });
    expect(files.readText('/etc/config/sub/b')).toEqual({ value: '2' });
    fillVolume(volume, [{ path: 'a', text: 'new' }], 5);
    expect(files.list('/etc/config')).toEqual({ value: ['a'] });
    expect(files.readText('/etc/config/a')).toEqual({ value: 'new' });
  });

  test('may be mounted by a part, or be one file', () => {
    const volume = createVolume();
    const log = createSingleFile('', 0);
    const files = filesOf({
      mounts: [
        { path: '/logs', root: subPathOf(volume, 'app/logs', 0), readOnly: false },
        { path: '/dev/termination-log', root: log, readOnly: false },
      ],
    });
    files.writeText('/logs/x', 'y');
    files.writeText('/dev/termination-log', 'why');
    expect(subPathOf(volume, 'app/logs', 0)).toMatchObject({ kind: 'directory' });
    expect(log.text).toBe('why');
    expect(files.remove('/logs', { recursive: true })).toBe('EBUSY');
  });

  test('keep the end of a very long file and the size of all of it', () => {
    const volume = createVolume();
    const files = filesOf({ mounts: [{ path: '/v', root: volume.root, readOnly: false }] });
    for (let round = 0; round < 20; round++)
      files.writeText('/v/log', `${'x'.repeat(99_999)}\n`, { add: true });
    expect(volume.usedBytes).toBe(2_000_000);
    const text = files.readText('/v/log');
    expect(text.error === undefined && text.value.length < 600_000).toBe(true);
  });
});

test('paths are taken apart as basename and dirname do', () => {
  expect(['/a/b', '/a/b/', '/', 'a', ''].map(baseName)).toEqual(['b', 'b', '/', 'a', '/']);
  expect(['/a/b', '/a/b/', '/', 'a', '/a'].map(directoryName)).toEqual(['/a', '/a', '/', '.', '/']);
  expect(['/a/../b/./c/', '', '/../x'].map(normalizePath)).toEqual(['/b/c', '/', '/x']);
});
