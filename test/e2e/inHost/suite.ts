/// <reference types="vscode" />
/// <reference types="mocha" />
// What PodLab does in a real extension host, through the API that every extension uses.
import * as vscode from 'vscode';
import type { Extension } from '../../../client/src/start';

const ID = 'podlab.podlab';
const LIVENESS = `apiVersion: v1
kind: Pod
metadata:
  name: kubia-liveness
spec:
  containers:
  - image: luksa/kubia-unhealthy
    name: kubia
    livenessProbe:
      httpGet:
        path: /
        port: 8080
`;

const FLOOD = `apiVersion: apps/v1
kind: Deployment
metadata: {name: flood}
spec:
  replicas: 3000
  selector: {matchLabels: {app: flood}}
  template:
    metadata: {labels: {app: flood}}
    spec:
      containers:
      - {name: app, image: busybox, command: ["false"]}
`;

function check(holds: unknown, what: string, found?: unknown): asserts holds {
  if (!holds)
    throw new Error(`${what}${found === undefined ? '' : `, but: ${JSON.stringify(found)}`}`);
}

async function eventually<T>(
  what: string,
  ask: () => T | Thenable<T>,
): Promise<Exclude<NonNullable<T>, false>> {
  for (let tries = 0; tries < 150; tries++) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false)
      return answer as Exclude<NonNullable<T>, false>;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`never: ${what}`);
}

async function open(content: string, language = 'yaml'): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language, content }),
  );
}

async function extension(): Promise<Extension> {
  const found = vscode.extensions.getExtension<Extension>(ID);
  check(found, 'the extension is installed');
  return found.activate();
}

const complete = async (editor: vscode.TextEditor, at: vscode.Position) =>
  (
    await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      editor.document.uri,
      at,
    )
  ).items.map(({ label }) => (typeof label === 'string' ? label : label.label));

const endOf = ({ document }: vscode.TextEditor): vscode.Position =>
  document.lineAt(document.lineCount - 1).range.end;

suite('PodLab', () => {
  suiteTeardown(async () => {
    for (const _ of vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs))
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('wakes for YAML but starts no server for a file that is no manifest', async () => {
    await open('services:\n  web:\n    image: nginx\n');
    const { server } = await extension();
    check(server.state === 'stopped', 'the server sleeps', server.state);
  });

  test('starts the server for the first manifest', async () => {
    const started = performance.now();
    await open(LIVENESS);
    const { server } = await extension();
    await eventually('the server runs', () => server.state === 'running');
    console.log(
      `METRIC manifest opened to server running ${Math.round(performance.now() - started)} ms`,
    );
  });

  test('completes the fields that fit', async () => {
    const editor = await open(`${LIVENESS}    readi`);
    const labels = await eventually('completions', async () => {
      const found = await complete(editor, endOf(editor));
      return found.includes('readinessProbe') && found;
    });
    check(
      !labels.includes('livenessProbe'),
      'a field that is there already is not offered again',
      labels,
    );
  });

  test('explains a field on hover', async () => {
    const { document } = await open(LIVENESS);
    const hovers = await eventually('a hover', async () => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new vscode.Position(8, 8),
      );
      return found.length > 0 && found;
    });
    const text = hovers.flatMap(({ contents }) =>
      contents.map((part) => (typeof part === 'string' ? part : part.value)),
    );
    check(text.join('\n').includes('livenessProbe'), 'the hover names the field', text);
  });

  test('underlines what the API server would refuse', async () => {
    const { document } = await open(LIVENESS.replace('path: /', 'pathh: /'));
    const problems = await eventually('a problem', () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.length > 0 && found;
    });
    check(
      problems.some(({ range }) => range.start.line === 10),
      'it stands at the field',
      problems,
    );
  });

  test('says nothing against a valid manifest', async () => {
    const { document } = await open(LIVENESS);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const errors = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    check(errors.length === 0, 'no error', errors);
  });

  test('runs an unsaved manifest and shows its restarts', async () => {
    await open(LIVENESS);
    const { run } = await extension();
    const started = performance.now();
    await vscode.commands.executeCommand('podlab.runManifest');
    const { view } = await eventually('a run', () => run.current);
    console.log(`METRIC command to run shown ${Math.round(performance.now() - started)} ms`);
    check(view.lanes.length > 0, 'lanes', view.lanes);
    const moment = await eventually('the Pods at the end', () => run.current?.moment);
    const [pod] = moment.pods;
    check(pod?.name === 'kubia-liveness', 'the Pod is there', moment);
    check(Number.parseInt(pod.restarts, 10) > 0, 'it was restarted', pod);
  });

  test('tells how far a long run is, and keeps the one before when it is stopped', async () => {
    const { run } = await extension();
    const before = run.current?.view.runId;
    const { document } = await open(FLOOD);
    const outcome = run.run(document.uri);
    const progress = await eventually('a word on the progress', () => run.progress);
    check(progress.percentage < 100, 'there is more to come', progress);
    await vscode.commands.executeCommand('podlab.cancelRun');
    check((await outcome) === 'left', 'the run is left', await outcome);
    check(!run.isBusy && run.current?.view.runId === before, 'the run before is shown');
    await run.seek(1000);
    check(run.current?.moment?.atMs === 1000, 'and can be looked at', run.current?.moment);
  });

  test('steps to a problem and tells its causes down to the manifest', async () => {
    const { run } = await extension();
    check(run.current !== undefined, 'a run is shown');
    await vscode.commands.executeCommand('podlab.seekStart');
    await vscode.commands.executeCommand('podlab.nextProblem');
    const state = run.current;
    check(state !== undefined && state.atMs > 0, 'the cursor moved', state?.atMs);
    await vscode.commands.executeCommand('podlab.showWhy');
    const chain = await eventually('causes', () => {
      const found = run.current?.chain ?? [];
      return found.length > 0 && found;
    });
    check(chain.length > 0, 'a chain', chain);
  });

  test('shows a Pod as it is at the moment, read-only', async () => {
    await vscode.commands.executeCommand('podlab.seekEnd');
    await vscode.commands.executeCommand('podlab.openObject', {
      object: { kind: 'Pod', namespace: 'default', name: 'kubia-liveness' },
    });
    const { document } = await eventually('the object', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.uri.scheme === 'podlab' ? editor : undefined;
    });
    check(document.languageId === 'yaml', 'it is YAML', document.languageId);
    check(document.getText().includes('restartCount'), 'it has a status', document.getText());
    check(vscode.workspace.fs.isWritableFileSystem('podlab') === false, 'it cannot be written');
  });

  test('runs again while the manifest is edited', async () => {
    const editor = await open(LIVENESS);
    const { run } = await extension();
    await vscode.commands.executeCommand('podlab.runManifest', editor.document.uri);
    const before = await eventually('a run', () => run.current?.view);
    await editor.edit((edit) => edit.insert(endOf(editor), '      failureThreshold: 6\n'));
    const after = await eventually('another run', () => {
      const view = run.current?.view;
      return view !== undefined && view !== before && view;
    });
    check(after.uri === before.uri, 'of the same file', after.uri);
  });

  test('explains any field by its path', async () => {
    const uri = vscode.Uri.from({
      scheme: 'podlab',
      path: '/explain/pod.spec.containers.livenessProbe.md',
      query: new URLSearchParams({ explain: 'pod.spec.containers.livenessProbe' }).toString(),
    });
    const document = await vscode.workspace.openTextDocument(uri);
    check(
      document.getText().includes('failureThreshold'),
      'its fields are told',
      document.getText(),
    );
  });

  test('lives on after a restart of its server', async () => {
    const editor = await open(`${LIVENESS}    readi`);
    await vscode.commands.executeCommand('podlab.restartServer');
    await eventually('completions', async () =>
      (await complete(editor, endOf(editor))).includes('readinessProbe'),
    );
  });
});
