// `kubectl describe`. Rules: L-CLI-11 to L-CLI-14, L-EVT-6.
import type { KubeObject, Pod } from '../../schema/objects';
import { describeDeployment, describeReplicas } from './describeDeployment';
import { describeNode } from './describeNode';
import { annotationLines, eventLines, labelLines, timeText } from './describeParts';
import { describePod } from './describePod';
import { parseTargets, selectObjects } from './resourceNames';
import { failed, type Invoked, type Printed } from './session';
import { alignTabs } from './tabWriter';

export function describe(invoked: Invoked): Printed {
  const { line, catalogue, cluster, namespace } = invoked;
  if (line.positional.length === 0)
    return failed(
      'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
    );
  const parsed = parseTargets(catalogue, line.positional);
  if (!parsed.ok) return failed(parsed.message);
  const client = { view: cluster.store, catalogue, namespace };
  const { objects, missing } = selectObjects(client, line, parsed.targets);
  const inOrder = [...objects].sort((a, b) =>
    (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1,
  );
  const stdout = inOrder.map((object) => alignTabs(described(invoked, object))).join('\n\n');
  if (inOrder.length === 0 && missing.length === 0)
    return { stdout: '', stderr: `No resources found in ${namespace} namespace.\n`, code: 0 };
  return {
    stdout,
    stderr: missing.map((text) => `${text}\n`).join(''),
    code: missing.length > 0 ? 1 : 0,
  };
}

function described(invoked: Invoked, object: KubeObject): string {
  const events = eventLines(invoked.cluster, object);
  switch (object.kind) {
    case 'Pod':
      return describePod(object as Pod) + events;
    case 'Deployment':
      return describeDeployment(invoked.cluster, object) + events;
    case 'ReplicaSet':
    case 'ReplicationController':
      return describeReplicas(invoked.cluster, object) + events;
    case 'Node':
      return describeNode(invoked.cluster, object) + events;
    case 'Namespace':
      return describeNamespace(object);
    default:
      return describeAny(object) + events;
  }
}

function describeNamespace(object: KubeObject): string {
  const { phase = 'Active' } = (object['status'] ?? {}) as { readonly phase?: string };
  return [
    `Name:\t${object.metadata.name}\n`,
    labelLines('Labels', object.metadata.labels),
    annotationLines(object.metadata.annotations),
    `Status:\t${phase}\n`,
    '\nNo resource quota.\n\nNo LimitRange resource.\n',
  ].join('');
}

/** What is said of kinds that have no description of their own here. */
function describeAny(object: KubeObject): string {
  const { name = '', namespace, creationTimestamp } = object.metadata;
  return [
    `Name:\t${name}\n`,
    namespace === undefined ? '' : `Namespace:\t${namespace}\n`,
    creationTimestamp === undefined ? '' : `CreationTimestamp:\t${timeText(creationTimestamp)}\n`,
    labelLines('Labels', object.metadata.labels),
    annotationLines(object.metadata.annotations),
  ].join('');
}
