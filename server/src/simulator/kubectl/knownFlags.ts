// Which flags a kubectl command has: it refuses the others before it asks anybody.
import type { CommandLine } from './commandLine';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Flags that every command has. */
const GLOBAL: ReadonlySet<string> = new Set(
  words(`as as-group as-uid as-user-extra cache-dir certificate-authority client-certificate client-key
    cluster context disable-compression help h insecure-skip-tls-verify kubeconfig kuberc
    log-flush-frequency match-server-version namespace password profile profile-output
    request-timeout s server tls-server-name token user username v vmodule warnings-as-errors`),
);

const FILES = 'filename kustomize recursive';
const PRINT = 'output allow-missing-template-keys show-managed-fields template';
const SELECT = 'selector field-selector all all-namespaces';
const DRY = 'dry-run field-manager';

/** Commands whose flags are told here; the others take any. */
const BY_VERB: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    get: `${FILES} ${PRINT} selector field-selector all-namespaces chunk-size ignore-not-found
      label-columns no-headers output-watch-events raw server-print show-kind show-labels sort-by
      subresource watch watch-only`,
    describe: `${FILES} selector all-namespaces chunk-size show-events`,
    delete: `${FILES} ${SELECT} output cascade dry-run force grace-period ignore-not-found interactive
      stdin now raw timeout wait`,
    logs: `all-containers all-pods container follow ignore-errors insecure-skip-tls-verify-backend
      limit-bytes max-log-requests pod-running-timeout prefix previous selector since since-time tail
      timestamps`,
    exec: `container filename pod-running-timeout quiet stdin tty`,
    attach: `container pod-running-timeout quiet stdin tty`,
    label: `${FILES} ${PRINT} ${SELECT} ${DRY} list local overwrite resource-version`,
    annotate: `${FILES} ${PRINT} ${SELECT} ${DRY} list local overwrite resource-version`,
    scale: `${FILES} ${PRINT} selector all current-replicas dry-run replicas resource-version timeout`,
    patch: `${FILES} ${PRINT} ${DRY} local patch patch-file subresource type`,
    cordon: 'dry-run selector',
    uncordon: 'dry-run selector',
    taint: `${PRINT} ${DRY} all overwrite selector validate`,
    wait: `${FILES} ${PRINT} ${SELECT} for local timeout`,
    events: `${PRINT} all-namespaces chunk-size for no-headers types watch`,
    top: `all-namespaces containers field-selector no-headers selector show-capacity sort-by sum
      use-protocol-buffers`,
    'port-forward': 'address pod-running-timeout',
  }).map(([verb, text]) => [verb, new Set(words(text))]),
);

/** What kubectl says to the first flag that its command does not have; undefined when it has them all. */
export function flagComplaint({ verb, flags }: CommandLine): string | undefined {
  const known = BY_VERB[verb];
  if (known === undefined) return undefined;
  for (const name of flags.keys()) {
    if (known.has(name) || GLOBAL.has(name)) continue;
    const what =
      name.length === 1
        ? `unknown shorthand flag: '${name}' in -${name}`
        : `unknown flag: --${name}`;
    return `error: ${what}\nSee 'kubectl ${verb} --help' for usage.`;
  }
  return undefined;
}
