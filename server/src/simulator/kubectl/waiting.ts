// `kubectl wait` and `kubectl rollout status` and `history`: virtual time goes on until what is waited for has come.
import { parseGoDuration } from '../../schema/duration';
import type { KubeObject } from '../../schema/objects';
import { flag } from './commandLine';
import { valuesAt } from './jsonPath';
import { referenceText } from './naming';
import { parseTargets, pluralWithGroup, selectObjects } from './resourceNames';
import { failed, type Invoked, type Printed, printed, waitFor } from './session';
import { alignTabs } from './tabWriter';

const DEFAULT_TIMEOUT_MS = 30_000;
const LONGEST_ROLLOUT_MS = 24 * 3_600_000;
const REVISION = 'deployment.kubernetes.io/revision';

type Fields = Readonly<Record<string, unknown>>;

/** `wait --for=condition=Ready pod/web`, `--for=delete`, `--for=jsonpath='{.status.phase}'=Running`. */
export function wait(invoked: Invoked): Printed {
  const { line, catalogue, cluster, namespace } = invoked;
  const condition = flag(line, 'for');
  if (condition === undefined) return failed('error: must specify --for');
  const parsed = parseTargets(catalogue, line.positional);
  if (!parsed.ok) return failed(parsed.message);
  const client = { view: cluster.store, catalogue, namespace };
  const { objects, missing } = selectObjects(client, line, parsed.targets);
  if (missing.length > 0) return failed(missing.join('\n'));
  if (objects.length === 0) return failed('error: no matching resources found');
  const timeout = parseGoDuration(flag(line, 'timeout') ?? '') ?? DEFAULT_TIMEOUT_MS;
  let stdout = '';
  let stderr = '';
  const until = cluster.now + timeout;
  for (const object of objects) {
    const present = () =>
      cluster.store.get(object.kind, object.metadata.namespace ?? '', object.metadata.name ?? '');
    const isMet = waitFor(
      invoked,
      () => holds(condition, object, present()),
      Math.max(0, until - cluster.now),
    );
    const kind = catalogue.kind(object.apiVersion, object.kind);
    if (isMet) stdout += `${referenceText(catalogue, object)} condition met\n`;
    else
      stderr += `error: timed out waiting for the condition on ${kind === undefined ? object.kind : pluralWithGroup(kind)}/${object.metadata.name}\n`;
  }
  return { stdout, stderr, code: stderr === '' ? 0 : 1 };
}

function holds(condition: string, before: KubeObject, now: KubeObject | undefined): boolean {
  if (condition === 'delete') return now?.metadata.uid !== before.metadata.uid;
  const path = /^jsonpath='?\{?([^}]*)\}?'?(?:=(.*))?$/.exec(condition);
  if (path !== null) {
    const [value] = valuesAt(now, path[1] ?? '');
    return path[2] === undefined ? value !== undefined : String(value) === path[2];
  }
  const [, type = '', wanted = 'True'] = /^condition=([^=]+)(?:=(.*))?$/.exec(condition) ?? [];
  const { conditions = [] } = (now?.['status'] ?? {}) as {
    readonly conditions?: readonly Fields[];
  };
  return conditions.some(
    (each) =>
      String(each['type']).toLowerCase() === type.toLowerCase() &&
      String(each['status']).toLowerCase() === wanted.toLowerCase(),
  );
}

/** Undefined for what `rollout` changes rather than shows. */
export function rolloutShown(invoked: Invoked): Printed | undefined {
  const { line, catalogue, cluster, namespace } = invoked;
  const [what, ...words] = line.positional;
  if (what !== 'status' && what !== 'history') return undefined;
  const parsed = parseTargets(catalogue, words);
  if (!parsed.ok) return failed(parsed.message);
  const client = { view: cluster.store, catalogue, namespace };
  const { objects, missing } = selectObjects(client, line, parsed.targets);
  const [object] = objects;
  if (object === undefined) return failed(missing.join('\n'));
  if (object.kind !== 'Deployment')
    return failed(
      what === 'status'
        ? `error: no status viewer has been implemented for ${object.kind}`
        : `error: no history viewer has been implemented for "${object.kind}"`,
    );
  return what === 'status' ? status(invoked, object) : history(invoked, object);
}

function status(invoked: Invoked, { metadata }: KubeObject): Printed {
  const { cluster, line } = invoked;
  const present = () =>
    cluster.store.get('Deployment', metadata.namespace ?? '', metadata.name ?? '');
  const said: string[] = [];
  const say = () => {
    const text = rolloutText(present());
    if (text !== said.at(-1)) said.push(text);
    return text.includes('successfully') || text.startsWith('error');
  };
  const timeout = parseGoDuration(flag(line, 'timeout') ?? '0s') ?? 0;
  const isOver =
    flag(line, 'watch') === 'false'
      ? say() || true
      : waitFor(invoked, say, timeout > 0 ? timeout : LONGEST_ROLLOUT_MS);
  const last = said.at(-1) ?? '';
  if (last.startsWith('error'))
    return { stdout: lines(said.slice(0, -1)), stderr: `${last}\n`, code: 1 };
  if (!isOver)
    return { stdout: lines(said), stderr: 'error: timed out waiting for the condition\n', code: 1 };
  return printed(lines(said));
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

/** Where a rollout stands. Rules: L-CTL-9, L-CTL-11. */
function rolloutText(deployment: KubeObject | undefined): string {
  if (deployment === undefined) return 'error: object has been deleted';
  const { name, generation = 0 } = deployment.metadata;
  const spec = (deployment['spec'] ?? {}) as Fields;
  const state = (deployment['status'] ?? {}) as Fields;
  const count = (field: string) => Number(state[field] ?? 0);
  const conditions = (state['conditions'] ?? []) as readonly Fields[];
  const waiting = `Waiting for deployment "${name}" rollout to finish:`;
  if (count('observedGeneration') < generation)
    return 'Waiting for deployment spec update to be observed...';
  if (conditions.some((condition) => condition['reason'] === 'ProgressDeadlineExceeded'))
    return `error: deployment "${name}" exceeded its progress deadline`;
  const wanted = Number(spec['replicas'] ?? 1);
  const updated = count('updatedReplicas');
  if (updated < wanted)
    return `${waiting} ${updated} out of ${wanted} new replicas have been updated...`;
  if (count('replicas') > updated)
    return `${waiting} ${count('replicas') - updated} old replicas are pending termination...`;
  if (count('availableReplicas') < updated)
    return `${waiting} ${count('availableReplicas')} of ${updated} updated replicas are available...`;
  return `deployment "${name}" successfully rolled out`;
}

function history({ cluster, catalogue }: Invoked, deployment: KubeObject): Printed {
  const rows = [...cluster.store.dependents(deployment.metadata.uid ?? '')]
    .filter(({ kind }) => kind === 'ReplicaSet')
    .map(({ metadata }) => ({
      revision: Number(metadata.annotations?.[REVISION] ?? 0),
      cause: metadata.annotations?.['kubernetes.io/change-cause'] ?? '<none>',
    }))
    .sort((a, b) => a.revision - b.revision)
    .map(({ revision, cause }) => [String(revision), cause]);
  const table = alignTabs(
    [['REVISION', 'CHANGE-CAUSE'], ...rows].map((row) => `${row.join('\t')}\n`).join(''),
  );
  return printed(`${referenceText(catalogue, deployment)} \n${table}\n`);
}
