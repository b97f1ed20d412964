// Cases of schedules and their jobs.
import { wasUndone } from '../../checkers/job-book.ts';
import { createScheduleBook, type Move } from '../../checkers/schedule-book.ts';
import type { Scene, Watch } from './scene.ts';

export const SCHEDULE_CASES = [
  'a schedule is due while its job has not ended',
  'a schedule has missed some of its times',
  'a schedule that would retry hears that its job has not succeeded',
  'a schedule that would pause hears that its job has not succeeded',
  'a schedule that would reschedule hears that its job has not succeeded',
  'a paused schedule has a job that has not succeeded',
] as const;

/** `* * * * *`, as all schedules of plans have it. */
const CADENCE_MS = 60_000;

export function watchSchedules({ active, met }: Scene): Watch {
  const book = createScheduleBook();

  /** By itself, since it was due. */
  const meetMove = ({ id, before, after, asked }: Move, at: number): void => {
    const due = before?.nextRun ?? Infinity;
    if (asked || after === undefined || due > at) return;
    if (active(({ schedule }) => schedule === id)) {
      met('a schedule is due while its job has not ended');
    }
    if (at - due > CADENCE_MS) met('a schedule has missed some of its times');
  };

  return {
    event(event, { at }) {
      const move = book.fold(event);
      if (move !== undefined) meetMove(move, at);
    },
    ended(job) {
      const schedule = job.schedule === null ? undefined : book.schedules.get(job.schedule);
      if (schedule === undefined || !wasUndone(job)) return;
      const { nextRun, onExecutionFailure } = schedule;
      // One that would pause is paused by this.
      if (nextRun === null && onExecutionFailure !== 'pause') {
        met('a paused schedule has a job that has not succeeded');
      } else {
        met(`a schedule that would ${onExecutionFailure} hears that its job has not succeeded`);
      }
    },
  };
}
