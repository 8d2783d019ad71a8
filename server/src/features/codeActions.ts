// What can be done about a finding or at a place. Pure: a document, a selection and findings in, edits out.

import type { Finding } from '../documents/finding';
import type { Action, ActionScene, Edit } from './codeActions/action';
import { fix } from './codeActions/action';
import { amountActions } from './codeActions/amounts';
import { safeFixes } from './codeActions/fixAll';
import { forbiddenActions } from './codeActions/forbidden';
import { missingFieldActions } from './codeActions/missingField';
import { nameActions, repeatedNameActions } from './codeActions/names';
import { probeActions, startupFix } from './codeActions/probes';
import { resourceActions } from './codeActions/resources';
import { restartPolicyActions } from './codeActions/restartPolicy';
import { selectorActions } from './codeActions/selector';
import { sidecarFix, sidecarRefactoring } from './codeActions/sidecar';
import { silenceActions } from './codeActions/silence';
import { syntaxActions } from './codeActions/syntax';
import { unknownFieldActions } from './codeActions/unknownField';
import { repeatedKeyActions, supportedValueActions } from './codeActions/values';
import { variableActions } from './codeActions/variables';
import { missingVolumeActions, unusedVolumeActions } from './codeActions/volumes';
import { wrongTypeActions } from './codeActions/wrongType';

type Solver = (scene: ActionScene, finding: Finding) => readonly Action[];

/** What can be done beside the fixes that a finding brings along, by its code. */
const SOLVERS: Readonly<Record<string, Solver>> = {
  'yaml-syntax': syntaxActions,
  'unknown-field': unknownFieldActions,
  'required-value': missingFieldActions,
  'wrong-type': wrongTypeActions,
  'invalid-value': (scene, finding) => [
    ...selectorActions(scene, finding),
    ...nameActions(scene, finding),
    ...forbiddenActions(scene, finding),
  ],
  'api-warning': nameActions,
  'bad-quantity': amountActions,
  'duplicate-value': repeatedNameActions,
  'forbidden-value': forbiddenActions,
  'unsupported-value': supportedValueActions,
  'not-found': missingVolumeActions,
  'duplicate-key': repeatedKeyActions,
  'unused-volume': unusedVolumeActions,
  'sidecar-keeps-job-running': sidecarFix,
  'liveness-kills-before-ready': startupFix,
  'variable-undefined': variableActions,
};

/** Quick fixes for the findings that the selection touches, then what can be rewritten there. Needs the YAML parser. */
export function codeActions(scene: ActionScene): readonly Action[] {
  const { start, end } = scene.span;
  const touched = scene.findings.filter(({ span }) => span.start <= end && span.end >= start);
  const quick = touched.flatMap((finding) => [
    ...fixesOf(scene, finding),
    ...silenceActions(scene, finding),
  ]);
  return [...distinct(quick), ...refactorings(scene)];
}

/** All edits of the document that solve a finding in the one way that there is; for `source.fixAll`. */
export function fixAllEdits(scene: ActionScene): readonly Edit[] {
  return safeFixes(scene.findings, (finding) => fixesOf(scene, finding));
}

/** What the finding brings along, and what can be done besides; at most one is preferred. */
function fixesOf(scene: ActionScene, finding: Finding): readonly Action[] {
  const own = (finding.fixes ?? []).map((it) => fix(finding, it.title, it.edits, it.isPreferred));
  const all = [...own, ...(SOLVERS[finding.code]?.(scene, finding) ?? [])];
  return onePreferred(
    all.map((action) => ({ ...action, edits: action.edits.map((edit) => inQuotes(scene, edit)) })),
  );
}

/** Another word for one that stands in quotes gets them too: JSON needs them, and they are the author's style. */
function inQuotes({ document: { text } }: ActionScene, edit: Edit): Edit {
  const { span, newText } = edit;
  const old = text.slice(span.start, span.end);
  if (!/^(["'])[^"']*\1$/.test(old) || !/^[A-Za-z][\w./-]*$/.test(newText)) return edit;
  if (/^(?:true|false|null)$/.test(newText)) return edit;
  return { ...edit, newText: `${old[0]}${newText}${old[0]}` };
}

/** Rewritings of what is right already, at the cursor. */
export function refactorings(scene: ActionScene): readonly Action[] {
  return [
    ...probeActions(scene),
    ...resourceActions(scene),
    ...restartPolicyActions(scene),
    ...sidecarRefactoring(scene),
  ];
}

function onePreferred(actions: readonly Action[]): readonly Action[] {
  const first = actions.find(({ isPreferred }) => isPreferred);
  return actions.map((action) => {
    if (action === first || action.isPreferred === undefined) return action;
    const { isPreferred: _, ...rest } = action;
    return rest;
  });
}

/** The same edit is offered once, however many findings it solves. */
function distinct(actions: readonly Action[]): readonly Action[] {
  const seen = new Set<string>();
  return actions.filter(({ title, edits, explains }) => {
    const key = JSON.stringify([title, edits, explains]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
