// Rules for the spec of a Pod, in a Pod and in a template. The order of the complaints is the server's.

import { containerRequests } from '../defaults';
import { labelValueComplaints } from '../labels';
import {
  byteLength,
  dnsLabelComplaints,
  dnsSearchComplaints,
  dnsSubdomainComplaints,
  rangeComplaints,
} from '../names';
import {
  booleanAt,
  listAt,
  numberAt,
  optionalTextAt,
  type Plain,
  plainAt,
  plainListAt,
  textAt,
  textMapAt,
  valueAt,
} from '../plain';
import {
  appContainersErrors,
  ephemeralContainersErrors,
  initContainersErrors,
  type PodContext,
} from './containers';
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
import { ipComplaints } from './ip';
import { labelsErrors } from './metadata';
import { child, item, namedAs, type Place } from './place';
import { containerResourcesErrors, podResourcesErrors } from './resources';
import { hostProcessErrors, osErrors, podSecurityErrors } from './securityContext';
import { affinityErrors, labelKeyErrors, labelSelectorErrors, selectorKeys } from './selectors';
import { volumesErrors } from './volumes';

export interface PodSpecOptions {
  /** The name of the Pod, `''` in a template and where it is yet to be made. */
  readonly podName: string;
  readonly isPod: boolean;
}

/** Everything that is wrong with a spec, defaults applied. */
export function podSpecErrors(place: Place, spec: Plain, options: PodSpecOptions): FieldErrors {
  const { volumes, errors } = volumesErrors(child(place, 'volumes'), spec, options.podName);
  const claims = new Set(
    plainListAt(spec, 'resourceClaims')
      .map((claim) => textAt(claim, 'name'))
      .filter((name) => name !== ''),
  );
  const pod: PodContext = {
    volumes,
    claims,
    restartPolicy: textAt(spec, 'restartPolicy'),
    graceSeconds: numberAt(spec, 'terminationGracePeriodSeconds'),
    hostUsers: booleanAt(spec, 'hostUsers') !== false,
  };
  return [
    ...errors,
    ...resourceClaimsErrors(child(place, 'resourceClaims'), spec),
    ...appContainersErrors(child(place, 'containers'), spec, pod),
    ...initContainersErrors(child(place, 'initContainers'), spec, pod),
    ...ephemeralContainersErrors(child(place, 'ephemeralContainers'), spec, pod),
    ...podResourcesErrors(child(place, 'resources'), spec, claims, containerRequests(spec)),
    ...hostNetworkErrors(place, spec, options.isPod),
    ...choice(place, spec, 'restartPolicy', ['Always', 'OnFailure', 'Never']),
    ...choice(place, spec, 'dnsPolicy', [
      'ClusterFirstWithHostNet',
      'ClusterFirst',
      'Default',
      'None',
    ]),
    ...labelsErrors(child(place, 'nodeSelector'), textMapAt(spec, 'nodeSelector')),
    ...podSecurityErrors(child(place, 'securityContext'), spec),
    ...affinityErrors(child(place, 'affinity'), spec),
    ...dnsConfigErrors(child(place, 'dnsConfig'), spec),
    ...readinessGatesErrors(child(place, 'readinessGates'), spec),
    ...schedulingGatesErrors(child(place, 'schedulingGates'), spec),
    ...topologySpreadErrors(child(place, 'topologySpreadConstraints'), spec),
    ...hostProcessErrors(place, spec),
    ...hostUsersErrors(place, spec),
    ...namesErrors(place, spec, options),
    ...tolerationsErrors(child(place, 'tolerations'), spec),
    ...hostAliasesErrors(child(place, 'hostAliases'), spec),
    ...subdomainField(place, spec, 'priorityClassName'),
    ...subdomainField(place, spec, 'runtimeClassName'),
    ...choice(place, spec, 'preemptionPolicy', ['PreemptLowerPriority', 'Never']),
    ...overheadErrors(child(place, 'overhead'), spec),
    ...osErrors(place, spec),
  ];
}

function choice(
  place: Place,
  holder: Plain,
  field: string,
  values: readonly string[],
): FieldErrors {
  const value = textAt(holder, field);
  return value === '' || values.includes(value)
    ? []
    : [unsupported(child(place, field), value, values)];
}

function subdomainField(place: Place, spec: Plain, field: string): FieldErrors {
  const name = optionalTextAt(spec, field);
  if (name === undefined || (name === '' && field !== 'runtimeClassName')) return [];
  return invalids(child(place, field), name, dnsSubdomainComplaints(name));
}

function labelField(place: Place, spec: Plain, field: string): FieldErrors {
  const name = textAt(spec, field);
  return name === '' ? [] : invalids(child(place, field), name, dnsLabelComplaints(name));
}

function namesErrors(place: Place, spec: Plain, options: PodSpecOptions): FieldErrors {
  const deadline = numberAt(spec, 'activeDeadlineSeconds');
  const override = optionalTextAt(spec, 'hostnameOverride');
  const errors = [
    ...subdomainField(place, spec, 'serviceAccountName'),
    ...subdomainField(place, spec, 'nodeName'),
    ...(deadline === undefined
      ? []
      : invalids(
          child(place, 'activeDeadlineSeconds'),
          deadline,
          rangeComplaints(deadline, 1, 2147483647),
        )),
    ...labelField(place, spec, 'hostname'),
    ...labelField(place, spec, 'subdomain'),
  ];
  if (override !== undefined)
    errors.push(...hostnameOverrideErrors(place, spec, override, options));
  return errors;
}

/** As long as the kernel lets a host name be. */
const MAX_HOSTNAME = 64;

/** A name of its own is set in the Pod's own network alone, and cannot be lengthened. */
function hostnameOverrideErrors(
  place: Place,
  spec: Plain,
  name: string,
  { isPod }: PodSpecOptions,
): FieldErrors {
  const at = child(place, 'hostnameOverride');
  const opposed = ['hostNetwork', 'setHostnameAsFQDN'].filter(
    (field) => booleanAt(spec, field) === true,
  );
  return [
    ...(isPod ? invalids(at, name, dnsSubdomainComplaints(name)) : []),
    ...(byteLength(name) > MAX_HOSTNAME ? [tooLong(at, MAX_HOSTNAME)] : []),
    ...opposed.map((field) => forbidden(at, `may not be specified when \`${field}\` is true`)),
  ];
}

function resourceClaimsErrors(place: Place, spec: Plain): FieldErrors {
  const names = new Set<string>();
  return plainListAt(spec, 'resourceClaims').flatMap((claim, index) => {
    const at = item(place, index);
    const name = textAt(claim, 'name');
    const given = ['resourceClaimName', 'resourceClaimTemplateName'];
    const [own, template] = given.map((field) => optionalTextAt(claim, field));
    const value = goStruct({
      Name: name,
      ResourceClaimName: own ?? null,
      ResourceClaimTemplateName: template ?? null,
    });
    const errors = [];
    if (name === '') errors.push(required(child(at, 'name')));
    else if (names.has(name)) errors.push(duplicate(child(at, 'name'), name));
    else errors.push(...invalids(child(at, 'name'), name, dnsLabelComplaints(name)));
    names.add(name);
    if (own !== undefined && template !== undefined) {
      const detail =
        'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      errors.push(invalid(at, value, detail));
    }
    if (own === undefined && template === undefined) {
      errors.push(
        invalid(at, value, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'),
      );
    }
    for (const field of given) {
      const reference = optionalTextAt(claim, field);
      if (reference !== undefined) {
        errors.push(...invalids(child(at, field), reference, dnsSubdomainComplaints(reference)));
      }
    }
    return errors;
  });
}

/** On the host's network the ports of containers are ports of the node. */
function hostNetworkErrors(place: Place, spec: Plain, isPod: boolean): FieldErrors {
  if (booleanAt(spec, 'hostNetwork') !== true) return [];
  return plainListAt(spec, 'containers').flatMap((container, index) =>
    plainListAt(container, 'ports').flatMap((port, portIndex) => {
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      const isFree = !isPod && hostPort === 0;
      if (isFree || hostPort === (numberAt(port, 'containerPort') ?? 0)) return [];
      const at = child(
        item(child(item(child(place, 'containers'), index), 'ports'), portIndex),
        'hostPort',
      );
      return [invalid(at, hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}

const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_CHARACTERS = 2048;

function dnsConfigErrors(place: Place, spec: Plain): FieldErrors {
  const config = plainAt(spec, 'dnsConfig');
  const servers = texts(config, 'nameservers');
  if (textAt(spec, 'dnsPolicy') === 'None') {
    if (config === undefined)
      return [required(place, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (servers.length === 0) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      return [required(child(place, 'nameservers'), detail)];
    }
  }
  if (config === undefined) return [];
  const searches = texts(config, 'searches');
  const [serversAt, searchesAt] = [child(place, 'nameservers'), child(place, 'searches')];
  const errors = [];
  if (servers.length > MAX_NAMESERVERS) {
    errors.push(
      invalid(serversAt, servers, `must not have more than ${MAX_NAMESERVERS} nameservers`),
    );
  }
  errors.push(
    ...servers.flatMap((server, index) =>
      invalids(item(serversAt, index), server, ipComplaints(server)),
    ),
  );
  if (searches.length > MAX_SEARCHES) {
    errors.push(
      invalid(searchesAt, searches, `must not have more than ${MAX_SEARCHES} search paths`),
    );
  }
  if (searches.join(' ').length > MAX_SEARCH_CHARACTERS) {
    const detail = `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`;
    errors.push(invalid(searchesAt, searches, detail));
  }
  for (const [index, search] of searches.entries()) {
    const trimmed = search.replace(/\.$/, '');
    if (search !== '.')
      errors.push(...invalids(item(searchesAt, index), trimmed, dnsSearchComplaints(trimmed)));
  }
  for (const [index, option] of plainListAt(config, 'options').entries()) {
    if (textAt(option, 'name') === '')
      errors.push(required(item(child(place, 'options'), index), 'must not be empty'));
  }
  return errors;
}

function texts(value: unknown, field: string): readonly string[] {
  return listAt(value, field).map((text) => (typeof text === 'string' ? text : ''));
}

function readinessGatesErrors(place: Place, spec: Plain): FieldErrors {
  return plainListAt(spec, 'readinessGates').flatMap((gate, index) =>
    labelKeyErrors(child(item(place, index), 'conditionType'), textAt(gate, 'conditionType')),
  );
}

function schedulingGatesErrors(place: Place, spec: Plain): FieldErrors {
  const seen = new Set<string>();
  return plainListAt(spec, 'schedulingGates').flatMap((gate, index) => {
    const name = textAt(gate, 'name');
    const at = item(place, index);
    const errors = [...labelKeyErrors(at, name)];
    if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    return errors;
  });
}

const WHEN_UNSATISFIABLE = ['DoNotSchedule', 'ScheduleAnyway'];
const INCLUSION = ['Honor', 'Ignore'];

function topologySpreadErrors(place: Place, spec: Plain): FieldErrors {
  const constraints = plainListAt(spec, 'topologySpreadConstraints');
  return constraints.flatMap((constraint, index) => {
    const at = item(place, index);
    const skew = numberAt(constraint, 'maxSkew') ?? 0;
    const key = textAt(constraint, 'topologyKey');
    const when = textAt(constraint, 'whenUnsatisfiable');
    const errors = [];
    if (skew <= 0) errors.push(invalid(child(at, 'maxSkew'), skew, 'must be greater than zero'));
    if (key === '') errors.push(required(child(at, 'topologyKey'), 'can not be empty'));
    if (!WHEN_UNSATISFIABLE.includes(when)) {
      errors.push(unsupported(child(at, 'whenUnsatisfiable'), when, WHEN_UNSATISFIABLE));
    }
    const isRepeated = constraints
      .slice(index + 1)
      .some(
        (other) =>
          textAt(other, 'topologyKey') === key && textAt(other, 'whenUnsatisfiable') === when,
      );
    if (isRepeated) {
      const pair = namedAs(child(at, '{topologyKey, whenUnsatisfiable}'), at);
      errors.push(duplicate(pair, `{${key}, ${when}}`));
    }
    return [
      ...errors,
      ...minDomainsErrors(child(at, 'minDomains'), numberAt(constraint, 'minDomains'), when),
      ...choice(at, constraint, 'nodeAffinityPolicy', INCLUSION),
      ...choice(at, constraint, 'nodeTaintsPolicy', INCLUSION),
      ...spreadKeysErrors(child(at, 'matchLabelKeys'), constraint),
      ...labelSelectorErrors(child(at, 'labelSelector'), valueAt(constraint, 'labelSelector')),
    ];
  });
}

function minDomainsErrors(place: Place, domains: number | undefined, when: string): FieldErrors {
  if (domains === undefined) return [];
  const errors = domains <= 0 ? [invalid(place, domains, 'must be greater than zero')] : [];
  if (when !== 'DoNotSchedule') {
    const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${when}`;
    errors.push(invalid(place, domains, detail));
  }
  return errors;
}

function spreadKeysErrors(place: Place, constraint: Plain): FieldErrors {
  const keys = texts(constraint, 'matchLabelKeys');
  if (keys.length === 0) return [];
  const selector = plainAt(constraint, 'labelSelector');
  const taken = selectorKeys(selector);
  const errors =
    selector === undefined
      ? [forbidden(place, 'must not be specified when labelSelector is not set')]
      : [];
  return [
    ...errors,
    ...keys.flatMap((key, index) => [
      ...labelKeyErrors(item(place, index), key),
      ...(taken.includes(key)
        ? [invalid(item(place, index), key, 'exists in both matchLabelKeys and labelSelector')]
        : []),
    ]),
  ];
}

function hostUsersErrors(place: Place, spec: Plain): FieldErrors {
  if (booleanAt(spec, 'hostUsers') !== false) return [];
  const spelled = { hostNetwork: 'hostNetwork', hostPID: 'HostPID', hostIPC: 'HostIPC' };
  return Object.entries(spelled)
    .filter(([field]) => booleanAt(spec, field) === true)
    .map(([field, name]) =>
      forbidden(
        namedAs(child(place, name), child(place, field)),
        'when `pod.Spec.HostUsers` is false',
      ),
    );
}

const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function taintEffectErrors(place: Place, effect: string): FieldErrors {
  return TAINT_EFFECTS.includes(effect) ? [] : [unsupported(place, effect, TAINT_EFFECTS)];
}

/** @param holder what has the list `tolerations` */
export function tolerationsErrors(place: Place, holder: Plain): FieldErrors {
  return plainListAt(holder, 'tolerations').flatMap((toleration, index) => {
    const at = item(place, index);
    const key = textAt(toleration, 'key');
    const operator = textAt(toleration, 'operator');
    const effect = textAt(toleration, 'effect');
    const errors = key === '' ? [] : [...labelKeyErrors(child(at, 'key'), key)];
    if (key === '' && operator !== 'Exists') {
      const detail =
        'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid(child(at, 'operator'), operator, detail));
    }
    if (numberAt(toleration, 'tolerationSeconds') !== undefined && effect !== 'NoExecute') {
      const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      errors.push(invalid(child(at, 'effect'), effect, detail));
    }
    return [
      ...errors,
      ...tolerationValueErrors(child(at, 'operator'), operator, textAt(toleration, 'value')),
      ...(effect === '' ? [] : taintEffectErrors(child(at, 'effect'), effect)),
    ];
  });
}

function tolerationValueErrors(place: Place, operator: string, value: string): FieldErrors {
  if (operator === '' || operator === 'Equal') {
    const complaints = labelValueComplaints(value);
    return complaints.length === 0 ? [] : [invalid(place, value, complaints.join(';'))];
  }
  if (operator !== 'Exists') return [unsupported(place, operator, ['Equal', 'Exists'])];
  return value === ''
    ? []
    : [invalid(place, value, "value must be empty when `operator` is 'Exists'")];
}

function hostAliasesErrors(place: Place, spec: Plain): FieldErrors {
  return plainListAt(spec, 'hostAliases').flatMap((alias, index) => {
    const at = item(place, index);
    const ip = textAt(alias, 'ip');
    return [
      ...invalids(child(at, 'ip'), ip, ipComplaints(ip)),
      ...texts(alias, 'hostnames').flatMap((name, nameIndex) =>
        invalids(item(child(at, 'hostnames'), nameIndex), name, dnsSubdomainComplaints(name)),
      ),
    ];
  });
}

/** The server checks an overhead as if it were the limits of a container. */
function overheadErrors(place: Place, spec: Plain): FieldErrors {
  const overhead = plainAt(spec, 'overhead');
  if (overhead === undefined) return [];
  return containerResourcesErrors(place, { limits: overhead }, new Set()).map((error) => ({
    ...error,
    path: error.path.filter((step, index) => !(step === 'limits' && index === place.path.length)),
  }));
}
