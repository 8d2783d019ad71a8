// Places in an object, spelled as the API server spells them.

import type { FieldPath } from '../catalogue';

/** Where a complaint belongs: the true path, and the server's text for it (which is sometimes looser). */
export interface Place {
  readonly path: FieldPath;
  readonly field: string;
}

export function rootPlace(name: string): Place {
  return { path: [name], field: name };
}

export function child(place: Place, ...names: readonly string[]): Place {
  let { field } = place;
  const path = place.path.slice();
  for (const name of names) {
    path.push(name);
    if (name !== '') field = field === '' ? name : `${field}.${name}`;
  }
  return { path, field };
}

/** An element of a list. */
export function item(place: Place, index: number): Place {
  return { path: [...place.path, index], field: `${place.field}[${index}]` };
}

/** An entry of a map. */
export function entry(place: Place, key: string): Place {
  return { path: [...place.path, key], field: `${place.field}[${key}]` };
}

/** The server names `named`, but means `meant`. */
export function namedAs(named: Place, meant: Place): Place {
  return { path: meant.path, field: named.field };
}
