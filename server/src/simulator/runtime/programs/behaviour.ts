// Runs a program that is given as data: a timeline of its own (ports that open and close, memory, output, files, its
// exit) and what it does at signals. Rules: L-TRM-11, L-TRM-12.

import type { SimTime } from '../../kernel/time';
import { BLOCKED, type Body, fail, type Process, writeTo } from './process';
import type { Rounds } from './program';
import type { ProgramSpec, ServerSpec, SignalReaction } from './programSpec';
import { createServer } from './server';
import { parseSignal, type SignalName } from './signals';

/** What is due on the program's own timeline; `again` schedules its repetition. */
interface Due {
  readonly at: SimTime;
  readonly act: () => number | undefined;
  readonly everyMs?: number;
}

/** What is repeated more often than this is repeated this often, so that a run stays short. */
const LEAST_PERIOD_MS = 10;

/** @param addressInUse what it says on stderr when a port is taken, before it exits 1 */
export function* runBehaviour(
  process: Process,
  spec: ProgramSpec,
  addressInUse: (port: number) => string = (port) =>
    `listen tcp :${port}: bind: address already in use`,
): Body {
  const startedAt = process.table.now;
  handleSignals(process, spec);
  let timeline = timelineOf(process, spec, startedAt, addressInUse);
  for (;;) {
    const now = process.table.now;
    const due = timeline.filter((entry) => entry.at <= now);
    if (due.length > 0) {
      timeline = timeline.filter((entry) => entry.at > now);
      for (const entry of due.sort((a, b) => a.at - b.at)) {
        const exitCode = entry.act();
        if (exitCode !== undefined) return exitCode;
        if (process.table.isDead) return 137;
        if (entry.everyMs !== undefined) {
          timeline.push({ ...entry, at: entry.at + Math.max(LEAST_PERIOD_MS, entry.everyMs) });
        }
      }
    }
    for (let name = process.pending.shift(); name !== undefined; name = process.pending.shift()) {
      const exit = reactionTo(spec, name);
      if (exit.kind !== 'exit') continue;
      if (exit.afterMs <= 0) return exit.code;
      timeline.push({ at: now + exit.afterMs, act: () => exit.code });
    }
    const next = timeline.reduce((least, entry) => Math.min(least, entry.at), Infinity);
    // What is repeated are lines of output, of which nobody takes notice.
    process.rounds = timeline.every(({ everyMs }) => everyMs !== undefined)
      ? roundsOf(process, timeline)
      : undefined;
    yield next === Infinity ? BLOCKED : { until: next };
  }
}

function roundsOf(process: Process, timeline: readonly Due[]): Rounds | undefined {
  if (timeline.length === 0) return undefined;
  const everyMs = Math.max(...timeline.map((entry) => entry.everyMs ?? 0));
  return { everyMs, since: process.rounds?.since ?? process.table.now };
}

function handleSignals(process: Process, spec: ProgramSpec): void {
  const dispositions = new Map(process.dispositions);
  for (const [text, reaction] of Object.entries(spec.signals ?? {})) {
    const name = parseSignal(text);
    if (name === undefined || reaction.kind === 'default') continue;
    dispositions.set(name, reaction.kind === 'exit' ? 'handle' : 'ignore');
  }
  process.dispositions = dispositions;
}

function reactionTo(spec: ProgramSpec, name: SignalName): SignalReaction {
  return spec.signals?.[name] ?? { kind: 'default' };
}

function timelineOf(
  process: Process,
  spec: ProgramSpec,
  startedAt: SimTime,
  addressInUse: (port: number) => string,
): Due[] {
  const due: Due[] = [];
  for (const entry of spec.output ?? []) {
    const act = () => void writeTo(process, entry.stream === 'stderr' ? 2 : 1, `${entry.text}\n`);
    due.push({
      at: startedAt + entry.atMs,
      act,
      ...(entry.everyMs === undefined ? {} : { everyMs: entry.everyMs }),
    });
  }
  for (const entry of spec.memory ?? []) {
    const act = () => void process.table.setMemory(process, entry.bytes);
    due.push({ at: startedAt + entry.atMs, act });
  }
  for (const entry of spec.files ?? []) {
    due.push({ at: startedAt + entry.atMs, act: () => void changeFile(process, entry) });
  }
  for (const server of spec.servers ?? []) {
    due.push(...serverTimeline(process, server, startedAt, addressInUse));
  }
  if (spec.exitAfterMs !== undefined) {
    due.push({ at: startedAt + spec.exitAfterMs, act: () => exitByItself(process, spec) });
  }
  return due;
}

function serverTimeline(
  process: Process,
  server: ServerSpec,
  startedAt: SimTime,
  addressInUse: (port: number) => string,
): Due[] {
  const { table } = process;
  const protocol = server.protocol === 'udp' ? 'UDP' : 'TCP';
  const { serve, settledSince } = createServer(process, server, startedAt);
  const open: Due = {
    at: startedAt + (server.fromMs ?? 0),
    act: () =>
      table.listen(process, server.port, protocol, serve, settledSince)
        ? undefined
        : fail(process, 1, addressInUse(server.port)),
  };
  if (server.untilMs === undefined) return [open];
  return [
    open,
    { at: startedAt + server.untilMs, act: () => void table.unlisten(server.port, protocol) },
  ];
}

function exitByItself(process: Process, spec: ProgramSpec): number {
  if (spec.terminationMessage !== undefined) {
    process.table.machine.files.writeText('/dev/termination-log', spec.terminationMessage);
  }
  return spec.exitCode ?? 0;
}

function changeFile(process: Process, entry: { readonly path: string; readonly text?: string }) {
  const { files } = process.table.machine;
  if (entry.text === undefined) files.remove(entry.path, { recursive: true });
  else {
    const cut = entry.path.lastIndexOf('/');
    if (cut > 0) files.makeDirectory(entry.path.slice(0, cut), { parents: true });
    files.writeText(entry.path, entry.text);
  }
}
