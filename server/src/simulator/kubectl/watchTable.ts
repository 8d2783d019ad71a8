// `kubectl get -w` over a stretch of time that has gone by: the rows at its beginning, then one a change. Rules: L-CLI-10.
import type { KubeObject } from '../../schema/objects';
import { columnsOf } from '../../schema/printing/columns';
import { cellText } from '../../schema/printing/table';
import type { SimTime } from '../kernel/time';
import { flag, isOn, parseCommandLine } from './commandLine';
import { customColumns } from './customColumns';
import { complaintOf, isWatched, labelsText } from './get';
import { evaluateJsonPath } from './jsonPath';
import { referenceText } from './naming';
import { parseTargets } from './resourceNames';
import { failed, type KubectlEnvironment, type Printed, printed } from './session';

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
  const parsed = parseTargets(environment.catalogue, line.positional);
  const complaint = parsed.ok ? complaintOf(invoked, parsed.targets) : parsed.message;
  if (complaint !== undefined) return failed(complaint);
  const present = new Map<string, KubeObject>();
  const later: { readonly at: SimTime; readonly op: string; readonly object: KubeObject }[] = [];
  for (const { at, op, object } of cluster.store.changes) {
    if (at > toMs || !isWatched(invoked, object)) continue;
    const key = `${object.metadata.namespace}/${object.metadata.name}`;
    if (at > fromMs) later.push({ at, op, object });
    else if (isOn(line, 'watch-only')) continue;
    else if (op === 'DELETED') present.delete(key);
    else present.set(key, object);
  }
  const [, name] = line.positional;
  if (name !== undefined && present.size === 0)
    return failed(`Error from server (NotFound): pods "${name}" not found`);
  const [first] = [...present.values(), ...later.map(({ object }) => object)];
  if (first === undefined) return printed('');
  const output = flag(line, 'output') ?? '';
  const template = /^(?:jsonpath|custom-columns|name)/.test(output) ? output : undefined;
  if (template !== undefined) {
    const shown = [...present.values(), ...later.map(({ object }) => object)];
    return printed(formatted(environment, template, shown));
  }
  const columns = columnsOf(first.kind).filter(
    ({ wide }) => wide !== true || flag(line, 'output') === 'wide',
  );
  const labels = (line.flags.get('label-columns') ?? []).flatMap((value) => value.split(','));
  const tellsEvents = isOn(line, 'output-watch-events');
  const withEvent = (op: string, cells: readonly string[]) =>
    tellsEvents ? [op, ...cells] : cells;
  const header = [
    ...(tellsEvents ? ['EVENT'] : []),
    ...columns.map(({ title }) => title),
    ...labels.map((label) => label.toUpperCase()),
    ...(isOn(line, 'show-labels') ? ['LABELS'] : []),
  ];
  const row = (object: KubeObject, at: SimTime) => [
    ...columns.map(({ cell }) => cellText(cell(object, cluster.epochMs + at))),
    ...labels.map((label) => object.metadata.labels?.[label] ?? ''),
    ...(isOn(line, 'show-labels') ? [labelsText(object)] : []),
  ];
  const initial = [...present.values()]
    .sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1))
    .map((object) => withEvent('ADDED', row(object, fromMs)));
  // Columns only ever grow wider while the watch goes on.
  let widths = widthsOf([header, ...initial]);
  const head = initial.length === 0 ? [] : [header, ...initial];
  const lines = head.map((cells) => lineUp(cells, widths));
  for (const [i, { at, op, object }] of later.entries()) {
    const cells = withEvent(op, row(object, at));
    widths = widthsOf([cells], widths);
    if (initial.length === 0 && i === 0) lines.push(lineUp(header, widths));
    lines.push(lineUp(cells, widths));
  }
  return printed(lines.join(''));
}

/** Formats without a table print one object after the other. */
function formatted(
  { catalogue }: KubectlEnvironment,
  output: string,
  objects: readonly KubeObject[],
): string {
  const template = output.slice(output.indexOf('=') + 1);
  if (output === 'name')
    return objects.map((object) => `${referenceText(catalogue, object)}\n`).join('');
  if (output.startsWith('jsonpath'))
    return objects.map((object) => evaluateJsonPath(template, object).output).join('');
  return customColumns(template, objects);
}

function widthsOf(
  rows: readonly (readonly string[])[],
  before: readonly number[] = [],
): readonly number[] {
  const widths = [...before];
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
