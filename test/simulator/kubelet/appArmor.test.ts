import { expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../../server/src/schema/objects';
import { summarizePod } from '../../../server/src/schema/printing/podRow';
import { parseScenario } from '../../../server/src/simulator/scenario/parseScenario';
import { simulate } from '../../../server/src/simulator/simulate';

const LOCAL = { type: 'Localhost', localhostProfile: 'deny-write' };

interface Wish {
  readonly pod?: object;
  readonly container?: object;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** STATUS of a Pod with those profiles on a node with these, what its container waits for, and its warnings. */
function fate({ pod, container, annotations = {} }: Wish, appArmor: unknown) {
  const contextOf = (appArmorProfile: object | undefined) =>
    appArmorProfile === undefined ? {} : { securityContext: { appArmorProfile } };
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', annotations },
    spec: {
      ...contextOf(pod),
      containers: [{ name: 'app', image: 'nginx', ...contextOf(container) }],
    },
  };
  const { scenario, findings } = parseScenario({
    apiVersion: 'podlab/v1alpha1',
    kind: 'Scenario',
    cluster: { nodes: [appArmor === undefined ? {} : { appArmor }] },
  });
  expect(findings).toEqual([]);
  const { store } = simulate({ objects: [object], scenario, untilMs: 60_000 });
  const found = store.get('Pod', 'default', 'web') as Pod;
  const warnings = [...store.list('Event')].filter(({ type }) => type === 'Warning');
  return {
    status: summarizePod(found).status,
    message: found.status?.message ?? found.status?.containerStatuses?.[0]?.state?.waiting?.message,
    warnings: warnings.map(({ reason, message }) => `${reason} ${message}`),
  };
}

test('a node without AppArmor refuses a Pod that asks for a profile (L-SYN-6)', () => {
  const text = 'Cannot enforce AppArmor: AppArmor is not enabled on the host';
  const refused = {
    status: 'AppArmor',
    message: `Pod was rejected: ${text}`,
    warnings: [`AppArmor ${text}`],
  };
  expect(fate({ container: LOCAL }, 'off')).toEqual(refused);
  expect(fate({ pod: { type: 'RuntimeDefault' } }, false)).toEqual(refused);
});

test('a Pod that asks for none runs on a node without AppArmor (L-SYN-6)', () => {
  expect(fate({}, 'off').status).toBe('Running');
  expect(fate({ pod: { type: 'Unconfined' } }, 'off').status).toBe('Running');
});

test('a container whose profile is not loaded is not created (L-SYN-14, L-SYN-15)', () => {
  const text =
    'failed to get container spec opts: failed to generate apparmor spec opts: apparmor profile not found deny-write';
  const expected = {
    status: 'CreateContainerError',
    message: text,
    warnings: [`Failed Error: ${text}`],
  };
  expect(fate({ container: LOCAL }, [])).toEqual(expected);
  expect(fate({ pod: LOCAL }, ['other'])).toEqual(expected);
  const annotations = {
    'container.apparmor.security.beta.kubernetes.io/app': 'localhost/deny-write',
  };
  expect(fate({ annotations }, [])).toEqual(expected);
});

test('a profile that is loaded, and that of the runtime, are there', () => {
  expect(fate({ container: LOCAL }, ['deny-write']).status).toBe('Running');
  expect(fate({ pod: { type: 'RuntimeDefault' } }, []).status).toBe('Running');
  expect(fate({ pod: LOCAL, container: { type: 'Unconfined' } }, []).status).toBe('Running');
});

test('where nothing is said of a node it has every profile', () => {
  expect(fate({ container: LOCAL }, undefined).status).toBe('Running');
});
