import type { ProgramSpec } from '../programs/programSpec';
import type { SignalName } from '../programs/signals';

/** Which family of user-land an image has: decides executables, shell and error texts. */
export type Userland = 'busybox' | 'alpine' | 'debian' | 'none' | 'unknown';

/** What is known of an image without pulling it. Plain data. */
export interface ImageProfile {
  /** Repository without registry and tag, `library/nginx`, `luksa/kubia`. */
  readonly repository: string;
  /** False: nothing is known, everything below is a guess that the run names as an assumption. */
  readonly known: boolean;
  /** Somebody's own image that bears a known one's name: taken to be like it, with what else the manifest asks it for. */
  readonly likeness?: boolean;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly sizeBytes: number;
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly workingDir: string;
  /** As the image's config has it: `''`, `root`, `1000`, `nobody`, `1000:1000`. */
  readonly user: string;
  /** STOPSIGNAL; absent: SIGTERM. Rules: L-HOOK-10. */
  readonly stopSignal?: SignalName;
  readonly exposedPorts: readonly number[];
  readonly userland: Userland;
  /** Executables besides those of the user-land: absolute path to the name of the program that we run for it. */
  readonly executables: Readonly<Record<string, string>>;
  /** Files besides those of the user-land: absolute path to text. */
  readonly files: Readonly<Record<string, string>>;
  /** How its main program behaves where that is not derived from the command line. */
  readonly behaviour?: ProgramSpec;
  /** What a reader should know of the guess, one sentence each. */
  readonly assumptions: readonly string[];
}
