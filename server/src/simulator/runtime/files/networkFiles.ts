// The files that a Pod's containers get besides their image's: who they are and whom they ask for names.

import type { Mount } from './containerFiles';
import { createSingleFile } from './volume';

export interface HostAlias {
  readonly ip: string;
  readonly hostnames: readonly string[];
}

export interface HostsEntry {
  readonly podIP: string;
  readonly hostname: string;
  readonly aliases: readonly HostAlias[];
}

/** `/etc/hosts` as the kubelet writes it. */
export function hostsText({ podIP, hostname, aliases }: HostsEntry): string {
  const lines = [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
  ];
  if (podIP !== '') lines.push(`${podIP}\t${hostname}`);
  if (aliases.length > 0) {
    lines.push('', '# Entries added by HostAliases.');
    for (const { ip, hostnames } of aliases) lines.push([ip, ...hostnames].join('\t'));
  }
  return `${lines.join('\n')}\n`;
}

/** `/etc/resolv.conf` under the DNS policy ClusterFirst. */
export function resolverText(namespace: string, clusterDns = '10.96.0.10'): string {
  return `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver ${clusterDns}\noptions ndots:5\n`;
}

/** The address that a hosts file has for a name. */
export function addressInHosts(text: string, name: string): string | undefined {
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (address !== '' && !address.includes(':') && names.includes(name)) return address;
  }
  return undefined;
}

export interface SandboxIdentity {
  readonly namespace: string;
  readonly podIP: string;
  readonly hostname: string;
  readonly aliases: readonly HostAlias[];
}

/** The files that all containers of one sandbox share: what one writes into /etc/hosts, the others read. */
export function sandboxFiles(identity: SandboxIdentity, now: number): readonly Mount[] {
  const file = (path: string, text: string): Mount => ({
    path,
    root: createSingleFile(text, now),
    readOnly: false,
  });
  return [
    file('/etc/hosts', hostsText(identity)),
    file('/etc/hostname', `${identity.hostname}\n`),
    file('/etc/resolv.conf', resolverText(identity.namespace)),
  ];
}
