// Feature gates that decide whether a field is kept or dropped, and how they stood in each version.

export type GateStage = 'alpha' | 'beta' | 'GA';

export interface GateState {
  readonly stage: GateStage;
  /** Whether it is on unless a cluster's administrator says otherwise. */
  readonly on: boolean;
  /** The version since when it has stood so. */
  readonly since: string;
}

/** Oldest first. A gate that is GA is on and cannot be turned off. Rules: L-GEN-5. */
const HISTORY: Readonly<Record<string, readonly GateState[]>> = {
  ClusterTrustBundleProjection: [alpha('1.29'), betaOff('1.33')],
  ContainerRestartRules: [alpha('1.34'), beta('1.35')],
  ContainerStopSignals: [alpha('1.33')],
  CoordinatedLeaderElection: [alpha('1.31'), betaOff('1.33')],
  CrossNamespaceVolumeDataSource: [alpha('1.26')],
  DeploymentReplicaSetTerminatingReplicas: [alpha('1.33'), beta('1.35')],
  DynamicResourceAllocation: [alpha('1.30'), betaOff('1.32'), ga('1.34')],
  EnvFiles: [alpha('1.34'), beta('1.35')],
  GenericWorkload: [alpha('1.35')],
  HPAConfigurableTolerance: [alpha('1.33'), beta('1.35')],
  HostnameOverride: [alpha('1.34'), beta('1.35')],
  ImageVolume: [alpha('1.31'), betaOff('1.33'), beta('1.35'), ga('1.36')],
  InPlacePodVerticalScaling: [alpha('1.27'), beta('1.33'), ga('1.35')],
  JobManagedBy: [alpha('1.30'), beta('1.32'), ga('1.35')],
  MatchLabelKeysInPodAffinity: [alpha('1.29'), beta('1.31'), ga('1.33')],
  MatchLabelKeysInPodTopologySpread: [alpha('1.25'), beta('1.27')],
  MaxUnavailableStatefulSet: [alpha('1.24'), betaOff('1.35')],
  PodCertificateRequest: [alpha('1.34'), betaOff('1.35')],
  PodLevelResources: [alpha('1.32'), beta('1.34')],
  PodObservedGenerationTracking: [alpha('1.33'), beta('1.34'), ga('1.35')],
  ProcMountType: [alpha('1.12'), betaOff('1.31'), beta('1.33'), ga('1.36')],
  RecursiveReadOnlyMounts: [alpha('1.30'), beta('1.31'), ga('1.33')],
  ResourceHealthStatus: [alpha('1.31')],
  SELinuxChangePolicy: [alpha('1.32'), beta('1.33'), ga('1.36')],
  SupplementalGroupsPolicy: [alpha('1.31'), beta('1.33'), ga('1.35')],
  UserNamespacesSupport: [alpha('1.25'), betaOff('1.30'), beta('1.33'), ga('1.36')],
  VolumeAttributesClass: [alpha('1.29'), betaOff('1.31'), ga('1.34')],
};

function alpha(since: string): GateState {
  return { stage: 'alpha', on: false, since };
}

function betaOff(since: string): GateState {
  return { stage: 'beta', on: false, since };
}

function beta(since: string): GateState {
  return { stage: 'beta', on: true, since };
}

function ga(since: string): GateState {
  return { stage: 'GA', on: true, since };
}

/** How a gate stands in a version (`1.33`) by default; undefined where that version has no such gate or we don't know it. */
export function gateState(gate: string, version: string): GateState | undefined {
  const reached = (state: GateState): boolean => minor(state.since) <= minor(version);
  return HISTORY[gate]?.filter(reached).at(-1);
}

/** The gates of the table. */
export const FEATURE_GATES: readonly string[] = Object.keys(HISTORY);

function minor(version: string): number {
  return Number(version.replace(/^v?1\./, '').split('.')[0]);
}

/** What somebody says of a cluster's gates, by name. */
export type Gates = Readonly<Record<string, boolean>>;

/** Gates that the simulated cluster acts upon, as they stand by default in its version. Rules: L-GEN-5. */
const SWITCHABLE = {
  ChangeContainerStatusOnKubeletRestart: false,
  DeploymentReplicaSetTerminatingReplicas: true,
  EnvFiles: true,
  HostnameOverride: true,
  KubeletCrashLoopBackOffMax: true,
  KubeletEnsureSecretPulledImages: true,
  MatchLabelKeysInPodTopologySpread: true,
  PodLevelResources: true,
  PodReadyToStartContainersCondition: true,
  ReduceDefaultCrashLoopBackOffDecay: false,
} as const;
export type SwitchableGate = keyof typeof SWITCHABLE;
export const SWITCHABLE_GATES: readonly string[] = Object.keys(SWITCHABLE);

/** How a gate stands in a cluster of which nothing or this is said. */
export function isGateOn(gates: Gates | undefined, gate: SwitchableGate): boolean {
  return gates?.[gate] ?? SWITCHABLE[gate];
}
