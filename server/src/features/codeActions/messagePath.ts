import type { FieldPath } from '../../schema/catalogue';

/** The field that a message of the API server begins with: `spec.containers[0].name: Required value`. */
export function pathInMessage(message: string): FieldPath | undefined {
  const text = /^([A-Za-z][\w.[\]/-]*): /.exec(message)?.[1];
  if (text === undefined) return undefined;
  const path: (string | number)[] = [];
  for (const [, name, bracket] of text.matchAll(/([A-Za-z][\w-]*)|\[([^\]]*)\]/g)) {
    if (name !== undefined) path.push(name);
    else if (bracket !== undefined) path.push(/^\d+$/.test(bracket) ? Number(bracket) : bracket);
  }
  return path;
}
