import type { Writable } from './writable';

/**
 * The value with further fields at its end, or with other values in the fields that it has.
 *
 * Says what `{ ...value, ...fields }` says. V8 gives each object that a spread begins and a new field extends a hidden class of
 * its own, and every later read of it misses the caches; copies made here share their class. Worth it where objects are made by
 * the thousand and read often.
 */
export function extended<T extends object, F extends object>(value: T, fields: F): T & F {
  return Object.assign({}, value, fields);
}

/** A copy that is about to be given other values in fields that it has; shares its class with other copies, as `extended` does. */
export function copyOf<T extends object>({ ...copy }: T): Writable<T> {
  return copy as Writable<T>;
}
