// A nightly BACKUP schedule in the given cluster, before and after its first run.
import type { JobId } from '../job/job-id.ts';
import type { ScheduleId } from '../job/schedule-id.ts';
import type { ScheduleOptions } from '../schedule/options.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { dataCluster, type DataCluster } from './data-cluster.ts';
import { createSchedule, fireSchedules } from './data-commands.ts';
import { NOW } from './decider-spec.ts';

export const DAY = 24 * 3_600_000;
export const MINUTE = 60_000;
/** The time of the given cluster is a midnight. */
export const MIDNIGHT = NOW;

export interface Nightly {
  readonly cluster: DataCluster;
  readonly id: ScheduleId;
  readonly schedule: () => Schedule;
}

/** A nightly schedule whose first run is now. */
export function nightly(options: Partial<ScheduleOptions> = {}, more = {}): Nightly {
  const cluster = dataCluster();
  const id = cluster.schedules(createSchedule({ firstRun: 'now', ...options }, more));
  const schedule = (): Schedule => cluster.state.catalog.schedules.get(id)!;
  return { cluster, id, schedule };
}

/** Its first job, which a worker has claimed. */
export function fired(options: Partial<ScheduleOptions> = {}): Nightly & { readonly job: JobId } {
  const made = nightly(options);
  made.cluster.does(fireSchedules(made.id));
  const job = made.cluster.active('BACKUP')[0]!.id;
  made.cluster.works(job);
  return { ...made, job };
}
