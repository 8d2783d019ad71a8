// A trace as text made to be read: one line a row, in golden files, on the command line and in exports.
import { formatSimTime } from '../../support/text';
import type { TraceHeader } from './trace';
import { type Level, subjectText, type TraceRow } from './traceRows';

export interface TraceTextOptions {
  /** Rows that matter less are left out. */
  readonly level?: Level;
}

/** `0:12.000  default/web app  running -> exited  exit 1 (Error)` */
export function rowText(row: TraceRow): string {
  const change = row.from === '' ? row.to : `${row.from} -> ${row.to}`;
  const parts = [formatSimTime(row.at), subjectText(row.subject), change, row.detail];
  return parts.filter((part) => part !== '').join('  ');
}

export function traceText(rows: readonly TraceRow[], { level = 2 }: TraceTextOptions = {}): string {
  return rows
    .filter((row) => row.level <= level)
    .map((row) => `${rowText(row)}\n`)
    .join('');
}

/** What a trace is of; two traces with equal headers have equal lines. */
export function headerText(header: TraceHeader): string {
  const { manifestHash, scenarioHash, seed, model, kubernetes, gates, horizonMs } = header;
  return `# manifests ${manifestHash}  scenario ${scenarioHash}  seed ${seed}  model ${model}  Kubernetes ${kubernetes}  until ${formatSimTime(horizonMs)}${gatesText(gates)}\n`;
}

function gatesText(gates: TraceHeader['gates']): string {
  const said = Object.entries(gates).map(([gate, isOn]) => `${gate}=${isOn}`);
  return said.length === 0 ? '' : `  gates ${said.sort().join(',')}`;
}
