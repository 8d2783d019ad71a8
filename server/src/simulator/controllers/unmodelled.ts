// Says once, in the trace, of each kind of object that is kept but that nothing in this cluster acts upon.
import type { AnyClusterComponent } from '../api/clusterComponent';
import { controllerComponent } from './controller';

/** What a real cluster would do with them and this one does not. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: 'replicas are not scaled by load',
  Ingress: 'there is no ingress controller, and no way in through it',
  Gateway: 'there is no gateway controller, and no way in through it',
  HTTPRoute: 'there is no gateway controller, and no way in through it',
  ValidatingWebhookConfiguration: 'webhooks are not called',
  MutatingWebhookConfiguration: 'webhooks are not called',
  ValidatingAdmissionPolicy: 'its expressions are not evaluated',
  ValidatingAdmissionPolicyBinding: 'its expressions are not evaluated',
  MutatingAdmissionPolicy: 'its expressions are not evaluated',
  Role: 'every request is allowed',
  ClusterRole: 'every request is allowed',
  RoleBinding: 'every request is allowed',
  ClusterRoleBinding: 'every request is allowed',
  CustomResourceDefinition: 'no controller looks after its objects',
  ResourceClaim: 'devices are not allocated',
  ResourceClaimTemplate: 'devices are not allocated',
  DeviceClass: 'devices are not allocated',
  VolumeSnapshot: 'no snapshot is taken',
};

/** One actor per kind; its memory is that it has spoken. */
export function createUnmodelledReporter(): AnyClusterComponent {
  return controllerComponent<true>({
    name: 'unmodelled',
    reactionMs: 0,
    kinds: Object.keys(WITHOUT_EFFECT),
    concerns: ({ object, op }) =>
      op === 'ADDED' && WITHOUT_EFFECT[object.kind] !== undefined ? [object.kind] : undefined,
    sync(turn, kind, hasSpoken) {
      if (hasSpoken !== true)
        turn.record({
          subject: { kind, namespace: '', name: kind },
          change: { kind: 'simplified', text: `${kind}: ${WITHOUT_EFFECT[kind] ?? ''}` },
        });
      return true;
    },
  });
}
