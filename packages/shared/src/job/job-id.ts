// Job ids are INT8 as in CockroachDB. They exceed 2^53, so outside of this file they are decimal
// strings and never JavaScript numbers.

/** A job id in canonical decimal form: no sign, no leading zero, 1 to 2^63 - 1. */
export type JobId = string & { readonly __job: never };

const INT8_MAX = '9223372036854775807';
const EPOCH_MS = 1420070400000; // 2015-01-01T00:00:00Z, where CockroachDB's unique_rowid starts.
const TICKS_PER_MS = 100; // one tick is 10 microseconds
const TICK_SHIFT = 15n;

/** Reads a job id, or undefined when the text is no positive INT8 in canonical form. */
export function parseJobId(text: string): JobId | undefined {
  if (!/^[1-9][0-9]{0,18}$/.test(text)) return undefined;
  // Of two texts of 19 digits the greater one is the greater number.
  return text.length < 19 || text <= INT8_MAX ? (text as JobId) : undefined;
}

/**
 * The first of a run of new ids: max(last + 1, ticks * 2^15), which rises even when the clock does
 * not and sorts roughly by time. The ids of one command follow each other without a gap.
 */
export function nextJobId(last: JobId | null, atMs: number): JobId {
  const ticks = BigInt(Math.max(0, Math.floor(atMs - EPOCH_MS)) * TICKS_PER_MS);
  const byTime = ticks << TICK_SHIFT;
  const next = last === null ? 1n : BigInt(last) + 1n;
  return String(byTime > next ? byTime : next) as JobId;
}

/** The id that lies `distance` (a whole number, may be negative) after `id`. */
export function shiftJobId(id: JobId, distance: number): JobId {
  return String(BigInt(id) + BigInt(distance)) as JobId;
}

/** Numeric order of two ids: negative, zero or positive. */
export function compareJobIds(a: JobId, b: JobId): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
