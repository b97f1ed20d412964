// Progress and checkpoints of one execution. At most one note of it waits to be sent: what is said
// meanwhile goes into it, and the latest wins.
import type { Clock, JobEffect, JobId, Json, Report } from '@rescind/shared';
import type { Progress } from './context.ts';
import { permanent } from './marks.ts';
import type { Outbox } from './outbox.ts';
import type { Pace } from './pace.ts';

/** Characters of a checkpoint's JSON. It becomes part of the cluster's log, not a data store. */
export const CHECKPOINT_MAX = 256 * 1024;

/** Characters of a running status; a longer one is cut. */
const STATUS_MAX = 256;
/** What a report takes beside its checkpoint, about. */
const FRAME_SIZE = 500;

export interface Notes {
  progress(progress: Progress): void;
  /** With an effect it becomes true with the checkpoint; rejects when the cluster refuses it. */
  checkpoint(value: Json, progress: Progress, effect?: JobEffect): Promise<void>;
  /** Rejects the checkpoints that wait (true if there are any) and takes no more notes. */
  stop(reason: Error): boolean;
  /** The handler has settled: posts what still waits for its turn, or drops it. */
  finish(keep: boolean): void;
}

export interface NotesOptions {
  readonly job: JobId;
  readonly fence: number;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly pace: Pace;
  readonly onSaved: (checkpoint: Json) => void;
  readonly onStale: () => void;
}

interface Waiter {
  resolve(): void;
  reject(reason: Error): void;
}

interface Note {
  fraction?: number;
  runningStatus?: string;
  checkpoint?: Json;
  effect?: JobEffect;
  size: number;
  posted: boolean;
  readonly waiters: Waiter[];
}

export function createNotes(options: NotesOptions): Notes {
  const { job, fence, clock, pace } = options;
  const waiting = new Set<Waiter>();
  let note: Note | null = null;
  let postedAt = -Infinity;
  let stopped: Error | null = null;

  const post = (mine: Note): void => {
    mine.posted = true;
    postedAt = clock.monotonic();
    options.outbox.post({
      get size() {
        return mine.size;
      },
      report() {
        if (note === mine) note = null;
        return toReport(job, fence, mine);
      },
      answered(verdict) {
        if (typeof verdict === 'string') {
          // What the cluster refuses once it would refuse again: the job has failed.
          for (const waiter of mine.waiters) waiter.reject(permanent(verdict));
          return;
        }
        if (!verdict) {
          options.onStale();
          return;
        }
        if (mine.checkpoint !== undefined) options.onSaved(mine.checkpoint);
        for (const waiter of mine.waiters) waiter.resolve();
      },
    });
  };

  const flush = (): void => {
    if (note !== null && !note.posted) post(note);
  };

  const merge = (progress: Progress): Note => {
    note ??= { size: FRAME_SIZE, posted: false, waiters: [] };
    if (progress.fraction !== undefined) note.fraction = fractionOf(progress.fraction);
    if (progress.runningStatus !== undefined) {
      note.runningStatus = progress.runningStatus.slice(0, STATUS_MAX);
    }
    return note;
  };

  const save = (value: Json, progress: Progress, effect?: JobEffect): Promise<void> => {
    if (stopped !== null) return Promise.reject(stopped);
    const text = jsonText(value);
    const mine = merge(progress);
    // A copy: the handler may go on changing what it gave.
    mine.checkpoint = JSON.parse(text) as Json;
    mine.size = FRAME_SIZE + text.length;
    if (effect !== undefined) mine.effect = effect;
    return new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        resolve() {
          waiting.delete(waiter);
          resolve();
        },
        reject(reason) {
          waiting.delete(waiter);
          reject(reason);
        },
      };
      waiting.add(waiter);
      mine.waiters.push(waiter);
      pace.forget(flush);
      if (!mine.posted) post(mine);
    });
  };

  return {
    progress(progress) {
      if (stopped !== null) return;
      if (merge(progress).posted) return;
      const due = postedAt + pace.interval();
      if (due <= clock.monotonic()) flush();
      else pace.later(flush, due);
    },
    // An async function, so that a bad value rejects and never throws past an await.
    checkpoint: async (value, progress, effect) => save(value, progress, effect),
    stop(reason) {
      stopped = reason;
      const some = waiting.size > 0;
      for (const waiter of waiting) waiter.reject(reason);
      waiting.clear();
      return some;
    },
    finish(keep) {
      pace.forget(flush);
      if (keep) flush();
      else if (note !== null && !note.posted) note = null;
    },
  };
}

function fractionOf(fraction: number): number {
  if (Number.isNaN(fraction)) throw new RangeError('the fraction of a progress is not a number');
  return Math.min(1, Math.max(0, fraction));
}

function jsonText(value: Json): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('a checkpoint must be a JSON value');
  if (text.length > CHECKPOINT_MAX) {
    throw new RangeError(
      `a checkpoint may have ${CHECKPOINT_MAX} characters as JSON, this one has ${text.length}`,
    );
  }
  return text;
}

function toReport(job: JobId, fence: number, note: Note): Report {
  const { fraction, checkpoint, runningStatus, effect } = note;
  return {
    job,
    fence,
    kind: 'progress',
    ...(fraction === undefined ? {} : { fraction }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(runningStatus === undefined ? {} : { runningStatus }),
    ...(effect === undefined ? {} : { effect }),
  };
}
