// What programs have read in the files of an image, kept for the next container of that image. Most programs read the same few
// files when they start and write none, and then nobody has to lay out a root for them. Files of volumes are never kept.
import type { ImageProfile } from '../images/imageProfile';
import type { ContainerFiles, Mount } from './containerFiles';

/** Answers by question, as long as an image has that many; a script that asks for ever new files ends it. */
type Facts = Map<string, unknown>;
const MOST_FACTS = 1000;

const FACTS = new WeakMap<ImageProfile, Map<string, Facts>>();

/** What decides, besides the image, how its files look to a program before anything was written. */
export interface RootLayout {
  readonly mountPaths: readonly Mount['path'][];
  readonly readOnlyRoot: boolean;
  readonly uid: number;
}

export function factsOf(image: ImageProfile, layout: RootLayout): Facts {
  let byLayout = FACTS.get(image);
  if (byLayout === undefined) FACTS.set(image, (byLayout = new Map()));
  const key = `${layout.uid} ${layout.readOnlyRoot} ${layout.mountPaths.join(':')}`;
  let facts = byLayout.get(key);
  if (facts === undefined) {
    if (byLayout.size >= MOST_FACTS) byLayout.clear();
    byLayout.set(key, (facts = new Map()));
  }
  return facts;
}

/** What `read` finds in the files; kept when it has looked at nothing but the image's own files, as they were made. */
export function readAndKeep<T>(
  facts: Facts,
  question: string,
  files: ContainerFiles,
  read: (files: ContainerFiles) => T,
): T {
  files.leftImage = false;
  const answer = read(files);
  if (!files.leftImage && !files.changed && facts.size < MOST_FACTS) facts.set(question, answer);
  return answer;
}
