// A Pod's spec as the API server holds it inside: the form in which it prints what an update may not change.

import { isPlain, type Plain, plainAt, plainOf, sortedEntries, valueAt } from '../plain';
import { canonicalQuantity } from '../quantity';

/**
 * What a field holds. `text`, `number`, `boolean`, `port`: plain values that print their zero when absent. `maybe`: anything that
 * prints null when absent; `quantity` and `amounts`: the same for amounts. `selector`: a LabelSelector, printed under the API's names.
 */
type Shape =
  | 'text'
  | 'number'
  | 'boolean'
  | 'port'
  | 'maybe'
  | 'quantity'
  | 'amounts'
  | 'selector'
  | { readonly one: Struct }
  | { readonly many: Struct }
  | { readonly whole: Struct };

interface GoField {
  readonly name: string;
  /** As the API spells it. */
  readonly json: string;
  readonly shape: Shape;
}
type Struct = () => readonly GoField[];

/** The API's name is left out where only the first letter differs. */
type FieldLine = readonly [name: string, shape: Shape, json?: string];

function struct(...fields: readonly FieldLine[]): Struct {
  const made = fields.map(([name, shape, json]) => ({ name, shape, json: json ?? lowered(name) }));
  return () => made;
}

function lowered(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

const NAME_ONLY = struct(['Name', 'text']);
const KEY_REF = struct(['Name', 'text'], ['Key', 'text'], ['Optional', 'maybe']);
const FIELD_REF = struct(['APIVersion', 'text', 'apiVersion'], ['FieldPath', 'text']);
const RESOURCE_REF = struct(
  ['ContainerName', 'text'],
  ['Resource', 'text'],
  ['Divisor', 'quantity'],
);
const KEY_TO_PATH = struct(['Key', 'text'], ['Path', 'text'], ['Mode', 'maybe']);
const DOWNWARD_FILE = struct(
  ['Path', 'text'],
  ['FieldRef', { one: FIELD_REF }],
  ['ResourceFieldRef', { one: RESOURCE_REF }],
  ['Mode', 'maybe'],
);
const PROJECTED_SOURCE = struct(
  [
    'Secret',
    { one: struct(['Name', 'text'], ['Items', { many: KEY_TO_PATH }], ['Optional', 'maybe']) },
  ],
  ['DownwardAPI', { one: struct(['Items', { many: DOWNWARD_FILE }]) }, 'downwardAPI'],
  [
    'ConfigMap',
    { one: struct(['Name', 'text'], ['Items', { many: KEY_TO_PATH }], ['Optional', 'maybe']) },
  ],
  [
    'ServiceAccountToken',
    { one: struct(['Audience', 'text'], ['ExpirationSeconds', 'number'], ['Path', 'text']) },
  ],
  [
    'ClusterTrustBundle',
    {
      one: struct(
        ['Name', 'maybe'],
        ['SignerName', 'maybe'],
        ['LabelSelector', 'selector'],
        ['Optional', 'maybe'],
        ['Path', 'text'],
      ),
    },
  ],
  ['PodCertificate', 'maybe'],
);
const VOLUME = struct(
  ['Name', 'text'],
  ['HostPath', { one: struct(['Path', 'text'], ['Type', 'maybe']) }],
  ['EmptyDir', { one: struct(['Medium', 'text'], ['SizeLimit', 'quantity']) }],
  ['GCEPersistentDisk', 'maybe', 'gcePersistentDisk'],
  ['AWSElasticBlockStore', 'maybe', 'awsElasticBlockStore'],
  ['GitRepo', { one: struct(['Repository', 'text'], ['Revision', 'text'], ['Directory', 'text']) }],
  [
    'Secret',
    {
      one: struct(
        ['SecretName', 'text'],
        ['Items', { many: KEY_TO_PATH }],
        ['DefaultMode', 'maybe'],
        ['Optional', 'maybe'],
      ),
    },
  ],
  ['NFS', { one: struct(['Server', 'text'], ['Path', 'text'], ['ReadOnly', 'boolean']) }, 'nfs'],
  ['ISCSI', 'maybe', 'iscsi'],
  ['Glusterfs', 'maybe'],
  ['PersistentVolumeClaim', { one: struct(['ClaimName', 'text'], ['ReadOnly', 'boolean']) }],
  ['RBD', 'maybe', 'rbd'],
  ['Quobyte', 'maybe'],
  ['FlexVolume', 'maybe'],
  ['Cinder', 'maybe'],
  ['CephFS', 'maybe', 'cephfs'],
  ['Flocker', 'maybe'],
  [
    'DownwardAPI',
    { one: struct(['Items', { many: DOWNWARD_FILE }], ['DefaultMode', 'maybe']) },
    'downwardAPI',
  ],
  ['FC', 'maybe', 'fc'],
  ['AzureFile', 'maybe'],
  [
    'ConfigMap',
    {
      one: struct(
        ['Name', 'text'],
        ['Items', { many: KEY_TO_PATH }],
        ['DefaultMode', 'maybe'],
        ['Optional', 'maybe'],
      ),
    },
  ],
  ['VsphereVolume', 'maybe'],
  ['AzureDisk', 'maybe'],
  ['PhotonPersistentDisk', 'maybe'],
  ['Projected', { one: struct(['Sources', { many: PROJECTED_SOURCE }], ['DefaultMode', 'maybe']) }],
  ['PortworxVolume', 'maybe'],
  ['ScaleIO', 'maybe', 'scaleIO'],
  ['StorageOS', 'maybe', 'storageos'],
  [
    'CSI',
    {
      one: struct(
        ['Driver', 'text'],
        ['ReadOnly', 'maybe'],
        ['FSType', 'maybe', 'fsType'],
        ['VolumeAttributes', 'maybe'],
        ['NodePublishSecretRef', { one: NAME_ONLY }],
      ),
    },
    'csi',
  ],
  ['Ephemeral', 'maybe'],
  ['Image', { one: struct(['Reference', 'text'], ['PullPolicy', 'text']) }],
);

const EXEC = struct(['Command', 'maybe']);
const HTTP_GET = struct(
  ['Path', 'text'],
  ['Port', 'port'],
  ['Host', 'text'],
  ['Scheme', 'text'],
  ['HTTPHeaders', { many: struct(['Name', 'text'], ['Value', 'text']) }, 'httpHeaders'],
);
const TCP_SOCKET = struct(['Port', 'port'], ['Host', 'text']);
const PROBE = struct(
  ['Exec', { one: EXEC }],
  ['HTTPGet', { one: HTTP_GET }, 'httpGet'],
  ['TCPSocket', { one: TCP_SOCKET }, 'tcpSocket'],
  ['GRPC', { one: struct(['Port', 'number'], ['Service', 'maybe']) }, 'grpc'],
  ['InitialDelaySeconds', 'number'],
  ['TimeoutSeconds', 'number'],
  ['PeriodSeconds', 'number'],
  ['SuccessThreshold', 'number'],
  ['FailureThreshold', 'number'],
  ['TerminationGracePeriodSeconds', 'maybe'],
);
const HOOK = struct(
  ['Exec', { one: EXEC }],
  ['HTTPGet', { one: HTTP_GET }, 'httpGet'],
  ['TCPSocket', { one: TCP_SOCKET }, 'tcpSocket'],
  ['Sleep', { one: struct(['Seconds', 'number']) }],
);
const RESOURCES = struct(
  ['Limits', 'amounts'],
  ['Requests', 'amounts'],
  ['Claims', { many: struct(['Name', 'text'], ['Request', 'text']) }],
);
const SELINUX = struct(['User', 'text'], ['Role', 'text'], ['Type', 'text'], ['Level', 'text']);
const WINDOWS = struct(
  ['GMSACredentialSpecName', 'maybe', 'gmsaCredentialSpecName'],
  ['GMSACredentialSpec', 'maybe', 'gmsaCredentialSpec'],
  ['RunAsUserName', 'maybe'],
  ['HostProcess', 'maybe'],
);
const PROFILE = struct(['Type', 'text'], ['LocalhostProfile', 'maybe']);
const SECURITY_CONTEXT = struct(
  ['Capabilities', { one: struct(['Add', 'maybe'], ['Drop', 'maybe']) }],
  ['Privileged', 'maybe'],
  ['SELinuxOptions', { one: SELINUX }, 'seLinuxOptions'],
  ['WindowsOptions', { one: WINDOWS }],
  ['RunAsUser', 'maybe'],
  ['RunAsGroup', 'maybe'],
  ['RunAsNonRoot', 'maybe'],
  ['ReadOnlyRootFilesystem', 'maybe'],
  ['AllowPrivilegeEscalation', 'maybe'],
  ['ProcMount', 'maybe'],
  ['SeccompProfile', { one: PROFILE }],
  ['AppArmorProfile', { one: PROFILE }],
);
const CONTAINER_FIELDS: readonly FieldLine[] = [
  ['Name', 'text'],
  ['Image', 'text'],
  ['Command', 'maybe'],
  ['Args', 'maybe'],
  ['WorkingDir', 'text'],
  [
    'Ports',
    {
      many: struct(
        ['Name', 'text'],
        ['HostPort', 'number'],
        ['ContainerPort', 'number'],
        ['Protocol', 'text'],
        ['HostIP', 'text', 'hostIP'],
      ),
    },
  ],
  [
    'EnvFrom',
    {
      many: struct(
        ['Prefix', 'text'],
        ['ConfigMapRef', { one: struct(['Name', 'text'], ['Optional', 'maybe']) }],
        ['SecretRef', { one: struct(['Name', 'text'], ['Optional', 'maybe']) }],
      ),
    },
  ],
  [
    'Env',
    {
      many: struct(
        ['Name', 'text'],
        ['Value', 'text'],
        [
          'ValueFrom',
          {
            one: struct(
              ['FieldRef', { one: FIELD_REF }],
              ['ResourceFieldRef', { one: RESOURCE_REF }],
              ['ConfigMapKeyRef', { one: KEY_REF }],
              ['SecretKeyRef', { one: KEY_REF }],
              ['FileKeyRef', 'maybe'],
            ),
          },
        ],
      ),
    },
  ],
  ['Resources', { whole: RESOURCES }],
  ['ResizePolicy', { many: struct(['ResourceName', 'text'], ['RestartPolicy', 'text']) }],
  ['RestartPolicy', 'maybe'],
  [
    'RestartPolicyRules',
    {
      many: struct(
        ['Action', 'text'],
        ['ExitCodes', { one: struct(['Operator', 'text'], ['Values', 'maybe']) }],
      ),
    },
  ],
  [
    'VolumeMounts',
    {
      many: struct(
        ['Name', 'text'],
        ['ReadOnly', 'boolean'],
        ['RecursiveReadOnly', 'maybe'],
        ['MountPath', 'text'],
        ['SubPath', 'text'],
        ['MountPropagation', 'maybe'],
        ['SubPathExpr', 'text'],
      ),
    },
  ],
  ['VolumeDevices', { many: struct(['Name', 'text'], ['DevicePath', 'text']) }],
  ['LivenessProbe', { one: PROBE }],
  ['ReadinessProbe', { one: PROBE }],
  ['StartupProbe', { one: PROBE }],
  [
    'Lifecycle',
    {
      one: struct(
        ['PostStart', { one: HOOK }],
        ['PreStop', { one: HOOK }],
        ['StopSignal', 'maybe'],
      ),
    },
  ],
  ['TerminationMessagePath', 'text'],
  ['TerminationMessagePolicy', 'text'],
  ['ImagePullPolicy', 'text'],
  ['SecurityContext', { one: SECURITY_CONTEXT }],
  ['Stdin', 'boolean'],
  ['StdinOnce', 'boolean'],
  ['TTY', 'boolean', 'tty'],
];
const CONTAINER = struct(...CONTAINER_FIELDS);
const EPHEMERAL = struct(...CONTAINER_FIELDS, ['TargetContainerName', 'text']);

const EXPRESSION = struct(['Key', 'text'], ['Operator', 'text'], ['Values', 'maybe']);
const NODE_TERM = struct(
  ['MatchExpressions', { many: EXPRESSION }],
  ['MatchFields', { many: EXPRESSION }],
);
const NODE_SELECTOR = struct(['NodeSelectorTerms', { many: NODE_TERM }]);
const POD_TERM = struct(
  ['LabelSelector', 'selector'],
  ['Namespaces', 'maybe'],
  ['TopologyKey', 'text'],
  ['NamespaceSelector', 'selector'],
  ['MatchLabelKeys', 'maybe'],
  ['MismatchLabelKeys', 'maybe'],
);
const POD_AFFINITY = struct(
  ['RequiredDuringSchedulingIgnoredDuringExecution', { many: POD_TERM }],
  [
    'PreferredDuringSchedulingIgnoredDuringExecution',
    { many: struct(['Weight', 'number'], ['PodAffinityTerm', { whole: POD_TERM }]) },
  ],
);
const AFFINITY = struct(
  [
    'NodeAffinity',
    {
      one: struct(
        ['RequiredDuringSchedulingIgnoredDuringExecution', { one: NODE_SELECTOR }],
        [
          'PreferredDuringSchedulingIgnoredDuringExecution',
          { many: struct(['Weight', 'number'], ['Preference', { whole: NODE_TERM }]) },
        ],
      ),
    },
  ],
  ['PodAffinity', { one: POD_AFFINITY }],
  ['PodAntiAffinity', { one: POD_AFFINITY }],
);

/** Inside the server the host switches of the Pod belong to its security context. */
const POD_SECURITY_CONTEXT = struct(
  ['HostNetwork', 'boolean'],
  ['HostPID', 'boolean', 'hostPID'],
  ['HostIPC', 'boolean', 'hostIPC'],
  ['ShareProcessNamespace', 'maybe'],
  ['HostUsers', 'maybe'],
  ['SELinuxOptions', { one: SELINUX }, 'seLinuxOptions'],
  ['WindowsOptions', { one: WINDOWS }],
  ['RunAsUser', 'maybe'],
  ['RunAsGroup', 'maybe'],
  ['RunAsNonRoot', 'maybe'],
  ['SupplementalGroups', 'maybe'],
  ['SupplementalGroupsPolicy', 'maybe'],
  ['FSGroup', 'maybe', 'fsGroup'],
  ['FSGroupChangePolicy', 'maybe', 'fsGroupChangePolicy'],
  ['Sysctls', { many: struct(['Name', 'text'], ['Value', 'text']) }],
  ['SeccompProfile', { one: PROFILE }],
  ['AppArmorProfile', { one: PROFILE }],
  ['SELinuxChangePolicy', 'maybe', 'seLinuxChangePolicy'],
);

const POD_SPEC = struct(
  ['Volumes', { many: VOLUME }],
  ['InitContainers', { many: CONTAINER }],
  ['Containers', { many: CONTAINER }],
  ['EphemeralContainers', { many: EPHEMERAL }],
  ['RestartPolicy', 'text'],
  ['TerminationGracePeriodSeconds', 'maybe'],
  ['ActiveDeadlineSeconds', 'maybe'],
  ['DNSPolicy', 'text', 'dnsPolicy'],
  ['NodeSelector', 'maybe'],
  ['ServiceAccountName', 'text'],
  ['AutomountServiceAccountToken', 'maybe'],
  ['NodeName', 'text'],
  ['SecurityContext', { one: POD_SECURITY_CONTEXT }],
  ['ImagePullSecrets', { many: NAME_ONLY }],
  ['Hostname', 'text'],
  ['Subdomain', 'text'],
  ['SetHostnameAsFQDN', 'maybe'],
  ['Affinity', { one: AFFINITY }],
  ['SchedulerName', 'text'],
  [
    'Tolerations',
    {
      many: struct(
        ['Key', 'text'],
        ['Operator', 'text'],
        ['Value', 'text'],
        ['Effect', 'text'],
        ['TolerationSeconds', 'maybe'],
      ),
    },
  ],
  ['HostAliases', { many: struct(['IP', 'text', 'ip'], ['Hostnames', 'maybe']) }],
  ['PriorityClassName', 'text'],
  ['Priority', 'maybe'],
  ['PreemptionPolicy', 'maybe'],
  [
    'DNSConfig',
    {
      one: struct(
        ['Nameservers', 'maybe'],
        ['Searches', 'maybe'],
        ['Options', { many: struct(['Name', 'text'], ['Value', 'maybe']) }],
      ),
    },
    'dnsConfig',
  ],
  ['ReadinessGates', { many: struct(['ConditionType', 'text']) }],
  ['RuntimeClassName', 'maybe'],
  ['Overhead', 'amounts'],
  ['EnableServiceLinks', 'maybe'],
  [
    'TopologySpreadConstraints',
    {
      many: struct(
        ['MaxSkew', 'number'],
        ['TopologyKey', 'text'],
        ['WhenUnsatisfiable', 'text'],
        ['LabelSelector', 'selector'],
        ['MinDomains', 'maybe'],
        ['NodeAffinityPolicy', 'maybe'],
        ['NodeTaintsPolicy', 'maybe'],
        ['MatchLabelKeys', 'maybe'],
      ),
    },
  ],
  ['OS', { one: NAME_ONLY }, 'os'],
  ['SchedulingGates', { many: NAME_ONLY }],
  [
    'ResourceClaims',
    {
      many: struct(
        ['Name', 'text'],
        ['ResourceClaimName', 'maybe'],
        ['ResourceClaimTemplateName', 'maybe'],
      ),
    },
  ],
  ['Resources', { one: RESOURCES }],
  ['HostnameOverride', 'maybe'],
);

/** The lines of a Pod's spec as the server prints it: JSON with Go's names, one blank deep. */
export function goPodSpecLines(spec: Plain): readonly string[] {
  const hostFields = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];
  const moved = Object.fromEntries(hostFields.map((field) => [field, valueAt(spec, field)]));
  const inside = { ...spec, securityContext: { ...plainAt(spec, 'securityContext'), ...moved } };
  return JSON.stringify(structValue(POD_SPEC, inside), null, 1)
    .replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)
    .split('\n');
}

function structValue(shape: Struct, value: Plain): Plain {
  const result: Record<string, unknown> = {};
  for (const field of shape())
    result[field.name] = fieldValue(field.shape, valueAt(value, field.json));
  return result;
}

function fieldValue(shape: Shape, value: unknown): unknown {
  switch (shape) {
    case 'text':
      return value ?? '';
    case 'number':
    case 'port':
      return value ?? 0;
    case 'boolean':
      return value ?? false;
    case 'maybe':
      return isPlain(value) ? Object.fromEntries(sortedEntries(value)) : (value ?? null);
    case 'quantity':
      return value === undefined ? null : canonicalQuantity(value);
    case 'amounts':
      return isPlain(value) ? amountsValue(value) : null;
    case 'selector':
      return isPlain(value) ? selectorValue(value) : null;
    default:
      return structuredValue(shape, value);
  }
}

function structuredValue(shape: Exclude<Shape, string>, value: unknown): unknown {
  if ('whole' in shape) return structValue(shape.whole, plainOf(value));
  if ('one' in shape) return isPlain(value) ? structValue(shape.one, value) : null;
  return Array.isArray(value) ? value.map((item) => structValue(shape.many, plainOf(item))) : null;
}

function amountsValue(list: Plain): Plain {
  return Object.fromEntries(
    sortedEntries(list).map(([name, value]) => [name, canonicalQuantity(value)]),
  );
}

function selectorValue(selector: Plain): Plain {
  const labels = valueAt(selector, 'matchLabels');
  const expressions = valueAt(selector, 'matchExpressions');
  return {
    ...(isPlain(labels) ? { matchLabels: Object.fromEntries(sortedEntries(labels)) } : {}),
    ...(expressions === undefined ? {} : { matchExpressions: expressions }),
  };
}
