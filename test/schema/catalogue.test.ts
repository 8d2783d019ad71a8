import { describe, expect, test } from 'vitest';
import { apiVersionOf, getCatalogue } from '../../server/src/schema/builtinCatalogue';
import type { ApiField, FieldType } from '../../server/src/schema/catalogue';
import { loadDescriptions } from '../../server/src/schema/descriptions';
import { FEATURE_GATES, gateState } from '../../server/src/schema/featureGates';
import { mutabilityAt } from '../../server/src/schema/mutability';
import { OVERLAY } from '../../server/src/schema/overlay/overlay';
import { REMOVED_APIS, removedApi } from '../../server/src/schema/removedApis';
import { kindsNamed, splitResourcePath } from '../../server/src/schema/resourceNames';
import { asOf, fieldExistsIn } from '../../server/src/schema/versions';

const catalogue = getCatalogue();
const CORE = 'io.k8s.api.core.v1';

function fieldOf(type: string, name: string): ApiField {
  const field = catalogue.field(`${CORE}.${type}`, name);
  if (field === undefined) throw new Error(`there is no ${type}.${name}`);
  return field;
}

/** All types that the kinds lead to. */
function reachableTypes(): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (type: FieldType): void => {
    if (type.kind === 'list' || type.kind === 'map') visit(type.of);
    else if (type.kind === 'object') visitType(type.type);
  };
  const visitType = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const field of catalogue.type(name)?.fields ?? []) visit(field.type);
  };
  for (const { type } of catalogue.kinds) visitType(type);
  return seen;
}

function allFields(): readonly { readonly name: string; readonly field: ApiField }[] {
  return [...reachableTypes()].flatMap((type) =>
    (catalogue.type(type)?.fields ?? []).map((field) => ({ name: `${type}.${field.name}`, field })),
  );
}

describe('the kinds', () => {
  test.each([
    ['v1', 'Pod', 'pods', true],
    ['v1', 'Namespace', 'namespaces', false],
    ['apps/v1', 'Deployment', 'deployments', true],
    ['batch/v1', 'CronJob', 'cronjobs', true],
    ['autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', true],
    ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', true],
    ['networking.k8s.io/v1', 'Ingress', 'ingresses', true],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', false],
    ['storage.k8s.io/v1', 'StorageClass', 'storageclasses', false],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', false],
  ])('%s %s is served as %s', (apiVersion, kind, plural, namespaced) => {
    expect(catalogue.kind(apiVersion, kind)).toMatchObject({ plural, namespaced });
  });

  test('only finished versions are served by default', () => {
    for (const kind of catalogue.kinds) expect(kind.version).toMatch(/^v\d+$/);
  });

  test('a typed list is known and not offered', () => {
    expect(catalogue.kind('v1', 'PodList')?.type).toBe(`${CORE}.PodList`);
    expect(catalogue.kinds.some(({ kind }) => kind === 'PodList')).toBe(false);
    expect(catalogue.kinds.some(({ kind }) => kind === 'List')).toBe(true);
  });

  test('it is told where a Pod template sits inside a kind', () => {
    const templates = catalogue.kinds.flatMap(({ kind, podTemplate }) =>
      podTemplate === undefined ? [] : [[kind, podTemplate]],
    );
    expect(Object.fromEntries(templates)).toEqual({
      Pod: '',
      PodTemplate: 'template',
      ReplicationController: 'spec.template',
      DaemonSet: 'spec.template',
      Deployment: 'spec.template',
      ReplicaSet: 'spec.template',
      StatefulSet: 'spec.template',
      Job: 'spec.template',
      CronJob: 'spec.jobTemplate.spec.template',
    });
  });

  test('asking twice gives the same values', () => {
    expect(catalogue.type(`${CORE}.Container`)).toBe(catalogue.type(`${CORE}.Container`));
    expect(getCatalogue()).toBe(catalogue);
  });

  test('what no one defines is undefined', () => {
    expect(catalogue.kind('v1', 'Nope')).toBeUndefined();
    expect(catalogue.type('nope')).toBeUndefined();
    expect(catalogue.field('nope', 'x')).toBeUndefined();
    expect(catalogue.field(`${CORE}.Pod`, 'constructor')).toBeUndefined();
  });
});

describe('the fields', () => {
  test('every object type that a field names exists', () => {
    for (const name of reachableTypes()) expect(catalogue.type(name), name).toBeDefined();
  });

  test('types are told apart as the API tells them apart', () => {
    expect(fieldOf('Container', 'args').type).toEqual({ kind: 'list', of: { kind: 'string' } });
    expect(fieldOf('ResourceRequirements', 'limits').type).toMatchObject({
      kind: 'map',
      of: { kind: 'string', format: 'quantity' },
    });
    expect(fieldOf('HTTPGetAction', 'port').type).toEqual({ kind: 'intOrString' });
    expect(fieldOf('Probe', 'periodSeconds').type).toEqual({ kind: 'integer', format: 'int32' });
    expect(fieldOf('PodSpec', 'terminationGracePeriodSeconds').type).toEqual({
      kind: 'integer',
      format: 'int64',
    });
    expect(fieldOf('Secret', 'data').type).toEqual({
      kind: 'map',
      of: { kind: 'string', format: 'byte' },
    });
    expect(fieldOf('PodStatus', 'startTime').type).toMatchObject({
      kind: 'string',
      format: 'date-time',
    });
    expect(
      catalogue.field('io.k8s.api.apps.v1.StatefulSetSpec', 'volumeClaimTemplates')?.type,
    ).toEqual({
      kind: 'list',
      of: { kind: 'object', type: `${CORE}.PersistentVolumeClaim` },
    });
  });

  test('apiVersion and kind are never required: the server knows them from the request', () => {
    expect(fieldOf('Pod', 'kind').required).toBe(false);
    expect(fieldOf('Container', 'name').required).toBe(true);
    expect(fieldOf('ContainerPort', 'containerPort').required).toBe(true);
  });

  test('the defaults of a probe are those that the API server writes (L-API-3)', () => {
    const defaults = (catalogue.type(`${CORE}.Probe`)?.fields ?? []).flatMap(
      ({ name, default: value }) => (value === undefined ? [] : [[name, value]]),
    );
    expect(Object.fromEntries(defaults)).toEqual({
      failureThreshold: '3',
      initialDelaySeconds: '0',
      periodSeconds: '10',
      successThreshold: '1',
      timeoutSeconds: '1',
    });
  });

  test('a default is one of the values, where values are told', () => {
    for (const { name, field } of allFields()) {
      if (field.values === undefined || field.default === undefined) continue;
      const value = field.default.replace(/^"(.*)"$/, '$1');
      expect(field.values, name).toContain(value);
    }
  });

  test('every gate in the tables has a history', () => {
    for (const { name, field } of allFields()) {
      if (field.gate !== undefined) expect(FEATURE_GATES, name).toContain(field.gate);
    }
  });

  test('elements of a list are told apart by fields that they have', () => {
    for (const { name, field } of allFields()) {
      if (field.mergeKeys === undefined) continue;
      const { type } = field;
      const element = type.kind === 'list' && type.of.kind === 'object' ? type.of.type : '';
      for (const key of field.mergeKeys)
        expect(catalogue.field(element, key), `${name} ${key}`).toBeDefined();
    }
  });

  test('what the overlay adds has arrived', () => {
    for (const [short, facts] of Object.entries(OVERLAY.fields)) {
      const type = [...reachableTypes()].find((name) => name.endsWith(`.${short}`));
      expect(type, short).toBeDefined();
      for (const [name, fact] of Object.entries(facts)) {
        expect(catalogue.field(type ?? '', name), `${short}.${name}`).toMatchObject(fact);
      }
    }
  });

  test('a value behind a gate that is off is listed by the documentation and not accepted', () => {
    const operator = fieldOf('Toleration', 'operator');
    expect(operator.values).toEqual(['Equal', 'Exists']);
    expect(operator.publishedValues).toEqual(['Equal', 'Exists', 'Gt', 'Lt']);
  });

  test('deprecated fields are marked, deprecated values of a field are not', () => {
    expect(fieldOf('PodSpec', 'serviceAccount').deprecated).toBe(true);
    expect(fieldOf('Volume', 'gitRepo').deprecated).toBe(true);
    expect(fieldOf('Volume', 'glusterfs').deprecated).toBe(true);
    expect(fieldOf('PodStatus', 'phase').deprecated).toBeUndefined();
    expect(fieldOf('PodSpec', 'serviceAccountName').deprecated).toBeUndefined();
  });
});

describe('the texts', () => {
  const descriptions = loadDescriptions();

  test('every field of a Pod is described', () => {
    const silent = allFields().filter(({ name }) => {
      const at = name.lastIndexOf('.');
      return (
        name.startsWith(`${CORE}.`) &&
        descriptions.ofField(name.slice(0, at), name.slice(at + 1)) === undefined
      );
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  test('notes on values are taken off the prose', () => {
    const text = descriptions.ofField(`${CORE}.Container`, 'imagePullPolicy');
    expect(text?.text).not.toContain('Possible enum values');
    expect([...(text?.valueNotes.keys() ?? [])]).toEqual(['Always', 'IfNotPresent', 'Never']);
    expect(text?.valueNotes.get('Never')).toMatch(/^means that /);
  });

  test('values without a note are named with an empty one', () => {
    expect(descriptions.ofField(`${CORE}.PodSpec`, 'restartPolicy')?.valueNotes.get('Always')).toBe(
      '',
    );
  });

  test('asterisks of a list are those of the original', () => {
    expect(descriptions.ofField(`${CORE}.ServicePort`, 'appProtocol')?.text).toContain(
      '\n* Un-prefixed',
    );
  });

  test('what has no text has none', () => {
    expect(descriptions.ofType('nope')).toBeUndefined();
    expect(descriptions.ofField(`${CORE}.Pod`, 'nope')).toBeUndefined();
  });
});

describe('older versions', () => {
  test.each([
    ['PodSpec', 'hostnameOverride', '1.34'],
    ['Container', 'restartPolicyRules', '1.34'],
    ['Lifecycle', 'stopSignal', '1.33'],
    ['PodSpec', 'resources', '1.32'],
    ['Volume', 'image', '1.31'],
    ['PodSpec', 'schedulingGroup', '1.36'],
  ])('%s.%s came with %s', (type, name, since) => {
    expect(fieldOf(type, name).since).toBe(since);
  });

  test('a field exists from its version on', () => {
    expect(fieldExistsIn({ since: '1.33' }, '1.32')).toBe(false);
    expect(fieldExistsIn({ since: '1.33' }, 'v1.33.4')).toBe(true);
    expect(fieldExistsIn({}, '1.30')).toBe(true);
    expect(fieldExistsIn({ since: '1.36' }, 'latest')).toBe(true);
  });

  test('the catalogue of an older version lacks the newer fields and kinds', () => {
    const older = asOf(catalogue, '1.33');
    expect(older.field(`${CORE}.PodSpec`, 'hostnameOverride')).toBeUndefined();
    expect(
      older.type(`${CORE}.PodSpec`)?.fields.some(({ name }) => name === 'hostnameOverride'),
    ).toBe(false);
    expect(older.field(`${CORE}.PodSpec`, 'containers')).toBe(fieldOf('PodSpec', 'containers'));
    expect(older.kind('resource.k8s.io/v1', 'ResourceClaim')).toBeUndefined();
    expect(catalogue.kind('resource.k8s.io/v1', 'ResourceClaim')).toBeDefined();
    expect(asOf(catalogue, '1.36')).toBe(catalogue);
  });

  test('a gate stands as it stood in the version', () => {
    expect(gateState('ContainerRestartRules', '1.33')).toBeUndefined();
    expect(gateState('ContainerRestartRules', '1.34')).toMatchObject({ stage: 'alpha', on: false });
    expect(gateState('ContainerRestartRules', '1.36')).toEqual({
      stage: 'beta',
      on: true,
      since: '1.35',
    });
    expect(gateState('ContainerStopSignals', '1.36')?.on).toBe(false);
  });
});

describe('removed versions', () => {
  test('an old manifest learns what to write', () => {
    expect(removedApi('extensions/v1beta1', 'Deployment')).toMatchObject({
      removedIn: '1.16',
      instead: 'apps/v1',
    });
    expect(removedApi('policy/v1beta1', 'PodSecurityPolicy')?.instead).toBeUndefined();
    expect(removedApi('apps/v1', 'Deployment')).toBeUndefined();
  });

  test('nothing removed is served, and what to write instead is', () => {
    for (const { apiVersion, kind, instead } of REMOVED_APIS) {
      expect(catalogue.kind(apiVersion, kind), `${apiVersion} ${kind}`).toBeUndefined();
      if (instead !== undefined)
        expect(catalogue.kind(instead, kind), `${instead} ${kind}`).toBeDefined();
    }
  });
});

describe('names of resources', () => {
  const namesOf = (word: string): readonly string[] =>
    kindsNamed(catalogue, word).map((kind) => `${apiVersionOf(kind)} ${kind.kind}`);

  test.each(['po', 'pod', 'pods', 'Pod', 'PODS', 'pods.v1'])('%s is the Pod', (word) => {
    expect(namesOf(word)).toEqual(['v1 Pod']);
  });

  test('the newest version comes first, and groups keep their order', () => {
    expect(namesOf('hpa')).toEqual([
      'autoscaling/v2 HorizontalPodAutoscaler',
      'autoscaling/v1 HorizontalPodAutoscaler',
    ]);
    expect(namesOf('ev')).toEqual(['v1 Event', 'events.k8s.io/v1 Event']);
    expect(namesOf('ev.events.k8s.io')).toEqual(['events.k8s.io/v1 Event']);
  });

  test('a word that is no resource names nothing', () => {
    expect(namesOf('')).toEqual([]);
    expect(namesOf('list')).toEqual([]);
    expect(namesOf('pods.apps')).toEqual([]);
  });

  test('a field that is called like a group is a field', () => {
    expect(splitResourcePath(catalogue, 'deploy.apps.spec')).toEqual({
      resource: 'deploy.apps',
      steps: ['spec'],
    });
    expect(splitResourcePath(catalogue, 'pod.spec.containers')).toEqual({
      resource: 'pod',
      steps: ['spec', 'containers'],
    });
    expect(splitResourcePath(catalogue, '')).toEqual({ resource: '', steps: [] });
  });
});

describe('what an update may change (L-API-7)', () => {
  const at = (apiVersion: string, kind: string, path: string): string | undefined => {
    const found = catalogue.kind(apiVersion, kind);
    return found === undefined ? 'no such kind' : mutabilityAt(catalogue, found, path.split('.'));
  };

  test.each([
    ['spec.containers.image', 'mutable'],
    ['spec.initContainers.image', 'mutable'],
    ['spec.containers.command', 'immutable'],
    ['spec.containers.resources.limits.cpu', 'restricted'],
    ['spec.containers', 'restricted'],
    ['spec.tolerations', 'restricted'],
    ['spec.activeDeadlineSeconds', 'restricted'],
    ['spec.nodeName', 'immutable'],
    ['spec.restartPolicy', 'immutable'],
    ['metadata.labels', 'mutable'],
    ['metadata.name', 'immutable'],
  ])('of a Pod: %s is %s', (path, expected) => {
    expect(at('v1', 'Pod', path)).toBe(expected);
  });

  test('a template is free where its controller rolls it out and fixed in a Job', () => {
    expect(at('apps/v1', 'Deployment', 'spec.template.spec.containers.command')).toBe('mutable');
    expect(at('apps/v1', 'Deployment', 'spec.template.metadata.name')).toBe('mutable');
    expect(at('apps/v1', 'Deployment', 'spec.selector.matchLabels')).toBe('immutable');
    expect(at('batch/v1', 'Job', 'spec.template.spec.containers.image')).toBe('restricted');
    expect(at('apps/v1', 'StatefulSet', 'spec.volumeClaimTemplates')).toBe('immutable');
  });

  test('nothing is claimed about the status or about what does not exist', () => {
    expect(at('v1', 'Pod', 'status.phase')).toBeUndefined();
    expect(at('apps/v1', 'Deployment', 'spec.nope')).toBeUndefined();
  });
});
