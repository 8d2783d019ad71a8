// Image references as the runtime reads them. Rules: L-IMG-1.

export interface ImageName {
  /** `docker.io`, `registry.k8s.io`, `localhost:5000` */
  readonly registry: string;
  /** Without the registry: `library/nginx`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** Registry, repository, tag or digest. */
  readonly full: string;
}

export type ParsedImageName =
  | { readonly kind: 'name'; readonly name: ImageName }
  | { readonly kind: 'invalid'; readonly text: string };

const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };
/** What containers and images are called by their runtime is no name. */
const IDENTIFIER = /^[a-f0-9]{64}$/;
const LONGEST_NAME = 255;

const PARSED = new Map<string, ParsedImageName>();
const MOST_KEPT = 1000;

/** A reference with everything that may be left out put in; without tag and digest it means `latest`. */
export function parseImageName(text: string): ParsedImageName {
  let parsed = PARSED.get(text);
  if (parsed === undefined) {
    if (PARSED.size >= MOST_KEPT) PARSED.clear();
    PARSED.set(text, (parsed = parse(text)));
  }
  return parsed;
}

function parse(text: string): ParsedImageName {
  if (IDENTIFIER.test(text))
    return invalid(
      text,
      `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`,
    );
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const beforeDigest = at < 0 ? text : text.slice(0, at);
  const colon = beforeDigest.lastIndexOf(':');
  const hasTag = colon > beforeDigest.lastIndexOf('/');
  const written = hasTag ? beforeDigest.slice(0, colon) : beforeDigest;
  const tag = hasTag ? beforeDigest.slice(colon + 1) : undefined;
  const { registry, repository } = splitRegistry(written);
  const problem = findProblem({ repository, tag, digest });
  if (problem !== undefined) return invalid(text, problem);
  const name = {
    registry,
    repository,
    tag: tag ?? (digest === undefined ? 'latest' : undefined),
    digest,
  };
  return { kind: 'name', name: { ...name, full: fullName(name) } };
}

function invalid(text: string, problem: string): ParsedImageName {
  return { kind: 'invalid', text: `couldn't parse image name "${text}": ${problem}` };
}

function splitRegistry(written: string): {
  readonly registry: string;
  readonly repository: string;
} {
  const slash = written.indexOf('/');
  const first = slash < 0 ? '' : written.slice(0, slash);
  const isHost = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  if (isHost) {
    const rest = written.slice(slash + 1);
    return first === 'docker.io' && !rest.includes('/')
      ? { registry: first, repository: `library/${rest}` }
      : { registry: first, repository: rest };
  }
  return { registry: 'docker.io', repository: slash < 0 ? `library/${written}` : written };
}

function findProblem(parts: {
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}): string | undefined {
  const { repository, tag, digest } = parts;
  if (repository.toLowerCase() !== repository)
    return `invalid reference format: repository name (${repository}) must be lowercase`;
  const path = repository.split('/');
  if (!path.every((component) => COMPONENT.test(component))) return 'invalid reference format';
  if (tag !== undefined && !TAG.test(tag)) return 'invalid reference format';
  if (digest !== undefined && !DIGEST.test(digest)) return 'invalid reference format';
  if (repository.length > LONGEST_NAME)
    return `repository name must not be more than ${LONGEST_NAME} characters`;
  return digest === undefined ? undefined : digestProblem(digest);
}

function digestProblem(digest: string): string | undefined {
  const [algorithm = '', hex = ''] = digest.split(':');
  const length = DIGEST_LENGTHS[algorithm];
  if (length === undefined) return 'unsupported digest algorithm';
  if (hex.length !== length) return 'invalid checksum digest length';
  return hex === hex.toLowerCase() ? undefined : 'invalid checksum digest format';
}

function fullName(name: Omit<ImageName, 'full'>): string {
  const tag = name.tag === undefined ? '' : `:${name.tag}`;
  const digest = name.digest === undefined ? '' : `@${name.digest}`;
  return `${name.registry}/${name.repository}${tag}${digest}`;
}
