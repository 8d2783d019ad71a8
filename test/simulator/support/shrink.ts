// Makes plain data that shows a fault smaller for as long as it still shows it: drops entries and fields, rounds numbers.

/** Runs that a search may take. */
const TRIES = 2000;

/** The smallest value that was found to fail; `value` itself fails. */
export function shrink<T>(value: T, fails: (smaller: T) => boolean, tries = TRIES): T {
  let smallest = value;
  let left = tries;
  let skip = 0;
  for (;;) {
    let index = 0;
    let found = false;
    for (const candidate of smallerThan(smallest)) {
      // What did not help before the last success rarely helps after it: go on from there, and begin again at the end.
      if (index++ < skip) continue;
      if (left-- <= 0) return smallest;
      if (!fails(candidate as T)) continue;
      smallest = candidate as T;
      found = true;
      break;
    }
    if (found) skip = index - 1;
    else if (skip > 0) skip = 0;
    else return smallest;
  }
}

/** Values one step smaller, the boldest steps first. */
export function* smallerThan(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) yield* shorter(value);
  else if (typeof value === 'object' && value !== null) yield* poorer(value);
  else if (typeof value === 'number') yield* rounder(value);
}

function* shorter(list: readonly unknown[]): Generator<unknown> {
  const half = list.length >> 1;
  if (half > 0) yield list.slice(0, half);
  if (half > 0) yield list.slice(half);
  // Pairs too: a flag goes with its value.
  for (const width of [2, 1])
    for (let i = 0; i + width <= list.length; i++) yield list.toSpliced(i, width);
  for (const [i, entry] of list.entries())
    for (const smaller of smallerThan(entry)) yield list.with(i, smaller);
}

function* poorer(fields: object): Generator<unknown> {
  const entries = Object.entries(fields);
  for (const [name] of entries)
    yield Object.fromEntries(entries.filter(([other]) => other !== name));
  for (const [name, field] of entries)
    for (const smaller of smallerThan(field)) yield { ...fields, [name]: smaller };
}

function* rounder(number: number): Generator<number> {
  if (number > 1) yield 0;
  if (number > 1) yield 1;
  for (const unit of [10_000, 1000, 10])
    if (number > unit && number % unit !== 0) yield number - (number % unit);
  if (number > 2) yield Math.floor(number / 2);
}
