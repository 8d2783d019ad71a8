// Rules for containers: app, init, sidecar, ephemeral. Rules: L-API-11, L-API-12, L-API-15

import { dnsLabelComplaints, portNameComplaints, portNumberComplaints } from '../names';
import {
  listAt,
  numberAt,
  optionalTextAt,
  type Plain,
  plainAt,
  plainListAt,
  plainOf,
  textAt,
  valueAt,
} from '../plain';
import { envErrors, envFromErrors } from './environment';
import {
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  notFound,
  required,
  tooMany,
  unsupported,
} from './fieldErrors';
import { lifecycleErrors, probesErrors } from './handlers';
import { child, item, type Place } from './place';
import { containerResourcesErrors } from './resources';
import { containerSecurityErrors } from './securityContext';
import { pullPolicyErrors, type Volumes, volumeDevicesErrors, volumeMountsErrors } from './volumes';

/** What the rules for one container must know of its Pod. */
export interface PodContext {
  readonly volumes: Volumes;
  readonly claims: ReadonlySet<string>;
  readonly restartPolicy: string;
  readonly graceSeconds: number | undefined;
  /** Whether the Pod shares the host's users, as it does by default. */
  readonly hostUsers: boolean;
}

export function appContainersErrors(place: Place, spec: Plain, pod: PodContext): FieldErrors {
  const containers = plainListAt(spec, 'containers');
  if (containers.length === 0) return [required(place)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, index) => {
    const at = item(place, index);
    const name = textAt(container, 'name');
    const own = [...commonErrors(at, container, pod)];
    if (names.has(name)) own.push(duplicate(child(at, 'name'), name));
    names.add(name);
    return [
      ...own,
      ...lifecycleErrors(at, container, pod.graceSeconds),
      ...probesErrors(at, container),
      ...restartPolicyErrors(at, container),
    ];
  });
  return [...errors, ...hostPortConflicts(place, containers)];
}

export function initContainersErrors(place: Place, spec: Plain, pod: PodContext): FieldErrors {
  const names = new Set(
    plainListAt(spec, 'containers').map((container) => textAt(container, 'name')),
  );
  return plainListAt(spec, 'initContainers').flatMap((container, index) => {
    const at = item(place, index);
    const name = textAt(container, 'name');
    const errors = [...commonErrors(at, container, pod), ...restartPolicyErrors(at, container)];
    if (names.has(name)) errors.push(duplicate(child(at, 'name'), name));
    else if (name !== '') names.add(name);
    // Init containers run one after another: only ports of the same one can clash.
    errors.push(...hostPortConflicts(place, [container], index));
    if (textAt(container, 'restartPolicy') === 'Always') {
      return [
        ...errors,
        ...lifecycleErrors(at, container, pod.graceSeconds),
        ...probesErrors(at, container),
      ];
    }
    const detail = 'may not be set for init containers without restartPolicy=Always';
    const excluded = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'];
    const present = excluded.filter((field) => plainAt(container, field) !== undefined);
    return [...errors, ...present.map((field) => forbidden(child(at, field), detail))];
  });
}

const EPHEMERAL_EXCLUDED = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
];

export function ephemeralContainersErrors(place: Place, spec: Plain, pod: PodContext): FieldErrors {
  const others = ['containers', 'initContainers'].flatMap((field) =>
    plainListAt(spec, field).map((container) => textAt(container, 'name')),
  );
  const names = new Set(others);
  return plainListAt(spec, 'ephemeralContainers').flatMap((container, index) => {
    const at = item(place, index);
    const name = textAt(container, 'name');
    const target = textAt(container, 'targetContainerName');
    const errors = [...commonErrors(at, container, pod), ...imageSpaceErrors(at, container)];
    if (names.has(name)) errors.push(duplicate(child(at, 'name'), name));
    names.add(name);
    if (target !== '' && !others.includes(target)) {
      errors.push(notFound(child(at, 'targetContainerName'), target));
    }
    const detail = 'cannot be set for an Ephemeral Container';
    const present = EPHEMERAL_EXCLUDED.filter((field) => isSet(valueAt(container, field)));
    errors.push(...present.map((field) => forbidden(child(at, field), detail)));
    for (const [mountIndex, mount] of plainListAt(container, 'volumeMounts').entries()) {
      const mountAt = item(child(at, 'volumeMounts'), mountIndex);
      for (const field of ['subPath', 'subPathExpr']) {
        if (textAt(mount, field) !== '') errors.push(forbidden(child(mountAt, field), detail));
      }
    }
    return errors;
  });
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0;
}

/** What holds for every container. */
function commonErrors(at: Place, container: Plain, pod: PodContext): FieldErrors {
  const name = textAt(container, 'name');
  const security = plainAt(container, 'securityContext');
  return [
    ...(name === ''
      ? [required(child(at, 'name'))]
      : invalids(child(at, 'name'), name, dnsLabelComplaints(name))),
    ...(textAt(container, 'image') === '' ? [required(child(at, 'image'))] : []),
    ...messagePolicyErrors(at, container),
    ...portsErrors(child(at, 'ports'), container),
    ...envErrors(child(at, 'env'), container, pod.volumes),
    ...envFromErrors(child(at, 'envFrom'), container),
    ...volumeMountsErrors(child(at, 'volumeMounts'), container, pod.volumes),
    ...volumeDevicesErrors(child(at, 'volumeDevices'), container, pod.volumes),
    ...pullPolicyErrors(child(at, 'imagePullPolicy'), textAt(container, 'imagePullPolicy')),
    ...containerResourcesErrors(
      child(at, 'resources'),
      plainOf(valueAt(container, 'resources')),
      pod.claims,
    ),
    ...resizePolicyErrors(child(at, 'resizePolicy'), container, pod.restartPolicy),
    ...(security === undefined
      ? []
      : containerSecurityErrors(child(at, 'securityContext'), security, pod.hostUsers)),
  ];
}

function messagePolicyErrors(at: Place, container: Plain): FieldErrors {
  const policy = textAt(container, 'terminationMessagePolicy');
  const known = ['File', 'FallbackToLogsOnError'];
  if (policy === '' || known.includes(policy)) return [];
  return [unsupported(child(at, 'terminationMessagePolicy'), policy, known)];
}

export const PROTOCOLS: readonly string[] = ['SCTP', 'TCP', 'UDP'];

function portsErrors(place: Place, container: Plain): FieldErrors {
  const names = new Set<string>();
  return plainListAt(container, 'ports').flatMap((port, index) => {
    const at = item(place, index);
    const name = textAt(port, 'name');
    const number = numberAt(port, 'containerPort') ?? 0;
    const hostPort = numberAt(port, 'hostPort') ?? 0;
    const protocol = textAt(port, 'protocol') || 'TCP';
    const errors = [];
    if (name !== '') {
      const complaints = portNameComplaints(name);
      errors.push(...invalids(child(at, 'name'), name, complaints));
      if (complaints.length === 0 && names.has(name))
        errors.push(duplicate(child(at, 'name'), name));
      if (complaints.length === 0) names.add(name);
    }
    const numberAtPlace = child(at, 'containerPort');
    if (number === 0) errors.push(required(numberAtPlace));
    else errors.push(...invalids(numberAtPlace, number, portNumberComplaints(number)));
    if (hostPort !== 0) {
      errors.push(...invalids(child(at, 'hostPort'), hostPort, portNumberComplaints(hostPort)));
    }
    if (!PROTOCOLS.includes(protocol)) {
      errors.push(unsupported(child(at, 'protocol'), protocol, PROTOCOLS));
    }
    return errors;
  });
}

/** The same port of the node for two containers. Rules: L-API-15 */
function hostPortConflicts(
  place: Place,
  containers: readonly Plain[],
  realIndex?: number,
): FieldErrors {
  const taken = new Set<string>();
  return containers.flatMap((container, index) =>
    plainListAt(container, 'ports').flatMap((port, portIndex) => {
      const number = numberAt(port, 'hostPort') ?? 0;
      if (number === 0) return [];
      const key = `${textAt(port, 'protocol') || 'TCP'}/${textAt(port, 'hostIP')}/${number}`;
      if (!taken.has(key)) {
        taken.add(key);
        return [];
      }
      const at = child(item(child(item(place, index), 'ports'), portIndex), 'hostPort');
      const meant = child(
        item(child(item(place, realIndex ?? index), 'ports'), portIndex),
        'hostPort',
      );
      return [duplicate({ path: meant.path, field: at.field }, key)];
    }),
  );
}

const RESIZABLE = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];

function resizePolicyErrors(place: Place, container: Plain, podRestartPolicy: string): FieldErrors {
  const seen = new Set<string>();
  return plainListAt(container, 'resizePolicy').flatMap((policy, index) => {
    const meant = item(place, index);
    const at: Place = { path: meant.path, field: place.field };
    const resource = textAt(policy, 'resourceName');
    const restart = textAt(policy, 'restartPolicy');
    const errors = [];
    if (seen.has(resource)) errors.push(duplicate(meant, resource));
    seen.add(resource);
    if (resource === '') errors.push(required(at));
    else if (!RESIZABLE.includes(resource)) errors.push(unsupported(at, resource, RESIZABLE));
    if (restart === '') errors.push(required(at));
    else if (!RESIZE_POLICIES.includes(restart))
      errors.push(unsupported(at, restart, RESIZE_POLICIES));
    if (podRestartPolicy === 'Never' && restart !== 'NotRequired') {
      errors.push(invalid(at, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
    return errors;
  });
}

const CONTAINER_RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];
const RULE_ACTIONS = ['Restart', 'RestartAllContainers'];
const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;

/** A container's own restart policy and its rules by exit code. Rules: L-API-12 */
function restartPolicyErrors(at: Place, container: Plain): FieldErrors {
  const policy = optionalTextAt(container, 'restartPolicy');
  const rules = plainListAt(container, 'restartPolicyRules');
  const policyAt = child(at, 'restartPolicy');
  const rulesAt = child(at, 'restartPolicyRules');
  const errors = [];
  if (policy === undefined) {
    if (rules.length > 0) {
      errors.push(required(policyAt, 'must specify restartPolicy when restart rules are used'));
    }
  } else if (!CONTAINER_RESTART_POLICIES.includes(policy)) {
    errors.push(unsupported(policyAt, policy, CONTAINER_RESTART_POLICIES));
  }
  if (rules.length > MAX_RULES) errors.push(tooMany(rulesAt, rules.length, MAX_RULES));
  return [
    ...errors,
    ...rules.flatMap((rule, index) => restartRuleErrors(item(rulesAt, index), rule)),
  ];
}

function restartRuleErrors(at: Place, rule: Plain): FieldErrors {
  const action = textAt(rule, 'action');
  const codes = plainAt(rule, 'exitCodes');
  const errors = RULE_ACTIONS.includes(action)
    ? []
    : [unsupported(child(at, 'action'), action, RULE_ACTIONS)];
  if (codes === undefined)
    return [...errors, required(child(at, 'exitCodes'), 'must be specified')];
  const operator = textAt(codes, 'operator');
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(unsupported(child(at, 'exitCodes', 'operator'), operator, ['In', 'NotIn']));
  }
  const count = listAt(codes, 'values').length;
  if (count > MAX_EXIT_CODES) {
    errors.push(tooMany(child(at, 'exitCodes', 'values'), count, MAX_EXIT_CODES));
  }
  return errors;
}

/** Blanks around an image's name; refused in Pods, let pass in templates. */
export function imageSpaceErrors(at: Place, container: Plain): FieldErrors {
  const image = textAt(container, 'image');
  if (image === image.trim()) return [];
  return [invalid(child(at, 'image'), image, 'must not have leading or trailing whitespace')];
}
