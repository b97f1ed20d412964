// S45: a schedule without a next time, or one that was dropped, makes no job; and nobody but a user
// who resumes it gives it a next time again.
import type { Commit, ScheduleId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { createScheduleBook, type Move } from './schedule-book.ts';

export function createPausedScheduleIsSilent(): Checker {
  const name = 'a paused schedule is silent until it is resumed';
  const book = createScheduleBook();

  const judgeMove = ({ id, before, after, asked }: Move): string | undefined => {
    if (before === undefined || after === undefined || asked) return undefined;
    if (before.nextRun !== null || after.nextRun === null) return undefined;
    return `schedule ${id} was paused, and nobody resumed it`;
  };

  const commit = ({ n, events }: Commit): Violation | undefined => {
    /** What each schedule of this commit was like before it was moved by nobody. */
    const due = new Map<ScheduleId, number | null>();
    for (const event of events) {
      const move = book.fold(event);
      const wrong = move === undefined ? undefined : judgeMove(move);
      if (wrong !== undefined) return { checker: name, message: `${wrong} (commit ${n})` };
      if (move?.before !== undefined && !move.asked) due.set(move.id, move.before.nextRun);
      if (event.type !== 'JobCreated' || event.schedule === undefined) continue;
      const { schedule: id } = event;
      const schedule = book.schedules.get(id);
      // What runs once has no next time any more when its job is made.
      const nextRun = due.has(id) ? due.get(id) : schedule?.nextRun;
      if (schedule !== undefined && nextRun !== null) continue;
      const is = schedule === undefined ? 'is not there' : 'is paused';
      const message = `schedule ${id}, which ${is}, makes job ${event.jobs} in commit ${n}`;
      return { checker: name, message };
    }
    return undefined;
  };

  return {
    name,
    observe: (event) => (event.kind === 'commit' ? commit(event.commit) : undefined),
  };
}
