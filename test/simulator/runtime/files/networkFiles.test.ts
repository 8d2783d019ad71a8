import { expect, test } from 'vitest';
import {
  addressInHosts,
  hostsText,
  resolverText,
  sandboxFiles,
} from '../../../../server/src/simulator/runtime/files/networkFiles';
import { containerEnvironment } from '../../../../server/src/simulator/runtime/images/containerEnvironment';
import { profileOf } from '../../../../server/src/simulator/runtime/images/profileOf';
import { runScript } from '../programs/fakeMachine';

const identity = {
  namespace: 'shop',
  podIP: '10.244.0.7',
  hostname: 'web',
  aliases: [{ ip: '1.2.3.4', hostnames: ['db', 'db.local'] }],
};

test('/etc/hosts has the Pod and its host aliases', () => {
  const text = hostsText(identity);
  expect(text).toMatch(/^# Kubernetes-managed hosts file\.\n127\.0\.0\.1\tlocalhost\n/);
  expect(text).toContain(
    '\n10.244.0.7\tweb\n\n# Entries added by HostAliases.\n1.2.3.4\tdb\tdb.local\n',
  );
  expect([addressInHosts(text, 'db.local'), addressInHosts(text, 'nope')]).toEqual([
    '1.2.3.4',
    undefined,
  ]);
});

test('/etc/resolv.conf searches the namespace first', () => {
  expect(resolverText('shop')).toBe(
    'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
  );
});

test('a name that was written into /etc/hosts is found without a name server', () => {
  const asked: string[] = [];
  const container = runScript(
    'echo "10.9.9.9 fortune" >> /etc/hosts; wget -q -O - http://fortune',
    {
      mounts: sandboxFiles(identity, 0),
      network: (request) => {
        asked.push(request.host);
        return {
          afterMs: 1,
          answer: { kind: 'http', status: 200, headers: new Map(), body: 'luck\n' },
        };
      },
      ms: 100,
    },
  );
  expect([container.output, asked]).toEqual(['luck\n', ['10.9.9.9']]);
});

test('variables of the manifest win over those of the image, and HOME is there', () => {
  const image = profileOf('luksa/kubia');
  const env = containerEnvironment({
    image,
    hostname: 'web',
    uid: 0,
    env: [
      ['NODE_VERSION', '20'],
      ['A', '1'],
    ],
  });
  expect([...env.keys()]).toEqual(['PATH', 'HOSTNAME', 'NODE_VERSION', 'A', 'HOME']);
  expect([env.get('NODE_VERSION'), env.get('HOME')]).toEqual(['20', '/root']);
});
