type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that are not undefined: for objects whose optional fields must be absent rather than undefined. */
export function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}
