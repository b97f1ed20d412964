// The examples of CockroachDB's page on CANCEL JOB, verbatim but for the ids, which are this
// cluster's own, and what the page says they answer.

/** Under "Cancel a single job". */
export const SHOW_JOBS = 'SHOW JOBS;';

export function cancelJob(id: string): string {
  return `CANCEL JOB ${id};`;
}

/** Under "Cancel multiple jobs". */
export const CANCEL_JOBS_OF_MAXROACH = `CANCEL JOBS (SELECT job_id FROM [SHOW JOBS]
      WHERE user_name = 'maxroach');`;

/** Under "Cancel automatic table statistics jobs". */
export const STOP_AUTOMATIC_STATISTICS =
  'SET CLUSTER SETTING sql.stats.automatic_collection.enabled = false;';

/** Under "Cancel jobs for a schedule"; answers `CANCEL JOBS FOR SCHEDULES 1`. */
export function cancelJobsForSchedule(id: string): string {
  return `CANCEL JOBS FOR SCHEDULE ${id};`;
}

/** In the same place, for several schedules; answers `CANCEL JOBS FOR SCHEDULES 2`. */
export const CANCEL_JOBS_FOR_TEST_SCHEDULES =
  "CANCEL JOBS FOR SCHEDULES SELECT id FROM [SHOW SCHEDULES] WHERE label = 'test_schedule';";
