// How kubectl calls objects and how it words the API server's refusals.
import type { Catalogue } from '../../schema/catalogue';
import type { KubeObject } from '../../schema/objects';
import type { ApiStatus } from '../../schema/validation/types';

/** `pod`, `deployment.apps` */
export function resourceWord(catalogue: Catalogue, object: KubeObject): string {
  const kind = catalogue.kind(object.apiVersion, object.kind);
  const word = kind?.singular ?? object.kind.toLowerCase();
  const group = kind?.group ?? '';
  return group === '' ? word : `${word}.${group}`;
}

/** `pod/web` */
export function referenceText(catalogue: Catalogue, object: KubeObject): string {
  return `${resourceWord(catalogue, object)}/${object.metadata.name ?? ''}`;
}

/**
 * `Error from server (NotFound): …`; an invalid object is told in a form of its own.
 *
 * @param context what kubectl puts before the message: `error when creating "web.yaml"`
 */
export function refusalText(
  status: ApiStatus,
  object: KubeObject | undefined,
  context?: string,
): string {
  if (status.reason === 'Invalid') return invalidText(status, object);
  const before = context === undefined ? '' : `${context}: `;
  return `Error from server (${status.reason}): ${before}${kindInUpperCase(status.message)}`;
}

/** The server names the kind that the resource stands for, however the object spells it. */
function kindInUpperCase(message: string): string {
  return message.replace(
    /cannot be handled as a ([a-z])/,
    (_, letter: string) => `cannot be handled as a ${letter.toUpperCase()}`,
  );
}

/** The server tells the name, which it may have made itself. */
function refusedName(message: string): string | undefined {
  return /^\S+ "([^"]*)" is invalid: /.exec(message)?.[1];
}

function invalidText({ causes, message }: ApiStatus, object: KubeObject | undefined): string {
  const head =
    object === undefined
      ? 'The request is invalid'
      : `The ${object.kind} "${refusedName(message) ?? object.metadata?.name ?? ''}" is invalid`;
  // A cause that the server found more than once is told once.
  const told = [...new Set(causes.map(({ field, message: said }) => `${field}: ${said}`))];
  const [only] = told;
  if (only === undefined) return `${head}: ${message}`;
  if (told.length === 1) return `${head}: ${only}`;
  return [`${head}: `, ...told.map((cause) => `* ${cause}`)].join('\n');
}
