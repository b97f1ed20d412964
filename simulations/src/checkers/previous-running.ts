// S44: a schedule that waits or skips never has two jobs that have not ended; paused ones and those
// being undone have not.
import type { Commit, JobId, ScheduleId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { createJobBook, isOver, type KnownJob } from './job-book.ts';
import { createScheduleBook } from './schedule-book.ts';

export function createPreviousRunning(): Checker {
  const name = 'a schedule that waits or skips has one job at a time';
  const jobs = createJobBook();
  const book = createScheduleBook();
  const active = new Map<ScheduleId, Map<JobId, KnownJob>>();

  const made = (job: KnownJob, n: number): Violation | undefined => {
    const { schedule: id } = job;
    if (id === null) return undefined;
    const others = active.get(id) ?? new Map<JobId, KnownJob>();
    const other = [...others.values()].find((each) => !isOver(each));
    active.set(id, others.set(job.id, job));
    const policy = book.schedules.get(id)?.onPreviousRunning;
    if (other === undefined || policy === 'start' || policy === undefined) return undefined;
    const message =
      `schedule ${id} (${policy}) starts job ${job.id} in commit ${n} ` +
      `while its job ${other.id} is ${other.stage}`;
    return { checker: name, job: job.id, message };
  };

  const commit = ({ n, events }: Commit): Violation | undefined => {
    for (const event of events) {
      book.fold(event);
      const told = jobs.fold(event, n);
      for (const job of told.ended) {
        if (job.schedule !== null) active.get(job.schedule)?.delete(job.id);
      }
      for (const job of told.made) {
        const found = made(job, n);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };

  return {
    name,
    observe: (event) => (event.kind === 'commit' ? commit(event.commit) : undefined),
  };
}
