/** Thrown when a promise that this program makes to itself does not hold; never for what a user wrote. */
export class BrokenInvariant extends Error {
  readonly code = 'broken-invariant';
  constructor(promise: string) {
    super(`broken promise: ${promise}`);
    this.name = 'BrokenInvariant';
  }
}

/** States that `holds` is true or defined here, and why; narrows the type. */
export function invariant(holds: unknown, promise: string): asserts holds {
  if (!holds) throw new BrokenInvariant(promise);
}

/** Ends a `switch` over a union: the compiler refuses a call while a case is missing. */
export function assertNever(value: never): never {
  throw new BrokenInvariant(`every case is handled, ${JSON.stringify(value)} too`);
}
