// Controllers: defaults, merge keys, what of them may change. Rules: L-CTL-6, L-CTL-8, L-CTL-16, L-CTL-17, L-CTL-22.

import type { FactTable, FieldFacts } from './facts';

const CONDITIONS: FieldFacts = { mergeKeys: ['type'] };
const FIXED: FieldFacts = { mutability: 'immutable' };
const FREE: FieldFacts = { mutability: 'mutable' };
const CONDITION_STATUS: Readonly<Record<string, FieldFacts>> = {
  status: { suggestions: ['True', 'False', 'Unknown'] },
};

export const WORKLOAD_FACTS: FactTable = {
  'apps.v1.DeploymentSpec': {
    minReadySeconds: { default: '0', ...FREE },
    paused: { default: 'false', ...FREE },
    progressDeadlineSeconds: { default: '600', ...FREE },
    replicas: { default: '1', ...FREE },
    revisionHistoryLimit: { default: '10', ...FREE },
    selector: FIXED,
    strategy: FREE,
    template: FREE,
  },
  'apps.v1.DeploymentStrategy': {
    type: { default: 'RollingUpdate' },
    rollingUpdate: { defaultNote: 'maxSurge 25% and maxUnavailable 25%, with type RollingUpdate.' },
  },
  'apps.v1.RollingUpdateDeployment': {
    maxSurge: { default: '25%', defaultNote: 'A percentage of replicas is rounded up.' },
    maxUnavailable: {
      default: '25%',
      defaultNote: 'A percentage of replicas is rounded down; where both come to 0 it counts as 1.',
    },
  },
  'apps.v1.DeploymentStatus': {
    conditions: CONDITIONS,
    terminatingReplicas: { gate: 'DeploymentReplicaSetTerminatingReplicas' },
  },
  'apps.v1.DeploymentCondition': CONDITION_STATUS,
  'apps.v1.ReplicaSetSpec': {
    minReadySeconds: { default: '0', ...FREE },
    replicas: { default: '1', ...FREE },
    selector: FIXED,
    template: FREE,
  },
  'apps.v1.ReplicaSetStatus': {
    conditions: CONDITIONS,
    terminatingReplicas: { gate: 'DeploymentReplicaSetTerminatingReplicas' },
  },
  'apps.v1.ReplicaSetCondition': CONDITION_STATUS,
  'core.v1.ReplicationControllerSpec': {
    minReadySeconds: { default: '0', ...FREE },
    replicas: { default: '1', ...FREE },
    selector: { defaultNote: "The template's labels.", ...FREE },
    template: FREE,
  },
  'core.v1.ReplicationControllerStatus': { conditions: CONDITIONS },
  'core.v1.ReplicationControllerCondition': CONDITION_STATUS,
  'apps.v1.StatefulSetSpec': {
    minReadySeconds: { default: '0', ...FREE },
    ordinals: FREE,
    persistentVolumeClaimRetentionPolicy: FREE,
    podManagementPolicy: { default: 'OrderedReady', ...FIXED },
    replicas: { default: '1', ...FREE },
    revisionHistoryLimit: { default: '10', ...FREE },
    selector: FIXED,
    serviceName: FIXED,
    template: FREE,
    updateStrategy: FREE,
    volumeClaimTemplates: FIXED,
  },
  'apps.v1.StatefulSetOrdinals': { start: { default: '0' } },
  'apps.v1.StatefulSetUpdateStrategy': { type: { default: 'RollingUpdate' } },
  'apps.v1.RollingUpdateStatefulSetStrategy': {
    maxUnavailable: { default: '1', gate: 'MaxUnavailableStatefulSet' },
    partition: { default: '0' },
  },
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': {
    whenDeleted: { values: ['Delete', 'Retain'], default: 'Retain' },
    whenScaled: { values: ['Delete', 'Retain'], default: 'Retain' },
  },
  'apps.v1.StatefulSetStatus': { conditions: CONDITIONS },
  'apps.v1.StatefulSetCondition': CONDITION_STATUS,
  'apps.v1.DaemonSetSpec': {
    minReadySeconds: { default: '0', ...FREE },
    revisionHistoryLimit: { default: '10', ...FREE },
    selector: FIXED,
    template: FREE,
    updateStrategy: FREE,
  },
  'apps.v1.DaemonSetUpdateStrategy': { type: { default: 'RollingUpdate' } },
  'apps.v1.RollingUpdateDaemonSet': {
    maxSurge: { default: '0' },
    maxUnavailable: { default: '1', defaultNote: 'A percentage is rounded up.' },
  },
  'apps.v1.DaemonSetStatus': { conditions: CONDITIONS },
  'apps.v1.DaemonSetCondition': CONDITION_STATUS,
  'apps.v1.ControllerRevision': { data: FIXED },
  'batch.v1.JobSpec': {
    activeDeadlineSeconds: { defaultNote: 'No limit.', ...FREE },
    backoffLimit: { default: '6', defaultNote: '2147483647 with backoffLimitPerIndex.', ...FREE },
    backoffLimitPerIndex: FIXED,
    completionMode: { default: 'NonIndexed', ...FIXED },
    completions: {
      defaultNote: '1 when parallelism is not set either; otherwise one success ends the Job.',
      mutability: 'restricted',
    },
    managedBy: { gate: 'JobManagedBy', ...FIXED },
    manualSelector: { default: 'false' },
    parallelism: { default: '1', ...FREE },
    podFailurePolicy: FIXED,
    podReplacementPolicy: {
      defaultNote: 'TerminatingOrFailed; Failed with a podFailurePolicy.',
      ...FIXED,
    },
    selector: { defaultNote: "Made by the system from the Job's uid.", ...FIXED },
    successPolicy: FIXED,
    suspend: { default: 'false', ...FREE },
    template: { mutability: 'restricted' },
    ttlSecondsAfterFinished: { defaultNote: 'A finished Job is never deleted by itself.', ...FREE },
  },
  'batch.v1.JobStatus': { conditions: CONDITIONS },
  'batch.v1.JobCondition': CONDITION_STATUS,
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': {
    status: { default: '"True"', suggestions: ['True', 'False', 'Unknown'] },
    type: { suggestions: ['DisruptionTarget', 'ConfigIssue'] },
  },
  'batch.v1.CronJobSpec': {
    concurrencyPolicy: { default: 'Allow', ...FREE },
    failedJobsHistoryLimit: { default: '1', ...FREE },
    jobTemplate: FREE,
    schedule: {
      suggestions: [
        '*/5 * * * *',
        '0 * * * *',
        '0 0 * * *',
        '0 0 * * 0',
        '@hourly',
        '@daily',
        '@weekly',
        '@monthly',
      ],
      ...FREE,
    },
    startingDeadlineSeconds: {
      defaultNote: 'A missed start is made up for however late it is.',
      ...FREE,
    },
    successfulJobsHistoryLimit: { default: '3', ...FREE },
    suspend: { default: 'false', ...FREE },
    timeZone: {
      suggestions: ['Etc/UTC'],
      defaultNote: 'The time zone of the controller manager.',
      ...FREE,
    },
  },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': { minReplicas: { default: '1' } },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': {
    metrics: { defaultNote: 'CPU utilization of 80 % of the requests, on average.' },
    minReplicas: { default: '1' },
  },
  'autoscaling.v2.HorizontalPodAutoscalerStatus': { conditions: CONDITIONS },
  'autoscaling.v2.HPAScalingRules': {
    selectPolicy: { values: ['Disabled', 'Max', 'Min'], default: 'Max' },
    stabilizationWindowSeconds: { defaultNote: '300 when scaling down, 0 when scaling up.' },
    tolerance: { gate: 'HPAConfigurableTolerance' },
  },
  'autoscaling.v2.HPAScalingPolicy': { type: { values: ['Percent', 'Pods'] } },
  'autoscaling.v2.MetricSpec': {
    type: { values: ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'] },
  },
  'autoscaling.v2.MetricTarget': { type: { values: ['AverageValue', 'Utilization', 'Value'] } },
  'autoscaling.v2.ResourceMetricSource': { name: { suggestions: ['cpu', 'memory'] } },
  'autoscaling.v2.ContainerResourceMetricSource': { name: { suggestions: ['cpu', 'memory'] } },
  'autoscaling.v2.CrossVersionObjectReference': {
    apiVersion: { suggestions: ['apps/v1'] },
    kind: { suggestions: ['Deployment', 'StatefulSet', 'ReplicaSet'] },
  },
  'policy.v1.PodDisruptionBudgetSpec': {
    minAvailable: FREE,
    maxUnavailable: FREE,
    selector: FREE,
    unhealthyPodEvictionPolicy: { default: 'IfHealthyBudget', ...FREE },
  },
  'policy.v1.PodDisruptionBudgetStatus': { conditions: CONDITIONS },
};
