// What the first answers do without: hovers, findings, quick fixes, and all that they stand on. The build makes a file of
// it beside the server, read when somebody first asks.

export { answerFix } from './answerFix';
export { codeActions, fixAllEdits } from './codeActions';
export { DiagnosticsCache, shownFindings, silencedIn } from './diagnosticsCache';
export { explainPage } from './explainPage';
export {
  fieldDocumentation,
  hoverLooksAround,
  hoverText,
  kindDocumentation,
  nameDocumentation,
  valueDocumentation,
} from './hover';
export { inlayHints } from './inlayHints';
