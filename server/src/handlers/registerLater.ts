import type { Connection } from './connection';

/** Asks the editor to tell of something, once both sides run. Refusal is no error: then it does not tell. */
export function registerLater(
  connection: Connection,
  method: string,
  registerOptions: unknown,
): void {
  const registrations = [{ id: `podlab:${method}`, method, registerOptions }];
  connection
    .sendRequest('client/registerCapability', { registrations })
    .catch((error: unknown) => connection.console.warn(String(error)));
}
