// Read-only documents of the scheme `podlab:`: a simulated object at a moment, or the explanation of a field. Each uri
// says all that is needed to make its text again, so that a document survives being closed.
import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  l10n,
  MarkdownString,
  Uri,
  workspace,
} from 'vscode';
import { type ExplainPage, type ObjectText, RunMethods } from '../../../server/src/protocol/run';
import { DOCUMENT_SCHEME } from '../contributions';
import type { LanguageServer } from '../language/languageServer';
import type { RunState } from '../run/currentRun';

interface WantedObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `podlab:/31s/default/pods/web.yaml`: reads well in a tab; the query holds the run. */
export function objectUri(state: RunState, object: WantedObject): Uri {
  const moment = `${state.atMs / 1000}s`;
  const place = [moment, object.namespace, `${object.kind.toLowerCase()}s`, `${object.name}.yaml`];
  const query = new URLSearchParams({
    run: state.view.runId,
    at: String(state.atMs),
    kind: object.kind,
    namespace: object.namespace,
    name: object.name,
  });
  const path = `/${place.filter((part) => part !== '').join('/')}`;
  return Uri.from({ scheme: DOCUMENT_SCHEME, path, query: query.toString() });
}

/** `podlab:/explain/pod.spec.containers.md` */
export function explainUri(path: string): Uri {
  const query = new URLSearchParams({ explain: path }).toString();
  return Uri.from({ scheme: DOCUMENT_SCHEME, path: `/explain/${path}.md`, query });
}

export function registerObjectDocuments(server: LanguageServer): Disposable {
  const provider = new ObjectDocuments(server);
  const isReadonly = new MarkdownString(
    l10n.t('This comes from a simulated run; edit the manifest instead.'),
  );
  return workspace.registerFileSystemProvider(DOCUMENT_SCHEME, provider, { isReadonly });
}

class ObjectDocuments implements FileSystemProvider {
  readonly onDidChangeFile = new EventEmitter<FileChangeEvent[]>().event;
  private readonly server: LanguageServer;

  constructor(server: LanguageServer) {
    this.server = server;
  }

  watch(): Disposable {
    return { dispose: () => undefined };
  }

  async stat(uri: Uri): Promise<FileStat> {
    const content = await this.readFile(uri);
    return { type: FileType.File, ctime: 0, mtime: 0, size: content.length };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const text = await this.textOf(new URLSearchParams(uri.query));
    if (text === undefined) throw FileSystemError.FileNotFound(uri);
    return new TextEncoder().encode(text);
  }

  private async textOf(query: URLSearchParams): Promise<string | undefined> {
    const path = query.get('explain');
    if (path !== null) {
      const page = await this.server.request<ExplainPage>(RunMethods.explain, { path });
      return page?.markdown;
    }
    const object = await this.server.request<ObjectText>(RunMethods.objectAt, {
      runId: query.get('run') ?? '',
      atMs: Number(query.get('at')),
      kind: query.get('kind') ?? '',
      namespace: query.get('namespace') ?? '',
      name: query.get('name') ?? '',
    });
    return object?.yaml;
  }

  readDirectory(): [string, FileType][] {
    return [];
  }
  createDirectory(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }
  writeFile(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }
  delete(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }
  rename(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }
}
