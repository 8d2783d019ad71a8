// What the API server adds to a new Job so that it finds its own Pods: a selector on its uid, and labels for the template.
import type { KubeObject, PodTemplate } from '../../schema/objects';

const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';
const JOB_NAME = 'batch.kubernetes.io/job-name';

interface JobSpec {
  readonly manualSelector?: boolean;
  readonly template?: PodTemplate;
}

/** Rules: L-CTL-17. A Job that brings its own selector (`manualSelector`) keeps it. */
export function withJobSelector(job: KubeObject): KubeObject {
  const spec = (job['spec'] ?? {}) as JobSpec;
  const { uid = '', name = '' } = job.metadata;
  const template: PodTemplate = spec.template ?? { spec: { containers: [] } };
  if (spec.manualSelector === true) return job;
  const labels = {
    ...template.metadata?.labels,
    [CONTROLLER_UID]: uid,
    [JOB_NAME]: name,
    'controller-uid': uid,
    'job-name': name,
  };
  const ownLabels = job.metadata.labels ?? {};
  return {
    ...job,
    // A Job without labels shows those of its Pods.
    metadata: Object.keys(ownLabels).length > 0 ? job.metadata : { ...job.metadata, labels },
    spec: {
      ...spec,
      selector: { matchLabels: { [CONTROLLER_UID]: uid } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}
