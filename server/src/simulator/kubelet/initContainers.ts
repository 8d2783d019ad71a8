// Which init containers and sidecars the next sync starts or stops: pure. Rules: L-INI-2 to L-INI-9, L-INI-13.
import type { Container } from '../../schema/objects';
import type { ContainerRecord, ExitedContainer, RunningContainer } from '../runtime/records';
import { newestRecord } from '../runtime/records';
import type { ActionsInput, ContainerKill } from './podActions';
import { initContainers, isSidecar } from './podSpec';
import { isRestartable } from './restartDecision';

export interface InitActions {
  /** The app containers' turn has come. */
  readonly initialized: boolean;
  /** A regular init container failed for good: the Pod ends. */
  readonly failed: boolean;
  /** In the order of the spec. */
  readonly starts: readonly string[];
  readonly kills: readonly ContainerKill[];
}

interface Scan {
  readonly input: ActionsInput;
  /** Everything before the entry at hand has been decided by a later one: only sidecars are looked after. */
  decided: boolean;
  initialized: boolean;
  failed: boolean;
  readonly starts: number[];
  readonly kills: ContainerKill[];
}

/** Scans from the last entry backwards: the first with a known state decides (L-INI-3), sidecars before it are kept alive (L-INI-8). */
export function initActions(input: ActionsInput): InitActions {
  const inits = initContainers(input.pod.spec);
  if (inits.length === 0) return { initialized: true, failed: false, starts: [], kills: [] };
  const begun = appContainersBegan(input);
  const scan: Scan = {
    input,
    decided: begun,
    initialized: begun,
    failed: false,
    starts: [],
    kills: [],
  };
  for (let index = inits.length - 1; index >= 0 && !scan.failed; index--) {
    const container = inits[index];
    if (container !== undefined) lookAt(scan, container, index, index === inits.length - 1);
  }
  if (scan.failed) return { initialized: false, failed: true, starts: [], kills: [] };
  if (!scan.decided) scan.starts.push(0);
  const starts = [...new Set(scan.starts)].sort((a, b) => a - b);
  return {
    initialized: scan.initialized,
    failed: false,
    starts: starts.flatMap((index) => inits[index]?.name ?? []),
    kills: scan.kills,
  };
}

/** Exited app containers do not count: they may belong to an earlier sandbox (the quirk of L-INI-9 comes from that). */
function appContainersBegan({ pod, records }: ActionsInput): boolean {
  return pod.spec.containers.some(({ name }) => {
    const record = newestRecord(records, name);
    return record !== undefined && record.state !== 'exited';
  });
}

function lookAt(scan: Scan, container: Container, index: number, last: boolean): void {
  const record = newestRecord(scan.input.records, container.name);
  const sidecar = isSidecar(container);
  if (record === undefined) {
    if (scan.decided && sidecar) scan.starts.push(index);
    return;
  }
  if (scan.decided && !sidecar) return;
  switch (record.state) {
    case 'created':
      scan.starts.push(index);
      break;
    case 'running':
      if (sidecar) runningSidecar(scan, container, record, index, last);
      break;
    case 'exited':
      if (sidecar) scan.starts.push(index);
      else endedInit(scan, container, record, index, last);
      break;
  }
  scan.decided = true;
}

function runningSidecar(
  scan: Scan,
  container: Container,
  record: RunningContainer,
  index: number,
  last: boolean,
): void {
  const { probes } = scan.input;
  if (container.startupProbe !== undefined) {
    const startup = probes.startup(record.id);
    if (startup === 'failure') killAndStart(scan, container, record, index, 'startup');
    if (startup !== 'success') return;
  }
  if (last) scan.initialized = true;
  else if (!scan.decided) scan.starts.push(index + 1);
  if (record.image !== container.image) killAndStart(scan, container, record, index, 'definition');
  else if (probes.liveness(record.id) === 'failure')
    killAndStart(scan, container, record, index, 'liveness');
}

function killAndStart(
  scan: Scan,
  container: Container,
  record: ContainerRecord,
  index: number,
  cause: 'startup' | 'liveness' | 'definition',
): void {
  const { name } = container;
  const message =
    cause === 'definition'
      ? `Init container ${name} definition changed`
      : `Init container ${name} failed ${cause} probe`;
  scan.kills.push({ id: record.id, name, cause, message });
  scan.starts.push(index);
}

function endedInit(
  scan: Scan,
  container: Container,
  record: ExitedContainer,
  index: number,
  last: boolean,
): void {
  if (hasFailed(record)) {
    if (isRestartable(scan.input.pod.spec, container, record.exitCode)) scan.starts.push(index);
    else scan.failed = true;
  } else if (last) scan.initialized = true;
  else scan.starts.push(index + 1);
}

/** Rules: L-INI-2: killed for memory is a failure even with code 0; whether it runs again goes by the code all the same. */
function hasFailed(record: ExitedContainer): boolean {
  return record.exitCode !== 0 || record.reason === 'OOMKilled';
}
