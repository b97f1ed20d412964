// Where each commit's line begins: eight bytes a commit, so that any commit can be read at once.

export interface LineIndex {
  /** Lines so far. */
  readonly count: number;
  /** Where the next line will begin. */
  readonly end: number;
  /** Adds a line of `length` bytes, its newline included. */
  add(length: number): void;
  /** Offset of line `n` (the first is 1); of the next line for count + 1. */
  startOf(n: number): number;
}

const FIRST_CAPACITY = 1024;

export function createLineIndex(): LineIndex {
  // starts[i] is where line i + 1 begins.
  let starts = new Float64Array(FIRST_CAPACITY);
  let count = 0;
  return {
    get count() {
      return count;
    },
    get end() {
      return starts[count]!;
    },
    add(length) {
      if (count + 1 === starts.length) {
        const larger = new Float64Array(starts.length * 2);
        larger.set(starts);
        starts = larger;
      }
      starts[count + 1] = starts[count]! + length;
      count++;
    },
    startOf: (n) => starts[n - 1]!,
  };
}
