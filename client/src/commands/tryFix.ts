import { Range, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import {
  type AnswerFixEdit,
  type AnswerFixParams,
  RunMethods,
} from '../../../server/src/protocol/run';
import type { AnswerTarget } from '../contributions';
import type { LanguageServer } from '../language/languageServer';
import type { CurrentRun } from '../run/currentRun';
import { showSpot } from '../views/spots';

/** Puts an answer's fix into the manifest, unsaved; the run follows the edit. One undo takes it back. */
export async function tryFix(
  server: LanguageServer,
  run: CurrentRun,
  target?: AnswerTarget,
): Promise<void> {
  const state = run.current;
  const answer = state?.view.answers.find(({ id }) => id === target?.answerId);
  if (state === undefined || answer?.fix === undefined) return;
  const { fix } = answer;
  const source = fix.source ?? answer.source;
  const edit =
    source &&
    (await server.request<AnswerFixEdit>(RunMethods.answerFix, {
      uri: source.uri,
      line: source.line,
      edits: fix.edits,
    } satisfies AnswerFixParams));
  if (source !== undefined) await showSpot(source);
  if (edit !== undefined) await apply(edit);
  else await window.showInformationMessage(fix.title);
}

async function apply({ uri, edits }: AnswerFixEdit): Promise<void> {
  const change = new WorkspaceEdit();
  for (const { range, newText } of edits)
    change.replace(
      Uri.parse(uri),
      new Range(range.start.line, range.start.character, range.end.line, range.end.character),
      newText,
    );
  await workspace.applyEdit(change);
}
