// `kubectl wait` and `kubectl rollout status` and `history`: virtual time goes on until what is waited for has come.
import { parseGoDuration } from '../../schema/duration';
import type { KubeObject } from '../../schema/objects';
import { flag } from './commandLine';
import { templateLines } from './describeDeployment';
import { valuesAt } from './jsonPath';
import { referenceText } from './naming';
import { parseTargets, pluralWithGroup, selectObjects } from './resourceNames';
import { type Revision, revisionsOf } from './rollout';
import { rolloutStanding } from './rolloutStatus';
import { failed, type Invoked, type Printed, printed, waitFor } from './session';
import { alignTabs } from './tabWriter';

const DEFAULT_TIMEOUT_MS = 30_000;
const LONGEST_ROLLOUT_MS = 24 * 3_600_000;

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
  if (rolloutStanding(object.kind, object) === undefined)
    return failed(
      what === 'status'
        ? `error: no status viewer has been implemented for ${object.kind}`
        : `error: no history viewer has been implemented for "${object.kind}"`,
    );
  return what === 'status' ? status(invoked, object) : history(invoked, object);
}

function status(invoked: Invoked, { kind, metadata }: KubeObject): Printed {
  const { cluster, line } = invoked;
  const present = () => cluster.store.get(kind, metadata.namespace ?? '', metadata.name ?? '');
  const said: string[] = [];
  const say = () => {
    const standing = rolloutStanding(kind, present());
    const text = standing?.text ?? '';
    if (text !== said.at(-1)) said.push(text);
    return standing?.isOver !== false;
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

function history(invoked: Invoked, workload: KubeObject): Printed {
  const { cluster, catalogue, line } = invoked;
  const revisions = [...revisionsOf(cluster.store, workload)].reverse();
  const reference = referenceText(catalogue, workload);
  const wanted = Number(flag(line, 'revision') ?? 0);
  if (wanted > 0) {
    const found = revisions.find(({ number }) => number === wanted);
    if (found === undefined) return failed('error: unable to find the specified revision');
    return printed(`${reference} with revision #${wanted}\n${templateText(found)}\n`);
  }
  const rows = revisions.map(({ number, cause = '<none>' }) => [String(number), cause]);
  const table = alignTabs(
    [['REVISION', 'CHANGE-CAUSE'], ...rows].map((row) => `${row.join('\t')}\n`).join(''),
  );
  return printed(`${reference} \n${table}\n`);
}

/** The cells stay as they are: nothing lines these up. */
function templateText({ template, cause }: Revision): string {
  if (cause === undefined) return templateLines(template);
  const { metadata } = template;
  const annotations = { ...metadata?.annotations, 'kubernetes.io/change-cause': cause };
  return templateLines({ ...template, metadata: { ...metadata, annotations } });
}
