import type { Finding } from '../../documents/finding';
import { lastStartingBy } from '../../documents/paths';
import { RULES } from '../../rules/table';
import type { Action, ActionScene, Edit } from './action';
import { fix, say } from './action';
import { isJson, lineEnd, lineStart } from './edits';

const OURS: ReadonlySet<string> = new Set(RULES.map(({ code }) => code));

/** Comments that silence a finding where it stands or in the whole file, and the page behind its code. */
export function silenceActions(scene: ActionScene, finding: Finding): readonly Action[] {
  const { code } = finding;
  if (!OURS.has(code)) return [];
  const explain: Action = {
    title: say(scene, `Explain ${code}`, `解释 ${code}`),
    kind: 'quickfix',
    edits: [],
    solves: finding,
    explains: code,
  };
  // JSON has no comments.
  if (isJson(scene.document)) return [explain];
  return [
    fix(finding, say(scene, `Silence ${code} on this line`, `在这一行静默 ${code}`), [
      onLine(scene, finding),
    ]),
    fix(finding, say(scene, `Silence ${code} in this file`, `在本文件静默 ${code}`), [
      inFile(scene, code),
    ]),
    explain,
  ];
}

function onLine({ document: { text, tree } }: ActionScene, { span, code }: Finding): Edit {
  const end = lineEnd(text, span.start);
  const comment = tree.comments[lastStartingBy(tree.comments, end)];
  if (comment === undefined || comment.end < end || comment.start < lineStart(text, span.start)) {
    return { span: { start: end, end }, newText: `  # podlab-disable-line ${code}` };
  }
  if (/podlab-disable-line\s+\S/.test(text.slice(comment.start, comment.end))) {
    return { span: { start: end, end }, newText: ` ${code}` };
  }
  const start = lineStart(text, span.start);
  const indent = /^ */.exec(text.slice(start))?.[0] ?? '';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return {
    span: { start, end: start },
    newText: `${indent}# podlab-disable-next-line ${code}${newline}`,
  };
}

/** Above the first line of the document, behind its marker. */
function inFile({ document: { text } }: ActionScene, code: string): Edit {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const marker = /^(?:\uFEFF)?(?:%.*\r?\n)*(?:---[^\n]*\n)?/.exec(text)?.[0].length ?? 0;
  return { span: { start: marker, end: marker }, newText: `# podlab-disable ${code}${newline}` };
}
