// Rules for security contexts, of Pods and of containers.

import { dnsSubdomainComplaints, rangeComplaints } from '../names';
import {
  booleanAt,
  listAt,
  numberAt,
  optionalTextAt,
  type Plain,
  plainAt,
  plainListAt,
  textAt,
  valueAt,
} from '../plain';
import {
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalids,
  required,
  tooLong,
  unsupported,
} from './fieldErrors';
import { goStruct } from './goText';
import { child, item, type Place } from './place';
import { localPath } from './volumes';

const MAX_ID = 2147483647;

function idErrors(place: Place, holder: Plain, fields: readonly string[]): FieldErrors {
  return fields.flatMap((field) => {
    const id = numberAt(holder, field);
    return id === undefined
      ? []
      : invalids(child(place, field), id, rangeComplaints(id, 0, MAX_ID));
  });
}

/** @param spec the Pod's, of which some fields belong to the security context inside the server */
export function podSecurityErrors(place: Place, spec: Plain): FieldErrors {
  const context = plainAt(spec, 'securityContext') ?? {};
  const shares = booleanAt(spec, 'shareProcessNamespace');
  const groups = child(place, 'supplementalGroups');
  return [
    ...idErrors(place, context, ['fsGroup', 'runAsUser', 'runAsGroup']),
    ...listAt(context, 'supplementalGroups').flatMap((group, index) =>
      typeof group === 'number'
        ? invalids(item(groups, index), group, rangeComplaints(group, 0, MAX_ID))
        : [],
    ),
    ...(shares === true && booleanAt(spec, 'hostPID') === true ? [sharedWithHost(place)] : []),
    ...sysctlErrors(child(place, 'sysctls'), context, spec),
    ...choice(place, context, 'fsGroupChangePolicy', ['Always', 'OnRootMismatch']),
    ...seccompErrors(child(place, 'seccompProfile'), plainAt(context, 'seccompProfile')),
    ...windowsErrors(child(place, 'windowsOptions'), plainAt(context, 'windowsOptions')),
    ...appArmorErrors(child(place, 'appArmorProfile'), plainAt(context, 'appArmorProfile')),
    ...choice(place, context, 'supplementalGroupsPolicy', ['Merge', 'Strict']),
    ...choice(place, context, 'seLinuxChangePolicy', ['MountOption', 'Recursive']),
  ];
}

function sharedWithHost(place: Place): ReturnType<typeof invalid> {
  // The field stands beside the security context, but the server keeps it inside.
  const at = {
    path: [...place.path.slice(0, -1), 'shareProcessNamespace'],
    field: `${place.field}.shareProcessNamespace`,
  };
  return invalid(at, true, 'ShareProcessNamespace and HostPID cannot both be enabled');
}

function choice(
  place: Place,
  holder: Plain,
  field: string,
  values: readonly string[],
): FieldErrors {
  const value = optionalTextAt(holder, field);
  return value === undefined || values.includes(value)
    ? []
    : [unsupported(child(place, field), value, values)];
}

const SYSCTL = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const SYSCTL_PATTERN = new RegExp(SYSCTL);
const IPC_SYSCTL = /^(?:kernel\.shm|kernel\.msg|kernel\.sem$|fs\.mqueue\.)/;

function sysctlErrors(place: Place, context: Plain, spec: Plain): FieldErrors {
  const names = new Set<string>();
  return plainListAt(context, 'sysctls').flatMap((sysctl, index) => {
    const at = child(item(place, index), 'name');
    const name = textAt(sysctl, 'name');
    const errors = [];
    if (name === '') errors.push(required(at));
    else if (name.length > 253 || !SYSCTL_PATTERN.test(name)) {
      errors.push(invalid(at, name, `must have at most 253 characters and match regex ${SYSCTL}`));
    } else if (names.has(name)) errors.push(duplicate(at, name));
    names.add(name);
    const dotted = name.replaceAll('/', '.');
    if (booleanAt(spec, 'hostNetwork') === true && dotted.startsWith('net.')) {
      errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    }
    if (booleanAt(spec, 'hostIPC') === true && IPC_SYSCTL.test(dotted)) {
      errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
    }
    return errors;
  });
}

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function seccompErrors(place: Place, profile: Plain | undefined): FieldErrors {
  if (profile === undefined) return [];
  const type = textAt(profile, 'type');
  const local = optionalTextAt(profile, 'localhostProfile');
  const at = child(place, 'localhostProfile');
  const errors = [];
  if (type === '')
    errors.push(required(child(place, 'type'), 'type is required when seccompProfile is set'));
  else if (!PROFILE_TYPES.includes(type))
    errors.push(unsupported(child(place, 'type'), type, PROFILE_TYPES));
  if (type === 'Localhost') {
    if (local === undefined)
      errors.push(required(at, 'must be set when seccomp type is Localhost'));
    else errors.push(...localPath(at, local));
  } else if (local !== undefined) {
    const value = goStruct({ Type: type, LocalhostProfile: local });
    errors.push(invalid(at, value, 'can only be set when seccomp type is Localhost'));
  }
  return errors;
}

function appArmorErrors(place: Place, profile: Plain | undefined): FieldErrors {
  if (profile === undefined) return [];
  const type = textAt(profile, 'type');
  const local = optionalTextAt(profile, 'localhostProfile');
  const at = child(place, 'localhostProfile');
  const missing = 'must be set when AppArmor type is Localhost';
  if (type === 'Localhost') {
    if (local === undefined || local === '') return [required(at, missing)];
    const errors = [];
    if (local.trim() !== local)
      errors.push(invalid(at, local, 'must not be padded with whitespace'));
    if (local.length > 4095) errors.push(tooLong(at, 4095));
    return errors;
  }
  if (type === '')
    return [required(child(place, 'type'), 'type is required when appArmorProfile is set')];
  if (!PROFILE_TYPES.includes(type))
    return [unsupported(child(place, 'type'), type, PROFILE_TYPES)];
  return local === undefined
    ? []
    : [invalid(at, local, 'can only be set when AppArmor type is Localhost')];
}

export function containerSecurityErrors(
  place: Place,
  context: Plain,
  hostUsers: boolean,
): FieldErrors {
  const mount = optionalTextAt(context, 'procMount');
  const mounts = ['Default', 'Unmasked'];
  const errors = [...idErrors(place, context, ['runAsUser', 'runAsGroup'])];
  if (mount !== undefined && !mounts.includes(mount)) {
    errors.push(unsupported(child(place, 'procMount'), mount, mounts));
  }
  if (hostUsers && mount === 'Unmasked') {
    errors.push(
      invalid(child(place, 'procMount'), mount, '`hostUsers` must be false to use `Unmasked`'),
    );
  }
  return [
    ...errors,
    ...seccompErrors(child(place, 'seccompProfile'), plainAt(context, 'seccompProfile')),
    ...escalationErrors(place, context),
    ...windowsErrors(child(place, 'windowsOptions'), plainAt(context, 'windowsOptions')),
    ...appArmorErrors(child(place, 'appArmorProfile'), plainAt(context, 'appArmorProfile')),
  ];
}

function escalationErrors(place: Place, context: Plain): FieldErrors {
  if (booleanAt(context, 'allowPrivilegeEscalation') !== false) return [];
  const prefix = 'cannot set `allowPrivilegeEscalation` to false and';
  const errors = [];
  if (booleanAt(context, 'privileged') === true) {
    errors.push(invalid(place, goContext(context), `${prefix} \`privileged\` to true`));
  }
  if (listAt(plainAt(context, 'capabilities'), 'add').includes('CAP_SYS_ADMIN')) {
    errors.push(invalid(place, goContext(context), `${prefix} \`capabilities.Add\` CAP_SYS_ADMIN`));
  }
  return errors;
}

/** The security context as the server holds it. */
function goContext(context: Plain): ReturnType<typeof goStruct> {
  const capabilities = plainAt(context, 'capabilities');
  const linux = plainAt(context, 'seLinuxOptions');
  return goStruct({
    Capabilities:
      capabilities === undefined
        ? null
        : {
            Add: valueAt(capabilities, 'add') ?? null,
            Drop: valueAt(capabilities, 'drop') ?? null,
          },
    Privileged: valueAt(context, 'privileged') ?? null,
    SELinuxOptions:
      linux === undefined
        ? null
        : {
            User: textAt(linux, 'user'),
            Role: textAt(linux, 'role'),
            Type: textAt(linux, 'type'),
            Level: textAt(linux, 'level'),
          },
    WindowsOptions: null,
    RunAsUser: valueAt(context, 'runAsUser') ?? null,
    RunAsGroup: valueAt(context, 'runAsGroup') ?? null,
    RunAsNonRoot: valueAt(context, 'runAsNonRoot') ?? null,
    ReadOnlyRootFilesystem: valueAt(context, 'readOnlyRootFilesystem') ?? null,
    AllowPrivilegeEscalation: false,
    ProcMount: valueAt(context, 'procMount') ?? null,
    SeccompProfile: profileStruct(plainAt(context, 'seccompProfile')),
    AppArmorProfile: profileStruct(plainAt(context, 'appArmorProfile')),
  });
}

function profileStruct(profile: Plain | undefined): unknown {
  if (profile === undefined) return null;
  return {
    Type: textAt(profile, 'type'),
    LocalhostProfile: valueAt(profile, 'localhostProfile') ?? null,
  };
}

// ---- Windows ---------------------------------------------------------------------------------------------------

const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const WINDOWS_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const WINDOWS_DNS = new RegExp(`^${WINDOWS_LABEL}(?:\\.${WINDOWS_LABEL})*$`);

function windowsErrors(place: Place, options: Plain | undefined): FieldErrors {
  if (options === undefined) return [];
  const name = optionalTextAt(options, 'gmsaCredentialSpecName');
  const spec = optionalTextAt(options, 'gmsaCredentialSpec');
  const user = optionalTextAt(options, 'runAsUserName');
  const errors =
    name === undefined
      ? []
      : [...invalids(child(place, 'gmsaCredentialSpecName'), name, dnsSubdomainComplaints(name))];
  if (spec === '') {
    errors.push(
      invalid(
        child(place, 'gmsaCredentialSpec'),
        spec,
        'gmsaCredentialSpec cannot be an empty string',
      ),
    );
  } else if (spec !== undefined && spec.length > 65536) {
    errors.push(
      invalid(
        child(place, 'gmsaCredentialSpec'),
        spec,
        'gmsaCredentialSpec size must be under 64 KiB',
      ),
    );
  }
  if (user === undefined) return errors;
  return [...errors, ...invalids(child(place, 'runAsUserName'), user, windowsUserComplaints(user))];
}

function windowsUserComplaints(name: string): readonly string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (/\p{Cc}/u.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts[parts.length - 1] ?? '';
  const domain = parts.length === 2 ? parts[0] : undefined;
  const complaints = [];
  if (domain !== undefined && domain.length >= 256) {
    complaints.push("runAsUserName's Domain length must be under 256 characters");
  }
  if (domain !== undefined && !NETBIOS.test(domain) && !WINDOWS_DNS.test(domain)) {
    complaints.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  if (user === '') complaints.push("runAsUserName's User cannot be empty");
  else if (user.length > 104)
    complaints.push("runAsUserName's User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user))
    complaints.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    complaints.push(
      `runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`,
    );
  }
  return complaints;
}

/** What a Pod may not set when it says on which system it runs. */
export function osErrors(place: Place, spec: Plain): FieldErrors {
  const os = plainAt(spec, 'os');
  if (os === undefined) return [];
  const name = textAt(os, 'name');
  if (name === '') return [required(child(place, 'os', 'name'), 'cannot be empty')];
  if (name !== 'linux' && name !== 'windows') {
    return [unsupported(child(place, 'os'), name, ['linux', 'windows'])];
  }
  return name === 'linux' ? linuxErrors(place, spec) : windowsPodErrors(place, spec);
}

function linuxErrors(place: Place, spec: Plain): FieldErrors {
  return contexts(place, spec).flatMap(({ at, context }) =>
    valueAt(context, 'windowsOptions') === undefined
      ? []
      : [forbidden(child(at, 'windowsOptions'), 'windows options cannot be set for a linux pod')],
  );
}

const NOT_ON_WINDOWS_POD = [
  'appArmorProfile',
  'seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'shareProcessNamespace',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
];
const BESIDE_CONTEXT = ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'];
const NOT_ON_WINDOWS_CONTAINER = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

function windowsPodErrors(place: Place, spec: Plain): FieldErrors {
  const detail = 'cannot be set for a windows pod';
  const context = plainAt(spec, 'securityContext');
  const ofPod = NOT_ON_WINDOWS_POD.flatMap((field) => {
    const beside = BESIDE_CONTEXT.includes(field);
    const value = valueAt(beside ? spec : context, field);
    // These two are plain booleans inside the server: false says nothing.
    const isUnset = value === undefined || (value === false && /^host(?:PID|IPC)$/.test(field));
    if (isUnset) return [];
    return [
      forbidden(beside ? child(place, field) : child(place, 'securityContext', field), detail),
    ];
  });
  const ofContainers = contexts(place, spec)
    .slice(1)
    .flatMap(({ at, context: own }) =>
      NOT_ON_WINDOWS_CONTAINER.filter((field) => valueAt(own, field) !== undefined).map((field) =>
        forbidden(child(at, field), detail),
      ),
    );
  return [...ofPod, ...ofContainers];
}

/** All security contexts of a Pod, its own first. */
function contexts(place: Place, spec: Plain): readonly { at: Place; context: Plain | undefined }[] {
  return [
    { at: child(place, 'securityContext'), context: plainAt(spec, 'securityContext') },
    ...containersOf(place, spec).map(({ at, container }) => ({
      at: child(at, 'securityContext'),
      context: plainAt(container, 'securityContext'),
    })),
  ];
}

/** Every container with its place, in the order in which the server visits them. */
export function containersOf(
  place: Place,
  spec: Plain,
): readonly { at: Place; container: Plain }[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) =>
    plainListAt(spec, field).map((container, index) => ({
      at: item(child(place, field), index),
      container,
    })),
  );
}

/** Host-process Pods of Windows: all containers or none, and only on the host's network. */
export function hostProcessErrors(place: Place, spec: Plain): FieldErrors {
  const own = booleanAt(plainAt(spec, 'securityContext', 'windowsOptions'), 'hostProcess');
  const containers = containersOf(place, spec);
  const errors = [];
  let count = 0;
  for (const { at, container } of containers) {
    const value = booleanAt(plainAt(container, 'securityContext', 'windowsOptions'), 'hostProcess');
    if (own !== undefined && value !== undefined && own !== value) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${own}`;
      errors.push(
        invalid(child(at, 'securityContext', 'windowsOptions', 'hostProcess'), value, detail),
      );
    }
    if (value ?? own) count++;
  }
  if (count === 0) return errors;
  if (count !== containers.length) {
    const detail =
      'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(invalid(place, '', detail));
  }
  if (booleanAt(spec, 'hostNetwork') !== true) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(invalid(child(place, 'hostNetwork'), false, detail));
  }
  return errors;
}
