// For our own bugs only: what the world does wrong is a refusal or a named error.

/** Throws when `condition` is false; never caught below a process's entry. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant violated: ${message}`);
}
