// A planted bug, as data.

export interface Mutant {
  readonly name: string;
  /** What it does to the cluster, in words. */
  readonly breaks: string;
  /** Package and built file: `coordinator/dist/append.js`. */
  readonly file: string;
  /** Must occur exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Seeds within which it must be caught. */
  readonly budget: number;
}
