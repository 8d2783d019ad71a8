import type { InitializeParams } from 'vscode-languageserver';
import { InsertTextMode, MarkupKind } from 'vscode-languageserver-types';

/** What the editor can do, as far as our answers depend on it. */
export interface ClientAbilities {
  readonly snippets: boolean;
  /** Documentation can come with `completionItem/resolve`. */
  readonly resolvesDocumentation: boolean;
  readonly markdownInCompletion: boolean;
  readonly markdownInHover: boolean;
  /** How the editor indents the later lines of an insertion. */
  readonly insertion: 'adjusts' | 'asIs';
  /** The editor can be told to adjust the indentation. */
  readonly takesInsertTextMode: boolean;
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly hierarchicalSymbols: boolean;
  readonly configuration: boolean;
  readonly watchesFiles: boolean;
  readonly codeActionLiterals: boolean;
  readonly prepareRename: boolean;
  readonly documentChanges: boolean;
  readonly relatedInformation: boolean;
  /** Shows how far work is that it did not ask to be told of. */
  readonly showsProgress: boolean;
  /** It is VS Code or takes its commands, so an item may ask it to suggest again. */
  readonly suggestsAgain: boolean;
}

export function abilitiesOf({ capabilities, clientInfo }: InitializeParams): ClientAbilities {
  const { textDocument, workspace, window } = capabilities;
  const completion = textDocument?.completion;
  const item = completion?.completionItem;
  const modes = item?.insertTextModeSupport?.valueSet ?? [];
  return {
    snippets: item?.snippetSupport === true,
    resolvesDocumentation: item?.resolveSupport?.properties.includes('documentation') === true,
    markdownInCompletion: prefersMarkdown(item?.documentationFormat),
    markdownInHover: prefersMarkdown(textDocument?.hover?.contentFormat),
    insertion: completion?.insertTextMode === InsertTextMode.asIs ? 'asIs' : 'adjusts',
    takesInsertTextMode: modes.includes(InsertTextMode.adjustIndentation),
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    configuration: workspace?.configuration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    prepareRename: textDocument?.rename?.prepareSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    relatedInformation:
      textDocument?.publishDiagnostics?.relatedInformation === true ||
      textDocument?.diagnostic?.relatedInformation === true,
    showsProgress: window?.workDoneProgress === true,
    suggestsAgain: /code/i.test(clientInfo?.name ?? ''),
  };
}

/** A client that says nothing is taken to be one of today's. */
function prefersMarkdown(formats: readonly MarkupKind[] | undefined): boolean {
  return formats === undefined || formats.length === 0 || formats.includes(MarkupKind.Markdown);
}
