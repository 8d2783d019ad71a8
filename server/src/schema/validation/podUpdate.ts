// What an update may not do to a Pod. Rules: L-API-7, L-API-8

import { qosClass } from '../defaults';
import { qualifiedNameComplaints } from '../labels';
import { rangeComplaints } from '../names';
import {
  numberAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  sameValue,
  sortedEntries,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import { type FieldErrors, forbidden, invalid, invalids, required } from './fieldErrors';
import { goPodSpecLines } from './goPod';
import { goQuote, goStruct } from './goText';
import { metadataUpdateErrors } from './metadata';
import { child, entry, item, namedAs, type Place, rootPlace } from './place';
import { tolerationsErrors } from './podSpec';
import { podContentErrors } from './pods';
import { unifiedDiff } from './unifiedDiff';

const SPEC = rootPlace('spec');

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

function specOf(pod: Plain): Plain {
  return plainOf(valueAt(pod, 'spec'));
}

/** An update of the Pod itself. */
export function podUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const [before, after] = [specOf(old), specOf(changed)];
  const errors = [
    ...metadataUpdateErrors(old, changed),
    ...podContentErrors(changed),
    ...annotationUpdateErrors(old, changed),
  ];
  for (const field of ['containers', 'initContainers']) {
    const own = plainListAt(after, field);
    if (own.length !== plainListAt(before, field).length) {
      const detail = 'pod updates may not add or remove containers';
      return [...errors, forbidden(child(SPEC, field), detail)];
    }
    errors.push(...imageUpdateErrors(child(SPEC, field), own));
  }
  const deadline = deadlineErrors(before, after);
  if (deadline.stop) return [...errors, ...deadline.errors];
  return [
    ...errors,
    ...deadline.errors,
    ...tolerationUpdateErrors(before, after),
    ...gateErrors(before, after),
    ...frozenErrors(before, after),
  ];
}

const MIRROR = 'kubernetes.io/config.mirror';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

function annotationUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const [before, after] = [old, changed].map((pod) =>
    textMapAt(plainAt(pod, 'metadata'), 'annotations'),
  );
  const place = child(rootPlace('metadata'), 'annotations');
  const named = (key: string): string | undefined =>
    key.startsWith(APP_ARMOR)
      ? 'AppArmor annotations'
      : key === MIRROR
        ? 'mirror pod annotation'
        : undefined;
  const removed = sortedEntries(before ?? {}).flatMap(([key, value]) => {
    const what = named(key);
    if (what === undefined || after?.[key] === value) return [];
    return [forbidden(entry(place, key), `may not remove or update ${what}`)];
  });
  const added = sortedEntries(after ?? {}).flatMap(([key]) => {
    const what = named(key);
    if (what === undefined || Object.hasOwn(before ?? {}, key)) return [];
    return [forbidden(entry(place, key), `may not add ${what}`)];
  });
  return [...removed, ...added];
}

function imageUpdateErrors(place: Place, containers: readonly Plain[]): FieldErrors {
  return containers.flatMap((container, index) => {
    const image = textAt(container, 'image');
    const at = child(item(place, index), 'image');
    if (image === '') return [required(at)];
    if (image.trim() === image) return [];
    return [invalid(at, image, 'must not have leading or trailing whitespace')];
  });
}

function deadlineErrors(
  before: Plain,
  after: Plain,
): { readonly errors: FieldErrors; readonly stop: boolean } {
  const [old, now] = [
    numberAt(before, 'activeDeadlineSeconds'),
    numberAt(after, 'activeDeadlineSeconds'),
  ];
  const at = child(SPEC, 'activeDeadlineSeconds');
  if (now === undefined) {
    if (old === undefined) return { errors: [], stop: false };
    const detail = 'must not update from a positive integer to nil value';
    return { errors: [invalid(at, undefined, detail)], stop: false };
  }
  const outside = rangeComplaints(now, 0, 2147483647);
  if (outside.length > 0) return { errors: invalids(at, now, outside), stop: true };
  if (old === undefined || now <= old) return { errors: [], stop: false };
  return { errors: [invalid(at, now, 'must be less than or equal to previous value')], stop: true };
}

function withoutSeconds({ tolerationSeconds: _, ...toleration }: Plain): Plain {
  return toleration;
}

function tolerationUpdateErrors(before: Plain, after: Plain): FieldErrors {
  const now = plainListAt(after, 'tolerations').map(withoutSeconds);
  const isKept = plainListAt(before, 'tolerations').every((old) =>
    now.some((toleration) => sameValue(withoutSeconds(old), toleration)),
  );
  const at = child(SPEC, 'tolerations');
  if (isKept) return tolerationsErrors(at, after);
  return [forbidden(at, 'existing toleration can not be modified except its tolerationSeconds')];
}

function gateErrors(before: Plain, after: Plain): FieldErrors {
  const known = plainListAt(before, 'schedulingGates').map((gate) => textAt(gate, 'name'));
  return plainListAt(after, 'schedulingGates').flatMap((gate, index) => {
    const name = textAt(gate, 'name');
    if (known.includes(name)) return [];
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [forbidden(child(item(child(SPEC, 'schedulingGates'), index), 'name'), detail)];
  });
}

/** Everything that has not been allowed above must be as it was; the answer shows the difference. */
function frozenErrors(before: Plain, after: Plain): FieldErrors {
  const munged = withImagesOf(before, {
    ...after,
    activeDeadlineSeconds: valueAt(before, 'activeDeadlineSeconds'),
    schedulingGates: valueAt(before, 'schedulingGates'),
    tolerations: valueAt(before, 'tolerations'),
    terminationGracePeriodSeconds: graceOf(before, after),
  });
  const isGated = plainListAt(before, 'schedulingGates').length > 0;
  const gated = isGated ? gatedErrors(before, after) : [];
  const rest = isGated ? withPlacementOf(before, munged) : munged;
  const diff = specDifference(before, rest);
  if (diff === '') return gated;
  return [
    ...gated,
    forbidden(SPEC, `pod updates may not change fields other than ${UPDATABLE}\n${diff}`),
  ];
}

/** What the server shows of two specs that are not the same, `''` for equal ones. */
function specDifference(before: Plain, after: Plain): string {
  const [oldLines, newLines] = [goPodSpecLines(before), goPodSpecLines(after)];
  // Between a missing list or map and an empty one the server sees no difference; between missing and empty objects it does.
  const compared = (lines: readonly string[]): string =>
    lines.map((line) => line.replace(/(?:\[\]|\{\})(?=,?$)/, 'null')).join('\n');
  return compared(oldLines) === compared(newLines) ? '' : unifiedDiff(oldLines, newLines);
}

function withImagesOf(before: Plain, after: Plain): Plain {
  const result: Record<string, unknown> = { ...after };
  for (const field of ['containers', 'initContainers']) {
    if (valueAt(after, field) === undefined) continue;
    const old = plainListAt(before, field);
    result[field] = plainListAt(after, field).map((container, index) => ({
      ...container,
      image: textAt(old[index], 'image'),
    }));
  }
  return result;
}

function graceOf(before: Plain, after: Plain): unknown {
  const old = numberAt(before, 'terminationGracePeriodSeconds');
  const now = numberAt(after, 'terminationGracePeriodSeconds');
  return old !== undefined && old < 0 && now === 1 ? old : now;
}

/** A Pod that waits at a gate may be told more narrowly where to go. */
function gatedErrors(before: Plain, after: Plain): FieldErrors {
  const [oldLabels, labels] = [textMapAt(before, 'nodeSelector'), textMapAt(after, 'nodeSelector')];
  const errors = [];
  if (Object.entries(oldLabels).some(([key, value]) => labels[key] !== value)) {
    const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    errors.push(invalid(child(SPEC, 'nodeSelector'), labels, detail));
  }
  return [...errors, ...nodeAffinityErrors(before, after)];
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

function nodeAffinityErrors(before: Plain, after: Plain): FieldErrors {
  const terms = (spec: Plain): readonly Plain[] =>
    plainListAt(plainAt(spec, 'affinity', 'nodeAffinity', REQUIRED), 'nodeSelectorTerms');
  const [old, now] = [terms(before), terms(after)];
  if (old.length === 0) return [];
  const at = child(SPEC, 'affinity', 'nodeAffinity', REQUIRED, 'nodeSelectorTerms');
  if (old.length !== now.length) {
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    return [invalid(at, goStruct(now), detail)];
  }
  return old.flatMap((term, index) => {
    const next = now[index];
    const isNarrowed = ['matchExpressions', 'matchFields'].every((field) => {
      const [oldList, list] = [plainListAt(term, field), plainListAt(next, field)];
      return oldList.every((expression, at) => sameValue(expression, list[at]));
    });
    if (isNarrowed) return [];
    return [
      invalid(
        item(at, index),
        goStruct(next),
        'only additions are allowed (no mutations or deletions)',
      ),
    ];
  });
}

function withPlacementOf(before: Plain, after: Plain): Plain {
  const oldAffinity = plainAt(before, 'affinity', 'nodeAffinity');
  const { nodeAffinity: _, ...others } = { ...plainAt(after, 'affinity') };
  const affinity = oldAffinity === undefined ? others : { ...others, nodeAffinity: oldAffinity };
  const isAbsent = valueAt(before, 'affinity') === undefined && Object.keys(affinity).length === 0;
  return {
    ...after,
    nodeSelector: valueAt(before, 'nodeSelector'),
    affinity: isAbsent ? undefined : affinity,
  };
}

// ---- subresources ----------------------------------------------------------------------------------------------

/** Through `status`: conditions of well-formed types, and no container that is done for good may run again. */
export function podStatusUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const status = plainOf(valueAt(changed, 'status'));
  const conditionsAt = child(rootPlace('status'), 'conditions');
  const policy = textAt(specOf(changed), 'restartPolicy') || 'Always';
  return [
    ...metadataUpdateErrors(old, changed),
    ...plainListAt(status, 'conditions').flatMap((condition, index) => {
      const meant = child(item(conditionsAt, index), 'type');
      const type = textAt(condition, 'type');
      const at = namedAs(child(item(conditionsAt, index), 'Type'), meant);
      return invalids(at, type, qualifiedNameComplaints(type));
    }),
    ...(policy === 'Always' ? [] : revivalErrors(old, status, policy)),
  ];
}

function revivalErrors(old: Plain, status: Plain, policy: string): FieldErrors {
  const place = child(rootPlace('status'), 'containerStatuses');
  const now = plainListAt(status, 'containerStatuses');
  return plainListAt(plainAt(old, 'status'), 'containerStatuses').flatMap((container, index) => {
    const ended = plainAt(container, 'state', 'terminated');
    const mayRestart = policy === 'OnFailure' && numberAt(ended, 'exitCode') !== 0;
    if (ended === undefined || mayRestart) return [];
    const isRevived = now.some(
      (other) =>
        textAt(other, 'name') === textAt(container, 'name') &&
        plainAt(other, 'state', 'terminated') === undefined,
    );
    if (!isRevived) return [];
    const detail = 'may not be transitioned to non-terminated state';
    return [forbidden(child(item(place, index), 'state'), detail)];
  });
}

/** Through `ephemeralcontainers` such containers may be added, and nothing else. */
export function ephemeralContainersUpdateErrors(old: Plain, changed: Plain): FieldErrors {
  const at = child(SPEC, 'ephemeralContainers');
  const now = plainListAt(specOf(changed), 'ephemeralContainers');
  const errors = [
    ...metadataUpdateErrors(old, changed),
    ...podContentErrors(changed),
    ...annotationUpdateErrors(old, changed),
  ];
  for (const container of plainListAt(specOf(old), 'ephemeralContainers')) {
    const name = textAt(container, 'name');
    const kept = now.find((other) => textAt(other, 'name') === name);
    const quoted = goQuote(name);
    if (kept === undefined)
      errors.push(forbidden(at, `existing ephemeral containers ${quoted} may not be removed\n`));
    else if (!sameValue(kept, container)) {
      errors.push(forbidden(at, `existing ephemeral containers ${quoted} may not be changed\n`));
    }
  }
  return errors;
}

/** Through `resize` cpu and memory may change, and the policies about it; the QoS class may not. */
export function podResizeErrors(old: Plain, changed: Plain): FieldErrors {
  const [before, after] = [specOf(old), specOf(changed)];
  const errors = [...metadataUpdateErrors(old, changed), ...podContentErrors(changed)];
  const oldClass = textAt(plainAt(old, 'status'), 'qosClass') || qosClass(before);
  if (oldClass !== qosClass(after)) {
    errors.push(invalid(SPEC, oldClass, 'Pod QOS Class may not change as a result of resizing'));
  }
  for (const field of ['initContainers', 'containers']) {
    for (const [index, container] of plainListAt(before, field).entries()) {
      if (field === 'initContainers' && textAt(container, 'restartPolicy') !== 'Always') continue;
      const next = plainListAt(after, field)[index];
      const at = child(item(child(SPEC, field), index), 'resources');
      errors.push(...containerResizeErrors(at, plainOf(container), plainOf(next)));
    }
  }
  const diff = specDifference(before, withComputeOf(before, after));
  return diff === ''
    ? errors
    : [...errors, forbidden(SPEC, `only cpu and memory resources are mutable\n${diff}`)];
}

function containerResizeErrors(at: Place, before: Plain, after: Plain): FieldErrors {
  const list = (container: Plain, side: string): Plain =>
    plainOf(plainAt(container, 'resources', side));
  const errors = [];
  for (const side of ['requests', 'limits']) {
    const isRemoved = Object.keys(list(before, side)).some((name) => !(name in list(after, side)));
    if (isRemoved) errors.push(forbidden(child(at, side), `resource ${side} cannot be removed`));
  }
  return errors;
}

/** A spec with everything that a resize may change put back. */
function withComputeOf(before: Plain, after: Plain): Plain {
  const result: Record<string, unknown> = { ...after };
  for (const field of ['containers', 'initContainers']) {
    if (valueAt(after, field) === undefined) continue;
    const old = plainListAt(before, field);
    result[field] = plainListAt(after, field).map((container, index) =>
      withContainerComputeOf(plainOf(old[index]), container),
    );
  }
  return result;
}

function withContainerComputeOf(before: Plain, after: Plain): Plain {
  const restored = (side: string): unknown => {
    const old = plainAt(before, 'resources', side);
    // What had no list at all may be given any: the server does not look there.
    if (old === undefined) return undefined;
    const { cpu: _, memory: __, ...others } = { ...plainAt(after, 'resources', side) };
    const compute = ['cpu', 'memory'].filter((name) => Object.hasOwn(old, name));
    return { ...others, ...Object.fromEntries(compute.map((name) => [name, old[name]])) };
  };
  return {
    ...after,
    resizePolicy: valueAt(before, 'resizePolicy'),
    resources: {
      ...plainAt(after, 'resources'),
      requests: restored('requests'),
      limits: restored('limits'),
    },
  };
}
