// What a schedule hears of the end of a job that it has made.
import type { CatalogView } from '../catalog/catalog.ts';
import type { CatalogEvent } from '../catalog/events.ts';
import type { Job } from '../job/job.ts';
import { statusOf } from '../job/place.ts';
import { ended, failureText } from './fire.ts';

/** A canceled job has failed, to its schedule. One that was dropped meanwhile hears nothing. */
export function jobEnded(view: CatalogView, job: Job, at: number): readonly CatalogEvent[] {
  const schedule = job.schedule === null ? undefined : view.schedules.get(job.schedule);
  if (schedule === undefined) return [];
  const status = statusOf(job.place);
  const outcome = status === 'succeeded' ? 'succeeded' : 'failed';
  const text = outcome === 'failed' ? failureText(schedule, job.id, status) : '';
  const moved = ended(schedule, outcome, text, at);
  return moved === schedule ? [] : [{ type: 'ScheduleChanged', schedule: moved }];
}
