// A run on paper: the trace as text, as JSON, or the Pods at the end as a table.
import type { Pod } from '../schema/objects';
import { objectTable } from '../schema/printing/objectTable';
import { summarizePod } from '../schema/printing/podRow';
import { type RecordedRun, RunHistory } from '../simulator/trace/recordedRun';
import { assumptionsOf, jsonRow, type TraceDocument } from '../simulator/trace/traceJson';
import { type Level, traceRows } from '../simulator/trace/traceRows';
import { headerText, traceText } from '../simulator/trace/traceText';

/** Header, lines, and at the end what was assumed. */
export function runText(run: RecordedRun, level: Level = 2): string {
  const rows = traceRows(run.entries.slice(run.storyBegins), run.store);
  const assumptions = assumptionsOf(run.entries).map((sentence) => `# assumed: ${sentence}\n`);
  return headerText(run.header) + traceText(rows, { level }) + assumptions.join('');
}

export function runDocument(run: RecordedRun): TraceDocument {
  const { header, entries, store, endMs } = run;
  return {
    apiVersion: 'podlab/v1alpha1',
    kind: 'Trace',
    header,
    endMs,
    refused: refusalsOf(run),
    assumptions: assumptionsOf(entries),
    pods: new RunHistory(store.changes).objectsAt('Pod', endMs).map((object) => {
      const { ready, total, status, restarts } = summarizePod(object as Pod);
      const { namespace = '', name = '' } = object.metadata;
      return { namespace, name, ready: `${ready}/${total}`, status, restarts };
    }),
    rows: traceRows(entries.slice(run.storyBegins), store).map(jsonRow),
    entries: entries.slice(run.storyBegins),
  };
}

export interface Refusal {
  readonly object: string;
  readonly code: number;
  readonly message: string;
}

export function refusalsOf(run: RecordedRun): readonly Refusal[] {
  return run.posted.flatMap(({ object, answer }) =>
    answer.status === undefined
      ? []
      : [
          {
            object: `${object.kind}/${object.metadata?.name ?? object.metadata?.generateName ?? ''}`,
            code: answer.status.code,
            message: answer.status.message,
          },
        ],
  );
}

/** The Pods at the end of the run as `kubectl get pods` prints them. */
export function runTable(run: RecordedRun): string {
  const pods = new RunHistory(run.store.changes).objectsAt('Pod', run.endMs);
  if (pods.length === 0) return '';
  const namespaces = new Set(pods.map((pod) => pod.metadata.namespace));
  return objectTable('Pod', pods, {
    nowMs: run.epochMs + run.endMs,
    wide: true,
    withNamespace: namespaces.size > 1,
  });
}
