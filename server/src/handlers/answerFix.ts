import { loadYaml } from '../documents/yamlValue';
import { answerFix } from '../features/answerFix';
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
      const { uri, line, path, value } = params;
      const open = server.files.at(uri, { line, character: 0 });
      const edit = open && answerFix(open.document, path, value);
      if (open === undefined || edit === undefined) return null;
      return { uri, edits: [{ range: toRange(open, edit.span), newText: edit.newText }] };
    }),
  );
}
