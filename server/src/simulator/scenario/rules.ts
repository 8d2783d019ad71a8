// Which rule of a scenario holds for an image or a container.
import type { OutagesOf, ProgramsOf, PullBehaviour, Registry } from '../runtime/messages';
import { fitsPattern, type ImageRule, type OutageRule, type ProgramRule } from './scenario';

const PULLS_WELL: PullBehaviour = { kind: 'succeeds' };

/** `nginx` means `nginx:latest`. */
function withTag(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  return /[:@*]/.test(name) ? image : `${image}:latest`;
}

/** Images that no rule speaks of are not on the nodes and can be pulled. */
export function registryOf(rules: readonly ImageRule[]): Registry {
  return (image) => {
    const full = withTag(image);
    const fitting = rules.filter((rule) => fitsPattern(withTag(rule.image), full));
    return {
      present: fitting.find((rule) => rule.present !== undefined)?.present ?? false,
      pull: fitting.find((rule) => rule.pull !== undefined)?.pull ?? PULLS_WELL,
    };
  };
}

/** How large a scenario says that an image is, by its full name. */
export function sizesOf(rules: readonly ImageRule[]): (full: string) => number | undefined {
  const sized = rules.filter(({ size }) => size !== undefined);
  return (full) => {
    const names = [full, full.replace('docker.io/', ''), full.replace('docker.io/library/', '')];
    return sized.find(({ image }) => names.some((name) => fitsPattern(withTag(image), name)))?.size;
  };
}

/** What a scenario says of a container's program; undefined where image and command line decide. */
export function programsOf(rules: readonly ProgramRule[]): ProgramsOf {
  return (pod, container) =>
    rules.find(
      (rule) =>
        fitsPattern(rule.pod, pod.name) &&
        fitsPattern(rule.container, container.name) &&
        (rule.image === undefined || fitsPattern(withTag(rule.image), withTag(container.image))),
    )?.program;
}

export function outagesOf(rules: readonly OutageRule[]): OutagesOf {
  return (pod, container) => {
    const own = rules.filter(
      (rule) => fitsPattern(rule.pod, pod.name) && fitsPattern(rule.container, container.name),
    );
    return own.length === 0 ? undefined : own.map(({ outage }) => outage);
  };
}
