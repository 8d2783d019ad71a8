// Image references, as container runtimes read them: `nginx`, `ghcr.io/a/b:1@sha256:…`.

export interface ImageReference {
  /** `docker.io` when none is written. */
  readonly registry: string;
  /** `library/nginx` for a plain `nginx` from Docker Hub. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const DOMAIN_LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(
  `^(?:${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`,
);
const TAG = /^[\w][\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** The parts of a reference, with Docker Hub filled in; `undefined` when a runtime would refuse it as an invalid name. */
export function parseImage(text: string): ImageReference | undefined {
  // A bare 64-digit hash would be an image id, which a reference must not be.
  if (/^[a-f0-9]{64}$/.test(text)) return undefined;
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  if (digest !== undefined && !isDigest(digest)) return undefined;
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  const place = registryAndPath(name);
  if (place === undefined || place.registry.length + place.repository.length + 1 > 255)
    return undefined;
  return {
    ...place,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

function isDigest(digest: string): boolean {
  if (!DIGEST.test(digest)) return false;
  const [algorithm = '', hash = ''] = digest.split(':');
  const length = { sha256: 64, sha384: 96, sha512: 128 }[algorithm];
  return length === undefined || (hash.length === length && hash === hash.toLowerCase());
}

function registryAndPath(name: string): { registry: string; repository: string } | undefined {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isRegistry = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
  const registry = isRegistry ? first : 'docker.io';
  const path = isRegistry ? name.slice(slash + 1) : name;
  if (!PATH.test(path) || !DOMAIN.test(registry)) return undefined;
  const hub = registry === 'docker.io' || registry === 'index.docker.io';
  return {
    registry: hub ? 'docker.io' : registry,
    repository: hub && !path.includes('/') ? `library/${path}` : path,
  };
}

/** The full form that runtimes report: `docker.io/library/nginx:latest`. A digest makes a missing tag stay missing. */
export function formatImage(image: ImageReference): string {
  const tag = image.tag ?? (image.digest === undefined ? 'latest' : undefined);
  const digest = image.digest === undefined ? '' : `@${image.digest}`;
  return `${image.registry}/${image.repository}${tag === undefined ? '' : `:${tag}`}${digest}`;
}

/** The full form of a text that may be no reference at all (then it comes back as it is). */
export function normalizeImage(text: string): string {
  const image = parseImage(text);
  return image === undefined ? text : formatImage(image);
}

/** What a container with this image gets when it names no pull policy. Rules: L-API-3 */
export function defaultPullPolicy(text: string): 'Always' | 'IfNotPresent' {
  const image = parseImage(text);
  if (image === undefined) return 'IfNotPresent';
  const tag = image.tag ?? (image.digest === undefined ? 'latest' : '');
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}
