// The one place where the extension is put together: reads as a list of what it has.
import { commands, type Disposable, type ExtensionContext, window } from 'vscode';
import { changeSeed } from './commands/changeSeed';
import { explainField } from './commands/explainField';
import { goToSource } from './commands/goToSource';
import { openObject } from './commands/openObject';
import { openSample } from './commands/openSample';
import { openTerminal } from './commands/openTerminal';
import { runManifest } from './commands/runManifest';
import { seekTime } from './commands/seek';
import { showWhy } from './commands/showWhy';
import { tryFix } from './commands/tryFix';
import type { CommandArguments, CommandId, ContextValues } from './contributions';
import { type CreateClient, LanguageServer, type RuntimeOptions } from './language/languageServer';
import { watchManifests } from './language/watchManifests';
import { CurrentRun } from './run/currentRun';
import { createAnswersTree, problemBadge } from './views/answersTree';
import { createLanguageStatus } from './views/languageStatus';
import { registerObjectDocuments } from './views/objectDocuments';
import { createPodsTree, momentTitle } from './views/podsTree';
import { createRunProgress } from './views/runProgress';
import { createRunTree } from './views/runTree';
import { TimelinePanel } from './views/timelinePanel';

/** What `activate` gives to the tests that run inside VS Code, and to nobody else. */
export interface Extension {
  readonly server: LanguageServer;
  readonly run: CurrentRun;
}

export function startExtension(
  context: ExtensionContext,
  create: CreateClient,
  runtimeOptions?: RuntimeOptions,
): Extension {
  const log = window.createOutputChannel('PodLab', { log: true });
  const server = new LanguageServer(create, log, runtimeOptions);
  const run = new CurrentRun(server);
  const panel = new TimelinePanel(context, run);
  const runTree = createRunTree(run);
  const podsTree = createPodsTree(run);
  const answersTree = createAnswersTree(run);
  const trees = [runTree, podsTree, answersTree];
  run.isWatched = () => panel.isVisible || trees.some(({ view }) => view.visible);

  let isSimulating = false;
  context.subscriptions.push(
    log,
    server,
    run,
    panel,
    ...trees,
    ...trees.map(({ view }) => view.onDidChangeVisibility(() => run.catchUp())),
    registerObjectDocuments(server),
    createLanguageStatus(server, run),
    createRunProgress(run),
    watchManifests(server, (uris, inEditor) => {
      setContext('podlab.manifests', uris);
      setContext('podlab.manifestOpen', inEditor);
    }),
    server.onDidChangeState((state) => setContext('podlab.serverFailed', state === 'failed')),
    run.onDidChange((change) => {
      if (change === 'busy') {
        if (run.isBusy !== isSimulating) setContext('podlab.simulating', run.isBusy);
        isSimulating = run.isBusy;
        return;
      }
      if (change === 'run') {
        setContext('podlab.hasRun', run.current !== undefined);
        runTree.refresh();
      }
      if (change === 'run' || change === 'answers') {
        answersTree.refresh();
        answersTree.view.badge = problemBadge(run.current);
      }
      if (change === 'answers') return;
      podsTree.refresh();
      podsTree.view.description = momentTitle(run.current) ?? '';
    }),

    // Menus hand over things of their own after the first argument.
    register('podlab.runManifest', (uri, document) =>
      runManifest(run, panel, uri, typeof document === 'number' ? document : undefined),
    ),
    register('podlab.cancelRun', () => run.cancel()),
    register('podlab.openSample', openSample),
    register('podlab.openTimeline', () => panel.open()),
    register('podlab.explainField', (path) =>
      explainField(server, typeof path === 'string' ? path : undefined),
    ),
    register('podlab.seekStart', () => run.seek(0)),
    register('podlab.seekEnd', () => run.seek(Number.MAX_SAFE_INTEGER)),
    register('podlab.stepBack', () => run.step(-1, 'change')),
    register('podlab.stepForward', () => run.step(1, 'change')),
    register('podlab.previousProblem', () => run.step(-1, 'problem')),
    register('podlab.nextProblem', () => run.step(1, 'problem')),
    register('podlab.seekTime', (atMs) =>
      seekTime(run, typeof atMs === 'number' ? atMs : undefined),
    ),
    register('podlab.changeSeed', () => changeSeed(run)),
    register('podlab.openObject', (target) => openObject(run, target)),
    register('podlab.showWhy', (target) => showWhy(run, panel, target)),
    register('podlab.goToSource', (target) => goToSource(run, target)),
    register('podlab.tryFix', (target) => tryFix(server, run, target)),
    register('podlab.openTerminal', () => openTerminal(server, run)),
    register('podlab.showLog', () => log.show()),
    register('podlab.restartServer', () => server.restart()),
  );
  return { server, run };
}

function register<Id extends CommandId>(
  id: Id,
  act: (...args: CommandArguments[Id]) => unknown,
): Disposable {
  return commands.registerCommand(id, act);
}

function setContext<Key extends keyof ContextValues>(key: Key, value: ContextValues[Key]): void {
  void commands.executeCommand('setContext', key, value);
}
