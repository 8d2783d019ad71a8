import type { CancellationToken } from 'vscode-languageserver';
import { ErrorCodes, RequestFailure } from './connection';
import type { Server } from './server';

/**
 * Wraps a request so that whatever goes wrong stays in it: a cancelled request gets the protocol's reply, anything else
 * is logged and answered with the feature's empty value.
 */
export function withRequestGuard<P, R>(
  server: Pick<Server, 'connection' | 'traffic'>,
  empty: R,
  handle: (params: P, token: CancellationToken) => R | Promise<R>,
): (params: P, token: CancellationToken) => Promise<R | RequestFailure> {
  return async (params, token) => {
    server.traffic.arrived();
    if (token.isCancellationRequested) return cancelled();
    try {
      const answer = await handle(params, token);
      return token.isCancellationRequested ? cancelled() : answer;
    } catch (error) {
      if (token.isCancellationRequested) return cancelled();
      server.connection.console.error(describe(error, params));
      return empty;
    }
  };
}

function cancelled(): RequestFailure {
  return new RequestFailure(ErrorCodes.requestCancelled, 'cancelled');
}

function describe(error: unknown, params: unknown): string {
  const uri = (params as { readonly textDocument?: { readonly uri?: string } })?.textDocument?.uri;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${uri ?? 'request'}: ${text}`;
}
