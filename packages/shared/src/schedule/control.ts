// PAUSE, RESUME and DROP of one schedule, as in CockroachDB v21.2. None of them touches the jobs
// that the schedule has made.
import type { Refusal } from '../job/refusal.ts';
import { nextRunAfter, type Schedule } from './schedule.ts';
import { uncategorized } from './uncategorized.ts';

export type ScheduleVerb = 'pause' | 'resume' | 'drop';

/**
 * The schedule as it is afterwards, null once it is dropped. It is the very same object when there
 * was nothing to do; the statement counts it all the same.
 */
export type ScheduleVerdict =
  | { readonly schedule: Schedule | null }
  | { readonly refusal: Refusal };

/** Asks what the verb makes of the schedule at `now`, in milliseconds since 1970. */
export function controlSchedule(
  schedule: Schedule,
  verb: ScheduleVerb,
  now: number,
): ScheduleVerdict {
  switch (verb) {
    case 'pause':
      return { schedule: schedule.nextRun === null ? schedule : { ...schedule, nextRun: null } };
    case 'resume':
      return resume(schedule, now);
    case 'drop':
      return { schedule: null };
  }
}

function resume(schedule: Schedule, now: number): ScheduleVerdict {
  // An active schedule may have a first run of its own, which no cron names: it stays.
  if (schedule.nextRun !== null) return { schedule };
  const nextRun = nextRunAfter(schedule, now);
  if (nextRun === null) {
    return {
      refusal: uncategorized(`cannot set next run for schedule ${schedule.id} (empty schedule)`),
    };
  }
  return { schedule: { ...schedule, nextRun } };
}
