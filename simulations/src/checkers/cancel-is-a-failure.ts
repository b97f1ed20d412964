// S57: a schedule whose job was canceled does what it does when one fails, in the same commit; a
// job that succeeds is no failure to it.
import type { Commit, Schedule, ScheduleId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { createJobBook, wasUndone, type KnownJob } from './job-book.ts';
import { createScheduleBook, type Move } from './schedule-book.ts';

/** `retry` tries again after so long. */
const RETRY_MS = 60_000;

export function createCancelIsAFailure(): Checker {
  const name = 'a canceled job is a failure to its schedule';
  const jobs = createJobBook();
  const book = createScheduleBook();

  /** A move that speaks of the job, if its schedule has made one in this commit. */
  const judge = (
    job: KnownJob,
    schedule: Schedule,
    moves: readonly Move[],
    at: number,
  ): string | undefined => {
    const told = moves.find(
      ({ id, after, asked }) => id === schedule.id && !asked && after?.state.includes(job.id),
    );
    if (!wasUndone(job)) {
      return told === undefined ? undefined : 'and its schedule takes it for a failure';
    }
    if (told?.after === undefined || told.before === undefined) {
      return 'and its schedule hears nothing of it';
    }
    const expected = nextRunAfterFailure(told.before, at);
    if (told.after.nextRun === expected) return undefined;
    return (
      `and its schedule (${schedule.onExecutionFailure}) runs next at ${told.after.nextRun}, ` +
      `not at ${expected}`
    );
  };

  const commit = (given: Commit): Violation | undefined => {
    const { n, at, events } = given;
    const moves = book.foldAll(given);
    const dropped = new Set<ScheduleId>(
      moves.flatMap(({ id, after }) => (after === undefined ? [id] : [])),
    );
    for (const event of events) {
      for (const job of jobs.fold(event, n).ended) {
        if (job.schedule === null || dropped.has(job.schedule)) continue;
        const schedule = book.schedules.get(job.schedule);
        const wrong = schedule === undefined ? undefined : judge(job, schedule, moves, at);
        if (wrong === undefined) continue;
        const message = `job ${job.id} of schedule ${job.schedule} is ${job.stage} in commit ${n} `;
        return { checker: name, job: job.id, message: message + wrong };
      }
    }
    return undefined;
  };

  return {
    name,
    observe: (event) => (event.kind === 'commit' ? commit(event.commit) : undefined),
  };
}

/** A paused schedule stays so; to reschedule is to keep the time that was set when it ran. */
function nextRunAfterFailure(before: Schedule, at: number): number | null {
  if (before.nextRun === null) return null;
  switch (before.onExecutionFailure) {
    case 'pause':
      return null;
    case 'retry':
      return at + RETRY_MS;
    case 'reschedule':
      return before.nextRun;
  }
}
