/** What an image reference names: `registry.k8s.io/pause:3.10@sha256:…`. */
export interface ImageName {
  /** `docker.io` where the reference has none. */
  readonly registry: string;
  /** With `library/` for official images. */
  readonly repository: string;
  /** `latest` where there is neither tag nor digest. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Takes a reference apart; never fails, since what is no reference is refused elsewhere. */
export function parseImageName(reference: string): ImageName {
  const [withTag = '', digest] = reference.trim().split('@', 2);
  const slash = withTag.indexOf('/');
  const first = slash < 0 ? '' : withTag.slice(0, slash);
  const hasRegistry = first === 'localhost' || /[.:]/.test(first);
  const registry = hasRegistry ? first : 'docker.io';
  const rest = hasRegistry ? withTag.slice(slash + 1) : withTag;
  const colon = rest.lastIndexOf(':');
  const tagged = colon > rest.lastIndexOf('/');
  const name = tagged ? rest.slice(0, colon) : rest;
  const repository = registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name;
  const tag = tagged ? rest.slice(colon + 1) : digest === undefined ? 'latest' : undefined;
  return { registry, repository, tag, digest };
}
