// `kubectl get -w` over a stretch of time that has gone by: the rows at its beginning, then one a change. Rules: L-CLI-10.
import type { KubeObject } from '../../schema/objects';
import { columnsOf } from '../../schema/printing/columns';
import type { SimTime } from '../kernel/time';
import { flag, isOn, parseCommandLine } from './commandLine';
import { isWatched, labelsText } from './get';
import { type KubectlEnvironment, type Printed, printed } from './session';

const GAP = 3;

export function watchTable(
  args: readonly string[],
  environment: KubectlEnvironment,
  { fromMs, toMs }: { readonly fromMs: SimTime; readonly toMs: SimTime },
): Printed {
  const { cluster } = environment;
  if (cluster.now < toMs) cluster.advance(toMs);
  const line = parseCommandLine(args);
  const namespace = flag(line, 'namespace') ?? environment.namespace;
  const invoked = { ...environment, namespace, line };
  const present = new Map<string, KubeObject>();
  const later: { readonly at: SimTime; readonly object: KubeObject }[] = [];
  for (const { at, op, object } of cluster.store.changes) {
    if (at > toMs || !isWatched(invoked, object)) continue;
    const key = `${object.metadata.namespace}/${object.metadata.name}`;
    if (at > fromMs) later.push({ at, object });
    else if (op === 'DELETED') present.delete(key);
    else present.set(key, object);
  }
  const [first] = [...present.values(), ...later.map(({ object }) => object)];
  if (first === undefined) return printed('');
  const columns = columnsOf(first.kind).filter(
    ({ wide }) => wide !== true || flag(line, 'output') === 'wide',
  );
  const header = [
    ...columns.map(({ title }) => title),
    ...(isOn(line, 'show-labels') ? ['LABELS'] : []),
  ];
  const row = (object: KubeObject, at: SimTime) => [
    ...columns.map(({ cell }) => cell(object, cluster.epochMs + at)),
    ...(isOn(line, 'show-labels') ? [labelsText(object)] : []),
  ];
  const initial = [...present.values()]
    .sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1))
    .map((object) => row(object, fromMs));
  const widths = widthsOf([header, ...initial]);
  const head = initial.length === 0 ? [] : [header, ...initial];
  const lines = head.map((cells) => lineUp(cells, widths));
  for (const [i, { at, object }] of later.entries()) {
    const cells = row(object, at);
    if (initial.length === 0 && i === 0) lines.push(lineUp(header, widthsOf([header, cells])));
    lines.push(lineUp(cells, widthsOf([header, cells])));
  }
  return printed(lines.join(''));
}

function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  const widths: number[] = [];
  for (const cells of rows)
    for (const [i, cell] of cells.entries())
      widths[i] = Math.max(widths[i] ?? 0, cell.length + GAP);
  return widths;
}

function lineUp(cells: readonly string[], widths: readonly number[]): string {
  const text = cells.map((cell, i) =>
    i === cells.length - 1 ? cell : cell.padEnd(widths[i] ?? 0),
  );
  return `${text.join('')}\n`;
}
