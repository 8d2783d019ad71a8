/**
 * A value while it is being put together. Adding fields one by one is many times faster in V8 than `{ ...value, field }` with a
 * field that `value` lacks, and statuses are made by the thousand.
 */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };
