// Rules for whole Pods and for Pod templates.

import { dnsSubdomainComplaints } from '../names';
import {
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  sortedEntries,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import { imageSpaceErrors } from './containers';
import { type FieldErrors, forbidden, invalid } from './fieldErrors';
import { goQuote } from './goText';
import { annotationsErrors, labelsErrors, metadataErrors } from './metadata';
import { child, entry, item, namedAs, type Place, rootPlace } from './place';
import { podSpecErrors } from './podSpec';
import { containersOf } from './securityContext';
import { localPath } from './volumes';

/** What a create of the Pod is refused for, defaults applied. */
export function podErrors(pod: Plain): FieldErrors {
  const spec = plainOf(valueAt(pod, 'spec'));
  const place = rootPlace('spec');
  const errors = [...podContentErrors(pod)];
  if (plainListAt(spec, 'ephemeralContainers').length > 0) {
    errors.push(forbidden(child(place, 'ephemeralContainers'), 'cannot be set on create'));
  }
  if (textAt(spec, 'nodeName') !== '' && plainListAt(spec, 'schedulingGates').length > 0) {
    const detail = 'cannot be set until all schedulingGates have been cleared';
    errors.push(forbidden(child(place, 'nodeName'), detail));
  }
  return [...errors, ...profileMatchErrors(place, plainOf(valueAt(pod, 'metadata')), spec)];
}

/** Metadata and spec, for creates and updates. */
export function podContentErrors(pod: Plain): FieldErrors {
  const spec = plainOf(valueAt(pod, 'spec'));
  const metadata = plainOf(valueAt(pod, 'metadata'));
  const place = rootPlace('spec');
  return [
    ...metadataErrors(pod, dnsSubdomainComplaints),
    ...podAnnotationsErrors(child(rootPlace('metadata'), 'annotations'), metadata, spec),
    ...podSpecErrors(place, spec, { podName: textAt(metadata, 'name'), isPod: true }),
    ...['containers', 'initContainers'].flatMap((field) =>
      plainListAt(spec, field).flatMap((container, index) =>
        imageSpaceErrors(item(child(place, field), index), container),
      ),
    ),
  ];
}

/** A Pod template: metadata without a name, and a spec. */
export function podTemplateErrors(place: Place, template: Plain): FieldErrors {
  const spec = plainOf(valueAt(template, 'spec'));
  const metadata = plainOf(valueAt(template, 'metadata'));
  const specAt = child(place, 'spec');
  const ephemeral = plainListAt(spec, 'ephemeralContainers').length > 0;
  const detail = 'ephemeral containers not allowed in pod template';
  return [
    ...templateMetadataErrors(place, template),
    ...podSpecErrors(specAt, spec, { podName: '', isPod: false }),
    ...profileMatchErrors(specAt, metadata, spec),
    ...(ephemeral ? [forbidden(child(specAt, 'ephemeralContainers'), detail)] : []),
  ];
}

/** Labels and annotations of a template; the server leaves `metadata` out of their places. */
function templateMetadataErrors(place: Place, template: Plain): FieldErrors {
  const metadata = plainOf(valueAt(template, 'metadata'));
  const spec = plainOf(valueAt(template, 'spec'));
  const annotationsAt = child(place, 'annotations');
  const errors = [
    ...labelsErrors(child(place, 'labels'), textMapAt(metadata, 'labels')),
    ...annotationsErrors(annotationsAt, textMapAt(metadata, 'annotations')),
    ...podAnnotationsErrors(annotationsAt, metadata, spec),
  ];
  const depth = place.path.length;
  return errors.map((error) => ({
    ...error,
    path: [...error.path.slice(0, depth), 'metadata', ...error.path.slice(depth)],
  }));
}

// ---- annotations that mean something ---------------------------------------------------------------------------

const MIRROR = 'kubernetes.io/config.mirror';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

function podAnnotationsErrors(place: Place, metadata: Plain, spec: Plain): FieldErrors {
  const annotations = textMapAt(metadata, 'annotations');
  const errors = [];
  const mirror = annotations[MIRROR];
  if (mirror !== undefined && textAt(spec, 'nodeName') === '') {
    const detail = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(invalid(entry(place, MIRROR), mirror, detail));
  }
  const cost = annotations[DELETION_COST];
  if (cost !== undefined && !isInt32(cost)) {
    errors.push(invalid(entry(place, DELETION_COST), cost, 'must be a 32bit integer'));
  }
  return [
    ...errors,
    ...seccompAnnotationErrors(place, annotations),
    ...appArmorAnnotationErrors(place, annotations, spec),
  ];
}

function isInt32(text: string): boolean {
  if (!/^(?:0|[-+]?[1-9][0-9]*|-0)$/.test(text) || text.startsWith('+')) return false;
  return Math.abs(Number(text)) <= 2147483647;
}

function seccompAnnotationErrors(
  place: Place,
  annotations: Readonly<Record<string, string>>,
): FieldErrors {
  return sortedEntries(annotations).flatMap(([key, profile]) => {
    if (key !== SECCOMP_POD && !key.startsWith(SECCOMP_CONTAINER)) return [];
    const at = namedAs(child(place, key), entry(place, key));
    if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return [];
    if (profile.startsWith('localhost/')) return localPath(at, profile.slice('localhost/'.length));
    return [invalid(at, profile, 'must be a valid seccomp profile')];
  });
}

function appArmorAnnotationErrors(
  place: Place,
  annotations: Readonly<Record<string, string>>,
  spec: Plain,
): FieldErrors {
  const names = containersOf(place, spec).map(({ container }) => textAt(container, 'name'));
  return sortedEntries(annotations).flatMap(([key, profile]) => {
    if (!key.startsWith(APP_ARMOR)) return [];
    const name = key.slice(APP_ARMOR.length);
    const errors = [];
    if (!names.includes(name)) errors.push(invalid(entry(place, key), name, 'container not found'));
    const isKnown =
      ['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith('localhost/');
    if (!isKnown) {
      errors.push(
        invalid(entry(place, key), profile, `invalid AppArmor profile name: ${goQuote(profile)}`),
      );
    }
    return errors;
  });
}

/** Security profiles written both as annotations and as fields must say the same. */
function profileMatchErrors(place: Place, metadata: Plain, spec: Plain): FieldErrors {
  const annotations = textMapAt(metadata, 'annotations');
  if (Object.keys(annotations).length === 0) return [];
  const podContext = plainAt(spec, 'securityContext');
  const isWindows = textAt(plainAt(spec, 'os'), 'name') === 'windows';
  const errors = [
    ...matchErrors(
      child(place, 'securityContext', 'seccompProfile'),
      annotations[SECCOMP_POD],
      plainAt(podContext, 'seccompProfile'),
      'seccomp',
    ),
  ];
  const containers = containersOf(place, spec);
  for (const { at, container } of containers) {
    const annotation = annotations[SECCOMP_CONTAINER + textAt(container, 'name')];
    const profile = plainAt(container, 'securityContext', 'seccompProfile');
    errors.push(
      ...matchErrors(
        child(at, 'securityContext', 'seccompProfile'),
        annotation,
        profile,
        'seccomp',
      ),
    );
  }
  if (isWindows) return errors;
  for (const { at, container } of containers) {
    const annotation = annotations[APP_ARMOR + textAt(container, 'name')];
    const profile =
      plainAt(container, 'securityContext', 'appArmorProfile') ??
      plainAt(podContext, 'appArmorProfile');
    errors.push(
      ...matchErrors(
        child(at, 'securityContext', 'appArmorProfile'),
        annotation,
        profile,
        'apparmor',
      ),
    );
  }
  return errors;
}

function matchErrors(
  place: Place,
  annotation: string | undefined,
  profile: Plain | undefined,
  what: 'seccomp' | 'apparmor',
): FieldErrors {
  if (annotation === undefined || profile === undefined) return [];
  const differs = [
    forbidden(child(place, 'type'), `${what} type in annotation and field must match`),
  ];
  switch (textAt(profile, 'type')) {
    case 'Unconfined':
      return annotation === 'unconfined' ? [] : differs;
    case 'RuntimeDefault': {
      const isDefault =
        annotation === 'runtime/default' || (what === 'seccomp' && annotation === 'docker/default');
      return isDefault ? [] : differs;
    }
    case 'Localhost': {
      if (!annotation.startsWith('localhost/')) return differs;
      if (annotation.slice('localhost/'.length) === textAt(profile, 'localhostProfile')) return [];
      const detail = `${what} profile in annotation and field must match`;
      return [forbidden(child(place, 'localhostProfile'), detail)];
    }
    default:
      return [];
  }
}
