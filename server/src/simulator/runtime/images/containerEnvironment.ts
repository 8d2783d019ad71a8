import type { ImageProfile } from './imageProfile';

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface EnvironmentParts {
  readonly image: ImageProfile;
  readonly hostname: string;
  readonly uid: number;
  /** What the manifest and the Services around give; wins over the image. */
  readonly env: Iterable<readonly [name: string, value: string]>;
}

/** The variables that a container's processes start with, in the order in which a runtime puts them. */
export function containerEnvironment({
  image,
  hostname,
  uid,
  env,
}: EnvironmentParts): ReadonlyMap<string, string> {
  const all = new Map([['PATH', DEFAULT_PATH], ['HOSTNAME', hostname], ...image.env, ...env]);
  all.set('HOSTNAME', hostname);
  if (!all.has('HOME')) all.set('HOME', uid === 0 ? '/root' : uid === 65_534 ? '/home' : '/');
  return all;
}
