// Static Pods as their manifests come, change and go, also while nobody looks. Rules: L-SYN-27.
import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../server/src/schema/objects';
import { OnePod } from './support';

const FILE = 'proxy.yaml';
const NAMESPACE = 'kube-system';
const NAME = 'proxy-node-1';

function manifest(args: readonly string[] = []): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'proxy', namespace: NAMESPACE },
    spec: { containers: [{ name: 'proxy', image: 'app:1', args }] },
  };
}

class Folder extends OnePod {
  constructor() {
    super('containers: [{ name: app, image: "app:1" }]');
  }

  put(object: Pod, file = FILE): this {
    return this.toKubelet({ kind: 'staticPut', file, object });
  }

  remove(file = FILE): this {
    return this.toKubelet({ kind: 'staticRemove', file });
  }

  get mirror(): Pod | undefined {
    return this.simulation.store.pod(NAMESPACE, NAME);
  }

  /** UIDs of all mirrors there have been, and whether each one's Pod ran. */
  get mirrors(): readonly string[] {
    const seen = new Map<string, string>();
    for (const { object } of this.simulation.store.changes)
      if (object.metadata.name === NAME && object.kind === 'Pod')
        seen.set(object.metadata.uid ?? '', (object as Pod).status?.phase ?? '');
    return [...seen.values()];
  }

  get killed(): readonly string[] {
    return this.eventsAbout('Killing');
  }
}

describe('a manifest that names objects of the API', () => {
  const wishes: Readonly<Record<string, Partial<Pod['spec']>>> = {
    'a ConfigMap for its environment': {
      containers: [
        { name: 'proxy', image: 'app:1', envFrom: [{ configMapRef: { name: 'settings' } }] },
      ],
    },
    'a Secret as a volume': { volumes: [{ name: 'keys', secret: { secretName: 'keys' } }] },
    'a claim': { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
    'a ServiceAccount': { serviceAccountName: 'proxy' },
    'a Secret to pull with': { imagePullSecrets: [{ name: 'registry' }] },
  };

  test.each(Object.entries(wishes))('is not run if it wants %s', (_, wish) => {
    const { spec, ...pod } = manifest();
    const run = new Folder().at(1).put({ ...pod, spec: { ...spec, ...wish } });
    expect(run.at(10).mirror).toBeUndefined();
  });

  test('ends the Pod that its file had before', () => {
    const run = new Folder().at(1).put(manifest()).at(4);
    const { spec, ...pod } = manifest();
    run.put({ ...pod, spec: { ...spec, serviceAccountName: 'proxy' } });
    expect(run.killed).toEqual([]);
    expect(run.at(8).mirror).toBeUndefined();
    expect(run.killed).toEqual(['Stopping container proxy x1']);
  });

  test('is run if it only wants the folder of a node and what the Pod itself knows', () => {
    const { spec, ...pod } = manifest();
    const volumes = [
      { name: 'host', hostPath: { path: '/etc' } },
      { name: 'self', downwardAPI: { items: [] } },
    ];
    const run = new Folder().at(1).put({ ...pod, spec: { ...spec, volumes } });
    expect(run.at(10).mirror?.status?.phase).toBe('Running');
  });
});

describe('a manifest that changes', () => {
  test('is another Pod, which begins when the old one has gone', () => {
    const run = new Folder()
      .at(1)
      .put(manifest(['--term-delay', '4']))
      .at(4)
      .put(manifest());
    expect(run.at(6).mirror?.spec.containers[0]?.args).toEqual(['--term-delay', '4']);
    expect(run.at(14).mirror?.spec.containers[0]?.args).toEqual([]);
    expect(run.mirror?.status?.phase).toBe('Running');
    expect(run.killed).toEqual(['Stopping container proxy x1']);
  });

  test('begins afresh when it is put back while its Pod still stops', () => {
    const run = new Folder()
      .at(1)
      .put(manifest(['--term-delay', '4']))
      .at(4)
      .remove();
    run.at(5).put(manifest(['--term-delay', '4']));
    expect(run.at(16).mirrors).toEqual(['Running', 'Running']);
    expect(run.mirror?.status?.phase).toBe('Running');
  });

  test('touches nothing when it is put again as it was', () => {
    const run = new Folder().at(1).put(manifest()).at(4).put(manifest()).at(9);
    expect(run.mirrors).toEqual(['Running']);
    expect(run.killed).toEqual([]);
  });
});

test('two manifests of one name run one after the other', () => {
  const run = new Folder()
    .at(1)
    .put(manifest())
    .at(4)
    .put(manifest(['--print', 'b']), 'b.yaml');
  expect(run.at(9).mirrors).toEqual(['Running']);
  run.remove().at(16);
  expect(run.mirror?.spec.containers[0]?.args).toEqual(['--print', 'b']);
  expect(run.mirror?.status?.phase).toBe('Running');
});

describe('while the kubelet is down', () => {
  const down = (): Folder => new Folder().at(1).put(manifest()).at(4).toKubelet({ kind: 'stop' });

  test('a manifest that goes leaves its Pod running until the kubelet is back', () => {
    const run = down().at(5).remove().at(8);
    expect(run.mirror?.status?.phase).toBe('Running');
    run.toKubelet({ kind: 'start' }).at(14);
    expect(run.mirror).toBeUndefined();
    expect(run.killed).toEqual(['Stopping container proxy x1']);
  });

  test('a manifest that comes is found at the next start', () => {
    const run = new Folder().at(1).toKubelet({ kind: 'stop' }).at(2).put(manifest()).at(5);
    expect(run.mirror).toBeUndefined();
    run.toKubelet({ kind: 'start' }).at(9);
    expect(run.mirror?.status?.phase).toBe('Running');
  });

  test('a manifest that changes replaces its Pod at the next start', () => {
    const run = down()
      .at(5)
      .put(manifest(['--print', 'b']))
      .at(6)
      .toKubelet({ kind: 'start' })
      .at(15);
    expect(run.mirrors).toEqual(['Running', 'Running']);
    expect(run.mirror?.spec.containers[0]?.args).toEqual(['--print', 'b']);
  });

  test('a Pod that was being stopped is stopped in the end', () => {
    const run = new Folder()
      .at(1)
      .put(manifest(['--term', 'ignore']))
      .at(4)
      .remove();
    run.at(5).toKubelet({ kind: 'stop' }).at(7).toKubelet({ kind: 'start' }).at(16);
    expect(run.mirror).toBeUndefined();
  });
});
