// All jobs by their ids. Ids rise with creation, so a job's place in a list is found by arithmetic
// on runs of ids that follow each other: no text is hashed, a bulk command over neighbors walks
// through memory in order, and growing never copies a table of a million keys at once.
import { compareJobIds, type JobId } from '../job/job-id.ts';
import type { Job } from '../job/job.ts';

const LOW_DIGITS = 9;
const LOW_LIMIT = 10 ** LOW_DIGITS;
const ID_DIGITS_MAX = 19;
const ZERO = 48;

// The two halves of the id that was split last: ids exceed what one number holds exactly, and an
// object for each look-up would cost as much as the look-up.
let high = 0;
let low = 0;

/** Splits a canonical id; false for anything else, also for what is no text at all. */
function split(id: JobId): boolean {
  if (typeof id !== 'string' || id.length === 0 || id.length > ID_DIGITS_MAX) return false;
  if (id.charCodeAt(0) === ZERO) return false;
  const cut = Math.max(0, id.length - LOW_DIGITS);
  high = digits(id, 0, cut);
  low = digits(id, cut, id.length);
  return high >= 0 && low >= 0;
}

/** The number the digits say; -1 when there is something else among them. */
function digits(id: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = id.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

export class JobTable implements Iterable<readonly [JobId, Job]> {
  /** Every id, ascending. */
  readonly ids: JobId[] = [];
  private readonly rows: Job[] = [];
  /** Per run of ids without a gap: its first id in halves, and that id's place in `rows`. */
  private readonly highs: number[] = [];
  private readonly lows: number[] = [];
  private readonly firsts: number[] = [];
  /** The run that was asked for last: the next question is often about it or its neighbor. */
  private recent = 0;

  get size(): number {
    return this.rows.length;
  }

  get(id: JobId): Job | undefined {
    const index = this.indexOf(id);
    return index < 0 ? undefined : this.rows[index];
  }

  has(id: JobId): boolean {
    return this.indexOf(id) >= 0;
  }

  /** Where a job is, -1 when it is not; true until the next job is added. */
  indexOf(id: JobId): number {
    if (!split(id)) return -1;
    const recent = this.inRun(this.recent);
    if (recent >= 0) return recent;
    const next = this.inRun(this.recent + 1);
    if (next >= 0) {
      this.recent++;
      return next;
    }
    const run = this.runBelow();
    if (run >= 0) this.recent = run;
    return this.inRun(run);
  }

  /** The job at a place that `indexOf` gave. */
  at(index: number): Job {
    return this.rows[index]!;
  }

  replace(index: number, job: Job): void {
    this.rows[index] = job;
  }

  /** Adds a job that is not there yet. */
  add(job: Job): void {
    const { ids, rows } = this;
    if (!this.extend(job.id, rows.length)) return this.squeezeIn(job);
    ids.push(job.id);
    rows.push(job);
  }

  keys(): IterableIterator<JobId> {
    return this.ids.values();
  }

  values(): IterableIterator<Job> {
    return this.rows.values();
  }

  *[Symbol.iterator](): Iterator<readonly [JobId, Job]> {
    for (const job of this.rows) yield [job.id, job];
  }

  /** The place of the id that was split last, when it lies in the run; else -1. */
  private inRun(run: number): number {
    const first = this.firsts[run];
    if (first === undefined) return -1;
    const length = (this.firsts[run + 1] ?? this.rows.length) - first;
    const distance = (high - this.highs[run]!) * LOW_LIMIT + (low - this.lows[run]!);
    return distance >= 0 && distance < length ? first + distance : -1;
  }

  /** The last run that does not begin above the id that was split last; -1 when all do. */
  private runBelow(): number {
    const { highs, lows } = this;
    let from = 0;
    let to = highs.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const begin = highs[middle]!;
      if (begin < high || (begin === high && lows[middle]! <= low)) from = middle + 1;
      else to = middle;
    }
    return from - 1;
  }

  /** Makes room in the runs for an id whose place will be `index`; false when others lie above. */
  private extend(id: JobId, index: number): boolean {
    const { highs, lows, firsts } = this;
    split(id);
    const run = firsts.length - 1;
    if (run >= 0) {
      const distance = (high - highs[run]!) * LOW_LIMIT + (low - lows[run]!);
      const length = index - firsts[run]!;
      if (distance <= length) return distance === length;
    }
    highs.push(high);
    lows.push(low);
    firsts.push(index);
    return true;
  }

  /** An id below others: no log has it, but a state put together by hand may. */
  private squeezeIn(job: Job): void {
    const { ids, rows, highs, lows, firsts } = this;
    const index = ids.findIndex((id) => compareJobIds(id, job.id) > 0);
    ids.splice(index, 0, job.id);
    rows.splice(index, 0, job);
    for (const list of [highs, lows, firsts]) list.length = 0;
    ids.forEach((id, place) => this.extend(id, place));
    this.recent = 0;
  }
}
