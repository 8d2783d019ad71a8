import type { ImageName } from './imageName';
import type { PullBehaviour } from './messages';

type FailedPull = Exclude<PullBehaviour, { kind: 'succeeds' }>;

/** The runtime's words for a pull that failed. Rules: L-IMG-4. */
export function pullErrorText(name: ImageName, pull: FailedPull): string {
  const begin = `failed to pull and unpack image "${name.full}": failed to resolve image: `;
  switch (pull.kind) {
    case 'fails':
      return pull.text;
    case 'notFound':
      return `rpc error: code = NotFound desc = ${begin}${name.full}: not found`;
    case 'denied':
      return `${begin}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
    case 'unreachable': {
      const host = name.registry === 'docker.io' ? 'registry-1.docker.io' : name.registry;
      const reference = name.digest ?? name.tag ?? 'latest';
      return `${begin}failed to do request: Head "https://${host}/v2/${name.repository}/manifests/${reference}": dial tcp: lookup ${host.replace(/:\d+$/, '')} on 10.96.0.10:53: no such host`;
    }
  }
}
