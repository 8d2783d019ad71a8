import { defaultProfileNote, likenessNote } from './assumption';
import { parseImageName } from './imageName';
import type { ImageProfile } from './imageProfile';
import { EMPTY_PROFILE, OFFICIAL_SERVERS, PROFILES } from './profiles';

const cache = new Map<string, ImageProfile>();
const KEPT = 500;

/** What is known of an image, whatever registry it comes from; for an image that nobody knows, a guess that says so. */
export function profileOf(reference: string): ImageProfile {
  const { repository, tag = '' } = parseImageName(reference);
  const key = `${repository}:${tag}`;
  let profile = cache.get(key);
  if (profile === undefined) {
    profile = makeProfile(repository, tag);
    if (cache.size >= KEPT) cache.clear();
    cache.set(key, profile);
  }
  return profile;
}

function makeProfile(repository: string, tag: string): ImageProfile {
  const plain = repository.replace(/^library\//, '');
  const last = plain.slice(plain.lastIndexOf('/') + 1);
  const facts = ownEntry(repository) ?? ownEntry(plain) ?? ownEntry(last);
  if (facts === undefined) {
    return {
      ...EMPTY_PROFILE,
      repository,
      known: false,
      userland: 'unknown',
      assumptions: [defaultProfileNote(repository)],
    };
  }
  const profile: ImageProfile = {
    ...EMPTY_PROFILE,
    ...facts,
    repository,
    known: true,
    ...(isLikeness(repository, last)
      ? { likeness: true, assumptions: [likenessNote(plain, last)] }
      : { assumptions: [] }),
  };
  const smaller = profile.userland === 'debian' && /(?:^|[-.])alpine/.test(tag);
  return smaller
    ? { ...profile, userland: 'alpine', sizeBytes: Math.round(profile.sizeBytes / 3) }
    : profile;
}

/** Whether the image only bears the name of one of Docker's own servers. */
function isLikeness(repository: string, name: string): boolean {
  const isMirror = repository === name || repository.endsWith(`library/${name}`);
  return !isMirror && !Object.hasOwn(PROFILES, repository) && OFFICIAL_SERVERS.has(name);
}

function ownEntry(name: string) {
  return Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
}
