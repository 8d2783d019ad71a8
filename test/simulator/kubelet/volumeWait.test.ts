// What a sync does while volumes are missing, and what mounts a container cannot have.
import { describe, expect, test } from 'vitest';
import { OnePod } from './support';

const WAITS =
  'volumes: [{ name: late, configMap: { name: late } }], containers: [{ name: app, image: "app:1" }]';

describe('a sync that waits for volumes', () => {
  test('is given up after 2 min 3 s; until then a deadline has no effect (L-SYN-11, L-TIM-13, L-PHS-9)', () => {
    const run = new OnePod(`{ activeDeadlineSeconds: 5, ${WAITS} }`);
    expect(run.at(120).sequence.at(-1)).toBe('Pending app=ContainerCreating');
    expect(run.at(130).sequence.at(-1)).toBe(
      'Failed(DeadlineExceeded) app=ContainerStatusUnknown(137)',
    );
  });

  test('comes again and again, and mounting goes on by itself (L-SYN-11)', () => {
    const run = new OnePod(`{ ${WAITS} }`).at(400);
    // At 0.3 s, then after 0.5, 1, 2 … 64 and 122 s, as if nobody had given up.
    expect(run.eventsAbout('FailedMount')).toEqual([
      'MountVolume.SetUp failed for volume "late" : configmap "late" not found x11',
    ]);
    const metadata = { name: 'late', namespace: 'default' };
    run.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
    expect(run.at(530).sequence.at(-1)).toBe('Running app=running,ready');
  });

  test('gives way to a deletion at once (L-TRM-13)', () => {
    const run = new OnePod(`{ ${WAITS} }`).at(20).delete();
    expect(run.at(24).gone).toBe(true);
  });
});

describe('a subPath that cannot be', () => {
  const below = (expression: string): readonly string[] =>
    new OnePod(`
      volumes: [{ name: data, emptyDir: {} }]
      containers:
        - name: app
          image: "app:1"
          env: [{ name: ROOT, value: /srv }, { name: UP, value: .. }, { name: OK, value: fine }]
          volumeMounts: [{ name: data, mountPath: /data, subPathExpr: ${expression} }]`)
      .at(5)
      .eventsAbout('Failed');

  test('is told as a configuration error (L-SYN-14)', () => {
    expect(below('$(ROOT)/x')).toEqual([
      'Error: error SubPath `/srv/x` must not be an absolute path x2',
    ]);
    expect(below('a/$(UP)')).toEqual([
      "Error: unable to provision SubPath `a/..`: must not contain '..' x2",
    ]);
    expect(below('$(OK)/$(NONE)')).toEqual(['Error: missing value for NONE x2']);
    expect(below('$(OK)')).toEqual([]);
  });
});
