import { loadYaml } from '../documents/yamlValue';
import { type AnswerFixEdit, type AnswerFixParams, RunMethods } from '../protocol/run';
import { withRequestGuard } from './requestGuard';
import type { Server } from './server';
import { toRange } from './server';

/** "Apply Fix" on an answer of a run. */
export function registerAnswerFix(server: Server): void {
  server.connection.onRequest(
    RunMethods.answerFix,
    withRequestGuard<AnswerFixParams, AnswerFixEdit | null>(server, null, async (params) => {
      await loadYaml();
      const { answerFix } = await server.features();
      const { uri, line, edits: wanted } = params;
      const open = server.files.at(uri, { line, character: 0 });
      const edits = open && answerFix(open.document, wanted);
      if (open === undefined || edits === undefined) return null;
      return {
        uri,
        edits: edits.map(({ span, newText }) => ({ range: toRange(open, span), newText })),
      };
    }),
  );
}
