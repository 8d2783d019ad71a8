// Tells the editor how far long work is, by the protocol's own means: under the token that the request brought, or under
// one of ours where the editor shows such.
import type {
  ProgressToken,
  WorkDoneProgressBegin,
  WorkDoneProgressCancelParams,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
} from 'vscode-languageserver';
import type { Server } from './server';

/** Shorter work is not told of to an editor that did not ask to be told. */
const WORTH_TELLING_MS = 300;

export interface Work {
  /** That of the request; undefined where it had none. */
  readonly token: ProgressToken | undefined;
  readonly title: string;
  /** The user stopped it where the editor shows it. */
  readonly onCancel: () => void;
}

export interface WorkProgress {
  /** @param part how much is done, 0 to 1 */
  tell(part: number, message: string): void;
  /** To be called in the end, also when nothing was told. */
  end(): void;
}

export function registerWorkProgress({
  connection,
  client,
}: Pick<Server, 'connection' | 'client'>): (work: Work) => WorkProgress {
  const cancels = new Map<ProgressToken, () => void>();
  let made = 0;
  connection.onNotification(
    'window/workDoneProgress/cancel',
    ({ token }: WorkDoneProgressCancelParams) => cancels.get(token)?.(),
  );
  const send = (
    token: ProgressToken,
    value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd,
  ): void => void connection.sendNotification('$/progress', { token, value });

  const told = (token: ProgressToken, { title, onCancel }: Work): WorkProgress => {
    let hasBegun = false;
    return {
      tell: (part, message) => {
        const so = { percentage: Math.floor(part * 100), message, cancellable: true };
        if (hasBegun) send(token, { kind: 'report', ...so });
        else send(token, { kind: 'begin', title, ...so });
        cancels.set(token, onCancel);
        hasBegun = true;
      },
      end: () => {
        cancels.delete(token);
        if (hasBegun) send(token, { kind: 'end' });
      },
    };
  };

  /** Asks the editor for a place to tell it, once the work turns out to be long. */
  const toldLater = (work: Work): WorkProgress => {
    const since = performance.now();
    let progress: WorkProgress | undefined;
    let isAsking = false;
    let hasEnded = false;
    return {
      tell: (part, message) => {
        progress?.tell(part, message);
        if (isAsking || performance.now() - since < WORTH_TELLING_MS) return;
        isAsking = true;
        const token = `podlab-${++made}`;
        connection.sendRequest('window/workDoneProgress/create', { token }).then(
          () => {
            if (!hasEnded) progress = told(token, work);
          },
          () => undefined,
        );
      },
      end: () => {
        hasEnded = true;
        progress?.end();
      },
    };
  };

  return (work) => {
    if (work.token !== undefined) return told(work.token, work);
    return client.showsProgress ? toldLater(work) : UNTOLD;
  };
}

const UNTOLD: WorkProgress = { tell: () => undefined, end: () => undefined };
