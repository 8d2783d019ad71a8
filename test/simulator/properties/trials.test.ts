// Manifests, scenarios and faults at random, in two steps: while things break no promise is, and when nobody meddles any
// more all comes to rest or says why not. A failure prints the smallest manifest and the line that replays it.
import { describe, expect, test } from 'vitest';
import { faultOf, metInAll, SEEDS } from '../support/triedRuns';

/** For a machine that has much else to do. */
const PATIENCE_MS = 60_000;

describe('whatever happens', () => {
  test.each(SEEDS)(
    'a Pod breaks no promise at any event, and comes to rest (seed %i)',
    (seed) => expect(faultOf('pods', seed)).toBeUndefined(),
    PATIENCE_MS,
  );

  test.each(SEEDS)(
    'a workload breaks no promise at any event, and comes to rest (seed %i)',
    (seed) => expect(faultOf('workloads', seed)).toBeUndefined(),
    PATIENCE_MS,
  );

  test.each(SEEDS)(
    'a Pod breaks no promise in a cluster that is set up otherwise than usual (seed %i)',
    (seed) => expect(faultOf('odd', seed)).toBeUndefined(),
    PATIENCE_MS,
  );
});

const MET_SOMETIMES: Readonly<Record<string, readonly string[]>> = {
  phase: ['Pending', 'Running', 'Succeeded', 'Failed'],
  waiting: [
    'ContainerCreating',
    'PodInitializing',
    'CrashLoopBackOff',
    'ErrImagePull',
    'ImagePullBackOff',
    'ErrImageNeverPull',
    'InvalidImageName',
    'CreateContainerConfigError',
    'CreateContainerError',
    'RunContainerError',
    'PostStartHookError',
    'RestartingAllContainers',
  ],
  terminated: [
    'Completed',
    'Error',
    'OOMKilled',
    'StartError',
    'ContainerStatusUnknown',
    'Unknown',
    'RestartingAllContainers',
  ],
  reason: ['DeadlineExceeded', 'Evicted', 'NodeAffinity', 'OutOfcpu'],
  condition: [
    'PodScheduled=False SchedulingGated',
    'PodScheduled=False Unschedulable',
    'Ready=False ContainersNotReady',
    'Ready=False ReadinessGatesNotReady',
    'Ready=False PodCompleted',
    'Ready=False PodFailed',
    'Ready=True',
    'Initialized=False ContainersNotInitialized',
    'Initialized=True PodCompleted',
    'PodReadyToStartContainers=False',
    'AllContainersRestarting=True RestartAllContainersStarted',
    'DisruptionTarget=True DeletionByTaintManager',
    'DisruptionTarget=True DeletionByPodGC',
    'DisruptionTarget=True EvictionByEvictionAPI',
    'DisruptionTarget=True PreemptionByScheduler',
  ],
  step: [
    'Running -> Completed',
    'Running -> Error',
    'Running -> NotReady',
    'Running -> OOMKilled',
    'Running -> Terminating',
    'Running -> Init:0/1',
    'Error -> CrashLoopBackOff',
    'Error -> RestartingAllContainers',
    'Completed -> CrashLoopBackOff',
    'CrashLoopBackOff -> Running',
    'PostStartHookError -> CrashLoopBackOff',
    'ErrImagePull -> ImagePullBackOff',
    'ImagePullBackOff -> ErrImagePull',
    'Init:Error -> Init:CrashLoopBackOff',
    'Init:0/2 -> Init:1/2',
    'Init:1/2 -> PodInitializing',
    'Terminating -> Completed',
    'Terminating -> Error',
    'Terminating -> ContainerStatusUnknown',
    'Terminating -> Init:Error',
    'Terminating -> gone',
  ],
  event: [
    'default-scheduler FailedScheduling',
    'default-scheduler Preempted',
    'deployment-controller ScalingReplicaSet',
    'replicaset-controller SuccessfulCreate',
    'replicaset-controller SuccessfulDelete',
    'replication-controller SuccessfulCreate',
    'statefulset-controller SuccessfulCreate',
    'statefulset-controller SuccessfulDelete',
    'daemonset-controller SuccessfulCreate',
    'daemonset-controller SuccessfulDelete',
    'job-controller Completed',
    'job-controller BackoffLimitExceeded',
    'job-controller DeadlineExceeded',
    'cronjob-controller SuccessfulCreate',
    'cronjob-controller SawCompletedJob',
    'node-controller NodeNotReady',
    'taint-eviction-controller TaintManagerEviction',
    'kubelet FailedMount',
    'kubelet FailedPostStartHook',
    'kubelet FailedPreStopHook',
    'kubelet Unhealthy',
    'kubelet SandboxChanged',
    'kubelet Killing',
    'kubelet BackOff',
    'kubelet Evicted',
  ],
};

describe('sometimes', () => {
  test.each(Object.entries(MET_SOMETIMES))(
    'every %s is met over the seeds',
    (sort, wanted) => {
      const met = metInAll();
      expect(wanted.filter((what) => !met.has(`${sort} ${what}`))).toEqual([]);
    },
    PATIENCE_MS,
  );
});
