// Whole objects to begin with, for an empty document.

import type { Cursor } from '../../documents/cursor';
import { apiVersionOf, preferredKind } from '../../documents/fieldInfo';
import type { IndentStyle } from './indentStyle';
import type { Offer } from './offer';
import type { Scene } from './scene';
import type { Starter } from './shape';
import { blockText, flowText, fromStarter } from './shape';

const POD_TEMPLATE = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: '' }] },
} satisfies Starter;

const WEB_SELECTOR = { matchLabels: { app: 'web' } } satisfies Starter;

const JOB_TEMPLATE = {
  spec: { restartPolicy: 'OnFailure', containers: [{ name: 'app', image: '', command: [''] }] },
} satisfies Starter;

/** What follows `apiVersion` and `kind`, by kind. */
const BODIES: Readonly<Record<string, { readonly [key: string]: Starter }>> = {
  Pod: { metadata: { name: 'web' }, spec: { containers: [{ name: 'app', image: '' }] } },
  Deployment: {
    metadata: { name: 'web' },
    spec: { replicas: '1', selector: WEB_SELECTOR, template: POD_TEMPLATE },
  },
  Service: {
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: '80', targetPort: '8080' }] },
  },
  ConfigMap: { metadata: { name: '' }, data: { key: '' } },
  Secret: { metadata: { name: '' }, stringData: { key: '' } },
  StatefulSet: {
    metadata: { name: 'web' },
    spec: { serviceName: 'web', replicas: '1', selector: WEB_SELECTOR, template: POD_TEMPLATE },
  },
  DaemonSet: {
    metadata: { name: 'web' },
    spec: { selector: WEB_SELECTOR, template: POD_TEMPLATE },
  },
  ReplicaSet: {
    metadata: { name: 'web' },
    spec: { replicas: '1', selector: WEB_SELECTOR, template: POD_TEMPLATE },
  },
  Job: { metadata: { name: '' }, spec: { template: JOB_TEMPLATE } },
  CronJob: {
    metadata: { name: '' },
    spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: JOB_TEMPLATE } } },
  },
  Ingress: {
    metadata: { name: 'web' },
    spec: {
      rules: [
        {
          host: '',
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: 'web', port: { number: '80' } } },
              },
            ],
          },
        },
      ],
    },
  },
  Namespace: { metadata: { name: '' } },
  ServiceAccount: { metadata: { name: '' } },
  PersistentVolumeClaim: {
    metadata: { name: '' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  PodDisruptionBudget: {
    metadata: { name: '' },
    spec: { minAvailable: '1', selector: WEB_SELECTOR },
  },
  HorizontalPodAutoscaler: {
    metadata: { name: '' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: '' },
      minReplicas: '1',
      maxReplicas: '3',
    },
  },
  NetworkPolicy: {
    metadata: { name: '' },
    spec: { podSelector: WEB_SELECTOR, policyTypes: ['Ingress'] },
  },
  PriorityClass: { metadata: { name: '' }, value: '1000' },
  Role: {
    metadata: { name: '' },
    rules: [{ apiGroups: ['""'], resources: ['pods'], verbs: ['get'] }],
  },
};

/** One offer for every kind that has a usual beginning. */
export function wholeDocumentOffers(
  scene: Scene & { readonly cursor: Cursor },
  style: IndentStyle,
): readonly Offer[] {
  const { cursor } = scene;
  return Object.entries(BODIES).flatMap(([kind, body], index): readonly Offer[] => {
    const api = preferredKind(scene.catalogue, kind);
    if (api === undefined) return [];
    const head: { readonly [key: string]: Starter } = {
      apiVersion: `!${apiVersionOf(api)}`,
      kind: `!${kind}`,
    };
    const shape = fromStarter(
      scene.catalogue,
      { ...head, ...quoteCron(body) },
      { kind: 'object', type: api.type },
    );
    const stops = { next: 1 };
    const column = cursor.column - cursor.lineIndent;
    const snippet =
      cursor.flow === 'none'
        ? blockText(shape, column - style.step, style, stops).replace(/^\n */, '')
        : flowText(shape, cursor.flow === 'json', stops)
            .slice(1, -2)
            .trim();
    return [
      {
        label: kind,
        kind: 'document',
        detail: `a new ${kind} (${apiVersionOf(api)})`,
        rank: 500 + index,
        replace: cursor.replace,
        snippet: cursor.lead + snippet,
        subject: { of: 'kind', apiVersion: apiVersionOf(api), kind },
      },
    ];
  });
}

/** A schedule with stars must stand in quotes. */
function quoteCron(body: { readonly [key: string]: Starter }): { readonly [key: string]: Starter } {
  const { spec } = body;
  if (typeof spec !== 'object' || Array.isArray(spec) || !('schedule' in spec)) return body;
  return { ...body, spec: { ...spec, schedule: '"0 * * * *"' } };
}
