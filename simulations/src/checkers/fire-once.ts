// S46: one due time makes at most one job, which stands in the commit that moves the schedule past
// it; times that were missed are not made up.
import type { Commit, ScheduleId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { createScheduleBook, type Move } from './schedule-book.ts';

export function createFireOnce(): Checker {
  const name = 'one due time makes one job, in the commit that moves the schedule';
  const book = createScheduleBook();
  /** Due times that have made a job. */
  const used = new Map<ScheduleId, Set<number>>();

  /** Why the move does not go with a job that is made at `at`. */
  const judge = (id: ScheduleId, move: Move | undefined, at: number): string | undefined => {
    const due = move?.before?.nextRun;
    if (move?.after === undefined || due === undefined || due === null || move.asked) {
      return 'and its schedule does not move';
    }
    if (due > at) return `although its schedule is due only in ${due - at} ms`;
    const { nextRun } = move.after;
    if (nextRun !== null && nextRun <= at) return 'and its schedule is due again at once';
    const times = used.get(id) ?? new Set();
    if (times.has(due)) return `for the time ${due}, which has made one already`;
    used.set(id, times.add(due));
    return undefined;
  };

  const commit = ({ n, at, events }: Commit): Violation | undefined => {
    /** The moves of this commit that nobody asked for and no job has come with yet. */
    const moves = new Map<ScheduleId, Move>();
    for (const event of events) {
      const move = book.fold(event);
      if (move !== undefined) moves.set(move.id, move);
      if (event.type !== 'JobCreated' || event.schedule === undefined) continue;
      const { schedule: id } = event;
      const wrong = judge(id, moves.get(id), at);
      moves.delete(id);
      if (wrong === undefined) continue;
      return { checker: name, message: `schedule ${id} makes a job in commit ${n} ${wrong}` };
    }
    return undefined;
  };

  return {
    name,
    observe: (event) => (event.kind === 'commit' ? commit(event.commit) : undefined),
  };
}
