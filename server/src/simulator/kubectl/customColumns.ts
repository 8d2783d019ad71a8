import type { KubeObject } from '../../schema/objects';
import { alignTable } from '../../schema/printing/table';
import { inOrder } from './json';
import { valuesAt } from './jsonPath';

/** `-o custom-columns=NAME:.metadata.name,…` */
export function customColumns(
  template: string,
  objects: readonly KubeObject[],
  withHeader = true,
): string {
  const columns = template.split(',').map((column) => {
    const at = column.indexOf(':');
    return { title: column.slice(0, at), path: column.slice(at + 1) };
  });
  const rows = objects.map((object) =>
    columns.map(({ path }) => {
      const values = valuesAt(object, path);
      if (values.length === 0) return '<none>';
      return values
        .map((value) =>
          typeof value === 'object' ? JSON.stringify(inOrder(value)) : String(value),
        )
        .join(',');
    }),
  );
  return alignTable(withHeader ? [columns.map(({ title }) => title), ...rows] : rows);
}
