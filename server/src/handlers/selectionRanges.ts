import type { SelectionRange } from 'vscode-languageserver';
import { selectionSpans } from '../features/selectionRanges';
import { withRequestGuard } from './requestGuard';
import type { Server } from './server';
import { offsetIn, toRange } from './server';

export function registerSelectionRanges(server: Server): void {
  server.advertise({ selectionRangeProvider: true });
  server.connection.onSelectionRanges(
    withRequestGuard(server, [], ({ textDocument: { uri }, positions }) =>
      positions.map((position): SelectionRange => {
        const open = server.files.at(uri, position);
        if (open === undefined) return { range: { start: position, end: position } };
        const spans = selectionSpans(open.document, offsetIn(open, position));
        const around = spans.reduceRight<SelectionRange | undefined>(
          (parent, span) => ({ range: toRange(open, span), ...(parent ? { parent } : {}) }),
          undefined,
        );
        return around ?? { range: { start: position, end: position } };
      }),
    ),
  );
}
