// What the bench's peer takes for the same work: webernetes, a cluster for browsers. Its clock is stepped, so that only its
// computing counts. Prints one JSON line per case: { name, ms }. node test/bench/simulatorPeer.mjs
import { BaseImage, Cluster } from '@ngrok/webernetes';

class Server extends BaseImage {
  static imageName = 'server';
  static imageVersion = '1';
  defaultCommand = ['serve'];
  async exec(context) {
    context.listenHttp(80, async () => ({ statusCode: 200, body: 'ok\n' }));
    return await context.waitUntilKilled();
  }
}

const STEP_MS = 20;
const GIVE_UP_MS = 30_000;
const breathe = () => new Promise((resolve) => setImmediate(resolve));

async function start(pods) {
  const cluster = new Cluster({ nodes: Math.max(1, Math.ceil(pods / 100)) });
  cluster.registerImage(Server);
  await cluster.init();
  cluster.clock.pause();
  const containers = [{ name: 'app', image: 'server:1' }];
  const began = performance.now();
  const applied = cluster.apply(
    Array.from({ length: pods }, (_, i) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `web-${i}`, namespace: 'default' },
      spec: { containers },
    })),
  );
  let isApplied = false;
  const applying = applied.then(() => {
    isApplied = true;
  });
  for (;;) {
    cluster.clock.step(STEP_MS);
    await breathe();
    if (performance.now() - began > GIVE_UP_MS) return { cluster, ms: undefined };
    if (!isApplied) continue;
    const { items } = await cluster.api.corev1.listNamespacedPod({ namespace: 'default' });
    const ready = items.filter((pod) =>
      pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
    );
    if (ready.length < pods) continue;
    await applying;
    return { cluster, ms: performance.now() - began };
  }
}

/** Three Pods that nobody asks anything: with probes the peer's clock cannot be stepped to where they are ready. */
async function minute() {
  const { cluster, ms } = await start(3);
  if (ms === undefined) return undefined;
  const began = performance.now();
  for (let at = 0; at < 60_000; at += STEP_MS) {
    cluster.clock.step(STEP_MS);
    await breathe();
  }
  return performance.now() - began;
}

const tell = (name, ms) => console.log(JSON.stringify({ name, ms }));
tell('one Pod to Ready', (await start(1)).ms);
tell('100 Pods to Ready', (await start(100)).ms);
tell('one virtual hour, 3 probed replicas', 60 * (await minute()));
process.exit(0);
