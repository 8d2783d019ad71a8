import type { Command, CompletionItem, CompletionList, MarkupContent } from 'vscode-languageserver';
import {
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
} from 'vscode-languageserver-types';
import { completionOffers, looksAround } from '../features/completion';
import type { Offer, Subject } from '../features/completion/offer';
import { plainOf } from '../features/completion/offer';
import type { OpenDocument } from './openFiles';
import { withRequestGuard } from './requestGuard';
import type { Features, Server } from './server';
import { offsetIn, toRange } from './server';

const NONE: CompletionList = { isIncomplete: false, items: [] };

export function registerCompletion(server: Server): void {
  const { connection, files } = server;
  server.advertise({
    completionProvider: {
      triggerCharacters: [' ', ':', '-', '"', "'", '{', '[', ',', '('],
      resolveProvider: true,
    },
  });
  connection.onCompletion(
    withRequestGuard(server, NONE, async ({ textDocument: { uri }, position }) => {
      await server.apiReady();
      const settings = server.settings.of(uri);
      const open = files.at(uri, position);
      if (open === undefined || settings.completion === 'off') return NONE;
      const scene = {
        catalogue: server.catalogue(settings),
        workspace: server.workspace,
        document: open.document,
        uri,
        version: settings.kubernetesVersion,
        offset: offsetIn(open, position),
      };
      if (looksAround(scene)) await server.workspaceLoaded();
      const offers = completionOffers(scene);
      const ours =
        settings.completion === 'shared'
          ? offers.filter(({ kind }) => kind === 'reference')
          : offers;
      const inFull = server.client.resolvesDocumentation ? undefined : await server.features();
      const items = ours.map((offer) => {
        const item = toItem(server, open, offer);
        const { subject } = offer;
        if (inFull === undefined || subject === undefined || subject.of === 'kind') return item;
        return withDocumentation(server, inFull, item, subject);
      });
      return { isIncomplete: false, items };
    }),
  );
  connection.onCompletionResolve(async (item) => {
    const subject: unknown = item.data;
    if (typeof subject !== 'object' || subject === null || item.documentation !== undefined)
      return item;
    return withDocumentation(server, await server.features(), item, subject as Subject);
  });
}

const KINDS: Readonly<Record<Offer['kind'], CompletionItemKind>> = {
  field: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  reference: CompletionItemKind.Reference,
  document: CompletionItemKind.Snippet,
};

const SUGGEST_AGAIN: Command = { title: '', command: 'editor.action.triggerSuggest' };

function toItem(server: Server, open: OpenDocument, offer: Offer): CompletionItem {
  const { client } = server;
  const snippet = client.insertion === 'asIs' ? indented(open, offer) : offer.snippet;
  const isSnippet = client.snippets && /\$\d|\$\{/.test(snippet);
  const newText = isSnippet ? snippet : plainOf(snippet);
  const item: CompletionItem = {
    label: offer.label,
    kind: KINDS[offer.kind],
    sortText: String(offer.rank).padStart(4, '0'),
    textEdit: { range: toRange(open, offer.replace), newText },
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
  };
  if (offer.detail !== undefined) item.detail = offer.detail;
  if (offer.filter !== undefined) item.filterText = offer.filter;
  if (offer.preselect) item.preselect = true;
  if (offer.deprecated) item.tags = [CompletionItemTag.Deprecated];
  if (newText.includes('\n') && client.takesInsertTextMode && client.insertion === 'adjusts') {
    item.insertTextMode = InsertTextMode.adjustIndentation;
  }
  if (offer.besides !== undefined && offer.besides.length > 0) {
    item.additionalTextEdits = offer.besides.map(({ span, newText: text }) => ({
      range: toRange(open, span),
      newText: text,
    }));
  }
  if (offer.goesOn && client.suggestsAgain) item.command = SUGGEST_AGAIN;
  if (offer.subject !== undefined) item.data = offer.subject;
  return item;
}

/** For an editor that inserts lines as they come: every later line gets the blanks of the cursor's line. */
function indented({ document }: OpenDocument, { snippet, replace }: Offer): string {
  if (!snippet.includes('\n')) return snippet;
  const { text } = document;
  const lineStart = text.lastIndexOf('\n', replace.start - 1) + 1;
  const blanks = /^[ \t]*/.exec(text.slice(lineStart, replace.start))?.[0] ?? '';
  return snippet.replaceAll('\n', `\n${blanks}`);
}

function withDocumentation(
  server: Server,
  features: Features,
  item: CompletionItem,
  subject: Subject,
): CompletionItem {
  const text = documentationOf(server, features, subject);
  if (text === undefined) return item;
  return { ...item, documentation: markup(server, text) };
}

function markup(server: Server, value: string): MarkupContent | string {
  if (!server.client.markdownInCompletion) return plainMarkdown(value);
  return { kind: MarkupKind.Markdown, value };
}

/** Our Markdown without its marks, for an editor that shows plain text. */
export function plainMarkdown(markdown: string): string {
  return markdown.replace(/\*\*|`/g, '').replace(/ {2}\n/g, '\n');
}

function documentationOf(server: Server, features: Features, subject: Subject): string | undefined {
  const settings = server.settings.of('');
  const scene = {
    descriptions: server.descriptions(),
    language: server.language,
    version: settings.kubernetesVersion,
    catalogue: server.catalogue(settings),
  };
  switch (subject.of) {
    case 'field':
      return features.fieldDocumentation(scene, subject.type, subject.field);
    case 'value':
      return features.valueDocumentation(scene, subject.type, subject.field, subject.value);
    case 'name':
      return features.nameDocumentation(scene, subject.as, subject.name);
    case 'kind':
      return features.kindDocumentation(scene, subject.apiVersion, subject.kind);
  }
}
