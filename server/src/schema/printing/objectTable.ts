import type { KubeObject } from '../objects';
import { columnsOf } from './columns';
import { alignTable } from './table';

export interface TableOptions {
  /** Milliseconds of the epoch, for ages. */
  readonly nowMs: number;
  readonly wide?: boolean;
  /** Written before each name: `deployment.apps/`. */
  readonly prefix?: string;
  readonly withNamespace?: boolean;
}

/** Objects of one kind as `kubectl get` prints them. Rules: L-CLI-1. */
export function objectTable(
  kind: string,
  objects: readonly KubeObject[],
  options: TableOptions,
): string {
  const { nowMs, prefix = '', withNamespace = false } = options;
  const columns = columnsOf(kind).filter((column) => options.wide === true || column.wide !== true);
  const header = columns.map((column) => column.title);
  const rows = objects.map((object) => {
    const cells = columns.map(({ title, cell }) =>
      title === 'NAME' ? `${prefix}${cell(object, nowMs)}` : cell(object, nowMs),
    );
    return withNamespace ? [object.metadata.namespace ?? '', ...cells] : cells;
  });
  return alignTable([withNamespace ? ['NAMESPACE', ...header] : header, ...rows]);
}
